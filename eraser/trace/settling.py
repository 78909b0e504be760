"""All records judged together, until nothing changes: one pure function of what was gathered.

It starts from what the request says and grows only by what is certain. Every round judges all
records at once from the judgements before, so the order in which records were found, or are
given here, cannot matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from eraser.field_roles import at_work, other_party
from eraser.identifiers import names as written_names
from eraser.model.graph import EdgeKind, Verdict
from eraser.model.place import Container, RecordRef
from eraser.model.subject import NATIONAL, Identifier, PersonName, Subject
from eraser.trace.doubts import doubts
from eraser.trace.facts import REACHING, Facts
from eraser.trace.judgement import Judgement, Lead, Owner, strangers_own
from eraser.trace.known import Known
from eraser.trace.links import Link
from eraser.trace.memory import Memory
from eraser.trace.parents import Parents
from eraser.trace.sharing import (
    belonging,
    namesakes,
    others_own,
    shared_identifiers,
    under_other_names,
)
from eraser.trace.sightings import Seen

_HOLDERS = 8
"""Who may hold one account together: more are no community."""

_NOWHERE: frozenset[RecordRef] = frozenset()
_ELSEWHERE = Judgement(Verdict.OTHER, Owner.ELSEWHERE)
_BY_KEY = Judgement(Verdict.THEIRS, Owner.SUBJECT)
_DOUBTED = "what was learned from it makes it uncertain itself whose it is"


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read, in any order: records, their links, and identifiers that count nothing.

    `elsewhere` are records of another controller, of which no more is known than that. `heads`
    are containers of no persons to whose records others belong. `cut`: not all was read.
    `referred` are fields that others' references lead to, other than keys. `memory`
    makes judging the same records again quick; it changes nothing.
    """

    subject: Subject
    seen: Mapping[RecordRef, Seen]
    parents: Mapping[RecordRef, Parents]
    ignored: frozenset[Identifier] = frozenset()
    elsewhere: frozenset[RecordRef] = frozenset()
    heads: frozenset[Container] = frozenset()
    cut: bool = False
    referred: frozenset[tuple[Container, str]] = frozenset()
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows from it. `mine` says from which record each identifier of the subject was
    learned (None: from the request); `faint` the same of those that may be somebody else's;
    `shared` beside whom weak ones stand; `owned` are weak ones in no other person's row, which are
    the subject's also where they stand beside somebody.
    """

    judgements: Mapping[RecordRef, Judgement]
    facts: Mapping[RecordRef, Facts]
    leads: Mapping[RecordRef, Sequence[Lead]]
    mine: Mapping[Identifier, RecordRef | None]
    faint: Mapping[Identifier, RecordRef]
    shared: Mapping[Identifier, frozenset[RecordRef]]
    owned: frozenset[Identifier] = frozenset()


def settle(gathered: Gathered) -> Settled:
    """Judge everything, and learn from the rows that are the subject's, until nothing changes.

    A row that taught and then turns out to be uncertain must not have taught: everything is
    judged anew without it.
    """
    doubted: frozenset[RecordRef] = frozenset()
    while True:
        settled, teachers = _grown(gathered, doubted)
        fallen = {r for r in teachers if settled.judgements[r].verdict is not Verdict.THEIRS}
        if not fallen:
            return settled
        doubted |= fallen


def _grown(
    gathered: Gathered, doubted: frozenset[RecordRef]
) -> tuple[Settled, frozenset[RecordRef]]:
    """What is known in the end, and the rows that it was learned from."""
    mine: dict[Identifier, RecordRef | None] = dict.fromkeys(
        i for i in gathered.subject.identifiers if i not in gathered.ignored
    )
    faint: dict[Identifier, RecordRef] = {}
    names: dict[PersonName, RecordRef | None] = dict.fromkeys(gathered.subject.names)
    while True:
        known = Known(
            frozenset(gathered.subject.identifiers),
            frozenset(mine),
            tuple(names),
            frozenset(i.category for i in mine if i.strong),
            frozenset(faint),
            heads=gathered.heads,
            cut=gathered.cut,
        )
        settled = _settled_with(gathered, known, doubted, mine, faint)
        new, perhaps = _learned(gathered, settled)
        called = {n: r for n, r in _names_learned(gathered, settled) if n not in names}
        if not (new or perhaps or called):
            return settled, frozenset(r for r in (*mine.values(), *names.values()) if r)
        mine |= new
        names |= called
        faint = {i: r for i, r in (faint | perhaps).items() if i not in mine}


def _settled_with(
    gathered: Gathered,
    known: Known,
    doubted: frozenset[RecordRef],
    mine: Mapping[Identifier, RecordRef | None],
    faint: Mapping[Identifier, RecordRef],
) -> Settled:
    """Judge without weak identifiers, to see which of them are shared; with them; and once more
    with the doubts that only comparing the judgements shows.
    """
    memory = gathered.memory
    namings = {ref: memory.naming(seen, known) for ref, seen in gathered.seen.items()}
    seeing = memory.seeing(known)
    first = {r: memory.facts(seen, seeing, namings[r]) for r, seen in gathered.seen.items()}
    strict, ways = _judge_all(first, gathered)
    strangers = [ref for ref, leads in ways.items() if strangers_own(leads)]
    shared = shared_identifiers(gathered.seen, first, strict, mine, strangers)
    named = under_other_names(gathered.seen, first, mine)
    contacts = belonging(gathered.seen, first, strict)
    known = replace(
        known,
        shared={i: shared.get(i, _NOWHERE) | named.get(i, _NOWHERE) for i in {*shared, *named}},
        named=named,
        others=others_own(gathered.seen, first, strict),
        namesakes=namesakes(gathered.seen, first, strict),
        contacts=contacts.others,
        owned=contacts.subjects,
        people=frozenset(ref.container for ref, facts in first.items() if facts.person_row),
    )
    seeing = memory.seeing(known)
    second = {r: memory.facts(seen, seeing, namings[r]) for r, seen in gathered.seen.items()}
    for ref in doubted:
        second[ref] = replace(second[ref], doubt=_DOUBTED)
    judged, leads = _judge_all(second, gathered)
    found = doubts(gathered.seen, second, judged, known)
    if found:
        second |= {ref: replace(second[ref], doubt=words) for ref, words in found.items()}
        judged, leads = _judge_all(second, gathered)
    return Settled(judged, second, leads, dict(mine), dict(faint), shared, contacts.subjects)


Leads = dict[RecordRef, list[Lead]]


def _judge_all(
    known: Mapping[RecordRef, Facts], gathered: Gathered
) -> tuple[dict[RecordRef, Judgement], Leads]:
    """Judge every record after the records that it belongs to; and where each of them leads.

    Those that belong to each other in a circle are judged together, again and again until
    nothing changes; what still turns after every record had its turn goes to review.
    """
    parents = gathered.parents
    children: dict[RecordRef, list[RecordRef]] = defaultdict(list)
    for child, ways in parents.items():
        for ref in (ref for _, refs in ways for ref in refs if ref in known):
            children[ref].append(child)
    waits = Counter(child for waiting in children.values() for child in waiting)
    judged = dict.fromkeys(gathered.elsewhere, _ELSEWHERE)
    leads: Leads = {}
    ready = [ref for ref in known if not waits.get(ref)]
    while ready:
        ref = ready.pop()
        leads[ref] = _leads(ref, gathered, judged, known)
        judged[ref] = gathered.memory.judge(known[ref], leads[ref])
        for child in children.get(ref, ()):
            waits[child] -= 1
            if not waits[child]:
                ready.append(child)
    settled = _turned(known, gathered, judged)
    leads |= {ref: _leads(ref, gathered, settled, known) for ref in known if ref not in leads}
    return {ref: judgement for ref, judgement in settled.items() if ref in known}, leads


def _turned(
    known: Mapping[RecordRef, Facts],
    gathered: Gathered,
    judged: dict[RecordRef, Judgement],
) -> dict[RecordRef, Judgement]:
    """Judge the records in circles, and what belongs to them, all at once each time."""
    circle = [ref for ref in known if ref not in judged]
    for _ in range(len(circle) + 2):
        leads = {ref: _leads(ref, gathered, judged, known) for ref in circle}
        now = {ref: gathered.memory.judge(known[ref], leads[ref]) for ref in circle}
        moved = [r for r, j in now.items() if r not in judged or judged[r] != j]
        judged.update(now)
        if not moved:
            return judged
    turning = "the references between records contradict each other"
    review = Judgement(Verdict.REVIEW, Owner.UNCLEAR, (), (turning,))
    return judged | dict.fromkeys(moved, review)


def _leads(
    ref: RecordRef,
    gathered: Gathered,
    judged: Mapping[RecordRef, Judgement],
    facts: Mapping[RecordRef, Facts],
) -> list[Lead]:
    """Where its references lead; of several that nobody declared only what leads to the subject."""
    found = [
        _lead(gathered, gathered.seen[ref], link, refs, judged, facts)
        for link, refs in gathered.parents.get(ref, ())
    ]
    return [x for x in found if not (x.link.ambiguous and x.owner is Owner.ANOTHER)]


def _lead(
    gathered: Gathered,
    child: Seen,
    link: Link,
    refs: Sequence[RecordRef],
    judged: Mapping[RecordRef, Judgement],
    facts: Mapping[RecordRef, Facts],
) -> Lead:
    owners = [judged[r].owner if r in judged else Owner.UNCLEAR for r in refs]
    persons = any(r in facts and facts[r].person_row for r in refs)
    # A number's line and an account's holder are no persons, who have contacts: they are these.
    itself = link.keyed or link.by_own_key
    contact = gathered.memory.by_contact(child, link) and (persons or not itself)
    if contact and refs and not persons:
        link = gathered.memory.uncertain(link)
    holders = not (persons or link.inferred) and len(refs) <= _HOLDERS
    return Lead(
        link,
        _together(link, owners, holders=holders),
        contact,
        bool(refs) and all(r in facts and _stranger(facts[r]) for r in refs),
    )


def _stranger(parent: Facts) -> bool:
    return parent.person_row and parent.naming.standing.somebody_elses


def _together(link: Link, owners: Sequence[Owner], *, holders: bool) -> Owner | None:
    """To whom several records lead that all have the value of one reference.

    An object that several persons' rows name is about all of them, and so is an account that has
    several `holders`: few records that are no persons, each of somebody. A value that strangers
    have in common does not tell whose the record is.
    """
    if not owners:
        return None
    if all(owner is owners[0] for owner in owners):
        return owners[0]
    if Owner.UNCLEAR in owners:
        return Owner.UNCLEAR
    mixed = {Owner.SUBJECT, Owner.JOINT, Owner.PERHAPS}.intersection(owners)
    if not mixed:
        return Owner.ANOTHER
    together = holders or link.kind is EdgeKind.OBJECT_NAME
    return Owner.JOINT if together and Owner.PERHAPS not in owners else Owner.PERHAPS


def _learned(
    gathered: Gathered, settled: Settled
) -> tuple[dict[Identifier, RecordRef], dict[Identifier, RecordRef]]:
    """New identifiers, each with the first row that teaches it; and those that may be another's.

    Only rows of persons teach, and only what the data map declares: their own fields teach all,
    further ones (a spouse's address) no strong identifier, and weak ones for searching only. So
    are the numbers of a row that may be the subject's: they prove nothing.
    """
    new: dict[Identifier, RecordRef] = {}
    perhaps: dict[Identifier, RecordRef] = {}
    for ref in sorted(gathered.seen, reverse=True):
        if settled.facts[ref].person_row and settled.judgements[ref].verdict is Verdict.THEIRS:
            for s in gathered.seen[ref].sightings:
                if s.declared and s.own:
                    new[s.identifier] = ref
                elif s.declared and not s.identifier.strong:
                    perhaps[s.identifier] = ref
        elif _may_teach(settled, ref):
            own = (s.identifier for s in gathered.seen[ref].sightings if s.declared and s.own)
            perhaps |= dict.fromkeys(own, ref)
        elif settled.judgements[ref] == _BY_KEY:
            perhaps |= dict.fromkeys(_referred(gathered, ref), ref)
    ignored = gathered.ignored
    new = {i: r for i, r in new.items() if i not in settled.mine and i not in ignored}
    known = {*settled.mine, *settled.faint, *new, *ignored}
    return new, {i: r for i, r in perhaps.items() if i not in known}


def _referred(gathered: Gathered, ref: RecordRef) -> Iterator[Identifier]:
    """Accounts and numbers in a record of the subject to which other records refer by them, and
    the number that is all that identifies it, as a line's.
    """
    seen = gathered.seen[ref]
    only = _only_contact(seen)
    for s in seen.sightings:
        if s.declared and not s.identifier.strong:
            if s.path == only or (ref.container, s.path) in gathered.referred:
                yield s.identifier


def _only_contact(seen: Seen) -> str | None:
    """The field, if the data map declares one phone or address and nobody's name: a line's number.

    Of an order with its recipient's phone nobody can tell.
    """
    declared = seen.entry.identifiers if seen.entry else {}
    field = next(iter(declared), "")
    if len(declared) != 1 or declared[field] not in REACHING or _named_by(seen):
        return None
    return None if other_party(field) or at_work(field) else field


def _named_by(seen: Seen) -> bool:
    return seen.entry is not None and bool(seen.entry.names)


def _may_teach(settled: Settled, ref: RecordRef) -> bool:
    """A row that may be the subject's: what carries its number is shown for review with it."""
    judgement, facts = settled.judgements[ref], settled.facts[ref]
    asked = judgement.verdict is Verdict.REVIEW and judgement.owner is Owner.PERHAPS
    return asked and facts.person_row and not facts.mine


def _names_learned(gathered: Gathered, settled: Settled) -> Iterator[tuple[PersonName, RecordRef]]:
    """Names in rows of the person that carry a code of the state: people marry, and change them."""
    for ref in sorted(gathered.seen):
        national = any(s.identifier.category in NATIONAL for s in settled.facts[ref].own)
        if national and settled.judgements[ref].verdict is Verdict.THEIRS:
            seen = gathered.seen[ref]
            for written in (text for fields, text in seen.names if fields in seen.own_names):
                name = written_names.parse(written)
                if name.given and name.surname:
                    yield name, ref
