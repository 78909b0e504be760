"""Whose a record is: the rules, as one pure function of facts and references.

Never the wrong person: every rule that is not certain ends in REVIEW with its reason, and a
record that is about two persons is never one person's alone (GDPR Art. 15(4), 17).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from eraser.model.graph import Evidence, Verdict
from eraser.trace.facts import Facts
from eraser.trace.links import Link
from eraser.trace.naming import Standing
from eraser.trace.reasons import carries, led, name_reasons, weak_reasons


class Owner(Enum):
    """To whom a reference to this record leads."""

    SUBJECT = "the subject"
    ANOTHER = "another person"
    JOINT = "the subject and another person"
    UNCLEAR = "nobody knows yet"


@dataclass(frozen=True, slots=True)
class Lead:
    """Where one link of a record leads; `owner` is None when there is no such record."""

    link: Link
    owner: Owner | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, to whom references to the record lead, and the words that decided, `supports`
    or `against`. All reasons: `because`.
    """

    verdict: Verdict
    owner: Owner
    supports: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Case:
    """One record's facts and where its references lead, with the questions that the rules ask."""

    facts: Facts
    leads: tuple[Lead, ...]
    declared: tuple[Owner | None, ...]
    inferred: tuple[Owner | None, ...]

    @property
    def solely(self) -> bool:
        """Every declared reference leads to the subject, and there is one."""
        return bool(self.declared) and all(o is Owner.SUBJECT for o in self.declared)

    @property
    def joint(self) -> bool:
        """The references lead to the subject and to somebody else."""
        both = Owner.SUBJECT in self.declared and Owner.ANOTHER in self.declared
        return both or Owner.JOINT in self.declared

    @property
    def astray(self) -> bool:
        """The references lead to somebody else, none of them to the subject."""
        return Owner.ANOTHER in self.declared and not self.joint

    @property
    def unsettled(self) -> bool:
        """One of several references leads to the subject, of another it is not known where."""
        unknown = Owner.UNCLEAR in self.declared or None in self.declared
        return unknown and Owner.SUBJECT in self.declared


def judge(facts: Facts, leads: Sequence[Lead]) -> Judgement:
    """Whose a record is.

    Depends on nothing but its arguments, so that the order of discovery cannot matter.
    """
    case = _Case(
        facts,
        tuple(leads),
        tuple(lead.owner for lead in leads if not lead.link.inferred),
        tuple(lead.owner for lead in leads if lead.link.inferred),
    )
    row = _person_row(case) if facts.person_row else None
    if row is not None:
        return row
    if facts.mine and facts.foreign:
        return _two_persons(case)
    if facts.mine:
        return _carries_own(case)
    if facts.foreign:
        return _carries_foreign(case)
    return _by_reference(case) or _by_weak(case)


def because(judgement: Judgement, facts: Facts, leads: Sequence[Lead]) -> tuple[Evidence, ...]:
    """All that stands for and against a judgement, the deciding words first."""
    told = [Evidence(w) for w in judgement.supports]
    told += [Evidence(w, supports=False) for w in judgement.against]
    told += carries(facts)
    told += [led(x.link, x.owner.value if x.owner else None) for x in leads]
    told += weak_reasons(facts, judgement.verdict is Verdict.OTHER) + name_reasons(facts)
    return tuple(dict.fromkeys(told))


def subject_fields(facts: Facts, leads: Sequence[Lead]) -> tuple[str, ...]:
    """The paths that are the subject's in a record about several persons.

    What the data map gives to another person of the record is not the subject's, unless the
    subject's own identifier stands there.
    """
    owned = {f for x in leads if x.owner is Owner.SUBJECT for f in x.link.owned}
    others = {f for x in leads if x.owner is Owner.ANOTHER for f in x.link.owned}
    named = {*facts.naming.fields, *facts.naming.texts}
    return tuple(sorted((facts.own_paths | named | owned) - (others - facts.own_paths - owned)))


def _says(verdict: Verdict, owner: Owner, *words: str, against: str = "") -> Judgement:
    return Judgement(verdict, owner, words, (against,) if against else ())


def _person_row(case: _Case) -> Judgement | None:
    """A row that is one person: what its declared fields say decides."""
    facts = case.facts
    if any(s.declared for s in facts.mine):
        return _own_row(case)
    if any(s.declared for s in facts.foreign):
        return _row_of_another(case)
    if facts.mine and facts.declares_others:
        return _says(
            Verdict.REVIEW,
            Owner.UNCLEAR,
            against="the row's own fields do not name the subject, only a text in it does",
        )
    if not facts.touches and Owner.SUBJECT not in case.declared + case.inferred:
        return _says(Verdict.OTHER, Owner.ANOTHER, against="a row of another person")
    return None


def _own_row(case: _Case) -> Judgement:
    if case.astray or case.joint:
        words = "but its subject reference leads to another person: the two contradict each other"
        return _says(Verdict.REVIEW, Owner.UNCLEAR, against=words)
    if case.facts.disputed:
        words = "but the row's personal code or name is another's; check the number of the request"
        return _says(Verdict.REVIEW, Owner.UNCLEAR, against=words)
    return _says(Verdict.THEIRS, Owner.SUBJECT)


def _row_of_another(case: _Case) -> Judgement:
    facts = case.facts
    if facts.mine:
        words = "a row of another person, which mentions the subject"
        return _says(Verdict.SHARED, Owner.ANOTHER, words)
    if facts.mistyped and facts.touches:
        return _mistyped()
    return _says(Verdict.OTHER, Owner.ANOTHER, against="a row of another person")


