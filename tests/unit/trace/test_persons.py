"""Rows that are persons: which of their fields are the person's own, and what two of them prove."""

from __future__ import annotations

import pytest

from eraser.model.graph import Verdict
from eraser.model.subject import Identifier
from tests.unit.trace.builders import (
    E_MAIL,
    FATHER,
    IBAN,
    PHONE,
    SON,
    THIRD,
    Company,
    entry,
    to_customer,
)

THEIRS, SHARED, REVIEW, OTHER = Verdict.THEIRS, Verdict.SHARED, Verdict.REVIEW, Verdict.OTHER
SPOUSES = {
    "persons": True,
    "identifiers": {
        "code": "personas-kods",
        "spouse_code": "personas-kods",
        "mail": "email",
        "spouse_mail": "email",
        "tel": "phone",
        "work_tel": "phone",
    },
    "own": ["code", "mail", "tel"],
    "names": [{"full": "name"}],
}


def people(*rows: dict[str, object]) -> Company:
    """A table of persons with a field for the spouse's code; orders belong to them."""
    company = Company().mapped("people", **SPOUSES)
    company.mapped("orders", subject=[{"fields": "person", "of": "crm/people", "at": "id"}])
    company.table("people", *({"id": n, **row} for n, row in enumerate(rows, 1)))
    return company.table("orders", *({"id": n, "person": n} for n in range(1, len(rows) + 1)))


def test_a_spouses_code_in_the_subjects_row_is_not_learned() -> None:
    result = people({"code": SON, "spouse_code": FATHER}, {"code": FATHER}).trace(SON)
    assert result.verdicts() == {"people/1": THEIRS, "orders/1": THEIRS}
    (told,) = (words for words in result.trace.not_followed if "spouse_code" in words)
    assert "second personas kods" in told
    assert "name it in `own` or in the request" in told


def test_the_row_that_names_the_subject_as_spouse_is_shared() -> None:
    result = people({"code": SON, "spouse_code": FATHER}, {"code": FATHER}).trace(FATHER)
    row = result.one("people/1")
    assert (row.verdict, row.fields) == (SHARED, ("spouse_code",))
    assert result.verdicts()["people/2"] is THEIRS
    assert "orders/1" not in result.verdicts()


def test_a_second_code_in_the_row_is_the_subjects_when_the_map_says_so() -> None:
    company = people({"code": SON, "spouse_code": FATHER}).table("old", {"id": 1, "pk": FATHER})
    company.maps["people"] = {**SPOUSES, "own": ["code", "spouse_code", "mail", "tel"]}
    assert company.trace(SON).verdicts()["old/1"] is THEIRS


def test_a_second_code_is_the_subjects_when_the_request_names_it() -> None:
    company = people({"code": SON, "spouse_code": FATHER}).table("old", {"id": 1, "pk": FATHER})
    result = company.trace(SON, FATHER)
    assert result.verdicts()["old/1"] is THEIRS
    assert not any("spouse_code" in words for words in result.trace.not_followed)


def test_the_subjects_code_in_a_further_field_beside_their_name_goes_to_review() -> None:
    """It may be the former code of the same person, whose new one nobody named."""
    result = people({"code": FATHER, "spouse_code": SON, "name": "Jānis Bērziņš"}).trace(SON)
    assert result.verdicts() == {"people/1": REVIEW, "orders/1": REVIEW}
    assert "`own`" in result.because("people/1")


def test_the_subjects_code_in_a_further_field_of_a_row_without_a_code_goes_to_review() -> None:
    verdicts = people({"spouse_code": SON}).trace(SON).verdicts()
    assert verdicts == {"people/1": REVIEW, "orders/1": REVIEW}


def test_a_code_in_a_note_of_a_row_without_codes_goes_to_review() -> None:
    company = people({"name": "Anna Ozola", "note": f"vīrs {SON}"})
    assert company.trace(SON).verdicts() == {"people/1": REVIEW}


