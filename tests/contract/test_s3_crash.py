"""Dying before any request to S3 leaves what probe tells truly and apply completes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from eraser.contract import testing
from eraser.demo.servers.s3 import S3Server
from eraser.model.outcome import Absent, Applied, Done, NotApplied
from eraser.model.place import Container, Record
from eraser.model.plan import Action, Change, Step
from eraser_s3.writer import StoreWriter
from tests.contract.s3_world import Bucket, decoded, encoded

ANNA, JANIS, PETERIS = testing.PEOPLE[1], testing.PEOPLE[0], testing.PEOPLE[2]
CODE = str(ANNA["code"])
KEY = "exports/p.jsonl"
CALL = f"calls/{CODE}.wav"


class Killed(BaseException):
    """Not an Exception: nothing may catch it, as nothing catches kill -9."""


@dataclass
class Scenario:
    """How a bucket is prepared, what is planned, and what is then true."""

    versioning: bool
    plant: Callable[[Bucket], None]
    pattern: str
    action: Action
    done: Callable[[Bucket], bool]
    intact: Callable[[Bucket], bool]


def plant_rows(bucket: Bucket) -> None:
    bucket.put(KEY, encoded([ANNA, JANIS, PETERIS], "jsonl"), Metadata={"owner": "crm"})


def plant_call(bucket: Bucket) -> None:
    bucket.put(CALL, b"RIFF one")
    if bucket.versions(CALL) != ["null"]:
        bucket.client.delete_object(Bucket=bucket.name, Key=CALL)
        bucket.put(CALL, b"RIFF two")
        bucket.put(CALL, b"RIFF three")
    bucket.put(f"{CALL}-other.wav", b"RIFF")


def ids(bucket: Bucket) -> list[str | None]:
    return [row["id"] for row in decoded(bucket.get(KEY), "jsonl")]


def rows_are_old_or_new(bucket: Bucket) -> bool:
    return ids(bucket) in (["2", "1", "10"], ["1", "10"])


def row_is_gone(bucket: Bucket) -> bool:
    return ids(bucket) == ["1", "10"] and len(bucket.versions(KEY)) == 1


def row_is_changed(bucket: Bucket) -> bool:
    rows = decoded(bucket.get(KEY), "jsonl")
    return [r["note"] for r in rows][0] == "dzēsts" and len(bucket.versions(KEY)) == 1


def call_is_gone(bucket: Bucket) -> bool:
    return bucket.versions(CALL) == [] and len(bucket.versions(f"{CALL}-other.wav")) == 1


def other_call_is_there(bucket: Bucket) -> bool:
    return len(bucket.versions(f"{CALL}-other.wav")) == 1


ROWS, CALLS = "exports/*.jsonl", "calls/**.wav"

SCENARIOS = {
    "row deleted, versions kept": Scenario(
        True, plant_rows, ROWS, Action.DELETE, row_is_gone, rows_are_old_or_new
    ),
    "row deleted": Scenario(
        False, plant_rows, ROWS, Action.DELETE, row_is_gone, rows_are_old_or_new
    ),
    "row changed, versions kept": Scenario(
        True, plant_rows, ROWS, Action.UPDATE, row_is_changed, lambda b: len(ids(b)) == 3
    ),
    "object deleted, versions kept": Scenario(
        True, plant_call, CALLS, Action.DELETE, call_is_gone, other_call_is_there
    ),
    "object deleted": Scenario(
        False, plant_call, CALLS, Action.DELETE, call_is_gone, other_call_is_there
    ),
}


def planned(bucket: Bucket, scenario: Scenario) -> Step:
    container = Container("s3", f"{bucket.name}/{scenario.pattern}")
    with bucket.reader() as reader:
        found: list[Record] = list(reader.find(container, [testing.needle(CODE)]))
    (record,) = [r for r in found if r.ref.key[1] == "" and not r.ref.key[0].endswith("-other.wav")]
    update = scenario.action is Action.UPDATE
    changes = (Change("note", "dzēsts"),) if update else ()
    return Step("s1", "g", record.ref, record.version, scenario.action, "a test", changes)


def die_before(writer: StoreWriter, request: int) -> list[str]:
    """Let the writer die before this request of its; the operations asked for so far."""
    asked: list[str] = []

    def count(model: object, **_: object) -> None:
        asked.append(str(getattr(model, "name", "")))
        if len(asked) > request:
            raise Killed

    writer._session.client.meta.events.register("before-call.s3", count)
    return asked


def apply_dying(bucket: Bucket, steps: Sequence[Step], request: int) -> bool:
    """Whether the writer died on its way."""
    with bucket.writer() as writer:
        die_before(writer, request)
        try:
            writer.apply(steps)
        except Killed:
            return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_whenever_it_dies_probe_is_true_and_apply_completes(s3_server: S3Server, name: str) -> None:
    scenario = SCENARIOS[name]
    for request in range(60):
        bucket = Bucket(s3_server, s3_server.new_bucket(versioning=scenario.versioning))
        scenario.plant(bucket)
        step = planned(bucket, scenario)
        died = apply_dying(bucket, [step], request)
        assert scenario.intact(bucket), f"after {request} requests"
        with bucket.writer() as writer:
            (effect,) = writer.probe([step])
            assert isinstance(effect, (Applied, NotApplied)), f"after {request} requests"
            assert isinstance(effect, Applied) == scenario.done(bucket)
            if isinstance(effect, NotApplied):
                (outcome,) = writer.apply([step])
                assert isinstance(outcome, (Done, Absent)), f"after {request} requests"
            assert scenario.done(bucket), f"after {request} requests"
            assert [type(e) for e in writer.probe([step])] == [Applied]
        if not died:
            return
    pytest.fail("it never came to an end")


def test_no_version_goes_before_the_new_object_was_looked_at(s3_server: S3Server) -> None:
    bucket = Bucket(s3_server, s3_server.new_bucket(versioning=True))
    plant_rows(bucket)
    step = planned(bucket, SCENARIOS["row deleted, versions kept"])
    with bucket.writer() as writer:
        asked = die_before(writer, 1000)
        writer.apply([step])
    put, deleted = asked.index("PutObject"), asked.index("DeleteObject")
    assert put < deleted
    assert "HeadObject" in asked[put:deleted]
