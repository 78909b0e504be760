"""Whose a record is: the rules, as one pure function of facts and references.

Never the wrong person: every rule that is not certain ends in REVIEW with its reason, and a
record that is about two persons is never one person's alone (GDPR Art. 15(4), 17).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eraser.field_roles import role_words
from eraser.model.graph import Evidence, Verdict
from eraser.model.subject import HOUSEHOLD
from eraser.trace.doubts import CONTESTED, SECOND_ACCOUNT
from eraser.trace.facts import Facts
from eraser.trace.judgement import Case, Judgement, Lead, Owner, review, says
from eraser.trace.person_rows import MISTYPED, judge_person_row
from eraser.trace.proof import (
    MENTIONING,
    PERHAPS_THEIRS,
    Against,
    Proof,
    against,
    proof_of,
    verdict,
)
from eraser.trace.reasons import carries, led, name_reasons, unknown_words, weak_reasons
from eraser.trace.ruled import ruled
from eraser.trace.signs import Sign

_STAYS = "the data map does not say which further fields are the subject's (`owns`): they stay"


def judge(facts: Facts, leads: Sequence[Lead]) -> Judgement:
    """Whose a record is.

    Depends on nothing but its arguments, so that the order of discovery cannot matter.
    """
    found = _by_rules(facts, leads)
    return ruled(found, facts.ruling) if facts.ruling else found


def _by_rules(facts: Facts, leads: Sequence[Lead]) -> Judgement:
    case = Case.of(facts, leads)
    found = _doubted(facts.doubt) if facts.doubt else _without_doubt(case)
    if found.verdict is Verdict.REVIEW and found.owner is Owner.UNCLEAR and case.perhaps:
        return replace(found, owner=Owner.PERHAPS)
    if found.verdict is Verdict.OTHER and found.owner is Owner.ANOTHER:
        return _left_to_another(case) or found
    return found


def _doubted(words: str) -> Judgement:
    """What hangs on a record that contacts prove is shown with it; on a second account, is not."""
    owners = {CONTESTED: Owner.PERHAPS, SECOND_ACCOUNT: Owner.ANOTHER}
    return review(words, owners.get(words, Owner.UNCLEAR))


def _left_to_another(case: Case) -> Judgement | None:
    """What speaks for showing another person's record all the same."""
    facts = case.facts
    called = bool(facts.naming.fields)
    perhaps = Owner.PERHAPS in case.declared
    perhaps = perhaps or any(s.identifier.strong or called for s in facts.faint)
    if perhaps and not facts.person_row:
        return review(Against.UNCERTAIN.value, Owner.PERHAPS)
    if _has_a_part(facts):
        words = "another person's record, and contacts in it that only the subject has"
        return review(words, Owner.ANOTHER)
    named = [s for s in facts.shared if s.path in facts.naming.texts]
    if any(s.prose for s in (*facts.weak, *named)):
        words = (
            "another person's record, whose text mentions a contact of the subject: decide "
            "whether it is to be taken out"
        )
        return review(words, Owner.ANOTHER)
    return None


def _has_a_part(facts: Facts) -> bool:
    """Whether the subject may have paid for it, or be who is called: an address that is in no other
    person's row stands in a declared field, or two contacts agree in others.
    """
    if facts.person_row or (facts.naming.standing.somebody_elses and not facts.naming.fields):
        return False
    return Sign.OWNED in facts.signs or facts.agreeing


def _without_doubt(case: Case) -> Judgement:
    facts = case.facts
    if case.elsewhere:
        return says(
            Verdict.OTHER, Owner.ELSEWHERE, against="belongs to another controller's record"
        )
    row = judge_person_row(case) if facts.person_row else None
    if row is not None:
        return row
    if facts.mine and facts.foreign:
        return _two_persons(case)
    if _carries_unknown(case):
        return review(unknown_words(facts))
    if facts.mine:
        return _carries_own(case)
    if facts.foreign:
        return _carries_foreign(case)
    return _by_reference(case) or _by_contacts(case)


def _carries_unknown(case: Case) -> bool:
    """It is the subject's by an identifier or a reference, and carries one that is nobody's yet.

    Rows of persons teach whose it is; what else carries it (a guarantor's code) teaches nothing.
    """
    facts = case.facts
    tied = bool(facts.mine) or Owner.SUBJECT in case.declared
    settled = case.joint or case.astray or facts.person_row or bool(facts.foreign)
    return bool(facts.strangers) and tied and not settled


def because(judgement: Judgement, facts: Facts, leads: Sequence[Lead]) -> tuple[Evidence, ...]:
    """All that stands for and against a judgement, the deciding words first."""
    told = [Evidence(w) for w in judgement.supports]
    told += [Evidence(w, supports=False) for w in judgement.against]
    told += carries(facts)
    told += [led(x.link, x.owner.value if x.owner else None) for x in leads]
    if judgement.verdict is Verdict.SHARED and _unparted(leads):
        told.append(Evidence(_STAYS, supports=False))
    told += weak_reasons(facts, judgement.verdict is Verdict.OTHER) + name_reasons(facts)
    return tuple(dict.fromkeys(told))


