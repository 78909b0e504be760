"""What the recognisers of the Estonian and the Lithuanian personal code share.

One algorithm serves both countries, and a third of a percent of all numbers of eleven digits pass
it, so only the country's own words or its eIDAS prefix (`PNOEE-`, `PNOLT-`) make a code one.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.identifiers.written import NUMBER_ENDS, NUMBER_STARTS


class NeighbourRecogniser(Recogniser):
    """A code of `COUNTRY` (two letters); the span is the code without its prefix."""

    COUNTRY: ClassVar[str]
    NEEDS = "[0-9]{11}"
    YIELDS_TO = frozenset({"IBAN_CODE", "EMAIL_ADDRESS"})

    @abstractmethod
    def possible(self, digits: str) -> bool:
        """Whether eleven digits are a code of the country."""

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Codes that can exist, by date and check digit."""
        for match in _CODE.finditer(text):
            prefix = (match["prefix"] or "").upper()
            if prefix not in ("", self.COUNTRY) or not self.possible(match["code"]):
                continue
            if prefix:
                yield Candidate(*match.span("code"), 0.95, 1.0)
            else:
                yield Candidate(*match.span("code"), 0.0, 0.95)


_CODE = re.compile(
    rf"{NUMBER_STARTS}(?:PNO(?P<prefix>[A-Z]{{2}})-?)?(?P<code>[0-9]{{11}}){NUMBER_ENDS}",
    re.IGNORECASE,
)
"""Matches `PNOEE-36805280109`, `38703181745`; not `368052-80109`, not `368052801091`."""
