"""Executes an approved plan group by group, and picks up where a killed run left off.

For every group: intent on disk, effect, outcome on disk. A group whose outcome is recorded is
never touched again; one that was only intended is probed first. So whatever moment the process
dies at, running the same plan again ends in the state that an undisturbed run ends in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import assert_never

from eraser.contract.write import Writer
from eraser.errors import RefusedError, RightsMissingError, StoreUnreachableError
from eraser.execute.journal import Journal
from eraser.model.outcome import (
    Applied,
    Done,
    Failed,
    Kind,
    NotApplied,
    Obstacle,
    Outcome,
    Stale,
    Unclear,
)
from eraser.model.plan import Plan, Step
from eraser.model.proof import Execution
from eraser.progress import Progress

WriterOf = Callable[[str], Writer]
"""Opens (or gives the already opened) writer of a store by its name."""


def execute(
    plan: Plan, writer_of: WriterOf, journal: Journal, by: str, progress: Progress
) -> Execution:
    """Do every step of the plan that has no final outcome yet.

    `by` says who executes, for the journal. Raises RefusedError or RightsMissingError before
    anything is changed when a writer's preflight finds obstacles. A store that stops answering
    does not stop the others.
    The journal is finished when no step is left that another run could do.
    """
    groups = _groups(plan)
    if not journal.begun:
        _refuse_obstacles(groups, writer_of)
    journal.start(by)
    unreachable: dict[str, None] = {}
    progress.start("erasing", sum(len(g) for g in groups))
    for group in groups:
        store = group[0].ref.container.store
        if store not in unreachable:
            try:
                _settle(group, writer_of(store), journal)
            except StoreUnreachableError:
                unreachable[store] = None
        progress.advance(len(group))
    progress.finish()
    if not unreachable and not any(map(_may_be_tried_again, journal.outcomes.values())):
        journal.finish()
    steps = [s for group in groups for s in group if s.id in journal.outcomes]
    outcomes = tuple(journal.outcomes[s.id] for s in steps)
    return Execution(outcomes, journal.head, tuple(unreachable))


def _groups(plan: Plan) -> list[list[Step]]:
    """The changing steps by group; groups in the order of their first step in the plan.

    Steps of one group belong to one store; a group that spans stores is cut by store.
    """
    changing = [step for step in plan.steps if step.action.changes]
    order: dict[tuple[str, str], int] = {}
    for step in changing:
        order.setdefault(_group_of(step), len(order))
    changing.sort(key=lambda step: order[_group_of(step)])  # stable: keeps the plan's order
    return [list(steps) for _, steps in groupby(changing, key=_group_of)]


def _group_of(step: Step) -> tuple[str, str]:
    return (step.ref.container.store, step.group)


def _obstacles(groups: Sequence[Sequence[Step]], writer_of: WriterOf) -> tuple[Obstacle, ...]:
    by_store: dict[str, list[Step]] = {}
    for group in groups:
        by_store.setdefault(group[0].ref.container.store, []).extend(group)
    return tuple(o for store, steps in by_store.items() for o in writer_of(store).preflight(steps))


def _refuse_obstacles(groups: Sequence[Sequence[Step]], writer_of: WriterOf) -> None:
    obstacles = [o for o in _obstacles(groups, writer_of) if o.kind is not Kind.HELD]
    if not obstacles:
        return
    lines = "\n".join(f"  {o.step}: {_clause(o.why)}; {_clause(o.mend)}." for o in obstacles[:20])
    rest = f"\n  … and {len(obstacles) - 20} more" if len(obstacles) > 20 else ""
    message = f"Nothing was changed, because this is in the way:\n{lines}{rest}"
    if any(o.kind is Kind.RIGHTS for o in obstacles):
        raise RightsMissingError(message)
    raise RefusedError(message)


def _clause(text: str) -> str:
    return text.rstrip(". ")


def _settle(group: Sequence[Step], writer: Writer, journal: Journal) -> None:
    """Bring one group to a recorded outcome."""
    name = _name(group)
    todo = _unfinished(group, journal)
    if journal.is_open(name):
        todo = _after_crash(todo, writer, journal)
    if not todo:
        return
    journal.intend(name, [step.id for step in todo])
    journal.record(name, _checked(todo, writer.apply(todo)))


def _after_crash(todo: Sequence[Step], writer: Writer, journal: Journal) -> list[Step]:
    """Ask the store which steps of an open intent took effect; record those; give the rest.

    A step that somebody else's change made unclear goes with the rest: the writer will find it
    stale, and does what a stale step means for the others of its group.
    """
    settled: list[Outcome] = []
    unclear: list[Step] = []
    due: list[Step] = []
    for step, effect in zip(todo, writer.probe(todo), strict=True):
        match effect:
            case Applied():
                settled.append(Done(step.id, "found done after an interruption"))
            case NotApplied():
                due.append(step)
            case Unclear():
                unclear.append(step)
            case _:
                assert_never(effect)
    if not due:
        settled += [Stale(step.id) for step in unclear]
        unclear = []
    if settled:
        journal.record(_name(todo), settled)
    rest = {step.id for step in (*due, *unclear)}
    return [step for step in todo if step.id in rest]


def _unfinished(group: Sequence[Step], journal: Journal) -> list[Step]:
    """Steps without an outcome; and, when one failed but may be tried again, all that failed."""
    outcomes = {step.id: journal.outcomes.get(step.id) for step in group}
    again = any(map(_may_be_tried_again, outcomes.values()))
    return [
        step
        for step in group
        if outcomes[step.id] is None or (again and isinstance(outcomes[step.id], Failed))
    ]


def _may_be_tried_again(outcome: Outcome | None) -> bool:
    return isinstance(outcome, Failed) and outcome.retriable


def _name(group: Sequence[Step]) -> str:
    """The group's name in the journal: groups of two stores never share one."""
    return "/".join(_group_of(group[0]))


def _checked(steps: Sequence[Step], outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """A writer that leaves a step out, or answers for another, is a defect of the plugin."""
    if [step.id for step in steps] != [outcome.step for outcome in outcomes]:
        raise AssertionError("the writer's outcomes do not match the steps it was given")
    return outcomes
