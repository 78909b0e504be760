"""Who the customers are: households that come round in a cycle of fifteen persons.

Each household is drawn from its own random source, so that any one can be made without the ones
before it, and a million persons take no more memory than one household.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from eraser.demo.world.codes import Codes
from eraser.demo.world.names import FAMILY_NAMES, MEN, WOMEN, FamilyName, Name, address, folded
from eraser.errors import UsageError

DOMAINS = ("inbox.example.lv", "pasts.example.lv", "example.com")


class Kind(StrEnum):
    """What makes a household worth having in a demo."""

    CHANGED_CODE = "a person with an old and a new personas kods"
    JOINT = "a couple with a joint contract and an account each"
    FATHER_AND_SON = "of the same name, at the same address, with one phone"
    NAMESAKE = "a stranger with the name of the first, in another town"
    FAMILY_PHONE = "three persons with one phone"
    LEFT = "left long ago: nothing is held any more"
    EMPLOYEE = "a customer who is also an employee"
    SHARED_IBAN = "a couple that pays from one account"
    AML = "checked under the anti-money-laundering law"
    DEBTOR = "a customer with a settled debt"


SIZES: dict[Kind, int] = {
    Kind.CHANGED_CODE: 1,
    Kind.JOINT: 2,
    Kind.FATHER_AND_SON: 2,
    Kind.NAMESAKE: 1,
    Kind.FAMILY_PHONE: 3,
    Kind.LEFT: 1,
    Kind.EMPLOYEE: 1,
    Kind.SHARED_IBAN: 2,
    Kind.AML: 1,
    Kind.DEBTOR: 1,
}
SEATS: tuple[tuple[Kind, int], ...] = tuple(
    (kind, member) for kind, size in SIZES.items() for member in range(size)
)
"""The persons of one cycle in order: which household they are in, and as which member."""

CYCLE = len(SEATS)
KINDS = tuple(SIZES)
YOUNG = frozenset({(Kind.FATHER_AND_SON, 1), (Kind.FAMILY_PHONE, 2)})
WITHOUT_EMAIL = frozenset({(Kind.FATHER_AND_SON, 0)})
ONE_PHONE = frozenset({Kind.FATHER_AND_SON, Kind.FAMILY_PHONE})
_FIRST_SEAT = {kind: SEATS.index((kind, 0)) for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Person:
    """A customer. `number` counts from 0 through the whole world."""

    number: int
    given: Name
    surname: Name
    personal_code: str
    former_code: str | None
    email: str | None
    phone: str
    iban: str
    address: str

    @property
    def customer_number(self) -> str:
        """`K-` and seven digits, unique."""
        return f"K-{1_000_000 + self.number}"

    @property
    def id(self) -> int:
        """The primary key in crm.customers."""
        return 100_000 + self.number

    @property
    def name(self) -> str:
        """Given name and surname in the nominative."""
        return f"{self.given.nominative} {self.surname.nominative}"

    @property
    def to_whom(self) -> str:
        """Given name and surname in the dative."""
        return f"{self.given.dative} {self.surname.dative}"

    @property
    def whose(self) -> str:
        """Given name and surname in the genitive."""
        return f"{self.given.genitive} {self.surname.genitive}"

    def __repr__(self) -> str:
        return f"‹person {self.number}›"


@dataclass(frozen=True, slots=True)
class Household:
    """People who live together. `cycle` counts rounds of `KINDS`."""

    number: int
    cycle: int
    kind: Kind
    people: tuple[Person, ...]


class Population:
    """The households of one world: whole cycles, and single persons for what is left over.

    Raises UsageError for fewer persons than one cycle has, or more than there are phones.
    """

    def __init__(self, seed: int, persons: int) -> None:
        if not CYCLE <= persons <= 5_000_000:
            raise UsageError(f"a demo world has {CYCLE} to 5000000 persons; {persons} were asked.")
        self.seed = seed
        self.persons = persons
        self.cycles = persons // CYCLE
        self.households = self.cycles * len(KINDS) + persons % CYCLE
        self._codes = Codes(seed)

    def seat(self, person: int) -> tuple[Kind, int]:
        """Household kind and member of the person with that number."""
        return SEATS[person % CYCLE] if person < self.cycles * CYCLE else SEATS[-1]

    def home_of(self, person: int) -> Household:
        """The household that a person lives in."""
        cycle, seat = divmod(person, CYCLE)
        if cycle < self.cycles:
            return self.household(cycle * len(KINDS) + KINDS.index(SEATS[seat][0]))
        return self.household(self.cycles * len(KINDS) + seat)

    def household(self, number: int) -> Household:
        """The household with that number, made anew and always the same."""
        cycle, place = divmod(number, len(KINDS))
        if cycle < self.cycles:
            kind = KINDS[place]
            first = cycle * CYCLE + _FIRST_SEAT[kind]
        else:
            kind = Kind.DEBTOR
            first = self.cycles * CYCLE + number - self.cycles * len(KINDS)
        people = tuple(self._people(number, cycle, kind, first))
        return Household(number, cycle, kind, people)

    def _people(self, number: int, cycle: int, kind: Kind, first: int) -> list[Person]:
        namesake = kind is Kind.NAMESAKE
        named_after = cycle * len(KINDS) if namesake else number
        family, given = self._names(named_after, kind)
        random = self.random(number, "people")
        home = address(random, named_after + namesake)
        return [
            self._person(first, (kind, m), name, family.of_men if man else family.of_women, home)
            for m, (name, man) in enumerate(given[: SIZES[kind]])
        ]

    def _names(self, household: int, kind: Kind) -> tuple[FamilyName, list[tuple[Name, bool]]]:
        """The family's name, and for each member a given name and whether it is a man's."""
        if household == 0:
            return FAMILY_NAMES[0], [(MEN[0], True)]
        random = self.random(household, "names")
        family = random.choice(FAMILY_NAMES)
        men, women = random.sample(MEN, 2), random.sample(WOMEN, 2)
        if kind is Kind.FATHER_AND_SON:
            return family, [(men[0], True), (men[0], True)]
        couple = [(men[0], True), (women[0], False), (women[1], False)]
        return family, couple if SIZES[kind] > 1 or random.random() < 0.5 else couple[1:]

    def _person(
        self, first: int, seat: tuple[Kind, int], given: Name, surname: Name, home: str
    ) -> Person:
        kind, member = seat
        number = first + member
        current, former = self._personal_codes(number, seat)
        return Person(
            number,
            given,
            surname,
            current,
            former,
            None if seat in WITHOUT_EMAIL else _email(given, surname, number),
            self._codes.phone(first if kind in ONE_PHONE else number),
            self._codes.iban(first if kind is Kind.SHARED_IBAN else number),
            home,
        )

    def _personal_codes(self, number: int, seat: tuple[Kind, int]) -> tuple[str, str | None]:
        """The code in force, and the one it replaced."""
        old = self._codes.old_code(number, young=seat in YOUNG)
        if seat[0] is Kind.CHANGED_CODE:
            return self._codes.new_code(number), old
        return (self._codes.new_code(number) if seat[0] is Kind.NAMESAKE else old), None

    def random(self, household: int, purpose: str) -> Random:
        """A random source that depends on nothing but world, household and purpose."""
        return Random(f"{self.seed}:{household}:{purpose}")  # noqa: S311  (made-up data)


def _email(given: Name, surname: Name, number: int) -> str:
    local = f"{folded(given.nominative)}.{folded(surname.nominative)}{number}"
    return f"{local}@{DOMAINS[number % len(DOMAINS)]}"
