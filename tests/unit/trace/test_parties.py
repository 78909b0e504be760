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
    made.table("tickets", {"id": 1, "email": E_MAIL, "who": NAME, "agent_email": "a@example.lv"})
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


def test_a_code_in_two_rows_with_different_names_erases_neither() -> None:
    made = Company().customer(1, SON, **PERSON).customer(2, SON, given="Anna", surname="Ozola")
    verdicts = made.trace(SON, names=[]).verdicts()
    assert verdicts == {"customers/1": REVIEW, "customers/2": REVIEW}
    assert made.trace(SON).verdicts() == {"customers/1": THEIRS, "customers/2": REVIEW}


@pytest.mark.parametrize("role", ["approver", "created_by", "seller"])
def test_whoever_acted_or_served_loses_their_own_fields_only(role: str) -> None:
    made = company(email=E_MAIL).mapped(
        "orders",
        identifiers={"client_mail": "email", f"{role}_mail": "email"},
        names=[{"full": f"{role}_name"}],
    )
    made.table("orders", {"id": 1, f"{role}_mail": E_MAIL, f"{role}_name": NAME})
    assert made.trace(SON).verdicts()["orders/1"] is SHARED


def test_whoever_serves_nobody_is_whom_the_record_is_about() -> None:
    made = company().mapped("payslips", identifiers={"employee_code": "personas-kods"})
    made.table("payslips", {"id": 1, "employee_code": SON, "sum": 900})
    assert made.trace(SON).verdicts()["payslips/1"] is THEIRS


def test_a_childs_row_that_names_its_parent_is_not_the_parents() -> None:
    made = company().mapped(
        "children", persons=True, names=[{"full": "name"}], subject=[to_customer("parent_id")]
    )
    made.table("children", {"id": 1, "parent_id": 1, "name": NAME})
    assert made.trace(SON).verdicts()["children/1"] is REVIEW


def test_residents_of_the_subjects_flat_are_not_the_subject() -> None:
    made = company().mapped(
        "residents", persons=True, names=[{"full": "name"}], subject=[to_customer("owner")]
    )
    made.table("residents", {"id": 1, "owner": 1, "name": NAME})
    made.table("residents", {"id": 2, "owner": 1, "name": "Anna Bērziņa"})
    verdicts = made.trace(SON).verdicts()
    assert (verdicts["residents/1"], verdicts["residents/2"]) == (REVIEW, REVIEW)


def test_of_two_people_of_one_name_in_a_text_nobody_guesses_whose_the_name_is() -> None:
    made = Company().customer(1, SON, **PERSON).customer(2, FATHER, **PERSON)
    made.table("notes", {"id": 1, "text": f"{NAME} (K-1) un {NAME} (K-2) strīdējās."})
    assert made.trace(SON).verdicts()["notes/1"] is REVIEW


def test_a_number_that_two_tables_give_to_two_people_proves_no_further_row() -> None:
    made = company().mapped(
        "cards", persons=True, identifiers={"nr": "customer-number"}, names=[{"full": "name"}]
    )
    made.mapped("points", persons=True, identifiers={"nr": "customer-number"})
    made.table("cards", {"id": 1, "nr": "K-1", "name": "Pēteris Kalns"})
    made.table("points", {"id": 1, "nr": "K-1"})
    verdicts = made.trace(SON).verdicts()
    assert (verdicts["customers/1"], verdicts["cards/1"]) == (THEIRS, REVIEW)
    assert verdicts["points/1"] is REVIEW


def test_a_payer_outside_of_the_subjects_fields_keeps_theirs() -> None:
    mine = to_customer("customer", owns=["customer", "sum"])
    made = company().mapped("fines", identifiers={"paid_by_mail": "email"}, subject=[mine])
    made.table("fines", {"id": 1, "customer": 1, "sum": 5, "paid_by_mail": HERS})
    found = made.trace(SON).one("fines/1")
    assert (found.verdict, found.fields) == (SHARED, ("customer", "sum"))


def test_every_name_of_a_list_is_looked_at() -> None:
    made = company(email=E_MAIL).mapped(
        "trips", identifiers={"people[].mail": "email"}, names=[{"full": "people[].name"}]
    )
    people = [{"name": NAME, "mail": E_MAIL}, {"name": "Zane Kalniņa", "mail": "z@example.lv"}]
    made.table("trips", {"id": 1, "people": people})
    found = made.trace(SON).one("trips/1")
    assert (found.verdict, set(found.fields)) == (SHARED, {"people[].name", "people[].mail"})


def trips() -> Company:
    made = Company().mapped(
        "trips",
        identifiers={"driver_email": "email", "passenger_email": "email"},
        names=[{"full": "driver"}, {"full": "passenger"}],
    )
    made.customer(1, SON, email=E_MAIL, **PERSON).customer(2, FATHER, email=HERS, **PERSON)
    trip = {"driver": NAME, "driver_email": E_MAIL, "passenger": NAME, "passenger_email": HERS}
    return made.table("trips", {"id": 1, **trip})


@pytest.mark.parametrize(("who", "role"), [(SON, "driver"), (FATHER, "passenger")])
def test_of_two_namesakes_in_one_record_each_loses_what_goes_with_their_address(
    who: str, role: str
) -> None:
    found = trips().trace(who).one("trips/1")
    assert (found.verdict, set(found.fields)) == (SHARED, {role, f"{role}_email"})


def test_an_order_to_somebody_else_is_not_its_givers_alone_whatever_proves_it() -> None:
    made = company().mapped(
        "orders",
        identifiers={"uid": "customer-number", "ship_mail": "email"},
        names=[{"full": "ship_to"}],
    )
    order = {"uid": "K-1", "ship_to": "Zane Kalniņa", "ship_mail": "zane@example.lv"}
    made.table("orders", {"id": 1, **order})
    assert made.trace(SON).verdicts()["orders/1"] is not THEIRS


def test_what_refers_by_a_phone_that_two_lines_have_is_shown_and_never_lost() -> None:
    made = company().mapped("lines", identifiers={"tel": "phone"}, subject=[to_customer("c")])
    by_phone = to_customer("tel", at="tel") | {"of": "crm/lines"}
    made.mapped("calls", identifiers={"tel": "phone"}, subject=[by_phone])
    made.table("lines", {"id": 1, "c": 1, "tel": PHONE}, {"id": 2, "c": 2, "tel": PHONE})
    made.table("calls", {"id": 1, "tel": PHONE})
    assert made.trace(SON).verdicts()["calls/1"] is REVIEW
