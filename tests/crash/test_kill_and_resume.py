"""kill -9 at any moment, followed by a resumption, ends in the same state as no kill."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest

from eraser.contract.settings import StoreSettings
from eraser.demo.servers.choose import Origin, postgres_origins, s3_origins, search_origins
from eraser.demo.servers.postgres import PostgresServer
from eraser.demo.servers.s3 import S3Server
from eraser.demo.servers.search import SearchServer
from eraser.model.outcome import Done
from eraser.model.plan import Plan
from tests.crash.postgres_world import PostgresWorld
from tests.crash.s3_world import S3World
from tests.crash.search_world import SearchWorld
from tests.crash.victim import Job, killed_after, killed_at, moments

TWO_KILLS = ((0.2, 0.1), (0.5, 0.2), (0.5, 0.4), (0.7, 0.5), (0.8, 0.1), (0.8, 0.3), (0.9, 0.2))
"""At which part of an undisturbed run's moments the run and then its resumption are killed."""


class World(Protocol):
    """A store that can be planted anew, and looked at."""

    @property
    def stores(self) -> dict[str, tuple[str, StoreSettings]]: ...

    def plant(self) -> Plan: ...

    def look(self) -> object: ...

    def nothing_is_half_done(self) -> bool: ...


def _one(origins: Sequence[Origin[Any]]) -> Any:
    """One server of each kind is enough here: the first that there is."""
    found = next((o for o in origins if o.missing() is None), origins[0])
    return pytest.param(found, id=found.kind)


@pytest.fixture(scope="module")
def postgres_world(postgres_server: PostgresServer) -> Iterator[World]:
    database = postgres_server.new_database()
    yield PostgresWorld(database)
    postgres_server.drop_database(database)


@pytest.fixture(scope="module")
def s3_world(s3_server: S3Server) -> World:
    return S3World(s3_server, versioning=True)


@pytest.fixture(scope="module")
def s3_world_without_versions(s3_server: S3Server) -> World:
    return S3World(s3_server, versioning=False)


@pytest.fixture(scope="module")
def search_world(search_server: SearchServer) -> World:
    return SearchWorld(search_server)


class Sweep:
    """Plants, kills, resumes and compares with the run that nobody disturbed."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world, self._folder, self._tries = world, folder, 0
        undisturbed = self.plant()
        self.moments = moments(undisturbed)
        self._expected = world.look()
        self._plan_size = len(undisturbed.plan.steps)
        self._assert_recorded(undisturbed)

    def plant(self) -> Job:
        """A fresh world with a plan and an empty state."""
        self._tries += 1
        plan = self._world.plant()
        return Job(plan, self._world.stores, self._folder / f"state-{self._tries}")

    def resume_and_compare(self, job: Job, when: str) -> None:
        """Go on in this process; nothing may tell afterwards that a run was killed."""
        assert self._world.nothing_is_half_done(), when
        execution = job.run()
        assert execution.complete, when
        assert [type(o) for o in execution.outcomes] == [Done] * self._plan_size, when
        assert self._world.look() == self._expected, when
        self._assert_recorded(job)

    def run_again_and_compare(self, job: Job) -> None:
        """What is finished stays as it is, however often it is run."""
        before = job.journal().outcomes
        assert {outcome.step: outcome for outcome in job.run().outcomes} == before
        assert self._world.look() == self._expected

    def _assert_recorded(self, job: Job) -> None:
        journal = job.journal()
        assert journal.finished
        assert len(journal.outcomes) == self._plan_size


def kill_everywhere(world: World, folder: Path) -> None:
    """Before the first record nothing is changed anywhere: one moment of those is enough."""
    sweep = Sweep(world, folder)
    for moment in range(sweep.moments.first, sweep.moments.last + 1):
        job = sweep.plant()
        assert killed_at(job, moment)
        sweep.resume_and_compare(job, f"killed at moment {moment} of {sweep.moments.last}")


def kill_twice(world: World, folder: Path) -> None:
    sweep = Sweep(world, folder)
    for parts in TWO_KILLS:
        job = sweep.plant()
        kills = [max(1, int(sweep.moments.last * part)) for part in parts]
        for moment in kills:
            killed_at(job, moment)
        sweep.resume_and_compare(job, f"killed at {kills} of {sweep.moments.last}")
        sweep.run_again_and_compare(job)


def kill_any_time(world: World, folder: Path) -> None:
    sweep = Sweep(world, folder)
    for hundredths in range(2, 40, 5):
        job = sweep.plant()
        killed_after(job, hundredths / 100)
        sweep.resume_and_compare(job, f"killed after {hundredths / 100} s")


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where that can be: what a killed process wrote is there, synced or not."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as path:
        yield Path(path)


WAYS = pytest.mark.parametrize(
    "disturb", [kill_everywhere, kill_twice, kill_any_time], ids=lambda way: way.__name__
)


@pytest.mark.slow
@WAYS
@pytest.mark.parametrize("postgres_server", [_one(postgres_origins())], indirect=True)
def test_a_killed_run_on_postgres_resumes(disturb, postgres_world: World, folder: Path) -> None:
    disturb(postgres_world, folder)


@pytest.mark.slow
@WAYS
@pytest.mark.parametrize("s3_server", [_one(s3_origins())], indirect=True)
def test_a_killed_run_on_s3_with_versions_resumes(disturb, s3_world: World, folder: Path) -> None:
    disturb(s3_world, folder)


@pytest.mark.slow
@pytest.mark.parametrize("s3_server", [_one(s3_origins())], indirect=True)
def test_a_killed_run_on_s3_without_versions_resumes(
    s3_world_without_versions: World, folder: Path
) -> None:
    kill_everywhere(s3_world_without_versions, folder)


@pytest.mark.slow
@WAYS
@pytest.mark.parametrize("search_server", [_one(search_origins())], indirect=True)
def test_a_killed_run_on_a_search_server_resumes(
    disturb, search_world: World, folder: Path
) -> None:
    disturb(search_world, folder)
