"""Laws of tracing, tried on random worlds of which the truth is known."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.model.graph import Verdict
from eraser.model.place import Value
from tests.unit.trace.builders import (
    CUSTOMERS,
    FATHER,
    IBAN,
    IDENTIFIERS,
    NEW_CODE,
    PHONE,
    SON,
    THIRD,
    Company,
    to_customer,
)

CODES = (SON, FATHER, THIRD, NEW_CODE)
E_MAILS = ("janis@example.lv", "janis.sen@example.lv", "anna@example.lv", "zane@example.lv")
PHONES = (PHONE, "+37126123456", "+37167223131", "+37129999123")
IBANS = (IBAN, "LV97HABA0012345678910", "LV85UNLA0050000000000", "LV51PARX0012345670001")
PARTNERS = {"partner_code": "personas-kods", "partner_email": "email"}

Row = dict[str, Value]


@st.composite
def persons(draw: st.DrawFn) -> list[Row]:
    """Rows of customers: codes and addresses of their own, phones and accounts perhaps shared.

    The first is the subject. Father and son may have one name.
    """
    return [
        {
            "id": n,
            "customer_number": f"K-{n}1",
            "personal_code": CODES[n],
            "email": draw(st.sampled_from([E_MAILS[n], E_MAILS[0]])),
            "phone": draw(st.sampled_from([PHONES[n], PHONES[0]])),
            "iban": draw(st.sampled_from([IBANS[n], IBANS[0], None])),
            "given": draw(st.sampled_from(["Jānis", "Anna"])) if n else "Jānis",
            "surname": "Bērziņš",
            "note": draw(st.sampled_from(["", *CODES, *E_MAILS])),
            "partner_code": draw(st.sampled_from([None, *CODES])),
            "partner_email": draw(st.sampled_from([None, *E_MAILS])),
        }
        for n in range(4)
    ]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Row], list[Row], list[Row]]:
    """Customers, and orders and their parts, each of one true person (`whose`)."""
    people = draw(persons())

    def of_a_person(n: int) -> Row:
        person = people[draw(st.integers(0, 3))]
        kept = draw(st.sets(st.sampled_from(["personal_code", "email", "phone", "iban"])))
        return {
            "id": n,
            "whose": person["id"],
            "customer_id": draw(st.sampled_from([person["id"], None])),
            "guarantor": draw(st.sampled_from([None, *CODES])),
            "text": draw(st.sampled_from(["", *CODES, *E_MAILS, *PHONES])),
            "who": draw(st.sampled_from([f"{person['given']} {person['surname']}", None])),
            **{name: person[name] for name in sorted(kept)},
        }

    orders = [of_a_person(n) for n in range(draw(st.integers(0, 5)))]
    parts: list[Row] = [
        {"id": n, "order_id": order["id"], "whose": order["whose"]}
        for n, order in enumerate(orders)
    ]
    return people, orders, parts


def company(world: tuple[list[Row], list[Row], list[Row]], order: Random) -> Company:
    """The world in a store, its rows in some order."""
    made = Company()
    made.mapped("customers", **{**CUSTOMERS, "identifiers": IDENTIFIERS | PARTNERS})
    kinds = {"personal_code": "personas-kods", "email": "email", "phone": "phone"}
    made.mapped(
        "orders",
        subject=[to_customer("customer_id")],
        identifiers=kinds | {"guarantor": "personas-kods"},
        names=[{"full": "who"}],
    )
    made.mapped("parts", subject=[{"fields": "order_id", "of": "crm/orders", "at": "id"}])
    for table, rows in zip(("customers", "orders", "parts"), world, strict=True):
        made.table(table, *order.sample(rows, len(rows)))
    return made


def wrong(traced_as: Verdict, row: Row) -> bool:
    """Whether a record of somebody else was taken as the subject's."""
    return traced_as is Verdict.THEIRS and row.get("whose", row["id"]) != 0


@settings(max_examples=80, deadline=None)
@given(worlds(), st.randoms(use_true_random=False), st.sets(st.sampled_from(range(4)), min_size=1))
def test_a_record_of_another_person_is_never_taken(
    world: tuple[list[Row], list[Row], list[Row]], order: Random, given_by: set[int]
) -> None:
    """Orders that say nothing of their person but the subject's code, in a text or as their
    guarantor's, are left out: one strong identifier is enough by design.
    """
    people, orders, parts = world
    plain = [{**o, "text": o["text"] if o["text"] != SON else ""} for o in orders]
    for each in plain:
        if each["customer_id"] is None and "personal_code" not in each:
            each["guarantor"] = None if each["guarantor"] == SON else each["guarantor"]
    named = ("personal_code", "email", "phone", "iban")
    values = [str(people[0][name]) for n, name in enumerate(named) if n in given_by]
    values = [value for value in values if value != "None"] or [SON]
    found = company((people, plain, parts), order).trace(*values).trace
    assert not [t.verdict for t in found.records if wrong(t.verdict, dict(t.record.fields))]


@settings(max_examples=40, deadline=None)
@given(worlds(), st.randoms(use_true_random=False), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(
    world: tuple[list[Row], list[Row], list[Row]], one: Random, other: Random
) -> None:
    first, second = (company(world, order).trace(SON, E_MAILS[0]).trace for order in (one, other))
    assert first == second


@settings(max_examples=40, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_a_record_with_the_subjects_own_code_is_never_overlooked(
    world: tuple[list[Row], list[Row], list[Row]], order: Random
) -> None:
    found = company(world, order).trace(SON).trace
    held = {t.record.fields["id"] for t in found.records if t.record.ref.container.name == "orders"}
    assert held >= {o["id"] for o in world[1] if SON in (o.get("personal_code"), o["text"])}
