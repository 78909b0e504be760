"""Pieces of a table, and their records as Arrow batches.

A table is cut by block numbers: `ctid` ranges are read by a TID range scan from PostgreSQL 14 on,
without an index and whatever the key is. Partitions are cut one by one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass

import adbc_driver_postgresql as adbc
import pyarrow as pa
from psycopg import sql
from psycopg.rows import class_row

from eraser.contract.read import KEY_COLUMN, Partition
from eraser.errors import UsageError
from eraser.model.place import Container, FieldType
from eraser_postgres.bulk import BulkConnections
from eraser_postgres.catalogue import Column, Shape, Table
from eraser_postgres.connection import Connection
from eraser_postgres.long_cells import STORED, LongCells, can_be_long, mark, unless_long
from eraser_postgres.names import ROW, Name, column, comma
from eraser_postgres.rows import canonical, key_text

_BATCH_BYTES = 8 * 2**20
_BATCH_ROWS = 64 * 2**10

_TID_RANGES = 140000
"""The first version of PostgreSQL that reads a range of blocks without reading the others."""

_LEAVES = """
SELECT n.nspname::text AS schema, c.relname::text AS table, pg_table_size(c.oid) AS bytes,
       (pg_relation_size(c.oid) / current_setting('block_size')::int)::int8 AS blocks,
       has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE') AS readable,
       c.reltoastrelid <> 0 AND pg_relation_size(c.reltoastrelid) > %(stored)s AS long
  FROM (SELECT %(table)s::oid AS oid WHERE NOT %(partitioned)s::bool
         UNION ALL SELECT relid FROM pg_partition_tree(%(table)s::oid)
                    WHERE %(partitioned)s::bool AND isleaf) leaf
  JOIN pg_class c ON c.oid = leaf.oid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'm') ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class _Leaf:
    schema: str
    table: str
    bytes: int
    blocks: int
    readable: bool
    long: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks `start` up to, not including, `end` of one plain table; None: no limit.

    The last piece of a table has no end: rows written meanwhile are in it. `long`: values may be
    too long to be read.
    """

    schema: str
    table: str
    start: int | None = None
    end: int | None = None
    long: bool = True

    @property
    def token(self) -> str:
        """The piece as the text that another process can read."""
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, token: str) -> Piece:
        """Raises UsageError when the token is not one of ours."""
        try:
            return cls(**json.loads(token))
        except (TypeError, ValueError):
            raise UsageError("a partition token that this reader did not make") from None


def cut(connection: Connection, table: Table, container: Container, target: int) -> list[Partition]:
    """The pieces of a table, of about `target` bytes each; TOAST is spread evenly over them."""
    with connection.cursor(row_factory=class_row(_Leaf)) as cursor:
        leaves = cursor.execute(
            _LEAVES, {"table": table.oid, "partitioned": table.partitioned, "stored": STORED}
        ).fetchall()
    if not leaves or not all(leaf.readable for leaf in leaves):
        # A role may read partitions through their parent only: then they cannot be told apart.
        whole = Piece(table.schema, table.table)
        return [Partition(container, whole.token, sum(leaf.bytes for leaf in leaves))]
    if connection.info.server_version < _TID_RANGES:
        target = sys.maxsize  # each piece would read the whole table
    return [p for leaf in leaves for p in _cut_leaf(leaf, container, target)]


def _cut_leaf(leaf: _Leaf, container: Container, target: int) -> Iterator[Partition]:
    count = max(1, min(leaf.blocks, -(-leaf.bytes // max(target, 1))))
    bounds = [leaf.blocks * i // count for i in range(count)]
    for i, start in enumerate(bounds):
        end = bounds[i + 1] if i + 1 < count else None
        piece = Piece(leaf.schema, leaf.table, start or None, end, leaf.long)
        yield Partition(container, piece.token, leaf.bytes // count)


def read_batches(
    connections: BulkConnections,
    table: Table,
    partition: Partition,
    fields: Sequence[str],
    long_cells: LongCells,
    *,
    keys: bool = True,
) -> Iterator[pa.RecordBatch]:
    """The records of a piece, key first, in batches of at most 8 MB and 64 k rows. A value that is
    too long is null, and counted.
    """
    piece, columns = Piece.parse(partition.token), _chosen(table, fields)
    marked = [c for c in columns if can_be_long(c)] if piece.long else []
    statement = _statement(table, piece, columns, marked, keys=keys)
    hint = {adbc.StatementOptions.BATCH_SIZE_HINT_BYTES.value: str(_BATCH_BYTES)}
    with connections.lend(table.name) as connection, closing(connection.cursor()) as cursor:
        cursor.adbc_statement.set_options(**hint)
        cursor.execute(statement)
        with closing(cursor.fetch_record_batch()) as stream:
            for batch in stream:
                if marked:
                    names = [c.name for c in marked]
                    batch = long_cells.taken_out(batch, partition.container, names)
                for start in range(0, batch.num_rows, _BATCH_ROWS):
                    yield batch.slice(start, _BATCH_ROWS)


def _chosen(table: Table, fields: Sequence[str]) -> list[Column]:
    if not fields:
        return [c for c in table.columns if c.type is not FieldType.BINARY]
    known = [table.column(name) for name in fields]
    if any(c is None for c in known):
        raise UsageError(f"{table.name}: a field was asked for that the table does not have")
    return [c for c in known if c is not None]


def _statement(
    table: Table, piece: Piece, columns: Sequence[Column], marked: Sequence[Column], *, keys: bool
) -> str:
    limits = [
        sql.SQL("{} {} '({},0)'::tid").format(
            column("ctid"),
            sql.SQL(operator),
            sql.SQL(str(block)),
        )
        for operator, block in ((">=", piece.start), ("<", piece.end))
        if block is not None
    ]
    whole = table.partitioned and piece.table == table.table and piece.schema == table.schema
    statement = sql.SQL("SELECT {} FROM {}{}.{} AS {}{}").format(
        comma(_selected(table, columns, marked, keys=keys)),
        sql.SQL("" if whole else "ONLY "),
        Name(piece.schema),
        Name(piece.table),
        ROW,
        sql.SQL(" WHERE {}").format(sql.SQL(" AND ").join(limits)) if limits else sql.SQL(""),
    )
    # ADBC knows no `%` placeholders, for which names have theirs doubled.
    return statement.as_string().replace("%%", "%")


def _selected(
    table: Table, columns: Sequence[Column], marked: Sequence[Column], *, keys: bool
) -> Iterator[sql.Composable]:
    if keys:
        yield sql.SQL("{} AS {}").format(key_text(table), Name(KEY_COLUMN))
    for c in columns:
        value = unless_long(c, _arrow_value(c)) if c in marked else _arrow_value(c)
        yield sql.SQL("{} AS {}").format(value, Name(c.name))
    if marked:
        yield mark([(c, _arrow_value(c)) for c in marked])


def _arrow_value(of: Column) -> sql.Composed:
    if of.type is FieldType.INTEGER:
        return sql.SQL("{}::int8").format(column(of.name))
    if of.type is FieldType.BINARY:
        return sql.SQL("NULL::text").format()
    if of.shape is Shape.NESTED:
        return sql.SQL("to_jsonb({})::text").format(column(of.name))
    return canonical(of)
