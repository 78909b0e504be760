"""What PostgreSQL can put in a reader's way: names, types, locales, broken connections."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from eraser.contract.read import Partition
from eraser.demo.servers.postgres import Database, PostgresServer
from eraser.errors import (
    StoreUnreachableError,
    TimedOutError,
    UsageError,
)
from eraser.model.place import Container, FieldType
from tests.contract.postgres_world import STORE, World, delete, update


@pytest.fixture
def world(postgres_server: PostgresServer) -> Iterator[World]:
    database = postgres_server.new_database()
    yield World(database)
    postgres_server.drop_database(database)


@pytest.fixture
def c_locale(postgres_server: PostgresServer) -> Iterator[World]:
    """A database that folds ASCII letters only, in an encoding of the nineties."""
    model = postgres_server.new_database()
    name = f"{model.name}_c"
    with psycopg.connect(model.admin_url, autocommit=True) as admin:
        owner = admin.execute(
            "SELECT rolname FROM pg_database d JOIN pg_roles r ON r.oid = datdba"
            " WHERE datname = current_database()"
        ).fetchone()
        assert owner is not None
        admin.execute(
            sql.SQL(
                "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'WIN1257'"
                " LC_COLLATE 'C' LC_CTYPE 'C'"
            ).format(sql.Identifier(name), sql.Identifier(str(owner[0])))
        )
    urls = (model.owner_url, model.reader_url, model.admin_url)
    yield World(Database(name, *(urlsplit(u)._replace(path=f"/{name}").geturl() for u in urls)))
    with psycopg.connect(model.admin_url, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    postgres_server.drop_database(model)


def test_a_name_may_be_anything(world: World) -> None:
    world.sql(
        'CREATE SCHEMA "Mans %s shēma"',
        """CREATE TABLE "Mans %s shēma"."Klienti ""A"".B" (
               "select" int PRIMARY KEY, "Vārds %" text, "a""b.c" text)""",
        """INSERT INTO "Mans %s shēma"."Klienti ""A"".B"
               VALUES (1, 'Jānis', 'x'), (2, 'Anna', 'x')""",
    )
    name = '"Mans %s shēma"."Klienti ""A"".B"'
    with world.reader() as reader:
        (schema,) = reader.describe()
        assert (schema.container.name, schema.key) == (name, ("select",))
        (piece,) = reader.partitions(schema.container, 1 << 20)
        (batch,) = reader.batches(piece)
        assert batch.schema.names == ["_key", "select", "Vārds %", 'a"b.c']
    (record,) = world.find(name, "jānis")
    assert record.fields == {"select": 1, "Vārds %": "Jānis", 'a"b.c': "x"}
    assert world.one(name, "Vārds %", "Anna").ref.key == ("2",)
    assert world.apply(update(record, **{"Vārds %": None, 'a"b.c': "50% off"})) == ["Done"]
    assert world.apply(delete(world.one(name, 'a"b.c', "50% off"))) == ["Done"]
    assert world.rows(f'SELECT "select" FROM {name}') == [(2,)]


def test_latvian_letters_fold_in_a_c_locale(c_locale: World) -> None:
    c_locale.sql(
        "CREATE TABLE t (id int PRIMARY KEY, name text)",
        "INSERT INTO t VALUES (1, 'ĒRIKA ŠĶĒLE'), (2, 'ērika šķēle'), (3, 'Erika Skele')",
    )
    assert c_locale.keys("public.t", "Ērika Šķēle") == [("1",), ("2",)]
    assert c_locale.keys("public.t", "ērika ŠĶĒLE") == [("1",), ("2",)]
    assert c_locale.keys("public.t", "東京") == []
    assert c_locale.select("public.t", "name", "東京", "\ud800") == []
    assert len(c_locale.select("public.t", "name", "東京", "ĒRIKA ŠĶĒLE")) == 1


def test_collations_that_ignore_case_neither_hide_nor_confuse_records(world: World) -> None:
    if world.rows("SELECT count(*) FROM pg_collation WHERE collname = 'lv-x-icu'") == [(0,)]:
        pytest.skip("this server was built without ICU")
    world.sql(
        "CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2',"
        " deterministic = false)",
        'CREATE TABLE t (id text COLLATE loose PRIMARY KEY, a text COLLATE "lv-x-icu")',
        "INSERT INTO t VALUES ('Jānis', 'ĒRIKA')",
    )
    assert world.keys("public.t", "ērika") == world.keys("public.t", "JĀNIS") == [("Jānis",)]
    assert world.select("public.t", "id", "JĀNIS") == []
    record = world.one("public.t", "id", "Jānis")
    assert world.probe(update(record, a="ērika")) == ["NotApplied"]
    assert world.apply(update(record, a="ērika")) == ["Done"]
    assert world.rows("SELECT a FROM t") == [("ērika",)]


def test_one_letter_that_folds_to_two_is_found(world: World) -> None:
    world.sql("CREATE TABLE t (id int PRIMARY KEY, a text)", "INSERT INTO t VALUES (1, 'Weiß')")
    assert world.keys("public.t", "WEISS") == world.keys("public.t", "weiß") == [("1",)]


def test_a_code_stored_as_a_number_is_found_without_its_leading_zero(world: World) -> None:
    world.sql(
        """CREATE TABLE t (id int PRIMARY KEY, a bigint, b numeric(12, 2), c float8, d bigint[],
                           e jsonb)""",
        "INSERT INTO t (id, a) VALUES (1, 1019012345)",
        "INSERT INTO t (id, b) VALUES (2, 1019012345)",
        "INSERT INTO t (id, c) VALUES (3, 1019012345)",
        "INSERT INTO t (id, d) VALUES (4, '{7, 1019012345}')",
        """INSERT INTO t (id, e) VALUES (5, '{"codes": [1019012345]}')""",
        "INSERT INTO t (id, a) VALUES (6, 11019012345)",
    )
    found = world.keys("public.t", "010190-12345")
    assert found == [("1",), ("2",), ("3",), ("4",), ("5",)]


def test_a_short_number_is_not_found_inside_longer_ones(world: World) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY, a int, b jsonb)",
        """INSERT INTO t VALUES (1, 17, null), (2, 170, '{"n": 2017}'), (3, null, '{"n": 17.0}')""",
    )
    assert world.keys("public.t", "000017") == [("1",), ("3",)]


def test_a_needle_is_found_in_documents_lists_and_escapes(world: World) -> None:
    world.sql(
        "CREATE TYPE address AS (street text, house text)",
        """CREATE TABLE t (id int PRIMARY KEY, j json, b jsonb, l text[], a address,
                           e varchar(90)[])""",
        r"""INSERT INTO t (id, j) VALUES (1, '{"n": "J\u0100nis \"Onka\" \u0112rglis"}')""",
        r"""INSERT INTO t (id, b) VALUES (2, '{"n": ["J\u0100nis \"Onka\" \u0112rglis"]}')""",
        """INSERT INTO t (id, l) VALUES (3, ARRAY['x', 'Jānis "Onka" Ērglis'])""",
        """INSERT INTO t (id, a) VALUES (4, ROW('Jānis "Onka" Ērglis', '7'))""",
        r"""INSERT INTO t (id, j) VALUES (5, '{"n": "half a pair \ud800"}')""",
        r"""INSERT INTO t (id, j) VALUES (6, '{"n": "a face \ud83d\ude00"}')""",
    )
    found = world.keys("public.t", 'jānis "onka" ērglis')
    assert found == [("1",), ("2",), ("3",), ("4",), ("5",)], "5 cannot be decoded: a candidate"


def test_a_member_that_is_named_twice_loses_neither_value(world: World) -> None:
    twice = '{"n": 1, "mail": "a@b.lv", "mail": "x"}'
    world.sql("CREATE TABLE t (id int, j json)", f"INSERT INTO t VALUES (1, '{twice}')")
    (record,) = world.find("public.t", "a@b.lv")
    assert record.fields["j"] == twice


def test_wildcards_and_empty_needles_match_nothing_by_themselves(world: World) -> None:
    world.sql("CREATE TABLE t (id int PRIMARY KEY, a text)", r"INSERT INTO t VALUES (1, 'a\b')")
    assert world.keys("public.t", "%", "_", "") == []
    assert world.keys("public.t", r"A\B") == [("1",)]


def test_a_table_of_very_many_columns_is_searched(world: World) -> None:
    columns = ", ".join(f"c{i} text" for i in range(230))
    world.sql(f"CREATE TABLE t (id int PRIMARY KEY, {columns})")
    world.sql("INSERT INTO t (id, c0) VALUES (1, 'x')", "INSERT INTO t (id, c229) VALUES (2, 'x')")
    assert world.keys("public.t", "X") == [("1",), ("2",)]


def test_values_become_json_without_losing_digits(world: World) -> None:
    world.sql(
        """CREATE TABLE t (id bigint PRIMARY KEY, n numeric, d date, z timestamptz, b bool,
             u uuid, j jsonb, l numeric[], r float8, x bytea)""",
        """INSERT INTO t VALUES (9007199254740993, 1.10, '2020-02-01', '2020-02-01 12:00+02',
             true, 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '{"a": [1, null, true]}', '{1.10}',
             0.1, '\\x00')""",
    )
    record = world.one("public.t", "id", "9007199254740993")
    assert record.fields == {
        "id": 9007199254740993,
        "n": "1.10",
        "d": "2020-02-01",
        "z": "2020-02-01 10:00:00+00",
        "b": True,
        "u": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "j": {"a": [1, None, True]},
        "l": ["1.10"],
        "r": "0.1",
    }
    with world.reader() as reader:
        (schema,) = reader.describe()
        binary = schema.field("x")
        assert binary is not None and binary.type is FieldType.BINARY
        (batch,) = [b for p in reader.partitions(schema.container, 1) for b in reader.batches(p)]
    (row,) = batch.to_pylist()
    assert row["id"] == 9007199254740993
    assert row["n"], row["b"] == ("1.10", "true")


def test_a_text_that_the_type_refuses_selects_nothing(world: World) -> None:
    world.sql(
        "CREATE TYPE mood AS ENUM ('glad')",
        "CREATE TABLE t (id int PRIMARY KEY, d date, m mood, n numeric)",
        "INSERT INTO t VALUES (1, '2020-01-01', 'glad', 7)",
    )
    for field, right in (("id", "1"), ("d", "2020-01-01"), ("m", "glad"), ("n", "7")):
        found = world.select("public.t", field, "Jānis", "99999999999999999999", right, "1\0")
        assert [r.ref.key for r in found] == [("1",)], field
    assert world.select("public.t", "id", "01", "1.0", " 1") == []


def test_a_longer_key_does_not_match_a_shorter_column(world: World) -> None:
    world.sql(
        "CREATE TABLE t (id varchar(3) PRIMARY KEY, c char(3))",
        "INSERT INTO t VALUES ('abc', 'abc')",
    )
    assert world.select("public.t", "id", "abcd") == []
    assert world.select("public.t", "c", "abcd") == []
    assert len(world.select("public.t", "c", "abc")) == 1


def test_a_path_into_a_document_is_selected(world: World) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY, doc jsonb, tags text[])",
        """INSERT INTO t VALUES (1, '{"customer": {"number": 7, "e.mail": "a"}}', '{x,y}'),
             (2, '{"customer": [{"number": "7"}, {"number": 8}]}', '{z}'), (3, '{}', null)""",
    )
    numbers = world.select("public.t", "doc.customer.number", "7")
    assert [r.ref.key for r in numbers] == [("1",), ("2",)]
    assert [r.ref.key for r in world.select("public.t", "tags[]", "y", "x")] == [("1",)]
    with world.reader() as reader, pytest.raises(UsageError):
        list(reader.select(Container(STORE, "public.t"), ("nothing",), [("1",)]))


def test_thousands_of_values_are_selected_each_record_once(world: World) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY, a int)",
        "INSERT INTO t SELECT i, i / 2 FROM generate_series(0, 4999) AS i",
    )
    found = world.select("public.t", "a", *(str(i) for i in range(2500)))
    assert len(found) == len({r.ref for r in found}) == 5000
    with world.reader() as reader:
        assert len(list(reader.fetch([r.ref for r in found]))) == 5000


def test_pieces_of_a_table_hold_every_record_once(world: World) -> None:
    world.sql(
        "CREATE TABLE plain (id int PRIMARY KEY, a text)",
        "INSERT INTO plain SELECT i, repeat('x', 200) FROM generate_series(1, 20000) AS i",
        "CREATE TABLE p (id int, a text) PARTITION BY RANGE (id)",
        "CREATE TABLE p_low PARTITION OF p FOR VALUES FROM (0) TO (9000)",
        "CREATE TABLE p_high PARTITION OF p DEFAULT",
        "INSERT INTO p SELECT * FROM plain",
        "CREATE TABLE child () INHERITS (plain)",
        "INSERT INTO child VALUES (1, 'the child has its own rows')",
    )
    with world.reader() as reader:
        for schema in reader.describe():
            pieces = list(reader.partitions(schema.container, 1 << 20))
            keys = [
                tuple(key)
                for piece in pieces
                for batch in reader.batches(piece, ("a",))
                for key in batch.column(0).to_pylist()
            ]
            expected = 1 if schema.container.name == "public.child" else 20000
            assert len(keys) == len(set(keys)) == expected
            assert (len(pieces) > 1) == (expected > 1)


def test_a_batch_is_of_bounded_size(world: World) -> None:
    world.sql("CREATE TABLE t AS SELECT i, repeat('x', 2000) AS a FROM generate_series(1, 20000) i")
    with world.reader() as reader:
        (schema,) = reader.describe()
        (piece,) = reader.partitions(schema.container, 1 << 40)
        sizes = [b.nbytes for b in reader.batches(piece)]
        next(unfinished := reader.batches(piece))
        unfinished.close()
    assert max(sizes) < 9 * 2**20
    assert sum(sizes) > 40_000_000


def test_searches_may_be_read_side_by_side(world: World) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY, a text)",
        "INSERT INTO t SELECT i, 'x' FROM generate_series(1, 3000) AS i",
    )
    container = Container(STORE, "public.t")
    with world.reader() as reader:
        outer = reader.select(container, ("a",), [("x",)])
        first = next(outer)
        assert [r.ref for r in reader.fetch([first.ref])] == [first.ref]
        with pytest.raises(UsageError):
            list(reader.select(container, ("nothing",), [("x",)]))
        assert len(list(outer)) == 2999


def test_dead_rows_and_publications_are_remnants(world: World) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY, a text)",
        "INSERT INTO t SELECT i, 'x' FROM generate_series(1, 100) AS i",
    )
    gone = world.select("public.t", "a", "x")
    assert set(world.apply(*(delete(r) for r in gone))) == {"Done"}
    with world.reader() as reader:
        assert [r.container for r in reader.remnants([gone[0].ref])] == ["pg/public.t"]
        assert "dead row versions" in reader.remnants([gone[0].ref])[0].what
    world.sql("VACUUM t", "CREATE PUBLICATION everything FOR TABLE t")
    with world.reader() as reader:
        (remnant,) = reader.remnants([gone[0].ref])
    assert "logical replication" in remnant.what


def test_values_are_batches_without_their_keys_and_several_can_be_read_at_once(
    world: World,
) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY, a text, b timestamptz)",
        "INSERT INTO t SELECT n, repeat('x', 200) || n, now() FROM generate_series(1, 5000) n",
    )
    with world.reader() as reader, ThreadPoolExecutor(4) as pool:
        (schema,) = reader.describe()
        pieces = list(reader.partitions(schema.container, 1 << 18))
        assert len(pieces) > 2

        def values(piece: Partition) -> list[str]:
            batches = reader.values(piece, ("a",))
            return [text for batch in batches for text in batch.to_pydict()["a"]]

        read = [text for texts in pool.map(values, pieces) for text in texts]
        (first, *_) = reader.values(pieces[0], ("b", "a"))
    assert sorted(read) == sorted(f"{'x' * 200}{n}" for n in range(1, 5001))
    assert first.schema.names == ["b", "a"]


def test_a_connection_whose_reading_was_broken_off_is_not_used_again(world: World) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY, a text)",
        "INSERT INTO t SELECT n, repeat('x', 1000) FROM generate_series(1, 20000) n",
    )
    with world.reader() as reader:
        (schema,) = reader.describe()
        (piece,) = reader.partitions(schema.container, 1 << 30)
        unfinished = iter(reader.batches(piece))
        next(unfinished)
        unfinished.close()  # type: ignore[attr-defined]
        assert sum(batch.num_rows for batch in reader.batches(piece)) == 20000


def test_a_connection_that_ends_while_a_table_is_read_is_an_unreachable_store(
    world: World,
) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY, a text)",
        "INSERT INTO t SELECT i, repeat('x', 1000) FROM generate_series(1, 60000) AS i",
    )
    with world.reader() as reader:
        (piece,) = reader.partitions(Container(STORE, "public.t"), 1 << 40)
        batches = reader.batches(piece)
        next(batches)
        world.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()",
            admin=True,
        )
        with pytest.raises(StoreUnreachableError) as caught:
            list(batches)
    assert not isinstance(caught.value, TimedOutError)
    assert caught.value.__cause__ is None


def test_a_table_that_takes_too_long_is_no_unreachable_store(world: World) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY, a text)",
        "INSERT INTO t SELECT i, repeat('x', 1000) FROM generate_series(1, 60000) AS i",
    )
    with world.reader(statement_timeout="500ms") as reader:
        (piece,) = reader.partitions(Container(STORE, "public.t"), 1 << 40)
        batches = reader.batches(piece)
        next(batches)
        sleep(1)
        with pytest.raises(TimedOutError):
            list(batches)
