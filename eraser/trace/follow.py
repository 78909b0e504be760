"""Every record of one person, found by following what is certain until nothing new comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from eraser.errors import UsageError
from eraser.model.graph import Edge, EdgeKind, Trace, Traced, Verdict
from eraser.model.place import Container, RecordRef
from eraser.model.subject import Identifier, Subject
from eraser.progress import Progress, Silent
from eraser.trace.attribution import because, subject_fields
from eraser.trace.collector import Collector
from eraser.trace.controllers import of_one_controller
from eraser.trace.judgement import Owner
from eraser.trace.links import Link, links
from eraser.trace.parents import parents_of
from eraser.trace.placeholders import is_placeholder
from eraser.trace.settling import Gathered, Settled, settle
from eraser.trace.sightings import Seen
from eraser.trace.words import a_spoken, listed, path_words, spoken
from eraser.trace.world import Knowledge, Limits, World

_NO_LIMITS = Limits()


def trace(
    subject: Subject,
    world: World,
    knowledge: Knowledge,
    limits: Limits = _NO_LIMITS,
    progress: Progress | None = None,
    clock: Callable[[], float] = lambda: 0.0,
) -> Trace:
    """Find every record of `subject`, with whose it is and why.

    Search by all identifiers; read what the records found belong to; judge all of them together;
    learn further identifiers from what is certainly the subject's; read what belongs to them; and
    again, until nothing new comes. `clock` gives seconds (`time.monotonic`), for `limits.seconds`.

    Raises UsageError when the subject has no identifier, or one that points to no one person;
    StoreError as the readers do.
    """
    _check(subject)
    ways, in_vain = links(world)
    collector = Collector(world, knowledge, limits, progress or Silent(), clock)
    settled = _followed(subject, world, collector, ways, limits.rounds)
    return Trace(
        subject,
        tuple(of_one_controller(t, world.datamap) for t in _records(collector, settled)),
        _edges(collector, settled),
        collector.not_read(),
        tuple(sorted({*_not_followed(collector, settled), *in_vain})),
        tuple(sorted(i for i in settled.mine if i not in settled.shared or i in settled.owned)),
        tuple(sorted(settled.shared.keys() - settled.owned)),
    )


def _check(subject: Subject) -> None:
    if not subject.identifiers:
        raise UsageError(
            "The subject has no identifier. A name alone identifies nobody: add a personas kods, "
            "an e-mail address, a phone number, an IBAN or a customer number."
        )
    for identifier in subject.identifiers:
        if is_placeholder(identifier):
            raise UsageError(
                f"The subject's {spoken(identifier.category)} is a value that people type when "
                "they have none. It stands for many people; leave it out."
            )


def _followed(
    subject: Subject,
    world: World,
    collector: Collector,
    ways: tuple[Link, ...],
    rounds: int,
) -> Settled:
    """The rounds. Each searches, climbs, judges, and descends from what is the subject's."""
    new = _known_at_once(subject, world, collector, ways)
    for _ in range(rounds):
        if new:
            collector.find(new)
            _refuse_everyones(subject, collector)
        collector.climb(ways)
        settled = _settled(subject, world, collector, ways)
        more = collector.descend(ways, _whole_or_in_part(settled))
        more = collector.meet(_strangers(collector, settled)) or more
        found = {**settled.faint, **settled.mine}
        new = {i: ref for i, ref in found.items() if i not in collector.searched}
        if not (new or more):
            return settled
        if collector.cut:
            break
    else:
        collector.cut.append(f"more than {rounds} rounds; raise the limit")
    return _settled(subject, world, collector, ways)


def _known_at_once(
    subject: Subject, world: World, collector: Collector, ways: tuple[Link, ...]
) -> dict[Identifier, RecordRef | None]:
    """What the subject's own rows teach, read as a reference is: by an index where there is one.

    A whole store is searched for everything at once, and not again for each thing learned.
    """
    known: dict[Identifier, RecordRef | None] = dict.fromkeys(subject.identifiers)
    while collector.meet(known):
        collector.climb(ways)
        settled = _settled(subject, world, collector, ways)
        known |= {i: ref for i, ref in settled.mine.items() if i not in known}
    return known


def _settled(
    subject: Subject, world: World, collector: Collector, ways: tuple[Link, ...]
) -> Settled:
    elsewhere = collector.elsewhere
    parents = parents_of(collector.seen, ways, world.schemas, elsewhere)
    ignored = frozenset(collector.ignored)
    heads = _heads(ways, world)
    cut = bool(collector.cut)
    kept = frozenset(elsewhere)
    gathered = Gathered(
        subject,
        collector.seen,
        parents,
        ignored,
        kept,
        heads,
        cut,
        _referred(ways),
        collector.memory,
    )
    return settle(gathered)


