"""How fast a scan is: against a bare read of the same columns, and against plain Presidio.

    python -m bench scan [--megabytes 60] [--cells 1500]

A PostgreSQL of its own holds the demo world and, up to the size asked for, sparse notes, JSON and
tables of numbers. Each figure is taken in a process of its own: CPU is user and system time of the
client, memory its peak. Ratios are of one run, one after the other: absolute figures depend on the
machine. `scan_objects` measures S3.

The bare read has one ADBC connection, selects every column of every table (but `bytea` and arrays,
which have no text of their own), with texts and integers as they are and all else as text, in
batches of ADBC's own size, and throws the Arrow batches away. The scan reads the same tables and
leaves out columns that its types say are silent (dates, truth values): that is a part of it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from datetime import date

from bench.costs import Cost, compare, measured, run, scanned

PRESIDIO_AIM = 300.0
_PERSONS_PER_MEGABYTE = 60
_LONGEST = 200_000
"""Cells of a column that the fast path is measured on."""

_FILL = """
CREATE SCHEMA bench;
CREATE TABLE bench.words AS SELECT ARRAY['klients','jautāja','par','tarifa','maiņu','lūdzu',
  'pārbaudīt','skaitītāja','rādījumu','rēķins','nosūtīts','atkārtoti','vienojāmies','jāatzvana',
  'pirmdien','līgums','pagarināts','parāds','nomaksāts','Zvanīja'] AS w;
CREATE TABLE bench.notes AS
SELECT n AS id, (n %% 12)::int AS author,
       timestamptz '2020-01-01' + n * interval '1 minute' AS made,
       (SELECT string_agg(w[1 + ((n * 7919 + i * 104729 + n / (i + 1)) %% 20)::int], ' ')
          FROM bench.words, generate_series(1, 16) i)
       || CASE WHEN n %% 40 = 0 THEN ', p.k. ' || c.personal_code
               WHEN n %% 40 = 1 THEN ', tālr. ' || c.phone
               WHEN n %% 40 = 2 THEN ', e-pasts ' || coalesce(c.email, 'nav')
               WHEN n %% 3 = 0 THEN ' GE24-' || lpad(n::text, 7, '0') || '-01' ELSE '' END AS note
  FROM generate_series(1::bigint, %(notes)s) n
  JOIN (SELECT row_number() OVER () - 1 AS k, * FROM crm.customers) c
    ON c.k = n %% (SELECT count(*) FROM crm.customers);
CREATE TABLE bench.events AS
SELECT n AS id, jsonb_build_object('kind', 'login', 'at', '2024-05-01T12:00:00Z', 'ok', n %% 2 = 0,
         'device', jsonb_build_object('os', 'android', 'build', n %% 900),
         'user', jsonb_build_object('number', 'C' || n, 'contacts', jsonb_build_array(
           jsonb_build_object('type', 'email', 'value', 'p' || n || '@example.lv')))) AS payload
  FROM generate_series(1::bigint, %(events)s) n;
CREATE TABLE bench.readings AS
SELECT n AS id, 10000000 + n * 37 AS meter, 40000000000 + n * 13 AS point,
       date '2020-01-01' + (n %% 1800)::int AS day, (n %% 9000) * 1.137 AS kwh,
       (n %% 3)::int AS tariff
  FROM generate_series(1::bigint, %(readings)s) n;
