"""Why one record was found and whose it is, from the request to the record, in words."""

from __future__ import annotations

from collections import defaultdict, deque

from eraser.errors import UsageError
from eraser.model.graph import Edge, Trace, Traced
from eraser.model.place import RecordRef


def chain(trace: Trace, ref: RecordRef) -> tuple[Edge, ...]:
    """The shortest way from the subject to a record; empty when no edge leads there.

    Of equally short ways the one that was discovered first.
    """
    onward: dict[RecordRef | None, list[Edge]] = defaultdict(list)
    for edge in trace.edges:
        onward[edge.source].append(edge)
    reached: dict[RecordRef | None, Edge | None] = {None: None}
    waiting: deque[RecordRef | None] = deque([None])
    while waiting:
        for edge in onward[waiting.popleft()]:
            if edge.target not in reached:
                reached[edge.target] = edge
                waiting.append(edge.target)
    way: list[Edge] = []
    step = reached.get(ref)
    while step is not None:
        way.append(step)
        step = reached[step.source]
    return tuple(reversed(way))


def explain(trace: Trace, ref: RecordRef) -> tuple[str, ...]:
    """Lines for a person: the verdict, the way that led there, what is for it and against it.

    No line holds a value or a key. Raises UsageError when the trace has no such record.
    """
    traced = found(trace, ref)
    lines = [f"{ref.container}: {traced.verdict.value}"]
    if traced.fields:
        lines.append(f"only these fields are the subject's: {', '.join(traced.fields)}")
    lines += [f"{_where(e)} → {e.target.container}: {e.words}" for e in chain(trace, ref)]
    lines += [f"{'+' if e.supports else '−'} {e.words}" for e in traced.because]
    return tuple(lines)


def found(trace: Trace, ref: RecordRef) -> Traced:
    """The traced record at `ref`. Raises UsageError when there is none."""
    for traced in trace.records:
        if traced.record.ref == ref:
            return traced
    raise UsageError(
        f"{ref.container}: the search found no record with this key. `eraser find` lists all."
    )


def _where(edge: Edge) -> str:
    return str(edge.source.container) if edge.source else "the request"
