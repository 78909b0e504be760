"""How eraser recognises an object that it wrote itself.

After a kill, an object may already be the new one while its former version is still there. The
new object says in its metadata which former states it was made from, and a digest of its bytes,
so that somebody else's rewrite that merely copied the metadata is not taken for ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from eraser.formats.streams import BUFFER, Source
from eraser.model.plan import Step
from eraser_s3.numbering import METADATA, Numbering
from eraser_s3.records import BODY_DIGEST, LINEAGE, OWN_METADATA

LONGEST = 8
"""Former states that are remembered: as many rewrites one after the other can be resumed."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """Digests of the version tokens that an object was made from, the latest first.

    `complete` is set when rows had to be numbered anew: the digest of the only group of steps
    that this object can be recognised for.
    """

    states: tuple[str, ...] = ()
    complete: str = ""

    @classmethod
    def of(cls, metadata: Mapping[str, str]) -> Lineage:
        """The lineage of an object; empty when eraser never wrote it."""
        states, _, complete = metadata.get(LINEAGE, "").partition("*")
        return cls(tuple(s for s in states.split(",") if s), complete)

    def __contains__(self, token: str) -> bool:
        return state(token) in self.states

    def after(self, token: str) -> Lineage:
        """The lineage of an object made from the one with this token."""
        return Lineage((state(token), *self.states)[:LONGEST])

    def entry(self) -> str:
        """The metadata entry."""
        return ",".join(self.states) + (f"*{self.complete}" if self.complete else "")


def state(token: str) -> str:
    """A short digest of a version token (no personal data: an ETag and a version id)."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def digest_of(steps: Sequence[Step]) -> str:
    """What a group of steps on one object does to which rows; without values."""
    words = sorted(f"{step.ref.key[2]} {step.action} {step.version}" for step in steps)
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:32]


def body_digest(source: Source | BinaryIO) -> str:
    """SHA-256 of all that a source still yields."""
    seen = hashlib.sha256()
    while piece := source.read(BUFFER):
        seen.update(piece)
    return seen.hexdigest()


@dataclass(frozen=True, slots=True)
class Mark:
    """All that eraser writes into the metadata of an object it made."""

    lineage: Lineage
    numbering: Numbering
    body: str

    def metadata(self, others: Mapping[str, str]) -> dict[str, str]:
        """The user metadata of the new object: what others wrote, and the mark."""
        kept = {name: value for name, value in others.items() if name not in OWN_METADATA}
        entry = self.numbering.entry() or ""
        return {**kept, LINEAGE: self.lineage.entry(), BODY_DIGEST: self.body, METADATA: entry}
