"""Whose a record is: never the wrong person's."""

from __future__ import annotations

import pytest

from eraser.model.graph import Verdict
from tests.unit.trace.builders import (
    E_MAIL,
    FATHER,
    IBAN,
    NEW_CODE,
    PHONE,
    SON,
    THIRD,
    Company,
    to_customer,
)

THEIRS, SHARED, REVIEW, OTHER = Verdict.THEIRS, Verdict.SHARED, Verdict.REVIEW, Verdict.OTHER


def family() -> Company:
    """Father and son of one name, with one phone; only the codes tell them apart."""
    name = {"given": "Jānis", "surname": "Bērziņš"}
    return (
        Company()
        .customer(1, SON, email=E_MAIL, phone=PHONE, **name)
        .customer(2, FATHER, email="tevs@example.lv", phone=PHONE, **name)
    )


def test_the_row_with_the_subjects_personal_code_is_theirs() -> None:
    result = Company().customer(1, SON).customer(2, FATHER).trace(SON)
    assert result.verdicts() == {"customers/1": THEIRS}
    assert "carries the subject's personas kods in personal_code" in result.because("customers/1")


def test_a_father_of_the_same_name_and_phone_is_another_person() -> None:
    result = family().trace(SON)
    assert result.verdicts() == {"customers/1": THEIRS, "customers/2": OTHER}
    assert "shared with another person" in result.because("customers/2")


def test_a_phone_that_the_father_has_too_is_told_and_not_followed() -> None:
    company = family().table("leads", {"id": 1, "tel": PHONE})
    result = company.trace(SON)
    assert result.verdicts()["leads/1"] is REVIEW
    assert any("phone number of the subject is shared" in n for n in result.trace.not_followed)


def test_a_shared_phone_and_the_same_name_do_not_make_a_call_the_sons() -> None:
    company = family().mapped("calls", identifiers={"tel": "phone"}, names=[{"full": "who"}])
    result = company.table("calls", {"id": 1, "tel": PHONE, "who": "Jānis Bērziņš"}).trace(SON)
    assert result.verdicts()["calls/1"] is REVIEW


def test_the_fathers_contract_with_the_shared_phone_is_the_fathers() -> None:
    company = family().mapped(
        "contracts", subject=[to_customer("customer_id")], identifiers={"phone": "phone"}
    )
    company.table("contracts", {"id": 5, "customer_id": 2, "phone": PHONE})
    assert company.trace(SON, PHONE).verdicts()["contracts/5"] is OTHER


def test_a_contract_belongs_to_the_customer_that_it_refers_to() -> None:
    company = family().mapped("contracts", subject=[to_customer("customer_id")])
    company.table("contracts", {"id": 5, "customer_id": 1}, {"id": 6, "customer_id": 2})
    result = company.trace(SON)
    assert result.verdicts()["contracts/5"] is THEIRS
    assert "contracts/6" not in result.verdicts()
    assert "belongs to a record in crm/customers via customer_id" in result.because("contracts/5")


def test_of_a_joint_contract_only_the_subjects_fields_are_theirs() -> None:
    references = [to_customer("customer_id"), to_customer("co_customer_id", owns=["co_phone"])]
    company = family().mapped("contracts", subject=references)
    company.table("contracts", {"id": 5, "customer_id": 2, "co_customer_id": 1, "co_phone": "x"})
    contract = company.trace(SON).one("contracts/5")
    assert (contract.verdict, contract.fields) == (SHARED, ("co_phone",))


def test_payments_of_an_invoice_belong_to_its_customer() -> None:
    company = family().mapped("invoices", subject=[to_customer("customer_id")])
    company.mapped(
        "payments", subject=[{"fields": "invoice", "of": "crm/invoices", "at": "number"}]
    )
    company.table("invoices", {"number": "A-1", "customer_id": 1}, key="number")
    company.table("payments", {"id": 9, "invoice": "A-1"}, {"id": 10, "invoice": "A-2"})
    verdicts = company.trace(SON).verdicts()
    assert verdicts["payments/9"] is THEIRS
    assert "payments/10" not in verdicts


def test_a_payment_from_the_subjects_account_for_anothers_invoice_is_asked_about() -> None:
    company = family().mapped("invoices", subject=[to_customer("customer_id")])
    company.mapped(
        "payments",
        subject=[{"fields": "invoice", "of": "crm/invoices", "at": "number"}],
        identifiers={"iban": "iban"},
    )
    company.table("invoices", {"number": "A-2", "customer_id": 2}, key="number")
    company.table("payments", {"id": 10, "invoice": "A-2", "iban": IBAN})
    assert company.trace(SON, IBAN).verdicts()["payments/10"] is REVIEW


