"""What tracing is given: open readers, the map of what they hold, and what others know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from eraser import identifiers
from eraser.contract.read import Reader
from eraser.datamap import ContainerMap, DataMap
from eraser.errors import UsageError
from eraser.identifiers import Located
from eraser.model.graph import Ruling
from eraser.model.place import Container, ContainerSchema, Record, RecordRef, Reference, Value
from eraser.model.subject import Category, Identifier, Needle

_OFTEN = 100
"""Characters of a text that may stand in many records: a name, an address, a number."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a trace goes. What is cut is told by `Trace.not_followed` and `Trace.not_read`.

    `max_matches`: an identifier that stands in more records than this points to no one person.
    `seconds` are those of the clock that `trace` is given.
    """

    max_matches: int = 5_000
    records: int = 50_000
    rounds: int = 50
    seconds: float = 3_600.0


@dataclass(frozen=True, slots=True)
class World:
    """Readers by store, and the schema and references of all their containers.

    `copies` only repeat what others hold; they are in no search.
    """

    readers: Mapping[str, Reader]
    datamap: DataMap
    schemas: Mapping[Container, ContainerSchema]
    references: tuple[Reference, ...]
    copies: tuple[ContainerSchema, ...] = ()

    @classmethod
    def of(
        cls,
        readers: Mapping[str, Reader],
        datamap: DataMap,
        schemas: Sequence[ContainerSchema],
        references: Sequence[Reference],
    ) -> Self:
        """The world of schemas that were described before (`describe` is not called again).

        A schema of a store without a reader is left out.
        """
        known = [s for s in schemas if s.container.store in readers]
        searched = {s.container: s for s in known if not s.repeats}
        copies = tuple(s for s in known if s.repeats)
        return cls(readers, datamap, searched, tuple(references), copies)

    @classmethod
    def described(cls, readers: Mapping[str, Reader], datamap: DataMap) -> Self:
        """The world as the readers describe it now. Raises as `Reader.describe` does."""
        schemas = [s for name in sorted(readers) for s in readers[name].describe()]
        references = [r for name in sorted(readers) for r in readers[name].references()]
        return cls.of(readers, datamap, schemas, references)

    def entry(self, container: Container) -> ContainerMap | None:
        """What the data map says of a container."""
        return self.datamap.entry(container)


def parsed(category: Category, text: str) -> Identifier | None:
    """The identifier that a declared field holds; None when the text is none of its category."""
    try:
        return Identifier(category, identifiers.normalise(category, text))
    except UsageError:
        return None


def undecided(_record: Record) -> Ruling | None:
    """Nobody decided anything."""
    return None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What detection and the identifiers know, handed over as callables.

    `identify` finds every valid identifier of anybody in a record (a detector's `identifiers`).
    `ruled` tells what a person decided about a record of the subject.
    """

    identify: Callable[[Record], Sequence[Located]]
    needles: Callable[[Identifier], Sequence[Needle]] = field(default=identifiers.needles)
    parse: Callable[[Category, str], Identifier | None] = field(default=parsed)
    ruled: Callable[[Record], Ruling | None] = field(default=undecided)

    def remembering(self) -> Knowledge:
        """The same, reading each state of a record, and what stands in many, only once: detection
        is the slow part. What a field holds does not depend on the other fields.
        """
        read: dict[tuple[RecordRef, str], Sequence[Located]] = {}
        cells: dict[tuple[str, str], Sequence[Located]] = {}

        def identify(record: Record) -> Sequence[Located]:
            state = (record.ref, record.version)
            if state not in read:
                found = ((record, name, value) for name, value in record.fields.items())
                read[state] = [spot for cell in found for spot in in_cell(*cell)]
            return read[state]

        def in_cell(record: Record, name: str, value: Value) -> Sequence[Located]:
            alone = replace(record, fields={name: value})
            if not isinstance(value, str) or len(value) > _OFTEN:
                return self.identify(alone)
            if (name, value) not in cells:
                cells[name, value] = tuple(self.identify(alone))
            return cells[name, value]

        return replace(self, identify=identify)
