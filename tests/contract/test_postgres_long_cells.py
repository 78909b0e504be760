"""A cell that is too long stays in the server: told, counted, and everything else is read."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pytest

from eraser.demo.servers.postgres import PostgresServer
from eraser.model.place import Container
from eraser_postgres.long_cells import LONGEST
from tests.contract.postgres_world import STORE, World

TABLE = Container(STORE, "public.note")


@pytest.fixture
def world(postgres_server: PostgresServer) -> Iterator[World]:
    database = postgres_server.new_database()
    yield World(database)
    postgres_server.drop_database(database)


def test_cells_of_any_type_that_are_too_long_are_null_and_told(world: World) -> None:
    longer = f"repeat('x', {LONGEST + 1})"
    world.sql(
        "CREATE TABLE note (id int PRIMARY KEY, a text, b jsonb, c json, d text[], _long text)",
        f"INSERT INTO note SELECT 1, {longer}, to_jsonb({longer}), to_json({longer}),"
        f" ARRAY[{longer}], 'kept'",
        f"INSERT INTO note VALUES (2, {longer}, '{{}}', '[]', '{{y}}', 'kept')",
        f"INSERT INTO note VALUES (3, repeat('x', {LONGEST}), '{{}}', '[]', '{{y}}', 'kept')",
    )
    with world.reader() as reader:
        (piece,) = reader.partitions(TABLE, 1 << 30)
        read = pa.Table.from_batches(reader.values(piece, ("id", "a", "b", "c", "d", "_long")))
        assert [read.column(n).null_count for n in range(6)] == [0, 2, 1, 1, 1, 0]
        assert len(read.column(1)[2].as_py()) == LONGEST
        told = [(n.container, n.place, n.reason) for n in reader.not_read()]
        assert told == [
            (TABLE, name, f"a cell of over 16 MiB ({count} cells)")
            for name, count in zip("abcd", (2, 1, 1, 1), strict=True)
        ]


def test_a_table_without_long_cells_is_asked_for_none(world: World) -> None:
    world.sql("CREATE TABLE note (id int PRIMARY KEY, a text)", "INSERT INTO note VALUES (1, 'x')")
    with world.reader() as reader:
        (piece,) = reader.partitions(TABLE, 1 << 30)
        assert '"long": false' in piece.token
        (batch,) = list(reader.batches(piece))
        assert batch.schema.names == ["_key", "id", "a"] and reader.not_read() == ()
