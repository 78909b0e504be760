"""What only comparing records shows: two rows for one person, a request that leads to two persons.

A record that comes out of this with a doubt goes to review, whatever stands in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from eraser.identifiers import names
from eraser.model.graph import Verdict
from eraser.model.place import Container, RecordRef
from eraser.model.subject import HOUSEHOLD, NATIONAL, Category, Identifier
from eraser.trace.births import BORN, born_another_day, subjects_days
from eraser.trace.facts import REACHING, Facts
from eraser.trace.judgement import Judgement, Owner
from eraser.trace.known import Known
from eraser.trace.naming import Standing, naming
from eraser.trace.person_rows import LED_ELSEWHERE
from eraser.trace.sharing import persons_of, several_persons, whose
from eraser.trace.sightings import Seen
from eraser.trace.signs import PERSON_CODES
from eraser.trace.words import spoken

CODES_DIFFER = "the identifiers of the request lead to persons with different codes"
CROWDED = (
    "another row of persons may be the subject's too, and each of them is one person: "
    "nothing that only one person has tells which"
)

DISPUTED = "only a number proves it, and the row of the person who has that number is uncertain"

TWO_NAMES = "its number stands in the row of somebody else, too, who is called otherwise"

CONTESTED = "only contacts prove it, and the row of the person who has them is uncertain"

SECOND_ACCOUNT = (
    "the subject's name and a contact of theirs stand in it: a second account, or a namesake"
)

_MANY = 50
"""Rows of persons that may all be the subject's: more are not compared one with another."""

Judged = Mapping[RecordRef, Judgement]


def doubts(
    seen: Mapping[RecordRef, Seen],
    facts: Mapping[RecordRef, Facts],
    judged: Judged,
    known: Known,
) -> dict[RecordRef, str]:
    """The records with a doubt, each with the words for it. Their order does not matter."""
    rows: dict[Container, list[RecordRef]] = defaultdict(list)
    for ref in sorted(seen):
        if facts[ref].person_row:
            rows[ref.container].append(ref)
    theirs = [r for refs in rows.values() for r in refs if judged[r].verdict is Verdict.THEIRS]
    found = dict(_led_astray(seen, facts, judged, known, rows))
    found |= dict.fromkeys(_crowded(facts, judged, rows), CROWDED)
    found |= dict.fromkeys(_differing(seen, facts, judged, rows), CROWDED)
    found |= dict.fromkeys(_two_names(seen, facts, judged), TWO_NAMES)
    found |= dict.fromkeys(_rivalled(seen, facts, judged), CROWDED)
    found |= dict.fromkeys(_second_accounts(seen, facts, judged, known), SECOND_ACCOUNT)
    found |= dict.fromkeys(born_another_day(seen, facts, judged, known), BORN)
    found |= dict.fromkeys(_torn_by_weak(facts, judged), CODES_DIFFER)
    found |= dict.fromkeys(_different_persons(seen, theirs, known.given), CODES_DIFFER)
    uncertain = {
        r
        for refs in rows.values()
        for r in refs
        if facts[r].own and (r in found or judged[r].verdict is Verdict.REVIEW)
    }
    found |= dict.fromkeys(_by_contested(seen, facts, judged, found), CONTESTED)
    return found | dict.fromkeys(_by_disputed(facts, judged, uncertain), DISPUTED)


def _by_contested(
    seen: Mapping[RecordRef, Seen],
    facts: Mapping[RecordRef, Facts],
    judged: Judged,
    doubted: Collection[RecordRef],
) -> Iterator[RecordRef]:
    """Records that only contacts give to the subject, each of which is in a row of persons of
    which it is not certain that it is the subject's, and in none that is.
    """
    certain: set[Identifier] = set()
    contested: set[Identifier] = set()
    for ref, known in facts.items():
        if known.person_row:
            theirs = judged[ref].verdict is Verdict.THEIRS and ref not in doubted
            own = {s.identifier for s in seen[ref].sightings if s.declared and s.own}
            (certain if theirs else contested).update(own)
    contested -= certain
    for ref, judgement in judged.items() if contested else ():
        if judgement.by_contacts and not facts[ref].person_row:
            if contested.issuperset(_proving(facts[ref])):
                yield ref


def _proving(facts: Facts) -> set[Identifier]:
    """What one person has, of the subject's contacts in fields."""
    return {s.identifier for s in facts.stated if s.identifier.category not in HOUSEHOLD}


