"""The fast path: whole columns decide which cells are read by recognisers, and which are labelled.

A cell that no recogniser can want is dropped by one expression over the column; a cell that is
one number or one address gets a label (`shapes`), and one cell for each label is read; only what
is left, running text with something in it, is read cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl
import pyarrow as pa

from eraser.contract.read import KEY_COLUMN
from eraser.detect import prefilter, shapes, walk
from eraser.detect.engine import RECOGNISERS, Detector
from eraser.detect.tally import DISTINCT, Spot, Tally
from eraser.identifiers import normalise
from eraser.model.finding import Span
from eraser.model.place import FieldType
from eraser.model.subject import Category

LONGEST = 16 << 20
"""Bytes of a cell that is read; a longer one is told as not read."""

_SHORTEST_NUMBER = 10**6
"""Integers below have fewer than seven digits: no category has such a number."""

_SILENT = frozenset({FieldType.BOOLEAN, FieldType.UUID, FieldType.TIMESTAMP, FieldType.BINARY})
"""Types whose values hold no identifier, whatever their digits look like."""

NEEDS: Mapping[Category, str] = {kind.CATEGORY: kind.NEEDS for kind in RECOGNISERS}
"""What every text with an identifier of the category matches."""

_JSON_STARTS = r"^[ \t\r\n]*[\[{]"

_CODE_FORMS = frozenset({"code", "ten", "phone"})
"""Forms of which the whole column decides what they are, not one cell (`settling`)."""


@dataclass(slots=True)
class Group:
    """Cells of one label: how many records, one of them, and a few values and places."""

    form: str
    cell: str
    records: int = 0
    values: tuple[str, ...] = ()
    spots: tuple[Spot, ...] = ()

    def merge(self, other: Group) -> None:
        """Add the same label's cells of another piece."""
        self.records += other.records
        self.values = tuple(sorted({*self.values, *other.values})[:DISTINCT])
        self.spots = (*self.spots, *other.spots)[:DISTINCT]


@dataclass(slots=True)
class FieldCount:
    """What one field holds: cells with a value, what was found, and what is still to settle."""

    cells: int = 0
    found: dict[Category, Tally] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)

    def tally(self, category: Category) -> Tally:
        """The tally of a category, a new one at first."""
        return self.found.setdefault(category, Tally())

    def merge(self, other: FieldCount) -> None:
        """Add what another piece of the container holds in the same field."""
        self.cells += other.cells
        for category, tally in other.found.items():
            self.tally(category).merge(tally)
        for label, group in other.groups.items():
            if label in self.groups:
                self.groups[label].merge(group)
            else:
                self.groups[label] = group


@dataclass(slots=True)
class Counts:
    """What a part of a container holds, by path; `unread` counts cells by path and reason."""

    fields: dict[str, FieldCount] = field(default_factory=dict)
    records: int = 0
    unread: dict[tuple[str, str], int] = field(default_factory=dict)

    def field(self, path: str) -> FieldCount:
        """The count of a path, a new one at first."""
        return self.fields.setdefault(path, FieldCount())

    def leave_out(self, path: str, reason: str, cells: int) -> None:
        """Some cells of a path were not read."""
        if cells:
            self.unread[path, reason] = self.unread.get((path, reason), 0) + cells

    def merge(self, other: Counts) -> None:
        """Add another part."""
        self.records += other.records
        for path, count in other.fields.items():
            self.field(path).merge(count)
        for (path, reason), cells in other.unread.items():
            self.leave_out(path, reason, cells)


