"""The planner: what was found, the data map, a playbook, the law and a day in; one plan out.

Pure: nothing is read, no clock is asked; the same inputs give the same bytes and the same digest,
in whatever order the records come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from eraser.datamap import DataMap
from eraser.model.graph import Trace, Traced
from eraser.model.place import Container, ContainerSchema, RecordRef, Reference
from eraser.model.plan import Action, Plan, Step
from eraser.plan.caveats import caveats
from eraser.plan.clearing import Cleared, clear_all, clear_shared, severs
from eraser.plan.decision import Fate, Grounds, decide
from eraser.plan.document import plan_digest, plan_from_json, plan_to_json, verify_digest
from eraser.plan.law import Laws
from eraser.plan.links import Link, all_references, link
from eraser.plan.minimise import Cleaner
from eraser.plan.order import arrange
from eraser.plan.playbook import Playbook
from eraser.plan.protection import protect
from eraser.plan.redaction import Redact
from eraser.plan.stuck import stuck

__all__ = ["plan", "plan_from_json", "plan_to_json", "verify_digest"]

_ACTION = {
    Fate.ERASE: Action.DELETE,
    Fate.CLEAR: Action.UPDATE,
    Fate.KEEP: Action.KEEP,
    Fate.REVIEW: Action.REVIEW,
}


def plan(
    trace: Trace,
    datamap: DataMap,
    playbook: Playbook,
    laws: Laws,
    *,
    schemas: Iterable[ContainerSchema],
    references: Iterable[Reference],
    today: date,
    case: str,
    subject_digest: str,
    redact: Redact,
) -> Plan:
    """The exact steps for everything that `trace` found of one person.

    `schemas` and `references` are what the stores' readers tell; the data map's own references
    are added. `redact` gives a field with the person's mentions replaced. Steps that change a
    store come first, in the order of execution, then what is kept, then what needs a decision.
    Another person's records are not in the plan. Raises ConfigError when the data map names a
    law that `laws` has not.
    """
    laws.check(datamap)
    stored = tuple(references)
    described = {schema.container: schema for schema in schemas}
    grounds = Grounds(datamap, playbook, laws, described, _foreign_keys(stored), today)
    found = sorted(trace.records, key=lambda t: t.record.ref)
    world = _world(found, stored, grounds)
    cleaner = Cleaner(playbook.minimise, redact, (case, subject_digest))
    outcome = _settle(world, grounds, cleaner)
    steps = _steps(world, outcome, grounds)
    made = Plan(
        case=case,
        playbook=playbook.name,
        made_on=today,
        subject_digest=subject_digest,
        inputs=_inputs(grounds),
        steps=steps,
        warnings=caveats(trace, steps, grounds),
        digest="",
    )
    return replace(made, digest=plan_digest(made))


def _inputs(grounds: Grounds) -> tuple[tuple[str, str], ...]:
    return (
        ("datamap", grounds.datamap.digest()),
        ("date", grounds.today.isoformat()),
        ("laws", grounds.laws.digest()),
        ("playbook", grounds.playbook.digest()),
    )


def _foreign_keys(references: Iterable[Reference]) -> dict[Container, frozenset[str]]:
    found: dict[Container, frozenset[str]] = {}
    for reference in references:
        if reference.enforced:
            found[reference.source] = found.get(reference.source, frozenset()) | {*reference.fields}
    return found


@dataclass(frozen=True, slots=True)
class _World:
    """The records by their address, and what leads from one to another."""

    records: Mapping[RecordRef, Traced]
    links: tuple[Link, ...]


def _world(found: Sequence[Traced], references: Iterable[Reference], grounds: Grounds) -> _World:
    records = {traced.record.ref: traced for traced in found}
    containers = {*grounds.schemas, *(ref.container for ref in records)}
    wanted = all_references(references, grounds.datamap, containers)
    return _World(records, link([t.record for t in found], wanted, grounds.schemas))


def _settle(world: _World, grounds: Grounds, cleaner: Cleaner) -> dict[RecordRef, Cleared]:
    """Decide about each record, protect what must stay, and find the changes.

    What turns out to be impossible goes to review; then it stays too, and protects in its turn:
    hence the loop, which ends because records only ever leave the ones to be erased.
    """
    decisions = {ref: decide(traced, grounds) for ref, traced in world.records.items()}
    shared = clear_shared(world.records, decisions, world.links, grounds, cleaner)
    decisions |= {ref: c.decision for ref, c in shared.items() if c.decision.fate is not Fate.CLEAR}
    while True:
        settled = protect(decisions, world.links, lambda li: severs(li, shared))
        blocked = stuck(settled, world.links, grounds.schemas)
        if not blocked:
            return clear_all(world.records, settled, world.links, grounds, cleaner)
        decisions |= blocked


def _steps(
    world: _World, outcome: Mapping[RecordRef, Cleared], grounds: Grounds
) -> tuple[Step, ...]:
    fates = {ref: cleared.decision.fate for ref, cleared in outcome.items()}
    changing = {
        ref: fate is Fate.ERASE for ref, fate in fates.items() if fate in (Fate.ERASE, Fate.CLEAR)
    }
    groups = arrange(changing, world.links, grounds.schemas)
    for fate in (Fate.KEEP, Fate.REVIEW):
        groups += [[ref] for ref in sorted(fates) if fates[ref] is fate]
    order = [(f"g{n:04d}", ref) for n, group in enumerate(groups, 1) for ref in group]
    return tuple(
        _step(f"s{n:04d}", group, world.records[ref], outcome[ref])
        for n, (group, ref) in enumerate(order, 1)
    )


def _step(step_id: str, group: str, traced: Traced, cleared: Cleared) -> Step:
    decision = cleared.decision
    return Step(
        id=step_id,
        group=group,
        ref=traced.record.ref,
        version=traced.record.version,
        action=_ACTION[decision.fate],
        reason=decision.reason,
        changes=cleared.changes,
        cite=decision.cite,
        until=decision.until,
    )
