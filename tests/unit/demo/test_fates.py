"""The labels: what must become of each record when a person asks to be erased."""

from __future__ import annotations

from datetime import date

import pytest

from eraser.demo.world.fates import claims as decide
from eraser.demo.world.people import Household, Kind
from eraser.demo.world.places import Place
from eraser.demo.world.record import OLD_VERSION, Claim, Fate, Label
from eraser.demo.world.world import OldVersions, World

TODAY = date(2026, 3, 2)
STAYS = {Fate.HELD, Fate.MINIMISE, Fate.JOINT, Fate.REDACTED, Fate.REVIEW}


def world(persons: int = 50, today: date = TODAY) -> World:
    return World(7, persons, today)


def home(made: World, kind: Kind, cycle: int = 0) -> Household:
    found = [h for h in made.households() if h.kind is kind]
    return found[cycle]


def claims(made: World, person: int, place: Place) -> list[Claim]:
    container = made.names.container(place)
    labels = [x for x in made.labels_of(person) if x.ref.container == container]
    return [claim for label in labels if (claim := label.claim(person)) is not None]


def fates(made: World, person: int, place: Place) -> set[Fate]:
    return {claim.fate for claim in claims(made, person, place)}


@pytest.mark.parametrize("year", range(2024, 2031))
def test_nothing_is_erased_that_a_record_which_stays_refers_to(year: int) -> None:
    made = world(45, date(year, 7, 1))
    for house in made.households():
        records = {(r.place, r.key): r for r in made.records_of(house)}
        for person in house.people:
            claimed = {
                (r.place, r.key): c
                for r, x in zip(records.values(), made.labels_at(house), strict=True)
                if (c := x.claim(person.number)) is not None
            }
            erased = {a for a, c in claimed.items() if c.fate is Fate.ERASE}
            for address, record in records.items():
                if address in erased:
                    continue
                emptied = claimed[address].fields if address in claimed else ()
                kept = {(k.place, k.key) for k in record.links if k.field not in emptied}
                assert not kept & erased


def test_a_held_invoice_keeps_contract_and_customer_row_but_not_the_meter() -> None:
    made = world()
    person = home(made, Kind.NAMESAKE).people[0].number
    assert fates(made, person, Place.INVOICES) == {Fate.HELD}
    assert fates(made, person, Place.CONTRACTS) == {Fate.MINIMISE}
    assert fates(made, person, Place.CUSTOMERS) == {Fate.MINIMISE}
    assert fates(made, person, Place.METERS) == {Fate.ERASE}


def test_a_row_that_stays_must_lose_what_it_has_and_nothing_else() -> None:
    made = world()
    father = home(made, Kind.FATHER_AND_SON).people[0].number
    (claim,) = claims(made, father, Place.CUSTOMERS)
    assert claim.fields == ("personal_code", "phone", "iban", "address")


def test_an_invoice_is_held_five_years_from_the_end_of_its_year() -> None:
    made = world()
    person = home(made, Kind.NAMESAKE).people[0].number
    held = claims(made, person, Place.INVOICES)
    assert {(c.until, c.law) for c in held} == {(date(2030, 12, 31), "lv.gl.28.5")}


def test_who_left_long_ago_is_erased_everywhere() -> None:
    made = world()
    person = home(made, Kind.LEFT).people[0].number
    assert {label.claim(person).fate for label in made.labels_of(person)} == {Fate.ERASE}  # type: ignore[union-attr]


def test_an_expired_invoice_stays_while_its_late_payment_is_held() -> None:
    made = world()
    person = home(made, Kind.SHARED_IBAN).people[0].number
    assert fates(made, person, Place.PAYMENTS) == {Fate.HELD}
    assert fates(made, person, Place.INVOICES) == {Fate.MINIMISE}


