"""The fast path: whole columns decide which cells are read by recognisers, and which are labelled.

A cell that no recogniser can want is dropped by one expression over the column; a cell that is
one number or one address gets a label (`shapes`), and one cell for each label is read; only what
is left, running text with something in it, is read cell by cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import compress

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from eraser.contract.read import KEY_COLUMN
from eraser.detect import documents, integers, named, prose, shapes, walk
from eraser.detect.cells import CellReader
from eraser.detect.counts import Counts, FieldCount, Group, Records, add_group
from eraser.detect.engine import ENTITIES, Detector
from eraser.detect.keys import several, shown
from eraser.detect.sieve import Sieve
from eraser.detect.tally import DISTINCT, Spot, Tally
from eraser.identifiers.written import plain
from eraser.model.finding import Span
from eraser.model.place import Field, FieldType
from eraser.model.subject import Category

LONGEST = 16 << 20
"""Bytes of a cell that is read; a longer one is told as not read."""

SILENT = frozenset({FieldType.BOOLEAN, FieldType.UUID, FieldType.BINARY})
"""Types whose values hold no identifier, whatever their digits look like."""

_DATES = frozenset({FieldType.DATE, FieldType.TIMESTAMP})

_DAY = len("1975-11-16")
"""The part of a moment that can be somebody's birthday."""

_PATIENCE = 2
"""Batches of a JSON field that Arrow may refuse before it is not asked any more."""

_SAMPLE, _NEARLY_ALL, _SHORT = 1024, 0.98, 64
"""Cells that tell whether a column repeats itself: a smaller share of them is different, and they
have fewer bytes on average.
"""

_VERDICTS = 50_000
"""Labels whose verdict is remembered."""

_JSON_STARTS = r"^[ \t\r\n]*[\[{]"

_CODE_FORMS = frozenset({"code", "ten", "phone", "digits"})
"""Forms of which the whole column decides what they are, not one cell (`settling`)."""


