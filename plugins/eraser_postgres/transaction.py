"""One group of steps as one transaction: all of it, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import psycopg

from eraser.model.outcome import Absent, Done, Failed, Outcome, Stale, Unsupported
from eraser.model.plan import Step
from eraser_postgres.cascade import reach
from eraser_postgres.catalogue import Catalogue
from eraser_postgres.changes import delete, in_place, lock, update
from eraser_postgres.connection import Connection
from eraser_postgres.items import Item, Place, runs, sort_out

ANOTHER = "another step of the group could not be done"

_IN_THE_WAY = ("40001", "40P01", "55P03", "57014")
"""Serialisation failure, deadlock, lock timeout, statement timeout: another try may do it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Steps that could not be done, and why; the transaction is worth nothing then."""

    steps: frozenset[str]
    why: str
    retriable: bool = False


@dataclass(slots=True)
class _Progress:
    """What is left to do, what went along with something else, and what runs just now."""

    pending: list[Item]
    gone: set[Place] = field(default_factory=set)
    running: list[Item] = field(default_factory=list)


def attempt(
    connection: Connection, catalogue: Catalogue, group: Sequence[Step]
) -> tuple[Outcome, ...]:
    """Do the group inside the connection's open transaction, neither committed nor rolled back.

    It may be committed only if every outcome is `Done` or `Absent`. Raises psycopg.Error only
    when the connection is lost.
    """
    items, impossible = sort_out(catalogue, group)
    if impossible:
        return _outcomes(group, impossible, ANOTHER)
    progress = _Progress([])
    try:
        settled = _settle(connection, items)
        if any(isinstance(o, Stale) for o in settled.values()):
            return _outcomes(group, settled, ANOTHER)
        progress.pending = [i for i in items if i.step.id not in settled]
        refusal = _carry_out(connection, catalogue, progress)
    except psycopg.Error as error:
        if connection.broken or error.sqlstate is None:
            raise
        refusal = _refusal(error, progress.running or items)
    if refusal is not None:
        failed = {s: Failed(s, refusal.why, refusal.retriable) for s in refusal.steps}
        return _outcomes(group, failed, ANOTHER)
    done = {i.step.id: Done(i.step.id, _note(i)) for i in items if i.step.id not in settled}
    return _outcomes(group, {**done, **settled}, ANOTHER)


def _settle(connection: Connection, items: Sequence[Item]) -> dict[str, Outcome]:
    """Lock all records, and sort out those that are gone, changed, or as they should be."""
    versions = lock(connection, items, to_change=True)
    outdated = [i for i in items if i.place in versions and versions[i.place] != i.step.version]
    already = in_place(connection, [i for i in outdated if not i.deletes])
    settled: dict[str, Outcome] = {}
    for item in items:
        step = item.step.id
        if item.place not in versions:
            # Without a key, an updated row looks like one that is gone: it has moved.
            settled[step] = Stale(step) if item.table.keyless else Absent(step)
        elif step in already:
            settled[step] = Done(step, "the record was so already")
        elif versions[item.place] != item.step.version:
            settled[step] = Stale(step)
    return settled


def _carry_out(connection: Connection, catalogue: Catalogue, progress: _Progress) -> Refusal | None:
    for run in list(runs(progress.pending)):
        progress.running = run
        refusal = (
            _delete(connection, catalogue, progress) if run[0].deletes else _update(connection, run)
        )
        if refusal is not None:
            return refusal
        progress.pending = progress.pending[len(run) :]
    # What is deferred to the commit must be known before it: a failed commit names no step.
    progress.running = []
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return None


def _delete(connection: Connection, catalogue: Catalogue, progress: _Progress) -> Refusal | None:
    run = [i for i in progress.running if i.place not in progress.gone]
    if not run:
        return None
    further = reach(connection, catalogue, run, progress.pending)
    if further.stray:
        return Refusal(_ids(run), further.stray)
    refusal = _all_of(run, delete(connection, run))
    progress.gone |= further.gone
    return refusal


def _update(connection: Connection, run: list[Item]) -> Refusal | None:
    return _all_of(run, update(connection, run)) if run[0].fields else None


def _all_of(run: Sequence[Item], changed: int) -> Refusal | None:
    if changed == len(run):
        return None
    return Refusal(
        _ids(run),
        f"only {changed} of {len(run)} records could be changed: row-level security, a rule or a "
        "trigger of the table keeps the others",
    )


def _refusal(error: psycopg.Error, running: Sequence[Item]) -> Refusal:
    code = error.sqlstate or ""
    return Refusal(_ids(running), refusal_words(error), code in _IN_THE_WAY)


def refusal_words(error: psycopg.Error) -> str:
    """Why the server refused, with names of the schema and without any value."""
    code = error.sqlstate or ""
    named = error.diag.constraint_name or error.diag.column_name or ""
    kinds = {
        "23502": "must not be null",
        "23503": "a foreign key would be broken",
        "23505": "must be unique",
        "23514": "a check constraint would be broken",
        "22001": "the value is longer than its column allows",
        "42501": "the role lacks a privilege on the table (SELECT, UPDATE, DELETE)",
        "25006": "the server or the role is read-only",
    }
    words = kinds.get(code)
    if words is None and code in _IN_THE_WAY:
        words = "another transaction was in the way"
    if words is None and code.startswith("22"):
        words = "a value does not fit its column's type"
    words = words or "the server refused"
    return f"{words}{f': {named}' if named else ''} (SQLSTATE {code})"


def _note(item: Item) -> str:
    return "row triggers of the table ran" if item.table.has_row_triggers else ""


def _ids(items: Sequence[Item]) -> frozenset[str]:
    return frozenset(i.step.id for i in items)


def _outcomes(
    group: Sequence[Step],
    known: Mapping[str, Outcome] | Mapping[str, Failed | Unsupported],
    otherwise: str,
) -> tuple[Outcome, ...]:
    """One outcome for each step. Where anything failed, what was `Done` is undone with it."""
    outcomes = [known.get(s.id) or Failed(s.id, otherwise) for s in group]
    if all(isinstance(o, (Done, Absent)) for o in outcomes):
        return tuple(outcomes)
    return tuple(Failed(o.step, otherwise) if isinstance(o, Done) else o for o in outcomes)
