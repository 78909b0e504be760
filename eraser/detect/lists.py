"""Lists inside a text: lines that are one number each are judged as a column is (`settling`).

One random number of eleven digits in a hundred could be a personas kods; in a file of serial
numbers each such number would be a false alarm, while in a file of codes nearly all are codes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eraser.detect import tables
from eraser.detect.cells import CellReader
from eraser.detect.columns import ColumnReader
from eraser.detect.engine import Detector
from eraser.detect.settling import CARD, CODE, Ruling, rule
from eraser.model.finding import Span
from eraser.model.place import FieldType

_FEWEST = 20
"""Lines below which a list tells nothing that its single numbers do not."""

_LONGEST_HEADER = 60

_LINE = re.compile(r"^[ \t]*[\"']?(?P<number>[0-9]{6}-?[0-9]{5}|[0-9]{12,19})[\"']?[,;]?\r?$", re.M)
"""Matches a line `16117519997`, `"161175-19997",`; not `161175-19997 Anna`."""


def found(text: str, detector: Detector) -> tuple[Span, ...]:
    """The identifiers in a text. A table is read column by column; what stands in a list is what
    the list as a whole and the line above it make of it.
    """
    table = tables.found(text, detector)
    return _settled(text, detector.spans(text), detector) if table is None else table


def _settled(text: str, spans: Sequence[Span], detector: Detector) -> tuple[Span, ...]:
    lines = list(_LINE.finditer(text))
    if len(lines) < _FEWEST:
        return tuple(spans)
    cells = CellReader(detector)
    ruling = _ruling(_header(text, lines[0].start()), [m["number"] for m in lines], cells, detector)
    alone = {m.span("number") for m in lines}
    kept = [span for span in spans if (span.start, span.end) not in alone]
    more = alone if ruling.new_codes else {(s.start, s.end) for s in spans} & alone
    for start, end in more:
        inner = cells.spans(text[start:end], ruling.context)
        moved = [Span(s.category, start + s.start, start + s.end, s.score) for s in inner]
        kept += [span for span in moved if _stands(span, text, ruling)]
    return tuple(sorted(kept, key=lambda s: (s.start, s.end, s.category)))


def _header(text: str, start: int) -> str:
    """The line above the list, as a table has one."""
    line = text[max(0, start - 1 - _LONGEST_HEADER) : max(0, start - 1)].rpartition("\n")[2]
    return "" if any(letter.isdigit() for letter in line) else line.strip()


def _ruling(header: str, numbers: Sequence[str], cells: CellReader, detector: Detector) -> Ruling:
    import pyarrow as pa

    reader = ColumnReader(detector)
    batch = pa.RecordBatch.from_pydict({header: numbers})
    count = reader.count(batch, {header: FieldType.TEXT}).field(header)
    return rule(header, count, cells)


def _stands(span: Span, text: str, ruling: Ruling) -> bool:
    if span.category == CARD:
        return span.end - span.start in ruling.cards
    if span.category != CODE:
        return True
    return ruling.believes(text[span.start : span.end])
