"""A hostile reviewer's worlds: records of somebody else that look like the subject's.

Each ends in review, or only the subject's fields go; and what is the subject's is not left behind.
"""

from __future__ import annotations

import pytest

from eraser.model.graph import Verdict
from eraser.model.subject import PersonName
from eraser.trace.proof import TABLE, Against, Proof, verdict
from eraser.trace.world import Limits
from tests.unit.trace.builders import E_MAIL, FATHER, IBAN, PHONE, SON, THIRD, Company
from tests.unit.trace.builders import to_customer as to
from tests.unit.trace.memory_store import Row

THEIRS, SHARED, REVIEW, OTHER = Verdict.THEIRS, Verdict.SHARED, Verdict.REVIEW, Verdict.OTHER
HOME, FATHERS_PHONE, NAME = "majas@example.lv", "+37129441033", "Jānis Bērziņš"
HERS, HER_PHONE = "anna@example.lv", "+37129111222"
PERSON = {"given": "Jānis", "surname": "Bērziņš"}
CONTACTS = {"mail": "email", "tel": "phone"}


def named(company: Company, table: str, **more: object) -> Company:
    """A table with a declared address, phone and name."""
    return company.mapped(table, identifiers=CONTACTS, names=[{"full": "who"}], **more)


# -- the table -------------------------------------------------------------------------------------


def test_every_proof_has_a_verdict_whatever_speaks_against_it() -> None:
    assert set(TABLE) == {None, *Against}
    assert all(set(row) == set(Proof) for row in TABLE.values())


def test_a_text_alone_never_gives_a_whole_record() -> None:
    assert THEIRS not in {TABLE[what][Proof.TEXT] for what in Against if what is not None}


def test_nothing_against_makes_a_verdict_bolder() -> None:
    for proof in Proof:
        alone = {what: verdict(proof, (what,))[0] for what in Against}
        for what, found in alone.items():
            for other in Against:
                both = verdict(proof, (what, other))[0]
                assert both is not THEIRS or found is THEIRS
                assert both is REVIEW or found is not REVIEW


# -- a father and a son of one name ----------------------------------------------------------------


def father_and_son(*, resident: bool = True) -> Company:
    company = Company().customer(1, FATHER, email=HOME, phone=FATHERS_PHONE, **PERSON)
    company.mapped("contracts", subject=[to("c")]).table("contracts", {"id": 1, "c": 1})
    named(company, "residents", persons=True)
    row = {"id": 1, "who": NAME, "mail": HOME, "tel": PHONE}
    return company.table("residents", row) if resident else company


def test_the_fathers_contract_is_not_erased_for_the_son() -> None:
    verdicts = father_and_son().trace(HOME, PHONE).verdicts()
    assert verdicts["customers/1"] is REVIEW
    assert verdicts["contracts/1"] is REVIEW


def test_nor_when_the_sons_own_row_is_nowhere() -> None:
    assert THEIRS not in father_and_son(resident=False).trace(HOME, PHONE).verdicts().values()


def test_nor_by_the_sons_own_number() -> None:
    company = father_and_son(resident=False)
    company.customer(5, None, email=HOME, phone=PHONE, **PERSON)
    verdicts = company.trace("K-5").verdicts()
    assert verdicts["customers/5"] is THEIRS
    assert verdicts.get("customers/1") is not THEIRS
    assert verdicts.get("contracts/1") is not THEIRS


def test_the_sons_row_is_not_erased_for_the_father() -> None:
    verdicts = father_and_son().trace(FATHER).verdicts()
    assert (verdicts["customers/1"], verdicts["residents/1"]) == (THEIRS, REVIEW)


def test_a_code_that_nobody_confirmed_is_proved_by_name_and_two_contacts_in_the_only_row() -> None:
    company = Company().customer(1, SON, email=E_MAIL, phone=PHONE, **PERSON)
    assert company.trace(E_MAIL, PHONE).verdicts() == {"customers/1": THEIRS}
    assert company.trace(E_MAIL).verdicts() == {"customers/1": REVIEW}
    assert company.trace(E_MAIL, PHONE, names=[]).verdicts() == {"customers/1": REVIEW}


