"""The search that is pushed into PostgreSQL sees every spelling of a needle. No server needed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser_postgres.search import Search, as_number

LETTERS = "aābcčdeēfgģhiījkķlļmnņoprsšßtuūvzž 0123456789.@-+%_\\\"'ẞЖщΣσς"


def folded(text: str, search: Search) -> str:
    """What the server makes of a text: ASCII lowered, then `translate`, then `replace`."""
    text = "".join(c.lower() if c.isascii() else c for c in text)
    text = text.translate(str.maketrans(search.upper, search.lower))
    for char, fold in search.expansions:
        text = text.replace(char, fold)
    return text


@given(
    st.lists(st.text(LETTERS, min_size=1, max_size=20), min_size=1, max_size=5),
    st.data(),
    st.text(LETTERS, max_size=5),
)
def test_a_needle_in_any_case_passes_sieve_and_pattern(
    needles: list[str], data: st.DataObject, around: str
) -> None:
    search = Search.of(needles, "UTF8")
    needle = data.draw(st.sampled_from(needles))
    cases = [data.draw(st.sampled_from([c, c.upper(), c.lower()])) for c in needle]
    text = around + "".join(cases) + around
    assert any(form in folded(text, search) for form in search.folded)
    lowered = "".join(c.lower() if c.isascii() else c for c in text)
    assert search.fragments is None or any(f in lowered for f in search.fragments)


def test_many_forms_of_a_name_share_few_fragments() -> None:
    forms = [
        f"{given}{surname}"
        for given in ("Jānis ", "Jāņa ", "Jānim ", "J. ", "")
        for surname in ("Kalniņš", "Kalniņa", "Kalniņam", "Kalniņu", "Kalniņā")
    ]
    assert Search.of(forms, "UTF8").fragments == ("kalni",)


@pytest.mark.parametrize("name", ["Krists", "Weiss", "Ķēniņš", "Ē", "ss"])
def test_a_name_is_sieved_unless_every_letter_may_be_a_ligature(name: str) -> None:
    assert (Search.of([name], "UTF8").fragments is None) == (name == "ss")


def test_what_an_encoding_cannot_hold_is_not_searched() -> None:
    assert Search.of(["Ērika", "Erika", "東京"], "LATIN1").folded == ("erika",)
    assert Search.of(["Ērika"], "WIN1257").folded == ("ērika",)
    assert Search.of(["Ērika"], "SQL_ASCII").folded == ("Ērika", "ērika")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("010190-12345", 1019012345),
        ("+371 20 001 234", 37120001234),
        ("(8) 7", 87),
        ("LV12", None),
        ("", None),
        ("1" * 31, None),
        ("٣", None),
    ],
)
def test_a_needle_is_a_number_when_it_has_only_digits_and_separators(
    text: str, number: int | None
) -> None:
    assert as_number(text) == number