GRANT USAGE ON SCHEMA bench TO PUBLIC; GRANT SELECT ON ALL TABLES IN SCHEMA bench TO PUBLIC;
ANALYZE;
"""


def main(arguments: list[str]) -> int:
    """Print the figures; 0 when every aim was met."""
    options = _options(arguments)
    if options.child:
        print(json.dumps(asdict(_CHILDREN[options.child](options.address))))
        return 0
    return 0 if _postgres(options.megabytes, options.cells) else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench scan", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=60, help="of tables in PostgreSQL")
    parser.add_argument("--cells", type=int, default=1500, help="cells that plain Presidio reads")
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    parser.add_argument("--address", default="", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


# -- PostgreSQL ---------------------------------------------------------------------------------


def _postgres(megabytes: int, cells: int) -> bool:
    from eraser.demo.servers.choose import postgres_origins, start_first

    with closing(start_first(postgres_origins())) as server:
        database = server.new_database()
        size = _plant(database.owner_url, megabytes)
        print(f"PostgreSQL: {size:.0f} MB of tables")
        bare = run("scan", "read", database.reader_url)
        scan = run("scan", "scan", database.reader_url)
        good = compare("a bare ADBC read", bare, scan)
        return _presidio(database.reader_url, cells) and good


def _plant(url: str, megabytes: int) -> float:
    import psycopg

    from eraser.demo.plant.tables import plant_postgres
    from eraser.demo.world.places import Names
    from eraser.demo.world.world import World

    persons = max(100, megabytes * _PERSONS_PER_MEGABYTE)
    plant_postgres(url, World(1, persons, date(2025, 6, 1), Names(bucket="none")))
    sizes = {
        "notes": megabytes * 1800,
        "events": megabytes * 600,
        "readings": megabytes * 2400,
    }
    with psycopg.connect(url, autocommit=True) as connection:
        with psycopg.ClientCursor(connection) as cursor:
            cursor.execute(_FILL, sizes)
        row = connection.execute(
            "SELECT sum(pg_table_size(c.oid)) / 1e6 FROM pg_class c JOIN pg_namespace n"
            " ON n.oid = relnamespace WHERE relkind = 'r' AND nspname !~ '^(pg_|information)'"
        ).fetchone()
    return float(row[0]) if row else 0.0


def _read_postgres(url: str) -> Cost:
    """Every column of every table, as Arrow, thrown away."""
    import psycopg
    from adbc_driver_postgresql import dbapi

    with psycopg.connect(url) as connection:
        statements = [
            f"SELECT {columns} FROM {table}"
            for table, columns in connection.execute(
                "SELECT format('%I.%I', table_schema, table_name), string_agg(CASE WHEN data_type"
                " IN ('text', 'bigint', 'integer') THEN format('%I', column_name)"
                " ELSE format('%I::text', column_name) END, ', ' ORDER BY ordinal_position)"
                " FROM information_schema.columns WHERE table_schema !~ '^(pg_|information)'"
                " AND data_type NOT IN ('bytea', 'ARRAY') GROUP BY 1"
            )
        ]

    def work() -> tuple[int, int]:
        rows = 0
        with closing(dbapi.connect(url)) as connection, closing(connection.cursor()) as cursor:
            for statement in statements:
                cursor.execute(statement)
                with closing(cursor.fetch_record_batch()) as stream:
                    rows += sum(batch.num_rows for batch in stream)
        return rows, 0

    return measured(work)


def _presidio(url: str, cells: int) -> bool:
    """The same cells by stock Presidio with our recognisers, and by the fast path."""
    plain = run("scan", "presidio", f"{cells} {url}")
    fast = run("scan", "cells", f"{cells} {url}")
    speed = (plain.cpu / plain.rows) / (fast.cpu / fast.rows)
    same = plain.findings == fast.findings
    print(
        f"  plain Presidio {plain.cpu / plain.rows * 1e6:,.0f} µs a cell, fast path "
        f"{fast.cpu / fast.rows * 1e6:.2f} µs: {speed:,.0f} x (aim {PRESIDIO_AIM:.0f}); "
        f"{'the same' if same else 'OTHER'} spans and scores: {plain.found} and {fast.found} in "
        f"{plain.rows} sampled cells of {fast.rows:,}"
    )
    return speed >= PRESIDIO_AIM and same


def _cells(sample: str) -> Iterator[tuple[str, list[str], int]]:
    """Columns of text spread over the tables: name, cells, and how many of them are the sample."""
    import psycopg

    wanted, _, url = sample.partition(" ")
    with psycopg.connect(url) as connection:
        columns = connection.execute(
            "SELECT format('%I.%I', table_schema, table_name), column_name"
            " FROM information_schema.columns WHERE data_type = 'text'"
            " AND table_schema !~ '^(pg_|information)' ORDER BY 1, 2"
        ).fetchall()
        each = int(wanted) // len(columns) + 1
        for table, name in columns:
            rows = connection.execute(
                # In their order: a second reader of a table begins where the first one is.
                f'SELECT "{name}" FROM {table} WHERE "{name}" IS NOT NULL ORDER BY ctid'
                f" LIMIT {_LONGEST}"
            ).fetchall()
            yield name, [row[0] for row in rows], each


def _plain_presidio(sample: str) -> Cost:
    """Cell by cell, as an application would call it."""
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    from eraser.detect.engine import ENTITIES, recognisers

    class Blank(SpacyNlpEngine):
        """spaCy's tokeniser without a model."""

        def load(self) -> None:
            """Nothing to download."""
            self.nlp = {"lv": spacy.blank("lv")}

    registry = RecognizerRegistry(recognizers=list(recognisers()), supported_languages=["lv"])
    engine = AnalyzerEngine(
        registry=registry,
        nlp_engine=Blank(models=[{"lang_code": "lv", "model_name": "blank"}]),
        supported_languages=["lv"],
    )
    chosen = [(n, c) for n, cells, each in _cells(sample) for c in _spread(cells, each)]
    found: list[list[_Found]] = []

    def work() -> tuple[int, int]:
        for name, cell in chosen:
            results = engine.analyze(cell, language="lv", context=[name])
            found.append([(ENTITIES[r.entity_type], r.start, r.end, r.score) for r in results])
        return len(chosen), sum(map(len, found))

    cost = measured(work)
    return replace(cost, findings=_digest(found))


