"""Counts the texts of one field: which are sifted out, labelled, read in bulk or one by one.

A cell that no recogniser can want is dropped by one expression over the column; a cell that is
one number or one address gets a label (`shapes`), and one cell for each label is read; only what
is left, running text with something in it, is read cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress

import numpy as np
import polars as pl
import pyarrow as pa

from eraser.detect import named, prose, shapes
from eraser.detect.cells import CellReader
from eraser.detect.counts import Counts, FieldCount, Group, Records, add_group
from eraser.detect.engine import ENTITIES, Detector
from eraser.detect.keys import several
from eraser.detect.sieve import Sieve
from eraser.detect.tally import DISTINCT, Spot, Tally
from eraser.identifiers.written import plain
from eraser.model.finding import Span
from eraser.model.subject import Category

_SAMPLE, _NEARLY_ALL, _SHORT = 1024, 0.98, 64
"""Cells that tell whether a column repeats itself: a smaller share of them is different, and they
have fewer bytes on average.
"""

_FEW, _FEW_BYTES = 8, 1024
"""Cells that are read sooner than they are sifted, and their bytes together."""

_VERDICTS = 50_000
"""Labels whose verdict is remembered."""

_CODE_FORMS = frozenset({"code", "ten", "phone", "digits"})
"""Forms of which the whole column decides what they are, not one cell (`settling`)."""


class TextCounter:
    """Counts texts with a detector's recognisers. `spots` is how many places each finding
    remembers (0: none).
    """

    def __init__(self, detector: Detector, spots: int = 0) -> None:
        self._detector = detector
        self.spots = spots
        self.cells = CellReader(detector)
        self._prose = prose.Prose(self.cells)
        # The organisation's own numbers may be shorter than all others, and a user's recogniser
        # may want any text.
        own = detector.categories - set(ENTITIES.values())
        self.whole_numbers = bool(own or detector.extra_categories)
        self._sieves: dict[str, Sieve] = {}
        self._speaking: dict[str, bool] = {}
        self._verdicts: dict[tuple[str, str], tuple[Span, ...]] = {}

    def count(self, counts: Counts, path: str, frame: pl.DataFrame, keys: pa.Array | None) -> None:
        """Count texts of one path (columns `row`, `cell` and perhaps `times`), several of them
        perhaps of one record.
        """
        if frame.is_empty():
            return
        frame = frame.with_columns(plain_digits(frame["cell"]))
        if self.speaks(path):
            known = counts.field(path)
            known.sample = named.sample(known.sample, frame["cell"].head(named.SAMPLE).to_list())
        if several(path) and frame["row"].n_unique() < len(frame):
            frame = self._together(counts, path, frame, keys)
        frame = self._dense(counts, path, self._once(frame), keys)
        # Each step of Polars costs a tenth of a millisecond however few cells there are.
        if not frame.is_empty():
            frame = frame.filter(self.sieve(path).chosen(frame["cell"]))
        if not frame.is_empty():
            self._sifted(counts, path, frame, keys)

    def _sifted(
        self, counts: Counts, path: str, frame: pl.DataFrame, keys: pa.Array | None
    ) -> None:
        """What may hold something: labelled, read in bulk, read one by one."""
        plain, strange = _parted(frame, ~self.sieve(path).strange(frame["cell"]))
        for form in shapes.forms_in(plain["cell"]):
            plain = self._bulk(counts.field(path), path, form, plain, keys)
        self._running(counts, path, plain, keys)
        self._one_by_one(counts, path, strange, keys)

    def sieve(self, path: str) -> Sieve:
        """What sifts the texts of a path."""
        known = self._sieves.get(path)
        if known is None:
            categories, patterns = self._detector.categories, self._detector.patterns
            any_text = self._detector.extra_categories
            known = self._sieves[path] = Sieve.of(path, categories, patterns, any_text)
        return known

    def is_plain(self, path: str) -> bool:
        """Whether neither the name nor the organisation makes any short number interesting."""
        return not self.whole_numbers and not self.speaks(path)

    def speaks(self, path: str) -> bool:
        """Whether the name of a field says what it holds (`named`)."""
        if path not in self._speaking:
            self._speaking[path] = named.kind_of(path) is not None
        return self._speaking[path]

    def _once(self, frame: pl.DataFrame) -> pl.DataFrame:
        """With how many `times` each text occurs. Where short ones occur again and again each is
        judged once, unless somebody asks for the records.
        """
        if "times" in frame.columns:
            return frame
        cells = frame["cell"]
        # Not every so many: what repeats itself does so at a distance, too.
        sample = cells.sample(min(_SAMPLE, len(cells)), seed=0)
        again = not self.spots and sample.n_unique() < _NEARLY_ALL * len(sample)
        if not again or int(sample.str.len_bytes().sum()) > _SHORT * len(sample):
            return frame.with_columns(times=pl.lit(1, pl.UInt32))
        return frame.group_by("cell", maintain_order=True).agg(
            pl.col("row").first(), pl.len().alias("times")
        )

    def _together(
        self, counts: Counts, path: str, frame: pl.DataFrame, keys: pa.Array | None
    ) -> pl.DataFrame:
        """Several texts of one record are counted once; the rest is returned."""
        sieve = self.sieve(path)
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
        sieve = self.sieve(path)
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

    def _running(
        self, counts: Counts, path: str, frame: pl.DataFrame, keys: pa.Array | None
    ) -> None:
        """Running text: in bulk where that can be done, else cell by cell."""
        if _few(frame):
            self._one_by_one(counts, path, frame, keys)
            return
        plain = self.sieve(path).only(frame["cell"], prose.CATEGORIES)
        some, others = _parted(frame, plain)
        found, left = self._prose.read(some["cell"], path)
        for category, hits in found.items():
            self._hits(counts.field(path).tally(category), hits, some, keys)
        rest, _ = _parted(some, pl.Series(left))
        self._one_by_one(counts, path, pl.concat([others, rest]), keys)

    def _hits(
        self, tally: Tally, hits: prose.Hits, frame: pl.DataFrame, keys: pa.Array | None
    ) -> None:
        """Count what prose has found of one category, each cell once."""
        cells, first = np.unique(hits.cells, return_index=True)
        spots = tuple(
            Spot(key_of(keys, frame["row"][int(hits.cells[at])]), int(hits.starts[at]) + 1)
            for at in first[: self.spots]
        )
        values = hits.written.unique().bottom_k(DISTINCT)
        tally.add(int(frame["times"].gather(cells).sum()), float(hits.scores.max()), values, spots)

    def _one_by_one(
        self, counts: Counts, path: str, frame: pl.DataFrame, keys: pa.Array | None
    ) -> None:
        """Each cell is read, by the recognisers whose category it may hold."""
        if frame.is_empty():
            return
        records = Records()
        for (row, cell, times), categories in self._possible(path, frame):
            spans = self.cells.spans(cell, path, categories)
            if spans:
                records.add(((cell, spans),), self._spot(keys, row), times)
        records.count_in(counts.field(path))

    def _possible(
        self, path: str, frame: pl.DataFrame
    ) -> Iterator[tuple[tuple[int, str, int], list[Category] | None]]:
        """Rows, cells and how often they occur, with the categories they may hold; None: any."""
        sieve = self.sieve(path)
        whole = frame.select("row", "cell", "times")
        if sieve.always or _few(frame):
            yield from ((row, None) for row in whole.iter_rows())
            return
        flags = sieve.flags(frame["cell"])
        possible = flags.select(pl.any_horizontal(pl.all())).to_series()
        rows, flags = whole.filter(possible), flags.filter(possible)
        for row, held in zip(rows.iter_rows(), flags.iter_rows(), strict=True):
            yield row, list(compress(flags.columns, held))

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
        frame, others = _parted(frame, fits)
        labelled = frame.with_columns(label=form.label(frame["cell"]))
        # Under one label values are in the order of their texts, but for the case of letters.
        ordered = pl.col("cell").str.to_lowercase() if form.name == "email" else pl.col("cell")
        groups = labelled.group_by("label", maintain_order=True).agg(
            pl.col("cell").first(),
            pl.col("times").sum().alias("records"),
            ordered.bottom_k(DISTINCT).alias("few"),
            pl.col("row").head(self.spots).alias("rows"),
        )
        groups = groups.with_columns(few=_distinct(groups["few"], labelled, ordered))
        few = groups["few"].explode()
        values = iter(form.value(few) if form.value else few)
        for label, cell, records, written, rows in groups.iter_rows():
            spots = tuple(Spot(key_of(keys, row), 1) for row in rows)
            some = {next(values) for _ in written}
            group = Group(form.name, cell, records, tuple(sorted(some)), spots)
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
        return key_of(keys, row) if self.spots else None


_WIDE = [chr(0xFF10 + digit) for digit in range(10)]
_ANY_WIDE = "|".join(_WIDE)  # a class of them is six times slower (regex 1.11)


def plain_digits(column: pl.Series) -> pl.Series:
    """Full-width digits as ASCII, as the recognisers read them (`identifiers.written.plain`)."""
    if column.dtype != pl.String or not column.str.contains(_ANY_WIDE).any():
        return column
    return column.str.replace_many(_WIDE, [plain(digit) for digit in _WIDE])


def _distinct(few: pl.Series, labelled: pl.DataFrame, ordered: pl.Expr) -> pl.Series:
    """The first values of each label, each once; few columns have any twice among their first."""
    if (few.list.n_unique() == few.list.len()).all():
        return few
    again = labelled.group_by("label", maintain_order=True)
    return again.agg(ordered.unique().bottom_k(DISTINCT).alias("few"))["few"]


def _parted(frame: pl.DataFrame, chosen: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that are chosen, and the others."""
    if chosen.all():
        return frame, frame.clear()
    if not chosen.any():
        return frame.clear(), frame
    return frame.filter(chosen), frame.filter(~chosen)


