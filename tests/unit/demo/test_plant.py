"""Planting into real servers: what the labels say is where they say."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import psycopg
import pyarrow.parquet as pq
import pytest
from psycopg import sql

from eraser.demo.plant import plant_postgres, plant_s3, plant_search
from eraser.demo.servers.postgres import PostgresServer
from eraser.demo.servers.s3 import S3Server
from eraser.demo.servers.search import SearchServer
from eraser.demo.world.places import Names, Place
from eraser.demo.world.world import OldVersions, World
from eraser.errors import StoreError
from eraser.progress import Silent

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

TODAY = date(2026, 3, 2)
KEYS = {
    Place.INVOICES: "invoice_number",
    Place.METERS: "meter_number",
    Place.ARTICLES: "code",
    Place.SUPPLIERS: "registration_number",
}


def keys(made: World, place: Place, planted: OldVersions | None = None) -> set[tuple[str, ...]]:
    container = made.names.container(place)
    return {x.ref.key for x in made.labels(planted) if x.ref.container == container}


class Counting(Silent):
    """Counts what it is told."""

    def __init__(self) -> None:
        self.count = 0

    def advance(self, count: int) -> None:
        self.count += count


def test_the_database_holds_exactly_the_labelled_rows(postgres_server: PostgresServer) -> None:
    database, made, progress = postgres_server.new_database(), World(7, 50, TODAY), Counting()
    rows = plant_postgres(database.owner_url, made, progress)
    tables = [place for place in Place if place.store == "crm"]
    with psycopg.connect(database.reader_url) as connection:
        for place in tables:
            query = sql.SQL("SELECT {}::text FROM {}").format(
                sql.Identifier(KEYS.get(place, "id")),
                sql.Identifier(*place.container.split(".")),
            )
            assert set(connection.execute(query)) == keys(made, place), place
    assert rows == sum(len(keys(made, place)) for place in tables)
    assert progress.count == 50


def test_a_database_that_is_not_empty_is_left_alone(postgres_server: PostgresServer) -> None:
    database = postgres_server.new_database()
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("CREATE SCHEMA aml")
    with pytest.raises(StoreError, match="empty database"):
        plant_postgres(database.owner_url, World(7, 15, TODAY))
    with psycopg.connect(database.owner_url) as connection:
        found = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'crm'").fetchone()
    assert found is None


@pytest.mark.moto_will_do
def test_the_bucket_holds_exactly_the_labelled_records(s3_server: S3Server) -> None:
    bucket = s3_server.new_bucket(versioning=True)
    made = World(7, 50, TODAY, Names(bucket))
    client = s3_server.client()
    planted = plant_s3(client, bucket, made)
    found = set(_records(client, bucket, planted))
    expected = {x.ref.key for x in made.labels(planted) if x.ref.container.store == "files"}
    assert found == expected


@pytest.mark.moto_will_do
def test_a_row_number_leads_to_the_row_of_that_person(s3_server: S3Server) -> None:
    bucket = s3_server.new_bucket(versioning=True)
    made = World(7, 50, TODAY, Names(bucket))
    client = s3_server.client()
    planted = plant_s3(client, bucket, made)
    person, readable = made.person(10), (Place.READINGS, Place.NEWSLETTERS, Place.CUSTOMER_EXPORTS)
    exports = {made.names.container(place) for place in readable}
    labels = [x for x in made.labels_of(10, planted) if x.ref.container in exports]
    assert len({x.ref.key[1] for x in labels}) == 2
    for label in labels:
        name, version, row = label.ref.key
        assert person.customer_number in _rows(client, bucket, name, version)[int(row)]


def _records(client: S3Client, bucket: str, planted: OldVersions) -> Iterator[tuple[str, ...]]:
    old = set(planted.ids.items())
    for entry in client.list_object_versions(Bucket=bucket)["Versions"]:
        name, version = entry["Key"], entry["VersionId"]
        shown = version if (name, version) in old else ""
        assert entry["IsLatest"] == (shown == "")
        if name.startswith(("calls/", "cctv/")):
            yield name, shown, ""
        else:
            for number in range(len(_rows(client, bucket, name, version))):
                yield name, shown, str(number)


def _rows(client: S3Client, bucket: str, name: str, version: str) -> list[str]:
    """The rows of an object as text, the header of a CSV left out."""
    chosen = {"VersionId": version} if version else {}
    content = client.get_object(Bucket=bucket, Key=name, **chosen)["Body"].read()  # type: ignore[arg-type]
    if name.endswith(".parquet"):
        return [json.dumps(row) for row in pq.read_table(io.BytesIO(content)).to_pylist()]
    if name.endswith(".csv.gz"):
        text = io.StringIO(gzip.decompress(content).decode(), newline="")
        return [json.dumps(row) for row in csv.DictReader(text)]
    return content.decode().splitlines()


def test_the_search_node_holds_exactly_the_labelled_documents(
    search_server: SearchServer,
) -> None:
    names = Names("unused", search_server.new_index("tickets"), search_server.new_index("emails"))
    made = World(7, 50, TODAY, names)
    count = plant_search(search_server.url, search_server.user, search_server.password, made)
    for place in (Place.TICKETS, Place.EMAILS):
        index = names.container(place).name
        _, answer = search_server.call("GET", f"/{index}/_search?size=1000&_source=false")
        found = {(hit["_id"], "") for hit in answer["hits"]["hits"]}  # type: ignore[index]
        assert found == keys(made, place)
        count -= len(found)
    assert count == 0


def test_an_index_that_exists_is_left_alone(search_server: SearchServer) -> None:
    names = Names("unused", search_server.new_index("tickets"), search_server.new_index("emails"))
    search_server.call("PUT", f"/{names.emails}")
    with pytest.raises(StoreError, match="exists already"):
        plant_search(
            search_server.url,
            search_server.user,
            search_server.password,
            World(7, 15, TODAY, names),
        )
    status, _ = search_server.call("GET", f"/{names.tickets}")
    assert status == 404
