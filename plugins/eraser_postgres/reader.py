"""The reading half: works under a role that can only SELECT."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from types import TracebackType
from typing import TYPE_CHECKING, Self

from psycopg import capabilities, sql

from eraser.contract.read import Partition
from eraser.contract.settings import StoreSettings
from eraser.errors import UsageError
from eraser.model.finding import NotRead
from eraser.model.outcome import Remnant
from eraser.model.place import (
    Container,
    ContainerSchema,
    Record,
    RecordRef,
    Reference,
)
from eraser.model.portion import Portion
from eraser.model.subject import Needle
from eraser_postgres import pieces
from eraser_postgres.bulk import BulkConnections
from eraser_postgres.catalogue import Catalogue, Column, Shape, Table
from eraser_postgres.connection import Connection, Connections, Options
from eraser_postgres.copies import stale_copies
from eraser_postgres.inventory import take_inventory
from eraser_postgres.long_cells import LongCells
from eraser_postgres.names import ROW, all_of
from eraser_postgres.portions import limit
from eraser_postgres.remnants import server_remnants, table_remnants
from eraser_postgres.rows import (
    Operand,
    Parameters,
    Wanted,
    castable,
    record_list,
    record_of,
)
from eraser_postgres.search import Search, spellings

if TYPE_CHECKING:
    import pyarrow as pa

_CHUNK = 1000
"""Keys, or rows of values, per statement."""

_ROWS_AT_ONCE = 200 if capabilities.has_stream_chunked() else 1
"""Rows in memory while an answer is read; libpq before 17 streams them one by one."""


class StoreReader:
    """Reads one PostgreSQL database (13 or later).

    Options: `url`; `schemas` and `exclude` (lists); `statement_timeout` (15min), `lock_timeout`.
    """

    def __init__(self, settings: StoreSettings) -> None:
        self.name = settings.name
        self._options = Options.of(settings)
        self._connections = Connections(self._options, read_only=True)
        self._bulk = BulkConnections(self._options)
        self._known: Catalogue | None = None
        self._not_read: dict[NotRead, None] = {}
        self._long = LongCells()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bulk.close()
        self._connections.close()

    def describe(self) -> tuple[ContainerSchema, ...]:
        """Every table that can be read; what cannot is told by `not_read`."""
        tables = self._look().tables
        return tuple(tables[name].described(self.name) for name in sorted(tables))

    def references(self) -> tuple[Reference, ...]:
        """Foreign keys between tables that can be read."""
        return self._catalogue().references(self.name)

    def partitions(self, container: Container, target_bytes: int) -> Iterator[Partition]:
        """Ranges of blocks, for each partition of a partitioned table by itself."""
        table = self._table(container)
        with self._connections.lend(table.name) as connection:
            yield from pieces.cut(connection, table, container, target_bytes)

    def batches(self, partition: Partition, fields: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """Columnar, through COPY; `bytea` columns are left out, or null when named."""
        table = self._table(partition.container)
        return pieces.read_batches(self._bulk, table, partition, fields, self._long)

    def values(
        self, partition: Partition, fields: Sequence[str] = (), *, keys: bool = False
    ) -> Iterator[pa.RecordBatch]:
        """The same without keys, which cost as much as all numbers of a row. May run in several
        threads: each borrows a connection of its own.
        """
        table = self._table(partition.container)
        return pieces.read_batches(self._bulk, table, partition, fields, self._long, keys=keys)

    def find(
        self, container: Container, needles: Sequence[Needle], portion: Portion | None = None
    ) -> Iterator[Record]:
        """One pass over the table for all needles, folded and compared by the server."""
        catalogue, table = self._catalogue(), self._table(container)
        texts = (t for n in needles for t in (spellings(n) if self._options.indexed else (n.text,)))
        search = Search.of(texts, catalogue.server_encoding)
        if not search.folded or (portion is not None and portion.empty):
            return
        with self._connections.lend(table.name) as connection:
            condition, parameters = search.condition(table), search.parameters()
            yield from self._stream(connection, container, condition, parameters, portion)

    def select(
        self,
        container: Container,
        fields: Sequence[str],
        values: Sequence[Sequence[str]],
        portion: Portion | None = None,
    ) -> Iterator[Record]:
        """By index where there is one. A text that the column's type refuses equals no record."""
        if portion is not None and portion.empty:
            return
        table = self._table(container)
        wanted = Wanted(tuple(_operand(table, field) for field in fields), prefix="value")
        distinct = list(dict.fromkeys(tuple(row) for row in values))
        seen: set[tuple[str, ...]] = set()
        with self._connections.lend(table.name) as connection:
            for start in range(0, len(distinct), _CHUNK):
                rows = castable(connection, wanted, distinct[start : start + _CHUNK])
                for record in self._matching(connection, container, wanted, rows, portion):
                    if len(distinct) <= _CHUNK:
                        yield record
                    elif record.ref.key not in seen:
                        seen.add(record.ref.key)
                        yield record

    def fetch(self, refs: Sequence[RecordRef]) -> Iterator[Record]:
        """One statement per container and thousand keys."""
        by_container = groupby(sorted(set(refs)), key=lambda ref: ref.container)
        for container, group in by_container:
            table = self._table(container)
            wanted = Wanted.keys(table)
            keys = [ref.key for ref in group if len(ref.key) == len(table.key)]
            with self._connections.lend(table.name) as connection:
                for start in range(0, len(keys), _CHUNK):
                    rows = castable(connection, wanted, keys[start : start + _CHUNK])
                    yield from self._matching(connection, container, wanted, rows)

    def remnants(self, refs: Sequence[RecordRef]) -> tuple[Remnant, ...]:
        """Dead row versions of the tables, materialised views that repeat them, then what the
        server as a whole keeps.
        """
        containers = sorted({ref.container for ref in refs})
        found: list[Remnant] = []
        with self._connections.lend("statistics") as connection:
            for container in containers:
                table = self._table(container)
                found.extend(table_remnants(connection, table.oid, str(container)))
                found.extend(stale_copies(self._catalogue().tables, container))
            if containers:
                found.extend(server_remnants(connection, self.name))
        return tuple(found)

    def not_read(self) -> tuple[NotRead, ...]:
        """Tables of other servers, tables without the right to read, rows hidden by policies, cells
        that are too long for a scan.
        """
        return (*self._not_read, *self._long.not_read())

    def _matching(
        self,
        connection: Connection,
        container: Container,
        wanted: Wanted,
        rows: Sequence[Sequence[str]],
        portion: Portion | None = None,
    ) -> Iterator[Record]:
        if rows:
            parameters, condition = wanted.parameters(rows), wanted.condition()
            yield from self._stream(connection, container, condition, parameters, portion)

    def _stream(
        self,
        connection: Connection,
        container: Container,
        condition: sql.Composed,
        parameters: Parameters,
        portion: Portion | None,
    ) -> Iterator[Record]:
        table = self._table(container)
        if portion is not None:
            within = limit(connection, table, portion)
            condition = all_of([within.condition, condition])
            parameters = {**within.parameters, **parameters}
        statement = sql.SQL("SELECT {} FROM {} AS {} WHERE {}").format(
            record_list(table), table.sql, ROW, condition
        )
        # Streamed and not by a server-side cursor: PostgreSQL runs no cursor in parallel.
        with connection.cursor() as cursor:
            for row in cursor.stream(statement, parameters, size=_ROWS_AT_ONCE):
                record = record_of(container, table, row)
                if portion is None or portion.has(record):
                    yield record

    def _catalogue(self) -> Catalogue:
        return self._known or self._look()

    def _look(self) -> Catalogue:
        with self._connections.lend("catalogue") as connection:
            options = self._options
            self._known = take_inventory(
                connection, options.schemas, options.exclude, indexed=options.indexed
            )
        for unread in self._known.unread:
            place = NotRead(Container(self.name, unread.name), unread.name, unread.reason)
            self._not_read[place] = None
        return self._known

    def _table(self, container: Container) -> Table:
        table = self._catalogue().tables.get(container.name) or self._look().tables.get(
            container.name
        )
        if table is None or container.store != self.name:
            raise UsageError(f"{container}: no such table, or it cannot be read.")
        return table


def _operand(table: Table, path: str) -> Operand:
    """The column called `path`, or a path into the document column with the longest name.

    Of a list the elements are compared: each of them may refer to a record.
    """
    exact = table.column(path) or table.column(path.removesuffix("[]"))
    if exact is not None:
        return Operand(exact, "lax $[*]" if exact.shape is Shape.NESTED else None)
    owners = [c for c in table.columns if c.shape is not Shape.SCALAR and _leads(c, path)]
    if not owners:
        raise UsageError(f"{table.name}: no such field")
    owner = max(owners, key=lambda c: len(c.name))
    return Operand(owner, _json_path(path[len(owner.name) :]))


def _leads(of: Column, path: str) -> bool:
    return path.startswith((f"{of.name}.", f"{of.name}[]"))


def _json_path(path: str) -> str:
    """A dotted path as SQL/JSON has it; lax, so that a list is looked into without saying so.

    >>> _json_path(".contacts[].email")
    'lax $."contacts"[*]."email"'
    """
    steps = [part for part in path.replace("[]", ".[]").split(".") if part]
    return "lax $" + "".join("[*]" if s == "[]" else f".{json.dumps(s)}" for s in steps)
