"""What a second search may still find: pure, from the trace and the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from eraser.digests import keyed
from eraser.model.graph import Trace, Verdict
from eraser.model.place import Record, RecordRef, Value, as_text
from eraser.model.plan import Action, Plan, Step
from eraser.model.proof import Expectation, Why


def content_digest(key: bytes, record: Record) -> str:
    """What a record is known by when its address may move: container and fields, keyed.

    Null and empty text count as one: CSV cannot tell them apart.
    """
    fields = {name: value for name, value in record.fields.items() if value not in (None, "")}
    return keyed(key, [str(record.ref.container), fields])


_SET = "set:"
"""How the content of an expectation begins that is about one field of a changed record."""


def set_field_digest(key: bytes, ref: RecordRef, field: str, value: Value) -> str:
    """What is known of one field that a plan sets: its address and its value, keyed.

    Equal for values that a store may write for one another: `0` and `0.00`, null and nothing.
    """
    return _SET + keyed(key, [str(ref.container), ref.key, field, _comparable(value)])


def set_fields(content: str) -> bool:
    """Whether an expectation is about one field that was to be set, and not a whole record."""
    return content.startswith(_SET)


def expectations(trace: Trace, plan: Plan, key: bytes) -> tuple[Expectation, ...]:
    """Every traced record that the plan leaves in its store, as it should then be.

    For one that it changes there is also an expectation for each field that it sets: so it is
    known as done even when somebody works with the record's other fields, and not otherwise.
    """
    steps = {step.ref: step for step in plan.steps}
    found: list[Expectation] = []
    for traced in trace.records:
        step = steps.get(traced.record.ref)
        why = _why(step, traced.verdict)
        if why is not None:
            record = _afterwards(traced.record, step)
            found.append(Expectation(record.ref, content_digest(key, record), why))
            found += _fields_set(step, key)
    return tuple(found)


def _fields_set(step: Step | None, key: bytes) -> Iterator[Expectation]:
    if step is not None and step.action is Action.UPDATE:
        for change in step.changes:
            content = set_field_digest(key, step.ref, change.field, change.value)
            yield Expectation(step.ref, content, Why.CHANGED)


def _comparable(value: Value) -> Value:
    text = as_text(value)
    if text is None:
        return value or ""
    text = text.strip()
    try:
        return str(Decimal(text).normalize()) if text.isascii() else text
    except InvalidOperation:
        return text


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
