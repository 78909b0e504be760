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
    first, weight = 0, 0
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
        pending.append(record)
        weight += _weight(record)
        if len(pending) >= BATCH_ROWS or weight >= BATCH_CHARACTERS:
            yield _batch(first, pending, fields)
            first, weight, pending = row + 1, 0, []
    if pending:
        yield _batch(first, pending, fields)
    if fault is not None:
        raise fault


def _weight(record: Fields) -> int:
    """About how many characters a record takes; exact sizes would cost more than they save."""
    return sum(len(v) if isinstance(v, (str, list, dict)) else 8 for v in record.values())


def _batch(first: int, records: Sequence[Fields], fields: Sequence[str]) -> RowBatch:
    import pyarrow as pa

    names = list(fields) or list(dict.fromkeys(name for r in records for name in r))
    arrays = [column([r.get(name) for r in records]) for name in names]
    return RowBatch(first, pa.RecordBatch.from_arrays(arrays, names=names))
