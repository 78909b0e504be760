"""Columns of Parquet as the text that a scan looks at: in bulk where that is what Python writes."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from eraser.formats.columns import column, float_texts, text_of
from eraser.formats.json_types import UnevenError, is_plain, json_texts
from eraser.model.place import Value

if TYPE_CHECKING:
    import pyarrow as pa


def values(array: pa.Array) -> list[Value]:
    """The cells of a column as JSON has them; dates, decimals and the like as text."""
    try:
        return [_plain(value) for value in array.to_pylist()]
    except (ValueError, OverflowError):
        # A year above 9999, or a nanosecond: nothing that Python has a date for.
        return list(array.cast("string").to_pylist())


def text_column(array: pa.Array) -> pa.Array:
    """The same values as `int64` or `large_string`; lists and objects are JSON text."""
    import pyarrow as pa

    kind = array.type
    if pa.types.is_dictionary(kind):
        array, kind = array.dictionary_decode(), kind.value_type
    if pa.types.is_null(kind):
        return pa.nulls(len(array), pa.large_string())
    for is_kind, texts in _bulk():
        if is_kind(kind):
            try:
                found = texts(array)
            except (UnevenError, ValueError, NotImplementedError):
                break
            if found is not None:
                return found
    return column([text_of(value) for value in values(array)])


def typed_column(array: pa.Array) -> pa.Array:
    """The column for a scan: see `record_format.TypedFormat`."""
    import pyarrow.types as types

    kind = array.type
    if types.is_dictionary(kind):
        return array if _is_text(kind.value_type) else text_column(array)
    own = (types.is_boolean, types.is_floating, types.is_date32, types.is_timestamp)
    if any(is_kind(kind) for is_kind in (*own, types.is_decimal)):
        return array
    return array if _is_nested(kind) and is_plain(kind) else text_column(array)


def _bulk() -> tuple[
    tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], pa.Array | None]], ...
]:
    import pyarrow.types as types

    return (
        (_is_text, _cast),
        (types.is_integer, lambda array: array.cast("int64")),
        (types.is_boolean, _cast),
        (types.is_date32, _cast),
        (types.is_floating, float_texts),
        (types.is_decimal, _decimals),
        (types.is_timestamp, _timestamps),
        (_is_bytes, _cast),
        (_is_nested, json_texts),
    )


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow.types as types

    return any(t(kind) for t in (types.is_string, types.is_large_string, types.is_string_view))


def _is_bytes(kind: pa.DataType) -> bool:
    import pyarrow.types as types

    return any(t(kind) for t in (types.is_binary, types.is_large_binary))


def _is_nested(kind: pa.DataType) -> bool:
    import pyarrow.types as types

    return any(t(kind) for t in (types.is_struct, types.is_list, types.is_large_list))


def _cast(array: pa.Array) -> pa.Array:
    """Raises ValueError for bytes that are no UTF-8."""
    return array.cast("large_string")


def _decimals(array: pa.Array) -> pa.Array | None:
    """None where Arrow writes an exponent."""
    import polars as pl

    texts = array.cast("large_string")
    return None if pl.Series(texts).str.contains("E", literal=True).any() else texts


def _timestamps(array: pa.Array) -> pa.Array | None:
    """ISO 8601 in the way of Python; None in another time zone than UTC, or with nanoseconds."""
    import polars as pl
    import pyarrow as pa

    zone = array.type.tz
    if zone not in (None, "UTC"):
        return None
    moments = pl.Series(array.cast(pa.timestamp("us", zone)))
    years = moments.dt.year()
    if not ((years >= date.min.year) & (years <= date.max.year)).fill_null(value=True).all():
        return None
    written = moments.dt.to_string("iso:strict").str.replace(".000000", "", literal=True)
    return written.to_arrow().cast(pa.large_string())


def _plain(value: object) -> Value:
    """One Python value of Arrow's as JSON has it."""
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (bytes, bytearray)):
        return _binary_text(bytes(value))
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value.total_seconds())
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _binary_text(value: bytes) -> str:
    """Old writers store text without saying so (Spark reads it by `binaryAsString`): bytes that
    are UTF-8 are text; others are base64.
    """
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return base64.b64encode(value).decode()
