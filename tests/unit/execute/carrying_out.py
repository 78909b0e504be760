"""Plans over folder stores, and runs of them with a real state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from eraser.digests import digest
from eraser.execute.journal import Clock, Journal
from eraser.execute.runner import execute
from eraser.model.place import Record, Value
from eraser.model.plan import Action, Change, Plan, Step
from eraser.model.proof import Execution
from eraser.progress import Silent
from eraser.state import State
from tests.unit.execute.folder_store import FolderStore, FolderWriter

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def delete(group: str, record: Record) -> Step:
    """The step that deletes the record."""
    return _step(group, record, Action.DELETE, ())


def update(group: str, record: Record, **changes: Value) -> Step:
    """The step that sets these fields."""
    return _step(group, record, Action.UPDATE, [Change(f, v) for f, v in changes.items()])


def keep(record: Record) -> Step:
    """The step that changes nothing."""
    return _step("kept", record, Action.KEEP, ())


def _step(group: str, record: Record, action: Action, changes: Sequence[Change]) -> Step:
    name = f"{record.ref.container.store}-{record.ref.key[0]}"
    return Step(name, group, record.ref, record.version, action, "a test", tuple(changes))


def plan_of(*steps: Step) -> Plan:
    """A plan of these steps, in this order."""
    mark = digest([[s.id, s.group, s.version, s.action] for s in steps])
    return Plan("2026-014", "erasure", date(2026, 3, 1), "0" * 64, (), steps, (), mark)


def run(plan: Plan, folder: Path, *stores: FolderStore, clock: Clock = lambda: NOON) -> Execution:
    """Begin, or go on, with new writers and a newly opened state, as a new process does."""
    state = State(folder / "state")
    writers = {store.name: FolderWriter(store.settings) for store in stores}
    try:
        journal = Journal(state, plan.digest, clock)
        return execute(plan, writers.__getitem__, journal, "a test", Silent())
    finally:
        state.close()


def journal_of(plan: Plan, folder: Path) -> Journal:
    """What is recorded of the plan."""
    state = State(folder / "state")
    try:
        return Journal(state, plan.digest)
    finally:
        state.close()


def named(execution: Execution) -> dict[str, str]:
    """What became of each step, by the outcome's type."""
    return {o.step: type(o).__name__ for o in execution.outcomes}
