"""A second search believes nothing: what it finds was expected, or it is residue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.model.finding import NotRead
from eraser.model.graph import Evidence, Trace, Traced, Verdict
from eraser.model.place import Container, Record, Value
from eraser.model.plan import Action, Change, Plan, Step
from eraser.model.proof import Verification, Why
from eraser.model.subject import Identifier, Subject
from eraser.progress import Silent
from eraser.verify.expectations import content_digest, expectations
from eraser.verify.search import stands_in, verify
from tests.unit.verify.memory_reader import MemoryReader, MemoryStore

CODE = Identifier("personas-kods", "16117519997")
PHONE = Identifier("phone", "+37122124444")
KEY = b"k" * 32


class Case:
    """A person's records in two stores, what was planned for each, and what was done."""

    def __init__(self) -> None:
        self.crm = MemoryStore(
            "crm",
            tables={
                "customers": [
                    {"id": "1", "code": "161175-19997", "note": ""},
                    {"id": "2", "code": "290156-11605", "note": "tālr. 22124444"},
                    {"id": "3", "code": "", "note": "no one's"},
                ],
                "invoices": [
                    {"id": "7", "code": "161175-19997", "phone": "22124444", "sum": 12},
                ],
            },
        )
        self.files = MemoryStore(
            "files",
            files={
                "exports": [
                    {"id": "a", "code": "16117519997", "sum": ""},
                    {"id": "b", "code": "16117519997", "sum": None},
                    {"id": "c", "code": "29015611605", "sum": "3"},
                ]
            },
        )
        self._traced: list[Traced] = []
        self._steps: list[Step] = []

    def record(self, store: MemoryStore, container: str, name: str) -> Record:
        return store.one(container, name)

    def plans(
        self,
        record: Record,
        action: Action | None,
        verdict: Verdict = Verdict.THEIRS,
        **changes: Value,
    ) -> Case:
        """The record was traced; with an action, it is in the plan too."""
        self._traced.append(Traced(record, verdict, (Evidence("a test"),)))
        if action is not None:
            self._steps.append(
                Step(
                    id=f"s{len(self._steps)}",
                    group="g",
                    ref=record.ref,
                    version=record.version,
                    action=action,
                    reason="a test",
                    changes=tuple(Change(f, v) for f, v in changes.items()),
                )
            )
        return self

    def look_again(self, identifiers: Sequence[Identifier] = (CODE, PHONE)) -> Verification:
        trace = Trace(Subject((CODE,)), tuple(self._traced), ())
        steps = tuple(self._steps)
        plan = Plan("c", "p", date(2026, 3, 1), "0" * 64, (), steps, (), "a" * 64)
        return verify(
            identifiers,
            {store.name: MemoryReader.of(store) for store in (self.crm, self.files)},
            expectations(trace, plan, KEY),
            [step.ref for step in steps if step.action.changes],
            KEY,
            Silent(),
        )


@pytest.fixture
def case() -> Case:
    """Only the records of the fixture's tests hold anything of the person."""
    case = Case()
    case.crm.tables["customers"] = [case.crm.tables["customers"][2]]
    case.crm.tables["invoices"] = []
    case.files.files["exports"] = [case.files.files["exports"][2]]
    return case


def _add(case: Case, **fields: Value) -> Record:
    case.crm.tables["customers"].append(fields)
    return case.crm.one("customers", str(fields["id"]))


def _add_row(case: Case, **fields: Value) -> Record:
    case.files.files["exports"].append(fields)
    return case.files.one("exports", str(fields["id"]))


def _told(found: Verification) -> tuple[int, dict[Why, int], bool]:
    return len(found.residue), dict(found.expected), found.clean


# -- nothing is left ------------------------------------------------------------------------------


def test_where_nothing_is_left_it_is_clean(case: Case) -> None:
    found = case.look_again()
    assert _told(found) == (0, {}, True)
    assert [str(c) for c in found.searched] == ["crm/customers", "crm/invoices", "files/exports"]


def test_a_container_that_tracing_never_saw_is_searched_too(case: Case) -> None:
    case.crm.tables["forgotten"] = [{"id": "1", "x": {"deep": ["PK 161175-19997"]}}]
    found = case.look_again()
    assert [str(r.ref.container) for r in found.residue] == ["crm/forgotten"]


def test_a_place_that_was_not_read_makes_it_not_clean(case: Case) -> None:
    case.files.unread.append(NotRead(Container("files", "exports"), "part-2", "a cut gzip"))
    found = case.look_again()
    assert (_told(found), len(found.not_read)) == ((0, {}, False), 1)


