"""What proves that a record is the subject's, what speaks against it, and what follows: a table.

A record that is no row of persons, in which no number of somebody else stands and whose keys lead
to nobody else, is judged by it; so is a row of persons that no number decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum

from eraser.model.graph import Verdict
from eraser.trace.judgement import Case, Owner
from eraser.trace.naming import Standing
from eraser.trace.signs import Sign


class Proof(Enum):
    """What makes a record the subject's, the strongest first."""

    KEY = "its references by key all lead to the subject"
    NUMBER = "the subject's number stands in a field, or in a text beside their contact in a field"
    CONTACTS = "two things of the subject agree in fields, at least one of them a personal contact"
    TEXT = "the subject's number stands in a text only"


class Against(Enum):
    """What speaks against it."""

    QUOTED = "another person's, whose text mentions the subject"
    SECOND = "about the subject and another person"
    PARTED = "a contact stands in a field that the data map gives to another party"
    ROLE = "the subject is only its contact person, or somebody's relative or representative"
    ADDRESSED = "another person's name and contact stand in it: about the subject and them"
    NAMESAKE = "neither the e-mail address nor the phone in it is the subject's: a namesake's?"
    NAME = "another person's name stands in it"
    OWNED = "a contact stands in it that is only in the row of another person"
    PARTY = "another person's contact stands in a field of its own: from the subject, or to them"
    RELATIVE = "another person's contact stands in a field for a relative or representative"
    ACCOUNT = "an account stands in it that is not the subject's"
    CONTACT = "a contact stands in it that is not known to be the subject's"
    UNKNOWN = "a number that is not known to be the subject's"
    UNREADABLE = "the personal code or number that stands in it is not readable as the subject's"
    LED = "its only reference to a person leads to another person"
    UNCERTAIN = "belongs to a record of which it is not certain whose it is"
    MENTIONED = "it only mentions the subject: none of the fields that identify a person does"
    HEAD = (
        "other records belong to it, so that it may be a company's or a household's; if each is "
        "one person, say so in the data map (`persons: true`)"
    )
    CUT = "the search was cut short, so that what speaks against it may not have been read"
    TOLD = "only a text mentions the subject: what names them there is taken out, the rest stays"
    KEYED = "the subject's number stands in the record's key or name, which cannot be changed"
    HOME = "only a text holds the subject's number, and a field a contact that a home may share"


T, S, R = Verdict.THEIRS, Verdict.SHARED, Verdict.REVIEW

TABLE: Mapping[Against | None, Mapping[Proof, Verdict]] = {
    #                   by a key       by a number       by contacts       by a text
    None: {Proof.KEY: T, Proof.NUMBER: T, Proof.CONTACTS: T, Proof.TEXT: S},
    Against.QUOTED: {Proof.KEY: T, Proof.NUMBER: S, Proof.CONTACTS: S, Proof.TEXT: S},
    Against.SECOND: {Proof.KEY: T, Proof.NUMBER: S, Proof.CONTACTS: S, Proof.TEXT: R},
    Against.PARTED: {Proof.KEY: S, Proof.NUMBER: S, Proof.CONTACTS: S, Proof.TEXT: S},
    Against.ROLE: {Proof.KEY: T, Proof.NUMBER: S, Proof.CONTACTS: S, Proof.TEXT: S},
    Against.ADDRESSED: {Proof.KEY: S, Proof.NUMBER: S, Proof.CONTACTS: R, Proof.TEXT: R},
    Against.NAMESAKE: {Proof.KEY: R, Proof.NUMBER: T, Proof.CONTACTS: R, Proof.TEXT: R},
    Against.NAME: {Proof.KEY: T, Proof.NUMBER: R, Proof.CONTACTS: R, Proof.TEXT: R},
    Against.OWNED: {Proof.KEY: R, Proof.NUMBER: R, Proof.CONTACTS: R, Proof.TEXT: S},
    Against.PARTY: {Proof.KEY: T, Proof.NUMBER: T, Proof.CONTACTS: S, Proof.TEXT: S},
    Against.RELATIVE: {Proof.KEY: S, Proof.NUMBER: S, Proof.CONTACTS: S, Proof.TEXT: S},
    Against.ACCOUNT: {Proof.KEY: T, Proof.NUMBER: S, Proof.CONTACTS: R, Proof.TEXT: S},
    Against.CONTACT: {Proof.KEY: T, Proof.NUMBER: T, Proof.CONTACTS: R, Proof.TEXT: R},
    Against.UNKNOWN: {Proof.KEY: R, Proof.NUMBER: R, Proof.CONTACTS: R, Proof.TEXT: R},
    Against.UNREADABLE: {Proof.KEY: T, Proof.NUMBER: T, Proof.CONTACTS: R, Proof.TEXT: R},
    Against.LED: {Proof.KEY: T, Proof.NUMBER: R, Proof.CONTACTS: R, Proof.TEXT: S},
    Against.UNCERTAIN: {Proof.KEY: R, Proof.NUMBER: R, Proof.CONTACTS: R, Proof.TEXT: R},
    Against.MENTIONED: {Proof.KEY: T, Proof.NUMBER: T, Proof.CONTACTS: R, Proof.TEXT: R},
    Against.HEAD: {Proof.KEY: T, Proof.NUMBER: T, Proof.CONTACTS: R, Proof.TEXT: S},
    Against.CUT: {Proof.KEY: T, Proof.NUMBER: T, Proof.CONTACTS: R, Proof.TEXT: S},
    Against.KEYED: {Proof.KEY: T, Proof.NUMBER: T, Proof.CONTACTS: T, Proof.TEXT: R},
    Against.HOME: {Proof.KEY: T, Proof.NUMBER: T, Proof.CONTACTS: T, Proof.TEXT: R},
    Against.TOLD: {Proof.KEY: T, Proof.NUMBER: T, Proof.CONTACTS: T, Proof.TEXT: S},
}
"""The verdict for each proof and each thing against it. Of several the most careful counts."""


