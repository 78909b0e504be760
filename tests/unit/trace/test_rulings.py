"""What a person decided is remembered for the record as it was, and for nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eraser.errors import EvidenceError
from eraser.model.graph import Ruling, Trace, Verdict
from eraser.model.subject import Identifier, Subject
from eraser.state import State
from eraser.trace.follow import trace
from eraser.trace.rulings import Ids, Rulings
from eraser.trace.world import Knowledge
from tests.unit.trace.builders import (
    E_MAIL,
    FATHER,
    PHONE,
    SON,
    Company,
    identify,
    subject,
    to_customer,
)

THEIRS, SHARED, REVIEW, OTHER = Verdict.THEIRS, Verdict.SHARED, Verdict.REVIEW, Verdict.OTHER
KEY = b"k" * 32


class Office:
    """A company, and the state in which its decisions are kept."""

    def __init__(self, company: Company, state: State) -> None:
        self.company, self.state = company, state
        self.ids = Ids(KEY, company.world(company.store.reader()).schemas)

    def find(self, who: Subject) -> Trace:
        """A search that knows the decisions."""
        persons = self.ids.persons(who.identifiers)
        rulings = Rulings.of(self.ids, persons, self.state.decisions(persons))
        knowledge = Knowledge(lambda r: tuple(identify(r)), ruled=rulings.about)
        world = self.company.world(self.company.store.reader())
        return rulings.applied(trace(who, world, knowledge))

    def decide(self, who: Subject, place: str, verdict: Verdict, at: str = "2026-11-22") -> None:
        """Decide about the record at `table/key`."""
        found = next(t for t in self.find(who).records if _place(t.record.ref) == place)
        ruling = Ruling(verdict, "asked on the phone", "Anna Kalniņa", at)
        self.state.keep_decisions(self.ids.kept(found.record, who.identifiers, ruling))

    def verdicts(self, who: Subject) -> dict[str, Verdict]:
        """`table/key` → verdict."""
        return {_place(t.record.ref): t.verdict for t in self.find(who).records}


def _place(ref: object) -> str:
    return f"{ref.container.name}/{ref.key[0]}"  # type: ignore[attr-defined]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A son with a news subscription, and a row without a code that may be his too."""
    company = Company().customer(1, SON, email=E_MAIL, phone=PHONE)
    company.table("customers", {"id": 2, "personal_code": None, "email": E_MAIL})
    company.mapped("orders", subject=[to_customer("of")])
    company.table("orders", {"id": 1, "of": 1}, {"id": 2, "of": 2})
    company.table("news", {"id": 1, "mail": E_MAIL})
    return Office(company, State(tmp_path))


def test_what_nobody_decided_stays_in_review(office: Office) -> None:
    assert office.verdicts(subject(SON))["news/1"] is REVIEW


@pytest.mark.parametrize("verdict", [THEIRS, SHARED, OTHER])
def test_a_decision_counts_in_the_next_search(office: Office, verdict: Verdict) -> None:
    office.decide(subject(SON), "news/1", verdict)
    assert office.verdicts(subject(SON))["news/1"] is verdict


def test_what_belongs_to_a_row_that_was_decided_is_decided_with_it(office: Office) -> None:
    assert office.verdicts(subject(SON))["orders/2"] is REVIEW
    office.decide(subject(SON), "customers/2", THEIRS)
    assert office.verdicts(subject(SON))["orders/2"] is THEIRS


def test_a_row_that_is_not_theirs_shares_what_stands_in_it(office: Office) -> None:
    office.decide(subject(SON), "customers/2", OTHER)
    found = office.find(subject(SON))
    assert E_MAIL in {i.value for i in found.shared}
    assert office.verdicts(subject(SON))["customers/1"] is THEIRS


def test_a_decision_counts_for_one_person_only(office: Office) -> None:
    office.decide(subject(SON), "news/1", THEIRS)
    assert office.verdicts(subject(FATHER, E_MAIL))["news/1"] is REVIEW


def test_a_later_request_with_more_identifiers_finds_the_decision(office: Office) -> None:
    office.decide(subject(SON), "news/1", THEIRS)
    assert office.verdicts(subject(SON, "K-1", PHONE))["news/1"] is THEIRS


def test_a_decision_about_a_record_that_changed_no_longer_counts_and_says_so(
    office: Office,
) -> None:
    office.decide(subject(SON), "news/1", THEIRS)
    office.company.store.tables["news"] = [{"id": 1, "mail": E_MAIL, "name": "Anna"}]
    found = office.find(subject(SON))
    assert {_place(t.record.ref): t.verdict for t in found.records}["news/1"] is REVIEW
    assert any("crm/news no longer counts" in words for words in found.not_followed)


def test_of_two_decisions_the_last_counts(office: Office) -> None:
    office.decide(subject(SON), "news/1", THEIRS, "2026-11-22")
    office.decide(subject(SON), "news/1", OTHER, "2026-11-23")
    assert office.verdicts(subject(SON))["news/1"] is OTHER


def test_a_decision_takes_no_record_that_is_certainly_anothers(office: Office) -> None:
    office.decide(subject(SON), "customers/2", THEIRS)
    row = {"id": 2, "personal_code": None, "email": E_MAIL}
    ids = office.ids
    before = next(r for r in office.find(subject(SON)).records if r.record.ref.key == ("2",))
    changed = replace(before.record, fields={**before.record.fields, "personal_code": FATHER})
    ruling = Ruling(THEIRS, "a slip", "A.", "2026-11-24")
    office.state.keep_decisions(ids.kept(changed, subject(SON).identifiers, ruling))
    rows: Sequence[dict[str, object]] = [
        dict(office.company.store.tables["customers"][0]),
        {**row, "personal_code": FATHER},
    ]
    office.company.store.tables["customers"] = list(rows)  # type: ignore[arg-type]
    assert office.verdicts(subject(SON))["customers/2"] is OTHER


def test_the_state_holds_no_name_and_no_reason(office: Office, tmp_path: Path) -> None:
    office.decide(subject(SON), "news/1", THEIRS)
    office.state.close()
    kept = b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.suffix != ".key")
    assert not any(w in kept for w in (b"phone", b"Anna", E_MAIL.encode(), b"theirs"))


def test_a_decision_that_was_changed_in_the_state_is_not_believed(office: Office) -> None:
    office.decide(subject(SON), "news/1", THEIRS)
    (one,) = office.state.decisions(office.ids.persons(subject(SON).identifiers))
    office.state.keep_decisions([replace(one, body=b'{"verdict": "whatever"}')])
    with pytest.raises(EvidenceError, match="cannot be read"):
        office.find(subject(SON))


def test_a_person_known_by_weak_identifiers_is_known_by_all_of_them(office: Office) -> None:
    one, two = Identifier("email", E_MAIL), Identifier("phone", PHONE)
    assert office.ids.persons([one, two]) == office.ids.persons([two, one])
    assert office.ids.persons([one]) != office.ids.persons([one, two])