def test_several_codes_in_one_list_of_a_row_teach_nothing() -> None:
    company = Company().mapped("homes", persons=True, identifiers={"codes[]": "personas-kods"})
    company.table("homes", {"id": 1, "codes": [SON, FATHER]}).customer(2, FATHER)
    assert company.trace(SON).verdicts() == {"homes/1": REVIEW}


def test_own_names_fields_that_the_map_declares() -> None:
    with pytest.raises(ValueError, match="own: no identifiers field is called"):
        entry(persons=True, identifiers={"code": "personas-kods"}, own=["cod"])
    with pytest.raises(ValueError, match="own: only where persons"):
        entry(identifiers={"code": "personas-kods"}, own=["code"])


# -- weak identifiers of rows of persons -----------------------------------------------------------


def test_two_rows_of_persons_with_the_same_two_weak_identifiers_go_to_review() -> None:
    company = people({"mail": E_MAIL, "tel": PHONE}, {"mail": E_MAIL, "tel": PHONE})
    result = company.trace(E_MAIL, PHONE)
    assert set(result.verdicts().values()) == {REVIEW}
    assert set(result.verdicts()) >= {"people/1", "people/2"}
    assert "another row of persons" in result.because("people/1")


def test_father_and_son_with_one_name_and_address_and_no_codes_go_to_review() -> None:
    rows = [{"mail": E_MAIL, "name": "Jānis Bērziņš", "born": year} for year in ("1956", "1975")]
    assert set(people(*rows).trace(E_MAIL).verdicts().values()) == {REVIEW}


def test_two_rows_that_each_hold_another_weak_identifier_go_to_review() -> None:
    company = people({"mail": E_MAIL, "tel": PHONE}, {"name": "J. B.", "spouse_mail": "x@y.lv"})
    company.table("people", {"id": 9, "tel": "+37126123456"})
    verdicts = company.trace(E_MAIL, PHONE, "+37126123456").verdicts()
    assert (verdicts["people/1"], verdicts["people/9"]) == (REVIEW, REVIEW)


def test_one_row_with_two_weak_identifiers_is_still_theirs() -> None:
    company = people({"mail": E_MAIL, "tel": PHONE}, {"mail": "anna@example.lv"})
    assert company.trace(E_MAIL, PHONE).verdicts() == {"people/1": THEIRS, "orders/1": THEIRS}


def test_a_row_without_a_code_beside_the_subjects_own_row_goes_to_review() -> None:
    company = people({"code": SON, "mail": E_MAIL, "tel": PHONE}, {"mail": E_MAIL, "tel": PHONE})
    verdicts = company.trace(SON).verdicts()
    assert (verdicts["people/1"], verdicts["people/2"]) == (THEIRS, REVIEW)
    assert (verdicts["orders/1"], verdicts["orders/2"]) == (THEIRS, REVIEW)


def test_a_spouses_address_and_the_office_phone_prove_nothing_together() -> None:
    row = {"code": SON, "mail": E_MAIL, "spouse_mail": "anna@example.lv", "work_tel": PHONE}
    company = people(row).table("leads", {"id": 1, "m": "anna@example.lv", "t": PHONE})
    result = company.trace(SON)
    assert result.verdicts()["leads/1"] is REVIEW
    assert "further field of the subject's row" in result.because("leads/1")
    assert not {"anna@example.lv", PHONE} & {i.value for i in result.trace.known}


def test_what_the_request_names_proves_wherever_it_stands() -> None:
    row = {"code": SON, "mail": E_MAIL, "work_tel": PHONE}
    company = people(row).table("leads", {"id": 1, "m": E_MAIL, "t": PHONE})
    assert company.trace(SON, PHONE).verdicts()["leads/1"] is THEIRS


def test_a_phone_and_an_address_of_a_home_do_not_prove_a_person() -> None:
    kinds = {"tel": "phone", "home": "address"}
    company = Company().mapped(
        "people", persons=True, identifiers={"code": "personas-kods"} | kinds
    )
    company.mapped("leads", identifiers=kinds)
    home = {"tel": PHONE, "home": "Brīvības iela 1-2, Rīga, LV-1010"}
    company.table("people", {"id": 1, "code": SON, **home}).table("leads", {"id": 1, **home})
    assert company.trace(SON).verdicts()["leads/1"] is REVIEW


