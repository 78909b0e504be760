"""Reads single cells: what `Detector.thorough` finds, without the objects that Presidio needs.

A candidate becomes a `RecognizerResult` with an explanation only to be taken apart again; over
millions of cells that is most of the time. Here candidates are judged directly, and only by the
recognisers whose category is still possible. A cell in which one recogniser keeps several
candidates, and every cell when there are recognisers of a user's own, goes to the detector.
"""

from __future__ import annotations

from collections.abc import Collection

from eraser.detect.engine import Detector, recognisers
from eraser.detect.recognisers.recogniser import (
    OWN_FROM,
    REPORTED_FROM,
    SURE_FROM,
    Candidate,
    Recogniser,
)
from eraser.detect.recognisers.words import Voice
from eraser.identifiers import Patterns
from eraser.identifiers.written import plain
from eraser.model.finding import Span
from eraser.model.subject import Category

_FEW = 20
"""Candidates that are judged here; a text with more goes to the detector, which counts on many."""

LEAST = 0.01
"""What a candidate without a score of its own begins with, as in `Recogniser.analyze`."""


class CellReader:
    """The detector's recognisers, over one cell at a time."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._ours = {r.category: r for r in recognisers(detector.patterns)}
        self._whole = bool(detector.extra_categories)

    @property
    def patterns(self) -> Patterns:
        """The organisation's own categories."""
        return self._detector.patterns

    @property
    def recognisers(self) -> tuple[Recogniser, ...]:
        """Ours, and the organisation's."""
        return tuple(self._ours.values())

    def spans(
        self, text: str, field: str, categories: Collection[Category] | None = None
    ) -> tuple[Span, ...]:
        """Exactly `Detector.thorough(text, field)`. Of `categories`, all others are known not to
        be in the text; None: any may be.
        """
        if self._whole:
            return self._detector.thorough(text, field)
        text = plain(text)
        chosen = self._ours.values() if categories is None else map(self._ours.get, categories)
        raw: list[tuple[Recogniser, list[Candidate]]] = []
        for recogniser in chosen:
            candidates = list(recogniser.candidates(text)) if recogniser else []
            if recogniser and candidates:
                raw.append((recogniser, candidates))
        if sum(len(candidates) for _, candidates in raw) > _FEW:
            return self._detector.thorough(text, field)
        spans: list[Span] = []
        for recogniser, candidates in raw:
            taken = [
                (c.start, c.end)
                for other, found in raw
                if other is not recogniser and other.supported_entities[0] in recogniser.YIELDS_TO
                for c in found
            ]
            kept = _kept(recogniser, candidates, taken, text, field)
            if len(kept) > 1:
                return self._detector.thorough(text, field)
            spans += kept
        return tuple(sorted(spans, key=lambda s: (s.start, s.end, s.category)))


def _kept(
    recogniser: Recogniser,
    candidates: list[Candidate],
    taken: list[tuple[int, int]],
    text: str,
    field: str,
) -> list[Span]:
    kept = []
    for candidate in candidates:
        if any(start < candidate.end and end > candidate.start for start, end in taken):
            continue
        score = heard(recogniser, candidate, text, field)
        if score >= REPORTED_FROM:
            kept.append(Span(recogniser.category, candidate.start, candidate.end, score))
    return kept


def heard(recogniser: Recogniser, candidate: Candidate, text: str, field: str) -> float:
    """The score of a candidate after the words around it and the field's name were heard."""
    alone = max(candidate.alone, LEAST)
    cues = recogniser.cues(text, candidate.start, candidate.end)
    match cues.speak(text, candidate.start, candidate.end, field) if cues else None:
        case Voice.VOUCHES:
            return max(alone, candidate.vouched)
        case Voice.DENIES:
            return alone if alone >= SURE_FROM else 0.0
        case Voice.REFUTES:
            return alone if alone >= OWN_FROM else 0.0
        case None:
            return alone
