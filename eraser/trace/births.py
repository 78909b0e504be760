"""A date of birth never proves whose a record is, and tells a namesake from the subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eraser.identifiers import personas_kods
from eraser.model.graph import Verdict
from eraser.model.place import RecordRef
from eraser.trace.facts import Facts
from eraser.trace.judgement import Judgement
from eraser.trace.known import Known
from eraser.trace.sightings import Seen

BORN = "the date of birth in it is not the subject's: a namesake, or a slip of the hand"


def born_another_day(
    seen: Mapping[RecordRef, Seen],
    facts: Mapping[RecordRef, Facts],
    judged: Mapping[RecordRef, Judgement],
    known: Known,
) -> Iterator[RecordRef]:
    """Records that only contacts and a name give to the subject, who was born another day."""
    days = subjects_days(seen, facts, judged, known)
    for ref, judgement in judged.items():
        by_contacts = bool(facts[ref].weak) and not facts[ref].mine
        if days and by_contacts and judgement.verdict is Verdict.THEIRS:
            if seen[ref].born and days.isdisjoint(seen[ref].born):
                yield ref


def subjects_days(
    seen: Mapping[RecordRef, Seen],
    facts: Mapping[RecordRef, Facts],
    judged: Mapping[RecordRef, Judgement],
    known: Known,
) -> set[str]:
    """The days (ISO 8601) of the subject's personal codes, and of rows that carry a number of
    theirs: more than one where a slip of the hand made them differ.
    """
    days = {day for i in known.mine if i.category == "personas-kods" for day in _day(i.value)}
    for ref, judgement in judged.items():
        if facts[ref].own and judgement.verdict is Verdict.THEIRS:
            days |= seen[ref].born
    return days


def _day(code: str) -> set[str]:
    day = personas_kods.born(code)
    return {day.isoformat()} if day else set()
