"""What a reader had to leave out, told without naming the object: its key may name a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from eraser.errors import FormatError, Reaction, StoreError
from eraser.model.finding import NotRead
from eraser.model.place import Container


class Unread:
    """Places left out so far, each once, in the order in which they were met."""

    def __init__(self) -> None:
        self._places: dict[NotRead, None] = {}

    def add(self, container: Container, place: str, reason: str) -> None:
        """Remember a place."""
        self._places[NotRead(container, place, reason)] = None

    def all(self) -> tuple[NotRead, ...]:
        """Everything remembered."""
        return tuple(self._places)

    @contextmanager
    def noting(self, container: Container, place: str) -> Iterator[None]:
        """Remember the place when it cannot be read; a store that is away is still an error."""
        try:
            yield
        except FormatError as error:
            self.add(container, place, str(error))
        except StoreError as error:
            if error.reaction is Reaction.RETRIABLE:
                raise
            self.add(container, place, str(error))
