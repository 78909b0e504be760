"""What tells a world: people, running numbers, rows, and stories told until enough people ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Self

from bench.worlds.made import Claim, Made
from bench.worlds.people import People, Person, asked
from eraser.model.place import Value
from eraser.model.subject import Category


class Teller:
    """Adds records to a world; what each adds says whose it is."""

    def __init__(self, made: Made, people: People) -> None:
        self.made, self.people = made, people
        self._count = 0

    def next(self) -> str:
        """A running number."""
        self._count += 1
        return str(self._count)

    def put(self, table: str, row: Mapping[str, Value], *who: Claim, key: str = "") -> str:
        """A row of a table with one key, by default a running number; its key."""
        ident = key or self.next()
        self.made.put(table, ident, row, *who)
        return ident

    def line(self, name: str, file: str, row: Mapping[str, Value], *who: Claim) -> None:
        """A line of a file, in the container of its kind."""
        self.made.put(name, (file, "", self.next()), row, *who)

    def document(self, index: str, row: Mapping[str, Value], *who: Claim) -> None:
        """A document of an index."""
        self.made.put(index, (self.next(), ""), row, *who)

    def ask(self, p: Person, *identifiers: tuple[Category, str], named: bool = True) -> None:
        """The person asks by these."""
        self.made.ask(p, asked(*identifiers, person=p, named=named))

    def told(self, persons: int, stories: Sequence[Callable[[Self], None]]) -> Made:
        """The world when at least so many persons asked, after whole rounds of the stories."""
        while len(self.made.requests) < persons:
            for story in stories:
                story(self)
        return self.made


def empty(name: str, datamap: str, patterns: Mapping[str, str], keys: Mapping[str, str]) -> Made:
    """A world without records; `keys` says what the parts of each container's key are called."""
    made = Made(name, datamap, patterns)
    for container, parts in keys.items():
        made.table(container, *parts.split())
    return made
