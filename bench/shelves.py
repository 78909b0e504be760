"""A store in memory that answers fast enough for worlds of many thousands of persons."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from eraser.contract.read import KEY_COLUMN, Partition
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
from eraser.model.portion import Portion
from eraser.model.subject import Needle
from eraser.trace.cells import rows_at

if TYPE_CHECKING:
    import pyarrow as pa

_WORD = re.compile(r"[^\W_]+")
_GRAM = 5
"""Characters of the pieces by which words are looked up: the shortest phone has eight digits."""

Row = tuple[str, ...]


class Shelf:
    """A reader over records that were added, all of them before the first search."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._records: dict[Container, list[Record]] = defaultdict(list)
        self._keys: dict[Container, tuple[str, ...]] = {}
        self._references: list[Reference] = []
        self._words: dict[Container, _Words] = {}
        self._rows: dict[tuple[Container, tuple[str, ...]], dict[Row, list[Record]]] = {}

    def keyed(self, container: Container, key: Sequence[str]) -> None:
        """Say what the parts of a record's key are called."""
        self._keys[container] = tuple(key)

    def key(self, container: Container) -> tuple[str, ...]:
        """What the parts of a record's key are called."""
        return self._keys[container]

    def refers(self, reference: Reference) -> None:
        """Add a foreign key."""
        self._references.append(reference)

    def add(self, record: Record) -> None:
        """Add a record of a container whose key is known."""
        self._records[record.ref.container].append(record)

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
        """Every container, with the fields that any of its records has."""
        return tuple(
            ContainerSchema(container, _fields(records), self._keys[container])
            for container, records in sorted(self._records.items())
        )

    def references(self) -> tuple[Reference, ...]:
        """The foreign keys that were added."""
        return tuple(self._references)

    def find(
        self, container: Container, needles: Sequence[Needle], portion: Portion | None = None
    ) -> Iterator[Record]:
        """Every record whose values or key hold a needle, in any letter case."""
        if container not in self._words:
            self._words[container] = _Words(self._records[container])
        words = self._words[container]
        held = {n for text in {n.text.casefold() for n in needles} for n in words.holding(text)}
        records = (self._records[container][n] for n in sorted(held))
        return (r for r in records if portion is None or portion.has(r))

    def select(
        self,
        container: Container,
        fields: Sequence[str],
        values: Sequence[Sequence[str]],
        portion: Portion | None = None,
    ) -> Iterator[Record]:
        """The records whose fields, or parts of the key, equal one of the rows of values."""
        index = self._index(container, tuple(fields))
        records = (record for row in values for record in index.get(tuple(row), ()))
        return (r for r in records if portion is None or portion.has(r))

    def partitions(self, container: Container, target_bytes: int) -> Iterator[Partition]:
        """Each container is one piece."""
        yield Partition(container, "")

    def batches(self, partition: Partition, fields: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """All records of a container at once; every value as the text that a scan reads."""
        import json

        import pyarrow as pa

        records = self._records[partition.container]
        names = fields or [f.name for f in _fields(records)]
        columns = [
            pa.array(
                [
                    json.dumps(v) if isinstance(v := r.fields.get(n), (dict, list)) else as_text(v)
                    for r in records
                ],
                pa.string(),
            )
            for n in names
        ]
        keys = pa.array([list(r.ref.key) for r in records], pa.list_(pa.string()))
        yield pa.record_batch([keys, *columns], [KEY_COLUMN, *names])

    def fetch(self, refs: Sequence[RecordRef]) -> Iterator[Record]:
        """Not needed for tracing."""
        raise NotImplementedError

    def remnants(self, refs: Sequence[RecordRef]) -> tuple[Remnant, ...]:
        """None: memory keeps nothing."""
        return ()

    def not_read(self) -> tuple[NotRead, ...]:
        """None."""
        return ()

    def _index(self, container: Container, fields: tuple[str, ...]) -> dict[Row, list[Record]]:
        if (container, fields) not in self._rows:
            index: dict[Row, list[Record]] = defaultdict(list)
            schema = ContainerSchema(container, (), self._keys[container])
            for record in self._records[container]:
                for row in rows_at(record, schema, fields):
                    index[row].append(record)
            self._rows[container, fields] = index
        return self._rows[container, fields]


class _Words:
    """The words of all records of one container, and which record holds which."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._texts = [_text(r) for r in records]
        holders: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self._texts):
            for word in set(_WORD.findall(text)):
                holders[word].append(number)
        self._holders = dict(holders)
        self._sorted = sorted(holders)
        self._backwards = sorted(word[::-1] for word in holders)
        self._grams: dict[str, list[str]] = defaultdict(list)
        for word in self._sorted:
            for at in range(len(word) - _GRAM + 1):
                self._grams[word[at : at + _GRAM]].append(word)

    def holding(self, text: str) -> Iterator[int]:
        """The numbers of the records that hold a text as a substring."""
        runs = list(_WORD.finditer(text))
        if not runs:
            yield from (n for n, t in enumerate(self._texts) if text in t)
            return
        run = max(runs, key=lambda m: len(m[0]))
        words = self._words_with(run[0], starts=run.start() > 0, ends=run.end() < len(text))
        for number in {n for word in words for n in self._holders[word]}:
            if text in self._texts[number]:
                yield number

    def _words_with(self, run: str, *, starts: bool, ends: bool) -> Collection[str]:
        """Words with the run; `starts`, `ends`: where the needle itself has the word's border."""
        if starts and ends:
            return [run] if run in self._holders else []
        if starts:
            return _beginning(self._sorted, run)
        if ends:
            return [word[::-1] for word in _beginning(self._backwards, run[::-1])]
        if len(run) < _GRAM:
            return [word for word in self._sorted if run in word]
        return {word for word in self._grams.get(run[:_GRAM], ()) if run in word}


def _beginning(words: Sequence[str], start: str) -> list[str]:
    found, at = [], bisect_left(words, start)
    while at < len(words) and words[at].startswith(start):
        found.append(words[at])
        at += 1
    return found


def _text(record: Record) -> str:
    values = [*record.ref.key, *(text for _, text in leaves(dict(record.fields)))]
    return "\x1f".join(values).casefold()


def _fields(records: Sequence[Record]) -> tuple[Field, ...]:
    kinds: dict[str, FieldType] = {}
    for record in records:
        for name, value in record.fields.items():
            if isinstance(value, (dict, list)):
                kinds[name] = FieldType.JSON
            else:
                kinds.setdefault(name, FieldType.TEXT)
    return tuple(Field(name, kind) for name, kind in kinds.items())
