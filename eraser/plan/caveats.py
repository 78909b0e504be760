"""What a person who approves a plan has to know besides its steps. Words without values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from eraser.datamap import ContainerMap, HoldRule
from eraser.model.graph import Trace
from eraser.model.place import Container
from eraser.model.plan import Action, Step
from eraser.plan.decision import UNDECIDED, Grounds
from eraser.plan.law import Kind, Law


def caveats(trace: Trace, steps: Collection[Step], grounds: Grounds) -> tuple[str, ...]:
    """Every warning of a plan, sorted, each once."""
    found = {
        *_incomplete(trace),
        *_undecided(steps),
        *_endless(steps),
        *_about_laws(steps, grounds),
        *_about_stores(steps, grounds),
    }
    return tuple(sorted(found))


def _incomplete(trace: Trace) -> Iterator[str]:
    for container, places in Counter(n.container for n in trace.not_read).items():
        yield f"{container}: {places} places could not be read; what is there is not in this plan"
    for words in trace.not_followed:
        yield f"not followed: {words}"


def _undecided(steps: Collection[Step]) -> Iterator[str]:
    waiting = Counter(s.ref.container for s in steps if s.action is Action.REVIEW)
    for container, records in waiting.items():
        yield f"{container}: a person has to decide about {records} records; they stay as they are"
    for container in {s.ref.container for s in steps if UNDECIDED in s.reason}:
        yield (
            f"{container}: records stay only because others, about which a person has yet to "
            "decide, refer to them; decide, and plan again"
        )


def _endless(steps: Collection[Step]) -> Iterator[str]:
    for container in {
        s.ref.container
        for s in steps
        if s.cite and s.action is Action.KEEP and s.until is None and s.reason.startswith("held ")
    }:
        yield f"{container}: records are held without an end, because their term has no beginning"


def _about_stores(steps: Collection[Step], grounds: Grounds) -> Iterator[str]:
    """What a store says of a container that is about to be changed: triggers, versions, keys."""
    for container in {step.ref.container for step in steps if step.action.changes}:
        schema = grounds.schemas.get(container)
        for note in schema.notes if schema else ():
            yield f"{container}: {note}"


def _about_laws(steps: Collection[Step], grounds: Grounds) -> Iterator[str]:
    for container in {step.ref.container for step in steps}:
        entry = grounds.datamap.entry(container)
        if entry is None:
            continue
        for rule in entry.holds:
            yield from _about_rule(container, rule, grounds)
        erased = any(s.action is Action.DELETE for s in steps if s.ref.container == container)
        if erased and not entry.holds:
            yield from _unnamed_holds(container, entry, grounds)


def _about_rule(container: Container, rule: HoldRule, grounds: Grounds) -> Iterator[str]:
    law = grounds.laws.get(rule.law)
    if law is None:
        return
    if not _binds(law, grounds):
        yield (
            f"{container}: {law.id} ({law.cite}) holds nothing here: the organisation does not say "
            "in `bound_by` that it follows it, or it is not in force"
        )
    elif not law.verified:
        yield f"{law.id} ({law.cite}) is not verified: have it read before you rely on it"
    elif law.recheck:
        yield (
            f"{law.id} ({law.cite}) was amended after the text of {law.text_as_of.isoformat()} "
            "that was read: have it read again"
        )


def _unnamed_holds(container: Container, entry: ContainerMap, grounds: Grounds) -> Iterator[str]:
    for law in grounds.laws.entries:
        covered = entry.purpose in law.covers.purposes or not set(entry.categories).isdisjoint(
            law.covers.categories
        )
        if covered and law.kind is Kind.OBLIGATION and _binds(law, grounds):
            yield (
                f"{container}: records are erased, though {law.id} ({law.cite}) covers what the "
                "data map says of them; name it under `holds` if it applies"
            )


def _binds(law: Law, grounds: Grounds) -> bool:
    return law.binding(grounds.datamap.bound_by.get(law.id), grounds.today)
