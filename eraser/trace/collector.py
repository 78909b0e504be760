"""Reads what a trace needs: searches by identifier, and walks up and down along links.

Each round asks for everything that is known by then, and nothing twice, so what is gathered in
the end does not depend on the order of containers or records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice

from eraser.contract.read import Reader
from eraser.model.finding import NotRead
from eraser.model.graph import Edge, EdgeKind
from eraser.model.place import Container, Record, RecordRef
from eraser.model.portion import Portion
from eraser.model.subject import Identifier
from eraser.progress import Progress
from eraser.trace.cells import has_path, rows_at
from eraser.trace.links import Link
from eraser.trace.memory import Memory
from eraser.trace.sightings import Look, Seen
from eraser.trace.spellings import Row, Written, near, spelt
from eraser.trace.words import spoken
from eraser.trace.world import Knowledge, Limits, World

_AT_ONCE = 500
"""Values in one `select`: a few kilobytes, far below any store's limit for one request."""


class Collector:
    """The records that were read so far, and how they were reached."""

    def __init__(
        self,
        world: World,
        knowledge: Knowledge,
        limits: Limits,
        progress: Progress,
        clock: Callable[[], float],
    ) -> None:
        self.seen: dict[RecordRef, Seen] = {}
        self._edges: dict[tuple[Edge, Identifier | None], int] = {}
        self.ignored: dict[Identifier, int] = {}
        self.searched: dict[Identifier, RecordRef | None] = {}
        self.cut: list[str] = []
        self.unsearched: dict[Container, str] = {}
        self._portions = {c: world.datamap.portion(c) for c in world.schemas}
        self.outside = {c for c, portion in self._portions.items() if portion is not None}
        self.defaults: set[str] = set()
        self.elsewhere: dict[RecordRef, Record] = {}
        self.memory = Memory()
        self._world, self._limits, self._progress = world, limits, progress
        self._knowledge = knowledge.remembering()
        self._clock, self._end = clock, clock() + limits.seconds
        self._steps = 0
        self._matches: Counter[Identifier] = Counter()
        self._asked: set[tuple[Container, Row, Row]] = set()
        self._looks = {
            c: Look(s, world.entry(c), self._knowledge) for c, s in world.schemas.items()
        }

    def find(self, identifiers: Mapping[Identifier, RecordRef | None]) -> None:
        """Search every container for new identifiers; the value is where each was learned."""
        self._steps += 1
        self.searched.update(identifiers)
        containers = sorted(self._world.schemas)
        self._progress.start(f"searching {len(containers)} containers", len(containers))
        for container in containers:
            if not self._stopped(container):
                self._find_in(self._world.readers[container.store], container, identifiers)
            self._progress.advance(1)
        self._progress.finish()

    def climb(self, links: Sequence[Link]) -> None:
        """Read every record that a gathered record belongs to, up to the last."""
        seen_before = -1
        while len(self.seen) != seen_before and not self.cut:
            seen_before = len(self.seen)
            self._steps += 1
            for link in links:
                rows = self._children(link)
                asked = self._spelt(rows, link.parent, link.parent_fields)
                for record in self._parents(link.parent, link.parent_fields, asked):
                    if self._outside(record):
                        self.elsewhere[record.ref] = record
                    elif not self._reach(record):
                        continue
                    for row in self._row(record, link.parent, link.parent_fields):
                        for ref in rows.holders(row):
                            self._join(ref, record.ref, link)

    def descend(self, links: Sequence[Link], refs: Collection[RecordRef]) -> bool:
        """Read every record that belongs to one of `refs`. False when nothing new was asked."""
        self._steps += 1
        asked_before = len(self._asked)
        for link in links:
            parents = [self.seen[r] for r in sorted(refs) if r.container == link.parent]
            rows = self._values(parents, link)
            asked = self._spelt(rows, link.child, link.child_fields)
            for record in self._select(link.child, link.child_fields, asked):
                held = link.rows(record, self._world.schemas[link.child])
                if held:
                    self._reach(record)
                for row in held:
                    for ref in rows.holders(row):
                        self._join(ref, record.ref, link)
        return len(self._asked) != asked_before

    def meet(self, strangers: Collection[Identifier]) -> bool:
        """Read the rows of persons whose own one of these is: then it is known whose it is not.

        Only what is written there as a search would write it; False when nothing new was asked.
        """
        self._steps += 1
        asked_before = len(self._asked)
        for container, schema in sorted(self._world.schemas.items()):
            entry = self._world.entry(container)
            if entry is not None and entry.persons:
                for field in sorted(entry.own_fields()):
                    alike = [i for i in strangers if i.category == entry.identifiers[field]]
                    if has_path(schema, field):
                        written = {(text,): i for i in alike for text in self._forms(i)}
                        rows = self._select(container, (field,), written)
                        for record in islice(rows, self._limits.max_matches):
                            self._reach(record)
        return len(self._asked) != asked_before

    def _forms(self, identifier: Identifier) -> Iterator[str]:
        """How a column may have it as its whole value; people begin addresses with capitals."""
        yield from (needle.text for needle in self._knowledge.needles(identifier))
        value = identifier.value
        yield from (value, value.removeprefix("+"), value.upper(), value.title())
        local, at, domain = value.partition("@")
        yield f"{local.title()}{at}{domain}"

    def edges(self) -> list[Edge]:
        """How records were reached, step by step; within a step the order means nothing."""
        steps = {edge: step for (edge, by), step in self._edges.items() if by not in self.ignored}
        return sorted(steps, key=lambda e: (steps[e], _told(e)))

    def not_read(self) -> tuple[NotRead, ...]:
        """What the readers could not read, and what the limits left out."""
        told = {n for reader in self._world.readers.values() for n in reader.not_read()}
        told |= {NotRead(c, "", why) for c, why in self.unsearched.items()}
        told |= {*self._world.datamap.unclaimed(self._world.schemas.values())}
        return tuple(sorted(told, key=lambda n: (n.container, n.place, n.reason)))

    def _find_in(
        self,
        reader: Reader,
        container: Container,
        identifiers: Mapping[Identifier, RecordRef | None],
    ) -> None:
        """Search one container; anew without an identifier that turns out to be everywhere."""
        while active := [i for i in _strong_first(identifiers) if i not in self.ignored]:
            needles = [n for i in active for n in self._knowledge.needles(i)]
            before = self._matches.copy()
            for record in reader.find(container, needles, self._portions[container]):
                if not self._take(record, active, identifiers):
                    break
            if all(i not in self.ignored for i in active):
                return
            self._matches = before

    def _take(
        self,
        record: Record,
        active: Sequence[Identifier],
        learned: Mapping[Identifier, RecordRef | None],
    ) -> bool:
        """Keep a candidate that really holds an identifier; False to begin anew."""
        if self._outside(record):
            return True
        seen = self._looks[record.ref.container].found(record, active)
        if seen is None:
            return True
        held = sorted({s.identifier for s in seen.sightings} & set(active))
        self._matches.update(_uncertain(seen) & set(held))
        over = [i for i in held if self._matches[i] > self._limits.max_matches]
        self.ignored.update((i, self._matches[i]) for i in over)
        if over or not self._keep(seen):
            return not over
        for identifier in held:
            source = learned[identifier]
            if source != record.ref:
                where = f" of a record in {source.container}" if source else ""
                words = f"carries the {spoken(identifier.category)}{where or ' of the request'}"
                self._edge(Edge(source, record.ref, EdgeKind.VALUE, words), identifier)
        return True

    def _outside(self, record: Record) -> bool:
        """Whether it is another controller's: then it is as if it were not there."""
        portion = self._portions[record.ref.container]
        return portion is not None and not portion.has(record)

    def _keep(self, seen: Seen) -> bool:
        ref = seen.record.ref
        if ref not in self.seen and len(self.seen) >= self._limits.records:
            self._stop(f"more than {self._limits.records} records; raise the limit or narrow it")
            self.unsearched.setdefault(ref.container, "the limit of records was reached")
            return False
        before = self.seen.get(ref)
        if before is not None and before.record.version == seen.record.version:
            seen = before.joined(seen)
        self.seen[ref] = seen
        return True

    def _reach(self, record: Record) -> bool:
        """Keep a record that a link led to; False when it was known before, or is too many."""
        if record.ref in self.seen or self._outside(record):
            return False
        return self._keep(self._looks[record.ref.container].reached(record, list(self.searched)))

    def _parents(
        self, container: Container, fields: Row, rows: Collection[Row]
    ) -> Iterator[Record]:
        """Those of this controller; then what else the rows refer to. That is another's, and read
        only so that what refers to it is known not to be this controller's either.
        """
        new, answered = self._new(container, fields, rows), set[Row]()
        for record in self._select(container, fields, new):
            answered |= {near(row) for row in self._row(record, container, fields)}
            yield record
        if container in self.outside and not self.cut:
            left = [row for row in new if near(row) not in answered]
            yield from self._read(container, fields, left, None)

    def _select(self, container: Container, fields: Row, rows: Collection[Row]) -> Iterator[Record]:
        """The records of this controller with one of these values, each value asked for once."""
        new = self._new(container, fields, rows)
        if not new or self._stopped(container):
            return
        self._asked.update((container, fields, row) for row in new)
        yield from self._read(container, fields, new, self._portions[container])

    def _new(self, container: Container, fields: Row, rows: Collection[Row]) -> list[Row]:
        return [row for row in sorted(rows) if (container, fields, row) not in self._asked]

    def _read(
        self, container: Container, fields: Row, rows: Sequence[Row], portion: Portion | None
    ) -> Iterator[Record]:
        reader = self._world.readers[container.store]
        for start in range(0, len(rows), _AT_ONCE):
            yield from reader.select(container, fields, rows[start : start + _AT_ONCE], portion)

    def _of(self, container: Container) -> list[Seen]:
        return [s for ref, s in sorted(self.seen.items()) if ref.container == container]

    def _row(self, record: Record, container: Container, fields: Row) -> list[Row]:
        return rows_at(record, self._world.schemas[container], fields)

    def _children(self, link: Link) -> Written:
        """What the gathered children of a link hold in its fields."""
        held = Written()
        for one in self._of(link.child):
            for row in link.rows(one.record, self._world.schemas[link.child]):
                held.add(row, one.record.ref)
        return held

    def _values(self, seen: Sequence[Seen], link: Link) -> Written:
        """What these parents hold in the fields of a link, without what stands for "has none"."""
        held = Written()
        for one in seen:
            rows = self._row(one.record, link.parent, link.parent_fields)
            telling = link.telling(rows)
            for row in telling:
                held.add(row, one.record.ref)
            if len(telling) < len(rows):
                self.defaults.add(
                    f"{', '.join(link.parent_fields)} of a record in {link.parent} is a value for "
                    f'"has none": what refers to it from {link.child} was not followed'
                )
        return held

    def _spelt(self, held: Written, container: Container, fields: Row) -> set[Row]:
        return spelt(held.rows, self._world.schemas[container], fields)

    def _join(self, source: RecordRef, target: RecordRef, link: Link) -> None:
        if source != target and target in self.seen:
            words = f"via {link.via}" + (" (inferred)" if link.inferred else "")
            self._edge(Edge(source, target, link.kind, words), None)

    def _edge(self, edge: Edge, by: Identifier | None) -> None:
        self._edges.setdefault((edge, by), self._steps)

    def _stopped(self, container: Container) -> bool:
        if not self.cut and self._clock() > self._end:
            self._stop(f"the search took longer than {self._limits.seconds:g} seconds")
        if self.cut:
            self.unsearched.setdefault(container, self.cut[0])
        return bool(self.cut)

    def _stop(self, why: str) -> None:
        if not self.cut:
            self.cut.append(why)


def _uncertain(seen: Seen) -> set[Identifier]:
    """What counts against the limit of matches: a meter's every reading may carry its customer."""
    stated = {s.identifier for s in seen.sightings if s.declared and s.identifier.strong}
    return {s.identifier for s in seen.sightings} - stated


def _strong_first(identifiers: Collection[Identifier]) -> list[Identifier]:
    return sorted(identifiers, key=lambda i: (not i.strong, i))


def _told(edge: Edge) -> tuple[bool, tuple[RecordRef, ...], RecordRef, str, str]:
    source = (edge.source,) if edge.source else ()
    return (edge.source is not None, source, edge.target, edge.kind.value, edge.words)