def test_what_an_employee_created_is_not_theirs() -> None:
    company = family().mapped("employees", persons=True, identifiers={"code": "personas-kods"})
    company.mapped("contracts", subject=[to_customer("customer_id")])
    company.table("employees", {"id": 7, "code": SON})
    company.table("contracts", {"id": 6, "customer_id": 2, "created_by": 7})
    company.foreign_key("contracts", "customer_id", "customers")
    company.foreign_key("contracts", "created_by", "employees")
    verdicts = company.trace(SON).verdicts()
    assert verdicts["employees/7"] is THEIRS
    assert "contracts/6" not in verdicts


def test_a_table_that_only_says_who_acted_is_nobodys() -> None:
    company = Company().mapped("employees", persons=True, identifiers={"code": "personas-kods"})
    company.table("employees", {"id": 7, "code": SON})
    company.table("approvals", {"id": 1, "approved_by": 7})
    company.foreign_key("approvals", "approved_by", "employees")
    assert company.trace(SON).verdicts() == {"employees/7": THEIRS}


def test_the_only_foreign_key_to_a_person_is_shown_for_confirmation() -> None:
    company = family().table("visits", {"id": 1, "customer": 1}, {"id": 2, "customer": 2})
    company.foreign_key("visits", "customer", "customers")
    result = company.trace(SON)
    assert result.verdicts()["visits/1"] is REVIEW
    assert "visits/2" not in result.verdicts()
    assert "declare it as `subject` in the data map" in result.because("visits/1")


def test_two_foreign_keys_to_persons_are_shown_and_decide_nothing() -> None:
    company = family().table("visits", {"id": 1, "customer": 1, "neighbour": 2})
    company.foreign_key("visits", "customer", "customers")
    company.foreign_key("visits", "neighbour", "customers")
    assert company.trace(SON).verdicts()["visits/1"] is REVIEW


def test_a_former_personal_code_in_the_row_is_the_subjects_too() -> None:
    company = Company().customer(1, NEW_CODE, former_code=SON)
    company.mapped("archive", identifiers={"code": "personas-kods"})
    company.table("archive", {"id": 1, "code": SON})
    assert company.trace(NEW_CODE).verdicts() == {"archive/1": THEIRS, "customers/1": THEIRS}


def test_a_note_about_another_persons_code_teaches_nothing() -> None:
    company = Company().customer(1, SON, note=f"sieva {FATHER}").customer(2, FATHER)
    result = company.trace(SON)
    assert result.verdicts() == {"customers/1": THEIRS}


def test_the_fathers_row_with_a_note_about_the_son_is_shared_and_not_deleted() -> None:
    result = Company().customer(2, FATHER, note=f"dēls {SON}").trace(SON)
    row = result.one("customers/2")
    assert (row.verdict, row.fields) == (SHARED, ("note",))


def test_records_of_a_person_whose_row_mentions_the_subject_stay_that_persons() -> None:
    company = Company().customer(2, FATHER, note=f"dēls {SON}")
    company.mapped("contracts", subject=[to_customer("customer_id")])
    company.table("contracts", {"id": 6, "customer_id": 2})
    assert "contracts/6" not in company.trace(SON).verdicts()


def test_a_ticket_about_two_persons_is_shared() -> None:
    company = Company().table("tickets", {"id": 1, "text": f"{SON} un {FATHER} strīdas"})
    ticket = company.trace(SON).one("tickets/1")
    assert (ticket.verdict, ticket.fields) == (SHARED, ("text",))


def test_anothers_ticket_that_mentions_the_subject_is_shared() -> None:
    company = family().mapped("tickets", subject=[to_customer("customer_id")])
    company.table("tickets", {"id": 1, "customer_id": 2, "text": f"par {SON}", "topic": "x"})
    ticket = company.trace(SON).one("tickets/1")
    assert (ticket.verdict, ticket.fields) == (SHARED, ("text",))


def test_a_record_with_the_subjects_code_and_anothers_reference_goes_to_review() -> None:
    company = family().mapped(
        "contracts",
        subject=[to_customer("customer_id")],
        identifiers={"code": "personas-kods"},
    )
    company.table("contracts", {"id": 5, "customer_id": 2, "code": SON})
    result = company.trace(SON)
    assert result.verdicts()["contracts/5"] is REVIEW
    assert "contradict" in result.because("contracts/5")


