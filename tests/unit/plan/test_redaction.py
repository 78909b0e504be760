"""Out of a text about several people only the subject's mentions are taken."""

from __future__ import annotations

import pytest

from eraser.model.subject import Identifier, PersonName
from eraser.plan.redaction import REDACTED, redact_text
from eraser.plan.two_of_a_name import UnclearMention

JANIS, ANDRIS = PersonName("Jānis", "Bērziņš"), PersonName("Andris", "Ozols")
ANNA = PersonName("Anna", "Ozola")


def redacted(text: str, name: PersonName) -> str:
    return redact_text(text, [], [name])


@pytest.mark.parametrize(
    "text",
    [
        "viņa sieva Jana Bērziņa",
        "J. Bērziņa balss",
        "Juris Bērziņš (J. Bērziņš) ir tēvs",
        "Bērziņš Juris un J. Bērziņam",
        "Mārtiņš-Jānis Bērziņš",
        "Jānis Bērziņš-Ozols",
        "jānis bērziņš-ozols",
        "J. Berzina",
        "Jānis Bērziņa",
    ],
)
def test_relatives_and_halves_of_double_names_stay(text: str) -> None:
    assert redacted(text, JANIS) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Zvanīja Jānim Bērziņam (J. Bērziņš).", "Zvanīja • (•)."),
        ("J.Bērziņam nosūtīts, Bērziņš J. atbildēja", "• nosūtīts, • atbildēja"),
        ("BĒRZIŅŠ JĀNIS un jāņa bērziņa sieva", "• un • sieva"),
        ("2024-Jānis Bērziņš - klients; Jāni Bērziņ!", "2024-• - klients; •!"),
        ("Juris Bērziņš, Jānis Bērziņš, J. Bērziņš", "Juris Bērziņš, •, J. Bērziņš"),
        ("Janis Berzins J. Berzins", "• •"),
    ],
)
def test_what_can_only_be_the_subject_goes(text: str, left: str) -> None:
    assert redacted(text, JANIS) == left.replace("•", REDACTED)


def test_an_initial_goes_by_the_gender_of_the_ending() -> None:
    assert redacted("A. Ozola un A. Ozols", ANDRIS) == f"A. Ozola un {REDACTED}"
    assert redacted("A. Ozola un A. Ozols", ANNA) == f"{REDACTED} un A. Ozols"
    assert redacted("Andris Ozols un A. Ozola", ANNA) == "Andris Ozols un A. Ozola"


def test_a_woman_who_is_called_to_is_found() -> None:
    assert redacted("Dārgā Anno Ozola, sveiki!", ANNA) == f"Dārgā {REDACTED}, sveiki!"


def test_identifiers_go_and_numbers_beside_them_stay() -> None:
    mail = Identifier("email", "janis@example.lv")
    text = "Jānis Bērziņš un Anna (K-2): janis@example.lv, 10 EUR"
    assert redact_text(text, [mail], [JANIS]) == f"{REDACTED} un Anna (K-2): {REDACTED}, 10 EUR"


KNOWN = [Identifier("customer-number", "K-1"), Identifier("personas-kods", "16117519997")]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "Klienta K-1 dēls Jānis Bērziņš jun. (050560-14018) parakstīja",
            "Klienta • dēls Jānis Bērziņš jun. (050560-14018) parakstīja",
        ),
        (
            "Jānis Bērziņš, dz. 16.11.1975, K-1, dzīvo kopā ar Jāni Bērziņu (tēvs, dz. 1940)",
            "•, dz. 16.11.1975, •, dzīvo kopā ar Jāni Bērziņu (tēvs, dz. 1940)",
        ),
        ("Jānis Bērziņš (K-1) un Jānis Bērziņš (K-2)", "• (•) un Jānis Bērziņš (K-2)"),
        ("K-1 Jānis Bērziņš, K-2 Anna Ozola", "• •, K-2 Anna Ozola"),
        ("Māte un dēls Jānis Bērziņš (K-1)", "Māte un dēls • (•)"),
        (
            "Jānis Bērziņš, p.k. 161175-19997, un viņa tēvs Jānis Bērziņš",
            "•, p.k. •, un viņa tēvs Jānis Bērziņš",
        ),
        ("Jānis Bērziņš, dēls Pēteris un K-1", "•, dēls Pēteris un •"),
        ("Jānis Bērziņš sen vairs nav te: K-1", "• sen vairs nav te: •"),
    ],
)
def test_somebody_of_the_same_name_stays(text: str, left: str) -> None:
    assert redact_text(text, KNOWN, [JANIS]) == left.replace("•", REDACTED)


@pytest.mark.parametrize(
    "text",
    [
        "K-1 raksta: Jānis Bērziņš sen. un Jānis Bērziņš jun. ieradās",
        "K-1 raksta: zvanīja tēvs Jānis Bērziņš",
        "Jānis Bērziņš ieradās ar Jāni Bērziņu (dz. 1940). K-1",
        "Jānis Bērziņš, dz. 01.02.1940, K-1",
    ],
)
def test_where_a_father_of_the_name_may_be_meant_nobody_guesses(text: str) -> None:
    with pytest.raises(UnclearMention):
        redact_text(text, KNOWN, [JANIS])


def test_a_code_beside_the_name_may_be_anybodys_where_the_subjects_is_unknown() -> None:
    with pytest.raises(UnclearMention):
        redact_text("K-1 raksta: Jānis Bērziņš (050560-14018)", KNOWN[:1], [JANIS])
