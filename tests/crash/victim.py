"""A process that carries out a plan, and kills itself at a chosen moment.

It starts in a fork server of its own: no thread, no connection and no pipe of the test's process
is in it. The moments are those between two calls that leave the process: every journal entry, and
every call that reaches a store at the lowest level that its client library has. After one call and
before the next nothing happens that anybody else could see, so those two are one moment.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

import botocore.client
import elastic_transport
import psycopg

from eraser.contract.settings import StoreSettings
from eraser.execute.journal import Journal
from eraser.execute.runner import execute
from eraser.model.plan import Plan
from eraser.model.proof import Execution
from eraser.progress import Silent
from eraser.registry import Writers
from eraser.state import State

NEVER = 1_000_000
CALLS_TO_STORES: tuple[tuple[type, str], ...] = (
    (psycopg.Cursor, "execute"),
    (psycopg.Connection, "commit"),
    (botocore.client.BaseClient, "_make_api_call"),
    (elastic_transport.Transport, "perform_request"),
)
SESSION_ONLY = "SELECT set_config(%s, %s, false)"
"""A statement that leaves nothing behind when its session ends: no moment of its own."""
PATIENCE_SECONDS = 60.0

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [__name__, "pytest", *(f"eraser_{store}.writer" for store in ("postgres", "s3", "search"))]
)


@dataclass(frozen=True)
class Job:
    """A plan, the plugin and settings of each of its stores, and the folder of its state."""

    plan: Plan
    stores: Mapping[str, tuple[str, StoreSettings]]
    folder: Path

    def run(self) -> Execution:
        """Begin, or go on, as `eraser execute` and `eraser resume` do."""
        state, ticks = State(self.folder), count()
        start = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        try:
            with (
                state.only_one(self.plan.digest),
                Writers(self.stores.__getitem__) as writer_of,
            ):
                journal = Journal(
                    state, self.plan.digest, lambda: start.replace(microsecond=next(ticks))
                )
                return execute(self.plan, writer_of, journal, "a test", Silent())
        finally:
            state.close()

    def journal(self) -> Journal:
        """What is recorded; raises EvidenceError when its chain does not hold."""
        state = State(self.folder)
        try:
            return Journal(state, self.plan.digest)
        finally:
            state.close()


@dataclass(frozen=True)
class Moments:
    """When an undisturbed run can be killed: from 1 to `last`; up to `first` it only reads."""

    first: int
    last: int


def moments(job: Job) -> Moments:
    """The moments of an undisturbed run."""
    seen, told = _FORKS.Pipe(duplex=False)
    process = _FORKS.Process(target=_run, args=(job, NEVER, told))
    process.start()
    told.close()
    if not seen.poll(PATIENCE_SECONDS):
        process.kill()
        raise AssertionError("an undisturbed run did not end")
    found: Moments = seen.recv()
    process.join(PATIENCE_SECONDS)
    assert process.exitcode == 0
    return found


def killed_at(job: Job, moment: int) -> bool:
    """Run, and kill at the moment; False when the run ended before it came."""
    process = _FORKS.Process(target=_run, args=(job, moment, None))
    process.start()
    process.join(PATIENCE_SECONDS)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def killed_after(job: Job, seconds: float) -> None:
    """Run, and kill from outside after a time, whatever call is under way then."""
    process = _FORKS.Process(target=_run, args=(job, NEVER, None))
    process.start()
    process.join(seconds)
    process.kill()
    process.join(PATIENCE_SECONDS)


@dataclass
class _Fuse:
    """Kills this process when the chosen moment comes."""

    moment: int
    seen: int = field(default=0)
    first_record: int = field(default=0)

    def pass_by(self, *, record: bool = False) -> None:
        self.seen += 1
        if record:
            self.first_record = self.first_record or self.seen
        if self.seen == self.moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def attach(self, owner: type, name: str) -> None:
        """Pass by before every call of this method; the call itself goes through."""
        call: Callable[..., object] = getattr(owner, name)

        def reached(*args: object, **options: object) -> object:
            if SESSION_ONLY not in args:
                self.pass_by(record=owner is State)
            return call(*args, **options)

        setattr(owner, name, reached)


def _run(job: Job, moment: int, told: Connection | None) -> None:
    fuse = _Fuse(moment)
    for owner, name in ((State, "append"), *CALLS_TO_STORES):
        fuse.attach(owner, name)
    job.run()
    fuse.pass_by()
    if told is not None:
        told.send(Moments(fuse.first_record, fuse.seen))
