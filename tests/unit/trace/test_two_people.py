"""Records in which two people meet: who is certain, who is asked about, and who is left alone."""

from __future__ import annotations

import pytest

from eraser.errors import ConfigError
from eraser.model.graph import Verdict
from eraser.model.subject import PersonName
from tests.unit.trace.builders import E_MAIL, FATHER, IBAN, NEW_CODE, PHONE, SON, Company
from tests.unit.trace.builders import to_customer as to

THEIRS, SHARED, REVIEW, OTHER = Verdict.THEIRS, Verdict.SHARED, Verdict.REVIEW, Verdict.OTHER
HERS = "anna@example.lv"
PAYMENTS: dict[str, object] = {
    "identifiers": {"number": "customer-number", "iban": "iban"},
    "names": [{"full": "who"}],
}


def forms() -> Company:
    """A table of web forms beside the customers."""
    fields = {"code": "personas-kods", "number": "customer-number", "mail": "email", "iban": "iban"}
    return Company().mapped("forms", identifiers=fields, names=[{"full": "who"}], text=["text"])


def test_a_payment_by_the_subject_for_a_child_is_about_both() -> None:
    names = {"given": "Jānis", "surname": "Bērziņš"}
    company = (
        pupils().mapped("forms", **PAYMENTS).customer(1, SON, email=E_MAIL, iban=IBAN, **names)
    )
    company.table(
        "pupils", {"id": 1, "number": "K-7", "parents_mail": E_MAIL, "name": "Zane Ozola"}
    )
    rows = ({"id": n, "number": "K-7", "who": "Jānis Bērziņš", "iban": IBAN} for n in (1, 2))
    result = company.table("forms", *rows).trace(SON)
    assert result.one("forms/1").verdict is SHARED
    assert result.one("forms/1").fields == ("iban", "who")


def test_a_payment_for_a_child_of_the_subjects_name_goes_to_review() -> None:
    names = {"given": "Jānis", "surname": "Bērziņš"}
    company = (
        pupils().mapped("forms", **PAYMENTS).customer(1, SON, email=E_MAIL, iban=IBAN, **names)
    )
    child = {"id": 1, "number": "K-7", "parents_mail": E_MAIL, "name": "Jānis Bērziņš"}
    company.table("pupils", child)
    row = {"id": 1, "number": "K-7", "who": "Jānis Bērziņš", "iban": IBAN}
    assert company.table("forms", row).trace(SON).verdicts()["forms/1"] is REVIEW


def test_a_form_with_the_subjects_code_and_quite_another_name_goes_to_review() -> None:
    company = forms().customer(1, SON, given="Jānis", surname="Bērziņš")
    company.table("forms", {"id": 1, "code": SON, "who": "Anna Liepa"})
    assert company.trace(SON).verdicts()["forms/1"] is REVIEW


def test_a_form_with_the_subjects_code_and_a_relatives_name_goes_to_review() -> None:
    company = forms().table("forms", {"id": 1, "code": SON, "who": "Kārlis Bērziņš"})
    assert company.trace(SON).verdicts()["forms/1"] is REVIEW


def test_a_form_under_a_former_surname_is_still_the_subjects() -> None:
    company = forms().table("forms", {"id": 1, "code": SON, "who": "Jānis Ozols"})
    assert company.trace(SON).verdicts()["forms/1"] is THEIRS


@pytest.mark.parametrize("written", ["Jānis Bērziņš-Ozols", "Jānis Ozols – Bērziņš"])
def test_a_double_surname_with_the_subjects_in_it_agrees(written: str) -> None:
    company = forms().table("forms", {"id": 1, "mail": E_MAIL, "who": written})
    assert company.trace(E_MAIL).verdicts()["forms/1"] is THEIRS


def test_a_payment_by_a_parent_for_the_subject_is_about_both() -> None:
    company = forms().customer(1, SON)
    row = {"id": 1, "number": "K-1", "who": "Anna Ozola", "iban": IBAN, "text": "Jānis Bērziņš"}
    result = company.table("forms", row).trace(SON)
    assert result.one("forms/1").verdict is SHARED
    assert result.one("forms/1").fields == ("number", "text")


def test_the_subjects_name_and_address_beside_an_unknown_code_go_to_review() -> None:
    company = forms().customer(1, SON, email=E_MAIL)
    company.table("forms", {"id": 1, "code": FATHER, "mail": E_MAIL, "who": "Jānis Bērziņš"})
    assert company.trace(SON).verdicts()["forms/1"] is REVIEW


def test_the_fathers_form_from_the_address_of_both_stays_the_fathers() -> None:
    home = {"given": "Jānis", "surname": "Bērziņš", "email": E_MAIL}
    company = forms().customer(1, SON, **home).customer(2, FATHER, **home)
    company.table("forms", {"id": 1, "code": FATHER, "mail": E_MAIL, "who": "Jānis Bērziņš"})
    assert company.trace(SON).verdicts()["forms/1"] is OTHER


