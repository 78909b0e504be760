"""What stands in the bucket: recordings, films, and the exports that somebody once made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from eraser.demo.world.codes import Codes
from eraser.demo.world.people import CYCLE, SEATS, Household, Kind, Person, Population
from eraser.demo.world.places import CHUNK, Place, numbered
from eraser.demo.world.record import OLD_VERSION, Owner, Planted
from eraser.demo.world.rows import SUBSCRIBED

_CALLS: dict[tuple[Kind, int], tuple[int, ...]] = {
    (Kind.CHANGED_CODE, 0): (1, 10),
    (Kind.JOINT, 0): (1,),
    (Kind.FATHER_AND_SON, 0): (1,),
    (Kind.FATHER_AND_SON, 1): (1,),
    (Kind.LEFT, 0): (1,),
    (Kind.DEBTOR, 0): (1,),
}
"""Numbers of the recordings of each seat: `1` is also the beginning of `10`."""

_WITHOUT_METER = frozenset({(Kind.JOINT, 1), (Kind.FAMILY_PHONE, 2)})
METERED = frozenset(SEATS) - _WITHOUT_METER

DROPPED_EVERY = 7
_DROPPED = 3
"""Person 3, 10, 17, … is in the old version of the export only. Person 0 never is."""


@dataclass(frozen=True, slots=True)
class Roll:
    """A file of some seats' persons, one row each, in the order of their numbers."""

    population: Population
    seats: frozenset[tuple[Kind, int]]

    def holds(self, person: int) -> bool:
        """Whether the person has a row."""
        return self.population.seat(person) in self.seats

    def rank(self, person: int) -> int:
        """How many persons before this one have a row; counted without making any of them."""
        cycles = min(person // CYCLE, self.population.cycles)
        rest = person - cycles * CYCLE
        each = sum(seat in self.seats for seat in SEATS)
        if cycles == self.population.cycles:
            return cycles * each + rest * (SEATS[-1] in self.seats)
        return cycles * each + sum(seat in self.seats for seat in SEATS[:rest])


@dataclass(frozen=True, slots=True)
class Archive:
    """Makes the objects of households, as of `today`."""

    population: Population
    codes: Codes
    today: date

    @property
    def month(self) -> str:
        """The month of the customer export, `yyyy-mm`: the one before today's."""
        return (self.today - relativedelta(months=1)).strftime("%Y-%m")

    def calls(self, home: Household) -> Iterator[Planted]:
        """Recordings, whole objects below the customer's number."""
        day = (self.today - timedelta(days=20 + home.number % 300)).isoformat()
        for member, person in enumerate(home.people):
            for number in _CALLS.get((home.kind, member), ()):
                name = f"calls/{person.customer_number}/{day}-{number}.wav"
                yield Planted(Place.CALLS, (name, "", ""), owners=(Owner(person.number),))

    def export_rows(self, home: Household) -> Iterator[Planted]:
        """The household's rows in every export, old versions included."""
        for person in home.people:
            yield from self.customer_rows(person)
            yield from self.newsletter_row(person)
            yield from self.reading(person)

    def customer_rows(self, person: Person) -> Iterator[Planted]:
        """The customer export. Only its first file has an old version, which names everybody."""
        values = {
            "customer_number": person.customer_number,
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "personal_code": person.personal_code,
        }
        chunk, row = divmod(person.number, CHUNK)
        name = numbered(f"customers-{self.month}", ".csv.gz", chunk)
        owners = (Owner(person.number),)
        if chunk == 0:
            key = (name, OLD_VERSION, str(row))
            yield Planted(Place.CUSTOMER_EXPORTS, key, values, owners)
        if person.number % DROPPED_EVERY != _DROPPED:
            row -= _dropped_before(person.number) - _dropped_before(chunk * CHUNK)
            yield Planted(Place.CUSTOMER_EXPORTS, (name, "", str(row)), values, owners)

    def newsletter_row(self, person: Person) -> Iterator[Planted]:
        """The recipients of the newsletter, nested as mailing services want it."""
        roll = Roll(self.population, SUBSCRIBED)
        if not roll.holds(person.number):
            return
        chunk, row = divmod(roll.rank(person.number), CHUNK)
        yield Planted(
            Place.NEWSLETTERS,
            (numbered("newsletter", ".jsonl", chunk), "", str(row)),
            {
                "customer_number": person.customer_number,
                "email": person.email,
                "profile": {"name": person.name, "phones": [person.phone]},
            },
            (Owner(person.number),),
        )

    def reading(self, person: Person) -> Iterator[Planted]:
        """Last month's reading of the customer's first meter."""
        roll = Roll(self.population, METERED)
        if not roll.holds(person.number):
            return
        chunk, row = divmod(roll.rank(person.number), CHUNK)
        yield Planted(
            Place.READINGS,
            (numbered("meter-readings", ".parquet", chunk), "", str(row)),
            {
                "customer_number": person.customer_number,
                "meter_number": self.codes.meter(person.number * 2 + 1),
                "kwh": person.number * 37 % 900 + 40,
            },
            (Owner(person.number),),
        )


def _dropped_before(person: int) -> int:
    """How many persons with a smaller number are missing in the current export."""
    return (person + DROPPED_EVERY - 1 - _DROPPED) // DROPPED_EVERY
