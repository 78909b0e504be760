"""Which pieces of a container are read, when not all of them are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from eraser.contract.read import Partition
from eraser.model.place import Container

WHOLE_BYTES = 16 << 20
"""Size of the pieces of a container that is read whole: small enough for every thread to have
some, large enough that beginning one costs nothing.
"""

SAMPLED_BYTES = 1 << 20
"""Size of the pieces to choose from: small enough that they can be spread over the container."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a container was read: so many of so many pieces, about `share` (0 to 1) of it.

    A piece is the least that a store can read by itself: a container of one piece is read whole.
    """

    container: Container
    read: int
    pieces: int
    share: float


def stratified(pieces: Sequence[Partition], share: float) -> tuple[Partition, ...]:
    """At least one piece and at least `share` of them, spread evenly from first to last."""
    wanted = max(1, ceil(len(pieces) * share))
    if wanted >= len(pieces):
        return tuple(pieces)
    return tuple(pieces[int((i + 0.5) * len(pieces) / wanted)] for i in range(wanted))


def share_of(
    container: Container, chosen: Sequence[Partition], pieces: Sequence[Partition]
) -> Share:
    """What reading `chosen` of `pieces` amounts to, by bytes where the store knows them."""
    total = sum(p.estimated_bytes for p in pieces)
    read = sum(p.estimated_bytes for p in chosen)
    share = read / total if total else len(chosen) / max(1, len(pieces))
    return Share(container, len(chosen), len(pieces), min(1.0, share))
