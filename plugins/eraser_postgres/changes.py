"""The statements that lock, compare and change rows; each for many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from psycopg import sql

from eraser_postgres.catalogue import Column, Table
from eraser_postgres.connection import Connection
from eraser_postgres.items import Item, Key, by_table
from eraser_postgres.names import ROW, Name, all_of, column, comma
from eraser_postgres.rows import Wanted, castable, key_text, texts, version_text

Versions = dict[tuple[str, Key], str]
"""The present version of each record that is there, by place."""


def lock(connection: Connection, items: Sequence[Item], *, to_change: bool) -> Versions:
    """Lock the rows of the items and tell their versions. Waits for whoever holds them.

    `to_change` takes the lock of a DELETE, otherwise one that only waits for changes to end.
    """
    strength = sql.SQL("FOR UPDATE" if to_change else "FOR SHARE")
    versions: Versions = {}
    for table, members in by_table(items):
        wanted = Wanted.keys(table)
        keys = castable(connection, wanted, sorted({i.key for i in members}))
        if not keys:
            continue
        statement = sql.SQL("SELECT {}, {} FROM {} AS {} WHERE {} ORDER BY 1 {} OF {}").format(
            key_text(table),
            version_text(table),
            table.sql,
            ROW,
            wanted.condition(),
            strength,
            ROW,
        )
        for key, version in connection.execute(statement, wanted.parameters(keys)):
            versions[table.name, texts(key)] = str(version)
    return versions


def in_place(connection: Connection, items: Sequence[Item]) -> set[str]:
    """The ids of the UPDATE steps whose changes are all in their records already."""
    ordered = sorted(items, key=lambda i: (i.table.name, i.fields))
    found: set[str] = set()
    for _, group in groupby(ordered, key=lambda i: (i.table.name, i.fields)):
        members = list(group)
        table = members[0].table
        same = (
            sql.SQL('{}::text COLLATE "C" IS NOT DISTINCT FROM {}::text').format(
                column(c.name), _new(c)
            )
            for c in members[0].columns
        )
        statement = sql.SQL("SELECT wanted.step FROM {} AS {}, {} WHERE {}").format(
            table.sql,
            ROW,
            Wanted.keys(table).given(("step", "change")),
            all_of([is_wanted(table), *same]),
        )
        rows = connection.execute(statement, change_parameters(members))
        found |= {str(step) for (step,) in rows}
    return found


def delete(connection: Connection, run: Sequence[Item]) -> int:
    """Delete the rows of one run; answers how many went by this statement itself."""
    table = run[0].table
    wanted = Wanted.keys(table)
    statement = sql.SQL("DELETE FROM {} AS {} WHERE {}").format(table.sql, ROW, wanted.condition())
    return connection.execute(statement, wanted.parameters([i.key for i in run])).rowcount


def update(connection: Connection, run: Sequence[Item]) -> int:
    """Set the fields of one run, each row to its own values; answers how many were set."""
    table = run[0].table
    settings = comma(sql.SQL("{} = {}").format(Name(c.name), _new(c)) for c in run[0].columns)
    statement = sql.SQL("UPDATE {} AS {} SET {} FROM {} WHERE {}").format(
        table.sql,
        ROW,
        settings,
        Wanted.keys(table).given(("step", "change")),
        is_wanted(table),
    )
    return connection.execute(statement, change_parameters(run)).rowcount


def changed_row() -> sql.Composed:
    """The row as it would be after its change: the server casts JSON to the columns' types.

    The present row is the default for all other columns, so that domains without null hold.
    """
    return sql.SQL("jsonb_populate_record({}.*, wanted.change::jsonb)").format(ROW)


def _new(of: Column) -> sql.Composed:
    return sql.SQL("({}).{}").format(changed_row(), Name(of.name))


def is_wanted(table: Table) -> sql.Composed:
    """Joins a row with its own line of `wanted`; the first half lets an index be used."""
    wanted = Wanted.keys(table)
    own = (
        operand.equal(column(name, Name("wanted")), name)
        for operand, name in zip(wanted.operands, wanted.names, strict=True)
    )
    return all_of([wanted.condition(), *own])


def change_parameters(items: Sequence[Item]) -> dict[str, object]:
    """Keys, step ids and changes of the items, for a statement over `wanted`."""
    return {
        **Wanted.keys(items[0].table).parameters([i.key for i in items]),
        "step": [i.step.id for i in items],
        "change": [i.document for i in items],
    }