class ColumnReader:
    """Counts batches. `spots` is how many places each finding remembers (0: none)."""

    def __init__(self, detector: Detector, spots: int = 0) -> None:
        self._detector = detector
        self._spots = spots
        self._expression = prefilter.expression(NEEDS, detector.categories, detector.patterns)
        self._short = frozenset(detector.patterns.expressions)
        self._verdicts: dict[tuple[str, str], tuple[Span, ...]] = {}

    def count(self, batch: pa.RecordBatch, types: Mapping[str, FieldType]) -> Counts:
        """What one batch holds; `types` are those of the schema, as far as it knows them."""
        counts = Counts(records=batch.num_rows)
        keys = batch.column(0) if batch.schema.names[:1] == [KEY_COLUMN] else None
        for name, array in zip(batch.schema.names, batch.columns, strict=True):
            kind = types.get(name, FieldType.TEXT)
            if name != KEY_COLUMN and kind not in _SILENT and array.null_count < len(array):
                self._field(counts, name, array, kind, keys)
        return counts

    def _field(
        self, counts: Counts, name: str, array: pa.Array, kind: FieldType, keys: pa.Array | None
    ) -> None:
        column = pl.Series(name, array)
        frame = pl.DataFrame({"row": pl.int_range(len(column), eager=True), "cell": column})
        frame = frame.filter(pl.col("cell").is_not_null())
        counts.field(name).cells += len(frame)
        if column.dtype.is_integer() and not self._short:
            frame = frame.filter(pl.col("cell").abs() >= _SHORTEST_NUMBER)
        frame = frame.with_columns(pl.col("cell").cast(pl.String))
        frame = self._promising(counts, name, frame, json=kind is FieldType.JSON)
        if frame.is_empty():
            return
        looks = frame["cell"].str.contains(_JSON_STARTS)
        if kind is FieldType.JSON or looks.any():
            scalars = kind is FieldType.JSON
            self._documents(counts, name, frame if scalars else frame.filter(looks), keys, scalars)
            frame = frame.clear() if scalars else frame.filter(~looks)
        self._texts(counts, name, frame, keys)

    def _promising(
        self, counts: Counts, name: str, frame: pl.DataFrame, *, json: bool
    ) -> pl.DataFrame:
        """The cells that can hold a match."""
        too_long = frame["cell"].str.len_bytes() > LONGEST
        if too_long.any():
            counts.leave_out(name, f"a cell of over {LONGEST >> 20} MiB", int(too_long.sum()))
            frame = frame.filter(~too_long)
        if self._expression is None:
            return frame
        return frame.filter(prefilter.chosen(frame["cell"], self._expression, json=json))

    def _documents(
        self, counts: Counts, name: str, frame: pl.DataFrame, keys: pa.Array | None, scalars: bool
    ) -> None:
        found = walk.walk(name, frame.iter_rows(), scalars=scalars)
        counts.leave_out(name, walk.TOO_DEEP, found.deep)
        for path, (rows, texts) in found.by_path.items():
            leaf = pl.DataFrame({"row": rows, "cell": texts}, schema=frame.schema)
            counts.field(path).cells += leaf["row"].n_unique() if path != name else 0
            self._texts(counts, path, self._promising(counts, path, leaf, json=False), keys)
        rows, texts = found.plain
        if rows:
            plain = pl.DataFrame({"row": rows, "cell": texts}, schema=frame.schema)
            self._texts(counts, name, plain, keys)

    def _texts(self, counts: Counts, path: str, frame: pl.DataFrame, keys: pa.Array | None) -> None:
        """Count texts of one path, several of them perhaps of one record."""
        if frame.is_empty():
            return
        several = frame["row"].is_duplicated() if "[]" in path else None
        if several is not None and several.any():
            together = frame.filter(several).group_by("row", maintain_order=True).agg("cell")
            for row, cells in together.iter_rows():
                self._read(counts.field(path), path, cells, self._spot(keys, row))
            frame = frame.filter(~several)
        for form in shapes.forms_in(frame["cell"]):
            fits = frame["cell"].str.contains(f"^(?:{form.expression})$")
            if fits.any():
                self._bulk(counts.field(path), path, form, frame.filter(fits), keys)
                frame = frame.filter(~fits)
        for row, cell in frame.iter_rows():
            self._read(counts.field(path), path, (cell,), self._spot(keys, row))

    def _bulk(
        self,
        count: FieldCount,
        path: str,
        form: shapes.Form,
        frame: pl.DataFrame,
        keys: pa.Array | None,
    ) -> None:
        """Cells of one form: a recogniser reads one of each label."""
        cells = frame["cell"]
        labelled = frame.with_columns(label=form.label(cells), value=form.value(cells))
        for label, cell, records, values, rows in (
            labelled.group_by("label")
            .agg(
                pl.col("cell").first(),
                pl.len().alias("records"),
                pl.col("value").bottom_k(DISTINCT).alias("values"),
                pl.col("row").head(self._spots).alias("rows"),
            )
            .iter_rows()
        ):
            spots = tuple(Spot(_key(keys, row), 1) for row in rows)
            group = Group(form.name, cell, records, tuple(sorted(set(values))), spots)
            if form.name in _CODE_FORMS:
                known = count.groups.setdefault(label, Group(form.name, cell))
                known.merge(group)
            else:
                add_group(count, group, self._verdict(path, label, cell))

    def _verdict(self, path: str, label: str, cell: str) -> tuple[Span, ...]:
        """What the recognisers say of a cell, and so of every cell with its label."""
        if label == "uuid":
            return ()
        known = self._verdicts.get((path, label))
        if known is None:
            if len(self._verdicts) > 50_000:
                self._verdicts.clear()
            known = self._verdicts[path, label] = self._detector.thorough(cell, path)
        return known

    def _read(
        self, count: FieldCount, path: str, cells: Iterable[str], spot: Sequence[Spot]
    ) -> None:
        """One record, cell by cell."""
        best: dict[Category, tuple[float, int, set[str]]] = {}
        for cell in cells:
            for span in self._detector.thorough(cell, path):
                value = normalise(span.category, cell[span.start : span.end])
                score, start, values = best.get(span.category, (0.0, span.start, set()))
                best[span.category] = (max(score, span.score), start, values | {value})
        for category, (score, start, values) in best.items():
            spots = [Spot(s.key, start + 1) for s in spot]
            count.tally(category).add(1, score, values, spots)

    def _spot(self, keys: pa.Array | None, row: int) -> tuple[Spot, ...]:
        return (Spot(_key(keys, row), 1),) if self._spots else ()


def add_group(count: FieldCount, group: Group, spans: Sequence[Span]) -> None:
    """Count the records of a group for everything that was recognised in one of its cells."""
    best: dict[Category, float] = {}
    for span in spans:
        best[span.category] = max(span.score, best.get(span.category, 0.0))
    for category, score in best.items():
        count.tally(category).add(group.records, score, _normal(category, group), group.spots)


def _normal(category: Category, group: Group) -> set[str]:
    return {normalise(category, value) for value in group.values}


def _key(keys: pa.Array | None, row: int) -> tuple[str, ...]:
    return tuple(keys[row].as_py()) if keys is not None else (str(row),)
