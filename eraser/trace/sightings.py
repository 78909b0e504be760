"""What is really in a record: identifiers of anybody, each with the field where it stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from eraser.datamap import ContainerMap
from eraser.field_roles import of_another
from eraser.identifiers import DESCRIBING, Located, occurrences
from eraser.model.graph import Ruling
from eraser.model.place import ContainerSchema, Record, as_text
from eraser.model.subject import NATIONAL, STRONG, Category, Identifier
from eraser.trace.cells import Cell, cells, cells_at
from eraser.trace.naming import declared_names
from eraser.trace.object_names import named
from eraser.trace.placeholders import is_placeholder
from eraser.trace.world import Knowledge, parsed

_SPEAKING: frozenset[Category] = NATIONAL | {"iban", "email"}
"""Categories whose values cannot well be anything else, whatever the field."""

_LABELS: frozenset[str] = frozenset(
    "tel telefons talr tālr tālrunis mob mobilais fax fakss phone mobile email mail epasts pasts "
    "konts iban kods pk".split()
)
"""Words beside a value that only say what it is."""

_CHANCE_DIGITS = 8
"""A bare number with fewer digits than this turns up anywhere: a price, a row's id."""


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """An identifier stands in a field.

    `declared`: in a field, or part of an object's name, that the data map says is of its category.
    `sure`: a detector or the data map says so too; not sure are the same digits anywhere.
    `own`: not in a further field of its category, which may be somebody else's (a spouse's code).
    `prose`: it is mentioned in a text, with words around.
    """

    identifier: Identifier
    path: str
    declared: bool = False
    sure: bool = True
    own: bool = True
    prose: bool = False


