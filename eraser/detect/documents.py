"""JSON texts taken apart by Arrow: every leaf as a column, several times faster than a walk.

A sample tells which fields there are; a batch that has others, or the same with other types, or a
text that is no JSON, is refused as a whole, and the caller walks it in Python instead. Numbers
with a fraction are read as decimals: as binary floats `22124444` would come back as another text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

from eraser.detect import typed
from eraser.detect.keys import MOST, folded, identifying

SAMPLE = 64
"""Texts whose fields are taken to be those of all."""

LONGEST = 4096
"""Bytes of a text that Arrow may see: its parser is recursive, and this bounds how deep."""

_DECIMAL = pa.decimal128(38, 12)
_ROOT = "r"
"""The field under which each text stands: it may be a list or a scalar itself."""


class _UnevenError(Exception):
    """The same field has values of types that Arrow cannot hold in one column."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One path: for each value the row it is in, and the value (text or integer). `silent`: truth
    values or fractions, which are no identifiers.
    """

    path: str
    rows: pl.Series
    values: pl.Series
    silent: bool = False


def leaf_columns(name: str, rows: pl.Series, cells: pl.Series) -> list[Leaf] | None:
    """The scalars of JSON texts of at most `LONGEST` bytes, by path; None when Arrow cannot take
    these texts apart.
    """
    if cells.is_empty():
        return []
    try:
        schema = _schema(cells.gather_every(max(1, len(cells) // SAMPLE)).to_list())
        table = _parsed(cells, schema)
    except (_UnevenError, ValueError, RecursionError, pa.ArrowException):
        return None
    if table.num_rows != len(cells):
        return None
    found: list[Leaf] = []
    for chunk, start in _chunks(table):
        found += _found(name, rows.slice(start, len(chunk)), chunk)
    return _few(found)


def leaves_of(name: str, rows: pl.Series, array: pa.Array) -> list[Leaf] | None:
    """The same of lists and objects that Arrow holds already; None where a key may name a person,
    or is one of very many.
    """
    return None if _personal(array.type) else _few(_found(name, rows, array))


def _personal(kind: pa.DataType) -> bool:
    if pa.types.is_struct(kind):
        return any(identifying(field.name) or _personal(field.type) for field in kind)
    return bool(pa.types.is_nested(kind)) and _personal(kind.value_type)


def _few(found: list[Leaf]) -> list[Leaf] | None:
    if len(found) > MOST and folded({leaf.path: len(leaf.rows) for leaf in found}):
        return None
    return found


def _found(name: str, rows: pl.Series, array: pa.Array) -> list[Leaf]:
    index = pa.array(np.arange(len(array)))
    return [
        Leaf(path, rows.gather(pl.Series(at)), *_series(values))
        for path, at, values in _leaves(name, index, array)
    ]


def _schema(sample: Sequence[str]) -> pa.Schema:
    kind = pa.null()
    for text in sample:
        kind = _merged(kind, _type_of(json.loads(text)))
    return pa.schema([pa.field(_ROOT, kind)])


def _type_of(value: object) -> pa.DataType:
    if isinstance(value, dict):
        if any("\x00" in key or identifying(key) for key in value):
            raise _UnevenError
        return pa.struct([pa.field(key, _type_of(child)) for key, child in value.items()])
    if isinstance(value, list):
        kind = pa.null()
        for child in value:
            kind = _merged(kind, _type_of(child))
        return pa.list_(kind)
    known = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: _DECIMAL}
    return known.get(type(value), pa.null())


def _merged(one: pa.DataType, other: pa.DataType) -> pa.DataType:
    """The type of both, where one column can hold both."""
    if one == other or pa.types.is_null(other):
        return one
    if pa.types.is_null(one):
        return other
    if pa.types.is_struct(one) and pa.types.is_struct(other):
        fields = {field.name: field.type for field in one}
        for field in other:
            fields[field.name] = _merged(fields.get(field.name, pa.null()), field.type)
        return pa.struct([pa.field(key, kind) for key, kind in fields.items()])
    if pa.types.is_list(one) and pa.types.is_list(other):
        return pa.list_(_merged(one.value_type, other.value_type))
    if {one, other} == {pa.int64(), _DECIMAL}:
        return _DECIMAL
    raise _UnevenError


def _parsed(cells: pl.Series, schema: pa.Schema) -> pa.Table:
    if cells.str.contains("[\r\n]").any():
        # A line break inside valid JSON stands between tokens only.
        cells = cells.str.replace_all("[\r\n]", " ")
    lines = _bytes('{"' + _ROOT + '":' + cells + "}\n")
    return pj.read_json(
        pa.BufferReader(lines),
        read_options=pj.ReadOptions(use_threads=False, block_size=64 << 20),
        parse_options=pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
    )


def _bytes(lines: pl.Series) -> pa.Buffer:
    """All texts, one after the other, without a copy of them."""
    array = lines.to_arrow().cast(pa.large_string())
    offsets = pa.Array.from_buffers(pa.int64(), len(array) + 1, [None, array.buffers()[1]])
    start, end = offsets[array.offset].as_py(), offsets[array.offset + len(array)].as_py()
    return array.buffers()[2].slice(start, end - start)


def _chunks(table: pa.Table) -> Iterator[tuple[pa.Array, int]]:
    start = 0
    for chunk in table.column(_ROOT).chunks:
        yield chunk, start
        start += len(chunk)


def _leaves(
    path: str, rows: pa.Array, values: pa.Array
) -> Iterator[tuple[str, pa.Array, pa.Array]]:
    """Path, row numbers and values, nulls left out, in the way of `model.place.leaves`."""
    kind = values.type
    if pa.types.is_struct(kind):
        prefix = f"{path}." if path else ""
        for field, child in zip(kind, values.flatten(), strict=True):
            yield from _leaves(f"{prefix}{field.name}", rows, child)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        parents = pc.list_parent_indices(values)
        yield from _leaves(f"{path}[]", rows.take(parents), pc.list_flatten(values))
    elif not pa.types.is_null(kind) and values.null_count < len(values):
        present = values.is_valid()
        yield path, rows.filter(present), values.filter(present)


def _series(values: pa.Array) -> tuple[pl.Series, bool]:
    """Texts or integers, and whether they are silent: then they may be of other types."""
    kind = values.type
    if pa.types.is_boolean(kind) or typed.fractions(values):
        return pl.Series(values), True
    if pa.types.is_decimal(kind):
        written = pl.Series(values.cast(pa.string())).str.replace("^0E-[0-9]+$", "0.")
        return written.str.strip_chars_end("0").str.strip_chars_end("."), False
    if pa.types.is_floating(kind):
        return pl.Series(typed.texts(values)).str.strip_suffix(".0"), False
    if pa.types.is_integer(kind):
        return pl.Series(values.cast(pa.int64())), False
    return pl.Series(values), False
