"""A store in memory that answers fast enough for worlds of thousands of persons."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from eraser.contract.read import Partition
from eraser.demo.world.places import Place
from eraser.demo.world.record import Planted
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
    as_text,
    leaves,
)
from eraser.model.subject import Needle

if TYPE_CHECKING:
    import pyarrow as pa

_KEYS = {"crm": ("id",), "files": ("object", "version", "row"), "search": ("id", "routing")}
_OWN_KEYS = {Place.METERS: ("meter_number",), Place.INVOICES: ("invoice_number",)}

Row = tuple[str | None, ...]


class Shelf:
    """A reader over records that were put here. Only what tracing asks for is answered."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._records: dict[Container, list[Record]] = defaultdict(list)
        self._keys: dict[Container, tuple[str, ...]] = {}
        self._texts: dict[Container, tuple[str, list[int]]] = {}
        self._rows: dict[tuple[Container, tuple[str, ...]], dict[Row, list[Record]]] = {}

    def put(self, container: Container, planted: Planted) -> None:
        """Add a record. Not after the first search."""
        self._keys[container] = _OWN_KEYS.get(planted.place, _KEYS[self.name])
        record = Record(RecordRef(container, planted.key), "1", planted.fields)
        self._records[container].append(record)

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
        """Every container, its fields those of its first record."""
        return tuple(
            ContainerSchema(
                container,
                tuple(Field(name, FieldType.OTHER) for name in records[0].fields),
                self._keys[container],
            )
            for container, records in sorted(self._records.items())
        )

    def references(self) -> tuple[Reference, ...]:
        """None: the data map says what refers to what."""
        return ()

    def find(self, container: Container, needles: Sequence[Needle]) -> Iterator[Record]:
        """Every record whose values or key hold a needle, in any letter case."""
        text, starts = self._text(container)
        held: set[int] = set()
        for needle in {n.text.casefold() for n in needles}:
            at = text.find(needle)
            while at >= 0:
                held.add(bisect_right(starts, at) - 1)
                at = text.find(needle, at + 1)
        return (self._records[container][n] for n in sorted(held))

    def select(
        self, container: Container, fields: Sequence[str], values: Sequence[Sequence[str]]
    ) -> Iterator[Record]:
        """The records whose fields, or parts of the key, equal one of the rows of values."""
        index = self._index(container, tuple(fields))
        return (record for row in values for record in index.get(tuple(row), ()))

    def partitions(self, container: Container, target_bytes: int) -> Iterator[Partition]:
        """Not needed for tracing."""
        raise NotImplementedError

    def batches(self, partition: Partition, fields: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """Not needed for tracing."""
        raise NotImplementedError

    def fetch(self, refs: Sequence[RecordRef]) -> Iterator[Record]:
        """Not needed for tracing."""
        raise NotImplementedError

    def remnants(self, refs: Sequence[RecordRef]) -> tuple[Remnant, ...]:
        """None: memory keeps nothing."""
        return ()

    def not_read(self) -> tuple[NotRead, ...]:
        """None."""
        return ()

    def _text(self, container: Container) -> tuple[str, list[int]]:
        """All records of a container as one text, and where each begins in it."""
        if container not in self._texts:
            parts, starts, length = [], [], 0
            for record in self._records[container]:
                values = [*record.ref.key, *(text for _, text in leaves(dict(record.fields)))]
                part = "\x1f".join(values).casefold() + "\x1e"
                starts.append(length)
                length += len(part)
                parts.append(part)
            self._texts[container] = "".join(parts), starts
        return self._texts[container]

    def _index(self, container: Container, fields: tuple[str, ...]) -> dict[Row, list[Record]]:
        if (container, fields) not in self._rows:
            index: dict[Row, list[Record]] = defaultdict(list)
            for record in self._records[container]:
                held = dict(zip(self._keys[container], record.ref.key, strict=True))
                held |= {name: as_text(v) or "" for name, v in record.fields.items()}
                index[tuple(held.get(name) for name in fields)].append(record)
            self._rows[container, fields] = index
        return self._rows[container, fields]
