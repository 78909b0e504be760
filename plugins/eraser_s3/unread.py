"""What a reader had to leave out, told without naming the object: its key may name a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from eraser.errors import FormatError, Reaction, StoreError
from eraser.model.finding import NotRead
from eraser.model.place import Container


class Unread:
    """Places left out so far, each once. Several threads may add to them."""

    def __init__(self) -> None:
        self._places: dict[NotRead, None] = {}

    def add(self, container: Container, place: str, reason: str) -> None:
        """Remember a place."""
        self._places[NotRead(container, place, reason)] = None

    def all(self) -> tuple[NotRead, ...]:
        """Everything remembered, in the order of the places: `object 2` before `object 10`."""
        return tuple(sorted(self._places, key=_order))

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


def _order(place: NotRead) -> tuple[Container, str]:
    return place.container, re.sub("[0-9]+", lambda number: number[0].zfill(12), place.place)
