"""Clearing every record that stays, each with the fields that hold records together left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from eraser.model.graph import Traced, Verdict
from eraser.model.place import ContainerSchema, RecordRef
from eraser.model.plan import Change
from eraser.plan.decision import Decision, Fate, Grounds, review
from eraser.plan.links import Link, top
from eraser.plan.minimise import Cleaner, Clearing, clear, fixed_fields

Fixed = dict[str, str]
"""Top-level fields that must keep their value, and why, in words."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """The final decision about a record, with its changes."""

    decision: Decision
    changes: tuple[Change, ...] = ()


def clear_shared(
    records: Mapping[RecordRef, Traced],
    decisions: Mapping[RecordRef, Decision],
    links: Sequence[Link],
    grounds: Grounds,
    cleaner: Cleaner,
) -> dict[RecordRef, Cleared]:
    """What happens to records about several people. It does not depend on what else stays."""
    fixed = _held_together(links, shared=True)
    return {
        ref: _cleared(traced, decisions[ref], fixed[ref], grounds, cleaner)
        for ref, traced in records.items()
        if decisions[ref].fate is Fate.CLEAR and traced.verdict is Verdict.SHARED
    }


def severs(link: Link, shared: Mapping[RecordRef, Cleared]) -> bool:
    """Whether the plan itself clears a field that makes the link, so that it is gone afterwards."""
    cleared = shared.get(link.source)
    return cleared is not None and any(c.field in link.source_fields for c in cleared.changes)


def clear_all(
    records: Mapping[RecordRef, Traced],
    settled: Mapping[RecordRef, Decision],
    links: Sequence[Link],
    grounds: Grounds,
    cleaner: Cleaner,
) -> dict[RecordRef, Cleared]:
    """Every record of the plan with its final decision; other persons' records are left out."""
    remaining = [li for li in links if settled[li.source].stays and settled[li.target].stays]
    fixed = {
        True: _held_together(links, shared=True),
        False: _held_together(remaining, shared=False),
    }
    outcome: dict[RecordRef, Cleared] = {}
    for ref, decision in settled.items():
        traced = records[ref]
        if decision.fate is Fate.CLEAR:
            ties = fixed[traced.verdict is Verdict.SHARED][ref]
            outcome[ref] = _cleared(traced, decision, ties, grounds, cleaner)
        elif decision.fate is not Fate.OTHER:
            outcome[ref] = Cleared(decision)
    return outcome


def _held_together(links: Iterable[Link], *, shared: bool) -> defaultdict[RecordRef, Fixed]:
    """Fields that others refer to; and, in the person's own records, fields that refer to others.

    In a record about several people the person's own reference is what is to be cleared.
    """
    fixed: defaultdict[RecordRef, Fixed] = defaultdict(dict)
    for link in links:
        for field in link.reference.target_fields:
            fixed[link.target][top(field)] = "is what other records refer to"
        if not shared:
            for field in link.source_fields:
                fixed[link.source][field] = "refers to a record that stays"
    return fixed


def _cleared(
    traced: Traced, decision: Decision, ties: Fixed, grounds: Grounds, cleaner: Cleaner
) -> Cleared:
    ref = traced.record.ref
    entry, schema = grounds.entry(ref), grounds.schemas.get(ref.container)
    if entry is None or schema is None:
        return Cleared(
            review(
                ref.container,
                f"{decision.reason}; it cannot be cleared without a description of its fields",
                decision.cite,
            )
        )
    fixed = fixed_fields(schema) | _required(ref, schema, grounds) | ties
    done = clear(traced, entry, schema, decision.keeps, fixed, cleaner)
    return _worded(ref, decision, done)


def _required(ref: RecordRef, schema: ContainerSchema, grounds: Grounds) -> Fixed:
    """Foreign keys that may not be empty: a mask would refer to nothing."""
    return {
        field.name: "is a reference that may not be empty"
        for field in schema.fields
        if not field.nullable and field.name in grounds.enforced.get(ref.container, ())
    }


def _worded(ref: RecordRef, decision: Decision, done: Clearing) -> Cleared:
    if done.impossible:
        reason = f"{decision.reason}; but {done.impossible}"
        return Cleared(replace(review(ref.container, reason, decision.cite), until=decision.until))
    left = f"; stays as it is: {', '.join(done.left)}" if done.left else ""
    if not done.changes:
        words = f"{decision.reason}; nothing {'else ' if left else ''}in it is to be cleared{left}"
        return Cleared(replace(decision, fate=Fate.KEEP, reason=words))
    names = ", ".join(f"`{change.field}`" for change in done.changes)
    words = f"{decision.reason}; cleared: {names}{left}"
    return Cleared(replace(decision, reason=words), done.changes)
