"""Apache Parquet, row group by row group; schema, compression and metadata are kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

from eraser.errors import FormatError
from eraser.formats.columns import row_batch
from eraser.formats.parquet_pages import LARGEST_PAGE, too_large
from eraser.formats.parquet_text import text_column, typed_column, values
from eraser.formats.record_format import (
    BATCH_ROWS,
    Changes,
    Fields,
    Header,
    Rewritten,
    RowBatch,
    named,
)
from eraser.formats.rows import Rows
from eraser.formats.streams import BUFFER, LONGEST_LINE, Source, Target
from eraser.model.place import Field, FieldType

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

MAGIC = b"PAR1"

ROUTINE_ERRORS = (OSError, ValueError, NotImplementedError)
"""What Arrow raises for bytes it cannot read (`ArrowInvalid` is a ValueError). Its messages may
quote values, so they are never passed on."""

_BATCH_BYTES = 5 << 19
"""Bytes of a batch unpacked. Beside it a reader has the pages that it is cut from: with batches of
4 MiB, as of other formats, a scan by two threads peaked at 413 MB instead of 385 (pyarrow 26).
"""

_LARGE = f"a cell of some {LARGEST_PAGE >> 20} MiB or more"


class Parquet:
    """`.parquet`. The footer stands at the end, so a stream is spooled to a temporary file first;
    that file has no name (it is unlinked at once) and ends with the read.
    """

    name = "parquet"

    def header(self, source: Source) -> Header:
        """The columns with their types, from the footer."""
        with _opened(source) as (_, file):
            return Header(tuple(_field(f) for f in file.schema_arrow))

    def read(self, source: Source) -> Iterator[tuple[int, Fields]]:
        """Every row; dates, decimals and other types as their canonical text."""
        rows = Rows()
        with _opened(source) as (stream, file):
            for numbers, batch in _pieces(stream, file, rows):
                columns = {
                    n: values(c) for n, c in zip(batch.schema.names, batch.columns, strict=True)
                }
                for row, cells in zip(numbers, zip(*columns.values(), strict=True), strict=True):
                    yield row, dict(zip(columns, cells, strict=True))
        rows.told()

    def batches(self, source: Source, fields: Sequence[str] = ()) -> Iterator[RowBatch]:
        """See `RecordFormat.batches`."""
        rows = Rows()
        with _opened(source) as (stream, file):
            wanted = named(file.schema_arrow.names, fields)
            for numbers, batch in _pieces(stream, file, rows):
                yield row_batch(numbers, [_text_column(batch, name) for name in wanted], wanted)
        rows.told()

    def columns(self, source: Source) -> Iterator[pa.RecordBatch]:
        """See `TypedFormat.columns`."""
        rows = Rows()
        with _opened(source) as (stream, first):
            file = _by_dictionary(stream, first)
            for numbers, batch in _pieces(stream, file, rows):
                arrays = [typed_column(array) for array in batch.columns]
                yield row_batch(numbers, arrays, batch.schema.names).batch
        rows.told()

    def texts(self, source: Source) -> Iterator[str]:
        """All columns as text; for strings that is the column's buffer itself."""
        rows = Rows()
        with _opened(source) as (stream, file):
            for _, batch in _pieces(stream, file, rows):
                for name in batch.schema.names:
                    yield from _column_text(_text_column(batch, name))
        rows.told()

    def rewrite(self, source: Source, target: Target, changes: Changes) -> Rewritten:
        """Write every row group anew with the writer's settings read off the old file.

        Not kept: bloom filters, page sizes, and row groups that become empty.
        """
        from eraser.formats.parquet_writing import rewrite_file

        with _opened(source) as (_, file):
            return rewrite_file(file, target, changes)


@contextmanager
def _opened(source: Source) -> Iterator[tuple[BinaryIO, pq.ParquetFile]]:
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
        yield seekable, file


_REPEATED = 4
"""Bytes a value that a column of texts takes in the file, at most, where they repeat themselves."""


def _by_dictionary(stream: BinaryIO, file: pq.ParquetFile) -> pq.ParquetFile:
    """The file, with columns of texts that repeat themselves as a dictionary and its indices."""
    import pyarrow.parquet as pq
    import pyarrow.types as types

    texts = {
        f.name
        for f in file.schema_arrow
        if types.is_string(f.type) or types.is_large_string(f.type)
    }
    groups = [file.metadata.row_group(n) for n in range(file.num_row_groups)]
    chunks = [group.column(n) for group in groups for n in range(group.num_columns)]
    long = {
        c.path_in_schema for c in chunks if c.total_uncompressed_size > _REPEATED * c.num_values
    }
    again = sorted(texts - long)
    if not again:
        return file
    return pq.ParquetFile(stream, metadata=file.metadata, buffer_size=BUFFER, read_dictionary=again)


def _seekable(source: Source) -> BinaryIO | None:
    """The source itself where it can seek: what can be read anywhere needs no second copy."""
    import io

    seeks = isinstance(source, io.BytesIO | io.BufferedReader) and source.seekable()
    return cast("BinaryIO", source) if seeks else None


def _pieces(
    stream: BinaryIO, file: pq.ParquetFile, rows: Rows
) -> Iterator[tuple[Sequence[int], pa.RecordBatch]]:
    """Batches of bounded size, in the order of the file, with the numbers of their rows."""
    for group in range(file.num_row_groups):
        meta = file.metadata.row_group(group)
        end = rows.count + meta.num_rows
        size = _batch_rows(meta.num_rows, meta.total_byte_size)
        large = too_large(stream, file, group)
        names = [n for n in file.schema_arrow.names if n not in large] if large else None
        if names == []:
            rows.fault(_LARGE, meta.num_rows)
            continue
        for name in large:
            rows.without(f"{name} of row group {group}: {_LARGE}")
        try:
            for batch in file.iter_batches(batch_size=size, row_groups=[group], columns=names):
                yield _readable(batch, rows)
        except ROUTINE_ERRORS:
            rows.fault(f"row group {group} cannot be read", end - rows.count)


def _batch_rows(rows: int, size: int) -> int:
    """Rows in each batch of a row group of so many rows and bytes: all of about the same size, for
    a short last one costs nearly as much as a full one.
    """
    most = max(1, min(BATCH_ROWS, _BATCH_BYTES * rows // max(1, size)))
    return -(-rows // max(1, round(rows / most)))


def _readable(batch: pa.RecordBatch, rows: Rows) -> tuple[Sequence[int], pa.RecordBatch]:
    """The rows that have no cell longer than what other files may have in a line."""
    long = _too_long(batch)
    if long is None:
        rows.count += batch.num_rows
        return range(rows.count - batch.num_rows, rows.count), batch
    numbers = []
    for is_long in long.to_pylist():
        if is_long:
            rows.fault(f"a cell of over {LONGEST_LINE >> 20} MiB")
        else:
            numbers.append(rows.count)
            rows.count += 1
    import pyarrow.compute as pc

    return numbers, batch.filter(pc.invert(long))


def _too_long(batch: pa.RecordBatch) -> pa.Array | None:
    """A truth value for each row; None when no cell is too long."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if batch.nbytes <= LONGEST_LINE:
        return None
    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary,
             pa.types.is_large_binary)  # fmt: skip
    long = None
    for array in batch.columns:
        if any(is_kind(array.type) for is_kind in kinds):
            here = pc.greater(pc.binary_length(array), LONGEST_LINE).fill_null(fill_value=False)
            long = here if long is None else pc.or_(long, here)
    return long if long is not None and pc.any(long).as_py() else None


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
