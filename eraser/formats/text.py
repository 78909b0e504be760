"""Plain text: a line is a record with the one field `line`."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from eraser.errors import FormatError
from eraser.formats.columns import Tables, row_batches, text_of
from eraser.formats.record_format import Changes, Fields, Header, Rewritten, RowBatch
from eraser.formats.rows import Rows
from eraser.formats.streams import (
    BOM,
    TOO_LONG,
    Source,
    Target,
    line_blocks,
    line_groups,
    lines,
)
from eraser.model.place import Field, FieldType

if TYPE_CHECKING:
    import pyarrow as pa

LINE = "line"

GROUP = 1 << 20
"""Bytes of lines that are made a column at once."""


class Text:
    """Logs and other line files. Every line counts, also an empty one (its field is null)."""

    name = "text"

    def __init__(self, group: int = GROUP) -> None:
        """`group` is how many bytes a read makes a column at once."""
        self._group = group

    def header(self, source: Source) -> Header:
        """The one field; the source is not read."""
        return Header((Field(LINE, FieldType.TEXT),))

    def read(self, source: Source) -> Iterator[tuple[int, Fields]]:
        """Every line without its end."""
        rows = Rows()
        yield from _records(rows.as_far_as_it_goes(lines(source)), rows)
        rows.told()

    def batches(self, source: Source, fields: Sequence[str] = ()) -> Iterator[RowBatch]:
        """See `RecordFormat.batches`. Same records as `read`."""
        wanted = fields or (LINE,)
        rows, tables = Rows(), Tables(wanted)
        for group in rows.as_far_as_it_goes(line_groups(source, self._group)):
            if group is None:
                rows.fault(TOO_LONG)
                yield from tables.rest()
            elif (table := _table(group if rows.count else group.removeprefix(BOM))) is not None:
                yield from tables.add(rows.count, table)
                rows.count += len(table)
            else:
                yield from tables.rest()
                yield from row_batches(_records(io.BytesIO(group), rows), wanted)
        yield from tables.rest()
        rows.told()

    def texts(self, source: Source) -> Iterator[str]:
        """The text as it stands."""
        return line_blocks(source)

    def rewrite(self, source: Source, target: Target, changes: Changes) -> Rewritten:
        """Copy; a changed line keeps its line end."""
        rows = dropped = changed = 0
        for row, line in enumerate(lines(source)):
            rows += 1
            if line is None:
                raise FormatError(f"row {row}: {TOO_LONG}")
            if row == 0 and line.startswith(BOM):
                target.write(BOM)
                line = line.removeprefix(BOM)
            try:
                text = line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise FormatError(f"row {row}: {_not_text(error)}") from None
            change = changes.get(row, {})
            if change is None:
                dropped += 1
            elif change:
                target.write(_changed(text, change, row))
                changed += 1
            else:
                target.write(line)
        return Rewritten(rows, dropped, changed, frozenset(n for n in changes if n >= rows))


def _records(found: Iterable[bytes | None], rows: Rows) -> Iterator[tuple[int, Fields]]:
    for line in found:
        if line is None:
            rows.fault(TOO_LONG)
            continue
        try:
            text = (line if rows.count else line.removeprefix(BOM)).decode("utf-8")
        except UnicodeDecodeError as error:
            rows.fault(_not_text(error))
            continue
        yield rows.count, {LINE: text.rstrip("\r\n") or None}
        rows.count += 1


def _not_text(error: UnicodeDecodeError) -> str:
    return f"byte {error.start} of the line is not UTF-8"


def _table(group: bytes) -> pa.Table | None:
    """The lines as a column without a copy of any; None where one is not UTF-8."""
    import numpy as np
    import polars as pl
    import pyarrow as pa

    ends = np.flatnonzero(np.frombuffer(group, dtype=np.uint8) == ord("\n")) + 1
    offsets = np.concatenate([[0], ends, [] if group.endswith(b"\n") else [len(group)]])
    bounds = pa.py_buffer(offsets.astype(np.int64))
    kind, size = pa.large_binary(), len(offsets) - 1
    try:
        raw = pa.Array.from_buffers(kind, size, [None, bounds, pa.py_buffer(group)])
        written = pl.Series(raw.cast(pa.large_string()))
    except pa.ArrowInvalid:
        return None
    texts = written.str.strip_chars_end("\r\n")
    frame = texts.to_frame(LINE).select(pl.when(pl.col(LINE) != "").then(pl.col(LINE)))
    return pa.table({LINE: frame[LINE].to_arrow().cast(pa.large_string())})


def _changed(text: str, change: Fields, row: int) -> bytes:
    if set(change) != {LINE}:
        raise FormatError(f"row {row}: a text file has no other field than '{LINE}'")
    new = text_of(change[LINE]) or ""
    if "\n" in new or "\r" in new:
        raise FormatError(f"row {row}: a line cannot be set to several lines")
    return (new + text[len(text.rstrip("\r\n")) :]).encode("utf-8")
