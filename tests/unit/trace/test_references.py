"""Where references lead, and that values for "has none", other spellings and guesses do not."""

from __future__ import annotations

import pytest

from eraser.model.graph import Verdict
from tests.unit.trace.builders import E_MAIL, FATHER, JANIS, SON, THIRD, Company, to_customer

THEIRS, REVIEW, SHARED = Verdict.THEIRS, Verdict.REVIEW, Verdict.SHARED


def by_card(*cards: str) -> Company:
    """Visits by a card's number that members need not have."""
    company = Company().mapped("visits", subject=[to_customer("card", at="card")])
    return company.table("visits", *({"id": n, "card": c} for n, c in enumerate(cards, 1)))


@pytest.mark.parametrize("none", ["0", "-", "N/A", "nav", "null", " ", "00000000", "nav@nav.lv"])
def test_a_value_for_has_none_leads_to_nobodys_records(none: str) -> None:
    company = by_card(none, none, "777").customer(1, SON, card=none)
    result = company.trace(SON)
    assert result.verdicts() == {"customers/1": THEIRS}
    assert any('card of a record in crm/customers is a value for "has none"' in words
               for words in result.trace.not_followed)  # fmt: skip


def test_a_key_of_zero_is_a_key() -> None:
    company = Company().mapped("orders", subject=[to_customer("customer")])
    company.customer(0, SON).table("orders", {"id": 1, "customer": 0}, {"id": 2, "customer": 1})
    assert company.trace(SON).verdicts() == {"customers/0": THEIRS, "orders/1": THEIRS}


def test_a_value_that_strangers_share_does_not_tell_whose_the_record_is() -> None:
    company = by_card("777", "778").customer(1, SON, card="777").customer(2, FATHER, card="777")
    company.customer(3, THIRD, card="778")
    assert company.trace(SON).verdicts()["visits/1"] is REVIEW


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        ("7", "7.0"),
        ("7", "007"),
        ("7", "7 "),
        ("AB-100", "AB-100 "),
        ("AB-100 ", "AB-100"),
        ("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"),
        ("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}"),
    ],
)
def test_the_same_value_written_otherwise_leads_to_the_same_person(parent: str, child: str) -> None:
    company = by_card(child, "XY-9").customer(1, SON, card=parent)
    assert company.trace(SON).verdicts() == {"customers/1": THEIRS, "visits/1": THEIRS}


def test_the_parent_of_a_child_that_is_written_otherwise_is_found() -> None:
    company = Company().mapped("visits", subject=[to_customer("card", at="card")])
    company.table("visits", {"id": 1, "card": "7.0", "note": f"rakstīt {E_MAIL}"})
    company.customer(2, FATHER, card="7")
    assert company.trace(E_MAIL).verdicts().get("visits/1") is not THEIRS
    assert "customers/2" in {t.record.ref.container.name + "/" + t.record.ref.key[0]
                             for t in company.trace(FATHER).trace.records}  # fmt: skip


def test_what_only_the_letter_case_makes_equal_goes_to_review() -> None:
    company = by_card("ab-100", "AB-100").customer(1, SON, card="AB-100")
    result = company.trace(SON)
    assert result.verdicts() == {"customers/1": THEIRS, "visits/1": REVIEW, "visits/2": THEIRS}
    assert "written with other letters" in result.because("visits/1")


def test_numbers_with_and_without_zeros_are_two_customers_where_both_are_there() -> None:
    company = by_card("7", "007").customer(1, SON, card="7").customer(2, FATHER, card="007")
    assert company.trace(SON).verdicts()["visits/1"] is THEIRS
    assert "visits/2" not in company.trace(SON).verdicts()


def test_two_ways_that_nobody_declared_are_shown_for_review() -> None:
    company = Company().customer(1, SON).customer(2, FATHER)
    company.mapped("bills").table("bills", {"id": 1, "payer": 1, "holder": 1})
    company.table("bills", {"id": 2, "payer": 2, "holder": 1}, {"id": 3, "payer": 2, "holder": 2})
    company.foreign_key("bills", "payer", "customers").foreign_key("bills", "holder", "customers")
    result = company.trace(SON)
    assert result.verdicts()["bills/1"] is result.verdicts()["bills/2"] is REVIEW
    assert "bills/3" not in result.verdicts()
    assert "one of several references that lead to persons" in result.because("bills/1")


@pytest.mark.parametrize("who", ["sagatavoja", "apstiprinātājaId", "izveidojaId", "darbinieksId"])
def test_who_did_it_in_latvian_is_not_whom_it_is_about(who: str) -> None:
    company = Company().customer(1, SON).customer(2, FATHER)
    company.mapped("bills").table("bills", {"id": 1, "klientaId": 1, who: 2})
    company.foreign_key("bills", "klientaId", "customers").foreign_key("bills", who, "customers")
    assert company.trace(SON).verdicts()["bills/1"] is REVIEW
    assert "bills/1" not in {
        place for place, v in company.trace(FATHER).verdicts().items() if v in (THEIRS, REVIEW)
    }


def test_a_container_to_which_nothing_leads_is_named() -> None:
    company = Company().customer(1, SON).mapped("orders").table("orders", {"id": 1, "customer": 1})
    told = company.trace(SON, names=[JANIS]).trace.not_followed
    assert any(w.startswith("crm/orders: nothing in the data map leads") for w in told)
