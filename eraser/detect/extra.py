"""A user's own Presidio recognisers, named in eraser.yaml and run beside ours.

    recognisers: [mycompany.recognisers:BadgeRecogniser]

Any `EntityRecognizer` that can be made without arguments, or with the language alone. Presidio
raises a score by the words around in its engine; the same is done here, without a language model.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from presidio_analyzer import EntityRecognizer, RecognizerResult

from eraser.detect.recognisers.recogniser import REPORTED_FROM
from eraser.detect.recognisers.words import AFTER, BEFORE, field_words
from eraser.errors import PluginError
from eraser.identifiers.written import fold
from eraser.model.finding import Span
from eraser.model.subject import Category

PERSON = "PERSON"
"""What Presidio and its models call a name; ours is `name`, by which nobody is looked for."""

CONTEXT_RAISES_BY = 0.35
"""As Presidio's `LemmaContextAwareEnhancer` does by default."""

CONTEXT_RAISES_TO = 0.4
"""The least score with a context word; the same source."""


def load(references: Sequence[str], language: str = "lv") -> list[EntityRecognizer]:
    """Make the recognisers that eraser.yaml names as `package.module:ClassName`.

    Raises PluginError, which names the reference and what to mend.
    """
    return [_made(reference, language) for reference in references]


def _made(reference: str, language: str) -> EntityRecognizer:
    module, colon, name = reference.partition(":")
    if not (module and colon and name):
        raise PluginError(f"recognisers: '{reference}': write it as package.module:ClassName.")
    try:
        kind = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise PluginError(
            f"recognisers: '{reference}' cannot be imported ({type(error).__name__}). Install its "
            "package where eraser is installed, and check the spelling."
        ) from None
    if not (isinstance(kind, type) and issubclass(kind, EntityRecognizer)):
        raise PluginError(f"recognisers: '{reference}' is no presidio_analyzer.EntityRecognizer.")
    make: Callable[..., EntityRecognizer] = kind
    for arguments in ({"supported_language": language}, {}):
        with suppress(TypeError):  # it takes no language, or asks for more
            return make(**arguments)
    raise PluginError(f"recognisers: '{reference}' cannot be made without arguments.")


class Extra:
    """One such recogniser, watched: what it raises or wrongly returns stops the run and is told."""

    def __init__(self, recogniser: EntityRecognizer, known: dict[str, Category]) -> None:
        self._recogniser = recogniser
        self._known = known
        self.name = type(recogniser).__name__

    @property
    def categories(self) -> frozenset[Category]:
        """What it can find: `BADGE_NUMBER` is the category `badge-number`; Presidio's names of
        what we have too are our categories (`EMAIL_ADDRESS`: `email`).
        """
        return frozenset(map(self._category, self._recogniser.supported_entities))

    def spans(self, text: str, field: str) -> Iterator[Span]:
        """What it finds with a score that is reported. Raises PluginError; never shows the text."""
        for result in self._results(text):
            start, end, score = self._checked(result, len(text))
            if self._in_context(text, start, end, field):
                score = max(min(1.0, score + CONTEXT_RAISES_BY), CONTEXT_RAISES_TO)
            if score >= REPORTED_FROM and text[start:end].strip():
                yield Span(self._category(result.entity_type), start, end, score)

    def _results(self, text: str) -> list[RecognizerResult]:
        try:
            analyze: Callable[..., list[RecognizerResult]] = self._recogniser.analyze
            return list(analyze(text, self._recogniser.supported_entities, None))
        except Exception as error:  # noqa: BLE001  a stranger's code may raise anything
            # The message may hold the text that was read, so only the kind of error is told.
            raise PluginError(
                f"The recogniser {self.name} of eraser.yaml failed with {type(error).__name__}. "
                "Mend it, or take its line out; nothing was reported without it."
            ) from None

    def _checked(self, result: object, length: int) -> tuple[int, int, float]:
        if isinstance(result, RecognizerResult):
            start, end, score = result.start, result.end, result.score
            whole = isinstance(start, int) and isinstance(end, int)
            if whole and 0 <= start < end <= length and 0.0 <= float(score) <= 1.0:
                return start, end, float(score)
        raise PluginError(
            f"The recogniser {self.name} of eraser.yaml returned what is no place in the text "
            "(start, end in code points, score from 0 to 1). Mend it, or take its line out."
        )

    def _in_context(self, text: str, start: int, end: int, field: str) -> bool:
        around = f"{field_words(field)} {fold(text[max(0, start - BEFORE) : start])} " + fold(
            text[end : end + AFTER]
        )
        return any(fold(word) in around for word in self._recogniser.context or ())

    def _category(self, entity: str) -> Category:
        if entity == PERSON:
            return "name"
        return self._known.get(entity, entity.lower().replace("_", "-"))
