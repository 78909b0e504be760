"""What is really in a record: identifiers of anybody, each with the field where it stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from eraser.datamap import ContainerMap
from eraser.identifiers import Located, occurrences
from eraser.model.place import ContainerSchema, Record
from eraser.model.subject import STRONG, Category, Identifier
from eraser.trace.cells import Cell, cells, cells_at
from eraser.trace.naming import declared_names
from eraser.trace.placeholders import is_placeholder
from eraser.trace.world import Knowledge

NATIONAL: frozenset[Category] = frozenset(
    {"personas-kods", "isikukood", "asmens-kodas", "passport", "eid"}
)
"""Given by a state; all other strong identifiers are the organisation's own."""

_SPEAKING: frozenset[Category] = NATIONAL | {"iban", "email"}
"""Categories whose values cannot well be anything else, whatever the field."""

_CHANCE_DIGITS = 8
"""A bare number with fewer digits than this turns up anywhere: a price, a row's id."""


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """An identifier stands in a field.

    `declared`: in a field, or part of an object's name, that the data map says is of its category.
    `sure`: a detector or the data map says so too; not sure are the same digits anywhere.
    """

    identifier: Identifier
    path: str
    declared: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Seen:
    """A record and what was seen in it.

    `unreadable` are declared fields of a strong category whose text is no such identifier.
    `names` and `texts` are what `naming.naming` compares. `placeholders` are the categories of
    values that stand for "none" and are not among the sightings.
    """

    record: Record
    entry: ContainerMap | None
    sightings: frozenset[Sighting]
    unreadable: tuple[str, ...]
    names: tuple[tuple[tuple[str, ...], str], ...]
    texts: tuple[Cell, ...]
    placeholders: tuple[Category, ...] = ()

    def holds(self, identifiers: Collection[Identifier]) -> bool:
        """Whether one of them was seen in it."""
        return any(s.identifier in identifiers for s in self.sightings)

    def joined(self, later: Seen) -> Seen:
        """The same state of the record after a later search, with what both saw."""
        once = {(s.identifier, s.path): s for s in sorted(self.sightings | later.sightings)}
        return replace(self, sightings=frozenset(once.values()))

    def __repr__(self) -> str:
        return f"‹seen: {self.record!r}›"


class Look:
    """Looks into the records of one container."""

    def __init__(
        self, schema: ContainerSchema, entry: ContainerMap | None, knowledge: Knowledge
    ) -> None:
        self._schema, self._entry, self._knowledge = schema, entry, knowledge

    def found(self, record: Record, searched: Collection[Identifier]) -> Seen | None:
        """A record that a search yielded; None when none of `searched` really stands in it.

        The detector, which is slow, runs only over records that hold something.
        """
        stated = [i for _, _, i in self._stated(record)]
        if not any(i in searched for i in stated) and not self._holds(record, searched):
            return None
        seen = self.reached(record, searched)
        return seen if any(s.identifier in searched for s in seen.sightings) else None

    def reached(self, record: Record, searched: Collection[Identifier]) -> Seen:
        """A record that a reference led to: it need not hold any identifier."""
        texts = cells(record, self._schema)
        located = self._knowledge.identify(record)
        stated = list(self._stated(record))
        sightings = _combined(stated, located, _bare(texts, stated, located, searched))
        detected = {(s.path, s.identifier.category) for s in sightings}
        return Seen(
            record,
            self._entry,
            frozenset(s for s in sightings if not is_placeholder(s.identifier)),
            tuple(p for p, c, i in stated if i is None and c in STRONG and (p, c) not in detected),
            declared_names(self._entry.names if self._entry else (), dict(texts)),
            tuple(self._prose(texts)),
            tuple(sorted({c for _, c, i in stated if i is not None and is_placeholder(i)})),
        )

    def _holds(self, record: Record, searched: Collection[Identifier]) -> bool:
        texts = cells(record, self._schema)
        return any(_stands_in(i, text) for _, text in texts for i in searched)

    def _stated(self, record: Record) -> Iterator[tuple[str, Category, Identifier | None]]:
        """What the data map says stands where; None for a text that is none of the category."""
        if self._entry is None:
            return
        for path, category in self._entry.identifiers.items():
            for here, text in cells_at(record, self._schema, path):
                if re.search(r"\w", text):
                    yield here, category, self._knowledge.parse(category, text)
        for _, text in cells_at(record, self._schema, "object"):
            for category, part in _named(self._entry.object_name, text):
                yield "object", category, self._knowledge.parse(category, part)

    def _prose(self, texts: Sequence[Cell]) -> Iterator[Cell]:
        """Cells that may name a person although the data map does not say so."""
        known = self._entry.name_fields() if self._entry else frozenset()
        return ((p, t) for p, t in texts if p not in known and re.search(r"[^\W\d_]{2}", t))


