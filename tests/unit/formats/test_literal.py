"""A literal search loses nothing, wherever the text happens to be cut."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.formats.literal import FOLDING_TO_ASCII, LiteralSearch

WORD = st.text(st.sampled_from("abcĀāŠšßİ1 "), min_size=1, max_size=6)


@given(WORD, WORD, WORD, st.lists(st.integers(0, 18), max_size=4))
def test_a_text_is_found_across_pieces(
    before: str, wanted: str, after: str, cuts: list[int]
) -> None:
    text = before + wanted.swapcase().swapcase() + after
    if wanted.casefold() not in text.casefold():
        return
    places = sorted({0, len(text), *(min(c, len(text)) for c in cuts)})
    pieces = [text[a:b] for a, b in zip(places, places[1:], strict=False)]
    assert LiteralSearch([wanted]).in_pieces(pieces)


def test_letter_case_does_not_matter_but_accents_do() -> None:
    search = LiteralSearch(["Bērziņš"])
    assert search.in_record({"name": "JĀNIS BĒRZIŅŠ"})
    assert not search.in_record({"name": "Berzins"})


def test_a_number_is_found_as_a_number() -> None:
    search = LiteralSearch(["+037122124444"])
    assert search.in_record({"phone": 37122124444})
    assert search.in_pieces(['{"phone": 37122124444}'])


def test_nested_values_count() -> None:
    assert LiteralSearch(["a@b.lv"]).in_record({"c": [{"email": "A@B.LV"}]})


def test_nothing_is_found_by_nothing() -> None:
    assert not LiteralSearch([]).in_record({"a": "b"})
    assert not LiteralSearch([""]).in_pieces(["abc"])


def test_every_sign_that_folds_to_ascii_is_known() -> None:
    signs = map(chr, (*range(0x80, 0xD800), *range(0xE000, 0x110000)))
    assert set(FOLDING_TO_ASCII) == {s for s in signs if any(c.isascii() for c in s.casefold())}


@settings(deadline=None)  # the first example imports Polars
@given(
    st.lists(st.text("aKsSß1 –ē-", min_size=1, max_size=5), min_size=1, max_size=4),
    st.text("aAkK\u212asSſßẞ1 –ēĒ-ﬁ\ud800", max_size=12),
    st.integers(0, 12),
)
def test_texts_that_are_looked_for_all_at_once_are_found_as_one_by_one(
    wanted: list[str], text: str, cut: int
) -> None:
    search, filler = LiteralSearch(wanted), "x" * 70_000
    found = search.in_pieces([filler + text[:cut], text[cut:] + filler])
    assert found == search.in_pieces([text])
