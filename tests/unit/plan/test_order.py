"""Children before parents, circles, and what belongs together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eraser.model.graph import Traced
from eraser.model.place import OnDelete, Reference
from eraser.model.plan import Action, Plan
from tests.unit.plan.builders import (
    EXPORTS,
    REFERENCES,
    contract,
    customer,
    foreign_key,
    in_object,
    invoice,
    make,
    row,
    step,
)

OLD = {"issued_on": "2019-01-01"}


def order(made: Plan) -> list[str]:
    return [s.ref.container.name for s in made.steps]


def test_children_go_before_their_parents_in_one_group() -> None:
    payment = row("payments", 9, invoice_id=100, paid_on="2019-01-01")
    meter = row("meters", 7, contract_id=10)
    made = make(customer(), contract(), invoice(**OLD), payment, meter)
    assert order(made) == ["meters", "payments", "invoices", "contracts", "customers"]
    assert {s.group for s in made.steps} == {"g0001"}


def test_what_is_not_connected_is_in_groups_of_its_own() -> None:
    made = make(customer(1), customer(2))
    assert [s.group for s in made.steps] == ["g0001", "g0002"]


def test_what_leads_to_the_rest_goes_last_across_stores() -> None:
    line = in_object(EXPORTS, "exports/a.csv", "0", number="K-1")
    assert order(make(customer(), line)) == ["exports/*.csv", "customers"]


def test_steps_that_change_nothing_come_after_those_that_do() -> None:
    uncertain = row("unmapped", 3)
    made = make(customer(1), customer(2), contract(), invoice(), uncertain)
    changes = [s.action.changes for s in made.steps]
    assert changes == sorted(changes, reverse=True)
    assert made.steps[-1].action is Action.REVIEW
    assert [s.id for s in made.steps] == [f"s{n:04d}" for n in range(1, 6)]


def circle(**traits: object) -> tuple[Reference, ...]:
    """The customers' `birth_year` stands for a reference to a contract."""
    return (*REFERENCES, foreign_key("customers", "birth_year", "contracts", **traits))


@pytest.mark.parametrize(
    "traits",
    [
        {"deferrable": True},
        {"on_delete": OnDelete.SET_NULL, "nullable": True},
        {"on_delete": OnDelete.CASCADE},
    ],
)
def test_a_circle_is_cut_where_the_store_allows_it(traits: dict[str, object]) -> None:
    made = make(customer(birth_year=10), contract(), references=circle(**traits))
    assert [(s.action, s.ref.container.name) for s in made.steps] == [
        (Action.DELETE, "contracts"),
        (Action.DELETE, "customers"),
    ]
    assert len({s.group for s in made.steps}) == 1


def test_a_circle_that_cannot_be_cut_goes_to_review_with_what_it_refers_to() -> None:
    round_trip: list[Traced] = [customer(birth_year=10), contract(co_customer_id=2), customer(2)]
    made = make(*round_trip, references=circle())
    assert step(made, round_trip[0]).action is Action.REVIEW
    assert step(made, round_trip[1]).action is Action.REVIEW
    assert "circle of references" in step(made, round_trip[0]).reason
    assert step(made, customer(2)).action is Action.REVIEW


def test_rows_of_one_table_that_refer_to_each_other_go_together() -> None:
    parents = foreign_key("customers", "birth_year", "customers")
    made = make(
        customer(1, birth_year=2), customer(2, birth_year=1), references=(*REFERENCES, parents)
    )
    assert [s.action for s in made.steps] == [Action.DELETE, Action.DELETE]
    assert len({s.group for s in made.steps}) == 1


def test_a_row_that_refers_to_itself_goes() -> None:
    parents = foreign_key("customers", "birth_year", "customers")
    made = make(customer(1, birth_year=1), references=(*REFERENCES, parents))
    assert [s.action for s in made.steps] == [Action.DELETE]


def test_a_composite_reference_needs_all_its_fields() -> None:
    pair = replace(
        foreign_key("payments", "invoice_id", "invoices"),
        fields=("invoice_id", "paid_on"),
        target_fields=("id", "issued_on"),
    )
    matching = row("payments", 9, invoice_id=100, paid_on="2026-03-02")
    made = make(invoice(**OLD), matching, references=(pair,), dmap=None)
    assert step(made, invoice()).action is not Action.DELETE  # the data map's own reference
    half = row("payments", 9, invoice_id=None, paid_on="2026-03-02")
    assert step(make(invoice(**OLD), half, references=(pair,)), invoice()).action is Action.DELETE
