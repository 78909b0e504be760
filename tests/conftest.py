"""The three real stores as fixtures, and an honest last line about which were there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

import pytest

from eraser.demo.servers.choose import (
    Origin,
    moto_origin,
    postgres_origins,
    s3_origins,
    search_origins,
)
from eraser.demo.servers.postgres import PostgresServer
from eraser.demo.servers.s3 import S3Server
from eraser.demo.servers.search import SearchServer
from eraser.demo.servers.unavailable import Unavailable

REQUIRED = "ERASER_REQUIRE_SERVERS"
MOTO_WILL_DO = "moto_will_do"
FIXTURES = {"postgres_server": "PostgreSQL", "s3_server": "S3", "search_server": "search"}

Server = TypeVar("Server", PostgresServer, S3Server, SearchServer)


@dataclass
class Ledger:
    """What each store was tested on in this run, and why not on what was missing."""

    tested: dict[str, dict[str, None]] = field(default_factory=dict)
    missing: dict[str, dict[str, str]] = field(default_factory=dict)
    mocked: set[str] = field(default_factory=set)

    def told(self) -> dict[str, object]:
        """As plain values, for another process."""
        kinds = {store: list(found) for store, found in self.tested.items()}
        return {"tested": kinds, "missing": self.missing, "mocked": sorted(self.mocked)}

    def add(self, told: dict[str, Any]) -> None:
        """What another process told of its own tests."""
        for store, kinds in told["tested"].items():
            self.tested.setdefault(store, {}).update(dict.fromkeys(kinds))
        for store, reasons in told["missing"].items():
            self.missing.setdefault(store, {}).update(reasons)
        self.mocked.update(told["mocked"])

    def lines(self) -> list[str]:
        """One line for each store that was not tested for real, or one that all were."""
        found = [line for store in FIXTURES.values() for line in self._about(store)]
        return found or ["every store was tested on real servers"]

    def _about(self, store: str) -> Iterator[str]:
        on = [kind for kind in self.tested.get(store, {}) if kind not in self.mocked]
        beside = f" (it was on {', '.join(on)})" if on else ""
        for kind, reason in self.missing.get(store, {}).items():
            yield f"{store} was not tested for real on {kind}{beside}: {reason}"
        if not on and self.tested.get(store):
            yield f"{store} was tested on moto only, which is a mock"
        elif not on and not self.missing.get(store):
            yield f"{store} was not tested for real: no test that ran asked for it"


LEDGER = pytest.StashKey[Ledger]()


def pytest_configure(config: pytest.Config) -> None:
    """Declare our markers and start the ledger."""
    config.addinivalue_line("markers", "slow: takes more than ten seconds")
    config.addinivalue_line("markers", "servers: needs a real server")
    config.addinivalue_line("markers", f"{MOTO_WILL_DO}: may run on moto where no S3 can be had")
    config.stash[LEDGER] = Ledger()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses a server, and skip on moto what moto cannot answer for."""
    for item in items:
        if FIXTURES.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker("servers")
        if _origin_of(item) == moto_origin().kind and item.get_closest_marker(MOTO_WILL_DO) is None:
            item.add_marker(pytest.mark.skip(reason="a mock proves nothing here"))
        for fixture in FIXTURES:
            kind = _origin_of(item, fixture)
            if kind is not None:  # one process of a parallel run starts each server, once
                item.add_marker(pytest.mark.xdist_group(f"{fixture}-{kind}"))


def _origin_of(item: pytest.Item, fixture: str = "s3_server") -> str | None:
    call = getattr(item, "callspec", None)
    origin = call.params.get(fixture) if call is not None else None
    return origin.kind if isinstance(origin, Origin) else None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of a parallel run tells its ledger to the one that writes the summary."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["stores"] = session.config.stash[LEDGER].told()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """The summary of a parallel run knows what each of its processes tested."""
    told = getattr(node, "workeroutput", {}).get("stores")
    if told is not None:
        node.config.stash[LEDGER].add(told)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> Iterator[None]:
    """The last lines of a run, after pytest's own summary, say what it did not prove."""
    yield
    terminalreporter.section("stores")
    for line in config.stash[LEDGER].lines():
        terminalreporter.line(line)


def _kind(origin: Origin[Any]) -> str:
    return origin.kind


@pytest.fixture(scope="session", params=postgres_origins(), ids=_kind)
def postgres_server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    """PostgreSQL; `.new_database()` gives `.owner_url` and `.reader_url`."""
    yield from _serve(request, "PostgreSQL")


@pytest.fixture(scope="session", params=s3_origins(), ids=_kind)
def s3_server(request: pytest.FixtureRequest) -> Iterator[S3Server]:
    """S3; `.new_bucket(versioning=…, object_lock=…)`, `.client()`, `.reader_client()`."""
    yield from _serve(request, "S3")


@pytest.fixture(scope="session", params=search_origins(), ids=_kind)
def search_server(request: pytest.FixtureRequest) -> Iterator[SearchServer]:
    """OpenSearch or Elasticsearch, one node at a time; `.new_index(prefix)`, `.call(…)`."""
    yield from _serve(request, "search")


def _serve(request: pytest.FixtureRequest, store: str) -> Iterator[Server]:
    """The server of this parameter; skipped where it cannot be had, failed where it must be."""
    origin: Origin[Server] = request.param
    ledger = request.config.stash[LEDGER]
    missing = ledger.missing.setdefault(store, {})
    missing[origin.kind] = "it did not start"
    try:
        origin.require()
        server = origin.start()
    except Unavailable as reason:
        missing[origin.kind] = str(reason)
        _end(str(reason))
    del missing[origin.kind]
    ledger.tested.setdefault(store, {})[origin.kind] = None
    if origin.is_mock:
        ledger.mocked.add(origin.kind)
    with server:
        yield server


def _end(reason: str) -> NoReturn:
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"{REQUIRED}=1, but {reason}", pytrace=False)
    pytest.skip(reason)