def test_a_mistyped_code_beside_the_right_address_goes_to_review() -> None:
    company = Company().mapped("orders", identifiers={"code": "personas-kods", "mail": "email"})
    company.table(
        "orders",
        {"id": 1, "code": "320731-20116", "mail": E_MAIL},
        {"id": 2, "code": "161175-19998", "mail": E_MAIL, "tel": PHONE},
    )
    verdicts = company.trace(NEW_CODE, E_MAIL, PHONE).verdicts()
    assert verdicts == {"orders/1": REVIEW, "orders/2": REVIEW}


def test_two_weak_identifiers_that_agree_are_enough() -> None:
    company = Company().table("news", {"id": 1, "mail": E_MAIL, "tel": PHONE})
    assert company.trace(E_MAIL, PHONE).verdicts() == {"news/1": THEIRS}


def test_one_weak_identifier_alone_goes_to_review() -> None:
    company = Company().table("news", {"id": 1, "mail": E_MAIL})
    result = company.trace(SON, E_MAIL)
    assert result.verdicts() == {"news/1": REVIEW}
    assert "one weak identifier alone" in result.because("news/1")


def test_an_address_beside_the_subjects_name_is_enough_and_a_phone_is_not() -> None:
    company = Company().mapped("news", names=[{"full": "who"}])
    company.table("news", {"id": 1, "mail": E_MAIL, "who": "Jānim Bērziņam"})
    company.table("news", {"id": 2, "mail": PHONE, "who": "BERZINS, JANIS"})
    assert company.trace(E_MAIL, PHONE).verdicts() == {"news/1": THEIRS, "news/2": REVIEW}


def test_a_namesakes_order_that_mentions_the_subjects_address_goes_to_review() -> None:
    company = Company().mapped("orders", names=[{"full": "who"}], identifiers={"mail": "email"})
    company.table("orders", {"id": 1, "who": "Jānis Bērziņš", "text": f"{E_MAIL}, {PHONE}"})
    company.table("orders", {"id": 2, "mail": E_MAIL, "text": f"zvanīt {PHONE}"})
    verdicts = company.trace(E_MAIL, PHONE).verdicts()
    assert verdicts == {"orders/1": REVIEW, "orders/2": REVIEW}


def test_another_name_beside_two_weak_identifiers_goes_to_review() -> None:
    company = Company().mapped("news", names=[{"full": "who"}])
    company.table("news", {"id": 1, "mail": E_MAIL, "tel": PHONE, "who": "Anna Bērziņa"})
    assert company.trace(E_MAIL, PHONE).verdicts() == {"news/1": REVIEW}


def test_a_request_whose_address_and_account_lead_to_two_persons_goes_to_review() -> None:
    name = {"given": "Jānis", "surname": "Bērziņš"}
    company = (
        Company().customer(1, SON, email=E_MAIL, **name).customer(2, FATHER, iban=IBAN, **name)
    )
    verdicts = company.trace(E_MAIL, IBAN).verdicts()
    assert verdicts == {"customers/1": REVIEW, "customers/2": REVIEW}


def test_a_name_alone_is_nothing() -> None:
    company = Company().mapped("news", names=[{"full": "who"}])
    company.table("news", {"id": 1, "who": "Jānis Bērziņš"})
    assert company.trace(SON).verdicts() == {}


def test_a_shared_account_and_an_own_address_are_only_one_weak_identifier() -> None:
    company = family().customer(3, THIRD, iban=IBAN).customer(4, FATHER, iban=IBAN)
    company.table("refunds", {"id": 1, "account": IBAN, "mail": E_MAIL})
    assert company.trace(SON, IBAN).verdicts()["refunds/1"] is REVIEW


def test_a_customer_who_is_an_employee_has_both_rows() -> None:
    company = family().mapped("employees", persons=True, identifiers={"code": "personas-kods"})
    company.table("employees", {"id": 7, "code": SON}, {"id": 8, "code": FATHER})
    verdicts = company.trace(SON).verdicts()
    assert (verdicts["customers/1"], verdicts["employees/7"]) == (THEIRS, THEIRS)
    assert "employees/8" not in verdicts


def test_part_of_a_longer_number_is_no_occurrence() -> None:
    company = Company().table("meters", {"id": 1, "text": "9916117519997, 22124444123"})
    assert company.trace(SON, PHONE).verdicts() == {}


def test_a_code_that_a_number_column_shortened_is_found() -> None:
    company = Company().mapped("old", identifiers={"code": "personas-kods"})
    company.table("old", {"id": 1, "code": 2038011231})
    assert company.trace("02038011231").verdicts() == {"old/1": THEIRS}


def test_a_mistyped_customer_number_does_not_take_another_persons_row() -> None:
    company = Company().customer(2, FATHER, given="Pēteris", surname="Kalns")
    result = company.trace(SON, "K-2")
    assert result.verdicts() == {"customers/2": REVIEW}


