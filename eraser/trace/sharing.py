"""Which of the subject's weak identifiers also serve others: the phone at home, info@, one IBAN."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from eraser.model.place import Container, RecordRef
from eraser.model.subject import HOUSEHOLD, Category, Identifier
from eraser.trace.facts import Facts
from eraser.trace.judgement import Judgement, Owner
from eraser.trace.naming import Standing
from eraser.trace.sightings import Seen, Sighting
from eraser.trace.signs import Sign


def shared_identifiers(
    seen: Mapping[RecordRef, Seen],
    known: Mapping[RecordRef, Facts],
    judgements: Mapping[RecordRef, Judgement],
    mine: Iterable[Identifier],
    strangers: Collection[RecordRef] = (),
) -> dict[Identifier, frozenset[RecordRef]]:
    """The weak identifiers of `mine` that stand beside other persons, and in which records.

    `judgements` must have been made without weak identifiers: what they prove depends on this.
    `strangers` are records of others who are certainly not called as the subject: who is named
    there beside a contact, as a recipient, is the subject.
    """
    weak = frozenset(i for i in mine if not i.strong)
    known = {r: f for r, f in known.items() if not (r in strangers and _addressed(f))}
    seen = {ref: one for ref, one in seen.items() if ref in known}
    beside: dict[Identifier, set[RecordRef]] = defaultdict(set)
    for places in (_beside_others, _in_several_rows):
        for identifier, refs in places(seen, known, judgements, weak):
            beside[identifier] |= refs
    return {identifier: frozenset(refs) for identifier, refs in beside.items()}


def _beside_others(
    seen: Mapping[RecordRef, Seen],
    known: Mapping[RecordRef, Facts],
    judgements: Mapping[RecordRef, Judgement],
    weak: frozenset[Identifier],
) -> Iterator[tuple[Identifier, set[RecordRef]]]:
    """What stands beside another person, or beside codes that cannot all be one person's."""
    strangers: dict[Identifier, dict[RecordRef, tuple[Identifier, ...]]] = defaultdict(dict)
    for ref, one in seen.items():
        for sighting in one.sightings:
            if sighting.identifier in weak:
                if _beside_another(sighting, known[ref], judgements[ref]):
                    yield sighting.identifier, {ref}
                elif _beside_strangers(sighting, known[ref]):
                    strangers[sighting.identifier][ref] = whose(known[ref])
    for identifier, codes_of in strangers.items():
        if several_persons(codes_of.values()):
            yield identifier, set(codes_of)


def under_other_names(
    seen: Mapping[RecordRef, Seen], known: Mapping[RecordRef, Facts], mine: Iterable[Identifier]
) -> dict[Identifier, frozenset[RecordRef]]:
    """Weak identifiers in fields of records that name somebody else and not the subject.

    The box of a group, an address at home: of a record without a name they say nothing.
    """
    weak = frozenset(i for i in mine if not i.strong)
    found: dict[Identifier, set[RecordRef]] = defaultdict(set)
    for ref, one in seen.items():
        facts = known[ref]
        elses = facts.naming.standing.somebody_elses and not facts.naming.fields
        if elses and not (facts.person_row or facts.mine):
            for s in one.sightings:
                if s.identifier in weak and s.sure and not s.prose:
                    found[s.identifier].add(ref)
    return {identifier: frozenset(refs) for identifier, refs in found.items()}


def _beside_strangers(sighting: Sighting, facts: Facts) -> bool:
    apart = sighting.prose or _set_apart(sighting, facts)
    return bool(facts.strangers) and not (facts.mine or apart)


def others_own(
    seen: Mapping[RecordRef, Seen],
    known: Mapping[RecordRef, Facts],
    judgements: Mapping[RecordRef, Judgement],
) -> dict[Identifier, frozenset[Identifier]]:
    """Strong identifiers in the own fields of other persons' rows: certainly not the subject's.

    Each with the weak identifiers that stand beside it in such rows.
    """
    found: dict[Identifier, frozenset[Identifier]] = {}
    for ref, one in seen.items():
        if known[ref].person_row and judgements[ref].owner is Owner.ANOTHER:
            own = {s.identifier for s in one.sightings if s.declared and s.own}
            weak = frozenset(i for i in own if not i.strong)
            for identifier in own - weak:
                found[identifier] = found.get(identifier, frozenset()) | weak
    return found


def namesakes(
    seen: Mapping[RecordRef, Seen],
    known: Mapping[RecordRef, Facts],
    judgements: Mapping[RecordRef, Judgement],
) -> frozenset[Identifier]:
    """Strong identifiers in the rows of other persons who have the subject's name."""
    return frozenset(
        s.identifier
        for ref, one in seen.items()
        if known[ref].person_row and known[ref].naming.standing is Standing.AGREES
        if judgements[ref].owner is Owner.ANOTHER
        for s in one.sightings
        if s.declared and s.own and s.identifier.strong
    )