def test_the_subjects_number_beside_an_address_of_another_customer_goes_to_review() -> None:
    company = forms().customer(1, SON).customer(2, FATHER, email=HERS, given="Anna")
    company.table("forms", {"id": 1, "number": "K-1", "mail": HERS})
    company.table("forms", {"id": 2, "number": "K-1", "mail": "janis.cits@example.lv"})
    verdicts = company.trace(SON).verdicts()
    assert (verdicts["forms/1"], verdicts["forms/2"]) == (REVIEW, THEIRS)
    assert "customers/2" not in verdicts


def test_the_subjects_code_beside_the_address_of_a_namesake_goes_to_review() -> None:
    name = {"given": "Jānis", "surname": "Bērziņš"}
    company = forms().customer(1, SON, **name).customer(2, FATHER, email=E_MAIL, **name)
    company.table("forms", {"id": 1, "code": SON, "mail": E_MAIL, "who": "Jānis Bērziņš"})
    assert company.trace(SON).verdicts()["forms/1"] is REVIEW


def test_a_name_beside_another_customers_number_is_that_customers() -> None:
    company = forms().customer(1, SON).customer(2, FATHER)
    row = {"id": 1, "number": "K-2", "who": "Jānis Bērziņš", "text": f"Par {SON}."}
    result = company.table("forms", row).trace(SON)
    assert (result.one("forms/1").verdict, result.one("forms/1").fields) == (SHARED, ("text",))


def test_an_address_that_only_the_subject_has_beside_anothers_number_goes_to_review() -> None:
    company = forms().customer(1, SON, email=E_MAIL)
    company.table("forms", {"id": 1, "number": "K-2", "mail": E_MAIL})
    verdicts = company.trace(SON).verdicts()
    assert (verdicts["customers/1"], verdicts["forms/1"]) == (THEIRS, REVIEW)


def test_a_slip_in_one_form_does_not_make_the_subjects_own_row_uncertain() -> None:
    company = forms().customer(1, email=E_MAIL, phone=PHONE, given="Jānis", surname="Bērziņš")
    company.table("forms", {"id": 1, "number": "K-2", "mail": E_MAIL})
    assert company.trace(E_MAIL, PHONE).verdicts()["customers/1"] is THEIRS


def test_two_rows_with_one_code_are_one_persons_also_when_only_the_number_is_known() -> None:
    company = Company().customer(1, SON, email=E_MAIL, given="Jānis", surname="Bērziņš")
    company.mapped("staff", persons=True, identifiers={"code": "personas-kods"})
    company.table("staff", {"id": 1, "code": SON})
    assert company.trace("K-1").verdicts() == {"customers/1": THEIRS, "staff/1": THEIRS}


def pupils() -> Company:
    """Pupils whose rows also hold a parent's address."""
    fields = {"number": "customer-number", "code": "personas-kods", "mail": "email"}
    fields |= {"parents_mail": "email"}
    return Company().mapped("pupils", persons=True, identifiers=fields, names=[{"full": "name"}])


def test_a_parents_address_in_a_childs_row_stays_the_parents() -> None:
    company = pupils().customer(1, SON, email=E_MAIL, given="Jānis", surname="Bērziņš")
    company.table("pupils", {"id": 1, "code": FATHER, "parents_mail": E_MAIL, "name": "Zane Ozola"})
    result = company.trace("K-1", E_MAIL)
    assert result.verdicts()["customers/1"] is THEIRS
    assert result.trace.shared == ()


def test_a_letter_from_the_subject_about_a_child_is_shared() -> None:
    company = forms().customer(1, SON, email=E_MAIL, given="Jānis", surname="Bērziņš")
    text = f"Mana meita {NEW_CODE} nebūs."
    company.table("forms", {"id": 1, "mail": E_MAIL, "who": "Jānis Bērziņš", "text": text})
    result = company.trace(SON)
    assert result.one("forms/1").verdict is SHARED
    assert "text" not in result.one("forms/1").fields


def test_of_a_contract_whose_parts_the_map_tells_apart_a_guarantors_code_is_theirs() -> None:
    company = Company().customer(1, FATHER).customer(2, SON)
    company.mapped(
        "loans", identifiers={"g": "personas-kods"}, subject=[to("c", owns=["c", "sum"])]
    )
    result = company.table("loans", {"id": 1, "c": 1, "g": SON, "sum": 7}).trace(SON)
    assert (result.one("loans/1").verdict, result.one("loans/1").fields) == (SHARED, ("g",))


