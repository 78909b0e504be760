"""Records that refer to the subject's by a foreign key without being the subject's.

A row cannot go while another row needs it: `created_by`, `referred_by`, `approved_by`. One such
row for each foreign key is enough to know that; planning then clears the subject's row instead of
deleting it. Where the data map does not name the container, a person has to look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from eraser.model.graph import Edge, EdgeKind, Evidence, Trace, Traced, Verdict
from eraser.model.place import Record, RecordRef, Reference, as_text
from eraser.trace.world import World

Values = tuple[str, ...]


def with_referrers(trace: Trace, world: World) -> Trace:
    """The trace, and for each foreign key that leads to a record of the subject one stranger's
    row that holds it, if there is any.
    """
    seen = {t.record.ref for t in trace.records}
    found: dict[RecordRef, Traced] = {}
    edges: list[Edge] = []
    for reference in world.references:
        if not reference.enforced:
            continue
        targets = _targets(trace, reference)
        for record, values in _strangers(world, reference, targets, seen):
            found.setdefault(record.ref, _judged(record, reference, world))
            words = f"refers to it by {', '.join(reference.fields)}"
            edges.append(Edge(targets[values], record.ref, EdgeKind.FOREIGN_KEY, words))
    records = tuple(sorted((*trace.records, *found.values()), key=lambda t: t.record.ref))
    return replace(trace, records=records, edges=(*trace.edges, *edges))


def _targets(trace: Trace, reference: Reference) -> dict[Values, RecordRef]:
    """The subject's own records that the reference can lead to, by the values it would hold."""
    return {
        values: traced.record.ref
        for traced in trace.records
        if traced.verdict is Verdict.THEIRS and traced.record.ref.container == reference.target
        for values in [_values(traced.record, reference.target_fields)]
        if values is not None
    }


def _strangers(
    world: World,
    reference: Reference,
    targets: Mapping[Values, RecordRef],
    seen: set[RecordRef],
) -> Iterator[tuple[Record, Values]]:
    """One row that tracing did not meet for each target that has any."""
    waiting = set(targets)
    if not waiting:
        return
    reader = world.readers[reference.source.store]
    for record in reader.select(reference.source, reference.fields, sorted(waiting)):
        values = _values(record, reference.fields)
        if record.ref not in seen and values in waiting:
            waiting.discard(values)
            yield record, values
        if not waiting:
            return


def _values(record: Record, fields: Sequence[str]) -> Values | None:
    texts = [as_text(record.fields.get(field)) for field in fields]
    known = tuple(text for text in texts if text is not None)
    return known if len(known) == len(fields) else None


def _judged(record: Record, reference: Reference, world: World) -> Traced:
    by = ", ".join(reference.fields)
    if world.entry(record.ref.container) is None:
        words = f"refers to a record of the subject by {by}, and the data map does not name it"
        return Traced(record, Verdict.REVIEW, (Evidence(words),))
    words = f"only refers to a record of the subject, by {by}: that does not make it the subject's"
    return Traced(record, Verdict.OTHER, (Evidence(words, supports=False),))
