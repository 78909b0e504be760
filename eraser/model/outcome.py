"""What became of a step. The uncertain outcomes are types, so that none can be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Done:
    """The effect is in the store, made now or by an earlier try. `note` says what follows up."""

    step: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """The record was not there any more: somebody else removed it."""

    step: str


@dataclass(frozen=True, slots=True)
class Held:
    """The store refuses to let go (Object Lock, legal hold); `until` as the store tells it."""

    step: str
    why: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Stale:
    """The record changed since it was planned: nothing was done to it."""

    step: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The store refused for another reason; nothing was done to the record."""

    step: str
    why: str
    retriable: bool = False


@dataclass(frozen=True, slots=True)
class Unsupported:
    """This store cannot do this to this record, ever. Never the same as done."""

    step: str
    why: str


Outcome = Done | Absent | Held | Stale | Failed | Unsupported


@dataclass(frozen=True, slots=True)
class Applied:
    """The step's whole effect is in the store."""

    step: str


@dataclass(frozen=True, slots=True)
class NotApplied:
    """None or only a part of the effect is there; applying the step again completes it."""

    step: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """Somebody else changed the record meanwhile; the step must not be applied."""

    step: str
    why: str


Effect = Applied | NotApplied | Unclear
"""What a probe finds after a crash."""


class Kind(StrEnum):
    """What an obstacle is: a fault of the plan, missing rights, or the store's own hold.

    `HELD` (Object Lock, legal hold) is an outcome, not a mistake: the other steps can be carried
    out, and this one ends as `Held`.
    """

    PLAN = "plan"
    RIGHTS = "rights"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that would make a step fail, found before anything was changed.

    `why` and `mend` are clauses without a full stop: what is in the way, and what to do.
    """

    step: str
    why: str
    mend: str
    kind: Kind = Kind.PLAN


@dataclass(frozen=True, slots=True)
class Remnant:
    """A copy that outlives an erasure: an old object version, a deleted search document, a
    dead tuple. `until` says when or how it goes away, in words.
    """

    container: str
    what: str
    until: str
