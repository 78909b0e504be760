"""Materialised views: tables that repeat what others held when they were last refreshed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from psycopg.rows import class_row

from eraser.model.outcome import Remnant
from eraser.model.place import Container
from eraser_postgres.catalogue import Table
from eraser_postgres.connection import Connection

_SOURCES = """
WITH RECURSIVE uses AS (
    SELECT DISTINCT r.ev_class AS copy, d.refobjid AS source
      FROM pg_rewrite r
      JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
       AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
), reached AS (
    SELECT u.copy, u.source FROM uses u JOIN pg_class c ON c.oid = u.copy AND c.relkind = 'm'
     UNION
    SELECT r.copy, u.source FROM reached r JOIN uses u ON u.copy = r.source
)
SELECT r.copy::int8 AS copy, array_agg(DISTINCT format('%I.%I', n.nspname, c.relname)) AS sources
  FROM reached r
  JOIN pg_class c ON c.oid = CASE WHEN (SELECT relispartition FROM pg_class WHERE oid = r.source)
                                  THEN pg_partition_root(r.source) ELSE r.source END
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'f')
 GROUP BY r.copy
"""


@dataclass(frozen=True, slots=True)
class _Copy:
    copy: int
    sources: list[str]


def sources(connection: Connection) -> Mapping[int, tuple[str, ...]]:
    """The tables behind each materialised view, by its oid; through views, however many."""
    with connection.cursor(row_factory=class_row(_Copy)) as cursor:
        found = cursor.execute(_SOURCES.encode()).fetchall()
    return {one.copy: tuple(sorted(one.sources)) for one in found}


def stale_copies(tables: Mapping[str, Table], erased: Container) -> Iterator[Remnant]:
    """The materialised views that repeat a table of which records were erased."""
    for name, table in sorted(tables.items()):
        if erased.name in table.repeats:
            yield Remnant(
                f"{erased.store}/{name}",
                f"a materialised view repeats rows of {erased.name} as they were",
                f"until REFRESH MATERIALIZED VIEW {name}",
            )
