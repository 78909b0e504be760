"""Containers that only repeat what others hold: not searched, but told.

Where everything behind a copy was searched, whoever is erased there is gone from the copy with its
next refresh. Where something behind it was not, the copy is a place that was not read.
"""

from __future__ import annotations

from dataclasses import replace

from eraser.model.finding import NotRead
from eraser.model.graph import Trace, Verdict
from eraser.trace.world import World

_HERS = (Verdict.THEIRS, Verdict.SHARED, Verdict.REVIEW)


def with_copies(trace: Trace, world: World) -> Trace:
    """The trace, with every copy of a container in which there is something of the subject, and
    every copy of what was not searched.
    """
    holding = {t.record.ref.container for t in trace.records if t.verdict in _HERS}
    words, unread = [], []
    for schema in world.copies:
        unknown = sorted(str(c) for c in schema.repeats if c not in world.schemas)
        if unknown:
            reason = f"it repeats what was not searched: {', '.join(unknown)}"
            unread.append(NotRead(schema.container, "", reason))
        elif holding & set(schema.repeats):
            words.append(
                f"{schema.container} only repeats what other containers hold: it is not searched; "
                "refresh it after the erasure"
            )
    not_read = (*trace.not_read, *unread)
    told = sorted({*trace.not_followed, *words})
    return replace(trace, not_read=not_read, not_followed=tuple(told))
