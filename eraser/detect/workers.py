"""Threads that read and count the pieces of a container, several at once where the store can.

What is found is the same whatever piece is done first: counts are handed over in the order of
the pieces. At most one piece more than there are threads is begun before it is asked for, and of
each piece only a few batches are in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Lock
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

import polars as pl
import pyarrow as pa

from eraser.contract.read import Partition, Reader
from eraser.detect.ahead import read_ahead
from eraser.detect.columns import ColumnReader
from eraser.detect.counts import Counts
from eraser.errors import EraserError
from eraser.model.place import ContainerSchema

MOST = 2
"""Threads that count at once: each has up to 60 MB of batches and of what is made of them, and
Polars uses the other processors within a batch.
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """What one piece holds; `error` broke its reading off."""

    counts: Counts
    error: EraserError | None = None


@runtime_checkable
class ColumnStore(Protocol):
    """What a reader may offer beside the contract, so that it is scanned faster."""

    def values(
        self, partition: Partition, fields: Sequence[str] = (), *, keys: bool = False
    ) -> Iterator[pa.RecordBatch]:
        """As `Reader.batches`, for a store whose schema names every field: of `fields` only, in
        several threads at once, and without the keys unless they are asked for. What stands
        beside the records (the name of the file they are in) is with the first of them. Columns may
        have the types of a file (`formats.record_format.TypedFormat`).
        """


def threads() -> int:
    """How many pieces are read at once where that can be done: one for each processor."""
    return min(MOST, pl.thread_pool_size())


class Workers:
    """Counts pieces; each thread has a column reader of its own. `keys`: whether records' keys are
    asked for. `advance` is told of records, by one thread at a time.
    """

    def __init__(
        self, make: Callable[[], ColumnReader], advance: Callable[[int], None], *, keys: bool
    ) -> None:
        self._make, self._advance, self._keys = make, advance, keys
        self._idle: list[ColumnReader] = []
        self._pool = ThreadPoolExecutor(threads(), thread_name_prefix="eraser-count")
        self._told = Lock()
        self._stopped = Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._pool.shutdown(cancel_futures=True)

    def counted(
        self, reader: Reader, schema: ContainerSchema, pieces: Iterator[Partition]
    ) -> Generator[Counted, None, None]:
        """What each piece holds, in the order of the pieces."""
        many = threads() if isinstance(reader, ColumnStore) else 1
        if many == 1:
            yield from (self._count(reader, schema, piece) for piece in pieces)
            return
        begun: deque[Future[Counted]] = deque()
        try:
            for piece in pieces:
                begun.append(self._pool.submit(self._count, reader, schema, piece))
                if len(begun) > many:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            for future in begun:
                future.cancel()

    def _count(self, reader: Reader, schema: ContainerSchema, piece: Partition) -> Counted:
        columns = self._idle.pop() if self._idle else self._make()
        types = {f.name: f.type for f in schema.fields}
        counts = Counts()
        try:
            telling = columns.telling(schema.fields)
            with read_ahead(lambda: self._read(reader, schema, piece, telling)) as batches:
                for batch in batches:
                    counts.merge(columns.count(batch, types))
                    with self._told:
                        self._advance(batch.num_rows)
                    del batch
                    pa.default_memory_pool().release_unused()
                    if self._stopped.is_set():
                        break
        except EraserError as error:
            return Counted(counts, error)
        finally:
            self._idle.append(columns)
        return Counted(counts)

    def _read(
        self, reader: Reader, schema: ContainerSchema, piece: Partition, telling: Sequence[str]
    ) -> Iterator[pa.RecordBatch]:
        if not isinstance(reader, ColumnStore):
            return reader.batches(piece)
        fields = telling or [f.name for f in schema.fields][:1]
        return reader.values(piece, fields, keys=self._keys)
