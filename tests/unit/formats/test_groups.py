"""Arrow, which a scan reads by, and Python, which a search and a rewrite read by, read the same."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eraser.errors import FormatError
from eraser.formats.columns import text_of
from eraser.formats.csv import Csv
from eraser.formats.csv_groups import record_groups, table
from eraser.formats.jsonl import Jsonl
from eraser.formats.jsonl_groups import LineGroups
from eraser.formats.record_format import RecordFormat
from eraser.formats.streams import joined
from eraser.formats.text import Text

Told = tuple[list[tuple[int, dict[str, object]]], str]
"""Rows with their numbers, and what was wrong."""


def by_python(form: RecordFormat, content: bytes) -> Told:
    rows: list[tuple[int, dict[str, object]]] = []
    try:
        for row, fields in form.read(io.BytesIO(content)):
            texts = {name: text_of(value) for name, value in fields.items()}
            rows.append((row, {n: _read(fields[n], t) for n, t in texts.items() if t is not None}))
    except FormatError as error:
        return rows, str(error)
    return rows, ""


def by_arrow(form: RecordFormat, content: bytes) -> Told:
    rows: list[tuple[int, dict[str, object]]] = []
    exact = [fields for _, fields in _sound(form, content)]
    try:
        for part in form.batches(io.BytesIO(content)):
            part.batch.validate(full=True)
            for row, cells in zip(part.rows, part.batch.to_pylist(), strict=True):
                fields = exact[len(rows)]
                texts = {n: str(c) for n, c in cells.items() if c is not None}
                rows.append((row, {n: _read(fields.get(n), t) for n, t in texts.items()}))
    except FormatError as error:
        return rows, str(error)
    return rows, ""


def _sound(form: RecordFormat, content: bytes) -> list[tuple[int, dict[str, object]]]:
    found: list[tuple[int, dict[str, object]]] = []
    try:
        for row, fields in form.read(io.BytesIO(content)):
            found.append((row, dict(fields)))
    except FormatError:
        pass
    return found


def _read(value: object, text: str) -> object:
    """Lists and objects are compared as what they mean: nulls may be written or left out, and
    `5` is `5.0`, as it is to whoever takes a document apart.
    """
    if not isinstance(value, dict | list):
        return text
    read = json.loads(text, parse_float=_number, parse_int=_number)
    return json.dumps(_without_nulls(read))


def _number(written: str) -> str:
    return format(Decimal(written).normalize(), "f")


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        kept = {n: _without_nulls(v) for n, v in value.items() if v is not None}
        return dict(sorted(kept.items()))
    return [_without_nulls(v) for v in value] if isinstance(value, list) else value


CSV_PIECES = st.sampled_from(
    ["a", "ā", "7", " ", ",", ",", ",", ";", '"', '""', '"x"', '"x,y"', '"x\ny"', '"x""y"',
     "\n", "\n", "\n", "\r\n", "\r", "\0", "\ufeff", '5" pipe', "b,c\n", '"b","c"\n']
)  # fmt: skip


@st.composite
def csv_files(draw: st.DrawFn) -> bytes:
    head = draw(st.sampled_from(["", "x,y\n", "\ufeffx,y\r\n", "\n\nx,y\n", '"x","y"\n', "1,2\n"]))
    pieces = draw(st.lists(CSV_PIECES, max_size=30))
    raw = (head + "".join(pieces)).encode()
    return raw + draw(st.sampled_from([b"", b"", b"\xff,1\n", b"1,2\n"]))


@given(csv_files(), st.sampled_from([1, 8, 4096]))
@example(b"x,y\n1,2\n\xef\xbb\xbf3,4\n", 1)
@example(b'x,y\n1,"a\n"\n2,b\n', 1)
@settings(max_examples=600, deadline=None)
def test_a_csv_file_is_the_same_records_to_both(content: bytes, group: int) -> None:
    form = Csv(",", group)
    assert by_arrow(form, content) == by_python(form, content)


LATVIAN = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=6)


@given(st.lists(st.tuples(LATVIAN, LATVIAN), min_size=1, max_size=8), st.sampled_from(",;\t|"))
def test_whole_records_without_quotes_are_left_to_arrow(
    rows: list[tuple[str, str]], delimiter: str
) -> None:
    drop = str.maketrans("", "", f'{delimiter}"\ufeff')
    lines = [f"k{a.translate(drop)}{delimiter}{b.translate(drop)}\n" for a, b in rows]
    content = "".join(lines).encode()
    (group,) = record_groups(joined(b"", io.BytesIO(content)), delimiter)
    assert isinstance(group, bytes)
    found = table(group, ["a", "b"], delimiter)
    assert found is not None and len(found) == len(rows)


TEXT = st.text(st.characters(codec="utf-8"), max_size=5) | st.sampled_from(["5", "22124444"])
NAME = st.sampled_from(["a", "b", "ā", 'q"', "a.b", "\\u0061"]) | TEXT
NUMBER = (
    st.integers(-(2**70), 2**70)
    | st.integers(0, 9)
    | st.floats()
    | st.sampled_from([5.0, -0.0, 0.1, 22124444.0, 1e16, 1e-5, 2.0**53])
)
VALUE = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAME, inner, max_size=3),
    max_leaves=5,
)
ALIKE = st.fixed_dictionaries(
    {"a": st.integers(0, 99), "b": st.floats(0, 9) | st.integers(0, 9), "c": TEXT},
    optional={"d": st.fixed_dictionaries({"e": TEXT | st.none(), "f": st.lists(NUMBER)})},
)
RUBBISH = st.sampled_from(
    [b"", b" ", b"{", b"[1]", b'{"a":1}{"a":2}', b'{"a":1,"a":2}', b'{"a":"\xff"}', b'{"a":\n1}',
     b'{"a":"\\ud800"}', b'{"a":"\\ud83d\\ude00"}', b'{"a":-0,"b":5}', b'{"b":5.0}', b'{"b":5}',
     b'{"b":5e0}', b'{"\\u0062":5}', b'\xef\xbb\xbf{"a":1}', b'{"a":1}\r', b'{"b":NaN}',
     b'{"d":{"e":1}}', b"{}", b'{"a":{"a":1,"a":2}}', b'{"a":"x\ty"}']
)  # fmt: skip


@st.composite
def json_files(draw: st.DrawFn) -> bytes:
    records = draw(st.lists(ALIKE, max_size=8) | st.lists(st.dictionaries(NAME, VALUE), max_size=6))
    escaped = draw(st.booleans())
    lines = [json.dumps(r, ensure_ascii=escaped).encode() for r in records]
    for rubbish in draw(st.lists(RUBBISH, max_size=2)):
        lines.insert(draw(st.integers(0, len(lines))), rubbish)
    return b"\n".join(lines) + draw(st.sampled_from([b"", b"\n", b"\n\n"]))


@given(json_files(), st.sampled_from([1, 64, 4096]))
@example(b'{"b":5}\n{"b":0.5}\n', 4096)
@example(b'{"b":5.0}\n{"b":0.5}\n{"b":7}\n', 4096)
@settings(max_examples=800, deadline=None)
def test_json_lines_are_the_same_records_to_both(content: bytes, group: int) -> None:
    form = Jsonl(group)
    assert by_arrow(form, content) == by_python(form, content)


def test_lines_that_are_alike_are_left_to_arrow() -> None:
    lines = b'{"a": 1, "b": 5, "c": {"d": [{"e": 2.5}]}}\n{"a": 2, "b": 0.25, "c": null}\n'
    found = LineGroups().table(lines)
    assert found is not None
    assert found.to_pydict() == {
        "a": [1, 2],
        "b": ["5", "0.25"],
        "c": ['{"d":[{"e":2.5}]}', None],
    }


LINE = st.lists(
    st.sampled_from([b"a", "ā".encode(), b"\n", b"\n", b"\r", b"\xff", b"\xef\xbb\xbf", b"\0"])
).map(b"".join)


@given(LINE, st.sampled_from([1, 4096]))
@settings(deadline=None)
def test_lines_of_text_are_the_same_to_both(content: bytes, group: int) -> None:
    form = Text(group)
    assert by_arrow(form, content) == by_python(form, content)


@pytest.mark.parametrize(
    ("form", "line"),
    [
        (Csv(), lambda n: f"k{n},m{n}@example.lv\n"),
        (Jsonl(), lambda n: f'{{"id": {n}, "mail": "m{n}@example.lv"}}\n'),
        (Text(), lambda n: f"line {n}\n"),
    ],
)
def test_what_stands_before_a_cut_of_gzip_is_read(
    form: RecordFormat, line: Callable[[int], str]
) -> None:
    from eraser.formats.compression import Compression, opened

    whole = gzip.compress("".join(map(line, range(200_000))).encode())
    cut = whole[: len(whole) // 2]
    counted = []
    for read in (form.batches, form.read):
        rows = 0
        with pytest.raises(FormatError, match="cut after"):
            for part in read(opened(io.BytesIO(cut), Compression.GZIP)):
                rows += part.batch.num_rows if hasattr(part, "batch") else 1
        counted.append(rows)
    assert counted[0] == counted[1] > 90_000