class ColumnReader:
    """Counts batches. `spots` is how many places each finding remembers (0: none)."""

    def __init__(self, detector: Detector, spots: int = 0) -> None:
        self._detector = detector
        self._spots = spots
        self.cells = CellReader(detector)
        self._prose = prose.Prose(self.cells)
        # The organisation's own numbers may be shorter than all others, and a user's recogniser
        # may want any text.
        own = detector.categories - set(ENTITIES.values())
        self._whole_numbers = bool(own or detector.extra_categories)
        self._uneven: Counter[str] = Counter()
        self._sieves: dict[str, Sieve] = {}
        self._speaking: dict[str, bool] = {}
        self._verdicts: dict[tuple[str, str], tuple[Span, ...]] = {}

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
                    self._texts(counts, shown(name), key, keys)
        return counts

    def _field(
        self, counts: Counts, name: str, array: pa.Array, kind: FieldType, keys: pa.Array | None
    ) -> None:
        plain = self._is_plain(name)
        if kind is FieldType.TIMESTAMP:
            if _silent(kind, self._sieve(name)):
                return
            array = pc.utf8_slice_codeunits(array.cast(pa.large_string()), 0, _DAY)
        if plain and (_silent(kind, self._sieve(name)) or integers.all_short(array)):
            counts.field(name).cells += len(array) - array.null_count
            return
        column = _plain(pl.Series(name, array))
        frame = pl.DataFrame({"row": pl.int_range(len(column), eager=True), "cell": column})
        frame = frame.filter(pl.col("cell").is_not_null())
        counts.field(name).cells += len(frame)
        if kind is FieldType.DECIMAL and plain and column.dtype == pl.String:
            frame = frame.filter(~pl.col("cell").str.contains(".", literal=True))
        if column.dtype == pl.String:
            self._written(counts, name, _short_enough(counts, name, frame), kind, keys)
        else:
            self._texts(counts, name, self._numbers(counts.field(name), name, frame, keys), keys)

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
        looks = frame["cell"].str.contains(_JSON_STARTS)
        if every or looks.any():
            some = frame if every else frame.filter(looks)
            # A backslash may hide the sign or the border that the sieve looks for.
            escaped = some["cell"].str.contains("\\", literal=True)
            some = some.filter(escaped | self._sieve(name).signed(some["cell"]))
            self._documents(counts, name, some, keys, scalars=every)
            frame = frame.clear() if every else frame.filter(~looks)
        self._texts(counts, name, frame, keys)

    def _sieve(self, path: str) -> Sieve:
        known = self._sieves.get(path)
        if known is None:
            categories, patterns = self._detector.categories, self._detector.patterns
            any_text = self._detector.extra_categories
            known = self._sieves[path] = Sieve.of(path, categories, patterns, any_text)
        return known

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
            values = pl.DataFrame({"row": leaf.rows, "cell": leaf.values})
            self._leaf(counts, name, leaf.path, values, keys)
        found = walk.walk(
            name, (frame if leaves is None else frame.filter(~short)).iter_rows(), scalars=scalars
        )
        counts.leave_out(name, walk.TOO_DEEP, found.deep)
        for path, (rows, texts) in (*found.by_path.items(), (name, found.plain)):
            walked = pl.DataFrame({"row": rows, "cell": texts}, schema=frame.schema)
            self._leaf(counts, name, path, walked, keys)

    def _leaf(
        self, counts: Counts, name: str, path: str, frame: pl.DataFrame, keys: pa.Array | None
    ) -> None:
        count = counts.field(path)
        if path != name:
            count.cells += frame["row"].n_unique() if several(path) else len(frame)
        self._texts(counts, path, self._numbers(count, path, frame, keys), keys)

    def _numbers(
        self, count: FieldCount, path: str, frame: pl.DataFrame, keys: pa.Array | None
    ) -> pl.DataFrame:
        """Integers that can be codes or phones are grouped; what is left is text."""
        whole = self._whole_numbers or self._named(path)
        if frame["cell"].dtype.is_integer() and not whole:
            frame = integers.long_enough(frame)
            if not several(path):
                for group in integers.labelled(frame, self._spots):
                    spots = tuple(Spot(_key(keys, row), 1) for row in group.rows)
                    known = Group(group.form, group.cell, group.records, group.values, spots)
                    count.later(group.label, known)
                frame = integers.others(frame)
        if frame["cell"].dtype == pl.String:
            return frame
        return frame.with_columns(pl.col("cell").cast(pl.String))

    def _texts(self, counts: Counts, path: str, frame: pl.DataFrame, keys: pa.Array | None) -> None:
        """Count texts of one path, several of them perhaps of one record."""
        if frame.is_empty():
            return
        if self._named(path):
            known = counts.field(path)
            known.sample = named.sample(known.sample, frame["cell"].head(named.SAMPLE).to_list())
        if several(path) and frame["row"].n_unique() < len(frame):
            frame = self._together(counts, path, frame, keys)
        frame = self._dense(counts, path, self._once(frame), keys)
        frame = frame.filter(self._sieve(path).chosen(frame["cell"]))
        strange = self._sieve(path).strange(frame["cell"])
        plain = frame.filter(~strange)
        for form in shapes.forms_in(plain["cell"]):
            plain = self._bulk(counts.field(path), path, form, plain, keys)
        self._running(counts, path, plain, keys)
        self._one_by_one(counts, path, frame.filter(strange), keys)

    def _once(self, frame: pl.DataFrame) -> pl.DataFrame:
        """With how many `times` each text occurs. Where short ones occur again and again each is
        judged once, unless somebody asks for the records.
        """
        cells = frame["cell"]
        # Not every so many: what repeats itself does so at a distance, too.
        sample = cells.sample(min(_SAMPLE, len(cells)), seed=0)
        again = not self._spots and sample.n_unique() < _NEARLY_ALL * len(sample)
        if not again or int(sample.str.len_bytes().sum()) > _SHORT * len(sample):
            return frame.with_columns(times=pl.lit(1, pl.UInt32))
        return frame.group_by("cell", maintain_order=True).agg(
            pl.col("row").first(), pl.len().alias("times")
        )

    def _together(
        self, counts: Counts, path: str, frame: pl.DataFrame, keys: pa.Array | None
    ) -> pl.DataFrame:
        """Several texts of one record are counted once; the rest is returned."""
        sieve = self._sieve(path)
        frame = frame.filter(sieve.chosen(frame["cell"]))
        several = _compete(frame, sieve)
        together = frame.filter(several).group_by("row", maintain_order=True).agg("cell")
        records = Records()
        for row, cells in together.iter_rows():
            found = [(cell, self.cells.spans(cell, path)) for cell in cells]
            records.add(found, self._spot(keys, row))
        records.count_in(counts.field(path))
        return frame.filter(~several)

    def _dense(
        self, counts: Counts, path: str, frame: pl.DataFrame, keys: pa.Array | None
    ) -> pl.DataFrame:
        """Where a sample is all addresses or dates, most cells are: no need to sift them. Returns
        the rest.
        """
        sieve = self._sieve(path)
        if sieve.plain:
            nobodys = shapes.NUMBERS | (
                shapes.DATES if "birth-date" in sieve.loose else frozenset()
            )
            for form in shapes.forms_in(frame["cell"], shapes.DENSE):
                if form.name in nobodys:
                    frame = frame.filter(~frame["cell"].str.contains(form.whole))
                else:
                    frame = self._bulk(counts.field(path), path, form, frame, keys)
        return frame

    def telling(self, fields: Sequence[Field]) -> list[str]:
        """The fields whose values can hold something."""
        return [
            f.name
            for f in fields
            if f.type not in SILENT
            and not (
                (f.type is FieldType.TIMESTAMP or self._is_plain(f.name))
                and _silent(f.type, self._sieve(f.name))
            )
        ]

    def _is_plain(self, path: str) -> bool:
        return not self._whole_numbers and not self._named(path)

    def _named(self, path: str) -> bool:
        if path not in self._speaking:
            self._speaking[path] = named.kind_of(path) is not None
        return self._speaking[path]

    def _running(
        self, counts: Counts, path: str, frame: pl.DataFrame, keys: pa.Array | None
    ) -> None:
        """Running text: in bulk where that can be done, else cell by cell."""
        if frame.is_empty():
            return
        plain = self._sieve(path).only(frame["cell"], prose.CATEGORIES)
        some = frame.filter(plain)
        found, left = self._prose.read(some["cell"], path)
        for category, hits in found.items():
            self._hits(counts.field(path).tally(category), hits, some, keys)
        rest = some.filter(pl.Series(left))
        self._one_by_one(counts, path, pl.concat([frame.filter(~plain), rest]), keys)

    def _hits(
        self, tally: Tally, hits: prose.Hits, frame: pl.DataFrame, keys: pa.Array | None
    ) -> None:
        """Count what prose has found of one category, each cell once."""
        cells, first = np.unique(hits.cells, return_index=True)
        spots = tuple(
            Spot(_key(keys, frame["row"][int(hits.cells[at])]), int(hits.starts[at]) + 1)
            for at in first[: self._spots]
        )
        values = hits.written.unique().bottom_k(DISTINCT)
        tally.add(int(frame["times"].gather(cells).sum()), float(hits.scores.max()), values, spots)

    def _one_by_one(
        self, counts: Counts, path: str, frame: pl.DataFrame, keys: pa.Array | None
    ) -> None:
        """Each cell is read, by the recognisers whose category it may hold."""
        if frame.is_empty():
            return
        sieve = self._sieve(path)
        flags = sieve.flags(frame["cell"])
        if not sieve.always:
            possible = flags.select(pl.any_horizontal(pl.all())).to_series()
            frame, flags = frame.filter(possible), flags.filter(possible)
        records = Records()
        whole = frame.select("row", "cell", "times")
        for (row, cell, times), held in zip(whole.iter_rows(), flags.iter_rows(), strict=True):
            categories = None if sieve.always else list(compress(flags.columns, held))
            spans = self.cells.spans(cell, path, categories)
            if spans:
                records.add(((cell, spans),), self._spot(keys, row), times)
        records.count_in(counts.field(path))

    def _bulk(
        self,
        count: FieldCount,
        path: str,
        form: shapes.Form,
        frame: pl.DataFrame,
        keys: pa.Array | None,
    ) -> pl.DataFrame:
        """Cells of one form: a recogniser reads one of each label. Returns the other cells."""
        fits = frame["cell"].str.contains(form.whole)
        if not fits.any():
            return frame
        others, frame = frame.filter(~fits), frame.filter(fits)
        cells = frame["cell"]
        value = form.value(cells) if form.value else cells
        labelled = frame.with_columns(label=form.label(cells), value=value)
        for label, cell, records, values, rows in (
            labelled.group_by("label")
            .agg(
                pl.col("cell").first(),
                pl.col("times").sum().alias("records"),
                pl.col("value").bottom_k(DISTINCT).alias("values"),
                pl.col("row").head(self._spots).alias("rows"),
            )
            .iter_rows()
        ):
            spots = tuple(Spot(_key(keys, row), 1) for row in rows)
            group = Group(form.name, cell, records, tuple(sorted(set(values))), spots)
            if form.name in _CODE_FORMS:
                count.later(label, group)
            elif spans := self._verdict(path, label, cell):
                self._add(count, path, form, group, spans)
        return others

    def _add(
        self,
        count: FieldCount,
        path: str,
        form: shapes.Form,
        group: Group,
        spans: Sequence[Span],
    ) -> None:
        """Count a group; where the cell holds more than the identifier, its few values are read."""
        if form.value is not None:
            add_group(count, group, spans)
            return
        values: dict[Category, set[str]] = {}
        for cell in group.values:
            for span in self.cells.spans(cell, path):
                values.setdefault(span.category, set()).add(cell[span.start : span.end])
        for span in spans:
            known = values.get(span.category, set())
            count.tally(span.category).add(group.records, span.score, known, group.spots)

    def _verdict(self, path: str, label: str, cell: str) -> tuple[Span, ...]:
        """What the recognisers say of a cell, and so of every cell with its label."""
        if label == "uuid":
            return ()
        known = self._verdicts.get((path, label))
        if known is None:
            if len(self._verdicts) > _VERDICTS:
                self._verdicts.clear()
            known = self._verdicts[path, label] = self.cells.spans(cell, path)
        return known

    def _spot(self, keys: pa.Array | None, row: int) -> tuple[str, ...] | None:
        return _key(keys, row) if self._spots else None


