"""Apache Parquet, row group by row group; schema, compression and metadata are kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

from eraser.errors import FormatError
from eraser.formats.parquet_text import text_column, values
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
from eraser.formats.streams import BUFFER, Source, Target
from eraser.model.place import Field, FieldType

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

MAGIC = b"PAR1"

ROUTINE_ERRORS = (OSError, ValueError, NotImplementedError)
"""What Arrow raises for bytes it cannot read (`ArrowInvalid` is a ValueError). Its messages may
quote values, so they are never passed on."""


class Parquet:
    """`.parquet`. The footer stands at the end, so a stream is spooled to a temporary file first;
    that file has no name (it is unlinked at once) and ends with the read.
    """

    name = "parquet"

    def header(self, source: Source) -> Header:
        """The columns with their types, from the footer."""
        with _opened(source) as file:
            return Header(tuple(_field(f) for f in file.schema_arrow))

    def read(self, source: Source) -> Iterator[tuple[int, Fields]]:
        """Every row; dates, decimals and other types as their canonical text."""
        with _opened(source) as file:
            row = 0
            for batch in _pieces(file):
                columns = {
                    n: values(c) for n, c in zip(batch.schema.names, batch.columns, strict=True)
                }
                for cells in zip(*columns.values(), strict=True):
                    yield row, dict(zip(columns, cells, strict=True))
                    row += 1

    def batches(self, source: Source, fields: Sequence[str] = ()) -> Iterator[RowBatch]:
        """See `RecordFormat.batches`."""
        import pyarrow as pa

        with _opened(source) as file:
            first = 0
            wanted = named(file.schema_arrow.names, fields)
            for batch in _pieces(file):
                arrays = [_text_column(batch, name) for name in wanted]
                rows = range(first, first + batch.num_rows)
                yield RowBatch(rows, pa.RecordBatch.from_arrays(arrays, names=wanted))
                first += batch.num_rows

    def texts(self, source: Source) -> Iterator[str]:
        """All columns as text; for strings that is the column's buffer itself."""
        with _opened(source) as file:
            for batch in _pieces(file):
                for name in batch.schema.names:
                    yield from _column_text(_text_column(batch, name))

    def rewrite(self, source: Source, target: Target, changes: Changes) -> Rewritten:
        """Write every row group anew with the writer's settings read off the old file.

        Not kept: bloom filters, page sizes, and row groups that become empty.
        """
        from eraser.formats.parquet_writing import rewrite_file

        with _opened(source) as file:
            return rewrite_file(file, target, changes)


@contextmanager
def _opened(source: Source) -> Iterator[pq.ParquetFile]:
    import pyarrow.parquet as pq

    with tempfile.TemporaryFile(prefix="eraser-") as spool:
        seekable = _seekable(source)
        if seekable is None:
            while piece := source.read(BUFFER):
                spool.write(piece)
            spool.seek(0)
            seekable = cast("BinaryIO", spool)
        try:
            file = pq.ParquetFile(seekable, buffer_size=BUFFER)  # pages, not whole columns
        except ROUTINE_ERRORS:
            raise FormatError("no Parquet footer that can be read") from None
        if len(set(file.schema_arrow.names)) != len(file.schema_arrow.names):
            raise FormatError("two columns have the same name")
        yield file


def _seekable(source: Source) -> BinaryIO | None:
    """The source itself where it can seek: bytes in memory need no second copy."""
    import io

    return source if isinstance(source, io.BytesIO) else None


def _pieces(file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    """Batches of bounded size, in the order of the file."""
    for group in range(file.num_row_groups):
        meta = file.metadata.row_group(group)
        per_row = max(1, meta.total_byte_size // max(1, meta.num_rows))
        size = max(1, min(BATCH_ROWS, BATCH_CHARACTERS // per_row))
        try:
            yield from file.iter_batches(batch_size=size, row_groups=[group])
        except ROUTINE_ERRORS:
            raise FormatError(f"row group {group} cannot be read") from None


def _text_column(batch: pa.RecordBatch, name: str) -> pa.Array:
    import pyarrow as pa

    if name not in batch.schema.names:
        return pa.nulls(batch.num_rows, pa.large_string())
    return text_column(batch.column(name))


def _column_text(array: pa.Array) -> Iterator[str]:
    import pyarrow as pa

    if not len(array):
        return
    text = array if pa.types.is_large_string(array.type) else array.cast(pa.large_string())
    offsets, content = text.buffers()[1], text.buffers()[2]
    if content is None:
        return
    bounds = memoryview(offsets).cast("q")
    start, end = bounds[text.offset], bounds[text.offset + len(text)]
    yield bytes(memoryview(content)[start:end]).decode("utf-8", "replace")
    yield "\n"


def _field(field: pa.Field) -> Field:
    return Field(field.name, _field_type(field.type), nullable=field.nullable)


def _field_type(kind: pa.DataType) -> FieldType:
    import pyarrow.types as types

    if types.is_dictionary(kind):
        kind = kind.value_type
    tests = (
        (FieldType.TEXT, (types.is_string, types.is_large_string)),
        (FieldType.INTEGER, (types.is_integer,)),
        (FieldType.DECIMAL, (types.is_floating, types.is_decimal)),
        (FieldType.BOOLEAN, (types.is_boolean,)),
        (FieldType.DATE, (types.is_date,)),
        (FieldType.TIMESTAMP, (types.is_timestamp,)),
        (FieldType.JSON, (types.is_nested,)),
        (FieldType.BINARY, (types.is_binary, types.is_large_binary, types.is_fixed_size_binary)),
    )
    return next((t for t, fits in tests if any(fit(kind) for fit in fits)), FieldType.OTHER)
