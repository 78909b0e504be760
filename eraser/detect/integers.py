"""Columns of integers: what `shapes` says of their texts, by arithmetic and without the texts.

A table of meter readings or of serial numbers is most of what a company has; its numbers become
text only where a group of them has one that is to be shown to a recogniser.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from eraser.detect.digits import CODE_LABELS, code_keys
from eraser.detect.tally import DISTINCT

SHORTEST = 10**6
"""Integers below have fewer than seven digits: no category has such a number."""

_PHONES = (10**7, 10**8)
_CODES = (10**10, 10**11)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Integers of one label: one of them and the values as text, how many, and some of the rows."""

    form: str
    label: str
    cell: str
    records: int
    values: tuple[str, ...]
    rows: tuple[int, ...]


def all_short(array: pa.Array) -> bool:
    """Whether these are integers that are all too short for every category."""
    if not pa.types.is_integer(array.type):
        return False
    bounds = pc.min_max(array)
    least, most = bounds["min"].as_py(), bounds["max"].as_py()
    return least is None or (least > -SHORTEST and most < SHORTEST)


def long_enough(frame: pl.DataFrame) -> pl.DataFrame:
    """Without the integers that are too short for every category: often that is all of them."""
    values = frame["cell"].to_numpy()
    if not values.size or max(-int(values.min()), int(values.max())) < SHORTEST:
        return frame.clear()
    return frame.filter((pl.col("cell") >= SHORTEST) | (pl.col("cell") <= -SHORTEST))


def labelled(frame: pl.DataFrame, rows: int) -> Iterator[Numbers]:
    """Groups of the integers (columns `row` and `cell`) that can be phones or codes, with the
    labels that `shapes.FORMS` gives their texts. The first `rows` rows of each are kept.
    """
    yield from _phones(frame.filter(_between(*_PHONES)), rows)
    yield from _codes(frame.filter(_between(*_CODES)), rows)


def others(frame: pl.DataFrame) -> pl.DataFrame:
    """What is not labelled."""
    return frame.filter(~_between(*_PHONES) & ~_between(*_CODES))


def _between(least: int, end: int) -> pl.Expr:
    return (pl.col("cell") >= least) & (pl.col("cell") < end)


def _phones(frame: pl.DataFrame, rows: int) -> Iterator[Numbers]:
    """By the first two digits; no Latvian number begins with 0, 1, 3, 4 or 5."""
    keyed = frame.with_columns(key=(pl.col("cell") // 10**6).cast(pl.Int32))
    keyed = keyed.filter((pl.col("key") // 10).is_in([2, 6, 7, 8, 9]))
    for key, cell, records, values, places in _groups(keyed, rows):
        written = tuple(f"+371{value}" for value in values)
        yield Numbers("phone", f"phone:00000000:{key}:", cell, records, written, places)


def _codes(frame: pl.DataFrame, rows: int) -> Iterator[Numbers]:
    if frame.is_empty():
        return
    keyed = frame.with_columns(key=code_keys(frame["cell"]))
    for key, cell, records, values, places in _groups(keyed, rows):
        yield Numbers("code", f"code::{CODE_LABELS[key]}", cell, records, values, places)


def _groups(
    keyed: pl.DataFrame, rows: int
) -> Iterator[tuple[int, str, int, tuple[str, ...], tuple[int, ...]]]:
    cell = pl.col("cell")
    grouped = keyed.group_by("key", maintain_order=True).agg(
        cell.first(),
        pl.len().alias("records"),
        # Of one length, so that numbers are in the order of their texts.
        cell.unique().bottom_k(DISTINCT).alias("values"),
        pl.col("row").head(rows).alias("rows"),
    )
    for key, one, records, values, places in grouped.iter_rows():
        yield key, str(one), records, tuple(map(str, sorted(values))), tuple(places)