def _two_names(
    seen: Mapping[RecordRef, Seen], facts: Mapping[RecordRef, Facts], judged: Judged
) -> Collection[RecordRef]:
    """Rows that a number makes the subject's, when those who are named in them are not one person.

    A request without a name cannot tell which of them it is.
    """
    own = [r for r, f in facts.items() if f.own and judged[r].verdict is Verdict.THEIRS]
    named = {r: _called(seen[r]) for r in own}
    told = [(r, name) for r, written in named.items() for name in map(names.parse, written)]
    if len(told) < 2 or len(told) > _MANY:
        return ()
    return {
        r
        for one, name in told
        for other, written in named.items()
        if one != other and naming([((), w) for w in written], (), (name,)).standing.somebody_elses
        for r in (one, other)
    }


def _called(seen: Seen) -> list[str]:
    return [written for fields, written in seen.names if fields in seen.own_names]


def _second_accounts(
    seen: Mapping[RecordRef, Seen],
    facts: Mapping[RecordRef, Facts],
    judged: Judged,
    known: Known,
) -> Iterator[RecordRef]:
    """Rows of others by the organisation's number alone, with the subject's name and a contact, and
    without a code or a date of birth that tells the two apart.
    """
    days = subjects_days(seen, facts, judged, known)
    for ref, judgement in judged.items():
        named = facts[ref].person_row and facts[ref].naming.standing is Standing.AGREES
        if named and judgement.verdict is Verdict.OTHER:
            own = [s.identifier for s in seen[ref].sightings if s.declared and s.own]
            coded = any(i.category in NATIONAL for i in own)
            apart = bool(seen[ref].born) and days.isdisjoint(seen[ref].born)
            if any(i in known.mine for i in own) and not (coded or (apart and days)):
                yield ref


def _rivalled(
    seen: Mapping[RecordRef, Seen], facts: Mapping[RecordRef, Facts], judged: Judged
) -> Iterator[RecordRef]:
    """Rows that contacts and a name make the subject's, with a code of a state nobody confirmed,
    beside another row of persons, in any table, with that name or one of these contacts.
    """
    rows = [ref for ref, known in facts.items() if known.person_row]
    for ref in rows:
        coded = any(s.declared and s.own for s in facts[ref].strangers)
        if coded and judged[ref].by_contacts and judged[ref].verdict is Verdict.THEIRS:
            contacts = {s.identifier for s in facts[ref].stated}
            if any(other != ref and _rivals(seen[other], facts[other], contacts) for other in rows):
                yield ref


def _rivals(seen: Seen, facts: Facts, contacts: set[Identifier]) -> bool:
    same = facts.naming.standing is Standing.AGREES
    return same or any(s.identifier in contacts for s in seen.sightings)


def _by_disputed(
    facts: Mapping[RecordRef, Facts], judged: Judged, uncertain: Collection[RecordRef]
) -> Iterator[RecordRef]:
    """Records that only a number makes the subject's, of which it is not certain whose it is."""
    disputed = {s.identifier for ref in uncertain for s in facts[ref].own}
    certain = {r for r, known in facts.items() if known.own and r not in uncertain}
    rows = {r.container for r in certain if {s.identifier for s in facts[r].own} - disputed}
    for ref, judgement in judged.items() if disputed else ():
        mine = {s.identifier for s in facts[ref].mine}
        named = facts[ref].naming.standing is Standing.AGREES
        own_row = bool(facts[ref].own) and (named or ref in uncertain or ref.container in rows)
        taken = judgement.verdict in (Verdict.THEIRS, Verdict.SHARED)
        if taken and mine and mine <= disputed and not own_row:
            yield ref


def _differing(
    seen: Mapping[RecordRef, Seen],
    facts: Mapping[RecordRef, Facts],
    judged: Judged,
    rows: Mapping[Container, list[RecordRef]],
) -> Collection[RecordRef]:
    """Rows of persons, in any tables, that only contacts and names make the subject's, and that
    differ in a number or a contact of their own: they are two persons, or one twice.
    """
    may_be = [
        ref
        for refs in rows.values()
        for ref in refs
        if not facts[ref].mine and not facts[ref].contacts and _named_alike(facts[ref])
        if _may_be_theirs(facts[ref], judged[ref])
    ]
    own = {ref: _own_kinds(seen[ref]) for ref in may_be}
    if len(may_be) > _MANY:
        return may_be
    return {ref for ref in may_be if any(_differ(own[ref], own[other]) for other in may_be)}


def _named_alike(facts: Facts) -> bool:
    return not facts.naming.standing.somebody_elses


