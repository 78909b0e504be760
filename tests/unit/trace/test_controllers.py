"""One system that serves several controllers: a request to one touches only its records."""

from __future__ import annotations

from typing import cast

import pytest

from eraser.errors import ConfigError
from eraser.model.graph import Trace, Verdict
from eraser.model.place import Container, Record, RecordRef
from eraser.model.portion import Portion
from eraser.trace.follow import trace
from eraser.trace.world import Knowledge, World
from tests.unit.trace.builders import CUSTOMERS, SON, Company, entry, identify, subject, to_customer
from tests.unit.trace.memory_store import MemoryReader

THEIRS = Verdict.THEIRS
HOUSES = {"field": "manager", "is": {"SIA Nami": ["LV4000"], "SIA Mājas": ["LV5000"]}}


def managers(controller: dict[str, object]) -> Company:
    """A house register that two managers use; a resident of houses of both."""
    company = Company().mapped("customers", **CUSTOMERS, controller=controller)
    company.mapped("bills", subject=[to_customer("of")])
    company.customer(1, SON, manager="LV4000").customer(2, SON, manager="LV5000")
    company.customer(3, SON, manager=None)
    return company.table("bills", {"id": 1, "of": 1}, {"id": 2, "of": 2}, {"id": 3, "of": 3})


def asked(company: Company, controller: str, reader: MemoryReader | None = None) -> Trace:
    """A request to one of them."""
    datamap = company.datamap().model_copy(update={"acting": controller})
    world = World.described({"crm": reader or company.store.reader()}, datamap)
    return trace(subject(SON), world, Knowledge(lambda r: tuple(identify(r))))


def places(found: Trace) -> dict[str, Verdict]:
    """`table/key` → verdict."""
    refs = ((t.record.ref, t.verdict) for t in found.records)
    return {f"{ref.container.name}/{ref.key[0]}": verdict for ref, verdict in refs}


def test_a_request_to_one_manager_touches_only_its_records() -> None:
    company = managers(cast(dict[str, object], HOUSES))
    found = asked(company, "SIA Nami")
    assert places(found) == {"customers/1": THEIRS, "bills/1": THEIRS}
    assert places(asked(company, "SIA Mājas")) == {"customers/2": THEIRS, "bills/2": THEIRS}
    assert "K-2" not in {i.value for i in found.known}
    assert any("not this controller's were left out" in words for words in found.not_followed)


def test_records_of_other_managers_are_not_even_read() -> None:
    company = managers(cast(dict[str, object], HOUSES))
    reader = company.store.reader()
    asked(company, "SIA Nami", reader)
    assert {f"{ref.container.name}/{ref.key[0]}" for ref in reader.read} == {
        "customers/1",
        "bills/1",
    }


def test_what_belongs_to_another_managers_resident_is_known_not_to_be_the_subjects() -> None:
    company = managers(cast(dict[str, object], HOUSES))
    company.table("bills", {"id": 4, "of": 2, "paid_by": SON})
    reader = company.store.reader()
    found = asked(company, "SIA Nami", reader)
    assert places(found) == {"customers/1": THEIRS, "bills/1": THEIRS, "bills/4": Verdict.OTHER}
    assert {r.key[0] for r in reader.read if r.container.name == "customers"} == {"1", "2"}


def test_values_without_a_name_are_the_maps_own_controllers() -> None:
    company = managers({"field": "manager", "is": ["LV4000"]})
    assert set(places(asked(company, ""))) == {"customers/1", "bills/1"}
    assert places(asked(company, "SIA Mājas")) == {}


def test_a_manager_of_which_the_map_knows_no_values_has_no_records() -> None:
    assert places(asked(managers(cast(dict[str, object], HOUSES)), "SIA Citi")) == {}


def test_objects_are_told_apart_by_their_prefix() -> None:
    company = Company().mapped(
        "scans", object_name="*/{customer-number}/*", controller={"prefix": {"SIA Nami": "nami/"}}
    )
    company.customer(7, SON)
    keys = ("nami/K-7/a.pdf", "namiki/K-7/a.pdf", "majas/K-7/a.pdf")
    company.table("scans", *({"object": key} for key in keys), key="object")
    found = asked(company, "SIA Nami")
    assert set(places(found)) == {"customers/7", "scans/nami/K-7/a.pdf"}


def test_a_path_into_a_document_tells_the_controller() -> None:
    company = Company().mapped("notes", controller={"field": "house.managers[]", "is": ["LV4000"]})
    datamap, container = company.datamap(), company.store.container("notes")

    def within(*managers: str) -> bool:
        house = {"managers": list(managers)}
        return datamap.within(Record(RecordRef(container, ("1",)), "1", {"house": house}))

    assert within("LV5000", "LV4000")
    assert not within("LV5000")
    assert not within()


def test_a_field_that_no_record_has_is_refused() -> None:
    with pytest.raises(ConfigError, match="no field 'house_manager'"):
        asked(managers({"field": "house_manager", "is": ["LV4000"]}), "")


def test_a_record_of_two_controllers_is_not_erased_for_one_of_them() -> None:
    company = managers({"field": "managers", "is": {"SIA Nami": "LV4000", "SIA Mājas": "LV5000"}})
    company.customer(4, SON, managers=["LV4000", "LV5000"]).customer(5, SON, managers=["LV4000"])
    found = asked(company, "SIA Nami")
    assert places(found) == {"customers/4": Verdict.REVIEW, "customers/5": THEIRS}
    (why,) = [e.words for t in found.records for e in t.because if "another controller" in e.words]
    assert "has a say" in why


@pytest.mark.parametrize(
    ("stored", "inside"),
    [
        ("7.00", True),
        (7, True),
        ("7.10", False),
        ("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", True),
        ("A", False),
    ],
)
def test_what_a_store_writes_in_its_own_way_is_the_same(stored: str | int, inside: bool) -> None:
    portion = Portion("manager", ("7", "7.1", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a"))
    ref = RecordRef(Container("crm", "bills"), ("1",))
    assert portion.has(Record(ref, "1", {"manager": stored})) is inside


@pytest.mark.parametrize(
    "written", [{}, {"field": "m"}, {"is": ["x"]}, {"field": "m", "is": ["x"], "prefix": "a/"}]
)
def test_a_controller_is_told_by_a_field_or_by_a_prefix(written: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="controller: write"):
        entry(controller=written)


def test_the_map_knows_its_controllers() -> None:
    datamap = managers(cast(dict[str, object], HOUSES)).datamap()
    assert datamap.controllers() == {"SIA Tests", "SIA Nami", "SIA Mājas"}
    assert datamap.asked == "SIA Tests"
    other = datamap.model_copy(update={"acting": "SIA Nami"})
    assert (other.asked, other.digest() != datamap.digest()) == ("SIA Nami", True)