# -- what other records say ------------------------------------------------------------------------


def test_a_guarantors_code_in_a_contract_is_not_learned() -> None:
    company = (
        Company()
        .customer(1)
        .mapped(
            "contracts",
            identifiers={"client": "customer-number", "guarantor": "personas-kods"},
        )
    )
    company.mapped("loans", identifiers={"code": "personas-kods"})
    company.table("contracts", {"id": 1, "client": "K-1", "guarantor": FATHER})
    company.table("loans", {"id": 1, "code": FATHER})
    result = company.trace("K-1")
    assert result.verdicts() == {"customers/1": THEIRS, "contracts/1": REVIEW}
    words = "carries a personas kods in guarantor that is not known to be the subject's"
    assert words in result.because("contracts/1")


def test_a_record_that_refers_to_the_subject_and_carries_an_unknown_code_goes_to_review() -> None:
    company = (
        Company()
        .customer(1)
        .mapped(
            "contracts", subject=[to_customer("client")], identifiers={"guarantor": "personas-kods"}
        )
    )
    company.table("contracts", {"id": 1, "client": 1, "guarantor": FATHER})
    assert company.trace("K-1").verdicts()["contracts/1"] is REVIEW


def test_an_unknown_code_that_is_another_customers_makes_the_record_shared() -> None:
    company = (
        Company()
        .customer(1)
        .customer(2, FATHER)
        .mapped(
            "contracts", subject=[to_customer("client")], identifiers={"guarantor": "personas-kods"}
        )
    )
    company.mapped("links", subject=[to_customer("one"), to_customer("two")])
    company.table("contracts", {"id": 1, "client": 1, "guarantor": FATHER})
    company.table("links", {"id": 1, "one": 1, "two": 2})
    assert company.trace("K-1").verdicts()["contracts/1"] is SHARED


def test_an_order_of_an_uncertain_row_that_only_mentions_the_subject_is_uncertain_too() -> None:
    name = "Jānis Bērziņš"
    company = people({"code": FATHER, "spouse_code": SON, "name": name})
    company.mapped(
        "contracts",
        subject=[{"fields": "of", "of": "crm/people", "at": "id"}],
        identifiers={"code": "personas-kods", "guarantor": "personas-kods"},
    )
    company.table(
        "contracts",
        {"id": 1, "of": 1, "guarantor": SON},
        {"id": 2, "of": 1, "note": SON},
        {"id": 3, "of": 1, "code": SON},
    )
    verdicts = company.trace(SON).verdicts()
    assert (verdicts["contracts/1"], verdicts["contracts/2"]) == (REVIEW, REVIEW)
    assert verdicts["contracts/3"] is THEIRS


def test_a_code_that_the_customers_row_teaches_is_known_in_every_record() -> None:
    company = Company().customer(1, SON).mapped("files", identifiers={"code": "personas-kods"})
    company.table("files", {"id": 1, "number": "K-1", "code": SON})
    assert company.trace("K-1").verdicts() == {"customers/1": THEIRS, "files/1": THEIRS}


def test_two_weak_identifiers_beside_an_unknown_code_go_to_review() -> None:
    company = Company().mapped(
        "news", identifiers={"m": "email", "t": "phone", "c": "personas-kods"}
    )
    company.table("news", {"id": 1, "m": E_MAIL, "t": PHONE, "c": THIRD})
    assert company.trace(E_MAIL, PHONE).verdicts() == {"news/1": REVIEW}


# -- requests that contradict themselves -----------------------------------------------------------


def two_customers(**names: str) -> Company:
    return (
        Company()
        .customer(1, SON, email=E_MAIL, phone=PHONE, **names)
        .customer(2, FATHER, email="tevs@example.lv", phone="+37126123456", **names)
    )


def test_a_mistyped_customer_number_beside_anothers_address_goes_to_review() -> None:
    result = two_customers().trace("K-2", E_MAIL, names=())
    assert result.verdicts()["customers/2"] is REVIEW
    assert "check the request" in result.because("customers/2")


