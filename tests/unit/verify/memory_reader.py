"""A reader over records in memory: as much of the contract as a second search uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Self

from eraser.contract.read import Partition
from eraser.contract.settings import StoreSettings
from eraser.digests import digest
from eraser.model.finding import NotRead
from eraser.model.outcome import Remnant
from eraser.model.place import (
    Container,
    ContainerSchema,
    Record,
    RecordRef,
    Reference,
    Value,
)
from eraser.model.portion import Portion
from eraser.model.subject import Needle

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass
class MemoryStore:
    """Containers with rows, by name. Rows of `files` are addressed by their position in it."""

    name: str
    tables: dict[str, list[Mapping[str, Value]]] = field(default_factory=dict)
    files: dict[str, list[Mapping[str, Value]]] = field(default_factory=dict)
    unread: list[NotRead] = field(default_factory=list)

    def records(self, container: str) -> list[Record]:
        """All records; a table's row is known by its `id`."""
        place = Container(self.name, container)
        if container in self.tables:
            keyed = [((str(row["id"]),), row) for row in self.tables[container]]
        else:
            keyed = [(("part-1", str(n)), row) for n, row in enumerate(self.files[container])]
        return [Record(RecordRef(place, key), digest(dict(row)), row) for key, row in keyed]

    def one(self, container: str, name: str) -> Record:
        """The record whose field `id` has this value."""
        (record,) = [r for r in self.records(container) if r.fields["id"] == name]
        return record

    def carry_out(self, record: Record, changes: Mapping[str, Value] | None) -> None:
        """Delete a record (None), or set fields of it."""
        rows = (self.tables | self.files)[record.ref.container.name]
        at = [dict(row) for row in rows].index(dict(record.fields))
        rows[at : at + 1] = [] if changes is None else [{**record.fields, **changes}]


class MemoryReader:
    """See `eraser.contract.read.Reader`."""

    def __init__(self, settings: StoreSettings) -> None:
        store = settings.options["store"]
        assert isinstance(store, MemoryStore)
        self.name, self._store = settings.name, store

    @classmethod
    def of(cls, store: MemoryStore) -> MemoryReader:
        return cls(StoreSettings(store.name, {"store": store}))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to close."""

    def describe(self) -> tuple[ContainerSchema, ...]:
        tables = [
            ContainerSchema(Container(self.name, name), (), ("id",)) for name in self._store.tables
        ]
        files = [
            ContainerSchema(Container(self.name, name), (), ("object", "row"), unit=1)
            for name in self._store.files
        ]
        return tuple(sorted([*tables, *files], key=lambda s: s.container))

    def references(self) -> tuple[Reference, ...]:
        return ()

    def partitions(self, container: Container, target_bytes: int) -> Iterator[Partition]:
        yield Partition(container, "all")

    def batches(self, partition: Partition, fields: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        raise AssertionError("a second search never reads whole containers")

    def find(
        self, container: Container, needles: Sequence[Needle], portion: Portion | None = None
    ) -> Iterator[Record]:
        """Everything: the contract lets a reader yield more than holds a needle."""
        assert needles
        records = self._store.records(container.name)
        yield from (r for r in records if portion is None or portion.has(r))

    def select(
        self,
        container: Container,
        fields: Sequence[str],
        values: Sequence[Sequence[str]],
        portion: Portion | None = None,
    ) -> Iterator[Record]:
        raise AssertionError("a second search follows no references")

    def fetch(self, refs: Sequence[RecordRef]) -> Iterator[Record]:
        raise AssertionError("a second search does not trust addresses")

    def remnants(self, refs: Sequence[RecordRef]) -> tuple[Remnant, ...]:
        assert all(ref.container.store == self.name for ref in refs)
        return tuple(Remnant(str(r.container), "a dead tuple", "VACUUM") for r in refs)

    def not_read(self) -> tuple[NotRead, ...]:
        return tuple(self._store.unread)
