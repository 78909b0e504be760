"""Records that are several controllers': none of them may have one erased without the others."""

from __future__ import annotations

from dataclasses import replace

from eraser.datamap import DataMap
from eraser.model.graph import Evidence, Traced, Verdict
from eraser.trace.ruled import DECIDED

_WORDS = "it is also another controller's record, who has a say in it"


def of_one_controller(traced: Traced, datamap: DataMap) -> Traced:
    """The record as it was judged, or for review where it is not the asked controller's alone.

    What a person decided about it counts.
    """
    portion = datamap.portion(traced.record.ref.container)
    ours = traced.verdict in (Verdict.THEIRS, Verdict.SHARED)
    if portion is None or not ours or portion.alone(traced.record):
        return traced
    if any(e.supports and e.words in DECIDED for e in traced.because):
        return traced
    because = (*traced.because, Evidence(_WORDS, supports=False))
    return replace(traced, verdict=Verdict.REVIEW, because=because, fields=())
