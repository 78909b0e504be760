"""What a record holds, seen from the subject: theirs, another person's, or undecided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eraser.model.graph import Ruling
from eraser.model.place import Container, RecordRef
from eraser.model.subject import HOUSEHOLD, NATIONAL, Category, Identifier, PersonName
from eraser.trace.naming import Naming, Standing
from eraser.trace.sightings import Seen, Sighting

_CONTACTS: frozenset[Category] = frozenset({"email", "phone", "iban"})

REACHING: frozenset[Category] = frozenset({"email", "phone"})
"""Contacts that reach a person: who has two of them in one record is two people, or moved."""

_ACCOUNT: Category = "iban"
"""Spouses share it like a phone; unlike one, hardly two of one name do."""

PERSON_CODES: frozenset[Category] = frozenset({"personas-kods", "isikukood", "asmens-kodas"})
"""Of which a person has one: two that differ are two persons, or a code that was changed."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the subject when records are judged.

    `given` are the identifiers the request came with, `mine` these and all learned ones.
    `kinds` are the strong categories of which the subject's values are known: another value of
    such a category is another person's. `faint` stand in the subject's row, but in a field that
    may be somebody else's. `shared` says beside whom else a weak identifier stands; None while
    that is being found out, and then weak identifiers prove nothing. `others` are strong
    identifiers in other persons' own rows, each with the weak ones of its person; `contacts` are
    weak ones that only others' rows have, `owned` those that only the subject's have. `people`
    are the containers of which each record is one person, `namesakes` strong identifiers in rows
    of others who have the subject's name, `heads` containers that are no persons and to whose
    records others belong. `named` says in which records a weak identifier stands under another
    name only. `cut`: not all was read, so that what speaks against a record may be missing.
    """

    given: frozenset[Identifier]
    mine: frozenset[Identifier]
    names: tuple[PersonName, ...]
    kinds: frozenset[Category]
    faint: frozenset[Identifier] = frozenset()
    shared: Mapping[Identifier, frozenset[RecordRef]] | None = None
    others: Mapping[Identifier, frozenset[Identifier]] = field(default_factory=dict)
    contacts: frozenset[Identifier] = frozenset()
    owned: frozenset[Identifier] = frozenset()
    people: frozenset[Container] = frozenset()
    namesakes: frozenset[Identifier] = frozenset()
    heads: frozenset[Container] = frozenset()
    named: Mapping[Identifier, frozenset[RecordRef]] = field(default_factory=dict)
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """The sightings of one record, sorted by what they say.

    `mine`, `foreign`: strong identifiers of the subject and of another person; of these, `own`
    are the subject's in the own fields of a row that is a person. `strangers`: strong ones of
    which nobody knows whose they are. `weak`: the subject's, not shared. `shared`: the
    subject's, but others' too. `faint`: only in a further field of the subject's row,
    or a number in a row that may be the subject's.
    `hints`: digits that may be the subject's.
    `mistyped`: the foreign code is one slip of the hand away from the subject's.
    `disputed`: a number is the subject's, but the name or the code in the row speaks against it.
    `mentioned`: the data map says which fields of such a record identify its person, and none of
    them holds a weak identifier of the subject: others write about the subject, too.
    `aside`: the subject's numbers stand only in a text, and another contact or name in a field.
    `quoted`: that name is certainly another person's. `beside`: the subject's name and a contact
    stand with another's number, and that other person is not known to have them too. `customers`:
    all numbers of others are the organisation's own, and in the rows of whom they belong to,
    who are called otherwise.
    `owned`: the subject's address or account, which stands in no other person's row, is stated in
    a field. `borrowed`: one that is only in another person's row is.
    `contacts`: e-mail addresses and phones in fields that are not the subject's; in a person's row
    only where the subject's are known. `head`: other records belong to it, though it is no person.
    `keyed`: a number of the subject stands in the record's key. `cut`: not everything was read.
    `twin`: the given name, the e-mail address and another contact of a person's row are the
    subject's.
    `doubt`: what comparing it with other records says against it, in words. `ruling`: what a
    person decided about it.
    """

    person_row: bool
    mine: tuple[Sighting, ...] = ()
    own: tuple[Sighting, ...] = ()
    foreign: tuple[Sighting, ...] = ()
    strangers: tuple[Sighting, ...] = ()
    weak: tuple[Sighting, ...] = ()
    shared: tuple[Sighting, ...] = ()
    faint: tuple[Sighting, ...] = ()
    hints: tuple[Sighting, ...] = ()
    unreadable: tuple[str, ...] = ()
    naming: Naming = Naming()
    mistyped: bool = False
    disputed: bool = False
    mentioned: bool = False
    aside: bool = False
    quoted: bool = False
    beside: bool = False
    customers: bool = False
    owned: bool = False
    borrowed: bool = False
    contacts: tuple[Sighting, ...] = ()
    head: bool = False
    cut: bool = False
    keyed: bool = False
    twin: bool = False
    doubt: str = ""
    ruling: Ruling | None = None

    @property
    def touches(self) -> bool:
        """Whether anything in the record is, or may be, the subject's."""
        return bool(self.mine or self.weak or self.shared or self.faint or self.hints)

    @property
    def stated(self) -> tuple[Sighting, ...]:
        """The subject's weak identifiers that stand in fields, not in a text about anything."""
        return tuple(s for s in self.weak if not s.prose)

    @property
    def named(self) -> bool:
        """Whether a field for names holds the subject's name; in a person's row, that person's."""
        if self.person_row:
            return self.naming.standing is Standing.AGREES
        return bool(self.naming.fields)

    @property
    def second(self) -> bool:
        """Whether the record names the subject and somebody else, each in a field for names."""
        return bool(self.naming.fields) and self.naming.standing.somebody_elses

    @property
    def personal(self) -> bool:
        """Whether a weak identifier that one person has stands in a field."""
        return any(s.identifier.category not in HOUSEHOLD for s in self.stated)

    @property
    def agreeing(self) -> bool:
        """Whether two weak identifiers in fields agree, or one with the subject's name.

        What a home has in common is not enough, not even with the name: father and son of one
        name share the phone and the address. An account is shared by spouses, not by namesakes.
        """
        return _agree({s.identifier for s in self.stated}, self.named)

    @property
    def own_paths(self) -> frozenset[str]:
        """Where the subject's own identifiers stand; shared ones are not theirs alone."""
        return frozenset(s.path for s in (*self.mine, *self.weak))


