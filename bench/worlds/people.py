"""Made-up people with names in all cases, valid codes, and contacts of their own."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from eraser.demo.world.codes import Codes
from eraser.demo.world.names import FAMILY_NAMES, MEN, WOMEN, FamilyName, Name, address, folded
from eraser.model.subject import Category, Identifier, PersonName, Subject


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a number of their own in one world; weak contacts may be another's too."""

    number: int
    given: Name
    surname: Name
    code: str
    email: str
    phone: str
    iban: str
    address: str
    born: str

    @property
    def name(self) -> str:
        """In the nominative."""
        return f"{self.given.nominative} {self.surname.nominative}"

    @property
    def whose(self) -> str:
        """In the genitive."""
        return f"{self.given.genitive} {self.surname.genitive}"

    @property
    def to_whom(self) -> str:
        """In the dative."""
        return f"{self.given.dative} {self.surname.dative}"

    @property
    def whom(self) -> str:
        """In the accusative."""
        return f"{self.given.accusative} {self.surname.accusative}"

    @property
    def called(self) -> PersonName:
        """As a request gives the name."""
        return PersonName(self.given.nominative, self.surname.nominative)

    def __repr__(self) -> str:
        return f"‹person {self.number}›"


class People:
    """Draws people; every code, phone, address and account is given out once."""

    def __init__(self, seed: int, label: str) -> None:
        self.random = Random(f"{seed}:{label}")  # noqa: S311  (made-up data)
        self._codes = Codes(seed)
        self._next = 0

    def family(self) -> FamilyName:
        """A surname as men and women bear it."""
        return self.random.choice(FAMILY_NAMES)

    def one(
        self,
        family: FamilyName | None = None,
        *,
        man: bool | None = None,
        given: Name | None = None,
        home: str = "",
        new: bool = False,
        young: bool = False,
    ) -> Person:
        """A new person; `new`: with a personas kods of the new form."""
        number, self._next = self._next, self._next + 1
        man = self.random.random() < 0.5 if man is None else man
        family = family or self.family()
        first = given or self.random.choice(MEN if man else WOMEN)
        surname = family.of_men if man else family.of_women
        code = self._codes.new_code(number) if new else self._codes.old_code(number, young=young)
        local = f"{folded(first.nominative)}.{folded(surname.nominative)}"
        return Person(
            number,
            first,
            surname,
            code,
            f"{local}{number}@{('inbox', 'pasts', 'firma')[number % 3]}.example.lv",
            f"+371{self._codes.phone(number)}",
            self._codes.iban(number),
            home or address(self.random, number),
            f"19{50 + number % 49}-0{1 + number % 9}-1{number % 9}",
        )

    def new_code(self, person: Person) -> str:
        """The code of the new form that a person changed to."""
        return self._codes.new_code(person.number)

    def stranger_code(self) -> str:
        """A code of somebody who is in no table of persons."""
        number, self._next = self._next, self._next + 1
        return self._codes.old_code(number)


def asked(*identifiers: tuple[Category, str], person: Person, named: bool = True) -> Subject:
    """A request as the person would make it."""
    from eraser.identifiers import normalise

    found = tuple(Identifier(c, normalise(c, text)) for c, text in identifiers)
    return Subject(found, (person.called,) if named else ())
