"""Running text in bulk: many cells, each with a number or an address somewhere between words.

A number that stands quietly, between a space and a full stop, is what it would be if it stood
alone: its label (`shapes`) says what every recogniser makes of it, one number for each label is
shown to them, and the words before it are heard in bulk (`voices`). A cell with anything else in
it is told to be read one by one. The spans are those of `CellReader`; a property test says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from eraser.detect import shapes
from eraser.detect.cells import LEAST, CellReader, heard
from eraser.detect.recognisers.email import EmailRecogniser
from eraser.detect.recognisers.recogniser import (
    OWN_FROM,
    REPORTED_FROM,
    Candidate,
    Recogniser,
)
from eraser.detect.recognisers.words import AFTER, BEFORE
from eraser.detect.voices import Bulk, Glance
from eraser.model.finding import Span
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
class _Numbers:
    """Numbers of many cells: the cell of each, its place there, and what stands around it."""

    cells: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Hits:
    """Candidates of one recogniser: the number of each in `_Numbers`, and the candidate there."""

    recogniser: Recogniser
    numbers: list[int] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)


class Prose:
    """Reads running text in bulk, with the recognisers of a `CellReader`."""

    def __init__(self, reader: CellReader) -> None:
        self._recognisers = [r for r in reader.recognisers if r.category in CATEGORIES]
        self._bulk = {r.category: Bulk(r.CUES) for r in self._recognisers if r.CUES}
        self._labels: dict[str, tuple[tuple[Recogniser, Candidate], ...] | None] = {}
        self._domains: dict[str, tuple[Candidate, ...]] = {}
        self._mail = next(r for r in reader.recognisers if isinstance(r, EmailRecogniser))

    def read(self, cells: Sequence[str], path: str) -> tuple[dict[int, list[Span]], frozenset[int]]:
        """Spans by the cell's number, and the numbers of those cells that have to be read one by
        one. No cell may hold another category than `CATEGORIES`.
        """
        numbers, found, left = _Numbers(), defaultdict[int, list[Span]](list), set[int]()
        for at, cell in enumerate(cells):
            if not (self._mails(at, cell, found) and _numbers(at, cell, numbers)):
                left.add(at)
        self._judge(numbers, cells, path, found, left)
        for at in left:
            found.pop(at, None)
        return found, frozenset(left)

    def _mails(self, at: int, cell: str, found: dict[int, list[Span]]) -> bool:
        """Find the addresses of a cell; False: it has one that does not stand quietly."""
        sign = cell.find("@")
        while sign >= 0:
            start = cell.rfind(" ", 0, sign) + 1
            end = cell.find(" ", sign)
            token = cell[start : end if end >= 0 else len(cell)].rstrip(_MAIL_ENDS)
            if not _MAIL.fullmatch(token):
                return False
            for candidate in self._address(token):
                end = start + candidate.end
                found[at].append(Span(self._mail.category, start, end, candidate.alone))
            sign = cell.find("@", start + len(token))
        return True

    def _address(self, token: str) -> Iterator[Candidate]:
        """The whole token, if its domain is one of addresses."""
        domain = token.rpartition("@")[2]
        known = self._domains.get(domain)
        if known is None:
            if len(self._domains) > _LABELS:
                self._domains.clear()
            known = self._domains[domain] = tuple(self._mail.candidates(token))
        for candidate in known:
            yield Candidate(0, len(token), candidate.alone, candidate.vouched)

    def _judge(
        self,
        numbers: _Numbers,
        cells: Sequence[str],
        path: str,
        found: dict[int, list[Span]],
        left: set[int],
    ) -> None:
        hits = {r.category: _Hits(r) for r in self._recognisers}
        for number, candidates in enumerate(self._candidates(pl.Series(numbers.written))):
            if candidates is None:
                left.add(numbers.cells[number])
                continue
            for recogniser, candidate in candidates:
                hits[recogniser.category].numbers.append(number)
                hits[recogniser.category].candidates.append(candidate)
        for each in hits.values():
            if each.numbers:
                for number, span in self._heard(each, numbers, cells, path):
                    found[numbers.cells[number]].append(span)

    def _candidates(
        self, written: pl.Series
    ) -> Iterator[tuple[tuple[Recogniser, Candidate], ...] | None]:
        """For each number what the recognisers make of its label; None: it has no label."""
        labels = pl.Series([None], dtype=pl.String).new_from_index(0, len(written))
        for form in FORMS if len(written) else ():
            fits = written.str.contains(f"^(?:{form.expression})$")
            if fits.any():
                labels = labels.scatter(fits.arg_true(), form.label(written.filter(fits)))
        for label, one in zip(labels, written, strict=True):
            yield None if label is None else self._known(label, one)

    def _known(self, label: str, one: str) -> tuple[tuple[Recogniser, Candidate], ...] | None:
        if label not in self._labels:
            if len(self._labels) > _LABELS:
                self._labels.clear()
            self._labels[label] = self._made_of(one)
        return self._labels[label]

    def _made_of(self, one: str) -> tuple[tuple[Recogniser, Candidate], ...] | None:
        """None where several recognisers, or one several times, want the number."""
        text = f"; {one};"  # nothing that a recogniser takes for a part of the number
        raw = [(r, c) for r in self._recognisers for c in r.candidates(text)]
        whole = all((c.start, c.end) == (2, 2 + len(one)) for _, c in raw)
        return tuple(raw) if whole and not _compete(raw) else None

    def _heard(
        self, hits: _Hits, numbers: _Numbers, cells: Sequence[str], path: str
    ) -> Iterator[tuple[int, Span]]:
        """The hits that stand after the words around were heard."""
        bulk = self._bulk.get(hits.recogniser.category)
        before = pl.Series([numbers.before[n] for n in hits.numbers])
        after = pl.Series([numbers.after[n] for n in hits.numbers])
        glances = (
            bulk.glance(before, after, path) if bulk else [Glance.SILENT.value] * len(hits.numbers)
        )
        for number, candidate, glance in zip(hits.numbers, hits.candidates, glances, strict=True):
            start = numbers.starts[number]
            end = start + len(numbers.written[number])
            here = Candidate(start, end, candidate.alone, candidate.vouched)
            score = _score(here, glance)
            if score is None:
                score = heard(hits.recogniser, here, cells[numbers.cells[number]], path)
            if score >= REPORTED_FROM:
                yield number, Span(hits.recogniser.category, start, end, score)


def _numbers(at: int, cell: str, numbers: _Numbers) -> bool:
    """Note the numbers of a cell; False: it has one that does not stand quietly."""
    for match in _NUMBER.finditer(cell):
        start, end = match.span()
        if end - start < _FEWEST:
            continue
        before, after = cell[max(0, start - BEFORE) : start], cell[end : end + AFTER]
        if not (_quiet_before(before) and _quiet_after(after)):
            return False
        numbers.cells.append(at)
        numbers.starts.append(start)
        numbers.written.append(match[0])
        numbers.before.append(before)
        numbers.after.append(after)
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
    alone = max(candidate.alone, LEAST)
    if glance == Glance.VOUCHED:
        return max(alone, candidate.vouched)
    if glance == Glance.SILENT:
        return alone
    if glance == Glance.UNVOUCHED and (alone < REPORTED_FROM or alone >= OWN_FROM):
        return alone
    return None
