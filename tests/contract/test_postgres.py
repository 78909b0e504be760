"""PostgreSQL keeps every promise of a store, whatever a table's key is made of."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from eraser.contract import testing
from eraser.contract.settings import StoreSettings
from eraser.demo.servers.postgres import Database, PostgresServer
from eraser.model.place import Container
from eraser_postgres.reader import StoreReader
from eraser_postgres.writer import StoreWriter

TABLES: dict[str, LiteralString] = {
    "a primary key": """
        CREATE TABLE people (id text PRIMARY KEY, name text, email text, phone text, code text,
                             note text)""",
    "a unique index and odd types": """
        CREATE TABLE people (id varchar(9) NOT NULL UNIQUE, name varchar(200), email text,
                             phone varchar(20), code char(20), note text)""",
    "a composite key over partitions": """
        CREATE TABLE people (id text, name text, email text, phone text, code text, note text,
                             half bool GENERATED ALWAYS AS (false) STORED, PRIMARY KEY (id, code))
               PARTITION BY HASH (id);
        CREATE TABLE people_0 PARTITION OF people FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE people_1 PARTITION OF people FOR VALUES WITH (MODULUS 2, REMAINDER 1)""",
}


class PostgresTable:
    """One fresh table, reached by psycopg as another application would."""

    container = Container("pg", "public.people")

    def __init__(self, database: Database, table: LiteralString) -> None:
        self._database = database
        with psycopg.connect(database.owner_url) as connection:
            connection.execute(table)

    def plant(self, rows: Sequence[Mapping[str, str | None]]) -> None:
        names = [sql.Identifier(name) for name in testing.FIELDS]
        values = [sql.Placeholder(name) for name in testing.FIELDS]
        statement = sql.SQL("INSERT INTO people ({}) VALUES ({})").format(
            sql.SQL(", ").join(names), sql.SQL(", ").join(values)
        )
        with psycopg.connect(self._database.owner_url) as connection:
            connection.cursor().executemany(statement, [dict(row) for row in rows])

    def rows(self) -> list[dict[str, str | None]]:
        names = [sql.SQL("{0}::text AS {0}").format(sql.Identifier(n)) for n in testing.FIELDS]
        statement = sql.SQL("SELECT {} FROM people ORDER BY people.id::text").format(
            sql.SQL(", ").join(names)
        )
        with psycopg.connect(self._database.owner_url, row_factory=dict_row) as connection:
            return connection.execute(statement).fetchall()

    def alter(self, row_id: str, field: str, value: str) -> None:
        statement = sql.SQL("UPDATE people SET {} = %s WHERE id::text = %s").format(
            sql.Identifier(field)
        )
        with psycopg.connect(self._database.owner_url) as connection:
            connection.execute(statement, (value, row_id))

    def reader(self) -> StoreReader:
        return StoreReader(StoreSettings("pg", {"url": self._database.reader_url}))

    def writer(self) -> StoreWriter:
        return StoreWriter(StoreSettings("pg", {"url": self._database.owner_url}))

    def writer_with_read_role(self) -> StoreWriter:
        return StoreWriter(StoreSettings("pg", {"url": self._database.reader_url}))


@pytest.fixture(scope="module")
def database(postgres_server: PostgresServer) -> Iterator[Database]:
    made = postgres_server.new_database()
    yield made
    postgres_server.drop_database(made)


@pytest.fixture(params=list(TABLES))
def store(database: Database, request: pytest.FixtureRequest) -> PostgresTable:
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("DROP TABLE IF EXISTS people")
    return PostgresTable(database, TABLES[request.param])


class TestReadingDescribesTheContainer(testing.ReadingDescribesTheContainer): ...


class TestReadingHoldsEveryRecordOnce(testing.ReadingHoldsEveryRecordOnce): ...


class TestReadingFindsEveryHolder(testing.ReadingFindsEveryHolder): ...


class TestReadingSelectsExactly(testing.ReadingSelectsExactly): ...


class TestReadingStaysWithinAPortion(testing.ReadingStaysWithinAPortion): ...


class TestReadingTellsVersions(testing.ReadingTellsVersions): ...


class TestReadingChangesNothing(testing.ReadingChangesNothing): ...


class TestDeleteRemovesExactlyItsRecord(testing.DeleteRemovesExactlyItsRecord): ...


class TestUpdateSetsExactlyItsFields(testing.UpdateSetsExactlyItsFields): ...


class TestChangedRecordsAreLeftAlone(testing.ChangedRecordsAreLeftAlone): ...


class TestApplyingTwiceIsApplyingOnce(testing.ApplyingTwiceIsApplyingOnce): ...


class TestProbeTellsTheTruth(testing.ProbeTellsTheTruth): ...


def test_no_promise_is_left_out() -> None:
    here = [c for _, c in inspect.getmembers(sys.modules[__name__], inspect.isclass)]
    missing = [p for p in testing.PROMISES if not any(issubclass(c, p) for c in here)]
    assert missing == []
