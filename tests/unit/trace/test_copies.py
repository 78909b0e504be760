"""A container that only repeats what others hold is not searched, and told."""

from __future__ import annotations

from dataclasses import replace

from eraser.model.graph import Trace
from eraser.model.place import ContainerSchema
from eraser.trace.copies import with_copies
from eraser.trace.follow import trace
from eraser.trace.world import Knowledge, World
from tests.unit.trace.builders import CUSTOMERS, SON, Company, identify, subject


def told(*behind: str) -> Trace:
    """A search for a customer, in a store with a copy of these tables."""
    company = Company().mapped("customers", **CUSTOMERS).customer(1, SON)
    company.table("tariffs", {"id": 1, "name": "day"})
    container = company.store.container
    copy = ContainerSchema(container("copy"), (), ("id",), repeats=tuple(map(container, behind)))
    described = World.described({"crm": company.store.reader()}, company.datamap())
    world = World.of(described.readers, described.datamap, [*described.schemas.values(), copy], ())
    assert container("copy") not in world.schemas
    found = trace(subject(SON), world, Knowledge(lambda r: tuple(identify(r))))
    return with_copies(replace(found, not_followed=("first",)), world)


def test_a_copy_of_what_holds_the_subject_is_to_be_refreshed() -> None:
    found = told("customers", "tariffs")
    assert found.not_read == ()
    assert [w for w in found.not_followed if w != "first"] == [
        "crm/copy only repeats what other containers hold: it is not searched; refresh it after "
        "the erasure"
    ]


def test_a_copy_without_anything_of_the_subject_is_not_spoken_of() -> None:
    assert (told("tariffs").not_followed, told("tariffs").not_read) == (("first",), ())


def test_a_copy_of_what_was_not_searched_is_a_place_that_was_not_read() -> None:
    (unread,) = told("customers", "elsewhere").not_read
    assert (str(unread.container), unread.reason) == (
        "crm/copy",
        "it repeats what was not searched: crm/elsewhere",
    )