def _own_kinds(seen: Seen) -> dict[Category, set[Identifier]]:
    kinds: dict[Category, set[Identifier]] = defaultdict(set)
    for s in seen.sightings:
        if s.declared and s.own and (s.identifier.strong or s.identifier.category in REACHING):
            kinds[s.identifier.category].add(s.identifier)
    return kinds


def _differ(
    one: Mapping[Category, set[Identifier]], other: Mapping[Category, set[Identifier]]
) -> bool:
    return any(one[category].isdisjoint(other[category]) for category in one.keys() & other.keys())


def _torn_by_weak(facts: Mapping[RecordRef, Facts], judged: Judged) -> Collection[RecordRef]:
    """Records that weak identifiers made the subject's, when their codes are not one person's."""
    codes = {
        ref: tuple(i for i in whose(facts[ref]) if i.category in NATIONAL)
        for ref, judgement in judged.items()
        if judgement.verdict is Verdict.THEIRS and facts[ref].weak and not facts[ref].mine
    }
    held = {ref: found for ref, found in codes.items() if found}
    return tuple(held) if several_persons(held.values()) else ()


def _different_persons(
    seen: Mapping[RecordRef, Seen], theirs: Iterable[RecordRef], given: frozenset[Identifier]
) -> Iterator[RecordRef]:
    """Rows of persons whose own codes are not one person's; those of a given code stand."""
    codes = {ref: _own_codes(seen[ref]) for ref in theirs}
    named = tuple(sorted(i for i in given if i.category in PERSON_CODES))
    persons = persons_of([named, *codes.values()])
    for ref, own in codes.items():
        mine = next((p for p in persons if not p.isdisjoint(own)), frozenset())
        kinds = {i.category for i in mine}
        rivals = [p for p in persons if p != mine and kinds & {i.category for i in p}]
        if rivals and mine.isdisjoint(named):
            yield ref


def _own_codes(seen: Seen) -> tuple[Identifier, ...]:
    own = {s.identifier for s in seen.sightings if s.declared and s.own}
    return tuple(sorted(i for i in own if i.category in PERSON_CODES))


def _crowded(
    facts: Mapping[RecordRef, Facts], judged: Judged, rows: Mapping[Container, list[RecordRef]]
) -> Iterator[RecordRef]:
    """Rows without a strong identifier of the subject, beside another row that may be theirs."""
    for refs in rows.values():
        certain = [r for r in refs if facts[r].own and judged[r].verdict is Verdict.THEIRS]
        others = [r for r in refs if not facts[r].mine and _may_be_theirs(facts[r], judged[r])]
        if len(others) + bool(certain) > 1:
            yield from others
        elif any(LED_ELSEWHERE in judged[r].against for r in refs):
            yield from (r for r in others if not facts[r].stated)


def _may_be_theirs(facts: Facts, judgement: Judgement) -> bool:
    reached = any(not s.prose for s in (*facts.weak, *facts.shared))
    if judgement.verdict is Verdict.REVIEW:
        return reached and judgement.owner is not Owner.ANOTHER
    return judgement.verdict is Verdict.THEIRS


def _led_astray(
    seen: Mapping[RecordRef, Seen],
    facts: Mapping[RecordRef, Facts],
    judged: Judged,
    known: Known,
    rows: Mapping[Container, list[RecordRef]],
) -> Iterator[tuple[RecordRef, str]]:
    """Rows reached by one identifier of the request, when another leads to somebody else only."""
    weak = sorted(i for i in known.given if not i.strong)
    certain = {r for refs in rows.values() for r in refs if judged[r].verdict is Verdict.THEIRS}
    own = {s.identifier for r in certain for s in seen[r].sightings}
    for refs in rows.values():
        others = [r for r in refs if judged[r].verdict is Verdict.OTHER]
        elsewhere = {s.identifier for r in others for s in seen[r].sightings if not s.prose}
        stray = [i for i in weak if i in elsewhere and i not in own]
        for ref in refs:
            against = [i for i in stray if not _outweighed(i, facts[ref], known)]
            if against and ref in certain and facts[ref].own:
                yield (
                    ref,
                    f"the {spoken(against[0].category)} of the request stands in another "
                    "person's row and not in this one: check the request",
                )


def _outweighed(stray: Identifier, facts: Facts, known: Known) -> bool:
    """A code and a name weigh more than a contact; a code alone, more than what a home shares."""
    codes = {s.identifier for s in facts.own if s.identifier.category in NATIONAL}
    named = facts.naming.standing is Standing.AGREES
    return bool(codes & known.given) and (named or stray.category in HOUSEHOLD)
