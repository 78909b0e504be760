"""Documents as Arrow batches."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from eraser.contract.read import KEY_COLUMN
from eraser.model.place import FieldType, Value, as_text
from eraser_search.documents import folded, key_of
from eraser_search.json_text import dumps, obj
from eraser_search.pages import Hit

ADDRESS = ("_id", "_routing")
"""What a document is addressed by, as columns for who reads everything."""

_INT64 = range(-(2**63), 2**63)


def batch(
    hits: Sequence[Hit], fields: Sequence[tuple[str, FieldType]], *, others: bool = False
) -> pa.RecordBatch:
    """One batch: the keys, then a column for each field; with `others` then one for each field
    that a document has and nobody asked for (a mapping that is not `dynamic` does not list all),
    and last `_id` and `_routing`, which an application may have made of a customer's number.

    A field mapped as an integer is `int64`, or text in a batch where a document holds something
    else there (a list, a number written as text); every other field is text.
    """
    documents = [folded(obj(hit.get("_source"))) for hit in hits]
    keys = pa.array([list(key_of(hit)) for hit in hits], pa.list_(pa.string()))
    if others:
        known = {name for name, _ in fields}
        more = dict.fromkeys(n for d in documents for n in d if n not in known and n != KEY_COLUMN)
        fields = [*fields, *((name, FieldType.TEXT) for name in more)]
    columns = [_column([d.get(name) for d in documents], kind) for name, kind in fields]
    names = [KEY_COLUMN, *(name for name, _ in fields)]
    if others:
        columns += [_column([hit.get(name) for hit in hits], FieldType.TEXT) for name in ADDRESS]
        names += ADDRESS
    return pa.RecordBatch.from_arrays([keys, *columns], names)


def _column(values: Sequence[Value], kind: FieldType) -> pa.Array:
    if kind is FieldType.INTEGER and all(_fits(value) for value in values):
        return pa.array(values, pa.int64())
    return pa.array([_cell(value) for value in values], pa.large_string())


def _fits(value: Value) -> bool:
    return value is None or (
        isinstance(value, int) and not isinstance(value, bool) and value in _INT64
    )


def _cell(value: Value) -> str | None:
    return dumps(value) if isinstance(value, (list, dict)) else as_text(value)
