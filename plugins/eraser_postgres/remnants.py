"""What the server still keeps of erased rows: old row versions, the log, replicas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from psycopg.rows import class_row

from eraser.model.outcome import Remnant
from eraser_postgres.connection import Connection

_DEAD = """
SELECT sum(coalesce(s.n_dead_tup, 0))::int8 AS dead
  FROM (SELECT %(table)s::oid AS oid UNION SELECT relid FROM pg_partition_tree(%(table)s::oid)) t
  LEFT JOIN pg_stat_user_tables s ON s.relid = t.oid
"""

_KEEPERS = """
SELECT current_setting('archive_mode') <> 'off' AS archived,
       (SELECT count(*) FROM pg_replication_slots WHERE slot_type = 'physical') AS physical,
       (SELECT count(*) FROM pg_replication_slots WHERE slot_type = 'logical') AS logical,
       (SELECT count(*) FROM pg_publication) AS publications
"""


@dataclass(frozen=True, slots=True)
class _Dead:
    dead: int


@dataclass(frozen=True, slots=True)
class _Keepers:
    archived: bool
    physical: int
    logical: int
    publications: int


def table_remnants(connection: Connection, oid: int, container: str) -> Iterable[Remnant]:
    """Row versions that no query shows and the table's file still holds.

    From the statistics, which follow a change by up to a second.
    """
    with connection.cursor(row_factory=class_row(_Dead)) as cursor:
        found = cursor.execute(_DEAD, {"table": oid}).fetchone()
    if found is not None and found.dead > 0:
        yield Remnant(
            container,
            f"about {found.dead} dead row versions in the table's file",
            "until VACUUM of the table; autovacuum does it in its own time",
        )


def server_remnants(connection: Connection, store: str) -> Iterable[Remnant]:
    """Copies that the whole server keeps or sends away, whatever the table."""
    with connection.cursor(row_factory=class_row(_Keepers)) as cursor:
        keeps = cursor.execute(_KEEPERS).fetchone()
    if keeps is None:
        return
    if keeps.archived:
        yield Remnant(
            store,
            "the write-ahead log is archived: archived files hold the rows as they were",
            "until the archive's own retention ends; replay the erasure after a restore",
        )
    if keeps.physical:
        yield Remnant(
            store,
            f"{keeps.physical} physical replication slots: log files are kept for standbys",
            "until the standbys have read them; an abandoned slot keeps them for ever",
        )
    if keeps.logical or keeps.publications:
        yield Remnant(
            store,
            f"logical replication ({keeps.publications} publications, {keeps.logical} slots): "
            "subscribers hold copies of their own",
            "until they have applied the deletion, if they apply deletions; look there too",
        )