def _few(frame: pl.DataFrame) -> bool:
    """Whether it would take longer to ask what these cells may hold than to read them."""
    few = len(frame) <= _FEW
    return few and int(frame["cell"].str.len_bytes().sum()) <= _FEW_BYTES


_MAIL = next(form for form in shapes.FORMS if form.name == "email")


def _compete(frame: pl.DataFrame, sieve: Sieve) -> pl.Series:
    """Which cells share a record with another one in which the same category may stand."""
    if sieve.always or frame.is_empty():
        return frame["row"].is_duplicated()
    # A cell that is a plain address is nothing else, unless an organisation's number is in it.
    mails = frame["cell"].str.contains(_MAIL.whole) & ~sieve.strange(frame["cell"])
    others = sieve.flags(frame["cell"].filter(~mails)).with_columns(frame["row"].filter(~mails))
    addresses = pl.DataFrame({"row": frame["row"].filter(mails), "email": True})
    possible = pl.concat([others, addresses], how="diagonal")
    often = possible.with_columns(pl.exclude("row").cast(pl.UInt32)).group_by("row").sum()
    twice = often.filter(pl.any_horizontal(pl.exclude("row") > 1))["row"]
    return frame["row"].is_in(twice.implode())


def key_of(keys: pa.Array | None, row: int) -> tuple[str, ...]:
    """The key of a record; where there are none its number in the batch."""
    return tuple(keys[row].as_py()) if keys is not None else (str(row),)
