"""CSV as Python's own reader reads it: delimiter and column names, then line by line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from eraser.formats.streams import BUFFER, LONGEST_LINE, TOO_LONG, Source, joined, looked_at

csv.field_size_limit(LONGEST_LINE)
# Python's own limit, 131,072 characters, is one for the whole process; longer cells do occur.

SAMPLE = 64 << 10
"""Bytes looked at to learn delimiter and header."""

DELIMITERS = ",;\t|"

MARK = "\ufeff"
"""The byte order mark, read as text."""


class Line(NamedTuple):
    """One record as it stands in the file; the header and blank lines are no records.

    A line with a `fault` cannot be read.
    """

    raw: str
    cells: list[str]
    is_record: bool = True
    fault: str = ""


class Table:
    """A CSV stream after a first look at its front: delimiter, names, then its lines."""

    def __init__(self, source: Source, delimiter: str | None) -> None:
        self._head, self.stream = looked_at(source, SAMPLE)
        sample = self._head.decode("utf-8", "replace").removeprefix(MARK)
        if len(self._head) == SAMPLE:
            sample = sample[: sample.rfind("\n") + 1] or sample
        self.delimiter = delimiter or _delimiter(sample)
        first = _first_records(sample, self.delimiter)
        self.headed = _headed(first, sample)
        self.names = _names(first[0] if first else [], self.headed)

    def lines(self) -> Iterator[Line]:
        """Every line of the file, the header first. A FormatError of the stream comes through."""
        return self._lines(self.stream, at_front=True)

    def more_lines(self, stream: Source) -> Iterator[Line]:
        """Every line of a stream that begins after the header."""
        return self._lines(stream, at_front=False)

    def front(self) -> int | None:
        """How many bytes stand before the first record; None where that is not sure."""
        if not self.headed:
            return len(MARK.encode()) if self._head.startswith(MARK.encode()) else 0
        size = 0
        for line in self._lines(io.BytesIO(self._head), at_front=True):
            size += len(line.raw.encode("utf-8", "surrogateescape"))
            if line.is_record:
                return None
            if line.cells:
                whole = size < len(self._head) or len(self._head) < SAMPLE
                return size if whole else None
        return None

    def _lines(self, source: Source, *, at_front: bool) -> Iterator[Line]:
        fed = _Fed(source, at_front=at_front)
        reader = csv.reader(fed, delimiter=self.delimiter, strict=True)
        header_due = at_front and self.headed
        while True:
            fault = ""
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                cells, fault = [], str(error)
            except _TooLongError:
                cells, fault = [], TOO_LONG
            raw = fed.taken()
            if not raw.isascii() and _BROKEN.search(raw):
                fault = fault or "bytes that are not UTF-8"
            if (cells and header_due) or not (cells or fault):
                header_due = header_due and not cells
                yield Line(raw, cells, is_record=False, fault=fault)
                continue
            if not fault and len(cells) != len(self.names):
                fault = f"{len(cells)} cells in a table of {len(self.names)} columns"
            yield Line(raw, cells, fault=fault)


class _TooLongError(Exception):
    """A line that was passed over."""


class _Fed:
    """Lines for the csv reader, remembered until the record that they make is complete."""

    def __init__(self, source: Source, *, at_front: bool) -> None:
        # Broken bytes come through as lone surrogates, so that they are told with their row.
        self._text = io.TextIOWrapper(joined(b"", source), "utf-8", "surrogateescape", newline="")
        self._mark = MARK if at_front else ""
        self._taken: list[str] = []

    def __iter__(self) -> _Fed:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE + 1)
        if len(line) > LONGEST_LINE:
            while line and line[-1] not in "\r\n":
                line = self._text.readline(BUFFER)
            raise _TooLongError
        if not line:
            raise StopIteration
        self._taken.append(line)
        mark, self._mark = self._mark, ""
        return line.removeprefix(mark)

    def taken(self) -> str:
        """What the lines since the last call were."""
        raw = "".join(self._taken)
        self._taken.clear()
        return raw


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
