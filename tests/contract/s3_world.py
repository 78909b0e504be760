"""A bucket with people in one format, reached by boto3 as another application would."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from eraser.contract import testing
from eraser.contract.settings import StoreSettings
from eraser.demo.servers.s3 import S3Server
from eraser.model.place import Container, Record
from eraser.model.plan import Action, Change, Step
from eraser_s3.reader import StoreReader
from eraser_s3.writer import StoreWriter

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Row = Mapping[str, str | None]
CODE = str(testing.PEOPLE[1]["code"])


def encoded(rows: Sequence[Row], kind: str) -> bytes:
    """The rows as a file of this kind (`csv`, `csv.gz`, `jsonl`, `parquet`)."""
    if kind.endswith(".gz"):
        return gzip.compress(encoded(rows, kind.removesuffix(".gz")))
    if kind == "jsonl":
        return "".join(json.dumps(dict(row)) + "\n" for row in rows).encode()
    if kind == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, testing.FIELDS)
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode()
    file = io.BytesIO()
    schema = pa.schema([(name, pa.string()) for name in testing.FIELDS])
    pq.write_table(pa.Table.from_pylist([dict(r) for r in rows], schema), file, row_group_size=3)
    return file.getvalue()


def decoded(content: bytes, kind: str) -> list[dict[str, str | None]]:
    """The rows of a file of this kind."""
    if kind.endswith(".gz"):
        return decoded(gzip.decompress(content), kind.removesuffix(".gz"))
    if kind == "jsonl":
        return [json.loads(line) for line in content.splitlines()]
    if kind == "csv":
        return [dict(row) for row in csv.DictReader(io.StringIO(content.decode(), newline=""))]
    return pq.read_table(io.BytesIO(content)).to_pylist()


def settings(server: S3Server, bucket: str, *, reader: bool, **more: object) -> StoreSettings:
    """The store, under the role that reads or the one that writes."""
    access = server.reader_access_key if reader else server.access_key
    secret = server.reader_secret_key if reader else server.secret_key
    return StoreSettings(
        "s3",
        {
            "bucket": bucket,
            "endpoint": server.endpoint,
            "access_key": access,
            "secret_key": secret,
            **more,
        },
    )


@dataclass
class Bucket:
    """One bucket on one server."""

    server: S3Server
    name: str

    @property
    def client(self) -> S3Client:
        return self.server.client()

    def put(self, key: str, body: bytes, **more: object) -> str:
        """Write an object; its version id."""
        answer = self.client.put_object(Bucket=self.name, Key=key, Body=body, **more)  # type: ignore[arg-type]
        return answer.get("VersionId", "null")

    def get(self, key: str) -> bytes:
        return self.client.get_object(Bucket=self.name, Key=key)["Body"].read()

    def keys(self) -> list[str]:
        listed = self.client.list_objects_v2(Bucket=self.name)
        return [item["Key"] for item in listed.get("Contents", [])]

    def versions(self, key: str) -> list[str]:
        """Ids of all versions and delete markers of exactly this key."""
        listed = self.client.list_object_versions(Bucket=self.name, Prefix=key)
        both = [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]
        return sorted({item["VersionId"] for item in both if item["Key"] == key})

    def reader(self, **more: object) -> StoreReader:
        return StoreReader(settings(self.server, self.name, reader=True, **more))

    def writer(self, **more: object) -> StoreWriter:
        return StoreWriter(settings(self.server, self.name, reader=False, **more))


class S3Container:
    """People in one container: every planting is an object of its own."""

    def __init__(self, bucket: Bucket, kind: str) -> None:
        self._bucket, self._kind = bucket, kind
        self.container = Container("s3", f"{bucket.name}/exports/people/*.{kind}")

    def plant(self, rows: Sequence[Row]) -> None:
        self._bucket.put(self._key(len(self._parts()) + 1), encoded(rows, self._kind))

    def rows(self) -> list[dict[str, str | None]]:
        found = [row for key in self._parts() for row in self._read(key)]
        return sorted(found, key=lambda row: str(row["id"]))

    def alter(self, row_id: str, field: str, value: str) -> None:
        for key in self._parts():
            rows = self._read(key)
            if row_id in [row["id"] for row in rows]:
                changed = [{**r, field: value} if r["id"] == row_id else r for r in rows]
                self._bucket.put(key, encoded(changed, self._kind))

    def reader(self) -> StoreReader:
        return self._bucket.reader()

    def writer(self) -> StoreWriter:
        return self._bucket.writer()

    def writer_with_read_role(self) -> StoreWriter:
        return StoreWriter(settings(self._bucket.server, self._bucket.name, reader=True))

    def _key(self, number: int) -> str:
        return f"exports/people/part-{number}.{self._kind}"

    def _parts(self) -> list[str]:
        return [key for key in self._bucket.keys() if key.startswith("exports/people/")]

    def _read(self, key: str) -> list[dict[str, str | None]]:
        return decoded(self._bucket.get(key), self._kind)


def found(bucket: Bucket, pattern: str, text: str = CODE) -> list[Record]:
    """What a search of one container yields for this text; everything could be read."""
    with bucket.reader() as reader:
        container = Container("s3", f"{bucket.name}/{pattern}")
        records = list(reader.find(container, [testing.needle(text)]))
        assert reader.not_read() == ()
    return records


def step(record: Record, number: int = 1, **changes: str | None) -> Step:
    """The step that sets these fields (`__` for a dot), or deletes the record."""
    action = Action.UPDATE if changes else Action.DELETE
    set_ = tuple(Change(name.replace("__", "."), value) for name, value in changes.items())
    return Step(f"s{number}", "g", record.ref, record.version, action, "a test", set_)


def steps(records: list[Record]) -> list[Step]:
    """The steps that delete these records."""
    return [step(record, number) for number, record in enumerate(records, 1)]
