"""What the sightings of a record mean together, one sign for each thing that a rule asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from eraser.field_roles import acts, at_work, of_another, other_party, serves, whom
from eraser.model.subject import HOUSEHOLD, NATIONAL, Category, Identifier
from eraser.trace.known import Known
from eraser.trace.naming import Naming, Standing
from eraser.trace.sightings import Seen, Sighting

_CONTACTS: frozenset[Category] = frozenset({"email", "phone", "iban"})

PERSON_CODES: frozenset[Category] = frozenset({"personas-kods", "isikukood", "asmens-kodas"})
"""Of which a person has one: two that differ are two persons, or a code that was changed."""


class Sign(Enum):
    """A thing that a record shows; of one that is a person, or of any other record."""

    MISTYPED = "the code in it is one slip of the hand away from the subject's"
    DISPUTED = "a number is the subject's, but the name or the code in the row speaks against it"
    MENTIONED = (
        "the data map says which fields of such a record identify its person, and none of them "
        "holds a weak identifier that only the subject has: others write about the subject, too"
    )
    ASIDE = "the subject's numbers stand only in a text, and another contact or name in a field"
    QUOTED = "a field names somebody who is certainly another, and none holds the subject's contact"
    BESIDE = (
        "the subject's name and a contact stand with another's number, and that other person is "
        "not known to have them too"
    )
    CUSTOMERS = (
        "all numbers of others are the organisation's own, and in the rows of whom they belong "
        "to, who are called otherwise"
    )
    OWNED = "a field holds the subject's address or account, which is in no other person's row"
    BORROWED = "a field holds a contact that is only in another person's row"
    RELATIVE = "a field for a relative, a representative or a clerk holds such a contact"
    TWO_OF_A_NAME = "a text names the subject, and holds the number of somebody of that name"
    ACCOUNT = "a declared field holds an account that is not the subject's"
    ROLE = "what is the subject's stands in fields for a contact person, a relative, a recipient"
    HEAD = "other records belong to it, though it is no person"
    CUT = "not everything was read"
    KEYED = "a number of the subject stands in the record's key"
    TWIN = "given name, e-mail address and another contact of a person's row are the subject's"


@dataclass(frozen=True, slots=True)
class Sorted:
    """One record's sightings by whose they are, as `facts.Facts` has them.

    `weak` are all of the subject's weak ones, `alone` those that serve nobody else.
    """

    seen: Seen
    known: Known
    named: Naming
    mine: tuple[Sighting, ...]
    own: tuple[Sighting, ...]
    foreign: tuple[Sighting, ...]
    weak: tuple[Sighting, ...]
    alone: tuple[Sighting, ...]

    @property
    def person_row(self) -> bool:
        """Whether the record is one person."""
        return self.seen.entry is not None and self.seen.entry.persons


def signs(found: Sorted) -> frozenset[Sign]:
    """All signs that the record shows."""
    return frozenset(sign for sign, shows in _SHOWN.items() if shows(found))


def _mistyped(found: Sorted) -> bool:
    codes = [f.identifier for f in found.foreign if f.declared]
    return any(_slip(code, mine) for code in codes for mine in found.known.mine)


def _mentioned(found: Sorted) -> bool:
    entry = found.seen.entry
    identifies = entry is not None and bool(entry.identifiers)
    return identifies and not any(s.declared for s in found.alone)


def _customers(found: Sorted) -> bool:
    return all(
        f.identifier.category not in NATIONAL
        and f.identifier in found.known.others
        and f.identifier not in found.known.namesakes
        for f in found.foreign
    )


def _owned(found: Sorted) -> bool:
    stated = (s for s in found.weak if s.declared and not s.prose)
    return any(s.identifier in found.known.owned for s in stated)


def _account(found: Sorted) -> bool:
    """Money that goes from one to another is about both of them."""
    if found.person_row or not any(i.category == "iban" for i in found.known.mine):
        return False
    declared = (s.identifier for s in found.seen.sightings if s.declared)
    return any(i.category == "iban" and i not in found.known.mine for i in declared)


def _role(found: Sorted) -> bool:
    """Whether the subject's name, or where there is none all that is theirs, has such a field."""
    if found.person_row:
        return False
    stated = {s.path for s in (*found.mine, *found.weak) if s.declared and not s.prose}
    paths = found.named.fields or tuple(stated)
    return bool(paths) and all(_has_part(path, found.seen) for path in paths)


