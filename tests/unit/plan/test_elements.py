"""Of a list of people the subject's element loses all that is theirs, the others nothing."""

from __future__ import annotations

from eraser.datamap import ContainerMap
from eraser.model.place import Value
from eraser.plan.elements import without_theirs
from eraser.plan.redaction import REDACTED

ENTRY = ContainerMap.model_validate(
    {
        "purpose": "test",
        "legal_basis": "contract",
        "identifiers": {"doc.people[].code": "personas-kods"},
        "personal": ["doc.people[].home.address", "doc.note"],
    }
)
ADDRESS: Value = {"address": "Rīga 1", "since": 2020}


def person(code: str, home: Value = ADDRESS) -> Value:
    return {"code": code, "home": home}


def document(*people: Value) -> Value:
    return {"people": list(people), "note": 1}


def test_the_address_in_the_element_of_the_subject_goes_and_anothers_stays() -> None:
    before = document(person("A"), person("B"))
    after = document(person(REDACTED), person("B"))
    mine = person(REDACTED, {"address": None, "since": 2020})
    assert without_theirs("doc", before, after, ENTRY) == document(mine, person("B"))


def test_where_two_elements_held_the_identifier_both_keep_what_is_beside_it() -> None:
    before = document(person("A"), person("A"))
    after = document(person(REDACTED), person(REDACTED))
    assert without_theirs("doc", before, after, ENTRY) == after


def test_an_element_with_a_text_about_the_subject_keeps_what_is_beside_it() -> None:
    before, after = document(person("see A")), document(person(f"see {REDACTED}"))
    assert without_theirs("doc", before, after, ENTRY) == after
