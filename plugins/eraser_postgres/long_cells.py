"""Cells that are too long to be read: the server keeps them back and says in which column.

A value of 200 MB would be 200 MB in the driver, again as Arrow has it, and again as text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from threading import Lock

import pyarrow as pa
import pyarrow.compute as pc
from psycopg import sql

from eraser.model.finding import NotRead
from eraser.model.place import Container, FieldType
from eraser_postgres.catalogue import Column
from eraser_postgres.names import Name, column, comma

LONGEST = 16 << 20
"""Bytes of the longest text that is read, as in files."""

STORED = 64 << 10
"""Bytes, as stored, of what can be longer than that: pglz makes text at most 91 times smaller,
lz4 255 times (PostgreSQL 15: `pg_lzcompress.c`, the LZ4 block format)."""

MARK = "_long"
"""The column that says which columns of a row are kept back: their places, or nothing."""

_SHORT = frozenset({FieldType.INTEGER, FieldType.BOOLEAN, FieldType.DATE, FieldType.TIMESTAMP,
                    FieldType.UUID, FieldType.BINARY})  # fmt: skip


def can_be_long(of: Column) -> bool:
    """Whether values of the column can have more bytes than are read."""
    few = of.max_length is not None and of.max_length * 4 <= LONGEST
    return of.type not in _SHORT and not few


def unless_long(of: Column, text: sql.Composed) -> sql.Composed:
    """The text of a column, or null where it is too long. What is stored in few bytes is not even
    measured; of a text the length is known without unpacking it.
    """
    return sql.SQL(
        "CASE WHEN pg_column_size({value}) <= {stored} THEN {text}"
        " WHEN octet_length({text}) <= {longest} THEN {text} END"
    ).format(value=column(of.name), text=text, **_LIMITS)


def mark(columns: Sequence[tuple[Column, sql.Composed]]) -> sql.Composed:
    """`1,4` where the second and the fifth of these columns are too long; null for most rows."""
    sizes = comma(sql.SQL("pg_column_size({})").format(column(of.name)) for of, _ in columns)
    places = comma(
        sql.SQL(
            "CASE WHEN pg_column_size({value}) > {stored}"
            " THEN CASE WHEN octet_length({text}) > {longest} THEN {place} END END"
        ).format(value=column(of.name), text=text, place=sql.Literal(str(at)), **_LIMITS)
        for at, (of, text) in enumerate(columns)
    )
    return sql.SQL(
        "CASE WHEN greatest({}) > {} THEN nullif(concat_ws(',', {}), '') END AS {}"
    ).format(sizes, _LIMITS["stored"], places, Name(MARK))


_LIMITS = {"stored": sql.Literal(STORED), "longest": sql.Literal(LONGEST)}


class LongCells:
    """How many cells were kept back, by container and column. Several threads may add to it."""

    def __init__(self) -> None:
        self._count: Counter[tuple[Container, str]] = Counter()
        self._lock = Lock()

    def taken_out(
        self, batch: pa.RecordBatch, container: Container, names: Sequence[str]
    ) -> pa.RecordBatch:
        """The batch without its marks, which are counted. `names` are the marked columns'."""
        at = batch.num_columns - 1  # by place: a table may have a column of that name
        marks = pc.drop_null(batch.column(at)).to_pylist()
        with self._lock:
            for place in (place for mark in marks for place in mark.split(",")):
                self._count[container, names[int(place)]] += 1
        return batch.remove_column(at)

    def not_read(self) -> tuple[NotRead, ...]:
        """Each column with cells that were kept back."""
        with self._lock:
            counted = sorted(self._count.items())
        return tuple(
            NotRead(container, name, f"a cell of over {LONGEST >> 20} MiB ({count} cells)")
            for (container, name), count in counted
        )
