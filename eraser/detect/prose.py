"""Running text in bulk: many cells, each with a number or an address somewhere between words.

A number that stands quietly, between a space and a full stop, is what it would be if it stood
alone: its label (`shapes`) says what every recogniser makes of it, one number for each label is
shown to them, and the words before it are heard in bulk (`voices`). A cell with anything else in
it is told to be read one by one. What is found is what `CellReader` finds; a property test says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from eraser.detect import shapes
from eraser.detect.cells import CellReader, heard
from eraser.detect.recognisers.email import EmailRecogniser
from eraser.detect.recognisers.recogniser import (
    OWN_FROM,
    REPORTED_FROM,
    Candidate,
    Recogniser,
)
from eraser.detect.standing import Flags, Places, Standing, Texts
from eraser.detect.voices import Bulk, Glance
from eraser.model.subject import Category

Scores = npt.NDArray[np.float64]

CATEGORIES: frozenset[Category] = frozenset(
    {"email", "phone", "personas-kods", "isikukood", "asmens-kodas", "payment-card"}
)
"""What is read here. A text that may hold another category is not for this module."""

_LETTER = "[A-Za-zÀ-ÖØ-öø-ɏЀ-ҁҊ-ӿ]"
"""Letters of the languages that occur; what is none of these is taken for a part of the number."""

_UNITS = "[eukwmigcrvручшEUKWMIGCRVРУЧШ\u212a]"
"""First letters of what may stand behind an amount (`recognisers.phone`); U+212A is a K, too."""

_QUIET_BEFORE = rf"^$|[:;]$|(?:^|[.,:;]|{_LETTER})[ \n\t]$"
"""What is certainly no part of the number before which it stands: `tālr. `; not `LV`, not `12 `."""

_MONEY_BEFORE = r"(?i-u:eur|usd)[ \n\t]$"
"""A currency: `EUR `."""

_QUIET_AFTER = rf"^$|^[.,;:)!?](?:$|[ \n\t])|^[\n\t]|^ [{_LETTER}--{_UNITS}]"
"""What is certainly no part of the number behind which it stands, and no unit: `.`, ` par`; not
` kWh`, not `-1`.
"""

_LABELLED = ("phone", "code", "digits", "date", "timestamp", "decimal")
_DAY = shapes.Form(
    "day",
    r"[0-3]?[0-9]\.[01]?[0-9]\.(?:[0-9]{4}|[0-9]{2})",
    lambda cells: pl.Series(["day"], dtype=pl.String).new_from_index(0, len(cells)),
    None,
)
FORMS = (_DAY, *(form for form in shapes.FORMS if form.name in _LABELLED))

_MAIL = (
    r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,62}@"
    r"((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?\.){1,4}[A-Za-z]{2,20})$"
)
"""Plain addresses: `anna.berzina+x@mail.example.lv`; not `ā@x.lv`, not `o'neil@x.lv`."""

_MAIL_ENDS = ".,;:"

_LABELS = 50_000
"""Labels whose candidates are remembered."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Identifiers of one category: the cell of each by its number, where it begins there, what is
    written, and its score. In the order of the cells, several perhaps in one cell.
    """

    cells: Places
    starts: Places
    written: pl.Series
    scores: Scores


_Wanted = dict[Category, tuple[Recogniser, list[tuple[Places, Candidate]]]]
"""By category its recogniser, and which numbers (by their place in `Standing`) are what to it."""


class Prose:
    """Reads running text in bulk, with the recognisers of a `CellReader`."""

    def __init__(self, reader: CellReader) -> None:
        self._recognisers = [r for r in reader.recognisers if r.category in CATEGORIES]
        self._bulk = {r.category: Bulk(r.CUES) for r in self._recognisers if r.CUES}
        self._labels: dict[str, tuple[tuple[Recogniser, Candidate], ...] | None] = {}
        self._domains: dict[str, float] = {}
        self._mail = next(r for r in reader.recognisers if isinstance(r, EmailRecogniser))

    def read(self, cells: pl.Series, path: str) -> tuple[dict[Category, Hits], Flags]:
        """What is found, and for each cell whether it has to be read by itself: nothing is found
        in it here. No cell may hold another category than `CATEGORIES`.
        """
        left = np.zeros(len(cells), np.bool_)
        texts = Texts(cells)
        addresses = texts.addresses()
        found = dict[Category, Hits]()
        if len(addresses.cells):
            found[self._mail.category] = self._mails(addresses, left)
        numbers = texts.numbers()
        wanted = self._wanted(numbers, left)
        for category, (recogniser, groups) in wanted.items():
            found[category] = self._heard(recogniser, groups, numbers, cells, left, path)
        kept = {category: _without(hits, left) for category, hits in found.items()}
        return {category: hits for category, hits in kept.items() if len(hits.cells)}, left

    def _mails(self, standing: Standing, left: Flags) -> Hits:
        """The addresses; cells with one that does not stand quietly are added to `left`."""
        tokens = standing.written.str.strip_chars_end(_MAIL_ENDS)
        domains = tokens.str.extract(_MAIL, 1)
        left[standing.cells[domains.is_null().to_numpy()]] = True
        known = pl.DataFrame({"domain": domains, "token": tokens}).drop_nulls()
        scores = {
            domain: self._domain_score(domain, token)
            for domain, token in known.unique("domain").iter_rows()
        }
        score = domains.replace_strict(scores, default=0.0, return_dtype=pl.Float64).to_numpy()
        good = np.flatnonzero(score >= REPORTED_FROM)
        return Hits(standing.cells[good], standing.starts[good], tokens.gather(good), score[good])

    def _domain_score(self, domain: str, token: str) -> float:
        """The score of a plain address, which its domain decides; 0: it is none."""
        known = self._domains.get(domain)
        if known is None:
            if len(self._domains) > _LABELS:
                self._domains.clear()
            scores = (candidate.alone for candidate in self._mail.candidates(token))
            known = self._domains[domain] = max(scores, default=0.0)
        return known

    def _wanted(self, numbers: Standing, left: Flags) -> _Wanted:
        """Which recogniser wants which number. Cells with unquiet or unlabelled ones are added to
        `left`.
        """
        quiet = numbers.before.str.contains(_QUIET_BEFORE)
        quiet &= ~numbers.before.str.contains(_MONEY_BEFORE)
        quiet &= numbers.after.str.contains(_QUIET_AFTER)
        left[numbers.cells[~quiet.to_numpy()]] = True
        some = np.flatnonzero(~left[numbers.cells])
        written = numbers.written.gather(some)
        labelled = pl.DataFrame({"label": _labelled(written), "one": written, "at": some})
        wanted: _Wanted = {}
        for label, one, at in (
            labelled.group_by("label", maintain_order=True)
            .agg(pl.col("one").first(), pl.col("at"))
            .iter_rows()
        ):
            places = np.asarray(at)
            candidates = None if label is None else self._made_of(label, one)
            if candidates is None:
                left[numbers.cells[places]] = True
            for recogniser, candidate in candidates or ():
                wanted.setdefault(recogniser.category, (recogniser, []))[1].append(
                    (places, candidate)
                )
        return wanted

    def _made_of(self, label: str, one: str) -> tuple[tuple[Recogniser, Candidate], ...] | None:
        """What the recognisers make of numbers of a label, of which this is one; None where
        several of them compete for it.
        """
        if label in self._labels:
            return self._labels[label]
        if len(self._labels) > _LABELS:
            self._labels.clear()
        text = f"; {one};"  # nothing that a recogniser takes for a part of the number
        raw = [(r, c) for r in self._recognisers for c in r.candidates(text)]
        whole = all((c.start, c.end) == (2, 2 + len(one)) for _, c in raw)
        known = self._labels[label] = tuple(raw) if whole and not _compete(raw) else None
        return known

    def _heard(
        self,
        recogniser: Recogniser,
        groups: Sequence[tuple[Places, Candidate]],
        numbers: Standing,
        cells: pl.Series,
        left: Flags,
        path: str,
    ) -> Hits:
        """The numbers that stand after the words around were heard."""
        at = np.concatenate([places for places, _ in groups])
        sizes = [len(places) for places, _ in groups]
        alone = np.repeat([candidate.alone for _, candidate in groups], sizes)
        vouched = np.repeat([candidate.vouched for _, candidate in groups], sizes)
        order = np.argsort(at)
        order = order[~left[numbers.cells[at[order]]]]
        at, alone, vouched = at[order], alone[order], vouched[order]
        scores = _scores(alone, vouched, self._glances(recogniser, numbers, at, path))
        for n in np.flatnonzero(np.isnan(scores)):
            cell, start = int(numbers.cells[at[n]]), int(numbers.starts[at[n]])
            end = start + len(numbers.written[int(at[n])])
            here = Candidate(start, end, float(alone[n]), float(vouched[n]))
            scores[n] = heard(recogniser, here, cells[cell], path)
        good = scores >= REPORTED_FROM
        at = at[good]
        written = numbers.written.gather(at)
        return Hits(numbers.cells[at], numbers.starts[at], written, scores[good])

    def _glances(
        self, recogniser: Recogniser, numbers: Standing, at: Places, path: str
    ) -> npt.NDArray[np.int32]:
        bulk = self._bulk.get(recogniser.category)
        if bulk is None:
            return np.full(len(at), Glance.SILENT.value, np.int32)
        before, after = numbers.before.gather(at), numbers.after.gather(at)
        return bulk.glance(before, after, path).to_numpy()


def _without(hits: Hits, left: Flags) -> Hits:
    """Without what stands in these cells."""
    kept = ~left[hits.cells]
    if kept.all():
        return hits
    written = hits.written.filter(pl.Series(kept))
    return Hits(hits.cells[kept], hits.starts[kept], written, hits.scores[kept])


def _labelled(written: pl.Series) -> pl.Series:
    """The label of each number, by its form."""
    labels = pl.Series([None], dtype=pl.String).new_from_index(0, len(written))
    for form in FORMS if len(written) else ():
        fits = written.str.contains(form.whole).arg_true()
        if len(fits):
            labels = labels.scatter(fits, form.label(written.gather(fits)))
    return labels


def _compete(raw: Sequence[tuple[Recogniser, Candidate]]) -> bool:
    """Whether a recogniser yields to another that wants the same number, or wants it twice."""
    entities = [recogniser.supported_entities[0] for recogniser, _ in raw]
    yields = any(r.YIELDS_TO.intersection(entities) for r, _ in raw)
    return yields or len(set(entities)) < len(entities)


def _scores(alone: Scores, vouched: Scores, glances: npt.NDArray[np.int32]) -> Scores:
    """As `cells.heard`; NaN: it has to be asked."""
    decided = (alone < REPORTED_FROM) | (alone >= OWN_FROM)
    silent = (glances == Glance.SILENT) | ((glances == Glance.UNVOUCHED) & decided)
    spoken = np.where(silent, alone, np.nan)
    return np.where(glances == Glance.VOUCHED, np.maximum(alone, vouched), spoken)