@pytest.mark.parametrize("rival", [{"mail": E_MAIL, "who": "Anna Ozola"}, {"tel": PHONE}])
def test_nor_is_it_where_another_row_of_persons_has_one_of_the_contacts(rival: Row) -> None:
    company = named(Company(), "residents", persons=True)
    company.customer(1, SON, email=E_MAIL, phone=PHONE, **PERSON)
    company.table("residents", {"id": 1, **rival})
    assert company.trace(E_MAIL, PHONE).verdicts()["customers/1"] is REVIEW


def test_rows_of_two_tables_that_differ_in_a_phone_are_two_persons() -> None:
    company = named(named(Company(), "a", persons=True), "b", persons=True)
    company.table("a", {"id": 1, "who": NAME, "mail": HOME, "tel": PHONE})
    company.table("b", {"id": 1, "who": NAME, "mail": HOME, "tel": FATHERS_PHONE})
    assert set(company.trace(HOME).verdicts().values()) == {REVIEW}


# -- two people in one record ----------------------------------------------------------------------


def test_of_a_quote_only_the_agents_fields_are_the_agents() -> None:
    company = Company().customer(1, SON, email=E_MAIL, **PERSON)
    company.mapped(
        "quotes",
        identifiers={"client_mail": "email", "agent_mail": "email"},
        names=[{"full": "client"}, {"full": "agent"}],
    )
    row = {"client": "Anna Ozola", "agent": NAME, "agent_mail": E_MAIL, "sum": 5}
    company.table("quotes", {"id": 1, "client_mail": HERS, **row}, {"id": 2, **row})
    result = company.trace(SON)
    for quote in (result.one("quotes/1"), result.one("quotes/2")):
        assert (quote.verdict, quote.fields) == (SHARED, ("agent", "agent_mail"))


def test_a_call_of_a_client_is_not_the_agents() -> None:
    company = Company().customer(1, SON, email=E_MAIL, **PERSON)
    company.mapped(
        "calls",
        identifiers={"client_phone": "phone", "agent_mail": "email"},
        names=[{"full": "agent"}],
    )
    company.table(
        "calls", {"id": 1, "client_phone": HER_PHONE, "agent": NAME, "agent_mail": E_MAIL}
    )
    assert company.trace(SON).verdicts()["calls/1"] is REVIEW


def test_a_deal_between_two_named_people_is_shared() -> None:
    company = Company().mapped(
        "deals",
        identifiers={"buyer_code": "personas-kods", "buyer_mail": "email", "seller_mail": "email"},
        names=[{"full": "buyer"}, {"full": "seller"}],
    )
    row = {"buyer": NAME, "seller": "Anna Ozola", "price": 5}
    company.table("deals", {"id": 1, "buyer_mail": E_MAIL, "seller_mail": HERS, **row})
    company.table("deals", {"id": 2, "buyer_code": SON, **row})
    result = company.trace(SON, E_MAIL)
    assert (result.one("deals/1").verdict, result.one("deals/2").verdict) == (SHARED, SHARED)
    assert result.one("deals/1").fields == ("buyer", "buyer_mail")
    assert result.one("deals/2").fields == ("buyer", "buyer_code")


def test_a_message_between_two_addresses_goes_to_review() -> None:
    company = Company().mapped(
        "msgs", identifiers={"sender": "email", "recipient": "email"}, text=["body"]
    )
    body = f"Mans telefons ir {PHONE}."
    company.table("msgs", {"id": 1, "sender": E_MAIL, "recipient": HERS, "body": body})
    company.table("msgs", {"id": 2, "sender": HERS, "recipient": E_MAIL, "body": body})
    verdicts = company.trace(E_MAIL, PHONE).verdicts()
    assert (verdicts["msgs/1"], verdicts["msgs/2"]) == (REVIEW, REVIEW)


def test_a_company_that_the_subject_is_the_contact_of_is_not_the_subjects() -> None:
    company = named(Company(), "companies")
    company.mapped("bills", subject=[{"fields": "company", "of": "crm/companies", "at": "id"}])
    company.table("companies", {"id": 1, "title": "SIA Bute", "who": NAME, "mail": E_MAIL})
    company.table("bills", {"id": 1, "company": 1})
    verdicts = company.trace(E_MAIL).verdicts()
    assert verdicts == {"companies/1": REVIEW, "bills/1": REVIEW}


# -- what others write -----------------------------------------------------------------------------


