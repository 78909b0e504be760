"""Counts of what was found in one field, kept small however much is read."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

DISTINCT = 5
"""Values of which a finding keeps keyed digests."""


@dataclass(slots=True)
class Tally:
    """How many records of a field hold a category, the highest score, and a few values.

    The values are those with the smallest checksums, so that the same few are chosen in whatever
    order the pieces of a container are read. They stay in memory only.
    """

    records: int = 0
    score: float = 0.0
    _values: dict[int, str] = field(default_factory=dict, repr=False)

    def add_record(self, score: float, values: set[str]) -> None:
        """One more record, with the best score and the normalised values of its field."""
        self.records += 1
        self.score = max(self.score, score)
        for value in values:
            self._keep(zlib.crc32(value.encode("utf-8", "surrogatepass")), value)

    def merge(self, other: Tally) -> None:
        """Add what was counted elsewhere in the same field."""
        self.records += other.records
        self.score = max(self.score, other.score)
        for rank, value in other._values.items():
            self._keep(rank, value)

    def _keep(self, rank: int, value: str) -> None:
        self._values[rank] = value
        if len(self._values) > DISTINCT:
            del self._values[max(self._values)]

    def values(self) -> tuple[str, ...]:
        """At most `DISTINCT` normalised values, sorted. Only for keyed digests."""
        return tuple(sorted(self._values.values()))