def test_a_mistyped_customer_number_of_a_namesake_goes_to_review() -> None:
    company = two_customers(given="Jānis", surname="Bērziņš")
    assert company.trace(SON, "K-2").verdicts()["customers/2"] is REVIEW


def test_a_code_that_leads_to_a_row_with_quite_another_name_goes_to_review() -> None:
    company = Company().customer(2, FATHER, given="Pēteris", surname="Kalns")
    company.customer(1, SON, given="Jānis", surname="Bērziņš", email=E_MAIL, phone=PHONE)
    verdicts = company.trace(FATHER, E_MAIL, PHONE).verdicts()
    assert verdicts["customers/2"] is REVIEW
    assert verdicts["customers/1"] is not THEIRS


def test_a_code_and_a_customer_number_of_two_persons_go_to_review() -> None:
    company = Company().customer(2, FATHER, given="Pēteris", surname="Kalns")
    company.customer(1, SON, given="Jānis", surname="Bērziņš")
    assert set(company.trace(FATHER, "K-1").verdicts().values()) == {REVIEW}


def test_two_customer_numbers_of_persons_with_different_codes_go_to_review() -> None:
    company = Company().customer(1, SON).customer(2, FATHER)
    verdicts = company.trace("K-1", "K-2", names=()).verdicts()
    assert verdicts == {"customers/1": REVIEW, "customers/2": REVIEW}


def test_two_customer_numbers_of_one_person_are_both_followed() -> None:
    company = Company().customer(1, SON).customer(2, SON)
    assert set(company.trace("K-1", "K-2").verdicts().values()) == {THEIRS}


def test_a_request_by_the_fathers_address_still_finds_the_sons_row() -> None:
    company = two_customers(given="Jānis", surname="Bērziņš")
    verdicts = company.trace(SON, "tevs@example.lv").verdicts()
    assert (verdicts["customers/1"], verdicts["customers/2"]) == (THEIRS, OTHER)


# -- numbers that only look like a person's --------------------------------------------------------


def numbered() -> Company:
    """A company whose customers have bare numbers."""
    company = Company().mapped(
        "people", persons=True, identifiers={"cno": "customer-number", "mail": "email"}
    )
    company.mapped("bills", subject=[{"fields": "of", "of": "crm/people", "at": "id"}])
    company.table("people", {"id": 1, "cno": 4157}, {"id": 2, "cno": 2222})
    company.table("bills", {"id": 1, "of": 1, "year": 2024}, {"id": 2, "of": 2, "amount": 4157})
    return company.table("bills", {"id": 3, "of": 2, "note": "flat 4157"})


def test_a_bare_customer_number_counts_only_where_the_map_says_so() -> None:
    verdicts = numbered().trace(customer="4157").verdicts()
    assert verdicts == {"people/1": THEIRS, "bills/1": THEIRS}


def test_a_customer_may_have_the_number_2222() -> None:
    assert numbered().trace(customer="2222").verdicts() == {
        "people/2": THEIRS,
        "bills/2": THEIRS,
        "bills/3": THEIRS,
    }


def test_the_number_2222_of_another_customer_is_evidence() -> None:
    company = numbered().table("people", {"id": 3, "cno": 3333, "mail": E_MAIL, "tel": PHONE})
    company.table("people", {"id": 4, "cno": 1234, "mail": E_MAIL, "tel": PHONE})
    verdicts = company.trace(E_MAIL, PHONE, customer="1234").verdicts()
    assert (verdicts["people/4"], verdicts["people/3"]) == (THEIRS, OTHER)


def test_a_code_in_a_number_column_of_another_kind_is_found() -> None:
    company = Company().mapped("odd", identifiers={"tel": "phone"})
    company.table("odd", {"id": 1, "tel": 2038011231})
    assert company.trace("02038011231").verdicts() == {"odd/1": REVIEW}


