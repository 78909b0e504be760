"""Further strong identifiers of the person of a request, where it is certain that they are.

What was decided when somebody asked with a personal code counts when they ask with their customer
number. A wrong step here would apply one person's decision to another: in doubt there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from eraser.model.graph import Ruling, Trace, Traced, Verdict
from eraser.model.subject import CODES, Identifier
from eraser.trace.rulings import Rulings
from eraser.trace.sightings import Look
from eraser.trace.world import Knowledge, World

_Own = frozenset[Identifier]


@dataclass(frozen=True, slots=True)
class Decided:
    """A trace that counts with `rulings`, which are kept under the identifiers of `person`."""

    trace: Trace
    rulings: Rulings
    person: frozenset[Identifier]


def decided_trace(
    given: Iterable[Identifier],
    world: World,
    knowledge: Knowledge,
    search: Callable[[Rulings], Trace],
    decisions: Callable[[Iterable[Identifier]], Rulings],
) -> Decided:
    """A search that counts with what was decided under any certain identifier of the person.

    `search` follows with given decisions, `decisions` gives those about a person. Searches again
    only where other decisions turn out to count.
    """
    request = frozenset(given)
    rulings = decisions(request)
    trace = search(rulings)
    person = same_person(trace, request, world, knowledge, rulings)
    if person == request:
        return Decided(trace, rulings, request)
    known = decisions(person)
    if any(_told(known, t) != _told(rulings, t) for t in trace.records):
        trace = search(known)
    return Decided(trace, known, person)


def _told(rulings: Rulings, traced: Traced) -> tuple[Ruling | None, Ruling | None]:
    return rulings.about(traced.record), rulings.at(traced.record.ref)


def same_person(
    trace: Trace, given: _Own, world: World, knowledge: Knowledge, rulings: Rulings
) -> _Own:
    """The request's identifiers, and the strong ones in own fields of the person's own rows.

    A row counts when it is theirs by the rules, not by a decision, and carries a strong identifier
    that is known already. What also stands as another's own, or in a row of which it is uncertain
    whose it is, leads nowhere. Where two persons come out of it, or rows of persons could not be
    read, only the request's own identifiers count.
    """
    persons = {c for c in world.schemas if (entry := world.entry(c)) is not None and entry.persons}
    if any(n.container in persons for n in trace.not_read):
        return given
    unread = replace(knowledge, identify=lambda _: ())  # what is declared needs no detector
    rows = [t for t in trace.records if t.record.ref.container in persons]
    sure = [t for t in rows if t.verdict is Verdict.THEIRS and rulings.about(t.record) is None]
    disputed = {i for t in rows if t not in sure for i in _own(t, world, unread)}
    carried = [own - disputed for t in sure if (own := _own(t, world, unread))]
    reached = _joined([*carried], {i for i in given if i.strong} - disputed)
    codes = [c for own in carried if own & reached and (c := _codes(own))]
    request = _codes(given)
    one = _joined(codes, request or (codes[0] if codes else frozenset()))
    return given | reached if one.issuperset(frozenset[Identifier]().union(*codes)) else given


def _own(traced: Traced, world: World, knowledge: Knowledge) -> _Own:
    """Strong identifiers that the data map says are those of the person whom the row is."""
    container = traced.record.ref.container
    look = Look(world.schemas[container], world.entry(container), knowledge)
    sightings = look.reached(traced.record, ()).sightings
    told = (s for s in sightings if s.declared and s.sure and s.own)
    return frozenset(s.identifier for s in told if s.identifier.strong)


def _joined(rows: Collection[_Own], start: Iterable[Identifier]) -> _Own:
    """All that hangs together with `start` over rows that have an identifier in common."""
    reached = frozenset(start)
    while more := reached.union(*_touching(rows, reached)) - reached:
        reached |= more
    return reached


def _touching(rows: Collection[_Own], reached: _Own) -> Iterator[_Own]:
    return (own for own in rows if own & reached)


def _codes(identifiers: Iterable[Identifier]) -> _Own:
    return frozenset(i for i in identifiers if i.category in CODES)