def _has_part(path: str, seen: Seen) -> bool:
    """Whoever serves is whom a record is about (a payslip's) unless it says whom they serve."""
    if other_party(path) or acts(path):
        return True
    entry = seen.entry
    declared = entry.personal_fields() if entry else ()
    named = entry.name_fields() | set(entry.identifiers) if entry else frozenset()
    others = [f for f in declared if not (serves(f) or acts(f) or other_party(f))]
    return serves(path) and any(f in named or whom(f) for f in others)


def _of_others(found: Sorted) -> list[Sighting]:
    """The contacts in fields that are in another person's row only.

    Beside a number in its declared field an undeclared one is a doctor's or a clerk's; and so is
    one whose field says so by its name. What also stands in a further field of the subject's own
    row is a relative's.
    """
    if found.person_row:
        return []
    stated = any(s.declared for s in found.mine)
    return [
        s
        for s in found.seen.sightings
        if s.identifier in found.known.contacts and s.sure and not s.prose
        if s.declared or not (stated or acts(s.path) or serves(s.path))
    ]


def _relatives(sighting: Sighting, known: Known) -> bool:
    apart = of_another(sighting.path) or at_work(sighting.path)
    return apart or sighting.identifier in known.faint


def _two_of_a_name(found: Sorted) -> bool:
    others = {s.path for s in found.foreign if s.identifier in found.known.namesakes}
    return not others.isdisjoint(found.named.texts)


def _twin(weak: Sequence[Sighting], named: Naming) -> bool:
    """Whether a row may be a second one of the subject: under an old code, or a maiden name."""
    kinds = {s.identifier.category for s in weak if s.declared and s.own and not s.prose}
    same = named.standing in (Standing.AGREES, Standing.DIFFERS)
    return same and "email" in kinds and len(kinds) > 1


def _aside(
    seen: Seen, mine: tuple[Sighting, ...], weak: tuple[Sighting, ...], named: Naming
) -> bool:
    """Whether somebody else seems to write, or to be written about, who mentions the subject."""
    told = bool(mine) and all(s.prose and not s.declared for s in mine)
    if not told or (named.fields and not named.standing.differs):
        return False
    ours = {s.identifier for s in weak}
    contacts = [s for s in seen.sightings if s.identifier.category in _CONTACTS and not s.prose]
    if any(s.identifier in ours for s in contacts):
        return named.standing.differs
    return bool(contacts) or named.standing is not Standing.OPEN


def _beside(
    foreign: tuple[Sighting, ...], weak: Sequence[Sighting], named: Naming, known: Known
) -> bool:
    """Whether a number may be another's by mistake: all else in the record is the subject's.

    Not when the other's own row has the contacts too: father and son of one name and address.
    """
    if not named.fields:
        return False
    ours = {s.identifier for s in weak if not s.prose and s.identifier.category not in HOUSEHOLD}
    theirs = (known.others.get(s.identifier, frozenset()) for s in foreign)
    return bool(ours.difference(*theirs))


def _disputed(
    own: tuple[Sighting, ...], foreign: tuple[Sighting, ...], named: Naming, known: Known
) -> bool:
    """A mistyped number in a request must not erase the person who has it."""
    if named.standing.somebody_elses:
        return True
    if any(s.identifier.category in NATIONAL for s in own):
        return False
    known_of = {i.category for i in known.given} & NATIONAL
    known_of |= {i.category for i in known.mine} & PERSON_CODES
    return any(s.declared and s.identifier.category in known_of for s in foreign)


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


_SHOWN: Mapping[Sign, Callable[[Sorted], bool]] = {
    Sign.MISTYPED: _mistyped,
    Sign.DISPUTED: lambda f: bool(f.own) and _disputed(f.own, f.foreign, f.named, f.known),
    Sign.MENTIONED: _mentioned,
    Sign.ASIDE: lambda f: _aside(f.seen, f.mine, f.weak, f.named),
    Sign.QUOTED: lambda f: f.named.standing.somebody_elses and all(s.prose for s in f.weak),
    Sign.BESIDE: lambda f: _beside(f.foreign, f.weak, f.named, f.known),
    Sign.CUSTOMERS: _customers,
    Sign.OWNED: _owned,
    Sign.BORROWED: lambda f: not all(_relatives(s, f.known) for s in _of_others(f)),
    Sign.RELATIVE: lambda f: any(_relatives(s, f.known) for s in _of_others(f)),
    Sign.TWO_OF_A_NAME: _two_of_a_name,
    Sign.ACCOUNT: _account,
    Sign.ROLE: _role,
    Sign.HEAD: lambda f: f.seen.record.ref.container in f.known.heads,
    Sign.CUT: lambda f: f.known.cut,
    Sign.KEYED: lambda f: any(s.path in f.seen.key for s in f.mine),
    Sign.TWIN: lambda f: f.person_row and _twin(f.weak, f.named),
}
