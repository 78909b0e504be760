"""Tables inside a text: a CSV file that is read as a text is judged column by column.

The name of a column stands far above its cells, and one serial number in a thousand could be a
personas kods; as in a scan, the name and all cells together say what they are (`settling`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

import polars as pl

from eraser.detect.cells import CellReader
from eraser.detect.columns import ColumnReader
from eraser.detect.engine import Detector
from eraser.detect.settling import Ruling, rule, stands
from eraser.detect.sieve import Sieve
from eraser.identifiers.written import plain
from eraser.model.finding import Span
from eraser.model.place import FieldType
from eraser.model.subject import Category

_DELIMITERS = ";\t|,"

_NAME = re.compile(r"\s*\"?[^\W\d_][\w .\-/]{0,39}\"?\s*")
"""A column's name: `pers_kods`, `"Tālr. nr"`; not `26123456`, not `a@b.lv`."""

_LONGEST_NAME = 4
"""Words of a column's name; a longer first line is a sentence."""

_FEWEST = 2
"""Lines, the names among them, that make a table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`text[start:end]`, without quotes around it."""

    start: int
    end: int
    text: str


def found(text: str, detector: Detector) -> tuple[Span, ...] | None:
    """What stands in the names and in the cells, if the whole text is a table with names in its
    first line; None if it is none.
    """
    table = _table(text)
    if table is None:
        return None
    names, columns = table
    first = columns[0][0].start
    spans = [span for span in detector.spans(text[:first]) if span.end <= first]
    for name, column in zip(names, columns, strict=True):
        spans += _in_column(name, column, detector)
    return tuple(sorted(spans, key=lambda s: (s.start, s.end, s.category)))


def _table(text: str) -> tuple[list[str], list[list[Cell]]] | None:
    first = text.lstrip().partition("\n")[0]
    for delimiter in filter(first.__contains__, _DELIMITERS):
        lines = [cells for cells in _lines(text, delimiter) if cells]
        if len(lines) < _FEWEST or len(lines[0]) < 2 + (delimiter == ","):
            continue
        names = [cell.text for cell in lines[0]]
        if all(map(_is_name, names)) and len({len(cells) for cells in lines}) == 1:
            return names, [list(column) for column in zip(*lines[1:], strict=True)]
    return None


def _is_name(cell: str) -> bool:
    return _NAME.fullmatch(cell) is not None and len(cell.split()) <= _LONGEST_NAME


def _lines(text: str, delimiter: str) -> Iterator[list[Cell]]:
    """The cells of each line; a blank line has none."""
    gap = re.escape(delimiter)
    cell = re.compile(
        rf'(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^{gap}\r\n]*))(?P<end>{gap}|\r?\n|$)'
    )
    at, line = 0, list[Cell]()
    while at < len(text) and (match := cell.match(text, at)):
        kind = "plain" if match["quoted"] is None else "quoted"
        if match[kind] or match["end"] == delimiter or line:
            line.append(Cell(*match.span(kind), match[kind]))
        at = match.end()
        if match["end"] != delimiter:
            yield line
            line = []
    if line or at < len(text):
        yield [*line, Cell(at, len(text), text[at:])]  # not cut to the end: no table


def _in_column(name: str, column: Sequence[Cell], detector: Detector) -> Iterator[Span]:
    cells = CellReader(detector)
    ruling = _ruling(name, [cell.text.strip() for cell in column], cells, detector)
    for cell, categories in _promising(column, ruling.context, detector):
        for span in cells.spans(cell.text, ruling.context, categories):
            text = cell.text.strip()
            if any(map(str.isalpha, text)) or stands(span, text, ruling):
                start, end = cell.start + span.start, cell.start + span.end
                yield Span(span.category, start, end, span.score)


def _promising(
    column: Sequence[Cell], context: str, detector: Detector
) -> Iterator[tuple[Cell, list[Category] | None]]:
    """The cells that may hold something, with the categories that each may hold (None: any)."""
    sieve = Sieve.of(context, detector.categories, detector.patterns, detector.extra_categories)
    texts = pl.Series([plain(cell.text) for cell in column], dtype=pl.String)
    at = sieve.chosen(texts).arg_true()
    flags = sieve.flags(texts.gather(at))
    for row, held in zip(at, flags.iter_rows(), strict=True):
        categories = list(compress(flags.columns, held))
        if sieve.always or categories:
            yield column[row], None if sieve.always else categories


def _ruling(name: str, numbers: Sequence[str], cells: CellReader, detector: Detector) -> Ruling:
    import pyarrow as pa

    batch = pa.RecordBatch.from_pydict({name: numbers})
    count = ColumnReader(detector).count(batch, {name: FieldType.TEXT}).field(name)
    return rule(name, count, cells)
