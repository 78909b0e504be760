"""JSON taken apart by Arrow is what a walk in Python finds, or Arrow refuses."""

import json
import re
from collections import Counter
from decimal import Decimal, InvalidOperation

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.detect.documents import LONGEST, leaf_columns
from eraser.detect.walk import TOO_DEEP, walk

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.decimals(-(10**8), 10**8, places=3).map(float)
    | st.text(max_size=6)
    | st.sampled_from(["2024-05-01T12:00:00Z", "2024-05-01", "22124444", "", "ā\u2028b"])
)
KEYS = st.sampled_from(["a", "b", "c d", "ā", "x.y", ""])
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)


def by_arrow(cells: list[str]) -> Counter[tuple[str, int, str]] | None:
    series = pl.Series(cells, dtype=pl.String)
    leaves = leaf_columns("f", pl.int_range(100, 100 + len(cells), eager=True), series)
    if leaves is None:
        return None
    return Counter(
        (leaf.path, row, value)
        for leaf in leaves
        for row, value in zip(leaf.rows, leaf.values.cast(pl.String), strict=True)
    )


def by_walk(cells: list[str]) -> Counter[tuple[str, int, str]]:
    found = walk("f", enumerate(cells, 100), scalars=True)
    return Counter(
        (path, row, _number(text))
        for path, (rows, texts) in found.by_path.items()
        for row, text in zip(rows, texts, strict=True)
    )


def _number(text: str) -> str:
    """The writing of a fraction (zeros at its end) is the one thing that Arrow does not keep."""
    try:
        return str(Decimal(text).normalize() + 0) if re.search("[.E]", text) else text
    except InvalidOperation:
        return text


@given(document=DOCUMENTS, more=st.lists(DOCUMENTS, max_size=3))
@settings(max_examples=400, deadline=None)
def test_arrow_finds_what_a_walk_finds_or_refuses(document: object, more: list[object]) -> None:
    cells = [json.dumps(d, ensure_ascii=False) for d in (document, *more)]
    found = by_arrow(cells)
    if found is not None:
        expected = Counter((p, r, _number(t)) for p, r, t in by_walk(cells).elements())
        assert Counter((p, r, _number(t)) for p, r, t in found.elements()) == expected


def test_alike_documents_are_taken_apart_by_arrow() -> None:
    cells = [
        json.dumps({"id": n, "at": "2024-05-01T12:00:00Z", "x": n / 8, "c": [{"v": f"p{n}"}, {}]})
        for n in range(300)
    ]
    found = by_arrow(cells)
    assert found == by_walk(cells)


@pytest.mark.parametrize(
    "late",
    ['{"b": 1}', '{"a": {"b": 1}}', '{"a": "text"}', "[1]", "{", '{"a": 1, "a": 2}', '{"a": 1.5}',
     '1}, {"r": 2', '{"a": 99999999999999999999}'],
)  # fmt: skip
def test_what_the_sample_did_not_have_is_refused_and_never_lost(late: str) -> None:
    cells = ['{"a": 1}'] * 5000
    cells[4321] = late
    assert by_arrow(cells) is None


def test_numbers_keep_their_digits() -> None:
    cells = ['{"a": 22124444}', '{"a": 0.5}', '{"a": 16117519997.0}']
    assert by_arrow(cells) == Counter(
        [("f.a", 100, "22124444"), ("f.a", 101, "0.5"), ("f.a", 102, "16117519997")]
    )


def test_deep_json_is_read_as_plain_text_and_told() -> None:
    deep = "[" * 10_000 + '"anna@example.lv"' + "]" * 10_000
    assert len(deep) > LONGEST
    found = walk("f", [(1, deep)], scalars=False)
    assert found.deep == 1
    assert found.plain == ([1], [deep])
    assert "deep" in TOO_DEEP


def test_a_member_that_is_named_twice_loses_neither_value() -> None:
    twice = '{"a": "one", "b": [{"c": 1, "c": 2}], "a": "two"}'
    assert by_arrow([twice]) is None
    found = walk("f", [(0, twice)], scalars=False).by_path
    assert found == {"f.a[]": ([0, 0], ["one", "two"]), "f.b[].c[]": ([0, 0], ["1", "2"])}
