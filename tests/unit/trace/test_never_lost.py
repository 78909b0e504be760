"""Records of others in which the subject may have a part: shown for review, never passed over."""

from __future__ import annotations

import pytest

from eraser.model.graph import Verdict
from tests.unit.trace.builders import E_MAIL, FATHER, PHONE, SON, Company
from tests.unit.trace.builders import to_customer as to

REVIEW, OTHER, THEIRS = Verdict.REVIEW, Verdict.OTHER, Verdict.THEIRS
JANIS = {"given": "Jānis", "surname": "Bērziņš"}
ANNA = {"given": "Anna", "surname": "Ozola"}


def test_the_subjects_name_with_a_phone_that_may_be_theirs_is_shown() -> None:
    company = Company().customer(1, SON, email=E_MAIL, phone=PHONE, **JANIS)
    company.customer(2, FATHER, **ANNA).mapped(
        "baptisms",
        identifiers={"godfathers_phone": "phone"},
        names=[{"full": "godfather"}],
        subject=[to("customer", owns=["customer"])],
    )
    row = {"id": 1, "customer": 2, "godfather": "Jānis Bērziņš", "godfathers_phone": PHONE}
    result = company.table("baptisms", row).trace(E_MAIL)
    assert result.verdicts() == {"customers/1": REVIEW, "baptisms/1": REVIEW}


def test_a_request_without_a_name_shows_what_the_subject_paid_for_somebody() -> None:
    people = {"card": "customer-number", "mail": "email", "guardian_mail": "email"}
    company = Company().mapped("readers", persons=True, identifiers=people)
    rows = (
        {"id": 1, "card": "K-1", "mail": E_MAIL},
        {"id": 2, "card": "K-2", "guardian_mail": E_MAIL},
    )
    company.table("readers", *rows).mapped(
        "fines",
        identifiers={"paid_by_mail": "email"},
        subject=[{"fields": ["reader"], "of": "crm/readers", "at": "id", "owns": ["reader"]}],
    )
    company.table("fines", {"id": 1, "reader": 2, "paid_by_mail": E_MAIL})
    verdicts = company.trace(names=(), customer="K-1").verdicts()
    assert (verdicts["readers/1"], verdicts["fines/1"]) == (THEIRS, REVIEW)


def test_two_contacts_of_the_subject_in_anothers_record_are_shown() -> None:
    company = Company().customer(1, SON, email=E_MAIL, phone=PHONE, **JANIS)
    company.customer(2, FATHER, **ANNA).mapped("history", text=["before"], subject=[to("customer")])
    before = {"mail": E_MAIL, "tel": PHONE}
    result = company.table("history", {"id": 1, "customer": 2, "before": before}).trace(SON)
    assert result.verdicts()["history/1"] is REVIEW


@pytest.mark.parametrize(
    ("born", "verdict"), [(None, REVIEW), ("1975-11-16", REVIEW), ("1956-01-29", OTHER)]
)
def test_a_second_account_is_shown_unless_its_person_was_born_another_day(
    born: str | None, verdict: Verdict
) -> None:
    kinds = {"number": "customer-number", "mail": "email", "tel": "phone", "born": "birth-date"}
    company = Company().mapped(
        "accounts", persons=True, identifiers=kinds, names=[{"full": "name"}]
    )
    both = {"tel": PHONE, "name": "Jānis Bērziņš"}
    company.table(
        "accounts",
        {"id": 1, "number": "K-1", "mail": E_MAIL, "born": "1975-11-16", **both},
        {"id": 2, "number": "K-2", "mail": "jb75@example.lv", "born": born, **both},
    )
    company.mapped("orders", subject=[{"fields": ["of"], "of": "crm/accounts", "at": "id"}])
    company.table("orders", {"id": 1, "of": 2})
    verdicts = company.trace(customer="K-1").verdicts()
    assert (verdicts["accounts/1"], verdicts["accounts/2"]) == (THEIRS, verdict)
    assert "orders/1" not in verdicts


def test_what_carries_only_the_number_of_the_subjects_line_is_shown_and_never_taken() -> None:
    company = Company().customer(1, SON, **JANIS)
    company.mapped("lines", identifiers={"msisdn": "phone"}, subject=[to("customer")])
    company.mapped("top_ups", identifiers={"msisdn": "phone"})
    company.table("lines", {"id": 1, "customer": 1, "msisdn": PHONE})
    verdicts = company.table("top_ups", {"id": 1, "msisdn": PHONE}).trace(SON).verdicts()
    assert (verdicts["lines/1"], verdicts["top_ups/1"]) == (THEIRS, REVIEW)


def test_the_phone_of_whom_an_order_is_sent_to_is_not_searched() -> None:
    company = Company().customer(1, SON, **JANIS)
    company.mapped("orders", identifiers={"recipient_phone": "phone"}, subject=[to("customer")])
    company.mapped("top_ups", identifiers={"msisdn": "phone"})
    company.table("orders", {"id": 1, "customer": 1, "recipient_phone": PHONE})
    verdicts = company.table("top_ups", {"id": 1, "msisdn": PHONE}).trace(SON).verdicts()
    assert "top_ups/1" not in verdicts


def test_what_stays_of_a_record_of_two_because_nobody_said_whose_it_is_is_told() -> None:
    people = {"card": "customer-number", "mail": "email", "guardian_mail": "email"}
    company = Company().mapped("readers", persons=True, identifiers=people)
    mother, child = {"id": 1, "card": "K-1"}, {"id": 2, "card": "K-2"}
    company.table("readers", {**mother, "mail": E_MAIL}, {**child, "guardian_mail": E_MAIL})
    reader = {"fields": ["reader"], "of": "crm/readers", "at": "id"}
    company.mapped("history", identifiers={"guardian_mail": "email"}, subject=[reader])
    company.table("history", {"id": 1, "reader": 2, "guardian_mail": E_MAIL, "born": "x"})
    result = company.trace(names=(), customer="K-2")
    assert result.one("history/1").verdict is Verdict.SHARED
    assert "does not say which further fields" in result.because("history/1")
