import pytest

from eraser.datamap import DataMap
from eraser.detect import named
from eraser.detect.mapping import draft, unnamed
from eraser.documents import read_text
from eraser.errors import ConfigError
from eraser.model.finding import Finding
from eraser.model.place import Container, ContainerSchema, Field, FieldType, Reference

CLIENT = Container("crm", 'public."Client, old"')
CALLS = Container("files", "bucket/calls/*.mp3")


def finding(container: Container, field: str, category: str, records: int = 90) -> Finding:
    return Finding(container, field, category, records=records, scanned=100, score=1.0)


FOUND = (
    finding(CLIENT, "address", "postal-code"),
    finding(CLIENT, "e: mail", "email"),
    finding(CLIENT, "note", "phone", records=3),
    finding(CLIENT, "old_code", "personas-kods", records=3),
    finding(CLIENT, "yes", "iban"),
    finding(CALLS, "object", "phone"),
)
FILLED = {(CLIENT, "old_code", "personas-kods"): 3, (CLIENT, "note", "phone"): 80}


def loaded(text: str) -> DataMap:
    return read_text(text, DataMap, "map")


def test_a_drafted_map_loads_and_names_what_was_found() -> None:
    schema = ContainerSchema(CLIENT, (), ("id",), notes=("no primary\nkey",))
    text = draft(FOUND, FILLED, {CLIENT: schema}, "SIA: Example # 1")
    found = loaded(text)
    assert found.controller == "SIA: Example # 1"
    entry = found.containers[str(CLIENT)]
    assert entry.identifiers == {"e: mail": "email", "old_code": "personas-kods", "yes": "iban"}
    assert entry.personal == ("address",)
    assert entry.text == ("note",)
    assert "# no primary key" in text
    assert unnamed(found, FOUND) == FOUND[-1:]


def test_every_guess_of_a_drafted_map_is_marked_for_review() -> None:
    lines = draft(FOUND, FILLED, {}, "").splitlines()
    guessed = [line for line in lines if "legal_basis" in line or "purpose" in line]
    assert guessed and all("# review" in line for line in guessed)


def test_a_scan_without_findings_makes_an_empty_map() -> None:
    assert loaded(draft((), {}, {}, "SIA")).containers == {}


def test_names_stand_together_and_what_makes_records_somebodys_is_left_to_people() -> None:
    orders, logs = Container("crm", "public.orders"), Container("crm", "public.logs")
    found = (
        finding(CLIENT, "pk", "personas-kods"),
        finding(CLIENT, "phone", "phone"),
        *(
            Finding(CLIENT, field, category, records=90, scanned=100, score=named.SCORE)
            for field, category in (
                ("fax", "phone"), ("first_name", "name"), ("last_name", "name"),
                ("spouse_last_name", "name"), ("middle_name", "name"), ("contact_name", "name"),
            )
        ),
        finding(orders, "note", "phone", records=3),
    )  # fmt: skip
    references = [Reference(o, ("client",), CLIENT, ("id",)) for o in (orders, logs)]
    text = draft(found, {}, {}, "", references)
    entry = loaded(text).containers[str(CLIENT)]
    assert [(n.given, n.surname, n.full) for n in entry.names] == [
        ("first_name", "last_name", ""), ("", "spouse_last_name", ""), ("", "", "contact_name")
    ]  # fmt: skip
    assert entry.personal == ("fax", "middle_name")
    assert entry.identifiers == {"pk": "personas-kods", "phone": "phone"}
    assert not entry.persons and "    # persons: true" in text
    assert loaded(text).containers[str(orders)].subject == ()
    agreed = loaded(text.replace("    # subject:", "    subject:"))
    assert agreed.containers[str(orders)].subject[0].of == str(CLIENT)
    assert f"# {logs}: nothing was found in it" in text


def clients(*columns: str) -> ContainerSchema:
    return ContainerSchema(CLIENT, tuple(Field(c, FieldType.TEXT) for c in columns), ("id",))


@pytest.mark.parametrize(
    ("columns", "own"),
    [
        (("guardian_code", "personal_code"), "personal_code"),
        (("personasKods", "laulātāKods", "galvotāja_kods"), "personasKods"),
        (("zz_code", "aa_code"), "zz_code"),
    ],
)
def test_a_draft_names_one_code_of_a_person_and_asks_whose_the_others_are(
    columns: tuple[str, ...], own: str
) -> None:
    found = [finding(CLIENT, column, "personas-kods") for column in columns]
    text = draft(found, {}, {CLIENT: clients(*columns)}, "")
    agreed = loaded(text.replace("    # persons: true", "    persons: true"))
    assert agreed.containers[str(CLIENT)].identifiers == {own: "personas-kods"}
    assert agreed.containers[str(CLIENT)].own_fields() == {own}
    assert text.count("whose is it?") == len(columns) - 1


@pytest.mark.parametrize(
    ("table", "column", "offered"),
    [
        ("contracts", "guarantor_code", False),
        ("fines", "driver_code", False),
        ("ligumi", "galvotājaKods", False),
        ("orders", "approved_by_code", False),
        ("drivers", "driver_code", True),
        ("darbinieki", "darbinieka_kods", True),
        ("fines", "code", True),
    ],
)
def test_a_table_whose_only_code_is_a_second_partys_is_not_offered_as_one_of_persons(
    table: str, column: str, offered: bool
) -> None:
    place = Container("crm", f"public.{table}")
    text = draft([finding(place, column, "personas-kods")], {}, {}, "")
    assert ("# persons: true" in text) is offered
    assert loaded(text).containers[str(place)].identifiers == {column: "personas-kods"}


def test_taking_both_codes_of_a_draft_asks_whose_they_are() -> None:
    columns = ("guardian_code", "personal_code")
    found = [finding(CLIENT, column, "personas-kods") for column in columns]
    text = draft(found, {}, {CLIENT: clients(*columns)}, "")
    text = text.replace("    # persons:", "    persons:").replace(
        "      # guardian", "      guardian"
    )
    with pytest.raises(ConfigError, match="say which are the person's own"):
        loaded(text)
    agreed = loaded(text.replace("    # own:", "    own:"))
    assert agreed.containers[str(CLIENT)].own_fields() == {"personal_code"}


def test_a_draft_proposes_one_subject_of_those_that_do_not_say_who_acted() -> None:
    orders = Container("crm", "public.orders")
    found = (finding(CLIENT, "pk", "personas-kods"), finding(orders, "note", "phone", records=3))
    columns = ("klientaId", "saņēmējaId", "sagatavoja", "apstiprinātājaId", "darbinieksId")
    references = [Reference(orders, (column,), CLIENT, ("id",)) for column in columns]
    text = draft(found, {}, {}, "", references)
    assert text.count("subject:") == 1
    agreed = loaded(text.replace("    # subject:", "    subject:")).containers[str(orders)]
    assert [s.fields for s in agreed.subject] == [("klientaId",), ("saņēmējaId",)]
    assert "several make it a joint record" in text


def test_names_of_relatives_come_after_the_persons_own() -> None:
    found = [finding(CLIENT, column, "name") for column in ("name", "mother_name")]
    entry = loaded(draft(found, {}, {}, "")).containers[str(CLIENT)]
    assert [n.full for n in entry.names] == ["name", "mother_name"]
