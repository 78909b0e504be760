"""After a crash: what of a group is in the store."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from eraser.model.outcome import Applied, Effect, NotApplied, Unclear
from eraser.model.plan import Step
from eraser_postgres.catalogue import Catalogue
from eraser_postgres.changes import Versions, in_place, lock
from eraser_postgres.connection import Connection
from eraser_postgres.items import NO_TABLE, Item, Place, by_table, sort_out
from eraser_postgres.names import ROW

_CHANGED = "somebody else changed the record meanwhile"


def probe(
    connection: Connection, catalogue: Catalogue, group: Sequence[Step]
) -> tuple[Effect, ...]:
    """The effect of each step.

    Takes share locks, and so waits for a transaction of the killed process that may still be
    about to commit; an answer without them could be outdated before it is read.
    """
    items, impossible = sort_out(catalogue, group)
    versions = lock(connection, items, to_change=False)
    present = in_place(connection, [i for i in items if not i.deletes and i.place in versions])
    removed = {i.place for i in items if i.deletes and i.place not in versions}
    twins = _twins(connection, [i for i in items if i.place in removed and i.table.keyless])
    effects = {i.step.id: _effect(i, versions, present, removed - twins) for i in items}
    return tuple(
        effects.get(s.id) or Unclear(s.id, getattr(impossible.get(s.id), "why", NO_TABLE))
        for s in group
    )


def _effect(item: Item, versions: Versions, present: set[str], removed: set[Place]) -> Effect:
    step = item.step.id
    if item.place in removed or step in present:
        return Applied(step)
    if versions.get(item.place) == item.step.version:
        return NotApplied(step)
    if item.place in versions:
        return Unclear(step, _CHANGED)
    where = "a table without a key does not tell where" if item.table.keyless else "by somebody"
    return Unclear(step, f"the record is gone, or has moved: {where}")


def _twins(connection: Connection, items: Sequence[Item]) -> set[Place]:
    """Records of tables without a key that are not in their place, while a row like them is.

    They may have been moved by VACUUM FULL, so it would be wrong to say that they are gone.
    """
    moved: set[Place] = set()
    for table, members in by_table(items):
        statement = sql.SQL(
            "SELECT DISTINCT md5(({0}.*)::text) FROM {1} AS {0}"
            " WHERE md5(({0}.*)::text) = ANY (%(digests)s::text[])"
        ).format(ROW, table.sql)
        digests = {i.place: i.step.version.rpartition(":")[2] for i in members}
        rows = connection.execute(statement, {"digests": list(digests.values())})
        there = {str(found) for (found,) in rows}
        moved |= {place for place, own in digests.items() if own in there}
    return moved
