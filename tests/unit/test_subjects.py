"""Whom a request is about, however a data-protection officer writes it down."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.errors import ConfigError, EraserError, UsageError
from eraser.identifiers import NO_PATTERNS, Patterns
from eraser.model.subject import Identifier, PersonName
from eraser.subjects import from_file, from_pairs, from_text

OWN = Patterns.of({"customer-number": "K-[0-9]{7}", "meter": "M[0-9]{4}"})
GOOD = """
personas-kods: ["161175-19997", '32073120115']
email: Janis@Example.lv
phone: "+371 22124444"
name: {given: Jānis, surname: Bērziņš}
"""


def _complaint(text: str, patterns: Patterns = OWN) -> str:
    with pytest.raises(EraserError) as caught:
        from_text(text, patterns, "subject.yaml")
    assert isinstance(caught.value, (ConfigError, UsageError))
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert str(caught.value).startswith("subject.yaml")
    return str(caught.value)


def test_every_identifier_comes_in_its_normal_form() -> None:
    subject = from_text(GOOD, OWN)
    assert subject.identifiers == (
        Identifier("personas-kods", "16117519997"),
        Identifier("personas-kods", "32073120115"),
        Identifier("email", "janis@example.lv"),
        Identifier("phone", "+37122124444"),
    )
    assert subject.names == (PersonName("Jānis", "Bērziņš"),)


def test_one_written_in_two_ways_is_one() -> None:
    subject = from_text("personas-kods: ['161175-19997', '16117519997', 161175-19997]", OWN)
    assert len(subject.identifiers) == 1


def test_json_says_the_same() -> None:
    assert from_text('{"email": "a@b.lv", "name": [{"given": "A", "surname": "B"}]}', OWN) == (
        from_text("email: a@b.lv\nname: {given: A, surname: B}", OWN)
    )


def test_a_category_of_the_organisations_own_is_known() -> None:
    assert from_text("meter: M1234", OWN).identifiers == (Identifier("meter", "M1234"),)


def test_the_organisation_may_call_its_categories_as_it_likes() -> None:
    patterns = Patterns.of({"Klienta Nr_2": "[0-9]{4}"})
    assert from_pairs(["Klienta Nr_2=1234"], patterns).identifiers[0].value == "1234"


def test_words_of_a_command_line_say_the_same() -> None:
    subject = from_pairs(
        ["personas-kods=161175-19997", "meter=M1234", "name=Anna Marija Ozola-Bērziņa"], OWN
    )
    assert subject.identifiers[1] == Identifier("meter", "M1234")
    assert subject.names == (PersonName("Anna Marija", "Ozola-Bērziņa"),)


def test_a_file_is_read_like_a_text(tmp_path: Path) -> None:
    path = tmp_path / "subject.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert from_file(path, OWN) == from_text(GOOD, OWN)
    with pytest.raises(ConfigError, match="no such file"):
        from_file(tmp_path / "none.yaml", OWN)


@pytest.mark.parametrize("text", ["", "{}", "# nobody\n", "name: {given: A, surname: B}"])
def test_nobody_or_a_name_alone_is_nobody(text: str) -> None:
    assert "A name alone never tells" in _complaint(text)


@pytest.mark.parametrize(
    "value", ["16117519997", "+37122124444", "0b101", "1_0", "true", "1.5", "12.0e+3", ".inf"]
)
@pytest.mark.parametrize("form", ["personas-kods: {}", "personas-kods: [{}]", "meter: {}"])
def test_a_bare_number_is_to_be_put_in_quotes(form: str, value: str) -> None:
    complaint = _complaint(form.format(value))
    assert "quotes" in complaint
    assert value not in complaint.removeprefix("subject.yaml:1")


BAD = {
    "email:": "text",
    "email: ''": "email",
    "email: ' '": "email",
    "email: janis.berzins": "email",
    "email: [[a@b.lv]]": "text",
    "email: [a@b.lv, null]": "text",
    "email: {given: Jānis, surname: Bērziņš}": "text",
    "email: {address: janis@berzins.lv}": "text",
    "personas-kods: 161175-1999": "personas-kods",
    "personas-kods: 161175-19998": "personas-kods",
    "personas-kods: 1975-11-16": "",
    "phone: '22'": "phone",
    "iban: LV00BANK0000435195001": "iban",
    "customer-number: 'K-123'": "pattern",
    "e-mail: janis@berzins.lv": "category",
    "personas kods: '161175-19997'": "category",
    "name: Jānis Bērziņš": "name",
    "name: {given: Jānis}": "name",
    "name: {given: Jānis, surname: ''}": "name",
    "name: {given: ' ', surname: Bērziņš}": "name",
    "name: {given: Jānis, surname: Bērziņš, born: 1975}": "name",
    "name: [Jānis, Bērziņš]": "name",
    "- janis@berzins.lv": "",
    "janis@berzins.lv": "",
    "'161175-19997': personas-kods": "",
    "janis@berzins.lv: email": "",
    "+371 22124444: phone": "",
    "Jānis Bērziņš: name": "",
    "161175: personas-kods": "",
    "161175-19997: 1975-11-16": "",
    "1975-11-16: personas-kods": "",
    "email: a@b.lv\nemail: janis@berzins.lv": "twice",
    "email: *janis": "",
    "email: janis@berzins.lv: x": "",
}


@pytest.mark.parametrize("text", BAD)
def test_what_cannot_be_is_told_without_saying_who(text: str) -> None:
    complaint = _complaint(f"passport: LV1234567\n{text}" if ":" in text else text)
    assert BAD[text] in complaint
    for part in ("161175", "erzi", "ērzi", "janis", "Jānis", "22124444", "LV00", "K-123"):
        assert part not in complaint


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        ["161175-19997"],
        ["janis@berzins.lv"],
        [""],
        ["=161175-19997"],
        ["personas-kods"],
        ["personas-kods="],
        ["personas-kods=161175-19998"],
        ["name=Jānis Bērziņš"],
        ["email=a@b.lv", "name=Bērziņš"],
        ["email=a@b.lv", "name="],
        ["Jānis Bērziņš=name"],
        ["161175-19997=personas-kods"],
        ["janis@berzins.lv=email"],
    ],
)
def test_words_that_cannot_be_are_told_without_saying_who(pairs: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        from_pairs(pairs, NO_PATTERNS)
    for part in ("161175", "erzi", "ērzi", "janis", "Jānis"):
        assert part not in str(caught.value)
    assert str(caught.value).startswith("--subject")


def test_no_subject_shows_itself() -> None:
    subject = from_text(GOOD, OWN)
    shown = f"{subject} {subject!r} {subject.identifiers} {subject.names}"
    assert not [part for part in ("161175", "ērzi", "anis", "2212") if part in shown]


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["personas-kods", "email", "phone", "iban", "name", "meter", "other"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["given", "surname", "x"]), inner, max_size=3)
            ),
            max_leaves=6,
        ),
        max_size=3,
    )
)
def test_whatever_is_written_is_read_or_refused(content: dict[str, object]) -> None:
    import json

    try:
        subject = from_text(json.dumps(content), OWN)
    except (ConfigError, UsageError):
        return
    assert subject.identifiers


@pytest.mark.parametrize("text", ["- a", "janis@example.lv", "[1, 2]"])
def test_what_is_no_list_of_kinds_and_values_is_told_in_plain_words(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        from_text(text, NO_PATTERNS)
    told = str(caught.value)
    assert told.startswith("standard input:1: ")
    assert "write each kind of identifier with its value" in told
    assert "dictionary" not in told and "janis" not in told


@pytest.mark.parametrize("pair", ["phone=00000000", "personas-kods=000000-00000"])
def test_a_number_of_zeros_is_refused_as_nobodys(pair: str) -> None:
    with pytest.raises(UsageError, match="stands for many people"):
        from_pairs([pair], OWN)
