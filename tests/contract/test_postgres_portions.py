"""Of a table that serves several controllers the server gives out one controller's rows only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from eraser.contract.testing import needle
from eraser.demo.servers.postgres import PostgresServer
from eraser.errors import StoreError
from eraser.model.place import Container
from eraser.model.portion import Portion
from eraser_postgres.reader import StoreReader
from tests.contract.postgres_world import STORE, World

TABLE = Container(STORE, "public.flat")
PHONE = needle("22124444", "phone")

EVERYWHERE = """
    CREATE TABLE flat (id text PRIMARY KEY, phone text, manager varchar(9), house int,
                       doc jsonb, loose json, tags text[], worth money)"""
ROWS = [
    """INSERT INTO flat VALUES ('a-1', '22124444', 'LV1', 7, '{"m": [{"of": "LV1"}]}',
        '{"m": "LV1"}', '{x,LV1}', 5)""",
    """INSERT INTO flat VALUES ('b-1', '22124444', 'LV2', 70, '{"m": [[{"of": "LV2"}]]}',
        '{"m": "LV2", "odd": "\\u0000"}', '{LV2}', 50)""",
    "INSERT INTO flat VALUES ('c-1', '22124444')",
]


@pytest.fixture(scope="module")
def world(postgres_server: PostgresServer) -> Iterator[World]:
    database = postgres_server.new_database()
    made = World(database)
    made.sql(EVERYWHERE, *ROWS)
    yield made
    postgres_server.drop_database(database)


def keys(reader: StoreReader, portion: Portion) -> list[str]:
    return sorted(r.ref.key[0] for r in reader.find(TABLE, [PHONE], portion))


@pytest.mark.parametrize(
    ("field", "first", "second"),
    [
        ("manager", "LV1", "LV2"),
        ("house", "7", "70"),
        ("doc.m[].of", "LV1", "LV2"),
        ("loose.m", "LV1", "LV2"),
        ("tags", "LV1", "LV2"),
        ("tags[]", "LV1", "LV2"),
        ("worth", "5.00", "50.00"),
    ],
)
def test_a_controller_is_told_by_any_kind_of_column(
    world: World, field: str, first: str, second: str
) -> None:
    with world.reader() as reader:
        assert keys(reader, Portion(field, (first,))) == ["a-1"]
        assert keys(reader, Portion(field, (second, "東京", "none"))) == ["b-1"]
        assert keys(reader, Portion(field, (first, second))) == ["a-1", "b-1"]


UNREADABLE = (
    "CREATE TYPE whose AS ENUM ('ours', 'theirs')",
    """CREATE FUNCTION told(whose) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
         IF $1 = 'theirs' THEN RAISE 'read'; END IF; RETURN 'ours'; END $$""",
    "CREATE CAST (whose AS text) WITH FUNCTION told(whose)",
    "CREATE TABLE letter (id text PRIMARY KEY, phone text, manager text, it whose)",
    "INSERT INTO letter VALUES ('a-1', '22124444', 'LV1', 'ours')",
    "INSERT INTO letter VALUES ('b-1', '22124444', 'LV2', 'theirs')",
)
"""A table of which another controller's rows cannot be read without the server's failing."""


def test_rows_of_other_controllers_are_not_read_by_the_server(world: World) -> None:
    world.sql(*UNREADABLE)
    letters = Container(STORE, "public.letter")
    with world.reader() as reader:
        with pytest.raises(StoreError):
            list(reader.find(letters, [PHONE]))
        for portion in (Portion("manager", ("LV1",)), Portion(prefixes=("a-",))):
            found = list(reader.find(letters, [PHONE], portion))
            found += reader.select(letters, ("phone",), [("22124444",)], portion)
            assert [r.ref.key for r in found] == [("a-1",), ("a-1",)]
