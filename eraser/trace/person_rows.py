"""Rows that each are one person: what their own fields say decides, and nothing else proves."""

from __future__ import annotations

from eraser.field_roles import of_another
from eraser.model.graph import Verdict
from eraser.trace.judgement import Case, Judgement, Owner, review, says
from eraser.trace.naming import Standing
from eraser.trace.signs import Sign

MISTYPED = "its code differs from the subject's in one place: mistyped, or another person"


LED_ELSEWHERE = "it leads to the subject, but another person's name stands in it"


def judge_person_row(case: Case) -> Judgement | None:
    """What the row's own fields say; None when they leave it to references and weak identifiers.

    Own fields are the first of each category that the data map declares, and those it calls
    `own`. In further ones stand other persons: a spouse, a guarantor.
    """
    facts = case.facts
    if facts.own:
        return _own_row(case)
    if any(s.declared for s in facts.foreign):
        return _row_of_another(case)
    if facts.mine and not case.solely:
        return review(
            "the row's own fields do not name the subject, only a further field or a text does"
        )
    leads_here = Owner.SUBJECT in case.declared + case.inferred
    if leads_here and facts.naming.standing.differs:
        return review(LED_ELSEWHERE)
    if leads_here and not facts.stated and _by_a_relative(case):
        return review("it leads to the subject as a relative of whoever the row is")
    if not facts.touches and not leads_here:
        return says(Verdict.OTHER, Owner.ANOTHER, against="a row of another person")
    return None


def _by_a_relative(case: Case) -> bool:
    """Whether a reference is called after a relative: a child's `parent_id` is no parent's row."""
    led = [x.link for x in case.leads if x.owner is Owner.SUBJECT]
    return any(of_another(field) for link in led for field in link.child_fields)


def _own_row(case: Case) -> Judgement:
    if case.astray or case.joint:
        return review(
            "but its subject reference leads to another person: the two contradict each other"
        )
    if Sign.DISPUTED in case.facts.signs:
        return review("but the row's personal code or name is another's; check the request")
    return says(Verdict.THEIRS, Owner.SUBJECT)


def _row_of_another(case: Case) -> Judgement:
    facts = case.facts
    further = any(s.declared for s in facts.mine)
    if further and facts.naming.standing is Standing.AGREES:
        return review(
            "the subject's identifier stands in a further field of a row with another code and the "
            "subject's name: list the field in `own` if it is the same person's"
        )
    if Owner.SUBJECT in case.declared:
        return says(Verdict.SHARED, Owner.JOINT, "about the subject and another person")
    if Sign.TWIN in facts.signs:
        words = "the subject's given name and contacts stand in it beside another number or code"
        return review(words, Owner.PERHAPS)
    if facts.mine:
        words = "a row of another person, which mentions the subject"
        return says(Verdict.SHARED, Owner.ANOTHER, words)
    if Sign.MISTYPED in facts.signs and facts.touches:
        return review(MISTYPED)
    if any(s.declared and not s.own for s in facts.stated):
        words = (
            "a row of another person, in which a contact of the subject stands in a further field"
        )
        return review(words, Owner.ANOTHER)
    return says(Verdict.OTHER, Owner.ANOTHER, against="a row of another person")
