"""Counts of what was found in one field, kept small however much is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

DISTINCT = 5
"""Values of which a finding keeps keyed digests."""

PLACES = 20
"""Records that a finding names when they are asked for."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A record of a container, and where in the field the identifier begins (code points, from
    1). The key may hold personal data: it shows in no repr.
    """

    key: tuple[str, ...]
    column: int

    def __repr__(self) -> str:
        return "‹record›"


@dataclass(slots=True)
class Tally:
    """How many records of a field hold a category, the highest score, and a few values.

    The values, as they were written, are the first ones in the order of their text, so that the
    same few are chosen in whatever order the pieces of a container are read. They stay in memory.
    """

    records: int = 0
    score: float = 0.0
    _values: set[str] = field(default_factory=set, repr=False)
    spots: list[Spot] = field(default_factory=list, repr=False)

    def add_record(self, score: float, values: set[str]) -> None:
        """One more record, with the best score and the values in its field."""
        self.add(1, score, values)

    def add(
        self, records: int, score: float, values: Iterable[str], spots: Iterable[Spot] = ()
    ) -> None:
        """So many more records, their best score, some of their values and places."""
        self.records += records
        self.score = max(self.score, score)
        self._values.update(values)
        if len(self._values) > DISTINCT:
            self._values = set(sorted(self._values)[:DISTINCT])
        if len(self.spots) < PLACES:
            self.spots = [*self.spots, *spots][:PLACES]

    def merge(self, other: Tally) -> None:
        """Add what was counted elsewhere in the same field."""
        self.add(other.records, other.score, other._values, other.spots)

    def values(self) -> tuple[str, ...]:
        """At most `DISTINCT` values, sorted. Only for keyed digests."""
        return tuple(sorted(self._values))
