"""What is judged, and the judgement: the values between the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from eraser.model.graph import Verdict
from eraser.trace.facts import Facts
from eraser.trace.links import Link


class Owner(Enum):
    """To whom a reference to this record leads."""

    SUBJECT = "the subject"
    ANOTHER = "another person"
    JOINT = "the subject and another person"
    PERHAPS = "perhaps the subject"
    UNCLEAR = "nobody knows yet"
    ELSEWHERE = "a matter of another controller"


_WITH_SUBJECT = (Owner.SUBJECT, Owner.JOINT)


@dataclass(frozen=True, slots=True)
class Lead:
    """Where one link of a record leads; `owner` is None when there is no such record.

    `contact`: it leads there by an address or a phone, which others may use, not by a key.
    `stranger`: the row that it leads to has a name that is certainly not the subject's.
    """

    link: Link
    owner: Owner | None
    contact: bool = False
    stranger: bool = False


def strangers_own(leads: Sequence[Lead]) -> bool:
    """Whether the other persons that declared references lead to are not called as the subject."""
    others = [x for x in leads if x.owner is Owner.ANOTHER and not x.link.inferred]
    return bool(others) and all(x.stranger for x in others)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, to whom references to the record lead, and the words that decided, `supports`
    or `against`; whether only contacts proved it. All reasons: `attribution.because`.
    """

    verdict: Verdict
    owner: Owner
    supports: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    by_contacts: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One record's facts and where its references lead, with the questions that the rules ask."""

    facts: Facts
    leads: tuple[Lead, ...]
    declared: tuple[Owner | None, ...]
    inferred: tuple[Owner | None, ...]

    @classmethod
    def of(cls, facts: Facts, leads: Sequence[Lead]) -> Case:
        """Sort the leads. One by a contact that leads to the subject is no more than that contact
        is: it counts with the weak identifiers.
        """
        declared = [x for x in leads if not x.link.inferred]
        return cls(
            facts,
            tuple(leads),
            tuple(x.owner for x in declared if not (x.contact and x.owner in _WITH_SUBJECT)),
            tuple(x.owner for x in leads if x.link.inferred),
        )

    @property
    def by_contact(self) -> bool:
        """A declared reference by a contact leads to the subject, and to nobody else."""
        owners = {x.owner for x in self.leads if x.contact and not x.link.inferred}
        return owners == {Owner.SUBJECT}

    @property
    def strangers(self) -> bool:
        """The other persons that it leads to are certainly not called as the subject is."""
        return strangers_own(self.leads)

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
    def elsewhere(self) -> bool:
        """The references lead to another controller's records, none of them to the subject."""
        here = Owner.SUBJECT in self.declared or Owner.JOINT in self.declared
        return Owner.ELSEWHERE in self.declared and not here

    @property
    def parted(self) -> bool:
        """The data map says which fields are the person's to whom the references lead."""
        to_another = [x.link for x in self.leads if x.owner is Owner.ANOTHER]
        return bool(to_another) and all(link.parted for link in to_another)

    @property
    def unsettled(self) -> bool:
        """One of several references leads to the subject, of another it is not known where."""
        unknown = self.uncertain or None in self.declared
        return unknown and Owner.SUBJECT in self.declared

    @property
    def uncertain(self) -> bool:
        """A declared reference leads to a record of which it is not certain whose it is."""
        return Owner.UNCLEAR in self.declared or Owner.PERHAPS in self.declared

    @property
    def perhaps(self) -> bool:
        """The record may be the subject's by where it leads, or is a row that may be theirs."""
        led = (*self.declared, *self.inferred)
        row = self.facts.person_row and not self.facts.naming.standing.somebody_elses
        return row or Owner.PERHAPS in led or Owner.SUBJECT in self.inferred


def says(verdict: Verdict, owner: Owner, *words: str, against: str = "") -> Judgement:
    """A judgement with the words for it, and what is against it."""
    return Judgement(verdict, owner, words, (against,) if against else ())


def review(against: str, owner: Owner = Owner.UNCLEAR) -> Judgement:
    """A person has to decide, because of what is against."""
    return Judgement(Verdict.REVIEW, owner, (), (against,))