MENTIONING = frozenset({Against.QUOTED, Against.OWNED, Against.LED, Against.HEAD})
"""What makes a record another's that mentions the subject: what belongs to it is not followed."""

PERHAPS_THEIRS = frozenset({Against.HEAD, Against.CONTACT, Against.CUT, Against.NAMESAKE})
"""What leaves open that the record is the subject's, so that what belongs to it is shown too."""


def proof_of(case: Case) -> Proof | None:
    """The strongest proof in a record; None when nothing proves anything."""
    facts = case.facts
    if case.solely:
        return Proof.KEY
    if facts.mine and (facts.personal or any(not s.prose or s.declared for s in facts.mine)):
        return Proof.NUMBER
    if facts.agreeing or (case.by_contact and facts.stated):
        return Proof.CONTACTS
    if facts.mine:
        return Proof.CONTACTS if facts.named else Proof.TEXT
    return None


def against(case: Case, proof: Proof | None = None) -> tuple[Against, ...]:
    """All that speaks against a record, or against this proof, in the order in which it is told."""
    weighty = _WEIGHTY[proof] if proof else _HOLDS
    return tuple(what for what in weighty if _HOLDS[what](case))


def verdict(proof: Proof, against: tuple[Against, ...]) -> tuple[Verdict, Against | None]:
    """What follows, and because of what: review before shared before theirs."""
    asked = [(TABLE[what][proof], what) for what in (None, *against)]
    for outcome in (R, S):
        if (quoted := next((what for v, what in asked[1:] if v is outcome), None)) is not None:
            return outcome, quoted
    return asked[0]


def _quoted(case: Case) -> bool:
    return case.facts.signs >= {Sign.ASIDE, Sign.QUOTED} and not case.facts.second


def _second(case: Case) -> bool:
    """Another person's name in a field, and the subject's name, or a contact, too."""
    facts = case.facts
    return facts.second or (
        _names_another(case)
        and bool(facts.mine)
        and Sign.ASIDE not in facts.signs
        and _beside_number(case)
    )


def _beside_number(case: Case) -> bool:
    return bool(case.facts.weak or case.facts.naming.texts)


def _names_another(case: Case) -> bool:
    """Whether a field names somebody else; by the number: not the subject's former surname."""
    facts = case.facts
    standing = facts.naming.standing
    if facts.mine:
        return standing.somebody_elses or (standing.differs and bool(facts.naming.texts))
    return standing.differs


def _addressed(case: Case) -> bool:
    """A recipient: another's name, and a contact that is not the subject's alone, both declared.

    A doctor or an agent who is only named takes nothing from whose record it is.
    """
    facts = case.facts
    if not case.solely and (_second(case) or _quoted(case)):
        return False
    contacts = any(s.declared for s in facts.contacts)
    shared = any(s.declared and not s.prose for s in facts.shared)
    account = Sign.ACCOUNT in facts.signs
    return facts.naming.standing.somebody_elses and (contacts or shared or account)


