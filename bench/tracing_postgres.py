"""One person among a million in PostgreSQL: by its indexes, and in one pass without them.

    python -m bench tracing_postgres [--persons 1000000] [--url URL]

Builds the demo's tables inside the server (of `--url`, a role that may create schemas; else one
is started), traces one customer with `search: indexed` and with a complete search, and reads
every table once for comparison. Aims: under 3 s by indexes; without them at most 1.2 times what
one sequential read of every table as text takes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from eraser import datamap
from eraser.contract.settings import StoreSettings
from eraser.datamap import DataMap
from eraser.demo.plant.files import datamap_text
from eraser.demo.servers.choose import postgres_origins, start_first
from eraser.demo.world.world import World as Company
from eraser.detect.engine import Detector
from eraser.identifiers import Patterns, normalise
from eraser.model.graph import Verdict
from eraser.model.subject import Identifier, Subject
from eraser.trace.follow import trace
from eraser.trace.world import Knowledge, World
from eraser_postgres.reader import StoreReader

BY_INDEX_SECONDS, PASSES = 3.0, 1.2
_OWN = 13
"""Records of every customer here: row, contract, meter, four invoices, their payments, consent,
and the file of every second one under the anti-money-laundering law."""

_ROWS = """
INSERT INTO crm.employees SELECT n, 'Anna', 'Liepa', 'e' || n || '@firma.example.lv'
  FROM generate_series(1, 20) n;
INSERT INTO crm.customers
  SELECT n, 'K-' || 1000000 + n, (ARRAY['Jānis', 'Anna', 'Pēteris'])[1 + n % 3],
    (ARRAY['Bērziņš', 'Liepa', 'Ozols'])[1 + n % 3],
    '32' || lpad((n / 100000)::text, 4, '0') || '-' || lpad((n % 100000)::text, 5, '0'), NULL,
    'persona' || n || '@inbox.example.lv', '2' || lpad(n::text, 7, '0'),
    'LV80BANK' || lpad(n::text, 13, '0'),
    'Brīvības iela ' || n % 200 || ' – ' || n % 50 || ', Rīga, LV-1010', 1 + n % 20
  FROM generate_series(1, {n}) n;
INSERT INTO crm.contracts
  SELECT n, 'L-' || n, n, NULL, '2020-01-01', NULL, 1 + n % 20, '2' || lpad(n::text, 7, '0')
  FROM generate_series(1, {n}) n;
INSERT INTO crm.meters SELECT '51' || lpad(n::text, 9, '0'), n FROM generate_series(1, {n}) n;
INSERT INTO billing.invoices
  SELECT 'R-' || n, 1 + n % {n}, 1 + n % {n}, '2023-01-01', 42.17, 'Jānis Bērziņš', 1 + n % 20
  FROM generate_series(1, 4 * {n}) n;
INSERT INTO billing.payments
  SELECT n, 'R-' || n, '2023-02-01', 42.17, 'LV80BANK' || lpad((1 + n % {n})::text, 13, '0')
  FROM generate_series(1, 4 * {n}) n;
INSERT INTO marketing.consents
  SELECT n, n, 'persona' || n || '@inbox.example.lv', 'email', '2022-01-01'
  FROM generate_series(1, {n}) n;
INSERT INTO aml.files
  SELECT n, n, '32' || lpad((n / 100000)::text, 4, '0') || '-' || lpad((n % 100000)::text, 5, '0'),
    NULL FROM generate_series(2, {n}, 2) n;
"""


def main(arguments: list[str]) -> int:
    """Build, measure, print. 0 when both aims are met and every record is found."""
    parser = argparse.ArgumentParser(prog="bench tracing_postgres")
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--url", default="", help="of a role that may create schemas")
    options = parser.parse_args(arguments)
    with _database(options.url) as url:
        _build(url, options.persons)
        person = 2 * (options.persons // 3)
        knowledge = Knowledge(Detector(Patterns.of({"customer-number": "K-[0-9]{7}"})).identifiers)
        by_index = _traced(url, person, knowledge, search="indexed")
        complete = _traced(url, person, knowledge, search="complete")
        reading = _read_once(url)
    print(f"{options.persons:9} persons")
    print(f"{by_index[0]:9.2f} s by indexes (aim {BY_INDEX_SECONDS}), {by_index[1]} records")
    print(f"{complete[0]:9.2f} s complete, {complete[1]} records of {_OWN}")
    print(f"{reading:9.2f} s to read every table once as text")
    print(f"{complete[0] / reading:9.2f} times that (aim {PASSES})")
    found = by_index[1] == complete[1] == _OWN
    met = by_index[0] < BY_INDEX_SECONDS and complete[0] <= PASSES * reading
    return 0 if found and met else 1


@contextmanager
def _database(url: str) -> Iterator[str]:
    if url:
        yield url
        return
    with start_first(postgres_origins()) as server:
        yield server.new_database().owner_url


def _build(url: str, persons: int) -> None:
    started = time.perf_counter()
    folder = files("eraser.demo").joinpath("files")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(folder.joinpath("schema.sql").read_bytes())
        connection.execute(_ROWS.replace("{n}", str(persons)).encode())
        connection.execute(folder.joinpath("keys.sql").read_bytes())
        connection.execute("VACUUM (ANALYZE)")
    print(f"{time.perf_counter() - started:9.2f} s to build", flush=True)


def _traced(url: str, person: int, knowledge: Knowledge, search: str) -> tuple[float, int]:
    """Seconds of the second of two searches, and how many records are the person's."""
    code = normalise("personas-kods", f"32{person // 100000:04d}-{person % 100000:05d}")
    subject = Subject((Identifier("personas-kods", code),))
    seconds, theirs = 0.0, 0
    for _ in range(2):
        started = time.perf_counter()
        with StoreReader(StoreSettings("crm", {"url": url, "search": search})) as reader:
            found = trace(subject, World.described({"crm": reader}, _map()), knowledge)
        seconds = time.perf_counter() - started
        theirs = sum(t.verdict is Verdict.THEIRS for t in found.records)
    return seconds, theirs


def _map() -> DataMap:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "datamap.yaml"
        company = Company(7, 15, date(2026, 11, 22))
        path.write_text(datamap_text(company.names), encoding="utf-8")
        return datamap.load(path)


def _read_once(url: str) -> float:
    """Seconds for one sequential read of every table, each row as text."""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables "
            "WHERE schemaname IN ('crm', 'billing', 'marketing', 'aml', 'catalog')"
        ).fetchall()
        started = time.perf_counter()
        for schema, table in tables:
            text = sql.SQL("SELECT count(*) FROM {} x WHERE x::text LIKE '%no such text%'")
            connection.execute(text.format(sql.Identifier(schema, table)))
        return time.perf_counter() - started
