"""What a search in S3 looks at, and what it leaves alone."""

from __future__ import annotations

import pytest

from eraser.contract import testing
from eraser.demo.servers.s3 import S3Server
from eraser.model.outcome import Absent, Applied, Done, NotApplied
from eraser.model.place import Container, Record
from eraser.model.portion import Portion
from tests.contract.s3_world import Bucket, encoded

ANNA = testing.PEOPLE[1]
CODE = testing.needle(str(ANNA["code"]))


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
        found: list[Record] = list(reader.find(container, [CODE], ours))
        found += reader.select(container, ("id",), [("2",)], ours)
        found += reader.select(container, ("object",), [("exports/majas/people.jsonl",)], ours)
        assert {r.ref.key[0] for r in found} == {"exports/nami/people.jsonl"}
        assert len(found) == 3  # the row, its former version, and the row once more
        assert reader.not_read() == ()
        assert list(reader.find(container, [CODE])) and len(reader.not_read()) == 2


def test_a_delete_marker_that_names_the_person_is_found_and_removed(bucket: Bucket) -> None:
    key, other = f"calls/{ANNA['code']}.wav", "calls/32073120115.wav"
    for one in (key, other):
        version = bucket.put(one, b"RIFF")
        bucket.client.delete_object(Bucket=bucket.name, Key=one)
        bucket.client.delete_object(Bucket=bucket.name, Key=one, VersionId=version)
    container = Container("s3", f"{bucket.name}/calls/**.wav")
    with bucket.reader() as reader:
        assert container in [schema.container for schema in reader.describe()]
        (record,) = reader.find(container, [CODE])
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
        assert list(reader.find(container, [CODE])) == list(reader.fetch([record.ref])) == []
