"""Plans built by hand from records as a reader gave them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from eraser.digests import digest
from eraser.model.place import Record, Value
from eraser.model.plan import Action, Change, Plan, Step


def delete(group: str, record: Record) -> Step:
    """The step that deletes the record."""
    return _step(group, record, Action.DELETE, ())


def update(group: str, record: Record, **changes: Value) -> Step:
    """The step that sets these fields."""
    return _step(group, record, Action.UPDATE, [Change(f, v) for f, v in changes.items()])


def plan_of(*steps: Step) -> Plan:
    """A plan of these steps, in this order."""
    content = [[s.ref.container, s.ref.key, s.version, s.action] for s in steps]
    return Plan(
        case="2026-014",
        playbook="erasure",
        made_on=date(2026, 3, 1),
        subject_digest="0" * 64,
        inputs=(),
        steps=steps,
        warnings=(),
        digest=digest(content),
    )


def _step(group: str, record: Record, action: Action, changes: Sequence[Change]) -> Step:
    place = f"{record.ref.container}:{'/'.join(record.ref.key)}"
    return Step(
        id=f"s{digest([place, action])[:10]}",
        group=group,
        ref=record.ref,
        version=record.version,
        action=action,
        reason="a test",
        changes=tuple(changes),
    )
