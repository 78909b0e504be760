"""Finds identifiers in texts and in records; whole columns are read by `detect.columns`.

Nothing here uses the network or a language model. Importing it imports Presidio (seconds), so
only what detects imports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from presidio_analyzer import EntityRecognizer, RecognizerResult

from eraser.detect.extra import Extra
from eraser.detect.recognisers.address import AddressRecogniser
from eraser.detect.recognisers.asmens_kodas import AsmensKodasRecogniser
from eraser.detect.recognisers.birth_date import BirthDateRecogniser
from eraser.detect.recognisers.driving_licence import DrivingLicenceRecogniser
from eraser.detect.recognisers.eid import EidRecogniser
from eraser.detect.recognisers.email import EmailRecogniser
from eraser.detect.recognisers.iban import IbanRecogniser
from eraser.detect.recognisers.ip_address import IpAddressRecogniser
from eraser.detect.recognisers.isikukood import IsikukoodRecogniser
from eraser.detect.recognisers.organisation import OrganisationRecogniser
from eraser.detect.recognisers.partial_code import PartialCodeRecogniser
from eraser.detect.recognisers.passport import PassportRecogniser
from eraser.detect.recognisers.payment_card import PaymentCardRecogniser
from eraser.detect.recognisers.personas_kods import PersonasKodsRecogniser
from eraser.detect.recognisers.phone import PhoneRecogniser
from eraser.detect.recognisers.postal_code import PostalCodeRecogniser
from eraser.detect.recognisers.recogniser import Recogniser
from eraser.detect.recognisers.vehicle_plate import VehiclePlateRecogniser
from eraser.errors import UsageError
from eraser.identifiers import DESCRIBING, NO_PATTERNS, Located, Patterns, normalise
from eraser.identifiers.written import plain
from eraser.model.finding import Span
from eraser.model.place import Record, leaves
from eraser.model.subject import Category, Identifier

RECOGNISERS: tuple[type[Recogniser], ...] = (
    PersonasKodsRecogniser,
    IbanRecogniser,
    EmailRecogniser,
    PhoneRecogniser,
    IsikukoodRecogniser,
    AsmensKodasRecogniser,
    PartialCodeRecogniser,
    PassportRecogniser,
    EidRecogniser,
    DrivingLicenceRecogniser,
    PaymentCardRecogniser,
    BirthDateRecogniser,
    AddressRecogniser,
    PostalCodeRecogniser,
    VehiclePlateRecogniser,
    IpAddressRecogniser,
)
"""One for each category that needs no pattern of the organisation."""

ENTITIES: dict[str, Category] = {kind.ENTITY: kind.CATEGORY for kind in RECOGNISERS}
"""What Presidio calls our categories."""

_NEEDED = re.compile("|".join(dict.fromkeys(kind.NEEDS for kind in RECOGNISERS)))


def recognisers(patterns: Patterns = NO_PATTERNS, language: str = "lv") -> list[Recogniser]:
    """A fresh set of all our recognisers, for this engine or for a stock Presidio.

    Not among them: `recognisers.name`, which a line in eraser.yaml adds.
    """
    return [
        *(kind(language) for kind in RECOGNISERS),
        *(OrganisationRecogniser(c, e, language) for c, e in patterns.expressions.items()),
    ]


class Detector:
    """Our recognisers with the words around and the field's name as context."""

    def __init__(
        self, patterns: Patterns = NO_PATTERNS, extra: Sequence[EntityRecognizer] = ()
    ) -> None:
        """`extra` are a user's own Presidio recognisers (`detect.extra.load`)."""
        self._recognisers = recognisers(patterns)
        self._patterns = patterns
        self._extra = tuple(Extra(recogniser, ENTITIES) for recogniser in extra)

    @property
    def patterns(self) -> Patterns:
        """The organisation's own categories."""
        return self._patterns

    @property
    def categories(self) -> frozenset[Category]:
        """Everything that can be found."""
        own = frozenset(recogniser.category for recogniser in self._recognisers)
        return own | self.extra_categories

    @property
    def extra_categories(self) -> frozenset[Category]:
        """What a user's own recognisers can find, ours perhaps among it, in any text."""
        return frozenset[Category]().union(*(extra.categories for extra in self._extra))

    def spans(self, text: str, field: str = "") -> tuple[Span, ...]:
        """Identifiers in a text, sorted by place. `field` is the name of where the text stands."""
        return self.thorough(text, field) if self._may_match(plain(text)) else ()

    def thorough(self, text: str, field: str = "") -> tuple[Span, ...]:
        """The same without the fast path: every recogniser reads the text."""
        raw = [(r, r.analyze(text, r.supported_entities)) for r in self._recognisers]
        found = [(recogniser, results) for recogniser, results in raw if results]
        spans = list(_heard(found, text, field)) if found else []
        if self._extra:
            known = {(span.category, span.start, span.end) for span in spans}
            others = (span for extra in self._extra for span in extra.spans(text, field))
            spans += (s for s in others if (s.category, s.start, s.end) not in known)
        return tuple(sorted(spans, key=_place))

    def _may_match(self, text: str) -> bool:
        if self._extra or _NEEDED.search(text):
            return True
        return self._organisation_matches(text)

    def _organisation_matches(self, text: str) -> bool:
        return any(e.search(text) for e in self._patterns.expressions.values())

    def identifiers(self, record: Record) -> tuple[Located, ...]:
        """Every identifier in a record, nested values included, in normal form.

        Without what many people share (`identifiers.DESCRIBING`): it points to nobody.
        """
        return tuple(
            Located(path, span, Identifier(span.category, value))
            for path, text in leaves(dict(record.fields))
            for span, value in _normal(self.spans(text, path), text)
            if span.category not in DESCRIBING
        )


def _heard(
    found: list[tuple[Recogniser, list[RecognizerResult]]], text: str, field: str
) -> Iterator[Span]:
    """What stands after the words around were heard, in the way of `AnalyzerEngine`."""
    context = [field] if field else None
    for recogniser, results in found:
        others = [r for other, raw in found if other is not recogniser for r in raw]
        kept = recogniser.enhance_using_context(text, results, others, None, context)
        for result in recogniser.remove_duplicates(kept) if len(kept) > 1 else kept:
            yield Span(recogniser.category, result.start, result.end, float(result.score))


def _place(span: Span) -> tuple[int, int, Category]:
    return (span.start, span.end, span.category)


def _normal(spans: Iterable[Span], text: str) -> Iterator[tuple[Span, str]]:
    """Each span with its normal value; a user's recogniser may find what has none of ours."""
    for span in spans:
        written = text[span.start : span.end]
        try:
            yield span, normalise(span.category, written)
        except UsageError:
            yield span, written.strip()