def test_what_somebody_under_a_nickname_writes_about_the_subject_is_never_taken_whole() -> None:
    company = Company().mapped("posts", text=["body"])
    told = f"Neuzticieties Jānim Bērziņam: {E_MAIL}, tālr. {PHONE}. Pēteris"
    company.table("posts", {"id": 1, "nick": "p77", "body": f"kaimiņš ar kodu {SON} ir skaļš"})
    company.table("posts", {"id": 2, "nick": "p77", "body": told})
    verdicts = company.trace(SON, E_MAIL, PHONE).verdicts()
    assert (verdicts["posts/1"], verdicts["posts/2"]) == (SHARED, REVIEW)


def test_a_list_with_other_peoples_addresses_goes_to_review() -> None:
    company = Company().table("docs", {"id": 1, "cc": [E_MAIL, HERS], "tels": [PHONE, HER_PHONE]})
    company.mapped("meetings", identifiers={"invited[]": "email"}, text=["body"])
    company.table("meetings", {"id": 1, "invited": [E_MAIL, HERS], "body": f"zvanīt {PHONE}"})
    assert set(company.trace(E_MAIL, PHONE).verdicts().values()) == {REVIEW}


# -- numbers in dispute ----------------------------------------------------------------------------


def test_a_mistyped_number_takes_nothing_of_whom_it_belongs_to() -> None:
    company = Company().customer(1, **PERSON).customer(2, given="Anna", surname="Ozola")
    company.mapped("orders", identifiers={"cno": "customer-number"})
    company.table("orders", {"id": 1, "cno": "K-1"}, {"id": 2, "cno": "K-2"})
    company.mapped("orders2", identifiers={"cno": "customer-number"}, subject=[to("c")])
    company.table("orders2", {"id": 2, "c": 2, "cno": "K-2"})
    company.mapped("notes", text=["body"]).table("notes", {"id": 1, "body": "klients K-2 zvanīja"})
    verdicts = company.trace("K-2").verdicts()
    assert set(verdicts.values()) == {REVIEW}
    assert set(verdicts) == {"customers/2", "orders/2", "orders2/2", "notes/1"}


def test_a_relatives_number_does_not_erase_the_relative() -> None:
    company = Company().customer(3, THIRD, given="Juris", surname="Bērziņš")
    company.mapped("orders", subject=[to("c")]).table("orders", {"id": 1, "c": 3})
    assert THEIRS not in company.trace("K-3").verdicts().values()


def test_two_rows_with_one_code_and_two_given_names_are_not_both_the_subjects() -> None:
    company = Company().customer(1, SON, **PERSON)
    company.customer(2, SON, given="Pēteris", surname="Bērziņš")
    verdicts = company.trace(SON).verdicts()
    assert (verdicts["customers/1"], verdicts["customers/2"]) == (THEIRS, REVIEW)


# -- parents, spouses ------------------------------------------------------------------------------


def pupils() -> Company:
    company = Company().mapped(
        "pupils",
        persons=True,
        identifiers={"code": "personas-kods", "p_mail": "email", "p_tel": "phone"},
        names=[{"full": "name"}, {"full": "parent"}],
    )
    row = {"id": 1, "code": SON, "parent": "Anna Bērziņa", "p_mail": HERS, "p_tel": HER_PHONE}
    return named(company.table("pupils", {**row, "name": NAME}), "news")


def test_a_mothers_newsletter_is_not_erased_for_the_child() -> None:
    company = pupils().table("news", {"id": 1, "mail": HERS, "tel": HER_PHONE})
    company.table("news", {"id": 2, "mail": HERS, "who": "Anna Bērziņa"})
    verdicts = company.trace(SON).verdicts()
    assert verdicts["pupils/1"] is THEIRS
    assert THEIRS not in {verdicts.get("news/1"), verdicts.get("news/2")}


def test_a_child_is_not_erased_for_the_parent_of_the_same_name() -> None:
    company = pupils()
    company.table("pupils", {"id": 2, "name": NAME, "code": FATHER, "parent": NAME, "p_mail": HOME})
    verdicts = company.trace(HOME, PHONE).verdicts()
    assert verdicts["pupils/2"] is REVIEW


