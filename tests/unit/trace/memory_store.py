"""A whole small store over Python lists: a reader that keeps every promise of the contract."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import pyarrow as pa

from eraser.contract.read import KEY_COLUMN, Partition
from eraser.contract.settings import StoreSettings
from eraser.digests import digest
from eraser.model.finding import NotRead
from eraser.model.outcome import Remnant
from eraser.model.place import (
    Container,
    ContainerSchema,
    Field,
    FieldType,
    Record,
    RecordRef,
    Reference,
    Value,
    as_text,
    leaves,
)
from eraser.model.portion import Portion
from eraser.model.subject import Needle

Row = Mapping[str, Value]


@dataclass
class MemoryStore:
    """Tables by name, each a list of rows with a key column, and references between them."""

    name: str
    tables: dict[str, list[Row]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    unreadable: list[NotRead] = field(default_factory=list)

    def container(self, table: str) -> Container:
        return Container(self.name, table)

    def reader(self) -> MemoryReader:
        return MemoryReader(StoreSettings(self.name, {"store": self}))


class MemoryReader:
    """Reads a `MemoryStore`. `searches` counts the calls of `find`, for tests of limits; `read` is
    what it gave to anybody.
    """

    def __init__(self, settings: StoreSettings) -> None:
        store = settings.options["store"]
        assert isinstance(store, MemoryStore)
        self.name, self._store, self.searches = settings.name, store, 0
        self.read: list[RecordRef] = []

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
        return tuple(
            ContainerSchema(
                self._store.container(table),
                tuple(Field(name, FieldType.OTHER) for name in _columns(rows)),
                (self._store.keys.get(table, "id"),),
            )
            for table, rows in sorted(self._store.tables.items())
        )

    def references(self) -> tuple[Reference, ...]:
        return tuple(self._store.references)

    def partitions(self, container: Container, target_bytes: int) -> Iterator[Partition]:
        yield Partition(container, "all")

    def batches(self, partition: Partition, fields: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        rows = self._store.tables[partition.container.name]
        names = list(fields) or _columns(rows)
        keys = pa.array([[k for k in r.ref.key] for r in self._records(partition.container)])
        columns = [pa.array([_cell(row.get(name)) for row in rows]) for name in names]
        yield pa.RecordBatch.from_arrays([keys, *columns], [KEY_COLUMN, *names])

    def find(
        self, container: Container, needles: Sequence[Needle], portion: Portion | None = None
    ) -> Iterator[Record]:
        self.searches += 1
        texts = [n.text.casefold() for n in needles]
        numbers = {str(int(text)) for text in texts if text.isdigit()}
        for record in self._within(container, portion):
            values = [t.casefold() for _, t in leaves(dict(record.fields))]
            if numbers & set(values) or any(t in value for t in texts for value in values):
                self.read.append(record.ref)
                yield record

    def select(
        self,
        container: Container,
        fields: Sequence[str],
        values: Sequence[Sequence[str]],
        portion: Portion | None = None,
    ) -> Iterator[Record]:
        wanted = {tuple(row) for row in values}
        for record in self._within(container, portion):
            if tuple(_at(dict(record.fields), path) for path in fields) in wanted:
                self.read.append(record.ref)
                yield record

    def fetch(self, refs: Sequence[RecordRef]) -> Iterator[Record]:
        wanted = set(refs)
        for container in sorted({ref.container for ref in refs}):
            yield from (r for r in self._records(container) if r.ref in wanted)

    def remnants(self, refs: Sequence[RecordRef]) -> tuple[Remnant, ...]:
        return ()

    def not_read(self) -> tuple[NotRead, ...]:
        return tuple(self._store.unreadable)

    def _within(self, container: Container, portion: Portion | None) -> Iterator[Record]:
        for record in self._records(container):
            if portion is None or portion.has(record):
                yield record

    def _records(self, container: Container) -> Iterator[Record]:
        key = self._store.keys.get(container.name, "id")
        for row in self._store.tables[container.name]:
            ref = RecordRef(container, (as_text(row[key]) or "",))
            yield Record(ref, digest(dict(row)), dict(row))


def _columns(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _cell(value: Value) -> str | None:
    return json.dumps(value) if isinstance(value, (list, dict)) else as_text(value)


def _at(value: Value, path: str) -> str | None:
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return as_text(value)
