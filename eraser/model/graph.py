"""What tracing yields: records with a verdict, and the edges that led to them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eraser.model.finding import NotRead
from eraser.model.place import Record, RecordRef
from eraser.model.subject import Identifier, Subject


class Verdict(StrEnum):
    """Whose a record is. Only `THEIRS` is erased whole; of `SHARED` only the subject's fields."""

    THEIRS = "theirs"
    SHARED = "shared"
    REVIEW = "review"
    OTHER = "other"


class EdgeKind(StrEnum):
    """Why one record leads to another."""

    VALUE = "same-value"
    FOREIGN_KEY = "foreign-key"
    SUBJECT_REFERENCE = "subject-reference"
    OBJECT_NAME = "object-name"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for or against a verdict, in words without values: `personas kods in code`."""

    words: str
    supports: bool = True


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decided about a record: `OTHER` means that it is not the subject's.

    `at` is the moment in UTC, ISO 8601. `reason` is as typed, and may hold personal data.
    """

    verdict: Verdict
    reason: str
    by: str
    at: str

    def __repr__(self) -> str:
        return f"‹ruling: {self.verdict.value}›"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Traced:
    """A record, whose it is, and why.

    `fields` are the paths that are the subject's when the record is `SHARED`; empty otherwise.
    """

    record: Record
    verdict: Verdict
    because: tuple[Evidence, ...]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` led to `target`. `source` is None when the subject's own identifiers did."""

    source: RecordRef | None
    target: RecordRef
    kind: EdgeKind
    words: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything found of one person: records sorted by ref, edges in the order of discovery.

    `not_followed` says in words what was found and deliberately not followed (a shared phone).
    `known` are all identifiers of the subject, given and learned, that were followed; `shared`
    those that others have too (a phone at home), which prove nothing by themselves.
    """

    subject: Subject
    records: tuple[Traced, ...]
    edges: tuple[Edge, ...]
    not_read: tuple[NotRead, ...] = ()
    not_followed: tuple[str, ...] = ()
    known: tuple[Identifier, ...] = ()
    shared: tuple[Identifier, ...] = ()
