"""How a trace goes from record to record, and what it tells of what it did not do."""

from __future__ import annotations

import pytest

from eraser.errors import ConfigError, UsageError
from eraser.model.graph import EdgeKind, Verdict
from eraser.model.subject import Subject
from eraser.trace.follow import trace
from eraser.trace.world import Knowledge, Limits
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

THEIRS, SHARED, REVIEW = Verdict.THEIRS, Verdict.SHARED, Verdict.REVIEW


def test_a_customer_number_is_learned_and_followed() -> None:
    company = Company().customer(17, SON)
    company.table("readings", {"id": 1, "of": "K-17"}, {"id": 2, "of": "K-170"})
    result = company.trace(SON)
    assert result.verdicts() == {"customers/17": THEIRS, "readings/1": THEIRS}
    assert (EdgeKind.VALUE, "customers") in {
        (e.kind, e.source.container.name) for e in result.trace.edges if e.source
    }


def test_what_a_ticket_says_is_not_learned() -> None:
    company = Company().table("tickets", {"id": 1, "text": f"{SON}, rakstiet uz {E_MAIL}"})
    company.table("news", {"id": 1, "mail": E_MAIL})
    assert company.trace(SON).verdicts() == {"tickets/1": SHARED}


def test_weak_identifiers_are_learned_from_rows_of_persons_only() -> None:
    company = Company().mapped("orders", identifiers={"code": "personas-kods", "mail": "email"})
    company.table("orders", {"id": 1, "code": SON, "mail": E_MAIL})
    company.table("news", {"id": 1, "mail": E_MAIL})
    assert company.trace(SON).verdicts() == {"orders/1": THEIRS}


def test_a_name_in_the_customers_row_is_learned_for_comparison() -> None:
    company = Company().customer(1, SON, given="Jānis", surname="Bērziņš", email=E_MAIL)
    company.mapped("news", names=[{"full": "who"}], identifiers={"mail": "email"})
    company.table("news", {"id": 1, "mail": E_MAIL, "who": "Jānis Bērziņš"})
    company.table("news", {"id": 2, "mail": E_MAIL, "who": "Anna Ozola"})
    verdicts = company.trace(SON, names=()).verdicts()
    assert (verdicts["news/1"], verdicts["news/2"]) == (THEIRS, REVIEW)


def test_an_attachment_belongs_to_the_person_whose_row_names_it() -> None:
    company = Company().customer(1, SON).customer(2, FATHER)
    company.mapped(
        "incidents",
        subject=[to_customer("customer_id")],
        attachments=[{"field": "clip", "in": "crm/clips", "at": "object"}],
    )
    company.table("incidents", {"id": 1, "customer_id": 1, "clip": "gate/1.mp4"})
    company.table("incidents", {"id": 2, "customer_id": 2, "clip": "gate/10.mp4"})
    company.mapped("clips").table(
        "clips", {"object": "gate/1.mp4"}, {"object": "gate/10.mp4"}, key="object"
    )
    result = company.trace(SON)
    assert result.verdicts()["clips/gate/1.mp4"] is THEIRS
    assert "clips/gate/10.mp4" not in result.verdicts()
    assert EdgeKind.OBJECT_NAME in {e.kind for e in result.trace.edges}


def test_an_attachment_of_two_persons_is_shared() -> None:
    company = Company().customer(1, SON, scan="a.pdf").customer(2, FATHER, scan="a.pdf")
    attachment = {"field": "scan", "in": "crm/scans", "at": "object"}
    company.maps["customers"] = {**company.maps["customers"], "attachments": [attachment]}
    company.mapped("scans").table("scans", {"object": "a.pdf"}, key="object")
    assert company.trace(SON).verdicts()["scans/a.pdf"] is Verdict.SHARED


def test_the_name_of_an_object_tells_whose_it_is() -> None:
    company = Company().customer(17, SON)
    company.mapped("calls", object_name="calls/{customer-number}/*")
    company.table(
        "calls", {"object": "calls/K-17/a.wav"}, {"object": "calls/K-171/a.wav"}, key="object"
    )
    verdicts = company.trace(SON).verdicts()
    assert verdicts == {"calls/calls/K-17/a.wav": THEIRS, "customers/17": THEIRS}


@pytest.mark.parametrize("value", ["nav@nav.lv", "+37120000000", "22222222", "K-0000"])
def test_a_subject_known_by_a_default_value_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match="leave it out"):
        Company().trace(value)


