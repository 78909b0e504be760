"""Conformance: every promise of `Reader` and `Writer` as a test class that a plugin inherits.

A plugin's test module defines one fixture and inherits the classes:

    @pytest.fixture
    def store(...) -> Iterator[StoreUnderTest]:
        ...a fresh, empty container on a real server...

    class TestDeleteRemovesExactlyItsRecord(testing.DeleteRemovesExactlyItsRecord): ...

`StoreUnderTest` is what that fixture yields. Its container holds records with the fields of
`FIELDS`, all text; `id` alone identifies a record for the tests (it need not be the store's key).
`PROMISES` lists all classes, so that a test can say that none was left out.
"""

from __future__ import annotations

from eraser.contract.testing.arrange import (
    FIELDS,
    PEOPLE,
    Contract,
    StoreUnderTest,
    apply,
    everything,
    found,
    ids,
    needle,
    step,
)
from eraser.contract.testing.reading import (
    ReadingChangesNothing,
    ReadingDescribesTheContainer,
    ReadingFindsEveryHolder,
    ReadingHoldsEveryRecordOnce,
    ReadingSelectsExactly,
    ReadingStaysWithinAPortion,
    ReadingTellsVersions,
)
from eraser.contract.testing.writing import (
    ApplyingTwiceIsApplyingOnce,
    ChangedRecordsAreLeftAlone,
    DeleteRemovesExactlyItsRecord,
    ProbeTellsTheTruth,
    UpdateSetsExactlyItsFields,
)

PROMISES: tuple[type[Contract], ...] = (
    ReadingDescribesTheContainer,
    ReadingHoldsEveryRecordOnce,
    ReadingFindsEveryHolder,
    ReadingSelectsExactly,
    ReadingStaysWithinAPortion,
    ReadingTellsVersions,
    ReadingChangesNothing,
    DeleteRemovesExactlyItsRecord,
    UpdateSetsExactlyItsFields,
    ChangedRecordsAreLeftAlone,
    ApplyingTwiceIsApplyingOnce,
    ProbeTellsTheTruth,
)

__all__ = [
    "ApplyingTwiceIsApplyingOnce",
    "ChangedRecordsAreLeftAlone",
    "Contract",
    "DeleteRemovesExactlyItsRecord",
    "FIELDS",
    "PEOPLE",
    "PROMISES",
    "ProbeTellsTheTruth",
    "ReadingChangesNothing",
    "ReadingDescribesTheContainer",
    "ReadingFindsEveryHolder",
    "ReadingHoldsEveryRecordOnce",
    "ReadingSelectsExactly",
    "ReadingStaysWithinAPortion",
    "ReadingTellsVersions",
    "StoreUnderTest",
    "UpdateSetsExactlyItsFields",
    "apply",
    "everything",
    "found",
    "ids",
    "needle",
    "step",
]
