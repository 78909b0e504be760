"""A plan is carried out group by group, nothing twice, and goes on wherever it stopped."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from eraser.errors import RefusedError, StoreUnreachableError
from eraser.execute.journal import Journal
from eraser.execute.runner import execute
from eraser.model.outcome import Absent, Done, Outcome
from eraser.model.plan import Step
from eraser.progress import Silent
from eraser.state import State
from tests.unit.execute.carrying_out import (
    NOON,
    delete,
    journal_of,
    keep,
    named,
    plan_of,
    run,
    update,
)
from tests.unit.execute.folder_store import FolderStore, FolderWriter

PROCESSES = multiprocessing.get_context("forkserver")


@pytest.fixture
def box(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path, "box")


@pytest.fixture
def shelf(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path, "shelf", transactions=False)


# -- what is done ---------------------------------------------------------------------------------


def test_every_step_is_done_and_the_rest_stays(box: FolderStore, tmp_path: Path) -> None:
    one, two, kept = box.put("1", n="a"), box.put("2", n="b", m="c"), box.put("3", n="d")
    plan = plan_of(delete("g1", one), update("g1", two, n=None), keep(kept))
    execution = run(plan, tmp_path, box)
    assert execution.complete
    assert execution.outcomes == (Done("box-1"), Done("box-2"))
    assert box.look() == {"2": {"n": None, "m": "c"}, "3": {"n": "d"}}
    assert execution.journal == journal_of(plan, tmp_path).head


def test_a_plan_that_changes_nothing_is_finished_at_once(box: FolderStore, tmp_path: Path) -> None:
    plan = plan_of(keep(box.put("1")))
    execution = run(plan, tmp_path, box)
    assert execution.complete
    assert execution.outcomes == ()
    assert journal_of(plan, tmp_path).finished


def test_groups_go_in_the_order_of_the_plan_and_are_never_split(
    box: FolderStore, tmp_path: Path
) -> None:
    records = [box.put(str(n)) for n in range(6)]
    order = ("b", "a", "b", "c", "a", "b")
    plan = plan_of(*(delete(g, r) for g, r in zip(order, records, strict=True)))
    run(plan, tmp_path, box)
    assert box.log == [f"delete {n}" for n in (0, 2, 5, 1, 4, 3)]


def test_a_group_over_two_stores_is_two_groups(
    box: FolderStore, shelf: FolderStore, tmp_path: Path
) -> None:
    plan = plan_of(delete("g", box.put("1")), delete("g", shelf.put("1")))
    assert run(plan, tmp_path, box, shelf).complete
    assert box.look() == shelf.look() == {}


def test_a_finished_plan_is_not_done_again(box: FolderStore, tmp_path: Path) -> None:
    plan = plan_of(delete("g1", box.put("1")))
    first = run(plan, tmp_path, box)
    box.put("1", n="somebody else now has this key")
    again = run(plan, tmp_path, box)
    assert again.outcomes == first.outcomes
    assert "1" in box.look()


def test_a_record_that_changed_since_is_left_alone(box: FolderStore, tmp_path: Path) -> None:
    plan = plan_of(delete("g1", box.put("1", n="a")), delete("g2", box.put("2")))
    box.put("1", n="b")
    execution = run(plan, tmp_path, box)
    assert named(execution) == {"box-1": "Stale", "box-2": "Done"}
    assert not execution.complete
    assert box.look() == {"1": {"n": "b"}}
    assert journal_of(plan, tmp_path).finished


def test_a_record_that_is_gone_already_is_as_good(box: FolderStore, tmp_path: Path) -> None:
    plan = plan_of(delete("g1", box.put("1")))
    box.remove("1")
    execution = run(plan, tmp_path, box)
    assert execution.outcomes == (Absent("box-1"),)
    assert execution.complete


def test_a_clock_that_goes_backwards_changes_nothing(box: FolderStore, tmp_path: Path) -> None:
    plan = plan_of(*(delete(f"g{n}", box.put(str(n))) for n in range(3)))
    times = iter(NOON - timedelta(hours=n) for n in range(100))
    assert run(plan, tmp_path, box, clock=lambda: next(times)).complete
    assert journal_of(plan, tmp_path).finished


# -- before anything is changed -------------------------------------------------------------------


def test_an_obstacle_anywhere_refuses_everything(
    box: FolderStore, shelf: FolderStore, tmp_path: Path
) -> None:
    plan = plan_of(delete("g1", box.put("1")), delete("g2", shelf.put("9")))
    shelf.arrange("forbidden-9")
    with pytest.raises(RefusedError, match="shelf-9: no right to it; grant it"):
        run(plan, tmp_path, box, shelf)
    assert "1" in box.look()
    assert not journal_of(plan, tmp_path).begun
    shelf.arrange("forbidden-9", happens=False)
    assert run(plan, tmp_path, box, shelf).complete


def test_many_obstacles_are_counted_and_the_first_are_told(
    box: FolderStore, tmp_path: Path
) -> None:
    records = [box.put(str(n)) for n in range(25)]
    for n in range(25):
        box.arrange(f"forbidden-{n}")
    with pytest.raises(RefusedError, match=r"box-19(.|\n)*and 5 more"):
        run(plan_of(*(delete("g", r) for r in records)), tmp_path, box)


def test_what_the_store_itself_holds_does_not_stop_the_others(
    shelf: FolderStore, tmp_path: Path
) -> None:
    plan = plan_of(delete("g1", shelf.put("1")), delete("g1", shelf.put("2")))
    shelf.arrange("held-1")
    assert named(run(plan, tmp_path, shelf)) == {"shelf-1": "Held", "shelf-2": "Done"}
    assert journal_of(plan, tmp_path).finished


def test_a_store_that_does_not_answer_beforehand_refuses_everything(
    box: FolderStore, shelf: FolderStore, tmp_path: Path
) -> None:
    plan = plan_of(delete("g1", box.put("1")), delete("g2", shelf.put("9")))
    shelf.arrange("unreachable")
    with pytest.raises(StoreUnreachableError):
        run(plan, tmp_path, box, shelf)
    assert "1" in box.look()
    assert not journal_of(plan, tmp_path).begun


# -- what goes wrong meanwhile --------------------------------------------------------------------


class _Lost(FolderWriter):
    """A store whose answers are lost from a certain call on, done or not."""

    def __init__(self, store: FolderStore, calls: int, *, does: bool) -> None:
        super().__init__(store.settings)
        self.calls, self._does = calls, does

    def apply(self, group: Sequence[Step]) -> tuple[Outcome, ...]:
        self.calls -= 1
        if self.calls >= 0:
            return super().apply(group)
        if self._does:
            super().apply(group)
        raise StoreUnreachableError("box: no answer; try again.")


@pytest.mark.parametrize("does", [True, False])
def test_a_store_that_stops_answering_does_not_stop_the_others(
    box: FolderStore, shelf: FolderStore, tmp_path: Path, does: bool
) -> None:
    plan = plan_of(
        delete("g1", box.put("1")),
        delete("g2", box.put("2")),
        delete("g3", shelf.put("9")),
        delete("g4", box.put("4")),
        delete("g5", shelf.put("8")),
    )
    state = State(tmp_path / "state")
    writers = {"box": _Lost(box, 1, does=does), "shelf": FolderWriter(shelf.settings)}
    journal = Journal(state, plan.digest, lambda: NOON)
    execution = execute(plan, writers.__getitem__, journal, "a test", Silent())
    state.close()
    assert execution.unreachable == ("box",)
    assert not execution.complete
    assert named(execution) == {"box-1": "Done", "shelf-9": "Done", "shelf-8": "Done"}
    assert writers["box"].calls == -1, "a store that does not answer is asked once"  # type: ignore[attr-defined]
    assert not journal.finished

    resumed = run(plan, tmp_path, box, shelf)
    assert resumed.complete
    assert set(named(resumed).values()) == {"Done"}
    assert box.look() == shelf.look() == {}
    assert sorted(box.log) == ["delete 1", "delete 2", "delete 4"]


def test_what_may_be_tried_again_is_tried_at_the_next_run(box: FolderStore, tmp_path: Path) -> None:
    plan = plan_of(delete("g1", box.put("1")), update("g1", box.put("2", n="a"), n=None))
    box.arrange("busy")
    first = run(plan, tmp_path, box)
    assert set(named(first).values()) == {"Failed"}
    assert not journal_of(plan, tmp_path).finished, "there is something left to resume"
    box.arrange("busy", happens=False)
    assert run(plan, tmp_path, box).complete
    assert journal_of(plan, tmp_path).finished
    assert box.log == ["delete 1", "update 2"]


def test_what_failed_for_good_is_not_tried_again(box: FolderStore, tmp_path: Path) -> None:
    plan = plan_of(delete("g1", box.put("1", n="a")), delete("g1", box.put("2")))
    box.put("1", n="b")
    first = run(plan, tmp_path, box)
    assert named(first) == {"box-1": "Stale", "box-2": "Failed"}
    box.put("1", n="a")
    assert run(plan, tmp_path, box).outcomes == first.outcomes
    assert len(box.look()) == 2


def test_what_was_done_stays_done_when_the_rest_is_tried_again(
    shelf: FolderStore, tmp_path: Path
) -> None:
    plan = plan_of(update("g1", shelf.put("1", n="a"), n=None), delete("g1", shelf.put("2")))
    shelf.put("1", n=None)
    shelf.arrange("busy")
    assert named(run(plan, tmp_path, shelf)) == {"shelf-1": "Done", "shelf-2": "Failed"}
    shelf.arrange("busy", happens=False)
    shelf.put("1", n="a new person's")
    assert run(plan, tmp_path, shelf).complete
    assert shelf.look() == {"1": {"n": "a new person's"}}


class _Careless(FolderWriter):
    """A writer whose outcomes are not those of its steps."""

    def __init__(self, store: FolderStore, *outcomes: Outcome) -> None:
        super().__init__(store.settings)
        self._outcomes = outcomes

    def apply(self, group: Sequence[Step]) -> tuple[Outcome, ...]:
        return self._outcomes


@pytest.mark.parametrize(
    "outcomes",
    [(), (Done("box-1"),), (Done("box-2"), Done("box-1")), (Done("box-1"), Done("box-1"))],
)
def test_outcomes_that_are_not_those_of_the_steps_are_a_defect(
    box: FolderStore, tmp_path: Path, outcomes: tuple[Outcome, ...]
) -> None:
    plan = plan_of(delete("g1", box.put("1")), delete("g1", box.put("2")))
    state = State(tmp_path / "state")
    journal = Journal(state, plan.digest, lambda: NOON)
    with pytest.raises(AssertionError, match="do not match"):
        execute(plan, lambda _: _Careless(box, *outcomes), journal, "a test", Silent())
    state.close()
    assert not journal_of(plan, tmp_path).outcomes, "nothing that was not so is recorded"
