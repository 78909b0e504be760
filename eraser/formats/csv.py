"""Comma-separated values (RFC 4180) and its dialects. Untouched records keep every byte."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from eraser.errors import FormatError
from eraser.formats.columns import column, text_of
from eraser.formats.record_format import (
    BATCH_CHARACTERS,
    BATCH_ROWS,
    Changes,
    Fields,
    Header,
    Rewritten,
    RowBatch,
    named,
)
from eraser.formats.streams import (
    BOM,
    LONGEST_LINE,
    Source,
    Target,
    first_bytes,
    joined,
    line_blocks,
)
from eraser.model.place import Field, FieldType

SAMPLE = 64 << 10
"""Bytes looked at to learn delimiter and header."""

DELIMITERS = ",;\t|"

UNHEADED = "no line of column names was found: the columns are called column_1, column_2, …"


class _Line(NamedTuple):
    """One record as it stands in the file. `row` is None for the header and for blank lines."""

    row: int | None
    raw: str
    cells: list[str]


class Csv:
    """`.csv`, `.tsv`. An empty cell is null: CSV has no other way to write one.

    The first record holds the column names unless one of its cells looks like data (a number, a
    date, an e-mail address, nothing) and `csv.Sniffer` sees no header either.
    """

    name = "csv"

    def __init__(self, delimiter: str | None = None) -> None:
        self._delimiter = delimiter

    def header(self, source: Source) -> Header:
        """The column names, all of them text; a note when the file has none."""
        table = _Table(source, self._delimiter)
        notes = () if table.headed or not table.names else (UNHEADED,)
        return Header(tuple(Field(name, FieldType.TEXT) for name in table.names), notes)

    def read(self, source: Source) -> Iterator[tuple[int, Fields]]:
        """Every record. Raises FormatError at the first ragged or broken one."""
        table = _Table(source, self._delimiter)
        for line in table.lines():
            if line.row is not None:
                cells = (cell or None for cell in line.cells)
                yield line.row, dict(zip(table.names, cells, strict=True))

    def batches(self, source: Source, fields: Sequence[str] = ()) -> Iterator[RowBatch]:
        """See `RecordFormat.batches`; all columns are text."""
        table = _Table(source, self._delimiter)
        first, weight, pending = 0, 0, list[list[str]]()
        fault: FormatError | None = None
        lines = table.lines()
        while fault is None:
            try:
                line = next(lines)
            except StopIteration:
                break
            except FormatError as error:
                fault = error
                break
            if line.row is None:
                continue
            pending.append(line.cells)
            weight += len(line.raw)
            if len(pending) >= BATCH_ROWS or weight >= BATCH_CHARACTERS:
                yield _batch(first, table.names, pending, fields)
                first, weight, pending = line.row + 1, 0, []
        if pending:
            yield _batch(first, table.names, pending, fields)
        if fault is not None:
            raise fault

    def texts(self, source: Source) -> Iterator[str]:
        """The text as it stands, and with doubled quotes made single where there are any."""
        for block in line_blocks(source):
            yield block
            if '""' in block:
                yield block.replace('""', '"')

    def rewrite(self, source: Source, target: Target, changes: Changes) -> Rewritten:
        """Copy; a changed record keeps its line end and, where one can tell, its quoting."""
        table = _Table(source, self._delimiter)
        rows = dropped = changed = 0
        for line in table.lines():
            change = changes.get(line.row, {}) if line.row is not None else {}
            rows += line.row is not None
            if change is None:
                dropped += 1
                # The mark before the first record is the file's, not the record's.
                target.write(BOM if line.raw.startswith("\ufeff") else b"")
                continue
            raw = _with(line, table, change) if change else line.raw
            changed += bool(change)
            target.write(raw.encode("utf-8"))
        return Rewritten(rows, dropped, changed, frozenset(n for n in changes if n >= rows))


class _Table:
    """A CSV stream after a first look at its front: delimiter, names, then its lines."""

    def __init__(self, source: Source, delimiter: str | None) -> None:
        head = first_bytes(source, SAMPLE)
        sample = head.decode("utf-8", "replace").removeprefix("\ufeff")
        if len(head) == SAMPLE:
            sample = sample[: sample.rfind("\n") + 1] or sample
        self.delimiter = delimiter or _delimiter(sample)
        first = _first_records(sample, self.delimiter)
        self.headed = _headed(first, sample)
        self.names = _names(first[0] if first else [], self.headed)
        # Broken bytes come through as lone surrogates, so that they are told with their row.
        self._text = io.TextIOWrapper(joined(head, source), "utf-8", "surrogateescape", newline="")
        self._taken: list[str] = []

    def lines(self) -> Iterator[_Line]:
        """Every line; raises FormatError at the first that is broken."""
        reader = csv.reader(self._fed(), delimiter=self.delimiter, strict=True)
        header_due, row = self.headed, 0
        while True:
            self._taken.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise FormatError(f"row {row}: {error}") from None
            raw = "".join(self._taken)
            if not raw.isascii() and _BROKEN.search(raw):
                raise FormatError(f"row {row}: bytes that are not UTF-8")
            if not cells or header_due:
                header_due = header_due and not cells
                yield _Line(None, raw, cells)
                continue
            if len(cells) != len(self.names):
                raise FormatError(
                    f"row {row}: {len(cells)} cells in a table of {len(self.names)} columns"
                )
            yield _Line(row, raw, cells)
            row += 1

    def _fed(self) -> Iterator[str]:
        """Lines for the csv reader, remembered until the record they make is complete."""
        mark = "\ufeff"
        while line := self._text.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
                raise FormatError(f"a line is longer than {LONGEST_LINE >> 20} Mi characters")
            self._taken.append(line)
            yield line.removeprefix(mark)
            mark = ""


_BROKEN = re.compile("[\udc80-\udcff]")
"""A byte that `surrogateescape` carried through. Matches `\\udcff`, not `ÿ`."""

_DATA = re.compile(r"|[-+]?\d[\d\s.,:/+-]*|\S+@\S+")
"""A first-line cell that is no column's name. Matches `2024-01-31`, `a@b.lv` and the empty cell,
not `code` or `address2`."""


def _delimiter(sample: str) -> str:
    """The delimiter that cuts most of the first records into equally many cells.

    Not `csv.Sniffer`, which takes any frequent character and fails on short files.
    """
    best, delimiter = (0.0, 1), ","
    for candidate in DELIMITERS:
        widths = [len(cells) for cells in _first_records(sample, candidate)]
        if not widths or widths[0] < 2:
            continue
        score = (widths.count(widths[0]) / len(widths), widths[0])
        if score > best:
            best, delimiter = score, candidate
    return delimiter


def _first_records(sample: str, delimiter: str) -> list[list[str]]:
    """Up to twenty records; a broken one ends them."""
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if cells:
                records.append(cells)
            if len(records) == 20:
                break
    except csv.Error:
        pass  # the reading proper tells it, with its row
    return records


def _headed(records: list[list[str]], sample: str) -> bool:
    if not records:
        return False
    if not any(_DATA.fullmatch(cell.strip()) for cell in records[0]):
        return True
    try:
        return csv.Sniffer().has_header("\n".join(sample.splitlines()[:20]))
    except csv.Error:
        return False


def _names(first: list[str], headed: bool) -> list[str]:
    """Names that are all there and all different, as fields have to be."""
    names: list[str] = []
    for place, cell in enumerate(first, 1):
        name = (cell.strip() if headed else "") or f"column_{place}"
        while name in names:
            name += f"_{place}"
        names.append(name)
    return names


def _with(line: _Line, table: _Table, change: Fields) -> str:
    unknown = set(change) - set(table.names)
    if unknown:
        raise FormatError(f"row {line.row}: {len(unknown)} changed fields are no columns")
    body = line.raw.rstrip("\r\n")
    mark = "\ufeff" if body.startswith("\ufeff") else ""
    all_quoted = body.removeprefix(mark) == _written(line.cells, table, csv.QUOTE_ALL)
    cells = [
        (text_of(change[name]) or "") if name in change else cell
        for name, cell in zip(table.names, line.cells, strict=True)
    ]
    style: Literal[0, 1] = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    return mark + _written(cells, table, style) + line.raw[len(body) :]


def _written(cells: list[str], table: _Table, quoting: Literal[0, 1]) -> str:
    line = io.StringIO()
    writer = csv.writer(line, delimiter=table.delimiter, quoting=quoting, lineterminator="\r\n")
    writer.writerow(cells)  # a line break in a cell is quoted only when it is in the terminator
    return line.getvalue().removesuffix("\r\n")


def _batch(
    first: int, names: Sequence[str], rows: list[list[str]], fields: Sequence[str]
) -> RowBatch:
    import pyarrow as pa

    cells = dict(zip(names, zip(*rows, strict=True), strict=True))
    none = (None,) * len(rows)
    wanted = named(names, fields)
    arrays = [column([cell or None for cell in cells.get(name, none)]) for name in wanted]
    return RowBatch(first, pa.RecordBatch.from_arrays(arrays, names=wanted))