def test_what_may_stand_where_is_the_same_for_searching_and_for_verifying() -> None:
    company = numbered().mapped("odd", identifiers={"tel": "phone", "phones[]": "phone"})
    datamap, container = company.datamap(), company.store.container
    number, code = Identifier("customer-number", "4157"), Identifier("personas-kods", "16117519997")
    assert datamap.may_hold(container("people"), "cno", number)
    assert not datamap.may_hold(container("bills"), "amount", number)
    assert not datamap.may_hold(container("unmapped"), "amount", number)
    assert datamap.may_hold(container("odd"), "tel", code)
    assert not datamap.may_hold(container("odd"), "phones[]", Identifier("iban", IBAN))
    assert datamap.may_hold(container("odd"), "note", Identifier("customer-number", "K-1"))


# -- mentions, and references that hold only sometimes ---------------------------------------------


def test_an_address_that_anothers_record_mentions_is_told_and_stays_the_subjects() -> None:
    company = Company().customer(1, SON, email=E_MAIL).customer(2, FATHER)
    company.mapped("events", subject=[to_customer("of")], text=["note"])
    company.table("events", {"id": 1, "of": 2, "note": f"rakstīt Jānim: {E_MAIL}"})
    company.table("news", {"id": 1, "m": E_MAIL, "acc": IBAN})
    result = company.trace(SON, IBAN)
    assert result.verdicts()["events/1"] is REVIEW
    assert "decide whether it is to be taken out" in result.because("events/1")
    assert result.verdicts()["news/1"] is THEIRS


def test_an_address_that_a_friend_wrote_about_stays_the_subjects() -> None:
    company = Company().customer(100, SON, email=E_MAIL)
    company.mapped("tickets", identifiers={"of": "customer-number", "from": "email"}, text=["text"])
    company.table(
        "tickets",
        {"id": 1, "of": "K-1000", "text": f"mans draugs K-100 {E_MAIL}"},
        {"id": 2, "from": E_MAIL, "text": "Jānis Bērziņš"},
    )
    result = company.trace(SON)
    ticket = result.one("tickets/1")
    assert (ticket.verdict, ticket.fields) == (SHARED, ("text",))
    assert result.trace.shared == ()
    assert E_MAIL in {i.value for i in result.trace.known}


def test_what_a_neighbour_writes_about_the_subject_is_not_the_subjects() -> None:
    company = Company().customer(1, SON, email=E_MAIL)
    company.mapped("tickets", identifiers={"from": "email"}, names=[{"full": "who"}], text=["text"])
    told = f"mans kaimiņš {SON} trokšņo"
    company.table(
        "tickets",
        {"id": 1, "from": "karlis@example.lv", "who": "Kārlis Ozols", "text": told},
        {"id": 2, "from": "karlis@example.lv", "text": told},
        {"id": 3, "who": "Kārlis Ozols", "text": told},
        {"id": 4, "from": E_MAIL, "text": told},
        {"id": 5, "from": "janis.darba@example.lv", "who": "Jānis Bērziņš", "text": told},
        {"id": 6, "text": told},
    )
    company.table("plain", {"id": 1, "m": "karlis@example.lv", "text": told})
    verdicts = company.trace(SON).verdicts()
    uncertain = {place for place, verdict in verdicts.items() if verdict is REVIEW}
    assert uncertain == {"tickets/2", "tickets/5", "plain/1"}
    assert {verdicts[f"tickets/{n}"] for n in (1, 3, 6)} == {SHARED}
    assert verdicts["tickets/4"] is THEIRS


def test_a_reference_that_holds_for_one_kind_only_is_followed_for_that_kind_only() -> None:
    reference = {**to_customer("ref"), "when": {"kind": ["Customer"]}}
    company = Company().customer(1, SON).mapped("notes", subject=[reference])
    kinds = ("customer ", "supplier", None)
    company.table("notes", *({"id": n, "kind": k, "ref": 1} for n, k in enumerate(kinds, 1)))
    result = company.trace(SON)
    assert result.verdicts() == {"customers/1": THEIRS, "notes/1": THEIRS, "notes/3": REVIEW}
    assert "kind is empty" in result.because("notes/3")
