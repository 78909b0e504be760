"""Rows that only refer to the subject's rows are found, because those rows cannot go then."""

from __future__ import annotations

from eraser.model.graph import Trace, Verdict
from eraser.trace.referrers import with_referrers
from eraser.trace.world import Limits
from tests.unit.trace.builders import SON, Company, Result, subject


def traced(company: Company) -> Result:
    world = company.world(company.store.reader())
    found: Trace = company.world_trace(subject(SON), Limits())
    return Result(with_referrers(found, world))


def test_a_strangers_row_that_names_the_subject_as_its_maker_is_told_and_not_theirs() -> None:
    company = (
        Company()
        .mapped("articles")
        .customer(1, SON)
        .table("articles", {"id": 7, "created_by": 1}, {"id": 8, "created_by": 1})
        .foreign_key("articles", "created_by", "customers")
    )
    verdicts = traced(company).verdicts()
    assert [v for place, v in verdicts.items() if place.startswith("articles")] == [Verdict.OTHER]


def test_a_row_of_a_container_that_the_map_does_not_name_goes_to_review() -> None:
    company = (
        Company()
        .customer(1, SON)
        .table("unmapped", {"id": 7, "made_by": 1})
        .foreign_key("unmapped", "made_by", "customers")
    )
    assert traced(company).verdicts()["unmapped/7"] is Verdict.REVIEW


def test_the_subjects_own_children_stay_what_they_are() -> None:
    company = (
        Company()
        .mapped("orders", subject=[{"fields": "customer_id", "of": "crm/customers", "at": "id"}])
        .customer(1, SON)
        .table("orders", {"id": 7, "customer_id": 1})
        .foreign_key("orders", "customer_id", "customers")
    )
    assert traced(company).verdicts() == {
        "customers/1": Verdict.THEIRS,
        "orders/7": Verdict.THEIRS,
    }


def test_nobody_is_found_where_nothing_refers_to_the_subject() -> None:
    company = (
        Company()
        .mapped("articles")
        .customer(1, SON)
        .customer(2)
        .table("articles", {"id": 7, "created_by": 2}, {"id": 8, "created_by": None})
        .foreign_key("articles", "created_by", "customers")
    )
    assert set(traced(company).verdicts()) == {"customers/1"}
