"""A customer with contracts, readings and letters beside somebody else's, in PostgreSQL.

Triggers write down every row that is changed or deleted, so that nothing can be done twice
without being seen.
"""

from __future__ import annotations

from typing import LiteralString

import psycopg

from eraser.contract.settings import StoreSettings
from eraser.demo.servers.postgres import Database
from eraser.model.place import Container, Record
from eraser.model.plan import Plan
from eraser_postgres.reader import StoreReader
from tests.crash.plans import delete, plan_of, update

STORE = "crm"
TABLES: LiteralString = """
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, email text, note text);
CREATE TABLE contracts (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers, iban text);
CREATE TABLE readings (id int PRIMARY KEY,
                       contract int NOT NULL REFERENCES contracts ON DELETE CASCADE, kwh numeric);
CREATE TABLE letters (id int PRIMARY KEY, customer int REFERENCES customers ON DELETE SET NULL,
                      body text);
CREATE TABLE seen (at bigint GENERATED ALWAYS AS IDENTITY, what text);
CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO seen (what) VALUES (TG_OP || ' ' || TG_TABLE_NAME || ' ' || OLD.id);
  RETURN NULL;
END $$;
CREATE TRIGGER see AFTER UPDATE OR DELETE ON customers FOR EACH ROW EXECUTE FUNCTION see();
CREATE TRIGGER see AFTER UPDATE OR DELETE ON contracts FOR EACH ROW EXECUTE FUNCTION see();
CREATE TRIGGER see AFTER UPDATE OR DELETE ON readings FOR EACH ROW EXECUTE FUNCTION see();
CREATE TRIGGER see AFTER UPDATE OR DELETE ON letters FOR EACH ROW EXECUTE FUNCTION see();
"""
ROWS: LiteralString = """
TRUNCATE customers, contracts, readings, letters, seen;
INSERT INTO customers VALUES (1, 'Jānis Bērziņš', 'janis@example.lv', 'zvanīt'),
                             (2, 'Anna Ozola', 'anna@example.lv', 'Jāņa Bērziņa sieva');
INSERT INTO contracts VALUES (11, 1, 'LV80BANK0000435195001'), (12, 2, 'LV80BANK0000435195002');
INSERT INTO readings VALUES (111, 11, 42.5), (112, 11, 43), (121, 12, 7);
INSERT INTO letters VALUES (51, 1, 'Godātais Bērziņa kungs'), (52, 2, 'Godātā Ozolas kundze'),
                           (53, NULL, 'Jānis Bērziņš sūdzas');
"""
NAMES: tuple[LiteralString, ...] = ("customers", "contracts", "readings", "letters")


class PostgresWorld:
    """One database, planted anew for every try."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with psycopg.connect(database.owner_url) as connection:
            connection.execute(TABLES)

    @property
    def stores(self) -> dict[str, tuple[str, StoreSettings]]:
        return {STORE: ("postgres", StoreSettings(STORE, {"url": self._database.owner_url}))}

    def plant(self) -> Plan:
        """Fresh rows, and a plan: one group of parents and children, three groups of one."""
        with psycopg.connect(self._database.owner_url) as connection:
            connection.execute(ROWS)
        with StoreReader(StoreSettings(STORE, {"url": self._database.reader_url})) as reader:
            return _plan(reader)

    def look(self) -> dict[str, list[tuple[object, ...]]]:
        """All rows, and how often each was changed or deleted."""
        with psycopg.connect(self._database.owner_url) as connection:
            found = {
                name: connection.execute(f"SELECT * FROM {name} ORDER BY id").fetchall()
                for name in NAMES
            }
            changes = connection.execute("SELECT what FROM seen ORDER BY what").fetchall()
        return {**found, "seen": changes}

    def nothing_is_half_done(self) -> bool:
        """Whether each group of the plan is done whole or not at all: one, five and one row."""
        return len(self.look()["seen"]) in (0, 1, 6, 7)


def _plan(reader: StoreReader) -> Plan:
    def record(table: str, number: int) -> Record:
        place = Container(STORE, f"public.{table}")
        (found,) = reader.select(place, ("id",), [(str(number),)])
        return found

    return plan_of(
        update("s1", record("customers", 2), note="‹dzēsts› sieva"),
        delete("s2", record("readings", 111)),
        delete("s2", record("readings", 112)),
        update("s2", record("letters", 51), customer=None, body="Godātais ‹dzēsts›"),
        delete("s2", record("contracts", 11)),
        delete("s2", record("customers", 1)),
        delete("s3", record("letters", 53)),
    )
