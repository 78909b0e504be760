"""What a search in S3 looks at, and what it leaves alone."""

from __future__ import annotations

import pytest

from eraser.contract import testing
from eraser.demo.servers.s3 import S3Server
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
