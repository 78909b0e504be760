"""What would make steps fail, found by asking and changing nothing.

The changed rows are built by the server (`jsonb_populate_record`) and held against its own
constraints, so that a mask is judged by the database's rules and not by a copy of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from eraser.model.outcome import Kind, Obstacle
from eraser.model.plan import Step
from eraser_postgres.cascade import referencing, unseen
from eraser_postgres.catalogue import Catalogue, ForeignKey, Table
from eraser_postgres.changes import change_parameters, changed_row
from eraser_postgres.connection import Connection
from eraser_postgres.items import Item, by_table, sort_out
from eraser_postgres.masks import mask_obstacles
from eraser_postgres.names import ROW
from eraser_postgres.rows import Wanted, castable
from eraser_postgres.transaction import refusal_words

_RIGHTS = """
SELECT pg_is_in_recovery() AS standby,
       has_table_privilege(%(table)s::oid, 'DELETE') AS may_delete,
       has_any_column_privilege(%(table)s::oid, 'UPDATE') AS may_lock,
       ARRAY(SELECT wanted.name FROM unnest(%(columns)s::text[]) AS wanted(name)
              WHERE NOT has_column_privilege(%(table)s::oid, wanted.name, 'UPDATE')) AS closed
"""

_COUNTED = 1000
"""So many unplanned references are counted; then it is `at least`."""


@dataclass(frozen=True, slots=True)
class _Rights:
    standby: bool
    may_delete: bool
    may_lock: bool
    closed: list[str]


def preflight(
    connection: Connection, catalogue: Catalogue, steps: Sequence[Step]
) -> tuple[Obstacle, ...]:
    """All obstacles, those of one kind told once for each table, at the first step concerned."""
    items, impossible = sort_out(catalogue, steps)
    obstacles = [
        Obstacle(name, outcome.why, "make the plan again") for name, outcome in impossible.items()
    ]
    for table, members in by_table(items):
        obstacles += _table_obstacles(connection, table, members)
        obstacles += _reference_obstacles(connection, catalogue, table, members, items)
        obstacles += _value_obstacles(connection, catalogue, table, members, items)
    order = {step.id: at for at, step in enumerate(steps)}
    return tuple(sorted(obstacles, key=lambda o: order[o.step]))


def _table_obstacles(
    connection: Connection, table: Table, items: Sequence[Item]
) -> Iterator[Obstacle]:
    """Rights, a standby, row-level security."""
    columns = sorted({field for item in items for field in item.fields})
    with connection.cursor(row_factory=class_row(_Rights)) as cursor:
        rights = cursor.execute(_RIGHTS, {"table": table.oid, "columns": columns}).fetchone()
    if rights is None:
        return
    first = items[0].step.id
    deletion = next((i.step.id for i in items if i.deletes), None)
    if rights.standby:
        yield Obstacle(first, "the server is a standby", "connect to the primary")
    if deletion is not None and not rights.may_delete:
        yield Obstacle(
            deletion, f"no right to delete in {table.name}", "GRANT DELETE on it", Kind.RIGHTS
        )
    if not rights.may_lock:
        yield Obstacle(
            first,
            f"no right to lock rows of {table.name}",
            "GRANT UPDATE on it, or on one of its columns",
            Kind.RIGHTS,
        )
    for item in items:
        closed = sorted(set(item.fields) & set(rights.closed))
        if closed:
            why = f"no right to change {', '.join(closed)} of {table.name}"
            yield Obstacle(item.step.id, why, "GRANT UPDATE on these columns", Kind.RIGHTS)
            break
    if table.hides_rows:
        yield Obstacle(
            first,
            f"row-level security hides rows of {table.name} from this role",
            "use a role that has BYPASSRLS, or the owner without FORCE ROW LEVEL SECURITY",
            Kind.RIGHTS,
        )


_LET_READ = "let the role read that table"


def _reference_obstacles(
    connection: Connection,
    catalogue: Catalogue,
    table: Table,
    members: Sequence[Item],
    items: Sequence[Item],
) -> Iterator[Obstacle]:
    """Rows that reference what is to be deleted, and that the plan forgets."""
    doomed = [i for i in members if i.deletes]
    wanted = Wanted.keys(table)
    if not doomed or not castable(connection, wanted, [i.key for i in doomed]):
        return
    for foreign in catalogue.pointing_at(table.name):
        source = catalogue.tables.get(foreign.source)
        if source is None or source.hides_rows:
            yield Obstacle(doomed[0].step.id, unseen(foreign), _LET_READ, Kind.RIGHTS)
            continue
        released = {i.place for i in items if i.deletes or set(i.fields) & set(foreign.columns)}
        for item, count in _unplanned(connection, source, foreign, doomed, released, len(items)):
            yield Obstacle(item.step.id, _forgotten(count, foreign), "plan what references it too")


def _unplanned(
    connection: Connection,
    source: Table,
    foreign: ForeignKey,
    doomed: Sequence[Item],
    released: set[tuple[str, tuple[str, ...]]],
    planned: int,
) -> Iterator[tuple[Item, int]]:
    """The first item that such rows reference, with their number. Halving finds it."""
    keys = [i.key for i in doomed]
    limit = planned + _COUNTED
    found = referencing(connection, source, foreign, doomed[0].table, keys, limit)
    count = sum((source.name, key) not in released for key in found)
    if count == 0:
        return
    rest = list(doomed)
    while len(rest) > 1:
        half = rest[: len(rest) // 2]
        found = referencing(
            connection, source, foreign, half[0].table, [i.key for i in half], limit
        )
        guilty = any((source.name, key) not in released for key in found)
        rest = half if guilty else rest[len(half) :]
    yield rest[0], count


def _forgotten(count: int, foreign: ForeignKey) -> str:
    number = f"at least {_COUNTED}" if count >= _COUNTED else str(count)
    return (
        f"{number} records of {foreign.source} that the plan does not name reference it "
        f"({foreign.name}, on delete: {foreign.on_delete.value})"
    )


def _value_obstacles(
    connection: Connection,
    catalogue: Catalogue,
    table: Table,
    members: Sequence[Item],
    items: Sequence[Item],
) -> Iterator[Obstacle]:
    """New values that the table would not take."""
    changing = [i for i in members if not i.deletes and i.fields]
    nulled = [(i, c) for i in changing for c in i.columns if not c.nullable and i.nulls([c.name])]
    for item, column in nulled:
        why = f"column {column.name} of {table.name} must not be null"
        yield Obstacle(item.step.id, why, "mask it instead")
    hopeless = {item.step.id for item, _ in nulled}
    rest = [i for i in changing if i.step.id not in hopeless]
    fitting = []
    for item, why in _refused_by_type(connection, table, rest):
        if why:
            yield Obstacle(item.step.id, why, "choose a mask that fits the column")
        else:
            fitting.append(item)
    if fitting:
        doomed = [i.key for i in members if i.deletes]
        yield from mask_obstacles(connection, catalogue, table, fitting, doomed)


def _refused_by_type(
    connection: Connection, table: Table, items: Sequence[Item]
) -> Iterator[tuple[Item, str]]:
    """Each item with why the server cannot make its changed row; empty when it can."""
    statement = sql.SQL("SELECT count({}) FROM {} AS {}, {} WHERE {}").format(
        changed_row(),
        table.sql,
        ROW,
        Wanted.keys(table).given(("step", "change")),
        Wanted.keys(table).condition(),
    )

    def tried(some: Sequence[Item]) -> str:
        try:
            with connection.transaction():
                connection.execute(statement, change_parameters(some))
        except (psycopg.DataError, psycopg.IntegrityError) as error:
            return refusal_words(error)
        return ""

    yield from _narrowed(items, tried)


def _narrowed(
    items: Sequence[Item], tried: Callable[[Sequence[Item]], str]
) -> Iterator[tuple[Item, str]]:
    if not items:
        return
    why = tried(items)
    if not why or len(items) == 1:
        yield from ((item, why) for item in items)
        return
    half = len(items) // 2
    yield from _narrowed(items[:half], tried)
    yield from _narrowed(items[half:], tried)