def facts(seen: Seen, known: Known, named: Naming) -> Facts:
    """Sort what was seen in a record by what is known of the subject, whose name is `named`."""
    person_row = seen.entry is not None and seen.entry.persons
    ours = [s for s in sorted(seen.sightings) if s.identifier in known.mine]
    mine = tuple(s for s in ours if s.identifier.strong and s.sure)
    own = tuple(s for s in mine if person_row and s.declared and s.own)
    foreign, strangers = _others(seen, known)
    weak = [s for s in ours if s.sure and not s.identifier.strong]
    proving = weak if known.shared is not None else []
    shared = tuple(s for s in proving if _serves_others(s, seen, known, named))
    return Facts(
        person_row,
        mine,
        own,
        foreign,
        strangers,
        weak=tuple(s for s in proving if s not in shared),
        shared=shared,
        faint=tuple(s for s in sorted(seen.sightings) if s.identifier in known.faint),
        hints=tuple(s for s in ours if not s.sure or (s in weak and s not in proving)),
        unreadable=seen.unreadable,
        naming=named,
        mistyped=any(_slip(f.identifier, m) for f in foreign if f.declared for m in known.mine),
        disputed=bool(own) and _disputed(own, foreign, named, known),
        aside=_aside(seen, mine, tuple(weak), named),
        quoted=named.standing.somebody_elses and not any(not s.prose for s in weak),
        beside=_beside(foreign, weak, named, known),
        customers=all(
            f.identifier.category not in NATIONAL
            and f.identifier in known.others
            and f.identifier not in known.namesakes
            for f in foreign
        ),
        owned=any(s.identifier in known.owned for s in weak if s.declared and not s.prose),
        borrowed=not person_row and _borrowed(seen, mine, known),
        contacts=_other_contacts(seen, known),
        head=seen.record.ref.container in known.heads,
        cut=known.cut,
        keyed=any(s.path in seen.key for s in mine),
        twin=person_row and _twin(weak, named),
        ruling=seen.ruling,
        mentioned=_identifies(seen) and not any(s.declared for s in weak if s not in shared),
    )