def test_a_spouses_name_in_the_subjects_row_is_not_learned() -> None:
    company = Company().mapped(
        "people",
        persons=True,
        own=["code", "mail"],
        identifiers={"code": "personas-kods", "mail": "email"},
        names=[{"full": "name"}, {"full": "spouse"}],
    )
    company.table(
        "people", {"id": 1, "code": SON, "name": NAME, "spouse": "Anna Ozola", "mail": HOME}
    )
    named(company, "news").table("news", {"id": 1, "mail": HOME, "who": "Anna Ozola"})
    assert company.trace(SON).verdicts()["news/1"] is REVIEW


# -- searches, references, groups ------------------------------------------------------------------


def test_of_a_search_that_was_cut_contacts_prove_nothing() -> None:
    company = named(Company(), "a_leads")
    company.table("a_leads", *({"id": n, "mail": HOME, "tel": PHONE} for n in (1, 2, 3, 4)))
    found = company.trace(HOME, PHONE, limits=Limits(records=3)).verdicts()
    assert set(found.values()) == {REVIEW}


def test_a_reference_by_an_address_gives_way_to_another_name() -> None:
    company = Company().customer(1, SON, email=HOME, **PERSON)
    named(company, "tickets", subject=[to("mail", at="email")])
    company.table("tickets", {"id": 1, "mail": HOME, "who": "Anna Bērziņa"})
    company.table("tickets", {"id": 2, "mail": HOME, "who": NAME}, {"id": 3, "mail": HOME})
    verdicts = company.trace(SON).verdicts()
    assert (verdicts["tickets/1"], verdicts["tickets/2"]) == (REVIEW, THEIRS)
    assert verdicts["tickets/3"] is REVIEW


def test_the_box_of_a_group_proves_nothing_without_a_name() -> None:
    company = named(Company(), "leads")
    names = ("Anna Ozola", "Ilze Kalna", None, NAME)
    rows = ({"id": n, "mail": HOME, "tel": PHONE, "who": w} for n, w in enumerate(names, 1))
    verdicts = company.table("leads", *rows).trace(HOME, PHONE).verdicts()
    assert (verdicts["leads/3"], verdicts["leads/4"]) == (REVIEW, THEIRS)
    assert verdicts["leads/1"] is not THEIRS


def test_an_account_and_a_phone_of_a_home_prove_nothing() -> None:
    company = Company().table("pay", {"id": 1, "tel": PHONE, "iban": IBAN})
    assert company.trace(PHONE, IBAN).verdicts()["pay/1"] is REVIEW


def test_a_wifes_initial_with_her_surname_is_not_the_subjects_name() -> None:
    company = named(Company(), "pay")
    company.table("pay", {"id": 1, "mail": E_MAIL, "tel": PHONE, "who": "J. Bērziņa"})
    company.table("pay", {"id": 2, "mail": E_MAIL, "tel": PHONE, "who": "Bērziņš J."})
    verdicts = company.trace(E_MAIL, PHONE).verdicts()
    assert (verdicts["pay/1"], verdicts["pay/2"]) == (REVIEW, THEIRS)


# -- nothing left behind unsaid --------------------------------------------------------------------


def parcels() -> Company:
    company = Company().customer(1, SON, email=E_MAIL, phone=PHONE, **PERSON)
    company.customer(2, FATHER, email=HERS, phone=HER_PHONE, given="Anna", surname="Ozola")
    named(company, "parcels", subject=[to("sender")])
    company.table("parcels", {"id": 1, "sender": 2, "who": NAME, "mail": E_MAIL, "tel": PHONE})
    return company.table("parcels", {"id": 2, "sender": 2, "mail": E_MAIL})


def test_a_parcel_to_the_subject_is_the_senders_but_for_the_subjects_fields() -> None:
    parcel = parcels().trace(SON).one("parcels/1")
    assert (parcel.verdict, parcel.fields) == (SHARED, ("mail", "tel", "who"))


def test_a_parcel_from_the_subject_stays_for_whom_it_is_addressed_to() -> None:
    company = Company().customer(1, SON, email=E_MAIL, **PERSON)
    named(company, "parcels", subject=[to("sender")])
    company.mapped("visits", subject=[to("c")], names=[{"full": "doctor"}])
    company.table("parcels", {"id": 1, "sender": 1, "who": "Anna Ozola", "tel": HER_PHONE})
    company.table("visits", {"id": 1, "c": 1, "doctor": "Ilze Kalna"})
    result = company.trace(SON)
    assert (result.one("parcels/1").verdict, result.one("parcels/1").fields) == (
        SHARED,
        ("sender",),
    )
    assert result.one("visits/1").verdict is THEIRS


