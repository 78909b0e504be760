"""Columns that have types of their own: which say nothing of a person, and the texts of others.

A file knows that a column holds days or fractions, and which texts repeat themselves; so nothing
of it becomes text, cell by cell, only to be found silent there.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
from pyarrow import types

from eraser.formats.columns import float_texts
from eraser.formats.parquet_text import text_column

LONGEST = 16 << 20
"""Bytes of a cell that is read; a longer one is told as not read."""

JSON_STARTS = r"^[ \t\r\n]*[\[{]"

_LONG = 10**6
"""Whole numbers below have fewer digits than any identifier."""


def is_day(array: pa.Array) -> bool:
    """Whether these are days or moments."""
    return bool(types.is_date(array.type) or types.is_timestamp(array.type))


def silent(array: pa.Array) -> bool:
    """Whether the type itself, or the range of the values, says that there is no identifier."""
    kind = array.type
    if types.is_boolean(kind):
        return True
    if types.is_decimal(kind):
        return int(kind.scale) > 0
    return bool(types.is_floating(kind)) and float_texts(array) is not None


def fractions(array: pa.Array) -> bool:
    """Whether these are binary floats of which none is a whole number as long as an identifier."""
    if not silent(array) or not types.is_floating(array.type):
        return False
    values = pl.Series(array)
    return not ((values.abs() >= _LONG) & (values == values.round(0))).any()


def texts(array: pa.Array) -> pa.Array:
    """The column as `large_string` or `int64`, as the contract of stores has it."""
    kind = array.type
    if types.is_large_string(kind) or types.is_integer(kind):
        return array
    return text_column(array)


def repeated(array: pa.DictionaryArray) -> pl.DataFrame | None:
    """The different texts of a column and how many `times` each occurs, for `row` just a number;
    None where some are too long, or lists or objects.
    """
    times = np.bincount(array.indices.drop_null().to_numpy(), minlength=len(array.dictionary))
    frame = pl.DataFrame(
        {
            "row": np.arange(len(times)),
            "cell": pl.Series(array.dictionary),
            "times": times.astype(np.uint32),
        }
    )
    frame = frame.filter((pl.col("times") > 0) & pl.col("cell").is_not_null())
    cells = frame["cell"]
    odd = (cells.str.len_bytes() > LONGEST) | cells.str.contains(JSON_STARTS)
    return None if odd.any() else frame
