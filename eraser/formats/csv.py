"""Comma-separated values (RFC 4180) and its dialects. Untouched records keep every byte."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Literal

from eraser.errors import FormatError
from eraser.formats import csv_groups
from eraser.formats.columns import Tables, row_batches, text_of
from eraser.formats.csv_lines import MARK, Line, Table
from eraser.formats.record_format import Changes, Fields, Header, Rewritten, RowBatch
from eraser.formats.rows import Rows
from eraser.formats.streams import BOM, Source, Target, line_blocks
from eraser.model.place import Field, FieldType

UNHEADED = "no line of column names was found: the columns are called column_1, column_2, …"


class Csv:
    """`.csv`, `.tsv`. An empty cell is null: CSV has no other way to write one.

    The first record holds the column names unless one of its cells looks like data (a number, a
    date, an e-mail address, nothing) and `csv.Sniffer` sees no header either.
    """

    name = "csv"

    def __init__(self, delimiter: str | None = None, group: int = csv_groups.GROUP) -> None:
        """`group` is how many bytes a read hands to Arrow at once."""
        self._delimiter, self._group = delimiter, group

    def header(self, source: Source) -> Header:
        """The column names, all of them text; a note when the file has none."""
        table = Table(source, self._delimiter)
        notes = () if table.headed or not table.names else (UNHEADED,)
        return Header(tuple(Field(name, FieldType.TEXT) for name in table.names), notes)

    def read(self, source: Source) -> Iterator[tuple[int, Fields]]:
        """Every record that has as many cells as the first one."""
        table, rows = Table(source, self._delimiter), Rows()
        yield from _records(table.names, table.lines(), rows)
        rows.told()

    def batches(self, source: Source, fields: Sequence[str] = ()) -> Iterator[RowBatch]:
        """See `RecordFormat.batches`; all columns are text. Same records as `read`."""
        table, rows = Table(source, self._delimiter), Rows()
        wanted = tuple(fields or table.names)
        front = table.front()
        if front is None:
            yield from row_batches(_records(table.names, table.lines(), rows), wanted)
        else:
            table.stream.read(front)
            groups = csv_groups.record_groups(table.stream, table.delimiter, self._group)
            yield from _grouped(table, groups, rows, wanted)
        rows.told()

    def texts(self, source: Source) -> Iterator[str]:
        """The text as it stands, and with doubled quotes made single where there are any."""
        for block in line_blocks(source):
            yield block
            if '""' in block:
                yield block.replace('""', '"')

    def rewrite(self, source: Source, target: Target, changes: Changes) -> Rewritten:
        """Copy; a changed record keeps its line end and, where one can tell, its quoting."""
        table = Table(source, self._delimiter)
        row = dropped = changed = 0
        for line in table.lines():
            if line.fault:
                raise FormatError(f"row {row}: {line.fault}")
            change = changes.get(row, {}) if line.is_record else {}
            if change is None:
                dropped += 1
                # The mark before the first record is the file's, not the record's.
                target.write(BOM if line.raw.startswith(MARK) else b"")
            else:
                raw = _with(line, row, table, change) if change else line.raw
                changed += bool(change)
                target.write(raw.encode("utf-8"))
            row += line.is_record
        return Rewritten(row, dropped, changed, frozenset(n for n in changes if n >= row))


def _records(
    names: Sequence[str], lines: Iterator[Line], rows: Rows
) -> Iterator[tuple[int, Fields]]:
    """The records of lines, counted; broken ones are told in the end."""
    for line in rows.as_far_as_it_goes(lines):
        if line.is_record and line.fault:
            rows.fault(line.fault)
        elif line.is_record:
            yield rows.count, dict(zip(names, (cell or None for cell in line.cells), strict=True))
            rows.count += 1


def _grouped(
    table: Table, groups: Iterator[bytes | io.BufferedReader], rows: Rows, fields: Sequence[str]
) -> Iterator[RowBatch]:
    """The records after the header: by Arrow, or by Python where that is not sure."""
    tables = Tables(fields)
    for group in groups:
        found = None
        if isinstance(group, bytes):
            found = csv_groups.table(group, table.names, table.delimiter)
        if found is not None:
            yield from tables.add(rows.count, found)
            rows.count += len(found)
            continue
        rest = io.BytesIO(group) if isinstance(group, bytes) else group
        yield from tables.rest()
        yield from row_batches(_records(table.names, table.more_lines(rest), rows), fields)
    yield from tables.rest()


def _with(line: Line, row: int, table: Table, change: Fields) -> str:
    unknown = set(change) - set(table.names)
    if unknown:
        raise FormatError(f"row {row}: {len(unknown)} changed fields are no columns")
    body = line.raw.rstrip("\r\n")
    mark = MARK if body.startswith(MARK) else ""
    all_quoted = body.removeprefix(mark) == _written(line.cells, table, csv.QUOTE_ALL)
    cells = [
        (text_of(change[name]) or "") if name in change else cell
        for name, cell in zip(table.names, line.cells, strict=True)
    ]
    style: Literal[0, 1] = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    return mark + _written(cells, table, style) + line.raw[len(body) :]


def _written(cells: list[str], table: Table, quoting: Literal[0, 1]) -> str:
    line = io.StringIO()
    writer = csv.writer(line, delimiter=table.delimiter, quoting=quoting, lineterminator="\r\n")
    writer.writerow(cells)  # a line break in a cell is quoted only when it is in the terminator
    return line.getvalue().removesuffix("\r\n")