def _parted(case: Case) -> bool:
    """Whoever is called or sent something, where the map says which fields are the subject's."""
    links = [x.link for x in case.leads if x.owner is Owner.SUBJECT]
    if not (case.solely and any(link.parted for link in links)):
        return False
    owned = {field for link in links for field in link.owned}
    return any(s.declared and s.path not in owned for s in case.facts.contacts)


def _namesake(case: Case) -> bool:
    """Father sends to son: one name, and every contact another one than the sender's."""
    facts = case.facts
    other = {s.identifier.category for s in facts.contacts if s.declared}
    theirs = {s.identifier.category for s in (*facts.weak, *facts.shared) if s.declared}
    return len(other - theirs) > 1 and not facts.naming.standing.somebody_elses


def _owned(case: Case) -> bool:
    """A contact of another customer, unless it is known beside whose name it stands."""
    explained = _second(case) or (_addressed(case) if case.solely else _party(case))
    return Sign.BORROWED in case.facts.signs and not explained


def _name(case: Case) -> bool:
    return _names_another(case) and not (_second(case) or _quoted(case))


def _contact(case: Case) -> bool:
    """Somebody else's contact is explained where the second person is named."""
    named = _second(case) or _quoted(case)
    return bool(case.facts.contacts) and not (named or _party(case))


def _party(case: Case) -> bool:
    """A sender and a recipient: each declared contact of another stands beside one of the
    subject's of its kind. A phone alone that differs may be a namesake's.
    """
    facts = case.facts
    others = {s.identifier.category for s in facts.contacts}
    theirs = {s.identifier.category for s in facts.stated if s.declared}
    told = all(s.declared for s in facts.contacts)
    return bool(others) and told and others <= theirs and not facts.person_row


def _unknown(case: Case) -> bool:
    """A number of nobody known. In a person's row, reached by contacts, it may be a namesake's,
    unless the name and two kinds of contacts agree; `doubts` looks for a second such row.
    """
    facts = case.facts
    if not facts.person_row:
        return bool(facts.strangers)
    if case.solely:
        return False
    own = any(s.declared and s.own for s in facts.strangers)
    kinds = {s.identifier.category for s in facts.stated if s.declared and s.own}
    return own and not (len(kinds) > 1 and facts.naming.standing is Standing.AGREES)


def _uncertain(case: Case) -> bool:
    own = any(s.declared and s.own for s in case.facts.mine)
    return case.uncertain and not own


def _mentioned(case: Case) -> bool:
    facts = case.facts
    return Sign.MENTIONED in facts.signs and not facts.mine


_HOLDS: Mapping[Against, Callable[[Case], bool]] = {
    Against.QUOTED: _quoted,
    Against.SECOND: _second,
    Against.PARTED: _parted,
    Against.ROLE: lambda case: Sign.ROLE in case.facts.signs,
    Against.ADDRESSED: _addressed,
    Against.NAMESAKE: _namesake,
    Against.NAME: _name,
    Against.OWNED: _owned,
    Against.UNKNOWN: _unknown,
    Against.PARTY: _party,
    Against.RELATIVE: lambda case: Sign.RELATIVE in case.facts.signs,
    Against.ACCOUNT: lambda case: Sign.ACCOUNT in case.facts.signs,
    Against.CONTACT: _contact,
    Against.MENTIONED: _mentioned,
    Against.UNREADABLE: lambda case: bool(case.facts.unreadable),
    Against.LED: lambda case: Owner.ANOTHER in case.inferred,
    Against.UNCERTAIN: _uncertain,
    Against.HEAD: lambda case: Sign.HEAD in case.facts.signs,
    Against.CUT: lambda case: Sign.CUT in case.facts.signs,
    Against.KEYED: lambda case: Sign.KEYED in case.facts.signs,
    Against.HOME: lambda case: bool(case.facts.mine and case.facts.stated),
    Against.TOLD: lambda case: bool(case.facts.mine) and not _quoted(case),
}

_WEIGHTY: Mapping[Proof, tuple[Against, ...]] = {
    proof: tuple(what for what in _HOLDS if TABLE[what][proof] is not T) for proof in Proof
}
"""What takes anything from each proof."""
