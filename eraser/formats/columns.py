"""Rows turned into Arrow columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from eraser.errors import FormatError
from eraser.formats.record_format import BATCH_CHARACTERS, BATCH_ROWS, Fields, RowBatch
from eraser.model.place import Value, as_text

if TYPE_CHECKING:
    import pyarrow as pa


def text_of(value: Value) -> str | None:
    """The text of a cell: scalars as they are compared everywhere, lists and objects as JSON."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return as_text(value)


def column(values: Sequence[Value]) -> pa.Array:
    """One column: `int64` where every value is an integer that fits, else `large_string`."""
    import pyarrow as pa

    kinds = set(map(type, values)) - {type(None)}
    if kinds == {int}:
        try:
            return pa.array(values, pa.int64())
        except (OverflowError, pa.ArrowInvalid):
            pass  # wider than 64 bits: as text below, like every other decimal
    if kinds <= {str}:
        return pa.array(values, pa.large_string())
    return pa.array([text_of(v) for v in values], pa.large_string())


def row_batches(rows: Iterator[tuple[int, Fields]], fields: Sequence[str]) -> Iterator[RowBatch]:
    """Bounded batches of rows; without `fields` each batch has the fields that occur in it.

    A FormatError of `rows` is raised after the rows before it have been yielded.
    """
    weight = 0
    numbers: list[int] = []
    pending: list[Fields] = []
    fault: FormatError | None = None
    while fault is None:
        try:
            row, record = next(rows)
        except StopIteration:
            break
        except FormatError as error:
            fault = error
            break
        numbers.append(row)
        pending.append(record)
        weight += _weight(record)
        if len(pending) >= BATCH_ROWS or weight >= BATCH_CHARACTERS:
            yield _batch(numbers, pending, fields)
            weight, numbers, pending = 0, [], []
    if pending:
        yield _batch(numbers, pending, fields)
    if fault is not None:
        raise fault


def table_batches(
    first: int, table: pa.Table, fields: Sequence[str], names: Sequence[str] = ()
) -> Iterator[RowBatch]:
    """Consecutive rows that are columns already, from row `first` on, in bounded batches.

    The columns are `fields`, or `names`, or all; one that the table does not have is nulls.
    """
    import pyarrow as pa

    chosen = list(fields or names or table.column_names)
    known = set(table.column_names)
    nulls = pa.nulls(len(table), pa.large_string())
    arrays = [table.column(n).combine_chunks() if n in known else nulls for n in chosen]
    for start in range(0, len(table), BATCH_ROWS):
        slices = [array.slice(start, BATCH_ROWS) for array in arrays]
        size = min(BATCH_ROWS, len(table) - start)
        rows = range(first + start, first + start + size)
        yield row_batch(rows, slices, chosen)


class Tables:
    """Small tables that follow each other, joined to bounded batches with the columns `fields`
    (empty: all).
    """

    def __init__(self, fields: Sequence[str]) -> None:
        self._fields = fields
        self._first = 0
        self._pending: list[pa.Table] = []

    def add(self, first: int, table: pa.Table) -> Iterator[RowBatch]:
        """Rows from number `first` on: right after those added before, if `rest` was not taken."""
        if self._pending and self._pending[0].schema != table.schema:
            yield from self.rest()
        if not self._pending:
            self._first = first
        self._pending.append(table)
        if sum(t.nbytes for t in self._pending) >= BATCH_CHARACTERS:
            yield from self.rest()

    def rest(self) -> Iterator[RowBatch]:
        """What was added and not yet yielded."""
        import pyarrow as pa

        if self._pending:
            joined = pa.concat_tables(self._pending)
            self._pending = []
            yield from table_batches(self._first, joined, self._fields)


def float_texts(values: pa.Array) -> pa.Array | None:
    """Binary floats as Python writes them (`as_text`); None where Polars would write another text.

    Both write the shortest digits that read back as the same number; Python begins to use
    exponents at 1e16 and below 1e-4, and names infinities and NaN its own way.
    """
    import polars as pl
    import pyarrow as pa

    numbers = pl.Series(values.cast(pa.float64()))
    size = numbers.abs()
    alike = numbers.is_finite() & ((size == 0) | ((size >= 1e-4) & (size < 1e16)))  # noqa: PLR2004
    if not alike.fill_null(value=True).all():
        return None
    return numbers.cast(pl.String).to_arrow().cast(pa.large_string())


def row_batch(rows: Sequence[int], arrays: Sequence[pa.Array], names: Sequence[str]) -> RowBatch:
    """Rows as a batch; rows without any field are rows, too."""
    import pyarrow as pa

    if not arrays:
        empty = pa.array([{}] * len(rows), pa.struct([]))
        return RowBatch(rows, pa.RecordBatch.from_struct_array(empty))
    return RowBatch(rows, pa.RecordBatch.from_arrays(arrays, names=names))


def _weight(record: Fields) -> int:
    """About how many characters a record takes; exact sizes would cost more than they save."""
    return sum(len(v) if isinstance(v, (str, list, dict)) else 8 for v in record.values())


def _batch(rows: Sequence[int], records: Sequence[Fields], fields: Sequence[str]) -> RowBatch:
    names = list(fields) or list(dict.fromkeys(name for r in records for name in r))
    arrays = [column([r.get(name) for r in records]) for name in names]
    return row_batch(rows, arrays, names)
