"""What a search in S3 looks at, and what it leaves alone."""

from __future__ import annotations

import gzip
import hashlib
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from eraser.contract import testing
from eraser.demo.servers.s3 import S3Server
from eraser.model.outcome import Absent, Applied, Done, NotApplied
from eraser.model.place import Container, Record
from eraser.model.portion import Portion
from eraser_s3.stored import SMALL
from tests.contract.s3_world import Bucket, encoded, found

ANNA = testing.PEOPLE[1]
OTHERS = [testing.PEOPLE[0], testing.PEOPLE[2]]
CODE = str(ANNA["code"])
NEEDLE = testing.needle(CODE)


@pytest.fixture
def plain(s3_server: S3Server) -> Bucket:
    return Bucket(s3_server, s3_server.new_bucket())


@pytest.fixture
def bucket(s3_server: S3Server) -> Bucket:
    return Bucket(s3_server, s3_server.new_bucket(versioning=True))


def test_objects_of_another_controller_are_not_read(bucket: Bucket) -> None:
    cut = encoded([ANNA], "jsonl")[:-9]
    for house, body in (("nami", encoded([ANNA], "jsonl")), ("majas", cut)):
        bucket.put(f"exports/{house}/people.jsonl", body)
        bucket.put(f"exports/{house}/people.jsonl", body)
    named = [{"name": "people", "prefix": "exports/", "suffix": ".jsonl"}]
    container, ours = Container("s3", "people"), Portion(prefixes=("exports/nami/",))
    with bucket.reader(containers=named) as reader:
        records: list[Record] = list(reader.find(container, [NEEDLE], ours))
        records += reader.select(container, ("id",), [("2",)], ours)
        records += reader.select(container, ("object",), [("exports/majas/people.jsonl",)], ours)
        assert {r.ref.key[0] for r in records} == {"exports/nami/people.jsonl"}
        assert len(records) == 3  # the row, its former version, and the row once more
        assert reader.not_read() == ()
        assert list(reader.find(container, [NEEDLE])) and len(reader.not_read()) == 2


def test_a_delete_marker_that_names_the_person_is_found_and_removed(bucket: Bucket) -> None:
    key, other = f"calls/{ANNA['code']}.wav", "calls/32073120115.wav"
    for one in (key, other):
        version = bucket.put(one, b"RIFF")
        bucket.client.delete_object(Bucket=bucket.name, Key=one)
        bucket.client.delete_object(Bucket=bucket.name, Key=one, VersionId=version)
    container = Container("s3", f"{bucket.name}/calls/**.wav")
    with bucket.reader() as reader:
        assert container in [schema.container for schema in reader.describe()]
        (record,) = reader.find(container, [NEEDLE])
        assert record.fields == {"object": key}
        assert [r.version for r in reader.fetch([record.ref])] == [record.version]
    step = testing.step(Record(record.ref, record.version, {"id": "2"}))
    with bucket.writer() as writer:
        assert writer.preflight([step]) == ()
        assert [type(e) for e in writer.probe([step])] == [NotApplied]
        assert [type(o) for o in writer.apply([step])] == [Done]
        assert [type(e) for e in writer.probe([step])] == [Applied]
        assert [type(o) for o in writer.apply([step])] == [Absent]
    assert bucket.versions(key) == [] and len(bucket.versions(other)) == 1
    with bucket.reader() as reader:
        assert list(reader.find(container, [NEEDLE])) == list(reader.fetch([record.ref])) == []


def test_a_name_that_is_url_encoded_is_found(plain: Bucket) -> None:
    plain.put("calls/J%C4%81nis+B%C4%93rzi%C5%86%C5%A1.wav", b"RIFF")
    (record,) = found(plain, "calls/**.wav", "jānis bērziņš")
    assert record.fields["object_decoded"] == "calls/Jānis Bērziņš.wav"


def test_broken_objects_are_told_and_the_others_read(plain: Bucket) -> None:
    good = encoded([ANNA], "csv.gz")
    plain.put("exports/a.csv.gz", gzip.compress(b"x" * 100_000)[:-30])
    plain.put("exports/b.csv.gz", good)
    plain.put("exports/c.csv.gz", b"id,name\n1,B\xeb\n")
    container = Container("s3", f"{plain.name}/exports/*.csv.gz")
    with plain.reader() as reader:
        records = list(reader.find(container, [NEEDLE]))
        told = reader.not_read()
    assert [r.ref.key[0] for r in records] == ["exports/b.csv.gz"]
    assert [t.place for t in told] == ["object 1", "object 3"]
    assert "cut" in told[0].reason and "not UTF-8" in told[1].reason


def test_a_file_with_rows_named_after_the_person_is_told(plain: Bucket) -> None:
    plain.put(f"exports/{CODE}.csv", encoded(OTHERS, "csv"))
    container = Container("s3", f"{plain.name}/exports/*.csv")
    with plain.reader() as reader:
        assert list(reader.find(container, [NEEDLE])) == []
        (told,) = reader.not_read()
    assert "named after the person" in told.reason
    assert CODE not in f"{told}"


def test_containers_are_kinds_of_things_and_name_nobody(plain: Bucket) -> None:
    for key in (
        "exports/customers/2026-01-01.csv.gz",
        "exports/customers/2026-01-02.csv.gz",
        "exports/dt=2026-01-01/orders.parquet",
        "calls/K-100234/2026.wav",
        "calls/K-100235/2026.wav",
        "K-100234/notes.txt",
        "readme",
    ):
        plain.put(key, encoded([ANNA], "parquet") if key.endswith("parquet") else b"x\n")
    with plain.reader() as reader:
        names = [s.container.name.removeprefix(f"{plain.name}/") for s in reader.describe()]
    assert names == [
        "*",
        "*/*.txt",
        "calls/**.wav",
        "exports/customers/*.csv.gz",
        "exports/dt=*/*.parquet",
    ]


def test_of_a_large_parquet_only_the_footer_is_asked_for_to_describe_it(plain: Bucket) -> None:
    noise = pa.array([hashlib.sha512(str(n).encode()).hexdigest() for n in range(120_000)])
    content = io.BytesIO()
    pq.write_table(pa.table({"mail": noise, "number": range(len(noise))}), content)
    assert len(content.getvalue()) > SMALL
    plain.put("in/large.parquet", content.getvalue())
    with plain.reader() as reader:
        (schema,) = reader.describe()
        assert [field.name for field in schema.fields] == ["mail", "number"]
        (piece,) = reader.partitions(schema.container, 1 << 30)
        batches = list(reader.batches(piece))
    assert sum(batch.num_rows for batch in batches) == len(noise)
    assert max(batch.nbytes for batch in batches) < 32 << 20


def test_whole_objects_are_scanned_and_looked_up_by_their_name(plain: Bucket) -> None:
    keys = [f"calls/{n}.wav" for n in range(5)]
    for key in keys:
        plain.put(key, b"RIFF")
    container = Container("s3", f"{plain.name}/calls/**.wav")
    with plain.reader() as reader:
        found_ = list(reader.select(container, ("object",), [(keys[3],), ("calls/none.wav",)]))
        seen = [
            str(name)
            for partition in reader.partitions(container, 8)
            for batch in reader.batches(partition, ("object",))
            for name in batch.column(1).to_pylist()
        ]
    assert [r.ref.key for r in found_] == [(keys[3], "", "")]
    assert seen == keys
