"""Arrow's types of JSON values: which columns can hold them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

DEEPEST = 32
"""Levels of nesting for which there is a type: types are built and taken apart by recursion."""


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


def float_leaves(array: pa.Array) -> Iterator[pa.Array]:
    """The columns of binary floats in a column of lists and objects."""
    import pyarrow as pa

    if pa.types.is_struct(array.type):
        for child in array.flatten():
            yield from float_leaves(child)
    elif pa.types.is_list(array.type):
        yield from float_leaves(array.flatten())
    elif pa.types.is_floating(array.type):
        yield array