def test_what_the_stores_keep_of_the_erased_is_told(case: Case) -> None:
    row, line = _add(case, id="1", code="161175-19997"), _add_row(case, id="a", code="16117519997")
    case.plans(row, Action.DELETE).plans(line, Action.DELETE)
    case.crm.carry_out(row, None)
    case.files.carry_out(line, None)
    found = case.look_again()
    assert [r.container for r in found.remnants] == ["crm/customers", "files/exports"]
    assert found.clean


# -- residue --------------------------------------------------------------------------------------


def test_a_record_that_was_to_be_deleted_and_is_there_is_residue(case: Case) -> None:
    row = _add(case, id="1", code="161175-19997")
    found = case.plans(row, Action.DELETE).look_again()
    assert [r.ref for r in found.residue] == [row.ref]
    assert "strong" in found.residue[0].why


def test_a_record_that_nobody_traced_is_residue(case: Case) -> None:
    _add(case, id="9", note="zvanīt 22 124 444")
    found = case.look_again()
    assert (len(found.residue), "strong" in found.residue[0].why) == (1, False)


@pytest.mark.parametrize(
    "fields",
    [
        {"code": 16117519997},
        {"doc": {"people": [{"pk": "161175-19997"}]}},
        {"note": "PK 161175-19997, dzīvo Rīgā"},
        {"note": ["x", "+371 22124444"]},
    ],
)
def test_the_person_is_found_in_any_written_form(case: Case, fields: dict[str, Value]) -> None:
    _add(case, id="1", **fields)
    assert len(case.look_again().residue) == 1


@pytest.mark.parametrize("text", ["1611751999", "116117519997", "161175-19998", "", "0"])
def test_what_only_resembles_the_person_is_no_residue(case: Case, text: str) -> None:
    _add(case, id="1", note=text)
    assert case.look_again().clean


def test_an_identifier_of_zeros_does_not_stand_in_empty_fields(case: Case) -> None:
    record = _add(case, id="1", note="")
    assert not stands_in(Identifier("customer-number", "0000"), record)


def test_residue_names_no_value(case: Case) -> None:
    _add(case, id="1", code="161175-19997")
    (residue,) = case.look_again().residue
    assert "161175" not in repr(residue)
    assert "161175" not in residue.why


# -- what may be there ----------------------------------------------------------------------------


@pytest.mark.parametrize(("action", "why"), [(Action.KEEP, Why.HELD), (Action.REVIEW, Why.REVIEW)])
def test_what_the_plan_keeps_may_be_there(case: Case, action: Action, why: Why) -> None:
    row = _add(case, id="7", code="161175-19997")
    assert _told(case.plans(row, action).look_again()) == (0, {why: 1}, True)


def test_what_is_held_may_be_worked_with(case: Case) -> None:
    row = _add(case, id="7", code="161175-19997", paid=False)
    case.plans(row, Action.KEEP)
    case.crm.carry_out(row, {"paid": True})
    assert _told(case.look_again()) == (0, {Why.HELD: 1}, True)


def test_a_held_row_of_a_file_is_known_by_what_it_says_wherever_it_moved(case: Case) -> None:
    gone = _add_row(case, id="a", code="16117519997", sum="")
    held = _add_row(case, id="b", code="16117519997", sum=None)
    case.plans(gone, Action.DELETE).plans(held, Action.KEEP)
    case.files.carry_out(gone, None)
    case.files.files["exports"].insert(0, {"id": "z", "code": "", "sum": "new"})
    assert _told(case.look_again()) == (0, {Why.HELD: 1}, True)


def test_another_row_in_a_held_rows_place_is_residue(case: Case) -> None:
    gone = _add_row(case, id="a", code="16117519997", sum="")
    held = _add_row(case, id="b", code="16117519997", sum=None)
    case.plans(gone, Action.DELETE).plans(held, Action.KEEP)
    case.files.carry_out(held, None)
    case.files.files["exports"].insert(0, {"id": "z", "code": "", "sum": "new"})
    assert _told(case.look_again())[0] == 1


def test_a_row_that_lost_its_nulls_is_still_the_same_row(case: Case) -> None:
    held = _add_row(case, id="b", code="16117519997", sum=None, note="")
    case.plans(held, Action.KEEP)
    case.files.carry_out(held, {"sum": "", "note": None})
    assert _told(case.look_again()) == (0, {Why.HELD: 1}, True)


def test_somebody_elses_record_may_share_a_phone(case: Case) -> None:
    row = _add(case, id="2", code="290156-11605", note="tālr. 22124444")
    case.plans(row, None, Verdict.OTHER)
    assert _told(case.look_again()) == (0, {Why.OTHER: 1}, True)