def test_a_subject_with_a_name_only_is_refused() -> None:
    with pytest.raises(UsageError, match="identifies nobody"):
        Company().world_trace(Subject((), ()), Limits())


def test_a_default_phone_in_the_subjects_row_is_told_and_not_followed() -> None:
    company = Company().customer(1, SON, phone="20000000", email="nav@nav.lv")
    company.customer(2, FATHER, phone="20000000", email="nav@nav.lv")
    result = company.trace(SON)
    assert result.verdicts() == {"customers/1": THEIRS}
    assert sum("has none" in words for words in result.trace.not_followed) == 2


def test_an_identifier_of_the_subject_that_is_everywhere_is_refused() -> None:
    company = Company().table("news", *({"id": n, "mail": E_MAIL} for n in range(20)))
    with pytest.raises(UsageError, match="more than 10 records") as refused:
        company.trace(SON, E_MAIL, limits=Limits(max_matches=10))
    assert E_MAIL not in str(refused.value)


def test_a_learned_identifier_that_is_everywhere_is_told_and_counts_nothing() -> None:
    company = Company().customer(1, SON, email=E_MAIL)
    company.table("news", *({"id": n, "mail": E_MAIL} for n in range(20)))
    result = company.trace(SON, limits=Limits(max_matches=10))
    assert result.verdicts() == {"customers/1": THEIRS}
    assert any("too many records" in words for words in result.trace.not_followed)


def test_a_customer_number_may_stand_in_every_reading_of_a_meter() -> None:
    company = Company().customer(1, SON).mapped("readings", identifiers={"of": "customer-number"})
    company.table("readings", *({"id": n, "of": "K-1"} for n in range(20)))
    result = company.trace("K-1", limits=Limits(max_matches=10))
    assert set(result.verdicts().values()) == {THEIRS}
    assert len(result.verdicts()) == 21


def test_a_trace_that_was_cut_says_so() -> None:
    company = Company().customer(1, SON)
    company.table("letters", *({"id": n, "text": SON} for n in range(20)))
    result = company.trace(SON, limits=Limits(records=5))
    assert any("more than 5 records" in words for words in result.trace.not_followed)
    assert result.trace.not_read


def test_a_trace_that_runs_out_of_time_names_the_places_it_left_out() -> None:
    company = Company().customer(1, SON).table("letters", {"id": 1, "text": SON})
    ticks = iter(range(0, 1000, 10))
    found = trace(
        subject(),
        company.world(company.store.reader()),
        Knowledge(lambda r: tuple(identify(r))),
        Limits(seconds=35),
        clock=lambda: float(next(ticks)),
    )
    assert [n.container.name for n in found.not_read] == ["letters"]
    assert any("took longer than 35 seconds" in words for words in found.not_followed)


def test_too_many_rounds_are_told() -> None:
    # In this spelling only a search finds the row, so that its number is learned by then.
    contacts = {"email": "jAnIs@example.lv", "phone": "(+371) 2212 4444"}
    company = Company().customer(1, **contacts, given="Jānis", surname="Bērziņš")
    result = company.trace(E_MAIL, PHONE, limits=Limits(rounds=1))
    assert any("rounds" in words for words in result.trace.not_followed)


def test_what_the_reader_could_not_read_is_passed_on() -> None:
    company = Company().customer(1, SON).unreadable("customers", "not UTF-8")
    assert [n.reason for n in company.trace(SON).trace.not_read] == ["not UTF-8"]


def test_a_misspelt_subject_reference_is_refused_with_what_to_mend() -> None:
    company = Company().mapped("orders", subject=[{"fields": "c", "of": "crm/gone", "at": "id"}])
    with pytest.raises(ConfigError, match=r"crm/orders .* `of: crm/gone`.* Mend `of`"):
        company.trace(SON)


def test_a_data_map_that_leads_nowhere_yet_is_told() -> None:
    gone = {"fields": "c", "of": "crm/gone*", "at": "id"}
    company = Company().mapped("orders", subject=[gone])
    told = company.trace(SON).trace.not_followed
    assert any("crm/gone*, which does not exist" in words for words in told)


def test_nothing_is_searched_twice() -> None:
    company = Company().customer(1, SON).table("letters", {"id": 1, "text": SON})
    reader = company.store.reader()
    trace(subject(), company.world(reader), Knowledge(lambda r: tuple(identify(r))))
    assert reader.searches == len(company.store.tables)  # the row taught its number before
