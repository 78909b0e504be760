"""The numbers of an object's rows, which stay when rows before them go.

A row is known by its number. When eraser drops row 3, row 4 must not become row 3: whoever asks
again for row 3 (a second try after a crash, the verification) has to learn that it is gone. So
the numbers that are gone are kept in the object's own metadata, beside the bytes they speak of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

METADATA = "eraser-rows"
"""Name of the metadata entry."""

LONGEST = 700
"""Characters of the entry: S3 allows 2 KB for all user metadata of an object together."""

_ENTRY = re.compile(r"(\d{1,18});((?:\d{1,18}(?:-\d{1,18})?)(?:,\d{1,18}(?:-\d{1,18})?)*)?")
"""First number; gone numbers after it. Matches `0;3,7-9` and `12;`, not `3,7-9`."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """Rows are numbered from `first`, leaving out the ranges of `gone` (both ends included)."""

    first: int = 0
    gone: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, metadata: Mapping[str, str]) -> Numbering:
        """The numbering of an object; from 0 without gaps when eraser never changed it."""
        entry = _ENTRY.fullmatch(metadata.get(METADATA, ""))
        if entry is None:
            return cls()
        ranges = [r.partition("-") for r in (entry[2] or "").split(",") if r]
        return cls(int(entry[1]), tuple((int(a), int(b or a)) for a, _, b in ranges))

    def entry(self) -> str | None:
        """The metadata entry; None when it would be too long."""
        ranges = (str(a) if a == b else f"{a}-{b}" for a, b in self.gone)
        text = f"{self.first};{','.join(ranges)}"
        return text if len(text) <= LONGEST else None

    def numbers(self, rows: Sequence[int]) -> Sequence[int]:
        """The numbers of rows that stand at these places, counted from 0, in the object."""
        import numpy as np

        if not self.gone:
            return rows if not self.first else [row + self.first for row in rows]
        found = np.asarray(rows, dtype=np.int64) + self.first
        for low, high in self.gone:
            found[found >= low] += high - low + 1
        return [int(number) for number in found]

    def number(self, row: int) -> int:
        """The number of the row at this place, counted from 0."""
        number = self.first + row
        for low, high in self.gone:
            if number < low:
                break
            number += high - low + 1
        return number

    def position(self, number: int) -> int | None:
        """Where the row stands, counted from 0; None when it is gone."""
        if number < self.first or any(a <= number <= b for a, b in self.gone):
            return None
        return number - self.first - sum(b - a + 1 for a, b in self.gone if b < number)

    def without(self, numbers: Iterable[int]) -> Numbering:
        """The numbering after these rows are gone too."""
        ranges: list[tuple[int, int]] = []
        for low, high in sorted([*self.gone, *((n, n) for n in numbers)]):
            if ranges and low <= ranges[-1][1] + 1:
                ranges[-1] = (ranges[-1][0], max(high, ranges[-1][1]))
            else:
                ranges.append((low, high))
        first = self.first
        if ranges and ranges[0][0] <= first:
            first = ranges.pop(0)[1] + 1
        return Numbering(first, tuple(ranges))

    def anew(self, rows: int) -> Numbering:
        """Numbers that were never given before, for an object that had `rows` rows."""
        return Numbering(self.first + rows + sum(b - a + 1 for a, b in self.gone))
