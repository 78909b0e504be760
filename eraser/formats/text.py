"""Plain text: a line is a record with the one field `line`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eraser.errors import FormatError
from eraser.formats.columns import row_batches, text_of
from eraser.formats.record_format import Changes, Fields, Header, Rewritten, RowBatch
from eraser.formats.streams import BOM, Source, Target, line_blocks, lines
from eraser.model.place import Field, FieldType

LINE = "line"


class Text:
    """Logs and other line files. Every line counts, also an empty one (its field is null)."""

    name = "text"

    def header(self, source: Source) -> Header:
        """The one field; the source is not read."""
        return Header((Field(LINE, FieldType.TEXT),))

    def read(self, source: Source) -> Iterator[tuple[int, Fields]]:
        """Every line without its end."""
        for row, line in enumerate(lines(source)):
            yield row, {LINE: _decoded(line, row).rstrip("\r\n") or None}

    def batches(self, source: Source, fields: Sequence[str] = ()) -> Iterator[RowBatch]:
        """See `RecordFormat.batches`."""
        return row_batches(self.read(source), fields or (LINE,))

    def texts(self, source: Source) -> Iterator[str]:
        """The text as it stands."""
        return line_blocks(source)

    def rewrite(self, source: Source, target: Target, changes: Changes) -> Rewritten:
        """Copy; a changed line keeps its line end."""
        rows = dropped = changed = 0
        for row, line in enumerate(lines(source)):
            rows += 1
            if row == 0 and line.startswith(BOM):
                target.write(BOM)
                line = line.removeprefix(BOM)
            text = _decoded(line, row)
            change = changes.get(row, {})
            if change is None:
                dropped += 1
            elif change:
                target.write(_changed(text, change, row))
                changed += 1
            else:
                target.write(line)
        return Rewritten(rows, dropped, changed, frozenset(n for n in changes if n >= rows))


def _decoded(line: bytes, row: int) -> str:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError(f"row {row}: byte {error.start} of the line is not UTF-8") from None
    return text.removeprefix("\ufeff") if row == 0 else text


def _changed(text: str, change: Fields, row: int) -> bytes:
    if set(change) != {LINE}:
        raise FormatError(f"row {row}: a text file has no other field than '{LINE}'")
    new = text_of(change[LINE]) or ""
    if "\n" in new or "\r" in new:
        raise FormatError(f"row {row}: a line cannot be set to several lines")
    return (new + text[len(text.rstrip("\r\n")) :]).encode("utf-8")