def _unparted(leads: Sequence[Lead]) -> bool:
    """Whether it is the subject's by a reference only, and the map does not say what of it is."""
    declared = [x for x in leads if not x.link.inferred]
    mine = all(x.owner is Owner.SUBJECT and not x.link.parted for x in declared)
    return bool(declared) and mine


def subject_fields(facts: Facts, leads: Sequence[Lead]) -> tuple[str, ...]:
    """The paths that are the subject's in a record about several persons.

    What the data map gives to another person of the record is not the subject's, unless the
    subject's own identifier stands there. A name that goes with another's number is that person's,
    who may be a namesake.
    """
    owned = {f for x in leads if x.owner is Owner.SUBJECT for f in x.link.owned}
    others = {f for x in leads if x.owner is Owner.ANOTHER for f in x.link.owned}
    stated = any(s.declared for s in facts.mine) or not any(s.declared for s in facts.foreign)
    stated = stated or Sign.BESIDE in facts.signs
    if Sign.BESIDE in facts.signs:
        owned |= {s.path for s in facts.shared if not s.prose}
    named = {*(_own_names(facts, leads) if stated else ()), *facts.naming.texts}
    if facts.ruling:
        owned |= {s.path for s in (*facts.shared, *facts.hints)}
    return tuple(sorted((facts.own_paths | named | owned) - (others - facts.own_paths - owned)))


def _own_names(facts: Facts, leads: Sequence[Lead]) -> set[str]:
    """The name fields that are the subject's: what the map gives to somebody else is a namesake's,
    and so is one of two names that stands with no contact of the subject.
    """
    mine = [x.link for x in leads if x.owner is Owner.SUBJECT and x.link.parted]
    fields = set(facts.naming.fields)
    if mine:
        return fields & {f for link in mine for f in link.owned}
    if len({role_words(f) for f in fields}) < 2:
        return fields
    roles = {role_words(s.path) for s in (*facts.mine, *facts.weak) if s.declared}
    return {f for f in fields if role_words(f) in roles}


def _two_persons(case: Case) -> Judgement:
    """Strong identifiers of the subject and of somebody else in one record."""
    owner = Owner.ANOTHER if case.astray else Owner.JOINT
    if Sign.TWO_OF_A_NAME in case.facts.signs:
        return review("somebody of the subject's name is in the same text, by their number", owner)
    return says(Verdict.SHARED, owner, "about the subject and another person")


def _carries_own(case: Case) -> Judgement:
    """Only the subject's strong identifiers; references may still speak against it."""
    if case.joint:
        return says(Verdict.SHARED, Owner.JOINT, "about the subject and another person")
    if case.astray and (case.parted or not any(s.declared for s in case.facts.mine)):
        words = "belongs to another person, and mentions the subject"
        return says(Verdict.SHARED, Owner.ANOTHER, words)
    proof = proof_of(case) or Proof.TEXT
    if case.astray or (Owner.ANOTHER in case.inferred and proof is not Proof.TEXT):
        words = "but it leads to another person's record: the two contradict each other"
        return review(words)
    return _unsettled(case) if case.unsettled else _by_table(case, proof)


def _by_table(case: Case, proof: Proof) -> Judgement:
    outcome, cause = verdict(proof, against(case, proof))
    by_contacts = proof is Proof.CONTACTS and not case.facts.mine
    if outcome is Verdict.THEIRS or cause is None:
        return replace(says(outcome, Owner.SUBJECT), by_contacts=by_contacts)
    if outcome is Verdict.SHARED:
        owner = Owner.ANOTHER if cause in MENTIONING else Owner.JOINT
        return replace(says(outcome, owner, cause.value), by_contacts=by_contacts)
    owner = Owner.PERHAPS if cause in PERHAPS_THEIRS else Owner.UNCLEAR
    return review(_words(cause, case.facts), owner)


def _words(cause: Against, facts: Facts) -> str:
    return unknown_words(facts) if cause is Against.UNKNOWN else cause.value


def _unsettled(case: Case) -> Judgement:
    """Where the map says which fields are the subject's, whoever the other one is keeps theirs."""
    mine = [x.link for x in case.leads if x.owner is Owner.SUBJECT and not x.link.inferred]
    if mine and all(link.parted for link in mine):
        words = "about the subject and somebody who was not found"
        return says(Verdict.SHARED, Owner.JOINT, words)
    words = "it may also belong to a second person, who was not found"
    return review(words)


def _carries_foreign(case: Case) -> Judgement:
    """Somebody else's strong identifier, and at most weak ones of the subject."""
    facts = case.facts
    if case.joint or Owner.SUBJECT in case.declared:
        return says(Verdict.SHARED, Owner.JOINT, "about the subject and another person")
    if case.astray:
        return _anothers(case)
    if Sign.MISTYPED in facts.signs and facts.touches:
        return review(MISTYPED)
    if any(s.declared for s in facts.foreign) and not facts.signs.isdisjoint(
        {Sign.BESIDE, Sign.OWNED}
    ):
        return _beside_anothers_number(facts)
    if _writes(case):
        words = "the subject's, and its text mentions another person"
        return says(Verdict.SHARED, Owner.JOINT, words)
    common = facts.shared and not facts.weak and not _may_have_written(facts)
    settled = any(s.declared for s in facts.foreign) or common
    if settled and Owner.SUBJECT not in case.inferred:
        return _anothers(case)
    words = "another person's identifier stands beside the subject's"
    return review(words)


