"""Records that are no customer's: employees, and numbers that only look like a person's."""

from __future__ import annotations

from collections.abc import Iterator

from eraser.demo.world.codes import Codes
from eraser.demo.world.names import FAMILY_NAMES, MEN, WOMEN, folded
from eraser.demo.world.people import CYCLE, SEATS, Kind, Population
from eraser.demo.world.places import Place
from eraser.demo.world.record import Decoy, Planted
from eraser.demo.world.rows import EMPLOYED_CYCLES, STAFF
from eraser.model.place import Value

ARTICLES = 200
SUPPLIERS = 40

_GOODS = ("Kabelis", "Drošinātājs", "Skaitītāja korpuss", "Sadales skapis", "Gaismas ķermenis")


def decoys(population: Population, codes: Codes) -> Iterator[Planted]:
    """All of them, a few hundred at any size of the world."""
    yield from _employees(population)
    for number in range(ARTICLES):
        code = codes.article(number)
        fields = {"code": code, "title": f"{_GOODS[number % len(_GOODS)]} Nr. {number}"}
        yield Planted(Place.ARTICLES, (code,), fields, decoy=Decoy.LOOK_ALIKE)
    for number in range(SUPPLIERS):
        company = codes.company(number)
        fields = {
            "registration_number": company,
            "title": f"SIA Piegādātājs {number + 1}",
            "vat": f"LV{company}",
            "partner_ref": codes.estonian(number),
        }
        yield Planted(Place.SUPPLIERS, (company,), fields, decoy=Decoy.LOOK_ALIKE)


def _employees(population: Population) -> Iterator[Planted]:
    """The staff; those who are customers too come last, under their company address."""
    for number in range(STAFF):
        given, family = (MEN, WOMEN)[number % 2][number + 3], FAMILY_NAMES[-1 - number]
        surname = (family.of_men, family.of_women)[number % 2]
        yield _employee(number + 1, given.nominative, surname.nominative)
    seat = SEATS.index((Kind.EMPLOYEE, 0))
    for cycle in range(min(EMPLOYED_CYCLES, population.cycles)):
        person = population.home_of(cycle * CYCLE + seat).people[0]
        given_name, surname_name = person.given.nominative, person.surname.nominative
        yield _employee(STAFF + 1 + cycle, given_name, surname_name)


def _employee(number: int, given: str, surname: str) -> Planted:
    fields: dict[str, Value] = {
        "id": number,
        "given_name": given,
        "surname": surname,
        "email": f"{folded(given)}.{folded(surname)}@gaismas-energija.example.lv",
    }
    return Planted(Place.EMPLOYEES, (str(number),), fields, decoy=Decoy.EMPLOYEE)