def _combined(
    stated: Sequence[tuple[str, Category, Identifier | None]],
    located: Sequence[Located],
    bare: Sequence[Sighting],
) -> list[Sighting]:
    """Each identifier once for each path: the data map's word first, then the detector's."""
    says = {path: category for path, category, _ in stated}
    found = [Sighting(i, path, declared=True) for path, _, i in stated if i is not None]
    for spot in located:
        category = spot.identifier.category
        agrees = says.get(spot.path, category) == category
        found.append(Sighting(spot.identifier, spot.path, sure=agrees))
    once: dict[tuple[Identifier, str], Sighting] = {}
    for sighting in (*found, *bare):
        once.setdefault((sighting.identifier, sighting.path), sighting)
    return list(once.values())


def _bare(
    texts: Sequence[Cell],
    stated: Sequence[tuple[str, Category, Identifier | None]],
    located: Sequence[Located],
    searched: Collection[Identifier],
) -> list[Sighting]:
    """Searched identifiers that stand there in writing, and that nothing else lays claim to."""
    says = {path: category for path, category, _ in stated}
    found = []
    for path, text in texts:
        for identifier in searched:
            if says.get(path, identifier.category) != identifier.category:
                continue
            spans = _stands_in(identifier, text)
            free = [s for s in spans if not _claimed(s, path, identifier, located)]
            if free and _telling(identifier):
                sure = identifier.category in _SPEAKING or not identifier.value.isdigit()
                sure = sure and identifier.category != "phone"
                found.append(Sighting(identifier, path, sure=sure))
    return found


def _stands_in(identifier: Identifier, text: str) -> tuple[tuple[int, int], ...]:
    """Where the identifier is written; a number column may have lost the zeros in front."""
    if identifier.category in NATIONAL and text.isdigit() and len(text) > _CHANCE_DIGITS:
        return ((0, len(text)),) if text.zfill(len(identifier.value)) == identifier.value else ()
    return occurrences(identifier, text) if len(text) >= len(identifier.value) // 2 else ()


def _telling(identifier: Identifier) -> bool:
    return not identifier.value.isdigit() or len(identifier.value) >= _CHANCE_DIGITS


def _claimed(
    span: tuple[int, int], path: str, identifier: Identifier, located: Sequence[Located]
) -> bool:
    """Whether a detector reads something else there: `22124444@example.lv` is no phone."""
    return any(
        spot.path == path
        and spot.identifier.category != identifier.category
        and spot.span.start < span[1]
        and span[0] < spot.span.end
        for spot in located
    )


@lru_cache(maxsize=256)
def _pattern(object_name: str) -> tuple[re.Pattern[str], tuple[Category, ...]]:
    """`calls/{customer-number}/*` as a regular expression with the categories of its groups.

    Matches `calls/K-17/2024.wav` (K-17), not `calls/2024.wav`.
    """
    parts = re.split(r"(\{[^{}]+\}|\*+)", object_name)
    categories = tuple(p[1:-1] for p in parts if p.startswith("{"))
    regex = "".join(
        "([^/]+?)" if p.startswith("{") else ".*" if p.startswith("*") else re.escape(p)
        for p in parts
    )
    return re.compile(regex, re.DOTALL), categories


def _named(object_name: str, text: str) -> list[tuple[Category, str]]:
    if not object_name:
        return []
    expression, categories = _pattern(object_name)
    match = expression.fullmatch(text)
    return list(zip(categories, match.groups(), strict=True)) if match else []
