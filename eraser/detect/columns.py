"""The fast path: a batch is taken apart, column by column, into the texts and numbers that count.

Columns whose type or range says that they hold no identifier are left; documents are taken apart
into their leaves; integers are grouped as they are (`integers`); what is text goes to `texts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from eraser.contract.read import KEY_COLUMN
from eraser.detect import documents, integers, typed, walk
from eraser.detect.cells import CellReader
from eraser.detect.counts import Counts, FieldCount, Group
from eraser.detect.engine import Detector
from eraser.detect.keys import several, shown
from eraser.detect.sieve import Sieve
from eraser.detect.tally import Spot
from eraser.detect.texts import TextCounter, key_of, plain_digits
from eraser.detect.typed import JSON_STARTS, LONGEST
from eraser.model.place import Field, FieldType

SILENT = frozenset({FieldType.BOOLEAN, FieldType.UUID, FieldType.BINARY})
"""Types whose values hold no identifier, whatever their digits look like."""

_DATES = frozenset({FieldType.DATE, FieldType.TIMESTAMP})

_DAY = len("1975-11-16")
"""The part of a moment that can be somebody's birthday."""

_PATIENCE = 2
"""Batches of a JSON field that Arrow may refuse before it is not asked any more."""


class ColumnReader:
    """Counts batches. `spots` is how many places each finding remembers (0: none)."""

    def __init__(self, detector: Detector, spots: int = 0) -> None:
        self._texts = TextCounter(detector, spots)
        self._uneven: Counter[str] = Counter()

    @property
    def cells(self) -> CellReader:
        """Reads single cells."""
        return self._texts.cells

    def count(self, batch: pa.RecordBatch, types: Mapping[str, FieldType]) -> Counts:
        """What one batch holds; `types` are those of the schema, as far as it knows them."""
        counts = Counts(records=batch.num_rows)
        keys = batch.column(0) if batch.schema.names[:1] == [KEY_COLUMN] else None
        for name, array in zip(batch.schema.names, batch.columns, strict=True):
            kind = types.get(name, FieldType.TEXT)
            if name != KEY_COLUMN and kind not in SILENT and array.null_count < len(array):
                self._field(counts, shown(name), array, kind, keys)
                if shown(name) != name:
                    key = pl.DataFrame({"row": np.flatnonzero(array.is_valid()), "cell": name})
                    self._texts.count(counts, shown(name), key, keys)
        return counts

    def _field(
        self, counts: Counts, name: str, array: pa.Array, kind: FieldType, keys: pa.Array | None
    ) -> None:
        plain = self._texts.is_plain(name)
        kind = FieldType.TIMESTAMP if typed.is_day(array) else kind
        if kind is FieldType.TIMESTAMP and _silent(kind, self._texts.sieve(name)):
            return
        if plain and self._says_nothing(name, array, kind):
            counts.field(name).cells += len(array) - array.null_count
            return
        if pa.types.is_nested(array.type):
            self._nested(counts, name, array, keys)
            return
        if pa.types.is_dictionary(array.type):
            frame = None if self._texts.spots else typed.repeated(array)
            if frame is not None:
                counts.field(name).cells += int(frame["times"].sum())
                self._texts.count(counts, name, frame, keys)
                return
        self._column(counts, name, typed.texts(array), kind, keys)

    def _says_nothing(self, name: str, array: pa.Array, kind: FieldType) -> bool:
        silent = _silent(kind, self._texts.sieve(name)) or typed.silent(array)
        return silent or integers.all_short(array)

    def _column(
        self, counts: Counts, name: str, array: pa.Array, kind: FieldType, keys: pa.Array | None
    ) -> None:
        """A column of texts or of integers."""
        if kind is FieldType.TIMESTAMP:
            array = pc.utf8_slice_codeunits(array.cast(pa.large_string()), 0, _DAY)
        column = pl.Series(name, array)
        frame = pl.DataFrame({"row": pl.int_range(len(column), eager=True), "cell": column})
        if array.null_count:
            frame = frame.filter(pl.col("cell").is_not_null())
        counts.field(name).cells += len(frame)
        if kind is FieldType.DECIMAL and self._texts.is_plain(name) and column.dtype == pl.String:
            frame = frame.filter(~pl.col("cell").str.contains(".", literal=True))
        if column.dtype == pl.String:
            self._written(counts, name, _short_enough(counts, name, frame), kind, keys)
        else:
            self._texts.count(
                counts, name, self._numbers(counts.field(name), name, frame, keys), keys
            )

    def _nested(self, counts: Counts, name: str, array: pa.Array, keys: pa.Array | None) -> None:
        """Lists and objects: their leaves, or their text where keys may name persons."""
        rows = pl.int_range(len(array), eager=True)
        leaves = documents.leaves_of(name, rows, array)
        if leaves is None:
            self._column(counts, name, typed.texts(array), FieldType.JSON, keys)
            return
        counts.field(name).cells += len(array) - array.null_count
        for leaf in leaves:
            self._leaf(counts, name, leaf, keys)

    def _written(
        self,
        counts: Counts,
        name: str,
        frame: pl.DataFrame,
        kind: FieldType,
        keys: pa.Array | None,
    ) -> None:
        """A column of texts, some or all of which may be JSON."""
        every = kind is FieldType.JSON
        looks = frame["cell"].str.contains(JSON_STARTS)
        if every or looks.any():
            some = frame if every else frame.filter(looks)
            some = some.with_columns(plain_digits(some["cell"]))
            # A backslash may hide the sign or the border that the sieve looks for.
            escaped = some["cell"].str.contains("\\", literal=True)
            some = some.filter(escaped | self._texts.sieve(name).signed(some["cell"]))
            self._documents(counts, name, some, keys, scalars=every)
            frame = frame.clear() if every else frame.filter(~looks)
        self._texts.count(counts, name, frame, keys)

    def _documents(
        self, counts: Counts, name: str, frame: pl.DataFrame, keys: pa.Array | None, scalars: bool
    ) -> None:
        """JSON texts: by Arrow where they are alike, by a walk in Python where they are not."""
        short = frame["cell"].str.len_bytes() <= documents.LONGEST
        alike = frame.filter(short)
        leaves = None
        if self._uneven[name] < _PATIENCE:
            leaves = documents.leaf_columns(name, alike["row"], alike["cell"])
            self._uneven[name] += leaves is None
        for leaf in leaves or ():
            self._leaf(counts, name, leaf, keys)
        found = walk.walk(
            name, (frame if leaves is None else frame.filter(~short)).iter_rows(), scalars=scalars
        )
        counts.leave_out(name, walk.TOO_DEEP, found.deep)
        for path, (rows, texts) in (*found.by_path.items(), (name, found.plain)):
            walked = documents.Leaf(
                path, pl.Series(rows, dtype=frame["row"].dtype), pl.Series(texts, dtype=pl.String)
            )
            self._leaf(counts, name, walked, keys)

    def _leaf(self, counts: Counts, name: str, leaf: documents.Leaf, keys: pa.Array | None) -> None:
        path = leaf.path
        count = counts.field(path)
        if path != name:
            count.cells += leaf.rows.n_unique() if several(path) else len(leaf.rows)
        if self._texts.is_plain(path) and leaf.silent:
            return
        frame = pl.DataFrame({"row": leaf.rows, "cell": leaf.values})
        self._texts.count(counts, path, self._numbers(count, path, frame, keys), keys)

    def _numbers(
        self, count: FieldCount, path: str, frame: pl.DataFrame, keys: pa.Array | None
    ) -> pl.DataFrame:
        """Integers that can be codes or phones are grouped; what is left is text."""
        whole = self._texts.whole_numbers or self._texts.speaks(path)
        if frame["cell"].dtype.is_integer() and not whole:
            frame = integers.long_enough(frame)
            if not several(path):
                for group in integers.labelled(frame, self._texts.spots):
                    spots = tuple(Spot(key_of(keys, row), 1) for row in group.rows)
                    known = Group(group.form, group.cell, group.records, group.values, spots)
                    count.later(group.label, known)
                frame = integers.others(frame)
        if frame["cell"].dtype == pl.String:
            return frame
        return frame.with_columns(pl.col("cell").cast(pl.String))

    def telling(self, fields: Sequence[Field]) -> list[str]:
        """The fields whose values can hold something."""
        return [
            f.name
            for f in fields
            if f.type not in SILENT
            and not (
                (f.type is FieldType.TIMESTAMP or self._texts.is_plain(f.name))
                and _silent(f.type, self._texts.sieve(f.name))
            )
        ]


def _silent(kind: FieldType, sieve: Sieve) -> bool:
    """Whether these are dates of which no word says that somebody was born then."""
    return kind in _DATES and "birth-date" in sieve.loose


def _short_enough(counts: Counts, name: str, frame: pl.DataFrame) -> pl.DataFrame:
    too_long = frame["cell"].str.len_bytes() > LONGEST
    if not too_long.any():
        return frame
    counts.leave_out(name, f"a cell of over {LONGEST >> 20} MiB", int(too_long.sum()))
    return frame.filter(~too_long)