@dataclass(frozen=True, slots=True)
class Belonging:
    """Weak identifiers by whose rows they are in as that person's own: the subject's only, or
    others' only.
    """

    subjects: frozenset[Identifier]
    others: frozenset[Identifier]


def belonging(
    seen: Mapping[RecordRef, Seen],
    known: Mapping[RecordRef, Facts],
    judgements: Mapping[RecordRef, Judgement],
) -> Belonging:
    """Whose each contact is, as far as rows of persons tell.

    A row without a number and without a name may be anybody's; one with the subject's name too.
    """
    mine: set[Identifier] = set()
    anybodys: set[Identifier] = set()
    others: set[Identifier] = set()
    for ref, one in seen.items():
        facts, owner = known[ref], judgements[ref].owner
        if facts.person_row and owner in (Owner.SUBJECT, Owner.ANOTHER):
            stated = {s.identifier for s in one.sightings if s.declared and s.own}
            weak = {i for i in stated if not i.strong}
            named = facts.naming.standing
            told = named.differs or (weak < stated and named is not Standing.AGREES)
            told = told or any(s.declared and s.own for s in facts.foreign)
            mine |= weak if owner is Owner.SUBJECT else set()
            anybodys |= weak if owner is Owner.ANOTHER else set()
            others |= weak if owner is Owner.ANOTHER and told else set()
    household = {i for i in mine if i.category in HOUSEHOLD}
    return Belonging(frozenset(mine - anybodys - household), frozenset(others - mine))


def _in_several_rows(
    seen: Mapping[RecordRef, Seen],
    known: Mapping[RecordRef, Facts],
    judgements: Mapping[RecordRef, Judgement],
    weak: frozenset[Identifier],
) -> Iterator[tuple[Identifier, set[RecordRef]]]:
    """What stands in two rows of one table of persons, unless both are surely the subject's."""
    rows: dict[tuple[Container, Identifier], set[RecordRef]] = defaultdict(set)
    for ref, one in seen.items():
        if known[ref].person_row and judgements[ref].owner is not Owner.ANOTHER:
            for s in one.sightings:
                if s.identifier in weak and not s.prose and not _set_apart(s, known[ref]):
                    rows[ref.container, s.identifier].add(ref)
    for (_, identifier), refs in rows.items():
        if len(refs) > 1 and any(judgements[r].owner is not Owner.SUBJECT for r in refs):
            yield identifier, refs


def _beside_another(sighting: Sighting, facts: Facts, judgement: Judgement) -> bool:
    """Whether this place shows that the identifier is not the subject's alone."""
    if not sighting.prose and any(s.path == sighting.path for s in facts.foreign):
        return True
    if judgement.owner is Owner.SUBJECT:
        return False
    if _namesakes_contact(sighting, facts):
        return True
    if sighting.prose or _set_apart(sighting, facts):
        return False  # others write about the subject, and name them as whom to call
    if judgement.owner is Owner.ANOTHER:
        return not any(s.path == sighting.path for s in facts.mine)
    if facts.foreign and Sign.MISTYPED not in facts.signs:
        return judgement.owner is not Owner.JOINT or any(s.declared for s in facts.foreign)
    return facts.person_row and facts.naming.standing.differs


def _addressed(facts: Facts) -> bool:
    """Whether a record that is no person names the subject beside the contact, as a recipient."""
    return not facts.person_row and bool(facts.naming.fields) and not facts.foreign


def _namesakes_contact(sighting: Sighting, facts: Facts) -> bool:
    """Whether it is a parent's in the row of somebody called as the subject: of father or son."""
    further = facts.person_row and sighting.declared and not sighting.own
    return further and facts.naming.standing is Standing.AGREES and not facts.mine


def _set_apart(sighting: Sighting, facts: Facts) -> bool:
    """Whether the map says of a row with another name that this is not that person's own."""
    further = facts.person_row and sighting.declared and not sighting.own
    return further and facts.naming.standing.differs


def whose(facts: Facts) -> tuple[Identifier, ...]:
    """The codes that say whose a record is; a note may name anybody."""
    declared = tuple(s.identifier for s in facts.strangers if s.declared)
    return declared or tuple(s.identifier for s in facts.strangers)


def several_persons(groups: Iterable[tuple[Identifier, ...]]) -> bool:
    """Whether strong identifiers, grouped by record, must belong to more than one person.

    Identifiers of one record are taken as one person's; two such persons who both have an
    identifier of one category, and none in common, are two.
    """
    met: set[Category] = set()
    for person in persons_of(groups):
        categories = {i.category for i in person}
        if categories & met:
            return True
        met |= categories
    return False


def persons_of(groups: Iterable[tuple[Identifier, ...]]) -> list[frozenset[Identifier]]:
    """The identifiers of each person, when those of one group are one person's."""
    import networkx as nx

    graph: nx.Graph[Identifier] = nx.Graph()
    for group in groups:
        nx.add_path(graph, group)
    return [frozenset(person) for person in nx.connected_components(graph)]
