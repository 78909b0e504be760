"""What a PostgreSQL database tells of itself: keys, references, missing rights, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from eraser.contract.settings import StoreSettings
from eraser.demo.servers.postgres import PostgresServer
from eraser.errors import (
    ConfigError,
    RightsMissingError,
    StoreUnreachableError,
)
from eraser.model.place import Container, OnDelete
from eraser_postgres.reader import StoreReader
from tests.contract.postgres_world import STORE, World


@pytest.fixture
def world(postgres_server: PostgresServer) -> Iterator[World]:
    database = postgres_server.new_database()
    yield World(database)
    postgres_server.drop_database(database)


def test_a_key_is_the_primary_key_else_the_smallest_unique_index_else_the_place(
    world: World,
) -> None:
    world.sql(
        "CREATE TABLE a (x int, y int, id int, PRIMARY KEY (y, x), UNIQUE (id))",
        "CREATE TABLE b (x int NOT NULL, y int NOT NULL, z int UNIQUE, UNIQUE (y, x))",
        "CREATE UNIQUE INDEX ON b (x) WHERE y > 0",
        "CREATE TABLE c (x int UNIQUE)",
        "CREATE TABLE d (x int) PARTITION BY LIST (x)",
    )
    with world.reader() as reader:
        schemas = {s.container.name: s for s in reader.describe()}
    keys = {name: s.key for name, s in schemas.items()}
    assert keys == {
        "public.a": ("y", "x"),
        "public.b": ("y", "x"),
        "public.c": ("ctid",),
        "public.d": ("tableoid", "ctid"),
    }
    assert "no primary key" in " ".join(schemas["public.c"].notes)
    assert [f.writable for f in schemas["public.a"].fields] == [False, False, True]


def test_foreign_keys_are_told_across_schemas_and_to_itself(world: World) -> None:
    world.sql(
        "CREATE SCHEMA hr",
        "CREATE TABLE hr.person (a int, b int, boss_a int, boss_b int, PRIMARY KEY (a, b),"
        " FOREIGN KEY (boss_a, boss_b) REFERENCES hr.person ON DELETE SET NULL DEFERRABLE)",
        "CREATE TABLE pay (id int PRIMARY KEY, pa int NOT NULL, pb int,"
        " FOREIGN KEY (pa, pb) REFERENCES hr.person ON DELETE CASCADE)",
    )
    with world.reader() as reader:
        boss, pay = reader.references()
    assert (boss.source, boss.fields, boss.target, boss.target_fields) == (
        Container(STORE, "hr.person"),
        ("boss_a", "boss_b"),
        Container(STORE, "hr.person"),
        ("a", "b"),
    )
    assert (boss.on_delete, boss.nullable, boss.deferrable) == (OnDelete.SET_NULL, True, True)
    assert (pay.on_delete, pay.nullable, pay.enforced) == (OnDelete.CASCADE, False, True)


def test_what_cannot_be_read_is_told_with_its_reason(world: World) -> None:
    world.sql(
        "CREATE TABLE open (id int PRIMARY KEY)",
        "CREATE TABLE ruled (id int PRIMARY KEY)",
        "ALTER TABLE ruled ENABLE ROW LEVEL SECURITY",
        "CREATE VIEW glass AS SELECT * FROM open",
    )
    with world.reader() as reader:
        names = [s.container.name for s in reader.describe()]
        reasons = {n.container.name: n.reason for n in reader.not_read()}
    assert names == ["public.open", "public.ruled"]
    assert set(reasons) == {"public.ruled"}
    assert "row-level security" in reasons["public.ruled"]


def test_a_table_without_the_right_to_read_is_told(world: World) -> None:
    world.sql(
        "CREATE TABLE mine (id int PRIMARY KEY)",
        f"CREATE ROLE stranger_{world.database.name} LOGIN PASSWORD 'x'",
        admin=True,
    )
    parts = urlsplit(world.database.admin_url)
    netloc = f"stranger_{world.database.name}:x@{parts.netloc.rpartition('@')[2]}"
    url = parts._replace(netloc=netloc).geturl()
    try:
        with StoreReader(StoreSettings(STORE, {"url": url})) as reader:
            assert reader.describe() == ()
            assert [n.container.name for n in reader.not_read()] == ["public.mine"]
    finally:
        world.sql(f"DROP ROLE stranger_{world.database.name}", admin=True)


def test_schemas_and_exclude_limit_what_is_described(world: World) -> None:
    world.sql(
        "CREATE SCHEMA a",
        "CREATE TABLE a.kept (id int PRIMARY KEY)",
        "CREATE TABLE a.tmp_1 (id int PRIMARY KEY)",
        "CREATE TABLE other (id int PRIMARY KEY)",
    )
    with world.reader(schemas=["a"], exclude=["*.tmp_*"]) as reader:
        assert [s.container.name for s in reader.describe()] == ["a.kept"]


def test_a_slow_statement_is_an_unreachable_store_and_tells_no_value(world: World) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY, a text)",
        "INSERT INTO t SELECT i, repeat('x', 1000) FROM generate_series(1, 100000) AS i",
    )
    container = Container(STORE, "public.t")
    with world.reader(statement_timeout="1ms") as reader:
        with pytest.raises(StoreUnreachableError) as caught:
            list(reader.select(container, ("a",), [("a secret",)]))
        with pytest.raises(StoreUnreachableError):
            (piece,) = reader.partitions(container, 1 << 40)
            list(reader.batches(piece))
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_wrong_password_and_a_missing_server_are_told_apart(world: World) -> None:
    wrong = world.database.reader_url.replace(":", ":not", 2).replace(":not//", "://", 1)
    with StoreReader(StoreSettings(STORE, {"url": wrong})) as reader:
        with pytest.raises(RightsMissingError) as caught:
            reader.describe()
    assert "not" not in str(caught.value).replace("password", "")
    with StoreReader(StoreSettings(STORE, {"url": "postgresql://127.0.0.1:1/x"})) as reader:
        with pytest.raises(StoreUnreachableError):
            reader.describe()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"url": "postgresql://host/db?colour=blue"},
        {"url": "host=x", "statement_timeout": "15"},
        {"url": "host=x", "lock_timeout": "-1s"},
    ],
)
def test_a_bad_option_is_refused_at_once(options: dict[str, object]) -> None:
    with pytest.raises(ConfigError) as caught:
        StoreReader(StoreSettings(STORE, options))
    assert "stores.pg" in str(caught.value)
    assert "colour" not in str(caught.value)
