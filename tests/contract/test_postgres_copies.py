"""A materialised view is scanned like a table, and told to be refreshed after an erasure."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from eraser.demo.servers.postgres import PostgresServer
from eraser.model.place import Container, ContainerSchema
from tests.contract.postgres_world import STORE, World


@pytest.fixture
def world(postgres_server: PostgresServer) -> Iterator[World]:
    database = postgres_server.new_database()
    yield World(database)
    postgres_server.drop_database(database)


def of(name: str) -> Container:
    return Container(STORE, f"public.{name}")


def test_a_materialised_view_is_read_like_a_table_and_names_the_tables_behind_it(
    world: World,
) -> None:
    world.sql(
        "CREATE TABLE person (id int PRIMARY KEY, mail text)",
        "CREATE TABLE bill (id int PRIMARY KEY, person int) PARTITION BY HASH (id)",
        "CREATE TABLE bill_0 PARTITION OF bill FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
        "INSERT INTO person SELECT n, 'p' || n || '@example.lv' FROM generate_series(1, 9) n",
        "INSERT INTO bill VALUES (1, 2)",
        "CREATE VIEW glass AS SELECT b.id, p.mail FROM bill b JOIN person p ON p.id = b.person",
        "CREATE MATERIALIZED VIEW one AS SELECT * FROM person",
        "CREATE UNIQUE INDEX ON one (mail)",
        "CREATE MATERIALIZED VIEW two AS SELECT g.* FROM glass g JOIN one ON one.mail = g.mail",
        "CREATE MATERIALIZED VIEW part AS SELECT id FROM bill_0",
        "CREATE MATERIALIZED VIEW alone AS SELECT n FROM generate_series(1, 3) n",
        "CREATE MATERIALIZED VIEW empty AS SELECT * FROM person WITH NO DATA",
        *(f"GRANT SELECT ON {name} TO PUBLIC" for name in ("one", "two", "part", "alone")),
    )
    with world.reader() as reader:
        schemas: dict[Container, ContainerSchema] = {s.container: s for s in reader.describe()}
        assert {c.name: s.repeats for c, s in schemas.items() if s.repeats} == {
            "public.alone": (of("alone"),),
            "public.one": (of("person"),),
            "public.part": (of("bill"),),
            "public.two": (of("bill"), of("person")),
        }
        assert of("empty") not in schemas and reader.not_read() == ()
        assert not any(f.writable for f in schemas[of("one")].fields)
        read = [
            row
            for piece in reader.partitions(of("one"), 1)
            for batch in reader.batches(piece, ("mail",))
            for row in batch.column(1).to_pylist()
        ]
        assert sorted(read) == [f"p{n}@example.lv" for n in range(1, 10)]
        told = {(r.container, r.until) for r in reader.remnants([world.one("public.person", "id",
                                                                           "1").ref])}  # fmt: skip
    for name in ("public.one", "public.two"):
        assert (f"{STORE}/{name}", f"until REFRESH MATERIALIZED VIEW {name}") in told
    assert not any("part" in container for container, _ in told)
