"""Running text in bulk: many cells, each with a number or an address somewhere between words.

A number that stands quietly, between a space and a full stop, is what it would be if it stood
alone: its label (`shapes`) says what every recogniser makes of it, one number for each label is
shown to them, and the words before it are heard in bulk (`voices`). A cell with anything else in
it is told to be read one by one. What is found is what `CellReader` finds; a property test says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

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
from eraser.detect.recognisers.words import AFTER, BEFORE
from eraser.detect.voices import Bulk, Glance
from eraser.model.subject import Category

CATEGORIES: frozenset[Category] = frozenset(
    {"email", "phone", "personas-kods", "isikukood", "asmens-kodas", "payment-card"}
)
"""What is read here. A text that may hold another category is not for this module."""

_FEWEST = 8
"""Characters of the shortest number that any of them has."""

_NUMBER = re.compile(r"[+0-9](?:[^0-9A-Za-z,;:\n\t]{0,4}[0-9])*")
"""Digits with at most four signs between them, and no comma: no number of a category has wider
gaps, so that each is within one of these. `161175-19997, 2024-05-01` are two.
"""

_MONEY = ("eur", "usd")
_UNITS = frozenset("eukwmigcrvручш€$%")
"""First letters of what may stand behind an amount (`recognisers.phone`)."""

_LABELLED = ("phone", "code", "digits", "date", "timestamp", "decimal")
_DAY = shapes.Form(
    "day",
    r"[0-3]?[0-9]\.[01]?[0-9]\.(?:[0-9]{4}|[0-9]{2})",
    lambda cells: pl.Series(["day"], dtype=pl.String).new_from_index(0, len(cells)),
    None,
)
FORMS = (_DAY, *(form for form in shapes.FORMS if form.name in _LABELLED))

_MAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._+-]{0,62}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?\.){1,4}[A-Za-z]{2,20}"
)
"""Plain addresses: `anna.berzina+x@mail.example.lv`; not `ā@x.lv`, not `o'neil@x.lv`."""

_MAIL_ENDS = ".,;:"

_LABELS = 50_000
"""Labels whose candidates are remembered."""


@dataclass(slots=True)
class Hits:
    """Identifiers of one category: the cell of each by its number, where it begins there, what is
    written, and its score. In the order of the cells, several perhaps in one cell.
    """

    cells: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)

    def add(self, cell: int, start: int, written: str, score: float) -> None:
        """One more."""
        self.cells.append(cell)
        self.starts.append(start)
        self.written.append(written)
        self.scores.append(score)


_Number = tuple[int, int, str]
"""The cell of a number, where it begins there, and the number."""


class Prose:
    """Reads running text in bulk, with the recognisers of a `CellReader`."""

    def __init__(self, reader: CellReader) -> None:
        self._recognisers = [r for r in reader.recognisers if r.category in CATEGORIES]
        self._bulk = {r.category: Bulk(r.CUES) for r in self._recognisers if r.CUES}
        self._labels: dict[str, tuple[tuple[Recogniser, Candidate], ...] | None] = {}
        self._domains: dict[str, float] = {}
        self._mail = next(r for r in reader.recognisers if isinstance(r, EmailRecogniser))

    def read(self, cells: Sequence[str], path: str) -> tuple[dict[Category, Hits], frozenset[int]]:
        """What is found, and the numbers of those cells that have to be read one by one: nothing
        is found in them here. No cell may hold another category than `CATEGORIES`.
        """
        numbers: list[_Number] = []
        left = set[int]()
        mails = Hits()
        for at, cell in enumerate(cells):
            plain = "@" not in cell or self._mails(at, cell, mails)
            if not (plain and _numbers(at, cell, numbers)):
                left.add(at)
        wanted = self._wanted([number for number in numbers if number[0] not in left], left)
        found = {self._mail.category: _without(mails, left)} if mails.cells else {}
        for recogniser, hits in wanted.values():
            some = [hit for hit in hits if hit[0][0] not in left]
            if some:
                found[recogniser.category] = self._heard(recogniser, some, cells, path)
        return found, frozenset(left)

    def _mails(self, at: int, cell: str, found: Hits) -> bool:
        """Find the addresses of a cell; False: it has one that does not stand quietly."""
        sign = cell.find("@")
        while sign >= 0:
            start = cell.rfind(" ", 0, sign) + 1
            end = cell.find(" ", sign)
            token = cell[start : end if end >= 0 else len(cell)].rstrip(_MAIL_ENDS)
            if not _MAIL.fullmatch(token):
                return False
            score = self._domain_score(token)
            if score >= REPORTED_FROM:
                found.add(at, start, token, score)
            sign = cell.find("@", start + len(token))
        return True

    def _domain_score(self, token: str) -> float:
        """The score of a plain address, which its domain decides; 0: it is none."""
        domain = token.rpartition("@")[2]
        known = self._domains.get(domain)
        if known is None:
            if len(self._domains) > _LABELS:
                self._domains.clear()
            scores = (candidate.alone for candidate in self._mail.candidates(token))
            known = self._domains[domain] = max(scores, default=0.0)
        return known

    def _wanted(
        self, numbers: list[_Number], left: set[int]
    ) -> dict[Category, tuple[Recogniser, list[tuple[_Number, Candidate]]]]:
        """Which recogniser wants which number. Cells with unlabelled ones are added to `left`."""
        wanted: dict[Category, tuple[Recogniser, list[tuple[_Number, Candidate]]]] = {}
        written = pl.Series([number[2] for number in numbers], dtype=pl.String)
        for number, label in zip(numbers, _labelled(written), strict=True):
            candidates = None if label is None else self._made_of(label, number[2])
            if candidates is None:
                left.add(number[0])
                continue
            for recogniser, candidate in candidates:
                hits = wanted.setdefault(recogniser.category, (recogniser, []))[1]
                hits.append((number, candidate))
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
        hits: Sequence[tuple[_Number, Candidate]],
        cells: Sequence[str],
        path: str,
    ) -> Hits:
        """The hits that stand after the words around were heard."""
        found = Hits()
        glances = self._glances(recogniser, [number for number, _ in hits], cells, path)
        for ((at, start, written), candidate), glance in zip(hits, glances, strict=True):
            score = _score(candidate, glance)
            if score is None:
                end = start + len(written)
                here = Candidate(start, end, candidate.alone, candidate.vouched)
                score = heard(recogniser, here, cells[at], path)
            if score >= REPORTED_FROM:
                found.add(at, start, written, score)
        return found

    def _glances(
        self, recogniser: Recogniser, numbers: list[_Number], cells: Sequence[str], path: str
    ) -> Sequence[int]:
        bulk = self._bulk.get(recogniser.category)
        if bulk is None:
            return [Glance.SILENT] * len(numbers)
        before = [cells[at][max(0, start - BEFORE) : start] for at, start, _ in numbers]
        ends = [(at, start + len(written)) for at, start, written in numbers]
        after = [cells[at][end : end + AFTER] for at, end in ends]
        glances: list[int] = bulk.glance(pl.Series(before), pl.Series(after), path).to_list()
        return glances


def _without(hits: Hits, left: set[int]) -> Hits:
    """Without what stands in these cells."""
    if not left:
        return hits
    rest = Hits()
    for hit in zip(hits.cells, hits.starts, hits.written, hits.scores, strict=True):
        if hit[0] not in left:
            rest.add(*hit)
    return rest


def _labelled(written: pl.Series) -> Sequence[str | None]:
    """The label of each number, by its form."""
    labels = pl.Series([None], dtype=pl.String).new_from_index(0, len(written))
    for form in FORMS if len(written) else ():
        fits = written.str.contains(form.whole).arg_true()
        if len(fits):
            labels = labels.scatter(fits, form.label(written.gather(fits)))
    return labels.to_list()


def _numbers(at: int, cell: str, numbers: list[_Number]) -> bool:
    """Note the numbers of a cell; False: it has one that does not stand quietly."""
    for match in _NUMBER.finditer(cell):
        start, end = match.span()
        if end - start < _FEWEST:
            continue
        quiet = _quiet_before(cell[max(0, start - 5) : start])
        if not (quiet and _quiet_after(cell[end : end + 2])):
            return False
        numbers.append((at, start, match[0]))
    return True


def _quiet_before(before: str) -> bool:
    """Whether what stands before a number is certainly no part of it, and no currency."""
    last, other = before[-1:], before[-2:-1]
    if last in (" ", "\n", "\t"):
        word = before[:-1][-3:].lower() not in _MONEY and other.isalpha()
        return word or other in ("", ".", ",", ":", ";")
    return last in ("", ":", ";")


def _quiet_after(after: str) -> bool:
    """Whether what stands behind a number is certainly no part of it, and no unit."""
    first, other = after[:1], after[1:2]
    if first in (".", ",", ";", ":", ")", "!", "?"):
        return other in ("", " ", "\n", "\t")
    if first == " ":
        return other.isalpha() and other.lower() not in _UNITS
    return first in ("", "\n", "\t")


def _compete(raw: Sequence[tuple[Recogniser, Candidate]]) -> bool:
    """Whether a recogniser yields to another that wants the same number, or wants it twice."""
    entities = [recogniser.supported_entities[0] for recogniser, _ in raw]
    yields = any(r.YIELDS_TO.intersection(entities) for r, _ in raw)
    return yields or len(set(entities)) < len(entities)


def _score(candidate: Candidate, glance: int) -> float | None:
    """As `cells.heard`; None: it has to be asked."""
    if glance == Glance.VOUCHED:
        return max(candidate.alone, candidate.vouched)
    decided = candidate.alone < REPORTED_FROM or candidate.alone >= OWN_FROM
    if glance == Glance.SILENT or (glance == Glance.UNVOUCHED and decided):
        return candidate.alone
    return None