def _mistyped() -> Judgement:
    words = "its code differs from the subject's in one place: mistyped, or another person"
    return _says(Verdict.REVIEW, Owner.UNCLEAR, against=words)


def _two_persons(case: _Case) -> Judgement:
    """Strong identifiers of the subject and of somebody else in one record."""
    owner = Owner.ANOTHER if case.astray else Owner.JOINT
    return _says(Verdict.SHARED, owner, "about the subject and another person")


def _carries_own(case: _Case) -> Judgement:
    """Only the subject's strong identifiers; references may still speak against it."""
    if case.joint:
        return _says(Verdict.SHARED, Owner.JOINT, "about the subject and another person")
    if case.astray and not any(s.declared for s in case.facts.mine):
        words = "belongs to another person, and mentions the subject"
        return _says(Verdict.SHARED, Owner.ANOTHER, words)
    if case.astray or Owner.ANOTHER in case.inferred:
        words = "but it leads to another person's record: the two contradict each other"
        return _says(Verdict.REVIEW, Owner.UNCLEAR, against=words)
    if case.unsettled:
        return _unsettled()
    return _says(Verdict.THEIRS, Owner.SUBJECT)


def _unsettled() -> Judgement:
    words = "it may also belong to a second person, who was not found"
    return _says(Verdict.REVIEW, Owner.UNCLEAR, against=words)


def _carries_foreign(case: _Case) -> Judgement:
    """Somebody else's strong identifier, and at most weak ones of the subject."""
    facts = case.facts
    if case.joint or Owner.SUBJECT in case.declared:
        return _says(Verdict.SHARED, Owner.JOINT, "about the subject and another person")
    if case.astray:
        return _says(Verdict.OTHER, Owner.ANOTHER)
    if facts.mistyped and facts.touches:
        return _mistyped()
    settled = any(s.declared for s in facts.foreign) or (facts.shared and not facts.weak)
    if settled and Owner.SUBJECT not in case.inferred:
        return _says(Verdict.OTHER, Owner.ANOTHER)
    words = "another person's identifier stands beside the subject's"
    return _says(Verdict.REVIEW, Owner.UNCLEAR, against=words)


def _by_reference(case: _Case) -> Judgement | None:
    """No strong identifier of anybody known: the references decide, if they can."""
    if case.joint:
        return _says(Verdict.SHARED, Owner.JOINT, "about the subject and another person")
    if case.astray:
        return _says(Verdict.OTHER, Owner.ANOTHER)
    if case.solely:
        return _says(Verdict.THEIRS, Owner.SUBJECT)
    if case.unsettled:
        return _unsettled()
    if Owner.SUBJECT in case.inferred or Owner.JOINT in case.inferred:
        return _confirmable(case)
    return None


def _confirmable(case: _Case) -> Judgement:
    via = next(x.link for x in case.leads if x.link.inferred)
    words = (
        f"inferred from the only reference that leads to a person ({via.via} to {via.parent}); "
        "declare it as `subject` in the data map if that is right"
    )
    return _says(Verdict.REVIEW, Owner.UNCLEAR, words)


def _by_weak(case: _Case) -> Judgement:
    """Weak identifiers only: two must agree, and nothing may contradict."""
    facts = case.facts
    objection = _objection(case)
    if facts.weak:
        if objection is None and _two_agree(facts):
            return _says(Verdict.THEIRS, Owner.SUBJECT)
        why = objection or "one weak identifier alone does not tell whose the record is"
        return _says(Verdict.REVIEW, Owner.UNCLEAR, against=why)
    different = facts.naming.standing in (Standing.DIFFERS, Standing.STRANGE)
    if facts.shared and (different or Owner.ANOTHER in case.inferred):
        return _says(Verdict.OTHER, Owner.ANOTHER, against="it is another person's")
    if facts.touches:
        words = "only what others share with the subject, or what may be a coincidence"
        return _says(Verdict.REVIEW, Owner.UNCLEAR, against=words)
    if Owner.UNCLEAR in case.declared:
        words = "belongs to a record of which it is not certain whose it is"
        return _says(Verdict.REVIEW, Owner.UNCLEAR, against=words)
    return _says(Verdict.OTHER, Owner.UNCLEAR, against="holds nothing of the subject")


def _two_agree(facts: Facts) -> bool:
    """Two different weak identifiers, or one beside the subject's name in a field for names.

    A phone and a name are not enough: father and son of one name share the phone at home.
    """
    different = {s.identifier for s in facts.weak}
    named = facts.naming.standing is Standing.AGREES
    return len(different) > 1 or (named and any(i.category != "phone" for i in different))


def _objection(case: _Case) -> str | None:
    """What contradicts that a record with the subject's weak identifiers is theirs."""
    facts = case.facts
    if facts.naming.standing in (Standing.DIFFERS, Standing.STRANGE):
        return "another person's name stands in it"
    if facts.torn:
        return "the identifiers of the request lead to persons with different codes"
    if facts.mentioned:
        return "it only mentions the subject: none of the fields that identify a person does"
    if facts.unreadable:
        return "the personal code or number that stands in it is not readable as the subject's"
    if Owner.ANOTHER in case.inferred:
        return "its only reference to a person leads to another person"
    if Owner.UNCLEAR in case.declared:
        return "belongs to a record of which it is not certain whose it is"
    return None
