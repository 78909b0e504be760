"""The exact steps that carry out a right for one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from eraser.model.place import RecordRef, Value


class Action(StrEnum):
    """What happens to a record. `DELETE` and `UPDATE` change a store; the others change nothing.

    An `UPDATE` sets fields: to null, to a mask, or to a text with the subject's part redacted.
    """

    DELETE = "delete"
    UPDATE = "update"
    KEEP = "keep"
    REVIEW = "review"

    @property
    def changes(self) -> bool:
        """Whether a writer has to do anything."""
        return self in (Action.DELETE, Action.UPDATE)


@dataclass(frozen=True, slots=True)
class Change:
    """Set the top-level `field` to `value` (None: null). Never shown by repr."""

    field: str
    value: Value

    def __repr__(self) -> str:
        return f"‹change of {self.field}›"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Step:
    """One record, what is done to it, and why.

    `id` is unique in the plan (`s0001`). Steps of one `group` belong together: a store that can
    does them in one transaction, in the order of the plan (children before parents).
    `version` is the token seen when the record was read: a record with another is stale.
    `cite` is the law or the rule; `until` the day on which a hold ends (the record may go then).
    """

    id: str
    group: str
    ref: RecordRef
    version: str
    action: Action
    reason: str
    changes: tuple[Change, ...] = ()
    cite: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in the order of execution, and the digests of everything they follow from.

    `subject_digest` is keyed (HMAC): a plan names no person. `digest` covers all other fields in
    canonical bytes (`digests.plan_digest`); the same inputs give the same digest.
    """

    case: str
    playbook: str
    made_on: date
    subject_digest: str
    inputs: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    warnings: tuple[str, ...]
    digest: str
