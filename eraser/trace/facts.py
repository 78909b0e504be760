"""What a record holds, seen from the subject: theirs, another person's, or undecided."""

from __future__ import annotations

from dataclasses import dataclass

from eraser.field_roles import acts, at_work, serves
from eraser.model.graph import Ruling
from eraser.model.subject import HOUSEHOLD, Category, Identifier
from eraser.trace.known import Known
from eraser.trace.naming import Naming, Standing
from eraser.trace.sightings import Seen, Sighting
from eraser.trace.signs import Sign, Sorted, signs

REACHING: frozenset[Category] = frozenset({"email", "phone"})
"""Contacts that reach a person: who has two of them in one record is two people, or moved."""

_ACCOUNT: Category = "iban"
"""Spouses share it like a phone; unlike one, hardly two of one name do."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The sightings of one record, sorted by what they say.

    `mine`, `foreign`: strong identifiers of the subject and of another person; of these, `own`
    are the subject's in the own fields of a row that is a person. `strangers`: strong ones of
    which nobody knows whose they are. `weak`: the subject's, not shared. `shared`: the
    subject's, but others' too. `faint`: only in a further field of the subject's row,
    or a number in a row that may be the subject's.
    `hints`: digits that may be the subject's.
    `contacts`: e-mail addresses and phones in fields that are not the subject's; in a person's row
    only where the subject's are known. `signs`: what all this means together.
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
    contacts: tuple[Sighting, ...] = ()
    signs: frozenset[Sign] = frozenset()
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
    weak = tuple(s for s in ours if s.sure and not s.identifier.strong)
    proving = weak if known.shared is not None else ()
    shared = tuple(s for s in proving if _serves_others(s, seen, known, named))
    alone = tuple(s for s in weak if s not in shared)
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
        contacts=_other_contacts(seen, known),
        signs=signs(Sorted(seen, known, named, mine, own, foreign, weak, alone)),
        ruling=seen.ruling,
    )


def _agree(different: set[Identifier], named: bool) -> bool:
    personal = {i for i in different if i.category not in HOUSEHOLD}
    if not personal:
        return False
    return named or (len(different) > 1 and any(i.category != _ACCOUNT for i in personal))


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
        if s.identifier not in known.mine and (person_row or not _works(s))
        if not person_row or (s in own and s.identifier.category not in met)
        if s.identifier.category in ours or (s.declared and not person_row)
    )


def _works(sighting: Sighting) -> bool:
    """Whether a contact is that of who acted or served; the map may know better than its name."""
    path = sighting.path
    return at_work(path) if sighting.declared else acts(path) or serves(path)


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
