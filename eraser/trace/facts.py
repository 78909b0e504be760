"""What a record holds, seen from the subject: theirs, another person's, or undecided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eraser.model.place import RecordRef
from eraser.model.subject import Category, Identifier, PersonName
from eraser.trace.naming import Naming, Standing
from eraser.trace.sightings import NATIONAL, Seen, Sighting


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the subject when records are judged.

    `given` are the identifiers the request came with, `mine` these and all learned ones.
    `kinds` are the strong categories of which the subject's values are known: another value of
    such a category is another person's. `shared` says beside whom else a weak identifier stands;
    None while that is being found out, and then weak identifiers prove nothing.
    """

    given: frozenset[Identifier]
    mine: frozenset[Identifier]
    names: tuple[PersonName, ...]
    kinds: frozenset[Category]
    shared: Mapping[Identifier, frozenset[RecordRef]] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The sightings of one record, sorted by what they say.

    `mine`, `foreign`: strong identifiers of the subject and of another person. `strangers`:
    strong ones of a category of which nothing is known of the subject. `weak`: the subject's, not
    shared. `shared`: the subject's, but others' too. `hints`: digits that may be the subject's.
    `mistyped`: the foreign code is one slip of the hand away from the subject's.
    `disputed`: the organisation's number is the subject's, everything else in the row speaks
    against it.
    `mentioned`: the data map says which fields of such a record identify its person, and none of
    them holds a weak identifier of the subject: others write about the subject, too.
    `torn`: weak identifiers led to it, and others to a person with another code.
    """

    person_row: bool
    mine: tuple[Sighting, ...] = ()
    foreign: tuple[Sighting, ...] = ()
    strangers: tuple[Sighting, ...] = ()
    weak: tuple[Sighting, ...] = ()
    shared: tuple[Sighting, ...] = ()
    hints: tuple[Sighting, ...] = ()
    unreadable: tuple[str, ...] = ()
    naming: Naming = Naming()
    declares_others: bool = False
    mistyped: bool = False
    disputed: bool = False
    mentioned: bool = False
    torn: bool = False

    @property
    def touches(self) -> bool:
        """Whether anything in the record is, or may be, the subject's."""
        return bool(self.mine or self.weak or self.shared or self.hints)

    @property
    def own_paths(self) -> frozenset[str]:
        """Where the subject's own identifiers stand; shared ones are not theirs alone."""
        return frozenset(s.path for s in (*self.mine, *self.weak))


def facts(seen: Seen, known: Known, named: Naming) -> Facts:
    """Sort what was seen in a record by what is known of the subject, whose name is `named`."""
    ours = [s for s in sorted(seen.sightings) if s.identifier in known.mine]
    theirs = [s for s in sorted(seen.sightings) if s.identifier not in known.mine and s.sure]
    mine = tuple(s for s in ours if s.identifier.strong and s.sure)
    strong = [s for s in theirs if s.identifier.strong]
    foreign, strangers = _apart(strong, mine, known)
    weak = [s for s in ours if s.sure and not s.identifier.strong]
    proving = weak if known.shared is not None else []
    others = known.shared or {}
    shared = tuple(s for s in proving if others.get(s.identifier, frozenset()) - {seen.record.ref})
    person_row = seen.entry is not None and seen.entry.persons
    stated = [s for s in mine if s.declared]
    return Facts(
        person_row,
        mine,
        foreign,
        strangers,
        tuple(s for s in proving if s not in shared),
        shared,
        tuple(s for s in ours if not s.sure or (s in weak and s not in proving)),
        seen.unreadable,
        named,
        any(s.declared for s in theirs) and not any(s.declared for s in ours),
        any(_slip(f.identifier, m) for f in foreign if f.declared for m in known.mine),
        person_row and bool(stated) and _disputed(stated, foreign, named, known),
        _identifies(seen) and not any(s.declared for s in weak if s not in shared),
    )


def _identifies(seen: Seen) -> bool:
    return seen.entry is not None and bool(seen.entry.identifiers)


def _apart(
    strong: list[Sighting], mine: tuple[Sighting, ...], known: Known
) -> tuple[tuple[Sighting, ...], tuple[Sighting, ...]]:
    """Another person's identifiers, and those of which nobody knows.

    When the subject is only mentioned in a text and a field states another number, whatever its
    kind, the record is somebody else's.
    """
    mentioned = bool(mine) and not any(s.declared for s in mine)
    foreign = [s for s in strong if s.identifier.category in known.kinds]
    foreign += [s for s in strong if mentioned and s.declared and s not in foreign]
    return tuple(foreign), tuple(s for s in strong if s not in foreign)


def _disputed(
    stated: list[Sighting], foreign: tuple[Sighting, ...], named: Naming, known: Known
) -> bool:
    """A mistyped customer number in a request must not erase the customer who has it."""
    if any(s.identifier.category in NATIONAL for s in stated):
        return False
    given = {i.category for i in known.given} & NATIONAL
    another = any(s.declared and s.identifier.category in given for s in foreign)
    return named.standing is Standing.STRANGE or (another and named.standing is not Standing.AGREES)


def _slip(one: Identifier, other: Identifier) -> bool:
    """Whether two codes differ in one character, or in two neighbours that changed places."""
    if one.category != other.category or one.category not in NATIONAL:
        return False
    a, b = one.value, other.value
    if len(a) != len(b):
        return False
    at = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    swapped = len(at) == 2 and at[1] == at[0] + 1 and a[at[0]] == b[at[1]] and a[at[1]] == b[at[0]]
    return len(at) == 1 or swapped