def test_a_joint_contract_is_never_erased_for_one_of_the_two() -> None:
    made = world()
    main, other = (p.number for p in home(made, Kind.JOINT).people)
    assert fates(made, main, Place.CONTRACTS) == {Fate.JOINT}
    assert [c.fields for c in claims(made, other, Place.CONTRACTS)] == [("co_customer_id",)]


def test_the_row_of_the_co_party_goes_and_the_main_partys_stays() -> None:
    made = world()
    main, other = (p.number for p in home(made, Kind.JOINT).people)
    assert fates(made, main, Place.CUSTOMERS) == {Fate.MINIMISE}
    assert fates(made, other, Place.CUSTOMERS) == {Fate.ERASE}


def test_a_joint_contract_keeps_the_main_partys_row_when_nothing_is_held_any_more() -> None:
    made = world()
    main, _ = home(made, Kind.JOINT).people
    records = [r for r in made.records_of(home(made, Kind.JOINT)) if r.hold is None]
    decided = decide(records, TODAY)
    assert decided[Place.CUSTOMERS, (str(main.id),)][0].fate is Fate.MINIMISE


@pytest.mark.parametrize(
    ("cycle", "file", "customer"),
    [
        (0, Fate.HELD, Fate.MINIMISE),
        (1, Fate.HELD, Fate.MINIMISE),
        (2, Fate.ERASE, Fate.ERASE),
    ],
)
def test_a_money_laundering_file_keeps_the_customer_row(
    cycle: int, file: Fate, customer: Fate
) -> None:
    made = world()
    person = home(made, Kind.AML, cycle).people[0].number
    assert fates(made, person, Place.AML_FILES) == {file}
    assert fates(made, person, Place.CUSTOMERS) == {customer}


def test_a_relationship_that_has_not_ended_is_held_without_an_end() -> None:
    made = world()
    person = home(made, Kind.AML, 1).people[0].number
    assert [c.until for c in claims(made, person, Place.AML_FILES)] == [None]


def test_a_ticket_with_only_a_shared_phone_is_reviewed_for_each_of_the_family() -> None:
    made = world()
    for person in home(made, Kind.FAMILY_PHONE).people:
        assert Fate.REVIEW in fates(made, person.number, Place.TICKETS)


def test_father_and_son_own_nothing_together_apart_from_doubtful_tickets() -> None:
    made = world()
    father, son = home(made, Kind.FATHER_AND_SON).people
    both = [x for x in made.labels_of(father.number) if son.number in x.persons]
    assert {c.fate for x in both for c in x.claims} == {Fate.REVIEW}


def test_nobodys_records_have_no_claims_and_say_why() -> None:
    for label in world().labels():
        assert bool(label.claims) != (label.decoy is not None)


def test_no_employee_is_anybodys_record() -> None:
    made = world()
    staff = made.names.container(Place.EMPLOYEES)
    assert not [x for x in made.labels() if x.ref.container == staff and x.persons]


def test_labels_of_one_person_are_those_of_the_whole_stream() -> None:
    made = world()
    stream = list(made.labels())
    for person in range(made.persons):
        assert list(made.labels_of(person)) == [x for x in stream if person in x.persons]


def test_planting_puts_the_true_version_id_into_the_label() -> None:
    made = world()
    old = _old(made.labels_of(0))
    name = old[0].ref.key[0]
    planted = OldVersions({name: "v-17"})
    assert [x.ref.key[1] for x in made.labels_of(0, planted) if x.ref.key[0] == name] == [
        "v-17",
        "",
    ]


def test_some_persons_stand_in_the_old_version_of_the_export_only() -> None:
    made = world()
    exports = made.names.container(Place.CUSTOMER_EXPORTS)
    versions = [
        {x.ref.key[1] for x in made.labels_of(n) if x.ref.container == exports} for n in range(14)
    ]
    assert versions.count({OLD_VERSION}) == 2
    assert versions.count({OLD_VERSION, ""}) == 12


def _old(labels: tuple[Label, ...]) -> list[Label]:
    return [x for x in labels if OLD_VERSION in x.ref.key]
