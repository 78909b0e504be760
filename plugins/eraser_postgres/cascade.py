"""What a deletion would reach beyond its own rows, through foreign keys that act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from eraser.model.place import OnDelete
from eraser_postgres.catalogue import Catalogue, ForeignKey, Table
from eraser_postgres.connection import Connection
from eraser_postgres.items import Item, Key, Place
from eraser_postgres.names import ROW, column, comma
from eraser_postgres.rows import Wanted, key_text, texts

_STRAYS = 1000
"""So many rows that no plan names are counted; then it is `at least`."""


@dataclass(frozen=True, slots=True)
class Reach:
    """`gone`: planned records that go as a consequence. `stray`: why it must not be done."""

    gone: frozenset[Place] = frozenset()
    stray: str = ""


def reach(
    connection: Connection, catalogue: Catalogue, run: Sequence[Item], pending: Sequence[Item]
) -> Reach:
    """Follow what deleting the rows of `run` sets in motion, as far as it goes.

    `pending` are all items of the group not yet done, those of `run` among them. A row that is
    reached must be deleted by the plan too, or be set to null by it where the store does that.
    """
    deletes = {i.place for i in pending if i.deletes}
    updates = {i.place: i for i in pending if not i.deletes}
    start = {i.place for i in run}
    gone: set[Place] = set()
    frontier: list[tuple[Table, list[Key]]] = [(run[0].table, [i.key for i in run])]
    while frontier:
        target, keys = frontier.pop()
        for foreign in (k for k in catalogue.pointing_at(target.name) if k.acts):
            source = catalogue.tables.get(foreign.source)
            if source is None or source.hides_rows:
                return Reach(stray=unseen(foreign))
            found = referencing(connection, source, foreign, target, keys, len(pending) + _STRAYS)
            places = [(source.name, key) for key in found]
            strays = [p for p in places if not _foreseen(p, foreign, deletes, updates)]
            if strays:
                return Reach(stray=_too_far(len(strays), foreign))
            if foreign.on_delete is OnDelete.CASCADE:
                new = [p for p in places if p not in gone and p not in start]
                gone.update(new)
                frontier += [(source, [key for _, key in new])] if new else []
    return Reach(frozenset(gone))


def referencing(
    connection: Connection,
    source: Table,
    foreign: ForeignKey,
    target: Table,
    keys: Iterable[Key],
    at_most: int,
) -> list[Key]:
    """The keys of the rows in `source` that reference the rows of `target` named by `keys`."""
    wanted = Wanted.keys(target)
    statement = sql.SQL(
        "SELECT {} FROM {} AS {} WHERE ({}) IN (SELECT {} FROM {} AS {} WHERE {}) LIMIT %(at_most)s"
    ).format(
        key_text(source),
        source.sql,
        ROW,
        comma(column(c) for c in foreign.columns),
        comma(column(c) for c in foreign.target_columns),
        target.sql,
        ROW,
        wanted.condition(),
    )
    parameters = {**wanted.parameters(list(keys)), "at_most": at_most}
    return [texts(key) for (key,) in connection.execute(statement, parameters)]


def unseen(foreign: ForeignKey) -> str:
    """Why a reference from rows that the role cannot see stops a deletion."""
    return (
        f"{foreign.source} references it ({foreign.name}), and this role cannot see all rows "
        "there: it might reach further than planned"
    )


def _foreseen(
    place: Place, foreign: ForeignKey, deletes: set[Place], updates: Mapping[Place, Item]
) -> bool:
    if place in deletes:
        return True
    nulled = updates.get(place)
    sets_null = foreign.on_delete is OnDelete.SET_NULL
    return sets_null and nulled is not None and nulled.nulls(foreign.columns)


def _too_far(count: int, foreign: ForeignKey) -> str:
    number = f"at least {_STRAYS}" if count >= _STRAYS else str(count)
    doing = {
        OnDelete.CASCADE: "cascade to",
        OnDelete.SET_NULL: "set to null a reference in",
        OnDelete.SET_DEFAULT: "set to a default a reference in",
    }[foreign.on_delete]
    return (
        f"deleting would {doing} {number} records of {foreign.source} that the plan does not name "
        f"({foreign.name})"
    )
