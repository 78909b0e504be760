"""S3 keeps every promise of a store, whatever the objects hold and whether versions are kept."""

from __future__ import annotations

import inspect
import sys

import pytest

from eraser.contract import testing
from eraser.demo.servers.s3 import S3Server
from tests.contract.s3_world import Bucket, S3Container


@pytest.fixture(
    params=[("jsonl", False), ("csv", True), ("csv.gz", True), ("parquet", False)],
    ids=["jsonl", "csv-versioned", "csv.gz-versioned", "parquet"],
)
def store(request: pytest.FixtureRequest, s3_server: S3Server) -> S3Container:
    kind, versioning = request.param
    return S3Container(Bucket(s3_server, s3_server.new_bucket(versioning=versioning)), kind)


class TestReadingDescribesTheContainer(testing.ReadingDescribesTheContainer):
    pass


class TestReadingHoldsEveryRecordOnce(testing.ReadingHoldsEveryRecordOnce):
    pass


class TestReadingFindsEveryHolder(testing.ReadingFindsEveryHolder):
    pass


class TestReadingSelectsExactly(testing.ReadingSelectsExactly):
    pass


class TestReadingStaysWithinAPortion(testing.ReadingStaysWithinAPortion): ...


class TestReadingTellsVersions(testing.ReadingTellsVersions):
    pass


class TestReadingChangesNothing(testing.ReadingChangesNothing):
    pass


class TestDeleteRemovesExactlyItsRecord(testing.DeleteRemovesExactlyItsRecord):
    pass


class TestUpdateSetsExactlyItsFields(testing.UpdateSetsExactlyItsFields):
    pass


class TestChangedRecordsAreLeftAlone(testing.ChangedRecordsAreLeftAlone):
    pass


class TestApplyingTwiceIsApplyingOnce(testing.ApplyingTwiceIsApplyingOnce):
    pass


class TestProbeTellsTheTruth(testing.ProbeTellsTheTruth):
    pass


def test_no_promise_is_left_out() -> None:
    here = [c for _, c in inspect.getmembers(sys.modules[__name__], inspect.isclass)]
    assert all(any(issubclass(c, promise) for c in here) for promise in testing.PROMISES)
