"""JSON Lines by Arrow, a group of lines at a time, wherever that is sure to read what Python does.

Arrow refuses what is not one valid object after the other: a member named twice, half a character,
a field or a type that it was not told of. What it takes and Python does not (two objects on a
line), or what it would write otherwise (`5` in a column of fractions), is looked for here; a group
that is not sure is read by Python as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from eraser.formats.columns import float_texts
from eraser.formats.json_types import UnevenError, check_floats, json_texts, merged, type_of
from eraser.formats.record_format import Fields
from eraser.formats.streams import BOM

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

SAMPLE = 64
"""Lines of which the first schema is made."""

PATIENCE = 8
"""Groups that may fail in an object before Arrow is not asked any more."""

_LONG = 10**6
"""Integers below are no numbers that a scan looks for."""

_EXACT_INTEGERS = 2**53
"""Below, a binary float holds every integer (IEEE 754)."""


class LineGroups:
    """Reads groups of lines of one file, learning which fields there are. `typed`: columns as
    `TypedFormat` has them.
    """

    def __init__(self, *, typed: bool = False) -> None:
        self._typed = typed
        self._kind: pa.DataType | None = None
        self._failed = 0

    def table(self, group: bytes) -> pa.Table | None:
        """The records of some whole lines as columns, in the order of the lines; None when only
        Python is sure to read them right.
        """
        import polars as pl
        import pyarrow as pa

        if self._failed >= PATIENCE:
            return None
        unsure = (UnevenError, ValueError, RecursionError, pa.ArrowException)
        try:
            if self._kind is None:
                self._learn(_sample(group))
            return _parsed(group, list(self._kind or ()), typed=self._typed)
        except (*unsure, pl.exceptions.PolarsError):
            self._failed += 1
            return None

    def learn(self, records: Iterable[Fields]) -> None:
        """What Python has read instead: the next group may have the same new fields."""
        try:
            if self._failed < PATIENCE:
                self._learn(records)
        except (UnevenError, RecursionError):
            self._failed = PATIENCE

    def _learn(self, records: Iterable[object]) -> None:
        import pyarrow as pa

        kind = self._kind or pa.struct([])
        for record in records:
            kind = merged(kind, type_of(record))
        self._kind = kind


def _sample(group: bytes) -> Iterable[object]:
    lines = group.splitlines()
    return [json.loads(line) for line in lines[:: max(1, len(lines) // SAMPLE)] if line.strip()]


def _parsed(group: bytes, fields: list[pa.Field], *, typed: bool) -> pa.Table:
    """Raises UnevenError, ValueError or Arrow's own errors for a group that is not sure."""
    import polars as pl
    import pyarrow as pa
    import pyarrow.json as pj

    rows = _one_object_a_line(group)
    # Arrow looks at the bytes between quotes only when somebody asks for text.
    text = pl.Series(pa.array([group], pa.large_binary()).cast(pa.large_string()))
    table = pj.read_json(
        pa.BufferReader(group),
        read_options=pj.ReadOptions(use_threads=False, block_size=len(group) + 1),
        parse_options=pj.ParseOptions(
            explicit_schema=pa.schema(fields), unexpected_field_behavior="error"
        ),
    )
    if table.num_rows != rows or not fields:
        raise UnevenError
    arrays = {f.name: table.column(f.name).combine_chunks() for f in fields}
    columns = [
        array if typed and _says_itself(array) else _texts(name, array, group, text)
        for name, array in arrays.items()
    ]
    return pa.table(columns, names=list(arrays))


def _one_object_a_line(group: bytes) -> int:
    """How many objects there are, when each has its line: Arrow minds no line ends.

    Where all lines begin and end with braces, each line end stands between two objects: inside
    of one, `}` is never followed by `{`, and a text holds no line end (RFC 8259, 7).
    """
    import numpy as np

    body = group.removeprefix(BOM).rstrip(b"\r\n")
    if not (body.startswith(b"{") and body.endswith(b"}")):
        raise UnevenError
    letters = np.frombuffer(body, dtype=np.uint8)
    ends = np.flatnonzero(letters == ord("\n"))
    before, after = letters[ends - 1], letters[ends + 1]
    if (before == ord("\r")).any():
        before = np.where(before == ord("\r"), letters[ends - 2], before)
    if not ((before == ord("}")).all() and (after == ord("{")).all()):
        raise UnevenError
    return len(ends) + 1


def _says_itself(array: pa.Array) -> bool:
    """Whether nothing but the type decides how a value is written: a float that is whole may have
    been an integer, of which only short ones are no numbers of persons.
    """
    import polars as pl
    import pyarrow as pa

    if pa.types.is_nested(array.type):
        check_floats(array)
        return True
    if not pa.types.is_floating(array.type):
        return bool(pa.types.is_boolean(array.type))
    values = pl.Series(array)
    long = (values.abs() >= _LONG) & (values == values.round(0))
    return float_texts(array) is not None and not long.any()


def _texts(name: str, array: pa.Array, raw: bytes, group: pl.Series) -> pa.Array:
    """A column of scalars as the contract has it."""
    import pyarrow as pa

    if pa.types.is_int64(array.type):
        return array
    if pa.types.is_nested(array.type):
        return json_texts(array)
    if not pa.types.is_floating(array.type):
        return array.cast(pa.large_string())
    texts = float_texts(array)
    if texts is None:
        raise UnevenError
    return _as_written(name, array, texts, raw, group)


def _as_written(
    name: str, array: pa.Array, texts: pa.Array, raw: bytes, group: pl.Series
) -> pa.Array:
    """`5` and `5.0` are the same float but not the same text: the lines tell which it was."""
    import polars as pl

    values, written = pl.Series(array), pl.Series(texts)
    whole = (values == values.round(0)).fill_null(value=False)
    if not whole.any():
        return texts
    if "\\" in json.dumps(name, ensure_ascii=False) or b"\\u" in raw:
        raise UnevenError  # the name may be written in several ways
    member = _escaped(f'"{name}"') + "[ \t]*:[ \t]*-?[0-9]+"
    if not group.str.contains(member + "[ \t\r]*[,}]").item():
        return texts
    fractions = group.str.contains(rf"{member}(?:\.0*[ \t\r]*[,}}]|\.?[0-9]*[eE])").item()
    unsure = (values.abs() >= _EXACT_INTEGERS) | (written == "-0.0")
    if fractions or unsure.any():
        raise UnevenError
    return written.str.replace(r"\.0$", "").to_arrow().cast(texts.type)


def _escaped(literal: str) -> str:
    import polars as pl

    return pl.escape_regex(literal)
