"""Counting the rows of a file while it is read, and telling in the end which could not be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from eraser.errors import FormatError

T = TypeVar("T")


class Rows:
    """How many rows of a file there were so far, and what was wrong with some of them."""

    def __init__(self) -> None:
        self.count = 0
        self._faults = 0
        self._first = ""
        self._broken = ""

    def fault(self, reason: str, rows: int = 1) -> None:
        """The row that comes next cannot be read, or several; `reason` holds no value."""
        self._first = self._first or f"row {self.count}: {reason}"
        self._faults += rows
        self.count += rows

    def without(self, reason: str) -> None:
        """The rows that come next are read, but not all of their cells."""
        self._broken = "; ".join(filter(None, (self._broken, reason)))

    def as_far_as_it_goes(self, pieces: Iterator[T]) -> Iterator[T]:
        """The same pieces; where their source breaks off, `told` tells it when all else is read."""
        try:
            yield from pieces
        except FormatError as error:
            self.without(str(error))

    def told(self) -> None:
        """Raises FormatError when not everything could be read."""
        found = [self._broken] if self._broken else []
        if self._faults == 1:
            found.append(self._first)
        elif self._faults:
            found.append(f"{self._faults} rows cannot be read, the first: {self._first}")
        if found:
            raise FormatError("; ".join(found))