def test_what_hangs_on_an_uncertain_row_is_shown_down_to_the_last() -> None:
    company = Company().customer(1, email=E_MAIL)
    company.mapped("orders", subject=[to("c")])
    company.mapped("lines", subject=[{"fields": "o", "of": "crm/orders", "at": "id"}])
    company.table("orders", {"id": 1, "c": 1}).table("lines", {"id": 1, "o": 1})
    assert set(company.trace(E_MAIL).verdicts().values()) == {REVIEW}
    assert set(company.trace(E_MAIL).verdicts()) == {"customers/1", "orders/1", "lines/1"}


def test_what_hangs_on_a_row_with_another_name_is_not_shown() -> None:
    company = Company().customer(1, email=E_MAIL, given="Anna", surname="Liepa")
    company.mapped("orders", subject=[to("c")]).table("orders", {"id": 1, "c": 1})
    assert "orders/1" not in company.trace(E_MAIL).verdicts()


def served() -> Company:
    """Visits that refer to a customer and to whoever served them."""
    company = Company().customer(1, SON)
    company.mapped("staff", persons=True, identifiers={"code": "personas-kods"})
    company.table("staff", {"id": 5, "code": FATHER})
    company.table("visits", {"id": 1, "c": 1, "staff_id": 5})
    company.foreign_key("visits", "c", "customers").foreign_key("visits", "staff_id", "staff")
    return company


def test_by_foreign_keys_a_visit_is_the_customers_and_not_the_clerks() -> None:
    company = served()
    assert company.trace(SON).verdicts()["visits/1"] is REVIEW
    assert "visits/1" not in company.trace(FATHER).verdicts()


def test_by_foreign_keys_what_hangs_on_a_visit_hangs_on_the_customer() -> None:
    company = served().table("notes", {"id": 1, "v": 1}).foreign_key("notes", "v", "visits")
    assert company.trace(SON).verdicts()["notes/1"] is REVIEW


def test_a_payslip_is_the_employees() -> None:
    company = served().table("payslips", {"id": 1, "staff_id": 5})
    company.foreign_key("payslips", "staff_id", "staff")
    assert company.trace(FATHER).verdicts()["payslips/1"] is REVIEW


def test_created_by_in_any_spelling_is_never_followed() -> None:
    company = served().table("offers", {"id": 1, "createdBy": 5})
    company.foreign_key("offers", "createdBy", "staff")
    assert "offers/1" not in company.trace(FATHER).verdicts()


def test_two_contacts_do_not_outweigh_a_key_that_leads_to_another() -> None:
    company = Company().customer(1, SON, email=E_MAIL).customer(2, FATHER)
    company.table("orders", {"id": 1, "c": 2}).foreign_key("orders", "c", "customers")
    company.mapped("gifts", identifiers={"mail": "email", "iban": "iban"})
    company.table("gifts", {"id": 1, "o": 1, "mail": E_MAIL, "iban": IBAN})
    company.foreign_key("gifts", "o", "orders")
    assert company.trace(SON, E_MAIL, IBAN).verdicts()["gifts/1"] is REVIEW


def test_records_of_another_controllers_record_are_left_alone() -> None:
    controlled = {"field": "m", "is": {"SIA Tests": ["A"], "SIA Otra": ["B"]}}
    company = Company().customer(1, SON, email=E_MAIL)
    company.mapped("contracts", subject=[to("c")], controller=controlled)
    company.mapped(
        "payments",
        identifiers={"mail": "email", "phone": "phone"},
        subject=[{"fields": "k", "of": "crm/contracts", "at": "id"}],
    )
    company.table("contracts", {"id": 1, "c": 1, "m": "A"}, {"id": 2, "c": 1, "m": "B"})
    rows = ({"id": n, "k": n, "mail": E_MAIL, "phone": PHONE} for n in (1, 2))
    verdicts = company.table("payments", *rows).trace(SON, E_MAIL, PHONE).verdicts()
    assert (verdicts["payments/1"], verdicts["payments/2"]) == (THEIRS, OTHER)
    assert "contracts/2" not in verdicts


@pytest.mark.parametrize("wrong", [{"fields": "cc"}, {"at": "idd"}])
def test_a_misspelt_field_of_a_reference_is_refused(wrong: dict[str, str]) -> None:
    company = Company().customer(1, SON).table("orders", {"id": 1, "c": 1})
    company.mapped("orders", subject=[{"fields": "c", "of": "crm/customers", "at": "id", **wrong}])
    with pytest.raises(ConfigError, match=next(iter(wrong.values()))):
        company.trace(SON)


def test_a_name_is_kin_only_by_the_surname() -> None:
    company = forms().table("forms", {"id": 1, "mail": E_MAIL, "who": "Anna Bērziņa"})
    names = [PersonName("Jānis", "Bērziņš")]
    assert company.trace(E_MAIL, names=names).verdicts()["forms/1"] is REVIEW
