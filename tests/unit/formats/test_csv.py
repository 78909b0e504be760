"""CSV: untouched records keep every byte, and what cannot be read is told with its row."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.errors import FormatError
from eraser.formats.csv import Csv
from eraser.formats.record_format import Changes

CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\r\ufeff"), max_size=8
) | st.sampled_from(['a "b"', "x,y", "two\nlines", "Bērziņš", "", "161175-19997"])


def read(content: bytes) -> list[dict[str, object]]:
    return [dict(fields) for _, fields in Csv().read(io.BytesIO(content))]


def rewritten(content: bytes, changes: Changes) -> bytes:
    target = io.BytesIO()
    Csv().rewrite(io.BytesIO(content), target, changes)
    return target.getvalue()


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, list[bytes]]:
    """A file with its header, and its records as bytes."""
    width = draw(st.integers(2, 4))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    delimiter = draw(st.sampled_from([",", ";", "\t"]))
    quoting = draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    rows = draw(st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=6))
    lines = []
    for row in [[f"field{chr(97 + n)}" for n in range(width)], *rows]:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)
        writer.writerow(row)
        lines.append(text.getvalue().encode())
    mark = b"\xef\xbb\xbf" if draw(st.booleans()) else b""
    return mark + lines[0], lines[1:]


@given(files())
def test_a_rewrite_without_changes_is_identical(file: tuple[bytes, list[bytes]]) -> None:
    header, records = file
    content = b"".join([header, *records])
    assert rewritten(content, {}) == content


@given(files(), st.sets(st.integers(0, 5)))
def test_dropped_records_leave_the_others_identical(
    file: tuple[bytes, list[bytes]], dropped: set[int]
) -> None:
    header, records = file
    content = b"".join([header, *records])
    kept = [record for row, record in enumerate(records) if row not in dropped]
    assert rewritten(content, dict.fromkeys(dropped)) == b"".join([header, *kept])


@given(files(), st.integers(0, 5), CELL)
def test_a_changed_cell_changes_no_other_cell(
    file: tuple[bytes, list[bytes]], row: int, value: str
) -> None:
    content = b"".join([file[0], *file[1]])
    before = read(content)
    after = read(rewritten(content, {row: {"fielda": value}}))
    expected = [{**r, "fielda": value or None} if n == row else r for n, r in enumerate(before)]
    assert after == expected


def test_quoting_and_line_ends_of_a_changed_record_stay() -> None:
    content = b'"id","name"\r\n"1","Anna"\r\n"2","Jana"'
    assert rewritten(content, {0: {"name": None}}) == b'"id","name"\r\n"1",""\r\n"2","Jana"'
    assert rewritten(content, {1: {"name": "x"}}) == b'"id","name"\r\n"1","Anna"\r\n"2","x"'


def test_old_mac_line_ends_are_line_ends() -> None:
    assert rewritten(b"id,name\r1,A\r2,B\r", {0: None}) == b"id,name\r2,B\r"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_learnt_from_the_first_records(delimiter: str) -> None:
    content = f"id{delimiter}note\n1{delimiter}a b\n2{delimiter}c d\n".encode()
    assert read(content)[1] == {"id": "2", "note": "c d"}


def test_commas_in_texts_do_not_make_the_comma_the_delimiter() -> None:
    content = "id;adrese\n1;Brīvības iela 1, Rīga, LV\n2;Rīgas iela 2, Cēsis, LV\n".encode()
    assert read(content)[0]["adrese"] == "Brīvības iela 1, Rīga, LV"


def test_a_file_without_header_says_so_and_loses_no_record() -> None:
    content = b"161175-19997,anna@example.lv\n110290-11111,juris@example.lv\n"
    header = Csv().header(io.BytesIO(content))
    assert [f.name for f in header.fields] == ["column_1", "column_2"]
    assert "no line of column names" in header.notes[0]
    assert len(read(content)) == 2


def test_columns_without_or_with_the_same_name_are_told_apart() -> None:
    fields = Csv().header(io.BytesIO(b"name,name,x\na,b,c\n")).fields
    assert [f.name for f in fields] == ["name", "name_2", "x"]


def test_blank_lines_are_kept_and_are_no_records() -> None:
    content = b"id,name\n\n1,A\n\n2,B\n"
    assert len(read(content)) == 2
    assert rewritten(content, {0: None}) == b"id,name\n\n\n2,B\n"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b"3,C,extra\n", "row 2: 3 cells in a table of 2 columns"),
        (b"3,\xc3\x28\n", "row 2: bytes that are not UTF-8"),
        (b'3,"open\n', "row 2: unexpected end of data"),
    ],
)
def test_a_broken_record_is_told_and_the_others_are_read(broken: bytes, reason: str) -> None:
    content = b"id,name\n1,A\n2,B\n" + broken + b"4,D\n" * (broken[-2:] != b"n\n")
    kept = [0, 1] if broken[-2:] == b"n\n" else [0, 1, 3]
    seen = []
    with pytest.raises(FormatError, match=reason):
        for row, _ in Csv().read(io.BytesIO(content)):
            seen.append(row)
    assert seen == kept
    numbers: list[int] = []
    with pytest.raises(FormatError, match=reason):
        for part in Csv().batches(io.BytesIO(content)):
            numbers.extend(part.rows)
            assert len(part.rows) == part.batch.num_rows
    assert numbers == kept
    with pytest.raises(FormatError, match=reason):
        rewritten(content, {0: None})


def test_several_broken_records_are_counted() -> None:
    with pytest.raises(FormatError, match="3 rows cannot be read, the first: row 1: 1 cells"):
        read(b"id,name\n1,A\n2\n3\n4,D\n5\n")


def test_no_value_stands_in_the_reason() -> None:
    with pytest.raises(FormatError) as told:
        read(b"id,name\n1,secret-value,secret-value\n")
    assert "secret" not in str(told.value)


def test_batches_have_the_wanted_columns_in_the_wanted_order() -> None:
    (part,) = Csv().batches(io.BytesIO(b"id,name\n1,A\n2,\n"), ("name", "absent"))
    assert part.batch.to_pydict() == {"name": ["A", None], "absent": [None, None]}


def test_an_empty_file_has_no_records() -> None:
    assert read(b"") == []
    assert rewritten(b"", {0: None}) == b""
