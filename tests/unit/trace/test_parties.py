"""Records with a second party: who is called, paid, sent something, or only has a part in them."""

from __future__ import annotations

import pytest

from eraser.model.graph import Verdict
from tests.unit.trace.builders import E_MAIL, FATHER, IBAN, PHONE, SON, Company, to_customer
from tests.unit.trace.memory_store import Row

THEIRS, SHARED, REVIEW, OTHER = Verdict.THEIRS, Verdict.SHARED, Verdict.REVIEW, Verdict.OTHER
NAME, HERS, HER_PHONE = "Jānis Bērziņš", "anna@example.lv", "+37129111222"
PERSON = {"given": "Jānis", "surname": "Bērziņš"}
HER_IBAN = "LV97HABA0012345678910"


def company(**fields: str) -> Company:
    """The subject's row, and somebody else's."""
    made = Company().customer(1, SON, **PERSON, **fields)
    return made.customer(2, FATHER, email=HERS, phone=HER_PHONE, given="Anna", surname="Ozola")


def test_a_contact_outside_of_the_fields_that_the_map_gives_to_the_subject_is_anothers() -> None:
    mine = to_customer("acc", owns=["acc", "seconds"])
    made = company().mapped("calls", identifiers={"callee": "phone"}, subject=[mine])
    made.table("calls", {"id": 1, "acc": 1, "callee": HER_PHONE, "seconds": 60})
    made.table("calls", {"id": 2, "acc": 1, "callee": None, "seconds": 60})
    result = made.trace(SON)
    assert (result.one("calls/1").verdict, result.one("calls/1").fields) == (
        SHARED,
        ("acc", "seconds"),
    )
    assert result.one("calls/2").verdict is THEIRS


def test_what_a_company_leases_is_not_its_drivers() -> None:
    lessee = to_customer("lessee", owns=["lessee"]) | {"when": {"kind": ["person"]}}
    made = company().mapped("leases", subject=[lessee, to_customer("driver", owns=["driver"])])
    made.table("leases", {"id": 1, "kind": "company", "lessee": 77, "driver": 1})
    made.table("leases", {"id": 2, "kind": "person", "lessee": 1, "driver": None})
    result = made.trace(SON)
    assert (result.one("leases/1").verdict, result.one("leases/1").fields) == (SHARED, ("driver",))
    assert result.one("leases/2").verdict is THEIRS


@pytest.mark.parametrize("to", [{"c_iban": HER_IBAN}, {"c_iban": HER_IBAN, "c_name": NAME}])
def test_money_that_a_namesake_receives_is_not_the_payers_alone(to: Row) -> None:
    made = company(iban=IBAN).mapped(
        "payments",
        identifiers={"d_iban": "iban", "c_iban": "iban"},
        names=[{"full": "d_name"}, {"full": "c_name"}],
    )
    made.table("payments", {"id": 1, "d_iban": IBAN, "d_name": NAME, **to})
    assert made.trace(SON).verdicts()["payments/1"] is REVIEW


@pytest.mark.parametrize("role", ["contact_person", "third_party_name", "saņēmējs_vārds"])
def test_whoever_only_has_a_part_in_a_matter_loses_their_own_fields_only(role: str) -> None:
    fields = {"mail": "email", "tel": "phone"}
    made = company(email=E_MAIL, phone=PHONE)
    made.mapped("claims", identifiers=fields, names=[{"full": role}])
    made.table("claims", {"id": 1, role: NAME, "mail": E_MAIL, "tel": PHONE})
    found = made.trace(SON).one("claims/1")
    assert (found.verdict, set(found.fields)) == (SHARED, {role, "mail", "tel"})


def test_mail_from_the_subject_to_somebody_loses_what_is_the_subjects() -> None:
    made = company(email=E_MAIL).mapped(
        "mails", identifiers={"sender": "email", "to": "email"}, names=[{"full": "who"}]
    )
    made.table("mails", {"id": 1, "sender": E_MAIL, "who": NAME, "to": "birojs@example.lv"})
    found = made.trace(SON).one("mails/1")
    assert (found.verdict, set(found.fields)) == (SHARED, {"sender", "who"})


def test_the_address_of_whoever_served_the_subject_speaks_against_nothing() -> None:
    made = company(email=E_MAIL).mapped(
        "tickets", identifiers={"email": "email", "agent_email": "email"}, names=[{"full": "who"}]
    )
    made.table("tickets", {"id": 1, "email": E_MAIL, "who": NAME, "agent_email": HERS})
    assert made.trace(SON).verdicts()["tickets/1"] is THEIRS


def test_an_undeclared_doctors_address_leaves_a_patients_record_theirs() -> None:
    made = company().mapped("results", subject=[to_customer("patient")])
    made.table("results", {"id": 1, "patient": 1, "doc": {"orderedBy": {"email": HERS}}})
    assert made.trace(SON).verdicts()["results/1"] is THEIRS


def test_an_account_is_whose_its_only_holder_is_and_of_both_where_two_hold_it() -> None:
    made = company().mapped("holders", identifiers={"iban": "iban"}, subject=[to_customer("c")])
    of_holder = to_customer("iban", at="iban") | {"of": "crm/holders"}
    made.mapped("accounts", identifiers={"iban": "iban"}, subject=[of_holder])
    made.table("holders", *({"id": n, "iban": i, "c": c} for n, i, c in HOLDINGS))
    made.table("accounts", {"iban": IBAN}, {"iban": HER_IBAN}, key="iban")
    verdicts = made.trace(SON).verdicts()
    assert (verdicts[f"accounts/{IBAN}"], verdicts[f"accounts/{HER_IBAN}"]) == (THEIRS, SHARED)


HOLDINGS = ((1, IBAN, 1), (2, HER_IBAN, 1), (3, HER_IBAN, 2))


def test_a_parcel_to_the_subject_with_the_contacts_of_the_home_is_shown() -> None:
    made = company(email=HERS, phone=HER_PHONE).mapped(
        "parcels",
        identifiers={"mail": "email"},
        names=[{"full": "who"}],
        subject=[to_customer("sender")],
    )
    made.customer(3, None, given="Pēteris", surname="Kalns")
    made.table("parcels", {"id": 1, "sender": 3, "who": NAME, "mail": HERS})
    assert made.trace(SON).verdicts()["parcels/1"] is REVIEW


def test_what_contacts_prove_is_uncertain_while_the_row_that_has_them_is() -> None:
    made = Company().customer(1, FATHER, email=E_MAIL, phone=HER_PHONE, **PERSON)
    made.mapped("gifts", identifiers={"mail": "email"}, names=[{"full": "who"}])
    made.table("gifts", {"id": 1, "mail": E_MAIL, "who": NAME})
    verdicts = made.trace(E_MAIL, PHONE).verdicts()
    assert (verdicts["customers/1"], verdicts["gifts/1"]) == (REVIEW, REVIEW)


def test_a_guardians_name_and_address_leave_the_rows_own_address_its_own() -> None:
    made = Company().mapped(
        "readers",
        persons=True,
        identifiers={"card": "customer-number", "mail": "email", "guardian_mail": "email"},
        names=[{"full": "name"}, {"full": "guardian_name"}],
    )
    made.mapped("news", identifiers={"mail": "email"}, names=[{"full": "who"}])
    made.table("readers", {"id": 1, "card": "K-1", "mail": E_MAIL, "name": NAME})
    made.table("news", {"id": 1, "mail": E_MAIL, "who": NAME})
    assert made.trace("K-1").verdicts() == {"readers/1": THEIRS, "news/1": THEIRS}
