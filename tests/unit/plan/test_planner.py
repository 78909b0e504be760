"""What a plan does with the records of one person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from eraser.errors import ConfigError
from eraser.model.finding import NotRead
from eraser.model.graph import Evidence, Verdict
from eraser.model.place import Container, RecordRef
from eraser.model.plan import Action
from eraser.plan.planner import verify_digest
from tests.unit.plan.builders import (
    AML,
    EXPORTS,
    LAWS,
    MARKETING,
    TICKETS,
    TODAY,
    VAT,
    actions,
    cleared,
    contract,
    customer,
    datamap,
    in_object,
    invoice,
    joint,
    make,
    row,
    step,
    traced,
)

DELETE, UPDATE, KEEP, REVIEW = Action.DELETE, Action.UPDATE, Action.KEEP, Action.REVIEW


# -- what the law holds, and what that keeps ----------------------------------------------------


def test_without_holds_everything_of_the_person_goes() -> None:
    made = make(customer(), contract(), row("consents", 5, customer_id=1, email="anna@example.lv"))
    assert set(actions(made).values()) == {DELETE}
    assert {s.cite for s in made.steps} == {"GDPR Art. 17(1)"}


def test_a_held_invoice_is_kept_whole_and_tells_the_law_and_the_day() -> None:
    held = step(make(customer(), contract(), invoice()), invoice())
    assert (held.action, held.until) == (KEEP, date(2031, 12, 31))
    assert held.cite == "Grāmatvedības likums 28 p.5"
    assert "until 2031-12-31" in held.reason
    assert "lv.gl.28.5" in held.reason
    assert held.changes == ()


def test_a_held_invoice_keeps_its_customer_row_cleared_of_all_but_the_name() -> None:
    made = make(customer(), contract(), invoice())
    kept = step(made, customer())
    assert kept.action is UPDATE
    assert set(cleared(kept)) == {
        "customer_number",
        "personal_code",
        "email",
        "phone",
        "address",
        "birth_year",
    }
    assert "crm/invoices that is held until 2031-12-31" in kept.reason
    assert (kept.cite, kept.until) == ("Grāmatvedības likums 28 p.5", date(2031, 12, 31))


def test_a_held_invoice_keeps_its_contract_and_what_that_refers_to() -> None:
    made = make(customer(1), customer(3), contract(10, 3), invoice(customer_id=1))
    assert actions(made) == {
        "invoices 100": KEEP,
        "contracts 10": KEEP,
        "customers 1": UPDATE,
        "customers 3": UPDATE,
    }
    assert "surname" not in cleared(step(made, customer(3)))


def test_a_contract_that_stays_with_nothing_personal_in_it_is_kept_as_it_is() -> None:
    kept = step(make(customer(), contract(), invoice()), contract())
    assert kept.action is KEEP
    assert "nothing in it is to be cleared" in kept.reason


def test_what_a_held_record_does_not_refer_to_goes() -> None:
    meter = row("meters", 7, contract_id=10)
    assert step(make(customer(), contract(), invoice(), meter), meter).action is DELETE


def test_an_expired_invoice_goes_with_all_around_it() -> None:
    made = make(customer(), contract(), invoice(issued_on="2020-02-29"))
    assert set(actions(made).values()) == {DELETE}


def test_an_expired_invoice_stays_for_its_held_payment() -> None:
    payment = row("payments", 9, invoice_id=100, paid_on="2021-01-15")
    made = make(customer(), contract(), invoice(issued_on="2020-12-20"), payment)
    assert actions(made) == {
        "payments 9": KEEP,
        "invoices 100": KEEP,
        "contracts 10": KEEP,
        "customers 1": UPDATE,
    }
    assert step(made, invoice()).until == date(2026, 12, 31)


def test_of_two_laws_the_longer_gives_the_day_and_both_are_cited() -> None:
    taxed = invoice(issued_on="2026-03-02", vat="true")
    held = step(make(taxed, dmap=datamap(VAT)), taxed)
    assert held.until == date(2031, 12, 31)
    assert held.cite == "Grāmatvedības likums 28 p.5; Pievienotās vērtības nodokļa likums 133(4)"


def test_the_row_behind_several_holds_waits_for_the_last_of_them() -> None:
    made = make(customer(), contract(), invoice(100, issued_on="2022-01-01"), invoice(101))
    assert step(made, customer()).until == date(2031, 12, 31)


def test_an_invoice_without_a_date_is_held_without_an_end_and_told() -> None:
    undated = invoice(issued_on=None)
    made = make(customer(), contract(), undated)
    assert (step(made, undated).action, step(made, undated).until) == (KEEP, None)
    assert "`issued_on` is empty" in step(made, undated).reason
    assert step(made, customer()).until is None
    assert any("held without an end" in w for w in made.warnings)


def test_anti_money_laundering_holds_nothing_unless_the_organisation_is_bound() -> None:
    file = row("aml", 4, customer_id=1, ended_on="2026-01-01")
    off = make(customer(), file)
    assert set(actions(off).values()) == {DELETE}
    assert any("lv.nilltpfn.37" in w and "holds nothing here" in w for w in off.warnings)
    on = make(customer(), file, dmap=datamap(AML))
    assert actions(on) == {"aml 4": KEEP, "customers 1": UPDATE}
    assert any("lv.nilltpfn.37" in w and "amended" in w for w in on.warnings)


def test_a_law_that_no_pack_has_stops_the_plan() -> None:
    with pytest.raises(ConfigError, match=r"lv\.x"):
        make(customer(), dmap=datamap(**{"lv.gl.28.2": "lv.x"}))


def test_a_covered_container_without_a_hold_is_told() -> None:
    dmap = datamap(
        **{
            "purpose: exports\n": "purpose: exports\n    categories: [invoices]\n",
            'holds: [{law: lv.gl.28.2, clock: booked_on, when: {booked: "yes"}}]': "",
        }
    )
    made = make(in_object(EXPORTS, "exports/a.csv", "0", number="K-1"), dmap=dmap)
    assert any("lv.gl.28.5" in w and "name it under `holds`" in w for w in made.warnings)


def test_a_held_line_protects_a_row_in_another_store() -> None:
    line = in_object(
        EXPORTS, "exports/a.csv", "0", number="K-1", booked="yes", booked_on="2026-01-01"
    )
    made = make(customer(), line)
    kept = step(made, customer())
    assert kept.action is UPDATE
    assert "customer_number" not in cleared(kept)
    assert "`customer_number` is what other records refer to" in kept.reason


# -- several people, and uncertainty ------------------------------------------------------------


def test_of_a_joint_contract_only_the_co_customers_reference_goes_and_then_the_row() -> None:
    both = joint(10, 2, 1, "co_customer_id")
    made = make(customer(1), both)
    assert [(s.action, s.ref.container.name) for s in made.steps] == [
        (UPDATE, "contracts"),
        (DELETE, "customers"),
    ]
    assert cleared(step(made, both)) == {"co_customer_id": None}
    assert len({s.group for s in made.steps}) == 1


def test_the_main_customers_row_stays_behind_a_joint_contract() -> None:
    both = joint(10, 1, 2, "customer_id", "contact_phone")
    made = make(customer(1), both)
    assert cleared(step(made, both)) == {"contact_phone": None}
    assert "`customer_id` is a reference that may not be empty" in step(made, both).reason
    assert step(made, customer(1)).action is UPDATE
    assert cleared(step(made, customer(1)))["surname"] == "dzēsts"


def test_a_held_joint_record_is_kept_whole() -> None:
    both = replace(invoice(), verdict=Verdict.SHARED, fields=("buyer_name",))
    assert step(make(both), both).action is KEEP


def test_of_a_ticket_about_two_people_only_the_persons_mentions_go() -> None:
    ticket = traced(
        RecordRef(TICKETS, ("t1", "")),
        {"text": "Anna Ozola un Ilze Kalna", "to": ["anna@example.lv", "ilze@example.lv"]},
        Verdict.SHARED,
    )
    made = make(replace(ticket, fields=("text", "to[]")))
    assert cleared(step(made, ticket)) == {
        "text": "[dzēsts] un Ilze Kalna",
        "to": ["[dzēsts]", "ilze@example.lv"],
    }


def test_several_places_in_one_document_are_redacted_together() -> None:
    ticket = traced(
        RecordRef(TICKETS, ("t1", "")),
        {"customer": {"email": "anna@example.lv", "name": "Anna Ozola", "other": "Ilze"}},
        Verdict.SHARED,
    )
    made = make(replace(ticket, fields=("customer.email", "customer.name")))
    assert cleared(step(made, ticket)) == {
        "customer": {"email": "[dzēsts]", "name": "[dzēsts]", "other": "Ilze"}
    }


def test_a_shared_text_in_which_the_person_cannot_be_found_again_goes_to_review() -> None:
    ticket = traced(RecordRef(TICKETS, ("t1", "")), {"text": "zvanīja A. O."}, Verdict.SHARED)
    one = step(make(replace(ticket, fields=("text",))), ticket)
    assert one.action is REVIEW
    assert "`text` cannot be told from the rest" in one.reason


def test_a_shared_record_in_which_nothing_is_the_persons_alone_is_kept() -> None:
    meter = row("meters", 7, Verdict.SHARED, contract_id=10)
    both = joint(10, 1, 2, "customer_id")
    assert step(make(both, meter), meter).action is KEEP


def test_uncertain_records_go_to_review_with_the_reason_of_the_search() -> None:
    uncertain = row("consents", 5, Verdict.REVIEW, customer_id=None, email="anna@example.lv")
    one = step(make(uncertain), uncertain)
    assert one.action is REVIEW
    assert "carries an e-mail" in one.reason


def test_a_record_under_review_keeps_the_row_it_refers_to_whole_and_that_is_told() -> None:
    uncertain = row("consents", 5, Verdict.REVIEW, customer_id=1)
    made = make(customer(), uncertain)
    assert step(made, customer()).action is REVIEW
    assert step(made, customer()).changes == ()
    assert any("refer to them; decide, and plan again" in w for w in made.warnings)


def test_a_record_under_review_in_another_store_is_not_orphaned_either() -> None:
    ticket = traced(RecordRef(TICKETS, ("t1", "")), {"customer": {"number": "K-1"}}, Verdict.REVIEW)
    assert step(make(customer(), ticket), customer()).action is REVIEW


def test_unmapped_containers_go_to_review() -> None:
    found = row("unmapped", 5, customer_id=None, email="anna@example.lv")
    one = step(make(found), found)
    assert one.action is REVIEW
    assert "the data map does not say" in one.reason


def test_another_persons_record_is_not_in_the_plan_but_keeps_what_it_refers_to() -> None:
    theirs = replace(contract(10, 1), verdict=Verdict.OTHER)
    made = make(customer(1), theirs)
    assert actions(made) == {"customers 1": UPDATE}
    assert "another person's record in crm/contracts" in made.steps[0].reason


# -- other playbooks, warnings, digest ----------------------------------------------------------


def test_an_objection_to_marketing_touches_marketing_only() -> None:
    consent = row("consents", 5, customer_id=1, email="anna@example.lv")
    made = make(customer(), contract(), invoice(), consent, playbook=MARKETING)
    assert actions(made) == {
        "consents 5": DELETE,
        "contracts 10": KEEP,
        "customers 1": KEEP,
        "invoices 100": KEEP,
    }
    assert "another purpose" in step(made, customer()).reason


def test_what_could_not_be_read_or_was_not_followed_is_in_the_warnings() -> None:
    lost = NotRead(Container("files", "calls/*"), "calls/anna.wav", "cut short")
    made = make(customer(), not_read=(lost, lost), not_followed=("a phone is shared",))
    assert "files/calls/*: 2 places could not be read; what is there is not in this plan" in (
        made.warnings
    )
    assert "not followed: a phone is shared" in made.warnings


def test_no_step_or_warning_holds_a_value_of_the_person() -> None:
    made = make(customer(), contract(), invoice(), joint(11, 1, 2, "customer_id", "contact_phone"))
    told = " ".join([*made.warnings, *(s.reason + s.cite + s.id + s.group for s in made.steps)])
    for value in ("161175-19997", "anna@example.lv", "22124444", "Ozola", "K-1"):
        assert value not in told
        assert value not in repr(made)


def test_the_digest_covers_the_plan_and_what_it_follows_from() -> None:
    def digest(**changed: object) -> str:
        made = make(customer(), contract(), invoice(), **changed)
        verify_digest(made)
        return made.digest

    laws = replace(LAWS, entries=LAWS.entries[:-1])
    digests = [
        digest(),
        digest(today=date(2026, 11, 23)),
        digest(case="2026-015"),
        digest(dmap=datamap(VAT)),
        digest(laws=laws),
        digest(playbook=MARKETING),
    ]
    assert len(set(digests)) == len(digests)
    assert digest() == digests[0]


def test_the_version_of_a_record_is_part_of_the_plan() -> None:
    newer = customer()
    newer = replace(newer, record=replace(newer.record, version="v2"))
    assert make(newer).digest != make(customer()).digest
    assert make(newer).steps[0].version == "v2"


def test_a_plan_for_nobody_is_empty() -> None:
    made = make()
    assert made.steps == ()
    assert made.made_on == TODAY


def test_the_reasons_of_a_search_are_told_in_its_order() -> None:
    uncertain = row("consents", 5, Verdict.REVIEW, email="x")
    uncertain = replace(uncertain, because=(Evidence("one weak"), Evidence("no other", False)))
    assert "one weak; no other" in step(make(uncertain), uncertain).reason
