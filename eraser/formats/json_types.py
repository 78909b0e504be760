"""Arrow's types of JSON values: which columns can hold them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from eraser.formats.columns import float_texts

if TYPE_CHECKING:
    import pyarrow as pa

DEEPEST = 32
"""Levels of nesting for which there is a type: types are built and taken apart by recursion."""


_WRAPPER = "v"


class UnevenError(Exception):
    """The same field has values of kinds that Arrow cannot hold in one column."""


def type_of(value: object, depth: int = 0) -> pa.DataType:
    """The type that holds a value as `json.loads` returns it. Raises UnevenError for one that is
    nested too deep or has names that Arrow does not take.
    """
    import pyarrow as pa

    if depth > DEEPEST:
        raise UnevenError
    if isinstance(value, dict):
        if any("\x00" in name for name in value):
            raise UnevenError
        return pa.struct([pa.field(n, type_of(v, depth + 1)) for n, v in value.items()])
    if isinstance(value, list):
        kind = pa.null()
        for item in value:
            kind = merged(kind, type_of(item, depth + 1))
        return pa.list_(kind)
    known = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64()}
    return known.get(type(value), pa.null())


def merged(one: pa.DataType, other: pa.DataType) -> pa.DataType:
    """The type of both. Raises UnevenError where no column can hold both."""
    import pyarrow as pa

    if one == other or pa.types.is_null(other):
        return one
    if pa.types.is_null(one):
        return other
    if pa.types.is_struct(one) and pa.types.is_struct(other):
        fields = {field.name: field.type for field in one}
        for field in other:
            fields[field.name] = merged(fields.get(field.name, pa.null()), field.type)
        return pa.struct([pa.field(name, kind) for name, kind in fields.items()])
    if pa.types.is_list(one) and pa.types.is_list(other):
        return pa.list_(merged(one.value_type, other.value_type))
    if {one, other} == {pa.int64(), pa.float64()}:
        return pa.float64()
    raise UnevenError


def is_plain(kind: pa.DataType) -> bool:
    """Whether all leaves are text, numbers or truth values."""
    import pyarrow.types as types

    if types.is_struct(kind):
        return all(is_plain(field.type) for field in kind)
    if types.is_list(kind) or types.is_large_list(kind):
        return is_plain(kind.value_type)
    tests = (types.is_string, types.is_large_string, types.is_boolean, types.is_signed_integer)
    return any(test(kind) for test in (*tests, types.is_float64, types.is_float32, types.is_null))


def check_floats(array: pa.Array) -> None:
    """Raises UnevenError where a column of lists and objects has binary floats that Polars would
    write in another way than Python.
    """
    for floats in _float_leaves(array):
        if float_texts(floats) is None:
            raise UnevenError


def _float_leaves(array: pa.Array) -> Iterator[pa.Array]:
    """The columns of binary floats in a column of lists and objects."""
    import pyarrow as pa

    if pa.types.is_struct(array.type):
        for child in array.flatten():
            yield from _float_leaves(child)
    elif pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
        yield from _float_leaves(array.flatten())
    elif pa.types.is_floating(array.type):
        yield array


def json_texts(array: pa.Array) -> pa.Array:
    """Lists and objects as JSON text. What a member may lack stands there as null.

    Raises UnevenError for values that Polars would write in another way than Python.
    """
    import polars as pl
    import pyarrow as pa

    if not is_plain(array.type):
        raise UnevenError
    check_floats(array)
    wrapped = pl.Series(pa.StructArray.from_arrays([array], [_WRAPPER]))
    try:
        written = wrapped.struct.json_encode()
    except pl.exceptions.PolarsError:
        raise UnevenError from None
    around = len(f'{{"{_WRAPPER}":')
    inner = written.str.slice(around, written.str.len_chars() - around - 1)
    frame = pl.DataFrame({"text": inner, "there": pl.Series(array.is_valid())})
    kept = frame.select(pl.when("there").then("text"))["text"]
    return kept.to_arrow().cast(pa.large_string())
