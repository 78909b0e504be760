"""How a record that stays is cleared, and what of objects can only go whole."""

from __future__ import annotations

from dataclasses import replace

from eraser.model.graph import Verdict
from eraser.model.place import FieldType, RecordRef
from eraser.model.plan import Action
from tests.unit.plan.builders import (
    CALLS,
    EXPORTS,
    MARKETING,
    SCHEMAS,
    TICKETS,
    cleared,
    contract,
    customer,
    in_object,
    invoice,
    make,
    step,
    traced,
)

DELETE, UPDATE, KEEP, REVIEW = Action.DELETE, Action.UPDATE, Action.KEEP, Action.REVIEW


def test_a_unique_field_gets_a_mask_of_its_own_that_tells_nothing() -> None:
    made = make(customer(1), customer(2), invoice(100, 10, 1), invoice(101, 10, 2))
    masks = [str(cleared(step(made, customer(n)))["customer_number"]) for n in (1, 2)]
    assert len(set(masks)) == 2
    assert all(m.startswith("dzēsts-") and len(m) == 17 for m in masks)
    again = make(customer(1), invoice(100, 10, 1))
    assert cleared(step(again, customer(1)))["customer_number"] == masks[0]
    other = make(customer(1), invoice(100, 10, 1), case="2026-015")
    assert cleared(step(other, customer(1)))["customer_number"] != masks[0]


def with_customer_field(name: str, **traits: object) -> tuple[object, ...]:
    schema = SCHEMAS[0]
    fields = tuple(replace(f, **traits) if f.name == name else f for f in schema.fields)
    return (replace(schema, fields=fields), *SCHEMAS[1:])


def test_a_field_that_may_not_be_empty_is_masked() -> None:
    assert cleared(step(make(customer(), invoice()), customer()))["email"] == "dzēsts"


def test_a_mask_fits_a_short_field() -> None:
    made = make(customer(), invoice(), schemas=with_customer_field("email", max_length=4))
    assert cleared(step(made, customer()))["email"] == "dzēs"


def test_a_unique_mask_that_does_not_fit_is_shortened_or_goes_to_review() -> None:
    short = with_customer_field("customer_number", max_length=12)
    mask = cleared(step(make(customer(), invoice(), schemas=short), customer()))["customer_number"]
    assert len(str(mask)) == 10
    tiny = with_customer_field("customer_number", max_length=6)
    one = step(make(customer(), invoice(), schemas=tiny), customer())
    assert one.action is REVIEW
    assert "too few for a mask" in one.reason


def test_a_number_that_may_not_be_empty_goes_to_review() -> None:
    required = with_customer_field("birth_year", nullable=False)
    one = step(make(customer(), invoice(), schemas=required), customer())
    assert one.action is REVIEW
    assert "`birth_year` may not be empty" in one.reason
    assert one.changes == ()


def test_a_picture_that_no_reader_reads_is_emptied_all_the_same() -> None:
    pictured = with_customer_field("address", type=FieldType.BINARY)
    unread = customer()
    fields = {k: v for k, v in unread.record.fields.items() if k != "address"}
    unread = replace(unread, record=replace(unread.record, fields=fields))
    assert cleared(step(make(unread, invoice(), schemas=pictured), unread))["address"] is None


def test_a_field_that_cannot_be_written_is_left_and_told() -> None:
    generated = with_customer_field("phone", writable=False)
    one = step(make(customer(), invoice(), schemas=generated), customer())
    assert "phone" not in cleared(one)
    assert "`phone` cannot be written" in one.reason


def test_free_text_in_a_row_that_stays_loses_the_persons_mentions() -> None:
    noted = customer(notes="Anna Ozola zvanīja")
    assert cleared(step(make(noted, invoice()), noted))["notes"] == "[dzēsts] zvanīja"


def test_a_row_that_was_cleared_before_is_kept_as_it_is() -> None:
    once = make(customer(), contract(), invoice())
    row_after = customer(**cleared(step(once, customer())))
    assert step(make(row_after, contract(), invoice()), row_after).action is KEEP


def test_inside_a_document_only_the_declared_paths_are_emptied() -> None:
    ticket = traced(
        RecordRef(TICKETS, ("t1", "")),
        {
            "customer": {"number": "K-1", "email": "anna@example.lv", "tier": "gold"},
            "to": ["anna@example.lv"],
            "text": "x",
        },
    )
    minimising = MARKETING.model_copy(
        update={
            "rules": (
                MARKETING.rules[0].model_copy(
                    update={
                        "action": "minimise",
                        "where": MARKETING.rules[0].where.model_copy(
                            update={"purposes": ("customer service",)}
                        ),
                    }
                ),
            )
        }
    )
    one = step(make(ticket, playbook=minimising), ticket)
    assert cleared(one) == {"customer": {"number": None, "email": None, "tier": "gold"}, "to": []}


# -- objects and their former versions ----------------------------------------------------------


def test_a_whole_object_about_two_people_goes_to_review() -> None:
    call = replace(in_object(CALLS, "calls/a.wav"), verdict=Verdict.SHARED, fields=("object",))
    one = step(make(call), call)
    assert one.action is REVIEW
    assert "can only be deleted whole" in one.reason


def test_a_former_version_goes_whole() -> None:
    old = in_object(EXPORTS, "exports/a.csv", "", "v7", number="K-1")
    assert step(make(old), old).action is DELETE


def test_a_former_version_is_never_changed() -> None:
    old = in_object(EXPORTS, "exports/a.csv", "3", "v7", number="K-1")
    shared = replace(old, verdict=Verdict.SHARED, fields=("number",))
    one = step(make(shared), shared)
    assert one.action is REVIEW
    assert "former version" in one.reason


def test_a_former_version_with_a_held_line_does_not_go() -> None:
    held = in_object(EXPORTS, "exports/a.csv", "1", "v7", booked="yes", booked_on="2026-01-01")
    other = in_object(EXPORTS, "exports/a.csv", "2", "v7", booked="no", booked_on="2026-01-01")
    made = make(held, other)
    assert step(made, held).action is KEEP
    assert step(made, other).action is REVIEW
    assert "has to stay" in step(made, other).reason


def test_lines_of_one_object_belong_to_one_group_and_other_objects_do_not() -> None:
    made = make(
        in_object(EXPORTS, "exports/a.csv", "1", number="K-1"),
        in_object(EXPORTS, "exports/a.csv", "5", number="K-1"),
        in_object(EXPORTS, "exports/b.csv", "1", number="K-1"),
    )
    assert [s.group for s in made.steps] == ["g0001", "g0001", "g0002"]


def test_a_text_of_others_that_the_map_calls_personal_loses_the_mention_only() -> None:
    told = customer(1, Verdict.SHARED, address="pie kaimiņienes, ne pie anna@example.lv")
    made = make(replace(told, fields=("address",)))
    assert cleared(step(made, told)) == {"address": "pie kaimiņienes, ne pie [dzēsts]"}


def test_a_declared_field_with_two_peoples_codes_loses_the_persons_only() -> None:
    both = customer(1, Verdict.SHARED, email="anna@example.lv; ilze@example.lv")
    made = make(replace(both, fields=("email",)))
    assert cleared(step(made, both)) == {"email": "[dzēsts]; ilze@example.lv"}


def test_a_list_of_which_no_entry_reads_as_the_persons_goes_to_review() -> None:
    trip = customer(1, Verdict.SHARED, email=["1", "2"])
    assert step(make(replace(trip, fields=("email",))), trip).action is REVIEW
