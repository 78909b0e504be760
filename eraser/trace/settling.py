"""All records judged together, until nothing changes: one pure function of what was gathered.

It starts from what the request says and grows only by what is certain. Every round judges all
records at once from the judgements before, so the order in which records were found, or are
given here, cannot matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from eraser.identifiers import names as written_names
from eraser.model.graph import Verdict
from eraser.model.place import Container, ContainerSchema, RecordRef
from eraser.model.subject import Category, Identifier, PersonName, Subject
from eraser.trace.attribution import Judgement, Lead, Owner, judge
from eraser.trace.cells import rows_at
from eraser.trace.facts import Facts, Known, facts
from eraser.trace.links import Link
from eraser.trace.naming import Naming, naming
from eraser.trace.sharing import several_persons, shared_identifiers, whose
from eraser.trace.sightings import NATIONAL, Seen

Parents = tuple[tuple[Link, tuple[RecordRef, ...]], ...]
"""Where each value of the links of one record leads; no refs: to no record."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read, in any order: records, their links, and identifiers that count nothing."""

    subject: Subject
    seen: Mapping[RecordRef, Seen]
    parents: Mapping[RecordRef, Parents]
    ignored: frozenset[Identifier] = frozenset()


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows from it. `mine` says from which record each identifier of the subject was
    learned (None: from the request); `shared` beside whom weak ones stand.
    """

    judgements: Mapping[RecordRef, Judgement]
    facts: Mapping[RecordRef, Facts]
    leads: Mapping[RecordRef, Sequence[Lead]]
    mine: Mapping[Identifier, RecordRef | None]
    shared: Mapping[Identifier, frozenset[RecordRef]]


def parents_of(
    seen: Mapping[RecordRef, Seen],
    links: Sequence[Link],
    schemas: Mapping[Container, ContainerSchema],
) -> dict[RecordRef, Parents]:
    """Resolve every link between the records that were read, by comparing keys."""
    records: dict[Container, list[Seen]] = defaultdict(list)
    for ref in sorted(seen):
        records[ref.container].append(seen[ref])
    found: dict[RecordRef, list[tuple[Link, tuple[RecordRef, ...]]]] = defaultdict(list)
    for link in links:
        index: dict[tuple[str, ...], list[RecordRef]] = defaultdict(list)
        for parent in records.get(link.parent, ()):
            for row in rows_at(parent.record, schemas[link.parent], link.parent_fields):
                index[row].append(parent.record.ref)
        for child in records.get(link.child, ()):
            ref = child.record.ref
            for row in rows_at(child.record, schemas[link.child], link.child_fields):
                led_to = index.get(row, [])
                others = tuple(r for r in led_to if r != ref)
                if others or not (led_to or link.optional):
                    found[ref].append((link, others))
    return {ref: tuple(leads) for ref, leads in found.items()}


def settle(gathered: Gathered) -> Settled:
    """Judge everything. First only rows of persons teach new identifiers, then, when it is known
    which categories of numbers the subject has, other records may add one.
    """
    mine: dict[Identifier, RecordRef | None] = dict.fromkeys(
        i for i in gathered.subject.identifiers if i not in gathered.ignored
    )
    names = dict.fromkeys(gathered.subject.names)
    kinds: frozenset[Category] | None = None
    while True:
        known = Known(
            frozenset(gathered.subject.identifiers),
            frozenset(mine),
            tuple(names),
            _kinds(mine) if kinds is None else kinds,
        )
        settled = _judged(gathered, known, mine)
        new = dict(_learned(gathered, settled, kinds is None))
        called = [n for n in _names_learned(gathered, settled) if n not in names]
        if new or called:
            mine.update(new)
            names.update(dict.fromkeys(called))
        elif kinds is None:
            kinds = _kinds(mine)
        else:
            return settled


def _kinds(mine: Mapping[Identifier, RecordRef | None]) -> frozenset[Category]:
    return frozenset(i.category for i in mine if i.strong)


def _judged(
    gathered: Gathered, known: Known, mine: Mapping[Identifier, RecordRef | None]
) -> Settled:
    """Judge twice: without weak identifiers, to see which of them are shared, and with them."""
    namings = {
        ref: naming(seen.names, seen.texts, known.names) if seen.holds(known.mine) else Naming()
        for ref, seen in gathered.seen.items()
    }
    first = {ref: facts(seen, known, namings[ref]) for ref, seen in gathered.seen.items()}
    strict = _judge_all(first, gathered.parents)
    shared = shared_identifiers(gathered.seen, first, strict, mine)
    known = Known(known.given, known.mine, known.names, known.kinds, shared)
    second = {ref: facts(seen, known, namings[ref]) for ref, seen in gathered.seen.items()}
    judged = _judge_all(second, gathered.parents)
    torn = _torn(second, judged)
    if torn:
        second |= {ref: replace(second[ref], torn=True) for ref in torn}
        judged = _judge_all(second, gathered.parents)
    leads = {ref: _leads(parents, judged) for ref, parents in gathered.parents.items()}
    return Settled(judged, second, leads, dict(mine), shared)


def _torn(
    known: Mapping[RecordRef, Facts], judged: Mapping[RecordRef, Judgement]
) -> tuple[RecordRef, ...]:
    """Records that weak identifiers made the subject's, when their codes are not one person's."""
    codes = {
        ref: tuple(i for i in whose(known[ref]) if i.category in NATIONAL)
        for ref, judgement in judged.items()
        if judgement.verdict is Verdict.THEIRS and known[ref].weak and not known[ref].mine
    }
    held = {ref: found for ref, found in codes.items() if found}
    return tuple(held) if several_persons(held.values()) else ()


def _judge_all(
    known: Mapping[RecordRef, Facts], parents: Mapping[RecordRef, Parents]
) -> dict[RecordRef, Judgement]:
    """Judge every record after the records that it belongs to.

    Those that belong to each other in a circle are judged together, again and again until
    nothing changes; what still turns after every record had its turn goes to review.
    """
    children: dict[RecordRef, list[RecordRef]] = defaultdict(list)
    waits: dict[RecordRef, int] = {}
    for child, leads in parents.items():
        waits[child] = sum(len(refs) for _, refs in leads)
        for ref in (ref for _, refs in leads for ref in refs):
            children[ref].append(child)
    judged: dict[RecordRef, Judgement] = {}
    ready = [ref for ref in known if not waits.get(ref)]
    while ready:
        ref = ready.pop()
        judged[ref] = judge(known[ref], _leads(parents.get(ref, ()), judged))
        for child in children[ref]:
            waits[child] -= 1
            if not waits[child]:
                ready.append(child)
    return _turned(known, parents, judged)


def _turned(
    known: Mapping[RecordRef, Facts],
    parents: Mapping[RecordRef, Parents],
    judged: dict[RecordRef, Judgement],
) -> dict[RecordRef, Judgement]:
    """Judge the records in circles, and what belongs to them, all at once each time."""
    circle = [ref for ref in known if ref not in judged]
    for _ in range(len(circle) + 2):
        now = {ref: judge(known[ref], _leads(parents.get(ref, ()), judged)) for ref in circle}
        moved = [r for r, j in now.items() if r not in judged or judged[r] != j]
        judged.update(now)
        if not moved:
            return judged
    turning = "the references between records contradict each other"
    review = Judgement(Verdict.REVIEW, Owner.UNCLEAR, (), (turning,))
    return judged | dict.fromkeys(moved, review)


def _leads(parents: Parents, judged: Mapping[RecordRef, Judgement]) -> list[Lead]:
    return [
        Lead(link, _together([judged[r].owner if r in judged else Owner.UNCLEAR for r in refs]))
        for link, refs in parents
    ]


def _together(owners: list[Owner]) -> Owner | None:
    """To whom several records lead that all have the value of one reference."""
    if not owners:
        return None
    if all(owner is owners[0] for owner in owners):
        return owners[0]
    return Owner.UNCLEAR if Owner.UNCLEAR in owners else Owner.JOINT


def _learned(
    gathered: Gathered, settled: Settled, persons_only: bool
) -> Iterator[tuple[Identifier, RecordRef]]:
    """New identifiers, each with the first record that teaches it.

    A row of a person teaches all that the data map declares, any other record strong ones only.
    """
    for ref in sorted(gathered.seen, reverse=True):
        person_row = settled.facts[ref].person_row
        if settled.judgements[ref].verdict is Verdict.THEIRS and (person_row or not persons_only):
            for s in gathered.seen[ref].sightings:
                new = s.identifier not in settled.mine and s.identifier not in gathered.ignored
                if s.declared and new and (person_row or s.identifier.strong):
                    yield s.identifier, ref


def _names_learned(gathered: Gathered, settled: Settled) -> Iterator[PersonName]:
    """Names in rows of the person that carry a code of the state: people marry, and change them."""
    for ref in sorted(gathered.seen):
        known = settled.facts[ref]
        national = any(s.declared and s.identifier.category in NATIONAL for s in known.mine)
        if known.person_row and national and settled.judgements[ref].verdict is Verdict.THEIRS:
            for _, written in gathered.seen[ref].names:
                name = written_names.parse(written)
                if name.given and name.surname:
                    yield name