@pytest.mark.parametrize("relative", ["Jana Liepa", "Jāna Liepa"])
def test_a_parcel_to_a_relative_is_not_the_senders_alone(relative: str) -> None:
    company = Company().customer(1, SON, email=HOME, phone=PHONE, given="Jānis", surname="Liepa")
    named(company, "parcels", subject=[to("sender")])
    company.table("parcels", {"id": 1, "sender": 1, "who": relative, "mail": HERS})
    named(company, "cards").table("cards", {"id": 1, "who": relative, "mail": HOME, "tel": PHONE})
    verdicts = company.trace(SON, names=(PersonName("Jānis", "Liepa"),)).verdicts()
    assert THEIRS not in (verdicts["parcels/1"], verdicts["cards/1"])


def test_a_parcel_to_a_namesake_of_the_sender_goes_to_review() -> None:
    company = Company().customer(1, SON, email=E_MAIL, **PERSON).customer(2, FATHER, **PERSON)
    named(company, "parcels", subject=[to("sender")])
    company.table("parcels", {"id": 1, "sender": 2, "who": NAME, "mail": E_MAIL})
    assert company.trace(SON).verdicts()["parcels/1"] is REVIEW


def test_being_a_recipient_does_not_make_the_subjects_address_shared() -> None:
    company = parcels()
    company.store.tables["parcels"].pop()
    assert company.trace(SON).trace.shared == ()


def test_an_emergency_contact_in_anothers_row_goes_to_review() -> None:
    company = Company().customer(1, SON, phone=PHONE, **PERSON)
    fields = {"code": "personas-kods", "tel": "phone", "emergency_tel": "phone"}
    company.mapped("patients", persons=True, own=["code", "tel"], identifiers=fields)
    company.table("patients", {"id": 1, "code": FATHER, "tel": HER_PHONE, "emergency_tel": PHONE})
    assert company.trace(SON).verdicts()["patients/1"] is REVIEW


def test_in_a_text_about_several_people_the_subjects_address_is_the_subjects() -> None:
    company = Company().mapped("logs", text=["body"])
    body = f"Klients {SON} un sieva ({FATHER}): rakstīt uz {E_MAIL}"
    result = company.table("logs", {"id": 1, "body": body}).trace(SON, E_MAIL)
    assert result.one("logs/1").verdict is SHARED
    assert E_MAIL in {i.value for i in result.trace.known}


@pytest.mark.parametrize("surname", ["Bērziņš", "Liepa"])
def test_a_second_number_with_the_same_given_name_and_contacts_goes_to_review(surname: str) -> None:
    contacts = {"email": E_MAIL, "phone": PHONE, "given": "Jānis"}
    company = Company().customer(1, SON, surname="Bērziņš", **contacts)
    company.mapped("old", persons=True, identifiers={"c": "personas-kods", **CONTACTS})
    company.maps["old"]["names"] = [{"given": "g", "surname": "s"}]
    row = {"id": 1, "c": THIRD, "mail": E_MAIL, "tel": PHONE, "g": "Jānis", "s": surname}
    company.table("old", row).mapped(
        "files", subject=[{"fields": "o", "of": "crm/old", "at": "id"}]
    )
    verdicts = company.table("files", {"id": 1, "o": 1}).trace(SON).verdicts()
    assert (verdicts["customers/1"], verdicts["old/1"]) == (THEIRS, REVIEW)
    assert verdicts["files/1"] is REVIEW


def test_a_row_under_a_maiden_name_without_a_number_goes_to_review() -> None:
    company = Company().customer(1, SON, email=E_MAIL, phone=PHONE, given="Anna", surname="Ozola")
    named(company, "old", persons=True)
    company.table("old", {"id": 1, "mail": E_MAIL, "tel": PHONE, "who": "Anna Liepa"})
    names = [PersonName("Anna", "Ozola")]
    assert company.trace(SON, names=names).verdicts()["old/1"] is REVIEW
