"""A decision counts for one person, by whichever of their numbers they ask, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eraser.model.graph import Ruling, Verdict
from eraser.model.subject import Identifier, Subject
from eraser.state import State
from eraser.trace.follow import trace
from eraser.trace.rulings import Ids, Rulings
from eraser.trace.same_person import Decided, decided_trace
from eraser.trace.world import Knowledge
from tests.unit.trace.builders import E_MAIL, FATHER, NEW_CODE, SON, Company, identify, subject

THEIRS, REVIEW, OTHER = Verdict.THEIRS, Verdict.REVIEW, Verdict.OTHER
NEWS = "news/1"


class Office:
    """A company, and the decisions about its records, as `eraser review` asks for them."""

    def __init__(self, company: Company, folder: Path) -> None:
        self.company, self.state = company, State(folder)
        self.searches = 0

    def find(self, who: Subject) -> Decided:
        world = self.company.world(self.company.store.reader())
        ids = Ids(b"k" * 32, world.schemas)
        knowledge = Knowledge(lambda r: tuple(identify(r)))

        def search(rulings: Rulings) -> object:
            self.searches += 1
            return rulings.applied(trace(who, world, replace(knowledge, ruled=rulings.about)))

        def decisions(identifiers: object) -> Rulings:
            known = frozenset(identifiers)  # type: ignore[call-overload]
            persons = ids.persons(known)
            return Rulings.of(ids, persons, self.state.decisions(persons), ids.codes(known))

        return decided_trace(who.identifiers, world, knowledge, search, decisions)  # type: ignore[arg-type]

    def decide(self, who: Subject, place: str, verdict: Verdict = THEIRS) -> None:
        found = self.find(who)
        record = next(t.record for t in found.trace.records if _place(t.record.ref) == place)
        ruling = Ruling(verdict, "asked on the phone", "Anna Kalniņa", "2026-11-22")
        self.state.keep_decisions(found.rulings.ids.kept(record, found.person, ruling))

    def verdict(self, who: Subject, place: str = NEWS) -> Verdict:
        records = self.find(who).trace.records
        return next(t.verdict for t in records if _place(t.record.ref) == place)

    def person(self, who: Subject) -> set[str]:
        return {i.value for i in self.find(who).person}


def _place(ref: object) -> str:
    return f"{ref.container.name}/{ref.key[0]}"  # type: ignore[attr-defined]


def by_number(number: str = "K-1") -> Subject:
    """A request by customer number, without a name."""
    return Subject((Identifier("customer-number", number),), ())


def bare(value: str) -> str:
    return subject(value).identifiers[0].value


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A son with a number, a row that has only his address, and news to that address."""
    company = Company().customer(1, SON, email=E_MAIL)
    company.table("customers", {"id": 2, "customer_number": None, "email": E_MAIL})
    company.table("news", {"id": 1, "mail": E_MAIL})
    return Office(company, tmp_path)


def test_what_was_decided_by_the_code_counts_by_the_customer_number(office: Office) -> None:
    assert office.verdict(by_number()) is REVIEW
    office.decide(subject(SON), NEWS)
    assert office.verdict(by_number()) is THEIRS


def test_what_was_decided_by_the_customer_number_counts_by_the_code(office: Office) -> None:
    office.decide(by_number(), NEWS)
    assert office.verdict(subject(SON)) is THEIRS


def test_without_a_decision_the_stores_are_searched_once(office: Office) -> None:
    office.find(by_number())
    assert office.searches == 1


def test_a_number_in_two_persons_rows_leads_to_neither(office: Office) -> None:
    office.decide(subject(SON), NEWS)
    news = next(r for r in office.find(subject(SON)).trace.records if _place(r.record.ref) == NEWS)
    office.company.table("customers", {"id": 3, "customer_number": "K-1", "personal_code": FATHER})
    assert office.person(by_number()) == {"K-1"}
    assert office.person(subject(SON)) == {bare(SON)}
    assert office.find(by_number()).rulings.about(news.record) is None
    assert office.verdict(subject(SON)) is THEIRS


def test_a_number_that_was_given_to_another_person_takes_no_decision_along(office: Office) -> None:
    office.decide(by_number(), NEWS)
    office.decide(subject(SON), NEWS)
    office.company.store.tables["customers"] = [
        {"id": 1, "customer_number": "K-1", "personal_code": FATHER, "email": E_MAIL},
        {"id": 2, "customer_number": None, "email": E_MAIL},
    ]
    assert office.verdict(by_number()) is REVIEW
    assert office.verdict(subject(FATHER)) is REVIEW


def test_a_row_that_is_theirs_by_a_decision_only_lends_no_number(tmp_path: Path) -> None:
    company = Company().customer(1, SON, email=E_MAIL)
    company.table("customers", {"id": 2, "customer_number": "K-2", "email": E_MAIL})
    company.table("news", {"id": 1, "mail": E_MAIL})
    office = Office(company, tmp_path)
    office.decide(subject(SON), "customers/2")
    assert office.person(subject(SON)) == {bare(SON), "K-1"}


def test_what_stands_in_a_further_field_is_not_the_persons(tmp_path: Path) -> None:
    company = Company()
    identifiers = {
        "code": "personas-kods",
        "number": "customer-number",
        "guarantor_code": "personas-kods",
        "payer_number": "customer-number",
    }
    company.mapped("customers", persons=True, identifiers=identifiers, own=["code", "number"])
    row = {"code": SON, "number": "K-1", "guarantor_code": FATHER, "payer_number": "K-9"}
    company.table("customers", {"id": 1, **row})
    office = Office(company, tmp_path)
    assert office.person(by_number()) == {"K-1", bare(SON)}


def test_a_former_code_in_the_same_row_is_the_same_persons(tmp_path: Path) -> None:
    company = Company().customer(1, NEW_CODE, former_code=SON)
    office = Office(company, tmp_path)
    assert office.person(by_number()) == {"K-1", bare(SON), bare(NEW_CODE)}


def test_a_request_without_a_strong_identifier_extends_to_nothing(office: Office) -> None:
    assert office.person(subject(E_MAIL)) == {E_MAIL}


def test_where_rows_of_persons_could_not_be_read_only_the_request_counts(office: Office) -> None:
    office.company.unreadable("customers", "a damaged page")
    assert office.person(by_number()) == {"K-1"}
