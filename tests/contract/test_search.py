"""The search plugin keeps every promise of the contract, on every search server there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest

from eraser.contract import testing
from eraser.contract.settings import StoreSettings
from eraser.demo.servers.search import SearchServer
from eraser.model.place import Container
from eraser_search.reader import StoreReader
from eraser_search.writer import StoreWriter
from tests.contract.search_world import QUICK, plant


class Index:
    """An index of two shards with the dynamic mapping that most applications live with."""

    def __init__(self, server: SearchServer) -> None:
        self._server = server
        self._name = server.new_index("people")
        self.container = Container("search", self._name)
        self._call("PUT", "", {"settings": QUICK})

    def plant(self, rows: Sequence[Mapping[str, str | None]]) -> None:
        plant(self._server, self._name, {f"doc-{row['id']}": row for row in rows})

    def rows(self) -> list[dict[str, str | None]]:
        answer = self._call("POST", "/_search", {"size": 1000})
        return sorted(
            (dict(hit["_source"]) for hit in answer["hits"]["hits"]), key=lambda row: str(row["id"])
        )

    def alter(self, row_id: str, field: str, value: str) -> None:
        self._call("POST", f"/_update/doc-{row_id}?refresh=true", {"doc": {field: value}})

    def reader(self) -> StoreReader:
        return StoreReader(self._settings(self._server.reader_user, self._server.reader_password))

    def writer(self) -> StoreWriter:
        return StoreWriter(self._settings(self._server.user, self._server.password))

    def writer_with_read_role(self) -> StoreWriter | None:
        user, password = self._server.reader_user, self._server.reader_password
        return None if user is None else StoreWriter(self._settings(user, password))

    def _settings(self, user: str | None, password: str | None) -> StoreSettings:
        login = {} if user is None else {"user": user, "password": password}
        return StoreSettings("search", {"url": self._server.url, **login})

    def _call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> dict:
        status, answer = self._server.call(method, f"/{self._name}{path}", body)
        assert status in (200, 201), (status, answer)
        assert isinstance(answer, dict)
        return answer


@pytest.fixture
def store(search_server: SearchServer) -> Iterator[Index]:
    index = Index(search_server)
    yield index
    search_server.call("DELETE", f"/{index.container.name}")


class TestReadingDescribesTheContainer(testing.ReadingDescribesTheContainer): ...


class TestReadingHoldsEveryRecordOnce(testing.ReadingHoldsEveryRecordOnce): ...


class TestReadingFindsEveryHolder(testing.ReadingFindsEveryHolder): ...


class TestReadingSelectsExactly(testing.ReadingSelectsExactly): ...


class TestReadingStaysWithinAPortion(testing.ReadingStaysWithinAPortion): ...


class TestReadingTellsVersions(testing.ReadingTellsVersions): ...


class TestReadingChangesNothing(testing.ReadingChangesNothing): ...


class TestDeleteRemovesExactlyItsRecord(testing.DeleteRemovesExactlyItsRecord): ...


class TestUpdateSetsExactlyItsFields(testing.UpdateSetsExactlyItsFields): ...


class TestChangedRecordsAreLeftAlone(testing.ChangedRecordsAreLeftAlone): ...


class TestApplyingTwiceIsApplyingOnce(testing.ApplyingTwiceIsApplyingOnce): ...


class TestProbeTellsTheTruth(testing.ProbeTellsTheTruth): ...


def test_no_promise_is_left_out() -> None:
    ours = [c for name, c in globals().items() if name.startswith("Test")]
    inherited = {base for c in ours for base in c.__bases__}
    assert inherited == set(testing.PROMISES)