_Found = tuple[str, int, int, float]
"""Category, first and last place, score."""


def _digest(found: Sequence[Sequence[_Found]]) -> str:
    ordered = [sorted((c, a, b, round(score, 6)) for c, a, b, score in cell) for cell in found]
    return hashlib.sha256(json.dumps(ordered).encode()).hexdigest()


def _fast_path(sample: str) -> Cost:
    """Whole columns; what is found is told of the cells that plain Presidio reads."""
    import polars as pl
    import pyarrow as pa

    from eraser.detect.cells import CellReader
    from eraser.detect.columns import ColumnReader
    from eraser.detect.engine import Detector
    from eraser.detect.settling import settle
    from eraser.detect.sieve import Sieve

    detector = Detector()
    reader, single = ColumnReader(detector), CellReader(detector)
    columns = list(_cells(sample))
    found: list[list[_Found]] = []
    for name, cells, each in columns:
        some = _spread(cells, each)
        sieve = Sieve.of(name, detector.categories, detector.patterns)
        for cell, chosen in zip(some, sieve.chosen(pl.Series(some)), strict=True):
            spans = single.spans(cell, name) if chosen else ()
            found.append([(s.category, s.start, s.end, s.score) for s in spans])
    batches = [pa.RecordBatch.from_pydict({name: cells}) for name, cells, _ in columns]

    def work() -> tuple[int, int]:
        for batch in batches:
            counts = reader.count(batch, {})
            for path, count in counts.fields.items():
                settle(path, count, reader.cells)
        return sum(batch.num_rows for batch in batches), sum(map(len, found))

    cost = measured(work)
    return replace(cost, findings=_digest(found))


def _spread(cells: Sequence[str], each: int) -> Sequence[str]:
    return cells[:: max(1, len(cells) // each)][:each]


_CHILDREN: dict[str, Callable[[str], Cost]] = {
    "read": _read_postgres,
    "scan": scanned,
    "presidio": _plain_presidio,
    "cells": _fast_path,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
