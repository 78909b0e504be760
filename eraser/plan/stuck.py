"""Deletions that cannot be carried out as they stand: a person has to decide about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from eraser.model.place import Container, ContainerSchema, RecordRef
from eraser.plan.decision import Decision, Fate, review
from eraser.plan.links import Link
from eraser.plan.order import circles

Decisions = Mapping[RecordRef, Decision]


def stuck(
    settled: Decisions,
    links: Sequence[Link],
    schemas: Mapping[Container, ContainerSchema],
) -> dict[RecordRef, Decision]:
    """The records among the ones to be erased that have to go to review instead."""
    erased = {ref for ref, decision in settled.items() if decision.fate is Fate.ERASE}
    found = {
        ref: review(
            ref.container,
            "it is part of a circle of references that the store enforces; make one of them "
            "deferrable, or break the circle by hand",
            settled[ref].cite,
        )
        for ref in circles(erased, links)
    }
    for ref in _reaching_too_far(settled, schemas):
        found[ref] = review(
            ref.container,
            "deleting it would take with it another record, in the same object or in a former "
            "version of it, that has to stay",
            settled[ref].cite,
        )
    return found


def _reaching_too_far(
    settled: Decisions, schemas: Mapping[Container, ContainerSchema]
) -> list[RecordRef]:
    """A former version goes whole, with all its rows; a whole object goes with all versions."""
    staying: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for ref, decision in settled.items():
        if decision.stays and decision.fate is not Fate.OTHER:
            for scope in _scopes(ref, schemas):
                staying[scope] += 1
    return [
        ref
        for ref, decision in settled.items()
        if decision.fate is Fate.ERASE and staying[_reach(ref, schemas)]
    ]


def _parts(
    ref: RecordRef, schemas: Mapping[Container, ContainerSchema]
) -> tuple[str, str, str] | None:
    """Object, version and row of a key; None for stores without versions."""
    schema = schemas.get(ref.container)
    if schema is None or not {"object", "version"} <= set(schema.key):
        return None
    parts = dict(zip(schema.key, ref.key, strict=False))
    return parts["object"], parts["version"], parts.get("row", "")


def _scopes(ref: RecordRef, schemas: Mapping[Container, ContainerSchema]) -> list[tuple[str, ...]]:
    """What would take this record with it: its version, its object."""
    parts = _parts(ref, schemas)
    if parts is None:
        return []
    place = (ref.container.store, ref.container.name, parts[0])
    return [place, (*place, parts[1])] if parts[1] else [place]


def _reach(ref: RecordRef, schemas: Mapping[Container, ContainerSchema]) -> tuple[str, ...]:
    """What goes when this record is deleted; empty when nothing but the record does."""
    parts = _parts(ref, schemas)
    if parts is None:
        return ()
    place = (ref.container.store, ref.container.name, parts[0])
    if parts[1]:
        return (*place, parts[1])
    return () if parts[2] else place
