"""What an execution and the verification after it yield: the stuff of evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eraser.model.finding import NotRead
from eraser.model.outcome import Absent, Done, Outcome, Remnant
from eraser.model.place import Container, RecordRef


@dataclass(frozen=True, slots=True)
class Execution:
    """What became of every step that changes a store, in the order of the plan.

    `unreachable` names stores that stopped answering: their steps may have no outcome yet, and
    resuming goes on with them. `journal` is the last link of the journal's chain.
    """

    outcomes: tuple[Outcome, ...]
    journal: str
    unreachable: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every step has its effect, or its record was gone already."""
        return not self.unreachable and all(isinstance(o, (Done, Absent)) for o in self.outcomes)


class Why(StrEnum):
    """Why a record with the subject's identifiers may still be there after the erasure."""

    HELD = "held"
    REVIEW = "review"
    CHANGED = "changed"
    OTHER = "another-person"


@dataclass(frozen=True, slots=True)
class Expectation:
    """A record that may still be found, known by its address and by its content.

    `content` is the keyed digest of container and fields as they should be after the execution;
    it alone counts where addresses move (rows of an object that was rewritten).
    """

    ref: RecordRef
    content: str
    why: Why


@dataclass(frozen=True, slots=True)
class Residue:
    """A record of the subject that is still there and should not be; `why` in words, no values."""

    ref: RecordRef
    why: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a second search found. `expected` counts the records that may be there, by reason.

    Without residue and with nothing left unread the erasure is verified.
    """

    residue: tuple[Residue, ...]
    expected: tuple[tuple[Why, int], ...]
    searched: tuple[Container, ...]
    not_read: tuple[NotRead, ...]
    remnants: tuple[Remnant, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing of the subject was found that should be gone."""
        return not self.residue and not self.not_read
