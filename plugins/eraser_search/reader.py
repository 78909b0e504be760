"""Reads Elasticsearch and OpenSearch under a role that cannot write.

Needs the index privileges `read` and `view_index_metadata`; `monitor` for sizes and for what
deletions leave behind. OpenSearch: `read`, `indices_monitor`, and the cluster group
`cluster_composite_ops_ro`.

Options: `url`, `user` and `password` or `api_key`, `ca_bundle`, `verify` (true), `timeout` (60,
seconds), `indices` (patterns; all that are not hidden), `exclude` (patterns), `search`
(`complete`, `indexed`, `read`: see `query.Mode`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from eraser.contract.read import Partition
from eraser.contract.settings import StoreSettings
from eraser.errors import ConfigError
from eraser.model.finding import NotRead
from eraser.model.outcome import Remnant
from eraser.model.place import (
    Container,
    ContainerSchema,
    FieldType,
    Record,
    RecordRef,
    Reference,
    Value,
)
from eraser.model.portion import Portion
from eraser.model.subject import Needle
from eraser_search import indices
from eraser_search.client import Cluster, RejectedError, index_path
from eraser_search.documents import KEY, Sought, get, key_of, record, texts_at
from eraser_search.equality import plan_select, within
from eraser_search.json_text import at, obj, whole
from eraser_search.mapping import Shape
from eraser_search.pages import pages
from eraser_search.query import Mode, plan_search, read_paths
from eraser_search.remnants import deleted_documents, snapshots

if TYPE_CHECKING:
    import pyarrow as pa

_MOST_PARTITIONS = 64
_TYPICAL_BYTES = 1000
"""Of a document, where the role may not see the size of an index."""
_FETCHED_AT_ONCE = 200


class StoreReader:
    """`eraser.contract.read.Reader` for a search cluster; a container is a concrete index."""

    def __init__(self, settings: StoreSettings) -> None:
        self.name = settings.name
        self._cluster = Cluster(settings)
        self._patterns = settings.texts("indices")
        self._exclude = settings.texts("exclude")
        self._mode = _mode(settings)
        self._not_read: dict[tuple[str, str], NotRead] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._cluster.close()

    def describe(self) -> tuple[ContainerSchema, ...]:
        """Every open index whose documents can be read, sorted by name."""
        listing = indices.list_indices(self._cluster, self._patterns, self._exclude)
        for index, reason in listing.unreadable:
            self._leave_out(index, "", reason)
        schemas = []
        for shape in indices.read_shapes(self._cluster, listing.open):
            if isinstance(shape, Shape):
                schemas += [self._schema(shape)] if self._readable(shape) else []
            else:
                self._leave_out(shape[0], "", shape[1])
        return tuple(schemas)

    def references(self) -> tuple[Reference, ...]:
        """None: a search server enforces no reference."""
        return ()

    def partitions(self, container: Container, target_bytes: int) -> Iterator[Partition]:
        """Ranges of sequence numbers: they are the same for every process at any time, and a
        document written meanwhile moves to the last one, which has no end.
        """
        size = indices.size(self._cluster, container.name)
        count = indices.count(self._cluster, container.name)
        size = max(size or 0, 0) or count * _TYPICAL_BYTES
        pieces = max(1, min(_MOST_PARTITIONS, -(-size // max(target_bytes, 1)), count))
        step = -(-(self._last_sequence_number(container) + 1) // pieces)
        for n in range(pieces):
            end = None if n == pieces - 1 else (n + 1) * step
            token = json.dumps({"from": n * step, "to": end})
            yield Partition(container, token, size // pieces)

    def batches(self, partition: Partition, fields: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """The documents of a range of sequence numbers, a page of them (about 4 MB) a batch.

        Without `fields`, columns that are in documents but not in the mapping come last.
        """
        from eraser_search import arrow

        shape = indices.read_one(self._cluster, partition.container.name)
        if not self._readable(shape):
            return
        known = {field.name: field.type for field in shape.fields}
        columns = [(name, known.get(name, FieldType.TEXT)) for name in fields or known]
        span = json.loads(partition.token)
        bounds = {"gte": span["from"], **({"lt": span["to"]} if span["to"] is not None else {})}
        query: Value = {"range": {"_seq_no": bounds}}
        for hits in pages(self._cluster, shape.index, query, fields):
            yield arrow.batch(hits, columns, others=not fields)

    def find(
        self, container: Container, needles: Sequence[Needle], portion: Portion | None = None
    ) -> Iterator[Record]:
        """Every document that holds a needle: asked of the index where its answer is complete,
        read and compared here where it is not (see `query`).
        """
        texts = sorted({needle.text for needle in needles if needle.text})
        if not texts or (portion is not None and portion.empty):
            return
        shape = indices.read_one(self._cluster, container.name)
        if not self._readable(shape):
            return
        here = _Place(container, portion, within(shape, portion))
        marks = self._cluster.product.marks_ignored
        plan = plan_search(shape, texts, self._mode, marks)
        sought = Sought(texts)
        certain = sought.held_by if shape.source == "all" else None
        seen: set[tuple[str, str]] = set()
        try:
            for query in plan.queries:
                yield from self._confirmed(here, query, certain, seen)
        except RejectedError:  # a query that this server will not run: reading always works
            plan = plan_search(shape, texts, Mode.READ, marks)
        if plan.reads_everything:
            yield from self._confirmed(here, None, sought.held_by, seen)
        elif plan.read:
            yield from self._read_through(here, plan.read, sought, seen)

    def select(
        self,
        container: Container,
        fields: Sequence[str],
        values: Sequence[Sequence[str]],
        portion: Portion | None = None,
    ) -> Iterator[Record]:
        """Documents with equal texts; of a list, any element may be the equal one."""
        if not values or (portion is not None and portion.empty):
            return
        shape = indices.read_one(self._cluster, container.name)
        if not self._readable(shape):
            return
        here = _Place(container, portion, within(shape, portion))
        rows = {tuple(row) for row in values}

        def equal(hit: Mapping[str, Value]) -> bool:
            present = [texts_at(obj(hit.get("_source")), path) for path in fields]
            return any(all(v in p for v, p in zip(row, present, strict=True)) for row in rows)

        queries = plan_select(shape, fields, sorted(rows))
        seen: set[tuple[str, str]] = set()
        try:
            for query in [None] if queries is None else queries:
                yield from self._confirmed(here, query, equal, seen)
        except RejectedError:
            if queries is None:
                raise
            yield from self._confirmed(here, None, equal, seen)

    def fetch(self, refs: Sequence[RecordRef]) -> Iterator[Record]:
        """The present state of documents, also of what no search shows yet."""
        for ref, doc in zip(refs, get(self._cluster, refs), strict=True):
            if doc.get("found") is True:
                yield record(ref.container, doc)

    def remnants(self, refs: Sequence[RecordRef]) -> tuple[Remnant, ...]:
        """Deleted documents in segments, and snapshots of the indices of these records."""
        containers = sorted({ref.container for ref in refs})
        left = [r for c in containers for r in deleted_documents(self._cluster, c)]
        if containers:
            left += snapshots(self._cluster, frozenset(c.name for c in containers))
        return tuple(left)

    def not_read(self) -> tuple[NotRead, ...]:
        """Indices and parts of documents that were left out."""
        return tuple(self._not_read.values())

    def _schema(self, shape: Shape) -> ContainerSchema:
        return ContainerSchema(
            container=Container(self.name, shape.index),
            fields=shape.fields,
            key=KEY,
            estimated_records=indices.count(self._cluster, shape.index),
            notes=self._notes(shape),
        )

    def _notes(self, shape: Shape) -> tuple[str, ...]:
        notes = []
        read = read_paths(shape, self._cluster.product.marks_ignored)
        if "" in read:
            notes.append("a subject search reads every document: not all its values are indexed")
        elif read:
            notes.append(
                f"a search for a number reads of every document: {', '.join(read)} (unless the "
                "store's option `search: indexed` says that decimals and dates hold no identifier)"
            )
        if at(dict(shape.settings), "final_pipeline") is not None:
            notes.append("a final_pipeline would change documents that are written back")
        return tuple(notes)

    def _readable(self, shape: Shape) -> bool:
        """Whether documents can be read back; says what cannot be seen of them."""
        if shape.source == "none":
            self._leave_out(shape.index, "", "_source is disabled: documents cannot be read back")
        elif shape.source == "part":
            reason = "left out of _source: indexed, but cannot be read back or verified"
            self._leave_out(shape.index, "fields excluded from _source", reason)
        if str(shape.settings.get("refresh_interval")) in ("-1", "-1s"):
            reason = "refresh_interval is -1: what was written since the last refresh is not seen"
            self._leave_out(shape.index, "documents not refreshed", reason)
        return shape.source != "none"

    def _leave_out(self, index: str, place: str, reason: str) -> None:
        found = NotRead(Container(self.name, index), place or index, reason)
        self._not_read.setdefault((index, found.place), found)

    def _last_sequence_number(self, container: Container) -> int:
        body: Value = {"size": 0, "aggs": {"last": {"max": {"field": "_seq_no"}}}}
        path = index_path(container.name, "_search")
        last = at(self._cluster.call("POST", path, body).json(), "aggregations", "last", "value")
        return int(last) if isinstance(last, float) else whole(last)

    def _confirmed(
        self,
        here: _Place,
        query: Value,
        test: Callable[[Mapping[str, Value]], bool] | None,
        seen: set[tuple[str, str]],
    ) -> Iterator[Record]:
        for hits in pages(self._cluster, here.container.name, here.asked(query)):
            for hit in hits:
                if key_of(hit) not in seen and (test is None or test(hit)):
                    seen.add(key_of(hit))
                    yield from here.kept(record(here.container, hit))

    def _read_through(
        self,
        here: _Place,
        paths: Sequence[str],
        sought: Sought,
        seen: set[tuple[str, str]],
    ) -> Iterator[Record]:
        """Read these paths of all documents, then the whole of those that hold a needle there."""
        waiting: list[RecordRef] = []
        for hits in pages(self._cluster, here.container.name, here.asked(None), paths):
            held = [hit for hit in hits if key_of(hit) not in seen and sought.held_by(hit)]
            seen.update(key_of(hit) for hit in held)
            waiting += [RecordRef(here.container, key_of(hit)) for hit in held]
            while len(waiting) >= _FETCHED_AT_ONCE:
                yield from self._fetched(here, waiting[:_FETCHED_AT_ONCE])
                del waiting[:_FETCHED_AT_ONCE]
        yield from self._fetched(here, waiting)

    def _fetched(self, here: _Place, refs: Sequence[RecordRef]) -> Iterator[Record]:
        for one in self.fetch(refs):
            yield from here.kept(one)


@dataclass(frozen=True, slots=True)
class _Place:
    """What is read of an index: all of it, or the documents of one controller.

    `only` is what the server filters by; None where no query finds all documents of the portion.
    """

    container: Container
    portion: Portion | None
    only: Value = None

    def asked(self, query: Value) -> Value:
        if self.only is None:
            return query
        filters: list[Value] = [self.only, *([query] if query is not None else [])]
        return {"bool": {"filter": filters}}

    def kept(self, one: Record) -> Iterator[Record]:
        if self.portion is None or self.portion.has(one):
            yield one


def _mode(settings: StoreSettings) -> Mode:
    try:
        return Mode(settings.text("search", Mode.COMPLETE.value))
    except ValueError:
        raise ConfigError(
            f"stores.{settings.name}: `search` must be one of {', '.join(Mode)}."
        ) from None
