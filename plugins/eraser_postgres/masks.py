"""Changed rows held against the constraints of their table: CHECK, UNIQUE, foreign keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from eraser.model.outcome import Obstacle
from eraser_postgres.catalogue import Catalogue, ForeignKey, Table, UniqueIndex
from eraser_postgres.changes import change_parameters, changed_row, is_wanted
from eraser_postgres.connection import Connection
from eraser_postgres.items import Item, Key
from eraser_postgres.names import ROW, Name, all_of, any_of, column, comma
from eraser_postgres.rows import Wanted, key_text

_CHECKS = """
SELECT conname::text AS name, pg_get_expr(conbin, conrelid) AS expression
  FROM pg_constraint WHERE conrelid = %(table)s::oid AND contype = 'c' ORDER BY conname
"""

_NEW = Name("eraser_new")
"""The changed rows of the statement, one line for each item."""

_STEP = sql.SQL("eraser_new.eraser_step")


@dataclass(frozen=True, slots=True)
class _Check:
    name: str
    expression: str


def mask_obstacles(
    connection: Connection,
    catalogue: Catalogue,
    table: Table,
    items: Sequence[Item],
    doomed: Sequence[Key],
) -> Iterator[Obstacle]:
    """What of the items' new values breaks a constraint. `doomed` are keys that will be gone."""
    fields = {field for item in items for field in item.fields}
    yield from _checks(connection, table, items)
    for index in table.unique:
        if fields & set(index.columns):
            yield from _unique(connection, table, index, items, doomed)
    for foreign in catalogue.foreign_keys:
        if foreign.source == table.name and foreign.enforced and fields & set(foreign.columns):
            yield from _dangling(connection, catalogue, table, foreign, items)


def _checks(connection: Connection, table: Table, items: Sequence[Item]) -> Iterator[Obstacle]:
    with connection.cursor(row_factory=class_row(_Check)) as cursor:
        checks = cursor.execute(_CHECKS, {"table": table.oid}).fetchall()
    for check in checks:
        # The server's own text of its own constraint; not input from anywhere else.
        expression = sql.SQL(check.expression.replace("%", "%%"))
        condition = sql.SQL("NOT ({})").format(expression)
        for step in _breaking(connection, table, items, condition):
            why = f"the new value breaks the check constraint {check.name} of {table.name}"
            yield Obstacle(step, why, "choose a mask that the constraint allows")


def _unique(
    connection: Connection,
    table: Table,
    index: UniqueIndex,
    items: Sequence[Item],
    doomed: Sequence[Key],
) -> Iterator[Obstacle]:
    """A new value that another row has and keeps, or that two changed rows would share."""
    touched = [i for i in items if set(i.fields) & set(index.columns)]
    same = all_of(sql.SQL("{} = {}").format(column(c), column(c, _NEW)) for c in index.columns)
    shared = comma(column(c, _NEW) for c in index.columns)
    present = all_of(sql.SQL("{} IS NOT NULL").format(column(c, _NEW)) for c in index.columns)
    condition = any_of(
        [
            sql.SQL(
                "EXISTS (SELECT FROM {} AS {} WHERE {}"
                " AND array_to_string({}, chr(31)) <> ALL (%(leaving)s::text[]))"
            ).format(table.sql, ROW, same, key_text(table)),
            sql.SQL("({} AND eraser_new.eraser_times > 1)").format(present),
        ]
    )
    leaving = [chr(31).join(key) for key in (*doomed, *(i.key for i in touched))]
    for step in _breaking(connection, table, touched, condition, shared, leaving):
        why = f"the new value is not unique ({index.name} of {table.name})"
        yield Obstacle(step, why, "choose a mask that differs from record to record")


def _dangling(
    connection: Connection,
    catalogue: Catalogue,
    table: Table,
    foreign: ForeignKey,
    items: Sequence[Item],
) -> Iterator[Obstacle]:
    """A new reference that leads nowhere."""
    target = catalogue.tables.get(foreign.target)
    touched = [i for i in items if set(i.fields) & set(foreign.columns)]
    if target is None:
        return
    pairs = list(zip(foreign.columns, foreign.target_columns, strict=True))
    same = all_of(sql.SQL("{} = {}").format(column(t), column(s, _NEW)) for s, t in pairs)
    present = all_of(sql.SQL("{} IS NOT NULL").format(column(s, _NEW)) for s, _ in pairs)
    condition = sql.SQL("{} AND NOT EXISTS (SELECT FROM {} AS {} WHERE {})").format(
        present, target.sql, ROW, same
    )
    for step in _breaking(connection, table, touched, condition):
        why = f"the new value references no record of {foreign.target} ({foreign.name})"
        yield Obstacle(step, why, "set the reference to null instead")


def _breaking(
    connection: Connection,
    table: Table,
    items: Sequence[Item],
    condition: sql.Composable,
    shared: sql.Composable = _STEP,
    leaving: Sequence[str] = (),
) -> list[str]:
    """The steps whose changed row fulfils the condition; none where it cannot be evaluated.

    The condition may name the new row's columns, alone or of `eraser_new`; `eraser_times` counts
    the changed rows that agree in `shared`.
    """
    statement = sql.SQL(
        "SELECT eraser_new.eraser_step FROM (SELECT eraser_new.*, count(*) OVER (PARTITION BY {})"
        " AS eraser_times FROM (SELECT changed.*, wanted.step AS eraser_step FROM {} AS {}"
        " JOIN {} ON {} CROSS JOIN LATERAL {} AS changed) AS eraser_new) AS eraser_new WHERE {}"
    ).format(
        shared,
        table.sql,
        ROW,
        Wanted.keys(table).given(("step", "change")),
        is_wanted(table),
        changed_row(),
        condition,
    )
    parameters = {**change_parameters(items), "leaving": list(leaving)}
    try:
        with connection.transaction():
            rows = connection.execute(statement, parameters).fetchall()
    except (psycopg.ProgrammingError, psycopg.NotSupportedError):
        # An expression about system columns, or a type without equality: the server will judge.
        return []
    return [str(step) for (step,) in rows]
