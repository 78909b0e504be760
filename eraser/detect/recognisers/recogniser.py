"""What our recognisers share: candidates by form, then the words around decide.

Presidio first calls `analyze` and then `enhance_using_context`; both are needed. A candidate that
nothing vouches for leaves `analyze` with a score near zero and is dropped in the second step.
"""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from presidio_analyzer import AnalysisExplanation, LocalRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from eraser.detect.recognisers.words import Cues, Voice
from eraser.identifiers.written import plain
from eraser.model.subject import Category

REPORTED_FROM = 0.3
"""Scores below are no findings."""

SURE_FROM = 0.8
"""A form that proves itself so well that denying words do not count."""

OWN_FROM = 0.9
"""A form that nothing else has, so that not even words for things count against it."""

_PENDING = 0.01
_VOUCHED = "eraser_score_with_context"


@dataclass(frozen=True, slots=True)
class Candidate:
    """`text[start:end]` has the form. `alone`: its score without words (0: words must vouch);
    `vouched`: its score when they do. Both 0 to 1.
    """

    start: int
    end: int
    alone: float
    vouched: float


class Recogniser(LocalRecognizer):
    """A Presidio recogniser for one category. Finds in linear time; keeps no state; uses no
    network, no model and no NLP artifacts.

    `NEEDS` is an expression in ASCII that Python and Rust read alike, and that every text with a
    candidate matches somewhere: what whole columns are sifted by.
    """

    ENTITY: ClassVar[str]
    CATEGORY: ClassVar[Category]
    NEEDS: ClassVar[str]
    CUES: ClassVar[Cues | None] = None
    CONTEXT: ClassVar[tuple[str, ...]] = ()
    YIELDS_TO: ClassVar[frozenset[str]] = frozenset()

    name: str
    category: Category

    def __init__(self, supported_language: str = "lv") -> None:
        self.category = self.CATEGORY
        super().__init__(
            supported_entities=[self.ENTITY],
            supported_language=supported_language,
            context=list(self.CONTEXT),
        )

    def load(self) -> None:
        """Nothing to load."""

    @abstractmethod
    def candidates(self, text: str) -> Iterator[Candidate]:
        """Everything in a `plain` text that has the form, left to right."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """All candidates, scored by their form alone."""
        return [self._result(candidate) for candidate in self.candidates(plain(text))]

    def _result(self, candidate: Candidate) -> RecognizerResult:
        score = max(candidate.alone, _PENDING)
        return RecognizerResult(
            entity_type=self.supported_entities[0],
            start=candidate.start,
            end=candidate.end,
            score=score,
            analysis_explanation=AnalysisExplanation(recognizer=self.name, original_score=score),
            recognition_metadata={
                RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                _VOUCHED: candidate.vouched,
            },
        )

    def enhance_using_context(
        self,
        text: str,
        raw_recognizer_results: list[RecognizerResult],
        other_raw_recognizer_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts | None,
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        """The candidates that stand after the words around them and `context` were heard."""
        taken = _joined(
            (int(other.start), int(other.end))
            for other in other_raw_recognizer_results
            if other.entity_type in self.YIELDS_TO
        )
        text, field = plain(text), " ".join(context or ())
        kept = []
        for result in raw_recognizer_results:
            if _overlaps(result, taken):
                continue
            result.score = self._score(text, result, field)
            # Presidio's own enhancer would raise the score once more by the same words.
            result.recognition_metadata[RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY] = True
            if result.score >= REPORTED_FROM:
                kept.append(result)
        return kept

    def cues(self, text: str, start: int, end: int) -> Cues | None:
        """The words that may speak about the candidate `text[start:end]`."""
        return self.CUES

    def _score(self, text: str, result: RecognizerResult, field: str) -> float:
        alone = float(result.score)
        start, end = int(result.start), int(result.end)
        cues = self.cues(text, start, end)
        match cues.speak(text, start, end, field) if cues else None:
            case Voice.VOUCHES:
                return max(alone, float(result.recognition_metadata[_VOUCHED]))
            case Voice.DENIES:
                return alone if alone >= SURE_FROM else 0.0
            case Voice.REFUTES:
                return alone if alone >= OWN_FROM else 0.0
            case None:
                return alone


def _joined(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places in order, overlapping ones as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _overlaps(result: RecognizerResult, taken: list[tuple[int, int]]) -> bool:
    """Whether one of the taken places, which are apart and in order, reaches into the result."""
    at = bisect_left(taken, (int(result.end), 0))
    return at > 0 and taken[at - 1][1] > result.start