def _may_have_written(facts: Facts) -> bool:
    """Whether an address that the subject has with somebody stands in a field for it."""
    personal = (s for s in facts.shared if s.identifier.category not in HOUSEHOLD)
    return any(s.declared and not s.prose for s in personal)


def _beside_anothers_number(facts: Facts) -> Judgement:
    """What only the subject has, beside a number of somebody else: a slip, or about both."""
    if Sign.BESIDE in facts.signs and Sign.CUSTOMERS in facts.signs:
        return says(Verdict.SHARED, Owner.JOINT, "about the subject and another person")
    what = (
        "the subject's name and contact stand"
        if Sign.BESIDE in facts.signs
        else "the subject's contact stands"
    )
    return review(f"{what} in it beside another person's number")


def _writes(case: Case) -> bool:
    """Two weak identifiers of the subject agree in fields, and only a text names another."""
    facts = case.facts
    told = all(s.prose and not s.declared for s in facts.foreign)
    return told and facts.agreeing and not against(case)


def _anothers(case: Case) -> Judgement:
    """A record of somebody else: perhaps the subject is its recipient, or whom to call."""
    facts = case.facts
    stated = tuple(s for s in facts.stated if s.declared and not (facts.person_row and s.own))
    if stated and replace(facts, weak=stated).agreeing:
        if Sign.OWNED in facts.signs and case.strangers:
            words = "another person's record, and the subject's name and contact in fields of it"
            return says(Verdict.SHARED, Owner.ANOTHER, words)
    if stated or _addressed_there(facts):
        words = "another person's record, and a contact of the subject in a field of it"
        return review(words, Owner.ANOTHER)
    return says(Verdict.OTHER, Owner.ANOTHER)


def _addressed_there(facts: Facts) -> bool:
    """Whether the subject's name stands beside a contact: a recipient's, also one that the home
    shares; or beside their own in one part of a document, as of who ordered it.
    """
    if facts.person_row:
        return False
    named = any(s.declared for s in facts.foreign)
    home = not named and any(s.declared and not s.prose for s in facts.shared)
    branches = {path.rpartition(".")[0] for path in facts.naming.texts} - {""}
    inside = any(s.path.rpartition(".")[0] in branches for s in facts.stated)
    return (home and bool(facts.naming.fields)) or inside


def _by_reference(case: Case) -> Judgement | None:
    """No strong identifier of anybody known: the references decide, if they can."""
    if case.joint:
        return says(Verdict.SHARED, Owner.JOINT, "about the subject and another person")
    if case.astray:
        return _anothers(case)
    if case.solely:
        return _by_table(case, Proof.KEY)
    if case.unsettled:
        return _unsettled(case)
    if {Owner.SUBJECT, Owner.JOINT, Owner.PERHAPS} & set(case.inferred):
        return _confirmable(case)
    return None


def _confirmable(case: Case) -> Judgement:
    via = next(x.link for x in case.leads if x.link.inferred)
    if via.when:
        fields = ", ".join(field for field, _ in via.when)
        return review(f"{fields} is empty, so that it may refer to something else by {via.via}")
    if via.doubt:
        return review(f"{via.doubt} ({via.via} to {via.parent})")
    words = (
        f"inferred from the only reference that leads to a person ({via.via} to {via.parent}); "
        "declare it as `subject` in the data map if that is right"
    )
    return says(Verdict.REVIEW, Owner.UNCLEAR, words)


def _by_contacts(case: Case) -> Judgement:
    """Weak identifiers only: two must agree, and nothing may contradict."""
    facts = case.facts
    if facts.weak:
        proof, speaking = proof_of(case), against(case)
        if proof is not None:
            return _by_table(case, proof)
        open_still = facts.personal and PERHAPS_THEIRS.issuperset(speaking)
        owner = Owner.PERHAPS if open_still else Owner.UNCLEAR
        if speaking and speaking[0] is not Against.SECOND:
            return review(_words(speaking[0], facts), owner)
        return review("one weak identifier alone does not tell whose the record is", owner)
    if facts.shared and _somebody_elses(case):
        return says(Verdict.OTHER, Owner.ANOTHER, against="it is another person's")
    if facts.touches:
        words = "only what others share with the subject, or what may be a coincidence"
        return review(words)
    if case.uncertain:
        return review(Against.UNCERTAIN.value)
    if Owner.ANOTHER in case.inferred:
        return says(Verdict.OTHER, Owner.ANOTHER, against="seems to be another person's")
    return says(Verdict.OTHER, Owner.UNCLEAR, against="holds nothing of the subject")


def _somebody_elses(case: Case) -> bool:
    """Under a maiden name the given name stays."""
    named = case.facts.naming
    elses = named.standing.somebody_elses and not named.fields
    return elses or Owner.ANOTHER in case.inferred
