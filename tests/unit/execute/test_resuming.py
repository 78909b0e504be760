"""Whoever dies, is interrupted, runs beside another or has no disk left loses nothing of a plan."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.errors import RefusedError, StoreError, StoreUnreachableError
from eraser.execute.journal import Journal
from eraser.execute.runner import execute
from eraser.model.outcome import Outcome
from eraser.model.plan import Plan, Step
from eraser.progress import Silent
from eraser.state import State
from tests.unit.execute.carrying_out import (
    NOON,
    delete,
    journal_of,
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


# -- after a crash --------------------------------------------------------------------------------


class _Dying(FolderWriter):
    """A process that dies before or after a change."""

    def __init__(self, store: FolderStore, *, does: bool) -> None:
        super().__init__(store.settings)
        self._does = does

    def apply(self, group: Sequence[Step]) -> tuple[Outcome, ...]:
        if self._does:
            super().apply(group)
        raise KeyboardInterrupt


def _die(plan: Plan, folder: Path, store: FolderStore, *, does: bool) -> None:
    """Run, and die at the first change; nothing happens when none is left to do."""
    state = State(folder / "state")
    journal = Journal(state, plan.digest, lambda: NOON)
    with suppress(KeyboardInterrupt):
        execute(plan, lambda _: _Dying(store, does=does), journal, "a test", Silent())
    state.close()


@pytest.mark.parametrize("does", [True, False])
def test_a_run_that_died_is_resumed_and_nothing_is_done_twice(
    box: FolderStore, tmp_path: Path, does: bool
) -> None:
    plan = plan_of(
        delete("g1", box.put("1")),
        update("g1", box.put("2", n="a"), n=None),
        delete("g2", box.put("3")),
    )
    _die(plan, tmp_path, box, does=does)
    assert journal_of(plan, tmp_path).is_open("box/g1")
    execution = run(plan, tmp_path, box)
    assert set(named(execution).values()) == {"Done"}
    assert box.look() == {"2": {"n": None}}
    assert box.log == ["delete 1", "update 2", "delete 3"]


def test_after_a_crash_a_group_is_still_all_or_nothing(box: FolderStore, tmp_path: Path) -> None:
    plan = plan_of(delete("g1", box.put("1", n="a")), delete("g1", box.put("2")))
    _die(plan, tmp_path, box, does=False)
    box.put("1", n="changed by somebody meanwhile")
    execution = run(plan, tmp_path, box)
    assert named(execution) == {"box-1": "Stale", "box-2": "Failed"}
    assert len(box.look()) == 2


def test_after_a_crash_what_somebody_else_changed_is_left_alone(
    shelf: FolderStore, tmp_path: Path
) -> None:
    plan = plan_of(delete("g1", shelf.put("1", n="a")), delete("g1", shelf.put("2")))
    _die(plan, tmp_path, shelf, does=False)
    shelf.put("1", n="b")
    assert named(run(plan, tmp_path, shelf)) == {"shelf-1": "Stale", "shelf-2": "Done"}
    assert shelf.look() == {"1": {"n": "b"}}


def test_after_a_crash_what_was_done_and_then_changed_is_left_alone(
    box: FolderStore, tmp_path: Path
) -> None:
    plan = plan_of(update("g1", box.put("1", n="a"), n=None))
    _die(plan, tmp_path, box, does=True)
    box.put("1", n="a new person's")
    assert named(run(plan, tmp_path, box)) == {"box-1": "Stale"}
    assert box.look() == {"1": {"n": "a new person's"}}


def test_a_store_that_is_gone_at_the_resumption_is_asked_at_the_next(
    box: FolderStore, tmp_path: Path
) -> None:
    plan = plan_of(delete("g1", box.put("1")))
    _die(plan, tmp_path, box, does=True)
    box.arrange("unreachable")
    assert run(plan, tmp_path, box).unreachable == ("box",)
    box.arrange("unreachable", happens=False)
    assert named(run(plan, tmp_path, box)) == {"box-1": "Done"}
    assert box.log == ["delete 1"]


EVENTS = st.lists(
    st.sampled_from(["dies before", "dies after", "busy", "unreachable", "goes well"]), max_size=6
)


@settings(deadline=None, max_examples=60)
@given(groups=st.lists(st.integers(0, 3), min_size=1, max_size=6), events=EVENTS)
def test_whatever_happens_on_the_way_the_end_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, groups: list[int], events: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("run")
    box = FolderStore(folder, "box")
    records = [box.put(str(n), n=n) for n in range(len(groups))]
    plan = plan_of(
        *(
            delete(f"g{g}", r) if n % 2 else update(f"g{g}", r, n=None)
            for n, (g, r) in enumerate(zip(groups, records, strict=True))
        )
    )
    for event in events:
        _happen(event, plan, folder, box)
    execution = run(plan, folder, box)
    assert set(named(execution).values()) == {"Done"}
    assert box.look() == {str(n): {"n": None} for n in range(0, len(groups), 2)}
    assert len(box.log) == len(set(box.log)) == len(groups)
    assert journal_of(plan, folder).finished


def _happen(event: str, plan: Plan, folder: Path, box: FolderStore) -> None:
    if event.startswith("dies"):
        _die(plan, folder, box, does=event == "dies after")
    elif event in ("busy", "unreachable"):
        box.arrange(event)
        try:
            run(plan, folder, box)
        except StoreUnreachableError:
            assert not journal_of(plan, folder).begun
        box.arrange(event, happens=False)
    else:
        run(plan, folder, box)


# -- other processes, and the disk ----------------------------------------------------------------


def _run_elsewhere(plan: Plan, folder: Path, store: FolderStore) -> str:
    try:
        return str(run(plan, folder, store).complete)
    except RefusedError as error:
        return str(error)


def test_of_two_processes_on_one_plan_none_does_anything_twice(
    box: FolderStore, tmp_path: Path
) -> None:
    """The lock of the state's folder is for one machine; this is what holds without it."""
    plan = plan_of(*(delete(f"g{n}", box.put(str(n))) for n in range(40)))
    with PROCESSES.Pool(3) as pool:
        answers = pool.starmap(_run_elsewhere, [(plan, tmp_path, box)] * 3, chunksize=1)
    assert "True" in answers or all("Another process" in answer for answer in answers)
    final = run(plan, tmp_path, box)
    assert final.complete
    assert box.look() == {}
    assert sorted(box.log) == sorted(f"delete {n}" for n in range(40))
    assert journal_of(plan, tmp_path).finished


def _run_on_a_full_disk(plan: Plan, folder: Path, store: FolderStore, left: int) -> None:
    """No file may grow beyond what the database has now and `left` bytes more."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    size = max(path.stat().st_size for path in (folder / "state").glob("state.db*"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + left, resource.RLIM_INFINITY))
    try:
        run(plan, folder, store)
    except StoreError:
        os._exit(3)
    os._exit(0)


@pytest.mark.parametrize("left", [0, 5_000, 20_000, 40_000])
def test_a_full_disk_stops_the_run_before_anything_is_lost(
    box: FolderStore, tmp_path: Path, left: int
) -> None:
    plan = plan_of(*(delete(f"g{n}", box.put(str(n))) for n in range(60)))
    opened = State(tmp_path / "state")
    journal = Journal(opened, plan.digest, lambda: NOON)
    journal.start("a test")
    process = PROCESSES.Process(target=_run_on_a_full_disk, args=(plan, tmp_path, box, left))
    process.start()
    process.join(60)
    opened.close()
    assert process.exitcode == 3
    assert len(box.look()) > 0
    execution = run(plan, tmp_path, box)
    assert set(named(execution).values()) == {"Done"}
    assert box.look() == {}
    assert len(box.log) == len(set(box.log)) == 60
