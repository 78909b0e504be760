"""What a second search may still find: pure, from the trace and the plan."""

from __future__ import annotations

from dataclasses import replace

from eraser.digests import keyed
from eraser.model.graph import Trace, Verdict
from eraser.model.place import Record
from eraser.model.plan import Action, Plan, Step
from eraser.model.proof import Expectation, Why


def content_digest(key: bytes, record: Record) -> str:
    """What a record is known by when its address may move: container and fields, keyed.

    Null and empty text count as one: CSV cannot tell them apart.
    """
    fields = {name: value for name, value in record.fields.items() if value not in (None, "")}
    return keyed(key, [str(record.ref.container), fields])


def expectations(trace: Trace, plan: Plan, key: bytes) -> tuple[Expectation, ...]:
    """Every traced record that the plan leaves in its store, as it should then be."""
    steps = {step.ref: step for step in plan.steps}
    found: list[Expectation] = []
    for traced in trace.records:
        why = _why(steps.get(traced.record.ref), traced.verdict)
        if why is not None:
            record = _afterwards(traced.record, steps.get(traced.record.ref))
            found.append(Expectation(record.ref, content_digest(key, record), why))
    return tuple(found)


def _why(step: Step | None, verdict: Verdict) -> Why | None:
    if step is None:
        return Why.OTHER if verdict is Verdict.OTHER else None
    match step.action:
        case Action.KEEP:
            return Why.HELD
        case Action.REVIEW:
            return Why.REVIEW
        case Action.UPDATE:
            return Why.CHANGED
        case Action.DELETE:
            return None


def _afterwards(record: Record, step: Step | None) -> Record:
    changes = {change.field: change.value for change in step.changes} if step else {}
    return replace(record, fields={**record.fields, **changes})
