"""Objects as Arrow batches."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from eraser.contract.read import KEY_COLUMN, Partition
from eraser.formats.columns import row_batches
from eraser.formats.layout import content_matters
from eraser.formats.record_format import TypedFormat
from eraser.model.place import Container, Record, Value
from eraser_s3.listing import Entry
from eraser_s3.numbering import Numbering
from eraser_s3.records import Objects, Where
from eraser_s3.stored import StoredObject
from eraser_s3.unread import Unread

with suppress(NotImplementedError):  # Arrow is built without it for some platforms
    # What threads have freed goes back to the system sooner than with Arrow's own choice:
    # a scan of Parquet by two threads peaked at 385 MB instead of 457 (pyarrow 26).
    pa.set_memory_pool(pa.jemalloc_memory_pool())

WHOLE_BATCH = 1000
"""Whole objects in a batch: each costs a request or two, so a batch should not wait for more."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Objects that are read together. `first` is the place of the first one in the listing."""

    bucket: str
    first: int
    keys: tuple[str, ...]
    fields: tuple[str, ...]

    def __repr__(self) -> str:
        return f"‹{len(self.keys)} objects of {self.bucket}›"

    def token(self) -> str:
        """JSON-serialisable text; packed, so that no key shows where a token is printed."""
        text = json.dumps([self.bucket, self.first, self.keys, self.fields])
        return base64.b85encode(zlib.compress(text.encode())).decode()

    @classmethod
    def of(cls, token: str) -> Piece:
        """Read a token again."""
        text = zlib.decompress(base64.b85decode(token))
        bucket, first, keys, fields = json.loads(text)
        return cls(bucket, first, tuple(keys), tuple(fields))


def pieces(
    container: Container, bucket: str, entries: Iterator[Entry], fields: tuple[str, ...], size: int
) -> Iterator[Partition]:
    """Cut a listing into partitions of about `size` bytes; at least one."""
    first, weight, keys = 1, 0, list[str]()
    for number, entry in enumerate(entries, 1):
        if keys and weight + entry.size > size:
            yield _partition(container, Piece(bucket, first, tuple(keys), fields), weight)
            first, weight, keys = number, 0, []
        keys.append(entry.key)
        weight += entry.size
    if keys or first == 1:
        yield _partition(container, Piece(bucket, first, tuple(keys), fields), weight)


def _partition(container: Container, piece: Piece, weight: int) -> Partition:
    return Partition(container, piece.token(), weight)


def batches(
    reading: Objects,
    unread: Unread,
    container: Container,
    piece: Piece,
    fields: Sequence[str],
    *,
    keys: bool = True,
    named: bool = False,
) -> Iterator[pa.RecordBatch]:
    """All records of a piece. Without `fields`: those of the schema, then whatever else occurs;
    without `keys` only fields that occur. `named`: with the first row of an object its name,
    metadata and tags.
    """
    wholes: list[Record] = []
    for number, key in enumerate(piece.keys, piece.first):
        at = Where(container, piece.bucket, key, "", "", f"object {number}")
        with unread.noting(container, at.place):
            if not content_matters(key):
                record = reading.whole(at)
                wholes += [] if record is None else [record]
            elif (opened := reading.opened(at)) is not None:
                with opened:
                    if opened.layout.format is None:
                        wholes.append(reading.whole_of(at, opened))
                    else:
                        rows = _rows(at, opened, piece, fields) if keys else _values(opened)
                        yield from _named(rows, reading.about(at, opened)) if named else rows
        if len(wholes) >= WHOLE_BATCH:
            yield from _wholes(wholes, piece, fields)
            wholes = []
    yield from _wholes(wholes, piece, fields)


def _rows(
    at: Where, opened: StoredObject, piece: Piece, fields: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    form = opened.layout.format
    if form is None:
        return
    numbering = Numbering.of(opened.attributes.metadata)
    with opened.content() as source:
        for part in form.batches(source, fields):
            keys = _row_keys(at.key, numbering.numbers(part.rows))
            yield _keyed(part.batch, keys, fields or piece.fields)


def _values(opened: StoredObject) -> Iterator[pa.RecordBatch]:
    form = opened.layout.format
    if form is None:
        return
    with opened.content() as source:
        if isinstance(form, TypedFormat):
            yield from form.columns(source)
        else:
            yield from (part.batch for part in form.batches(source))


def _named(rows: Iterator[pa.RecordBatch], about: Mapping[str, Value]) -> Iterator[pa.RecordBatch]:
    """The rows, the first with further columns; an object without rows is a record of these."""
    first = next((batch for batch in rows if batch.num_rows), None)
    if first is None:
        yield pa.RecordBatch.from_pylist([{KEY_COLUMN: [about["object"], "", ""], **about}])
        return
    for name, value in about.items():
        column = pa.array([value, *[None] * (first.num_rows - 1)], pa.large_string())
        first = first.append_column(name, column)
    yield first
    yield from rows


def _wholes(
    records: Sequence[Record], piece: Piece, fields: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    for part in row_batches(((n, r.fields) for n, r in enumerate(records)), fields):
        keys = pa.array([records[row].ref.key for row in part.rows], pa.list_(pa.string()))
        yield _keyed(part.batch, keys, fields or piece.fields)


def _row_keys(key: str, rows: Sequence[int]) -> pa.ListArray:
    """The keys (object, current version, row) of rows of one object."""
    size = len(rows)
    numbers = pa.array(rows, pa.int64()).cast(pa.string())
    parts = pa.concat_arrays([pa.array([key, ""], pa.string()), numbers])
    order = np.empty((size, 3), dtype=np.int64)
    order[:, 0], order[:, 1], order[:, 2] = 0, 1, np.arange(2, size + 2)
    offsets = pa.array(np.arange(0, 3 * size + 1, 3, dtype=np.int32))
    return pa.ListArray.from_arrays(offsets, parts.take(pa.array(order.ravel())))


def _keyed(batch: pa.RecordBatch, keys: pa.ListArray, fields: Sequence[str]) -> pa.RecordBatch:
    """The batch with its keys in front, `fields` next, and further columns last."""
    wanted = set(fields)
    names = [*fields, *(n for n in batch.schema.names if n not in wanted)]
    nulls = pa.nulls(len(keys), pa.large_string())
    present = dict(zip(batch.schema.names, batch.columns, strict=True))
    columns = [present.get(name, nulls) for name in names]
    return pa.RecordBatch.from_arrays([keys, *columns], names=[KEY_COLUMN, *names])