def test_somebody_elses_record_never_holds_a_strong_identifier_of_the_person(case: Case) -> None:
    row = _add(case, id="2", code="290156-11605", note="22124444, PK 161175-19997")
    case.plans(row, None, Verdict.OTHER)
    assert _told(case.look_again())[0] == 1


def test_a_record_of_theirs_that_the_plan_forgot_is_residue(case: Case) -> None:
    row = _add(case, id="1", code="161175-19997")
    case.plans(row, None, Verdict.THEIRS)
    assert _told(case.look_again())[0] == 1


# -- what was changed -----------------------------------------------------------------------------


def test_a_changed_record_may_hold_what_the_plan_left_in_it(case: Case) -> None:
    row = _add(case, id="7", code="161175-19997", phone="22124444")
    case.plans(row, Action.UPDATE, phone=None)
    case.crm.carry_out(row, {"phone": None})
    assert _told(case.look_again()) == (0, {Why.CHANGED: 1}, True)


def test_a_record_that_was_to_be_changed_and_was_not_is_residue(case: Case) -> None:
    row = _add(case, id="7", code="161175-19997", phone="22124444")
    case.plans(row, Action.UPDATE, phone=None)
    assert _told(case.look_again())[0] == 1


def test_a_record_that_was_changed_only_in_part_is_residue(case: Case) -> None:
    row = _add(case, id="7", code="161175-19997", phone="22124444", note="22124444")
    case.plans(row, Action.UPDATE, phone=None, note="•")
    case.crm.carry_out(row, {"note": "•"})
    assert _told(case.look_again())[0] == 1


def test_a_changed_record_may_be_worked_with(case: Case) -> None:
    row = _add(case, id="7", code="161175-19997", phone="22124444", seen="2026-03-01")
    case.plans(row, Action.UPDATE, phone=None)
    case.crm.carry_out(row, {"phone": "", "seen": "2026-03-02"})
    assert _told(case.look_again()) == (0, {Why.CHANGED: 1}, True)


@pytest.mark.parametrize(
    ("planned", "stored"), [("0", "0.00"), (0, "0"), (None, ""), (True, "true")]
)
def test_a_value_may_come_back_as_the_store_writes_it(
    case: Case, planned: Value, stored: Value
) -> None:
    row = _add(case, id="7", code="161175-19997", phone="22124444", seen="x")
    case.plans(row, Action.UPDATE, phone=planned)
    case.crm.carry_out(row, {"phone": stored, "seen": "y"})
    assert _told(case.look_again()) == (0, {Why.CHANGED: 1}, True)


def test_a_changed_row_of_a_file_is_known_by_what_it_should_say(case: Case) -> None:
    row = _add_row(case, id="b", code="16117519997", phone="22124444")
    case.plans(row, Action.UPDATE, phone="")
    assert _told(case.look_again())[0] == 1
    case.files.carry_out(row, {"phone": ""})
    assert _told(case.look_again()) == (0, {Why.CHANGED: 1}, True)


# -- laws -----------------------------------------------------------------------------------------

ACTIONS = st.sampled_from([Action.DELETE, Action.UPDATE, Action.KEEP, Action.REVIEW])


@settings(deadline=None)
@given(actions=st.lists(ACTIONS, max_size=8), data=st.data())
def test_it_is_clean_exactly_when_all_that_was_planned_was_done(
    actions: list[Action], data: st.DataObject
) -> None:
    case = Case()
    case.crm.tables, case.files.files = {"customers": []}, {"exports": []}
    undone = 0
    for number, action in enumerate(actions):
        add = data.draw(st.sampled_from([_add, _add_row]))
        record = add(case, id=str(number), code="161175-19997", phone="22124444")
        case.plans(record, action, **({"phone": None} if action is Action.UPDATE else {}))
    for traced, step in list(zip(case._traced, case._steps, strict=True)):
        if not step.action.changes:
            continue
        if data.draw(st.booleans()):
            store = case.crm if step.ref.container.store == "crm" else case.files
            changes = {c.field: c.value for c in step.changes}
            store.carry_out(traced.record, changes if step.action is Action.UPDATE else None)
        else:
            undone += 1
    found = case.look_again()
    assert len(found.residue) == undone
    assert found.clean is (undone == 0)


def test_a_digest_of_content_tells_containers_and_keys_of_digests_apart() -> None:
    case = Case()
    record = case.crm.one("customers", "1")
    elsewhere = replace(record, ref=replace(record.ref, container=Container("crm", "other")))
    marks = {
        content_digest(KEY, record),
        content_digest(KEY, elsewhere),
        content_digest(b"x" * 32, record),
    }
    assert len(marks) == 3
    assert "16117" not in "".join(marks)
