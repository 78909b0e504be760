"""One made world: its stores, its data map, who asks, and what is whose by construction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

import yaml

from bench.shelves import Shelf
from bench.worlds.people import Person
from eraser.datamap import DataMap
from eraser.identifiers import Patterns
from eraser.model.place import Container, Record, RecordRef, Reference, Value
from eraser.model.subject import Subject
from eraser.trace.world import World


class Share(Enum):
    """What a record is to one person.

    OWN: theirs alone. PART: about several, only `fields` may be touched. DOUBT: nobody can know
    from the stores, a person has to look. FAINT: another's, and it holds something of theirs; it
    may be shown, or cleared in `fields`. UNKNOWABLE: theirs, but nothing in the stores says so
    under this data map; it may be shown.
    """

    OWN = "own"
    PART = "part"
    DOUBT = "doubt"
    FAINT = "faint"
    UNKNOWABLE = "unknowable"


@dataclass(frozen=True, slots=True)
class Claim:
    """A person's share in a record. `signs` are what they are known by: where it stands in what
    is theirs, it has to stay when somebody else is erased.
    """

    person: int
    share: Share
    fields: frozenset[str] = frozenset()
    signs: frozenset[str] = field(default=frozenset(), compare=False)


def own(person: Person) -> Claim:
    """The record is theirs alone."""
    return Claim(person.number, Share.OWN)


def part(person: Person, *fields: str) -> Claim:
    """Only these top-level fields are theirs."""
    signs = frozenset({person.code, person.email, person.phone, person.iban})
    return Claim(person.number, Share.PART, frozenset(fields), signs)


def doubt(person: Person) -> Claim:
    """It may be theirs: to be shown, and not to be touched."""
    return Claim(person.number, Share.DOUBT)


def faint(person: Person, *fields: str) -> Claim:
    """Another's record that holds something of theirs."""
    return Claim(person.number, Share.FAINT, frozenset(fields))


@dataclass(frozen=True, slots=True)
class Request:
    """One person asks. `controller`: whom, where the world has several."""

    person: int
    subject: Subject
    controller: str = ""


@dataclass
class Made:
    """A world in the making."""

    name: str
    datamap: str
    patterns: Mapping[str, str]
    shelves: dict[str, Shelf] = field(default_factory=dict)
    truth: dict[int, dict[RecordRef, Claim]] = field(default_factory=lambda: defaultdict(dict))
    requests: list[Request] = field(default_factory=list)

    def table(self, name: str, *key: str, refers: Mapping[str, str] | None = None) -> None:
        """Say what a container's key is, and where its foreign keys lead (`{field: table.at}`)."""
        shelf = self._shelf(name)
        container = _container(name)
        shelf.keyed(container, key)
        for column, target in (refers or {}).items():
            parent, _, at = target.rpartition(".")
            shelf.refers(Reference(container, (column,), _container(parent), (at,), enforced=True))

    def put(
        self, name: str, key: str | Sequence[str], row: Mapping[str, Value], *who: Claim
    ) -> None:
        """Add a record and whose it is. The parts of its key that are columns are filled in."""
        shelf, container = self._shelf(name), _container(name)
        parts = (key,) if isinstance(key, str) else tuple(key)
        columns = dict(zip(shelf.key(container), parts, strict=True))
        fields = {**({} if name.startswith("files/") else columns), **row}
        shelf.add(Record(RecordRef(container, parts), "1", fields))
        for claim in who:
            self.truth[claim.person][RecordRef(container, parts)] = claim

    def claim(self, name: str, key: str | Sequence[str], claim: Claim) -> None:
        """Say what a record that was added is to one more person."""
        parts = (key,) if isinstance(key, str) else tuple(key)
        self.truth[claim.person][RecordRef(_container(name), parts)] = claim

    def ask(self, person: Person, subject: Subject, controller: str = "") -> None:
        """The person makes a request."""
        self.ask_as(person.number, subject, controller)

    def ask_as(self, person: int, subject: Subject, controller: str = "") -> None:
        """The same, by the person's number."""
        self.requests.append(Request(person, subject, controller))

    def claims(self) -> Mapping[RecordRef, Sequence[Claim]]:
        """Everybody's share in each record."""
        found: dict[RecordRef, list[Claim]] = defaultdict(list)
        for theirs in self.truth.values():
            for ref, claim in theirs.items():
                found[ref].append(claim)
        return found

    def world(self, datamap: str = "") -> World:
        """As tracing is given it; under another data map when one is given."""
        return World.described(self.shelves, mapped(datamap or self.datamap))

    def knows(self) -> Patterns:
        """The organisation's own numbers."""
        return Patterns.of(self.patterns)

    def _shelf(self, name: str) -> Shelf:
        store = name.partition("/")[0]
        return self.shelves.setdefault(store, Shelf(store))


def _container(name: str) -> Container:
    store, _, rest = name.partition("/")
    return Container(store, rest)


def mapped(text: str) -> DataMap:
    """A data map from YAML."""
    return DataMap.model_validate({"version": 1, "controller": "SIA Bench", **yaml.safe_load(text)})
