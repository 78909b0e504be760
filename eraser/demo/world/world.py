"""The made-up company's data as streams: records to plant, labels to measure against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from eraser.demo.world.codes import Codes
from eraser.demo.world.decoys import decoys
from eraser.demo.world.fates import claims
from eraser.demo.world.letters import emails, letter, tickets
from eraser.demo.world.objects import Archive
from eraser.demo.world.people import Household, Person, Population
from eraser.demo.world.places import Names, Place
from eraser.demo.world.record import OLD_VERSION, Claim, Label, Owner, Planted
from eraser.demo.world.rows import Books, clip
from eraser.model.place import RecordRef

_CYCLES_WITH_OBJECTS = 200
"""Recordings, films and letters are kept for about so many cycles, spread over the world:
some two thousand objects, however many persons there are."""


@dataclass(frozen=True, slots=True)
class OldVersions:
    """What only planting knows: the version ids of superseded objects, by object key."""

    ids: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, key: tuple[str, ...]) -> tuple[str, ...]:
        """The key with the true version id in it; as it was when nothing is known of it."""
        return tuple(self.ids.get(key[0], part) if part == OLD_VERSION else part for part in key)


class World:
    """`persons` customers and all that is known of them on the day `today`.

    The same arguments give the same world, byte for byte. Nothing is kept: every stream is made
    household by household. Raises UsageError for fewer than 15 persons.
    """

    def __init__(self, seed: int, persons: int, today: date, names: Names | None = None) -> None:
        self.seed = seed
        self.persons = persons
        self.today = today
        self.names = names or Names()
        self._population = Population(seed, persons)
        self._every = max(1, self._population.cycles // _CYCLES_WITH_OBJECTS)
        self._codes = Codes(seed)
        self.books = Books(self._population, self._codes, today, self._every)
        self.archive = Archive(self._population, self._codes, today)

    def households(self) -> Iterator[Household]:
        """Every household, in the order of its number."""
        return map(self._population.household, range(self._population.households))

    def people(self) -> Iterator[Person]:
        """Every person, in the order of their number."""
        return (person for home in self.households() for person in home.people)

    def person(self, number: int) -> Person:
        """The person with that number, 0 to `persons` - 1, made without the others."""
        home = self.home_of(number)
        return home.people[number - home.people[0].number]

    def home_of(self, person: int) -> Household:
        """The household of the person with that number."""
        if not 0 <= person < self.persons:
            raise IndexError(f"there is no person {person} in a world of {self.persons}")
        return self._population.home_of(person)

    def decoys(self) -> Iterator[Planted]:
        """Employees and look-alikes: nobody's records."""
        return decoys(self._population, self._codes)

    def documents(self, home: Household) -> Iterator[Planted]:
        """The household's tickets and e-mails."""
        random = self._population.random(home.number, "documents")
        yield from tickets(home, self.today, random)
        yield from emails(home)

    def objects(self, home: Household) -> Iterator[Planted]:
        """The household's whole objects, and the lines of its letter; often none."""
        if home.cycle % self._every:
            return
        yield from self.archive.calls(home)
        yield from letter(home)
        for member, person in enumerate(home.people):
            day = self.books.filmed_on(home, member)
            if day is not None:
                key = (clip(person, day), "", "")
                yield Planted(Place.CLIPS, key, owners=(Owner(person.number),))

    def records_of(self, home: Household) -> Iterator[Planted]:
        """Everything that is kept about a household, in every store."""
        yield from self.books.rows(home)
        yield from self.documents(home)
        yield from self.objects(home)
        yield from self.archive.export_rows(home)

    def labels(self, planted: OldVersions | None = None) -> Iterator[Label]:
        """The truth about every record: decoys first, then household by household."""
        for record in self.decoys():
            yield self._label(record, (), planted)
        for home in self.households():
            yield from self.labels_at(home, planted)

    def labels_of(self, person: int, planted: OldVersions | None = None) -> tuple[Label, ...]:
        """Every record that is, or may be, this person's; the others of the house left out."""
        found = self.labels_at(self.home_of(person), planted)
        return tuple(label for label in found if person in label.persons)

    def labels_at(self, home: Household, planted: OldVersions | None = None) -> Iterator[Label]:
        """The labels of a household, in the order of `records_of`."""
        records = list(self.records_of(home))
        claimed = claims(records, self.today)
        for record in records:
            yield self._label(record, claimed[record.place, record.key], planted)

    def _label(
        self, record: Planted, claimed: tuple[Claim, ...], planted: OldVersions | None
    ) -> Label:
        key = planted.resolve(record.key) if planted else record.key
        return Label(RecordRef(self.names.container(record.place), key), claimed, record.decoy)
