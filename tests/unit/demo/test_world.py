"""The made-up company's records: always the same, streamed, and valid where they must be."""

from __future__ import annotations

import tracemalloc
from collections import defaultdict
from datetime import date
from itertools import islice

import pytest

from eraser.demo.world.names import FAMILY_NAMES, MEN, WOMEN
from eraser.demo.world.people import CYCLE, Household, Kind
from eraser.demo.world.places import Place
from eraser.demo.world.record import Decoy, Planted
from eraser.demo.world.subjects import subject_file, subject_of
from eraser.demo.world.world import World
from eraser.documents import Document, read_text
from eraser.errors import UsageError
from eraser.identifiers import eleven_digits, iban, names, personas_kods, phone

TODAY = date(2026, 3, 2)


def world(persons: int = 50, seed: int = 7) -> World:
    return World(seed, persons, TODAY)


def everything(made: World) -> list[Planted]:
    records = [record for home in made.households() for record in made.records_of(home)]
    return [*made.decoys(), *records]


def homes(made: World, kind: Kind) -> list[Household]:
    return [home for home in made.households() if home.kind is kind]


def digits(code: str) -> str:
    return code.replace("-", "")


def test_the_same_seed_makes_the_same_world() -> None:
    assert everything(world()) == everything(world())


def test_another_seed_makes_other_persons() -> None:
    ours, theirs = list(world(seed=1).people()), list(world(seed=2).people())
    assert not {p.personal_code for p in ours} & {p.personal_code for p in theirs}


@pytest.mark.parametrize("persons", [15, 16, 29, 50, 1000])
def test_a_world_has_as_many_persons_as_were_asked_for(persons: int) -> None:
    assert [p.number for p in world(persons).people()] == list(range(persons))


def test_a_world_smaller_than_one_cycle_is_refused() -> None:
    with pytest.raises(UsageError):
        world(CYCLE - 1)


def test_any_person_is_made_without_the_others() -> None:
    made = world(200)
    assert [made.person(n) for n in range(200)] == list(made.people())


def test_a_million_persons_are_streamed_in_little_memory() -> None:
    made = world(1_000_000)
    tracemalloc.start()
    try:
        count = sum(1 for _ in islice(made.labels(), 20_000))
        last = made.labels_of(999_999)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert last
    assert peak < 4_000_000


def test_no_two_of_many_persons_share_a_code_by_accident() -> None:
    codes = [
        code
        for person in world(30_000).people()
        for code in (person.personal_code, person.former_code)
        if code
    ]
    assert len(codes) == len(set(codes))


def test_far_apart_persons_do_not_share_a_code_or_a_phone() -> None:
    made = world(1_000_000)
    some = [made.person(n) for n in range(0, 1_000_000, 97)]
    assert len({p.personal_code for p in some}) == len(some)
    assert len({p.iban for p in some}) > len(some) * 0.99


def test_every_personas_kods_is_valid() -> None:
    for person in world(3_000).people():
        assert personas_kods.valid(person.personal_code)
        assert person.former_code is None or personas_kods.valid(person.former_code)


def test_every_phone_and_iban_is_valid() -> None:
    for person in world(600).people():
        assert phone.valid(person.phone)
        assert iban.valid(person.iban)


def test_no_key_stands_twice() -> None:
    addresses = [(record.place, record.key) for record in everything(world(300))]
    assert len(addresses) == len(set(addresses))


def test_every_place_has_records() -> None:
    assert {record.place for record in everything(world())} == set(Place)


def test_look_alikes_are_no_codes_without_context() -> None:
    made = world(3_000)
    alike = {
        value
        for record in made.decoys()
        if record.decoy is Decoy.LOOK_ALIKE
        for value in record.fields.values()
        if isinstance(value, str) and value.isdigit()
    }
    alike |= {
        record.key[0]
        for home in made.households()
        for record in made.books.rows(home)
        if record.place is Place.METERS
    }
    checked = personas_kods.Standing.CHECKED, personas_kods.Standing.ZERO_FOR_TEN
    assert not [v for v in alike if len(v) == 11 and personas_kods.standing(v) in checked]


