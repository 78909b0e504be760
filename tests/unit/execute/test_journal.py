"""The journal remembers what was intended and done, and whether anybody touched it since."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.digests import GENESIS, chain, link
from eraser.errors import EvidenceError, RefusedError
from eraser.execute.journal import Journal
from eraser.model.outcome import Absent, Done, Failed, Held, Outcome, Stale, Unsupported
from eraser.state import State

PLAN = "ab" * 32
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OUTCOMES: tuple[Outcome, ...] = (
    Done("s1", "it stays in a segment"),
    Absent("s2"),
    Held("s3", "a legal hold", "2031-01-01"),
    Stale("s4"),
    Failed("s5", "a lock", True),
    Unsupported("s6", "archived"),
)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = State(tmp_path / "state")
    yield opened
    opened.close()


class MemoryLedger:
    """A ledger over a list, for what needs no disk."""

    def __init__(self) -> None:
        self.kept: list[dict[str, object]] = []

    def entries(self, plan: str) -> tuple[dict[str, object], ...]:
        return tuple(self.kept)

    def append(self, plan: str, seq: int, previous: str, entry: dict[str, object]) -> str:
        assert seq == len(self.kept)
        self.kept.append(entry)
        return link(previous, entry)


def _journal(state: State) -> Journal:
    return Journal(state, PLAN, lambda: NOON)


def test_a_plan_that_was_never_run_has_an_empty_journal(state: State) -> None:
    journal = _journal(state)
    assert not journal.begun
    assert not journal.finished
    assert journal.head == GENESIS
    assert journal.outcomes == {}


def test_every_outcome_comes_back_as_it_was(state: State) -> None:
    journal = _journal(state)
    journal.start("DPO")
    journal.intend("box/g1", [o.step for o in OUTCOMES])
    journal.record("box/g1", OUTCOMES)
    again = _journal(state)
    assert tuple(again.outcomes.values()) == OUTCOMES
    assert again.head == journal.head


def test_what_was_intended_is_open_until_it_is_recorded(state: State) -> None:
    journal = _journal(state)
    journal.start("DPO")
    journal.intend("box/g1", ["s1", "s2"])
    assert _journal(state).is_open("box/g1")
    assert not _journal(state).is_open("box/g2")
    journal.record("box/g1", [Done("s1"), Done("s2")])
    assert not _journal(state).is_open("box/g1")


def test_what_is_begun_again_is_not_finished(state: State) -> None:
    journal = _journal(state)
    journal.start("DPO")
    journal.finish()
    assert _journal(state).finished
    journal.start("DPO")
    assert not _journal(state).finished


def test_the_later_outcome_of_a_step_counts(state: State) -> None:
    journal = _journal(state)
    for outcome in (Failed("s1", "a lock", True), Done("s1")):
        journal.intend("box/g1", ["s1"])
        journal.record("box/g1", [outcome])
    assert _journal(state).outcomes == {"s1": Done("s1")}


def test_the_head_covers_every_entry(state: State) -> None:
    journal = _journal(state)
    journal.start("DPO")
    journal.intend("box/g1", ["s1"])
    journal.record("box/g1", [Done("s1")])
    journal.finish()
    assert journal.head == chain(state.entries(PLAN))[-1]


def test_plans_have_journals_of_their_own(state: State) -> None:
    _journal(state).start("DPO")
    assert not Journal(state, "cd" * 32).begun


def test_entries_say_when_and_who_and_hold_no_more(state: State) -> None:
    journal = _journal(state)
    journal.start("DPO")
    journal.intend("box/g1", ["s1"])
    journal.record("box/g1", [Done("s1")])
    at = "2026-03-02T12:00:00+00:00"
    assert state.entries(PLAN) == (
        {"entry": "started", "by": "DPO", "at": at},
        {"entry": "intended", "group": "box/g1", "steps": ["s1"], "at": at},
        {
            "entry": "recorded",
            "group": "box/g1",
            "outcomes": [{"outcome": "done", "step": "s1", "note": ""}],
            "at": at,
        },
    )


def test_a_changed_entry_is_refused(state: State, tmp_path: Path) -> None:
    journal = _journal(state)
    journal.start("DPO")
    journal.intend("box/g1", ["s1"])
    journal.record("box/g1", [Failed("s1", "a lock")])
    with sqlite3.connect(tmp_path / "state" / "state.db") as database:
        database.execute(
            "UPDATE journal SET entry = replace(entry, '\"failed\"', '\"done\"') WHERE seq = 2"
        )
    database.close()
    with pytest.raises(EvidenceError, match="entry 2"):
        _journal(state)


def test_another_process_in_between_is_noticed_before_anything_is_done(state: State) -> None:
    ours, theirs = _journal(state), _journal(state)
    theirs.start("somebody")
    with pytest.raises(RefusedError, match="Another process"):
        ours.start("DPO")
    theirs.intend("box/g1", ["s1"])
    ours = _journal(state)
    theirs.record("box/g1", [Done("s1")])
    with pytest.raises(RefusedError, match="Another process"):
        ours.intend("box/g1", ["s1"])
    assert _journal(state).outcomes == {"s1": Done("s1")}


def test_a_journal_without_a_clock_is_only_read(state: State) -> None:
    _journal(state).start("DPO")
    reader = Journal(state, PLAN)
    assert reader.begun
    with pytest.raises(AssertionError):
        reader.start("DPO")


@pytest.mark.parametrize(
    "entry",
    [
        {"entry": "vacuumed"},
        {},
        {"entry": "intended"},
        {"entry": "intended", "group": "g", "steps": "s1"},
        {"entry": "recorded", "group": "g", "outcomes": [{"outcome": "undone", "step": "s1"}]},
        {"entry": "recorded", "group": "g", "outcomes": [{"step": "s1"}]},
        {"entry": "recorded", "group": "g", "outcomes": [{"outcome": "done"}]},
        {"entry": "recorded", "group": "g", "outcomes": ["done"]},
        {"entry": "recorded", "group": "g", "outcomes": [{"outcome": "done", "step": "s", "x": 1}]},
    ],
)
def test_an_entry_of_a_newer_eraser_is_refused_and_not_guessed_at(
    state: State, entry: dict[str, object]
) -> None:
    state.append(PLAN, 0, GENESIS, entry)
    with pytest.raises(EvidenceError, match="entry"):
        _journal(state)


STEPS = st.sampled_from(["s1", "s2", "s3"])
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("intend"), st.lists(STEPS, min_size=1, unique=True)),
        st.tuples(st.just("record"), st.lists(st.sampled_from(OUTCOMES), min_size=1, unique=True)),
        st.tuples(st.sampled_from(["start", "finish"]), st.none()),
    ),
    max_size=12,
)


@given(ACTS)
def test_a_reopened_journal_knows_exactly_what_the_open_one_knew(
    acts: list[tuple[str, list[object] | None]],
) -> None:
    ledger = MemoryLedger()
    journal = Journal(ledger, PLAN, lambda: NOON)
    for act, content in acts:
        match act:
            case "intend":
                journal.intend("g", [str(step) for step in content or ()])
            case "record":
                journal.record("g", content or ())  # type: ignore[arg-type]
            case "start":
                journal.start("DPO")
            case _:
                journal.finish()
    again = Journal(ledger, PLAN, lambda: NOON)
    assert (again.outcomes, again.head, again.finished, again.begun, again.is_open("g")) == (
        journal.outcomes,
        journal.head,
        journal.finished,
        journal.begun,
        journal.is_open("g"),
    )
