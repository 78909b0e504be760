"""A small world on a real PostgreSQL: tables made by SQL, a reader, a writer, steps on records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg

from eraser.contract.settings import StoreSettings
from eraser.demo.servers.postgres import Database
from eraser.model.outcome import Outcome
from eraser.model.place import Container, Record, Value
from eraser.model.plan import Action, Change, Step
from eraser.model.secret import Secret
from eraser.model.subject import Identifier, Needle
from eraser_postgres.reader import StoreReader
from eraser_postgres.writer import StoreWriter

STORE = "pg"


class World:
    """One database, seen through the plugin and, for arranging and asserting, through psycopg."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def sql(self, *statements: str, admin: bool = False) -> None:
        """Run statements as the owner (or as superuser), each in a transaction of its own."""
        url = self.database.admin_url if admin else self.database.owner_url
        with psycopg.connect(url, autocommit=True, client_encoding="utf8") as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """The answer to a query of the owner."""
        with psycopg.connect(self.database.owner_url) as connection:
            return connection.execute(query.encode()).fetchall()

    @contextmanager
    def open_transaction(self, *statements: str) -> Iterator[psycopg.Connection]:
        """An application's transaction that is not yet committed."""
        with psycopg.connect(self.database.owner_url) as connection:
            for statement in statements:
                connection.execute(statement.encode())
            yield connection

    def reader(self, **options: object) -> StoreReader:
        """A reader under the role that can only select."""
        return StoreReader(
            StoreSettings(STORE, {"url": Secret(self.database.reader_url), **options})
        )

    def writer(self, url: str = "", **options: object) -> StoreWriter:
        """A writer under the owner's role, or another."""
        secret = Secret(url or self.database.owner_url)
        return StoreWriter(StoreSettings(STORE, {"url": secret, **options}))

    def find(self, table: str, *texts: str) -> list[Record]:
        """What a search for these texts yields, sorted by key."""
        needles = [Needle(text, Identifier("name", text)) for text in texts]
        with self.reader() as reader:
            return sorted(reader.find(Container(STORE, table), needles), key=lambda r: r.ref.key)

    def keys(self, table: str, *texts: str) -> list[tuple[str, ...]]:
        """The keys of `find`."""
        return [r.ref.key for r in self.find(table, *texts)]

    def select(self, table: str, field: str, *values: str) -> list[Record]:
        """Records whose field equals one of the values, sorted by key."""
        with self.reader() as reader:
            found = reader.select(Container(STORE, table), (field,), [(v,) for v in values])
            return sorted(found, key=lambda r: r.ref.key)

    def one(self, table: str, field: str, value: str) -> Record:
        """The only record whose field has this value."""
        (record,) = self.select(table, field, value)
        return record

    def apply(self, *steps: Step) -> list[str]:
        """The outcomes' type names, of one group."""
        return [type(o).__name__ for o in self.outcomes(*steps)]

    def outcomes(self, *steps: Step) -> tuple[Outcome, ...]:
        """The outcomes of one group."""
        with self.writer() as writer:
            return writer.apply(steps)

    def why(self, *steps: Step) -> str:
        """All that the outcomes of one group say."""
        return " | ".join(str(getattr(o, "why", "")) for o in self.outcomes(*steps))

    def obstacles(self, *steps: Step, url: str = "") -> str:
        """All that stands in the way of these steps, in words."""
        with self.writer(url) as writer:
            return " | ".join(o.why for o in writer.preflight(steps))

    def probe(self, *steps: Step) -> list[str]:
        """The effects' type names."""
        with self.writer() as writer:
            return [type(e).__name__ for e in writer.probe(steps)]


def family(world: World, on_delete: str = "NO ACTION") -> None:
    """Two customers with two invoices each, and a line for each invoice."""
    world.sql(
        "CREATE TABLE customer (id int PRIMARY KEY, name text)",
        "CREATE TABLE invoice (id int PRIMARY KEY, customer int REFERENCES customer"
        f" ON DELETE {on_delete})",
        "CREATE TABLE line (id int PRIMARY KEY, invoice int REFERENCES invoice"
        f" ON DELETE {on_delete})",
        "INSERT INTO customer VALUES (1, 'Jānis'), (2, 'Anna')",
        "INSERT INTO invoice VALUES (10, 1), (11, 1), (20, 2), (21, 2)",
        "INSERT INTO line SELECT id * 10, id FROM invoice",
    )


def delete(record: Record) -> Step:
    """The step that deletes the record."""
    return _step(record, Action.DELETE, ())


def update(record: Record, **changes: Value) -> Step:
    """The step that sets these fields."""
    return _step(record, Action.UPDATE, [Change(f, v) for f, v in changes.items()])


def _step(record: Record, action: Action, changes: Sequence[Change]) -> Step:
    return Step(
        id=f"{action}:{record.ref.container.name}:{'/'.join(record.ref.key)}",
        group="g1",
        ref=record.ref,
        version=record.version,
        action=action,
        reason="a test",
        changes=tuple(changes),
    )
