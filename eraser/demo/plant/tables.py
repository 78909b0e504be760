"""The company's database: rows by COPY, keys and indexes afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from importlib.resources import files
from itertools import chain, islice
from typing import TYPE_CHECKING

from eraser.demo.world.places import Place
from eraser.demo.world.record import Planted
from eraser.demo.world.world import World
from eraser.errors import StoreError
from eraser.progress import Progress, Silent

if TYPE_CHECKING:
    from psycopg import Connection

_HOUSEHOLDS = 2_000
"""Households whose rows are in memory at a time: about 30,000 rows, 30 MB."""


def plant_postgres(url: str, world: World, progress: Progress | None = None) -> int:
    """Create the company's schemas in a database that has none of them; the number of rows.

    `url` is libpq's, of a role that may create schemas. All or nothing. Raises StoreError when
    one of the schemas is there already.
    """
    import psycopg

    progress = progress or Silent()
    progress.start("planting crm", world.persons)
    try:
        with psycopg.connect(url) as connection:
            connection.execute(_sql("schema.sql"))
            rows = _copy(connection, world.decoys())
            households = world.households()
            while homes := list(islice(households, _HOUSEHOLDS)):
                rows += _copy(connection, chain.from_iterable(map(world.books.rows, homes)))
                progress.advance(sum(len(home.people) for home in homes))
            connection.execute(_sql("keys.sql"))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ANALYZE")
    except psycopg.errors.DuplicateSchema:
        raise StoreError(
            "the database already has one of the demo's schemas; plant into an empty database."
        ) from None
    progress.finish()
    return rows


def _sql(name: str) -> bytes:
    return files("eraser.demo").joinpath("files", name).read_bytes()


def _copy(connection: Connection, records: Iterable[Planted]) -> int:
    """Rows by table; in whatever order, because there are no references yet."""
    from psycopg import sql

    by_place: defaultdict[Place, list[Planted]] = defaultdict(list)
    for record in records:
        by_place[record.place].append(record)
    for place, rows in by_place.items():
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(*place.container.split(".")),
            sql.SQL(", ").join(map(sql.Identifier, rows[0].fields)),
        )
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(tuple(row.fields.values()))
    return sum(map(len, by_place.values()))