def test_a_reference_to_a_record_that_is_gone_is_told() -> None:
    company = family().mapped("contracts", subject=[to_customer("customer_id")])
    company.table("contracts", {"id": 5, "customer_id": 99, "mail": E_MAIL})
    result = company.trace(SON)
    assert result.verdicts()["contracts/5"] is REVIEW
    assert "does not exist" in result.because("contracts/5")


def test_references_in_a_circle_come_to_an_end() -> None:
    company = Company().mapped("a", subject=[{"fields": "b", "of": "crm/b", "at": "id"}])
    company.mapped("b", subject=[{"fields": "a", "of": "crm/a", "at": "id"}])
    company.table("a", {"id": 1, "b": 1, "mail": E_MAIL}).table("b", {"id": 1, "a": 1})
    assert set(company.trace(E_MAIL).verdicts().values()) <= {REVIEW}


def test_a_circle_with_the_subjects_code_in_it_does_not_take_the_rest_along_unseen() -> None:
    company = Company().mapped(
        "a",
        subject=[{"fields": "b", "of": "crm/b", "at": "id"}],
        identifiers={"text": "personas-kods"},
    )
    company.mapped("b", subject=[{"fields": "a", "of": "crm/a", "at": "id"}])
    company.table("a", {"id": 1, "b": 1, "text": SON}, {"id": 2, "b": 2})
    company.table("b", {"id": 1, "a": 1}, {"id": 2, "a": 2})
    assert company.trace(SON).verdicts() == {"a/1": THEIRS, "b/1": THEIRS}


def test_a_payment_of_a_joint_contract_is_shared() -> None:
    company = family().mapped("contracts", subject=[to_customer("customer"), to_customer("co")])
    company.mapped("payments", subject=[{"fields": "of", "of": "crm/contracts", "at": "id"}])
    company.table("contracts", {"id": 5, "customer": 1, "co": 2})
    company.table("payments", {"id": 9, "of": 5})
    assert company.trace(SON).verdicts()["payments/9"] is SHARED


def test_a_joint_contract_whose_other_party_is_gone_goes_to_review() -> None:
    company = family().mapped("contracts", subject=[to_customer("customer"), to_customer("co")])
    company.table("contracts", {"id": 5, "customer": 1, "co": 99})
    assert company.trace(SON).verdicts()["contracts/5"] is REVIEW


def test_digits_that_only_look_like_the_subjects_phone_are_not_sure() -> None:
    company = Company().mapped("articles", identifiers={"code": "article"})
    company.table("articles", {"id": 1, "code": "22124444", "other": ""})
    company.table("numbers", {"id": 1, "n": 22124444}, {"id": 2, "mail": "22124444@example.lv"})
    assert company.trace(SON, PHONE).verdicts() == {"numbers/1": REVIEW}


def test_reasons_never_hold_a_value() -> None:
    result = family().table("news", {"id": 1, "by": {E_MAIL: {"n": E_MAIL}}}).trace(SON)
    told = " ".join(e.words for t in result.trace.records for e in t.because)
    assert not any(value in told for value in (E_MAIL, PHONE[4:], SON, SON[:6], "K-1"))


@pytest.mark.parametrize("written", ["PNOLV-161175-19997", "161175 19997", "16117519997"])
def test_a_code_is_found_in_every_written_form(written: str) -> None:
    company = Company().table("letters", {"id": 1, "text": f"Klients {written}."})
    assert company.trace(SON).verdicts() == {"letters/1": SHARED}


def test_a_text_beside_a_contact_that_a_home_may_share_is_decided_by_a_person() -> None:
    company = Company().customer(1, SON, phone=PHONE)
    company.table("calls", {"id": 1, "phone": PHONE, "text": f"Zvanīja par klientu {SON}."})
    assert company.trace(SON).verdicts()["calls/1"] is REVIEW


def test_a_number_in_a_key_is_decided_by_a_person_because_no_key_can_be_changed() -> None:
    company = Company().table("files", {"name": f"vēstule no {SON}.txt", "size": 3}, key="name")
    assert company.trace(SON).verdicts() == {f"files/vēstule no {SON}.txt": REVIEW}


def test_what_belongs_to_a_company_that_a_note_about_the_subject_names_is_not_followed() -> None:
    company = Company().mapped("firms", text=["note"])
    company.mapped("bills", subject=[to_customer("firm", at="id") | {"of": "crm/firms"}])
    company.table("firms", {"id": 1, "note": f"kontaktpersona {SON} aizgāja"})
    company.table("bills", {"id": 1, "firm": 1})
    assert company.trace(SON).verdicts() == {"firms/1": SHARED}