class _Stated(NamedTuple):
    """What the data map says stands at a path; `identifier` is None for a text that is no such."""

    path: str
    category: Category
    identifier: Identifier | None
    own: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A record and what was seen in it.

    `unreadable` are declared fields of a strong category whose text is no such identifier.
    `names` and `texts` are what `naming.naming` compares. `placeholders` are the categories of
    values that stand for "none" and are not among the sightings. `ruling` is what a person
    decided about it. `born` are the days (ISO 8601) in declared dates of birth that are not, by
    the field's name, a relative's. `key` are the fields or parts that are its address.
    """

    record: Record
    entry: ContainerMap | None
    sightings: frozenset[Sighting]
    unreadable: tuple[str, ...]
    names: tuple[tuple[tuple[str, ...], str], ...]
    texts: tuple[Cell, ...]
    placeholders: tuple[Category, ...] = ()
    ruling: Ruling | None = None
    born: frozenset[str] = frozenset()
    key: frozenset[str] = frozenset()

    @property
    def own_names(self) -> frozenset[tuple[str, ...]]:
        """The fields, of those in `names`, with the name that says whose the record is.

        In a row that is one person the first that the data map declares; further ones are a
        spouse's, a parent's.
        """
        if self.entry is None or not self.entry.persons or not self.entry.names:
            return frozenset(fields for fields, _ in self.names)
        first = self.entry.names[0]
        own = {first.full, first.given, first.surname}
        return frozenset(fields for fields, _ in self.names if own.issuperset(fields))

    def holds(self, identifiers: Collection[Identifier]) -> bool:
        """Whether one of them was seen in it."""
        return any(s.identifier in identifiers for s in self.sightings)

    def joined(self, later: Seen) -> Seen:
        """The same state of the record after a later search, with what both saw."""
        once = {(s.identifier, s.path): s for s in sorted(self.sightings | later.sightings)}
        return replace(self, sightings=frozenset(once.values()))

    def __repr__(self) -> str:
        return f"‹seen: {self.record!r}›"


def stands_for_contact(seen: Seen, fields: Collection[str]) -> bool:
    """Whether all fields of a reference hold contacts, which others may use too, and no key.

    A number that only looks like one, as in the middle of another key, is none.
    """
    paths = {
        s.path
        for s in seen.sightings
        if s.sure and not s.prose and not s.identifier.strong
        if s.declared or _is_whole(seen, s)
    }
    return {re.sub(r"\[\d+\]", "[]", path) for path in paths}.issuperset(fields)


def _is_whole(seen: Seen, sighting: Sighting) -> bool:
    """Whether the field holds nothing else; inside documents that is taken for granted."""
    text = as_text(seen.record.fields.get(sighting.path))
    return text is None or parsed(sighting.identifier.category, text) == sighting.identifier


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
        stated = {s.identifier for s in self._stated(record)}
        if stated.isdisjoint(searched) and not self._holds(record, searched):
            return None
        seen = self.reached(record, searched)
        return seen if any(s.identifier in searched for s in seen.sightings) else None

    def reached(self, record: Record, searched: Collection[Identifier]) -> Seen:
        """A record that a reference led to: it need not hold any identifier."""
        texts = cells(record, self._schema)
        located = self._knowledge.identify(record)
        stated = list(self._stated(record))
        sightings = _combined(texts, stated, located, _bare(texts, stated, located, searched))
        detected = {(s.path, s.identifier.category) for s in sightings}
        unread = [(s.path, s.category) for s in stated if s.identifier is None]
        return Seen(
            record,
            self._entry,
            frozenset(s for s in sightings if not is_placeholder(s.identifier)),
            tuple(p for p, c in unread if c in STRONG and (p, c) not in detected),
            declared_names(self._entry.names if self._entry else (), texts),
            tuple(self._prose(texts)),
            tuple(sorted({s.category for s in stated if _is_none(s.identifier)})),
            self._knowledge.ruled(record),
            frozenset(self._born(record)),
            frozenset(self._schema.key),
        )

    def _born(self, record: Record) -> Iterator[str]:
        """Dates of birth that the data map declares; a timestamp tells the same day."""
        for path, category in self._entry.identifiers.items() if self._entry else ():
            if category == "birth-date" and not of_another(path):
                for _, text in cells_at(record, self._schema, path):
                    day = self._knowledge.parse(category, re.split(r"[T ]00:00", text.strip())[0])
                    if day is not None:
                        yield day.value

    def _holds(self, record: Record, searched: Collection[Identifier]) -> bool:
        texts = cells(record, self._schema)
        return any(_stands_in(i, text) for _, text in texts for i in searched if not i.by_chance)

    def _stated(self, record: Record) -> Iterator[_Stated]:
        """What the data map says stands where, without what many people have in common."""
        if self._entry is None:
            return
        own = _own_fields(self._entry)
        for path, category in self._entry.identifiers.items():
            if category not in DESCRIBING:
                yield from self._stated_at(record, path, category, own=path in own)
        for _, text in cells_at(record, self._schema, "object"):
            for category, part in named(self._entry.object_name, text):
                yield _Stated("object", category, self._knowledge.parse(category, part), True)

    def _stated_at(
        self, record: Record, path: str, category: Category, *, own: bool
    ) -> list[_Stated]:
        """One field; several codes in one list of a person's row cannot all be that person's."""
        found = [
            (here, self._knowledge.parse(category, text))
            for here, text in cells_at(record, self._schema, path)
            if re.search(r"\w", text)
        ]
        several = len({i for _, i in found if i is not None and i.strong}) > 1
        if several and self._entry is not None and self._entry.persons:
            own = path in (self._entry.own or ())
        return [_Stated(here, category, identifier, own) for here, identifier in found]

    def _prose(self, texts: Sequence[Cell]) -> Iterator[Cell]:
        """Cells that may name a person although the data map does not say so."""
        known = self._entry.name_fields() if self._entry else frozenset()
        return ((p, t) for p, t in texts if p not in known and re.search(r"[^\W\d_]{2}", t))


def _own_fields(entry: ContainerMap) -> frozenset[str]:
    """The person's own fields. A row that names several people does not say whose an address is,
    unless the map does, or the names of the fields: a guardian's stand with a guardian's name.
    """
    own = entry.own_fields()
    further = [f for name in entry.names[1:] for f in (name.full, name.given, name.surname) if f]
    if entry.persons and entry.own is None and not all(map(of_another, further)):
        return frozenset(f for f in own if entry.identifiers[f] in STRONG)
    return own


def _is_none(identifier: Identifier | None) -> bool:
    return identifier is not None and is_placeholder(identifier)


def _combined(
    texts: Sequence[Cell],
    stated: Sequence[_Stated],
    located: Sequence[Located],
    bare: Sequence[Sighting],
) -> list[Sighting]:
    """Each identifier once for each path: the data map's word first, then the detector's.

    An organisation's bare number that the data map does not declare is an amount or a year.
    """
    says = {s.path: s.category for s in stated}
    found = [
        Sighting(s.identifier, s.path, declared=True, own=s.own)
        for s in stated
        if s.identifier is not None
    ]
    for spot in located:
        category = spot.identifier.category
        if spot.identifier.telling or says.get(spot.path) == category:
            agrees = says.get(spot.path, category) == category
            told = _told(spot, texts)
            found.append(Sighting(spot.identifier, spot.path, sure=agrees, prose=told))
    once: dict[tuple[Identifier, str], Sighting] = {}
    for sighting in (*found, *bare):
        once.setdefault((sighting.identifier, sighting.path), sighting)
    return list(once.values())


def _told(spot: Located, texts: Sequence[Cell]) -> bool:
    """Whether the detector read it in a text with words around."""
    at = (spot.span.start, spot.span.end)
    here = [text for path, text in texts if path == spot.path and len(text) >= at[1]]
    return bool(here) and all(_in_prose(text, at) for text in here)


def _in_prose(text: str, span: tuple[int, int]) -> bool:
    """Whether there are other words than a label: in `zvanīt 22124444`, not in `tālr. 22124444`."""
    words = re.findall(r"[^\W\d_]{2,}", f"{text[: span[0]]} {text[span[1] :]}".casefold())
    return not _LABELS.issuperset(words)


def _bare(
    texts: Sequence[Cell],
    stated: Sequence[_Stated],
    located: Sequence[Located],
    searched: Collection[Identifier],
) -> list[Sighting]:
    """Searched identifiers that stand there in writing, and that nothing else lays claim to.

    Of a field that the data map says is something else only a state's code is believed, and
    that not for sure: a number column may hold anything that somebody once typed into it.
    """
    says = {s.path: s.category for s in stated}
    found = []
    for path, text in texts:
        for identifier in searched:
            agrees = says.get(path, identifier.category) == identifier.category
            if identifier.by_chance or not (agrees or identifier.category in NATIONAL):
                continue
            spans = _stands_in(identifier, text)
            free = [s for s in spans if not _claimed(s, path, identifier, located)]
            if free:
                speaks = identifier.category in _SPEAKING or not identifier.value.isdigit()
                sure = agrees and speaks and identifier.telling and identifier.category != "phone"
                told = all(_in_prose(text, s) for s in free)
                found.append(Sighting(identifier, path, sure=sure, prose=told))
    return found


def _stands_in(identifier: Identifier, text: str) -> tuple[tuple[int, int], ...]:
    """Where the identifier is written; a number column may have lost the zeros in front."""
    if identifier.category in NATIONAL and text.isdigit() and len(text) > _CHANCE_DIGITS:
        return ((0, len(text)),) if text.zfill(len(identifier.value)) == identifier.value else ()
    return occurrences(identifier, text) if len(text) >= len(identifier.value) // 2 else ()


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
