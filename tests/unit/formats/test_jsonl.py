"""JSON Lines: a change touches the changed value and nothing else."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.errors import FormatError
from eraser.formats.jsonl import Jsonl
from eraser.formats.literal import LiteralSearch
from eraser.formats.record_format import Changes
from eraser.model.place import FieldType

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
RECORDS = st.lists(st.dictionaries(TEXT, VALUE, max_size=4), max_size=6)


def lines(records: list[dict[str, object]], *, ascii_only: bool) -> list[bytes]:
    return [json.dumps(r, ensure_ascii=ascii_only).encode() + b"\n" for r in records]


def rewritten(content: bytes, changes: Changes) -> bytes:
    target = io.BytesIO()
    Jsonl().rewrite(io.BytesIO(content), target, changes)
    return target.getvalue()


@given(RECORDS, st.booleans(), st.sets(st.integers(0, 5)))
def test_dropped_lines_leave_the_others_identical(
    records: list[dict[str, object]], ascii_only: bool, dropped: set[int]
) -> None:
    written = lines(records, ascii_only=ascii_only)
    kept = b"".join(line for n, line in enumerate(written) if n not in dropped)
    assert rewritten(b"".join(written), dict.fromkeys(dropped)) == kept


@given(RECORDS, st.booleans(), st.integers(0, 5), TEXT, VALUE)
def test_a_change_sets_its_field_and_no_other(
    records: list[dict[str, object]], ascii_only: bool, row: int, field: str, value: object
) -> None:
    content = b"".join(lines(records, ascii_only=ascii_only))
    after = rewritten(content, {row: {field: value}})  # type: ignore[dict-item]
    expected = [{**r, field: value} if n == row else r for n, r in enumerate(records)]
    assert [json.loads(line) for line in after.splitlines()] == expected


def test_numbers_and_spaces_beside_a_changed_value_stay_as_written() -> None:
    line = b'{ "n":1.10, "big": 12345678901234567890.50 ,"name" : "Anna", "x":[1,  2]}\r\n'
    after = rewritten(line, {0: {"name": None}})
    assert after == line.replace(b'"Anna"', b"null")


def test_blank_lines_and_the_byte_order_mark_stay() -> None:
    content = b'\xef\xbb\xbf{"a": 1}\n\n{"a": 2}\n'
    assert [row for row, _ in Jsonl().read(io.BytesIO(content))] == [0, 1]
    assert rewritten(content, {0: None}) == b'\xef\xbb\xbf\n{"a": 2}\n'


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b'{"a": \n', "row 1: not JSON"),
        (b"[1]\n", "row 1: JSON, but not an object"),
        (b'{"a": "\xff"}\n', "row 1: byte 7 of the line is not UTF-8"),
        (b'{"a": "x", "a": ""}\n', "row 1: a member named twice"),
        (b'{"a": "\\ud800"}\n', "row 1: an escape stands for half a character"),
    ],
)
def test_a_broken_line_is_told_and_the_others_are_read(broken: bytes, reason: str) -> None:
    content = b'{"a": 1}\n' + broken + b'{"a": 3}\n'
    parts = []
    with pytest.raises(FormatError, match=reason):
        for part in Jsonl().batches(io.BytesIO(content)):
            parts.append(part)
    assert [(list(p.rows), p.batch.to_pydict()) for p in parts] == [([0, 2], {"a": [1, 3]})]
    with pytest.raises(FormatError, match=reason):
        rewritten(content, {0: None})


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=6))
def test_what_is_escaped_is_found_as_it_reads(value: str) -> None:
    content = json.dumps({"note": f"a {value} b"}).encode()
    assert LiteralSearch([value.upper()]).in_pieces(Jsonl().texts(io.BytesIO(content))) or (
        value.upper().casefold() not in value.casefold()
    )


def test_the_header_tells_the_types_seen() -> None:
    content = b'{"id": 1, "d": 1.5, "t": "x", "o": {"a": 1}}\n{"id": 2, "d": 2, "t": null}\n'
    fields = {f.name: f.type for f in Jsonl().header(io.BytesIO(content)).fields}
    assert fields == {
        "id": FieldType.INTEGER,
        "d": FieldType.DECIMAL,
        "t": FieldType.TEXT,
        "o": FieldType.JSON,
    }


def test_integers_stay_integers_in_batches_and_objects_become_json() -> None:
    content = b'{"n": 1, "o": {"e": "\xc4\x81"}}\n{"n": 2, "o": null}\n'
    (part,) = Jsonl().batches(io.BytesIO(content))
    assert part.batch.to_pydict() == {"n": [1, 2], "o": ['{"e":"ā"}', None]}
