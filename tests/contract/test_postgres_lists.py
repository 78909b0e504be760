"""References that a list holds: each element may lead to a record."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from eraser.demo.servers.postgres import PostgresServer
from tests.contract.postgres_world import World


@pytest.fixture
def world(postgres_server: PostgresServer) -> Iterator[World]:
    database = postgres_server.new_database()
    yield World(database)
    postgres_server.drop_database(database)


def test_a_list_is_selected_by_each_of_its_elements(world: World) -> None:
    world.sql(
        "CREATE TABLE lists (id int PRIMARY KEY, owners int[], names text[])",
        "INSERT INTO lists VALUES (1, '{7,8}', '{a}'), (2, '{7}', null), (3, '{78}', '{}')",
    )
    assert [r.ref.key for r in world.select("public.lists", "owners", "7", "9")] == [("1",), ("2",)]
    assert [r.ref.key for r in world.select("public.lists", "owners[]", "8")] == [("1",)]
    assert [r.ref.key for r in world.select("public.lists", "names", "a", "{a}")] == [("1",)]
