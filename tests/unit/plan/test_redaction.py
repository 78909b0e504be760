"""Out of a text about several people only the subject's mentions are taken."""

from __future__ import annotations

import pytest

from eraser.model.subject import Identifier, PersonName
from eraser.plan.redaction import REDACTED, redact_text

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