def _agree(different: set[Identifier], named: bool) -> bool:
    personal = {i for i in different if i.category not in HOUSEHOLD}
    if not personal:
        return False
    return named or (len(different) > 1 and any(i.category != _ACCOUNT for i in personal))


def _borrowed(seen: Seen, mine: tuple[Sighting, ...], known: Known) -> bool:
    """Whether a contact stands in a field that is in another person's row only.

    Beside a number in its declared field an undeclared one is a doctor's or a clerk's.
    """
    stated = any(s.declared for s in mine)
    found = (s for s in seen.sightings if s.sure and not s.prose and (s.declared or not stated))
    return any(s.identifier in known.contacts for s in found)


def _other_contacts(seen: Seen, known: Known) -> tuple[Sighting, ...]:
    """What may reach somebody else: in fields, and neither the subject's nor perhaps theirs.

    In a person's row only what differs from the subject's counts: an unknown phone may well be
    theirs. So it is elsewhere with what the data map does not declare.
    """
    person_row = seen.entry is not None and seen.entry.persons
    ours = {i.category for i in known.mine}
    own = [s for s in seen.sightings if s.declared and s.own]
    met = {s.identifier.category for s in own if s.identifier in known.mine}
    return tuple(
        s
        for s in sorted(seen.sightings)
        if s.identifier.category in REACHING and s.sure and not s.prose
        if s.identifier not in known.mine
        if not person_row or (s in own and s.identifier.category not in met)
        if s.identifier.category in ours or (s.declared and not person_row)
    )


def _twin(weak: Sequence[Sighting], named: Naming) -> bool:
    """Whether a row may be a second one of the subject: under an old code, or a maiden name."""
    kinds = {s.identifier.category for s in weak if s.declared and s.own and not s.prose}
    same = named.standing in (Standing.AGREES, Standing.DIFFERS)
    return same and "email" in kinds and len(kinds) > 1


def _serves_others(sighting: Sighting, seen: Seen, known: Known, named: Naming) -> bool:
    """Whether a weak identifier also stands beside others.

    In a row that is one person its own contact is outweighed by another person's row only: what
    is written in a ticket or a log may be a slip. So it is with an address that only the subject's
    row has, beside the subject's name. What stands under several names belongs to a
    group, and to each of them where their own name stands beside it; it tells about records
    without a name.
    """
    beside = (known.shared or {}).get(sighting.identifier, frozenset()) - {seen.record.ref}
    own_row = seen.record.ref.container in known.people and sighting.declared and sighting.own
    if named.fields or named.standing.differs:
        beside -= known.named.get(sighting.identifier, frozenset())
    own_row = own_row or (bool(named.fields) and sighting.identifier in known.owned)
    return any(not own_row or ref.container in known.people for ref in beside)


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


def _identifies(seen: Seen) -> bool:
    return seen.entry is not None and bool(seen.entry.identifiers)


def _others(seen: Seen, known: Known) -> tuple[tuple[Sighting, ...], tuple[Sighting, ...]]:
    """Another person's strong identifiers, and those of which nobody knows whose they are.

    What stands in a further field of a person's row says nothing about whose the row is.
    """
    person_row = seen.entry is not None and seen.entry.persons
    strong = [
        s
        for s in sorted(seen.sightings)
        if s.identifier.strong and s.sure and s.identifier not in known.mine
        if s.own or not person_row
    ]
    asked = frozenset() if person_row else known.faint
    foreign = [
        s for s in strong if s.identifier.category in known.kinds and s.identifier not in asked
    ]
    # Two rows with one code are one person's, whoever that is.
    elsewhere = [s for s in strong if not (person_row and s.declared)]
    foreign += [s for s in elsewhere if s.identifier in known.others and s not in foreign]
    return tuple(foreign), tuple(s for s in strong if s not in foreign)


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
