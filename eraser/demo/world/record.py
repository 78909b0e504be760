"""A planted record, whose it is, and what must become of it when that person asks to be erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from eraser.demo.world.places import Place
from eraser.model.place import RecordRef, Value

Key = tuple[str, ...]

OLD_VERSION = "‹old version›"
"""Stands for the version id of the superseded export until planting has learned it."""


class Fate(StrEnum):
    """What an erasure must do to a record."""

    ERASE = "erase"
    MINIMISE = "minimise"
    HELD = "held"
    JOINT = "joint"
    REDACTED = "redacted"
    REVIEW = "review"


class Decoy(StrEnum):
    """Why a record is nobody's."""

    EMPLOYEE = "employee"
    LOOK_ALIKE = "look-alike"
    NOBODY = "about nobody"


@dataclass(frozen=True, slots=True)
class Owner:
    """A person whose record it is. `fields` are theirs alone where there are several owners; of a
    single owner's they are the texts that name them, and the record itself is nobody's.

    `sure` is false where the record shows too little to be anybody's without a person deciding.
    """

    person: int
    fields: tuple[str, ...] = ()
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """`field` holds the key of another record, which cannot go while this one stays."""

    field: str
    place: Place
    key: Key


@dataclass(frozen=True, slots=True)
class Hold:
    """A law holds the record; it may go on `until` (None: no end is known)."""

    law: str
    until: date | None

    def binds(self, today: date) -> bool:
        """Whether the record must stay today."""
        return self.until is None or today < self.until


@dataclass(frozen=True, slots=True)
class Planted:
    """One record as it stands in a store.

    `key` is the record's key as the store's reader makes it. `fields` are what the store holds,
    dates as ISO text; objects without readable rows have none.
    """

    place: Place
    key: Key
    fields: Mapping[str, Value] = field(default_factory=dict)
    owners: tuple[Owner, ...] = ()
    links: tuple[Link, ...] = ()
    hold: Hold | None = None
    decoy: Decoy | None = None

    def __repr__(self) -> str:
        return f"‹planted in {self.place}›"


@dataclass(frozen=True, slots=True)
class Claim:
    """What must become of a record when `person` asks.

    `fields`: of JOINT the only fields that may change, of REDACTED the texts in which the person
    is named and then not any more, of MINIMISE those that must be cleared
    whatever holds the record (a name may stay or go: that depends on the law that holds it);
    there may be none, then the record stays as it is.
    `until` and `law` are a HELD record's; `until` is None when no end is known.
    """

    person: int
    fate: Fate
    fields: tuple[str, ...] = ()
    until: date | None = None
    law: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """The truth about one record: one claim for each person whose it may be."""

    ref: RecordRef
    claims: tuple[Claim, ...] = ()
    decoy: Decoy | None = None

    @property
    def persons(self) -> frozenset[int]:
        """Whose record it is, or may be."""
        return frozenset(c.person for c in self.claims)

    def claim(self, person: int) -> Claim | None:
        """What must become of it for this person; None when it is not theirs."""
        return next((c for c in self.claims if c.person == person), None)