def test_suppliers_have_valid_company_numbers_and_estonian_codes() -> None:
    for record in world().decoys():
        if record.place is Place.SUPPLIERS:
            assert eleven_digits.company(str(record.fields["registration_number"]))
            assert eleven_digits.neighbour(str(record.fields["partner_ref"]))


def test_no_article_code_is_a_customers_phone() -> None:
    made = world(9_000)
    articles = {r.key[0] for r in made.decoys() if r.place is Place.ARTICLES}
    assert not articles & {person.phone for person in made.people()}


def test_father_and_son_share_everything_but_codes() -> None:
    for home in homes(world(), Kind.FATHER_AND_SON):
        father, son = home.people
        assert (father.name, father.phone, father.address) == (son.name, son.phone, son.address)
        assert father.personal_code != son.personal_code


def test_a_namesake_has_the_name_only_and_lives_elsewhere() -> None:
    made = world()
    for first, other in zip(
        homes(made, Kind.CHANGED_CODE), homes(made, Kind.NAMESAKE), strict=True
    ):
        one, two = first.people[0], other.people[0]
        assert one.name == two.name
        assert one.address.rsplit(", ")[-1] != two.address.rsplit(", ")[-1]
        assert not {one.phone, one.iban, one.email} & {two.phone, two.iban, two.email}


def test_families_share_a_phone_and_couples_an_account() -> None:
    made = world()
    assert all(len({p.phone for p in h.people}) == 1 for h in homes(made, Kind.FAMILY_PHONE))
    assert all(len({p.iban for p in h.people}) == 1 for h in homes(made, Kind.SHARED_IBAN))


def test_a_customer_is_an_employee_of_the_same_name() -> None:
    made = world()
    person = homes(made, Kind.EMPLOYEE)[0].people[0]
    staff = [r.fields for r in made.decoys() if r.place is Place.EMPLOYEES]
    named = [f for f in staff if (f["given_name"], f["surname"]) == tuple(person.name.split())]
    assert named
    assert person.email not in {f["email"] for f in staff}


def test_the_cases_of_every_name_are_forms_that_a_search_would_use() -> None:
    for given in MEN:
        for family in FAMILY_NAMES:
            _knows_all_cases(given.nominative, family.of_men.nominative, given, family.of_men)
    for given in WOMEN:
        for family in FAMILY_NAMES:
            _knows_all_cases(given.nominative, family.of_women.nominative, given, family.of_women)


def _knows_all_cases(given: str, surname: str, *cased: object) -> None:
    one, other = cased
    forms = {form.casefold() for form in names.forms(given, surname)}
    for case in ("nominative", "genitive", "dative", "accusative"):
        assert f"{getattr(one, case)} {getattr(other, case)}".casefold() in forms


def test_a_subject_is_known_by_current_code_and_email_only() -> None:
    person = world().person(0)
    subject = subject_of(person)
    assert [i.category for i in subject.identifiers] == ["personas-kods", "email"]
    assert subject.identifiers[0].value == digits(person.personal_code)


class Subjects(Document):
    """A subject file, as far as this test reads one."""

    email: list[str]
    phone: list[str]
    name: list[dict[str, str]]


def test_a_subject_file_is_yaml_without_the_customer_number() -> None:
    person = world().person(0)
    text = subject_file(person)
    read = read_text(text.replace("personas-kods:", "phone_:").split("\n", 2)[2], Subjects, "x")
    assert read.email == [person.email]
    assert person.customer_number not in text


def test_objects_stay_few_however_many_persons_there_are() -> None:
    made = world(60_000)
    objects = {
        record.key[0]
        for home in made.households()
        for record in made.objects(home)
        if record.place.store == "files"
    }
    assert 1_000 < len(objects) < 4_000


def test_rows_of_one_export_are_numbered_without_a_gap() -> None:
    rows: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    made = world(333)
    for home in made.households():
        for record in made.archive.export_rows(home):
            rows[record.key[:2]].append(int(record.key[2]))
    assert len(rows) == 4
    assert all(numbers == list(range(len(numbers))) for numbers in rows.values())