def _compete(frame: pl.DataFrame, sieve: Sieve) -> pl.Series:
    """Which cells share a record with another one in which the same category may stand."""
    if sieve.always or frame.is_empty():
        return frame["row"].is_duplicated()
    possible = sieve.flags(frame["cell"]).select(pl.all().cast(pl.UInt32))
    often = possible.with_columns(frame["row"]).group_by("row").sum()
    twice = often.filter(pl.any_horizontal(pl.exclude("row") > 1))["row"]
    return frame["row"].is_in(twice.implode())


_WIDE = [chr(0xFF10 + digit) for digit in range(10)]
_ANY_WIDE = "|".join(_WIDE)  # a class of them is six times slower (regex 1.11)


def _plain(column: pl.Series) -> pl.Series:
    """Full-width digits as ASCII, as the recognisers read them (`identifiers.written.plain`)."""
    if column.dtype != pl.String or not column.str.contains(_ANY_WIDE).any():
        return column
    return column.str.replace_many(_WIDE, [plain(digit) for digit in _WIDE])


def _silent(kind: FieldType, sieve: Sieve) -> bool:
    """Whether these are dates of which no word says that somebody was born then."""
    return kind in _DATES and "birth-date" in sieve.loose


def _short_enough(counts: Counts, name: str, frame: pl.DataFrame) -> pl.DataFrame:
    too_long = frame["cell"].str.len_bytes() > LONGEST
    if not too_long.any():
        return frame
    counts.leave_out(name, f"a cell of over {LONGEST >> 20} MiB", int(too_long.sum()))
    return frame.filter(~too_long)


def _key(keys: pa.Array | None, row: int) -> tuple[str, ...]:
    return tuple(keys[row].as_py()) if keys is not None else (str(row),)