def _heads(ways: tuple[Link, ...], world: World) -> frozenset[Container]:
    """Containers that are no persons and belong to nobody, and to whose records others belong."""
    declared = [way for way in ways if way.kind is EdgeKind.SUBJECT_REFERENCE]
    entries = {way.parent: world.entry(way.parent) for way in declared}
    tops = {c for c, entry in entries.items() if entry is not None and not entry.persons}
    return frozenset(tops - {way.child for way in declared})


def _referred(ways: tuple[Link, ...]) -> frozenset[tuple[Container, str]]:
    """Fields that are no key, and to which others' references lead."""
    single = [way for way in ways if len(way.parent_fields) == 1 and not way.inferred]
    return frozenset((way.parent, way.parent_fields[0]) for way in single)


def _whole_or_in_part(settled: Settled) -> list[RecordRef]:
    """The records whose children may be the subject's."""
    owned = (Owner.SUBJECT, Owner.JOINT, Owner.PERHAPS)
    return [ref for ref, judgement in settled.judgements.items() if judgement.owner in owned]


def _strangers(collector: Collector, settled: Settled) -> set[Identifier]:
    """What identifies somebody in fields of records that otherwise are the subject's."""
    return {
        s.identifier
        for ref, judgement in settled.judgements.items()
        if judgement.owner is not Owner.ANOTHER
        if settled.facts[ref].mine or judgement.by_contacts
        if not settled.facts[ref].person_row
        for s in collector.seen[ref].sightings
        if s.sure and s.identifier not in settled.mine
        if not s.prose or (s.identifier.strong and s.path in settled.facts[ref].naming.texts)
    }


def _refuse_everyones(subject: Subject, collector: Collector) -> None:
    for identifier in subject.identifiers:
        if identifier in collector.ignored:
            raise UsageError(
                f"The subject's {spoken(identifier.category)} stands in more than "
                f"{collector.ignored[identifier] - 1} records. Such a value points to no one "
                "person; leave it out, or raise the limit of matches."
            )


def _shown(collector: Collector, settled: Settled) -> Iterator[RecordRef]:
    """All but the records that were only read to find out whose another record is."""
    for ref in sorted(collector.seen):
        if settled.judgements[ref].verdict is not Verdict.OTHER or settled.facts[ref].touches:
            yield ref


def _records(collector: Collector, settled: Settled) -> Iterator[Traced]:
    for ref in _shown(collector, settled):
        judged, known = settled.judgements[ref], settled.facts[ref]
        leads = settled.leads.get(ref, ())
        fields = subject_fields(known, leads) if judged.verdict is Verdict.SHARED else ()
        words = because(judged, known, leads)
        yield Traced(collector.seen[ref].record, judged.verdict, words, fields)


def _edges(collector: Collector, settled: Settled) -> tuple[Edge, ...]:
    shown = frozenset(_shown(collector, settled))
    edges = collector.edges()
    return tuple(e for e in edges if e.target in shown and (e.source is None or e.source in shown))


def _not_followed(collector: Collector, settled: Settled) -> Iterator[str]:
    for identifier, refs in settled.shared.items():
        where = listed(sorted({str(ref.container) for ref in refs}))
        yield (
            f"{a_spoken(identifier.category)} of the subject is shared with another person "
            f"(seen in {where}): it proves nothing by itself"
        )
    for identifier in collector.ignored:
        yield (
            f"{a_spoken(identifier.category)} that was learned stands in too many records to "
            "point to one person"
        )
    for ref, judgement in settled.judgements.items():
        if judgement.verdict is Verdict.THEIRS:
            yield from _left_alone(ref, collector.seen[ref], settled)
    for container in collector.outside:
        yield f"records in {container} that are not this controller's were left out"
    yield from collector.defaults
    yield from (f"the search was cut short: {why}" for why in collector.cut)


def _left_alone(ref: RecordRef, seen: Seen, settled: Settled) -> Iterator[str]:
    """What stands in a record of the subject and was not learned from it."""
    for category in seen.placeholders:
        yield f'{a_spoken(category)} in {ref.container} is a value for "has none"'
    for s in seen.sightings if settled.facts[ref].person_row else ():
        if s.declared and not s.own and s.identifier not in settled.mine:
            what = f"a second {spoken(s.identifier.category)} stands in {path_words(s.path)} of "
            searched = "" if s.identifier.strong else " it is searched and proves nothing;"
            yield (
                f"{what}the subject's row in {ref.container};{searched} "
                "name it in `own` or in the request if it is the same person's"
            )
