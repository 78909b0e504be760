"""One server process with its own directory: started, waited for, stopped with all it wrote."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eraser.demo.servers import guard
from eraser.demo.servers.cache import readable_by_all
from eraser.demo.servers.unavailable import NotStartedError

LOG_TAIL_CHARACTERS = 3000
LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Account:
    """The user a server runs as when root started it."""

    uid: int
    gid: int


def unprivileged(*names: str) -> Account | None:
    """The first user of `names` that exists, else `nobody`; None when not root.

    PostgreSQL, OpenSearch and Elasticsearch refuse to run as root.
    """
    if os.geteuid() != 0:
        return None
    users = {user.pw_name: Account(user.pw_uid, user.pw_gid) for user in pwd.getpwall()}
    return next((users[name] for name in names if name in users), Account(65534, 65534))


@dataclass(frozen=True, slots=True)
class Launch:
    """What to run. `environment` is the whole environment, not an addition to ours."""

    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    working_directory: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM


class Daemon:
    """A directory under the temporary one, and the server that lives in it.

    `stop` is safe to call twice and also runs at the interpreter's end; a killed interpreter
    is noticed by the guard process (see `guard`).
    """

    def __init__(self, name: str, account: Account | None = None) -> None:
        self.name = name
        self.account = account
        self.directory = _directory(name, account)
        self._guard: subprocess.Popen[bytes] | None = None
        atexit.register(self.stop)

    @property
    def pid(self) -> int:
        """The server's process id."""
        return int((self.directory / "pid").read_text())

    def give(self, path: Path) -> None:
        """Make the server's user the owner of `path` and of everything under it.

        Not of hard links: those are files of the cache, which other nodes use too.
        """
        if self.account is None:
            return
        for owned in (path, *path.rglob("*")):
            status = owned.lstat()
            if stat.S_ISDIR(status.st_mode) or status.st_nlink == 1:
                os.chown(owned, self.account.uid, self.account.gid, follow_symlinks=False)

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> str:
        """A tool that prepares the directory, run as the server's user; what it printed.

        Raises NotStartedError with the end of its output when it fails.
        """
        self.give(self.directory)
        done = subprocess.run(  # type: ignore[call-overload]  # noqa: S603
            command,
            cwd=self.directory,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **self._identity(),
        )
        if done.returncode != 0:
            tail = (done.stdout + done.stderr)[-LOG_TAIL_CHARACTERS:]
            raise NotStartedError(f"{self.name}: {Path(command[0]).name} failed:\n{tail}")
        return str(done.stdout)

    def start(self, launch: Launch, ready: Callable[[], bool], seconds: float) -> None:
        """Run the server and return once `ready` says so.

        Raises NotStartedError, after stopping everything, when the server ends or `seconds`
        have passed.
        """
        self.give(self.directory)
        with (self.directory / "server.log").open("wb") as log:
            self._guard = subprocess.Popen(  # noqa: S603
                self._guarded(launch),
                env=dict(launch.environment),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self._wait(self._guard, ready, time.monotonic() + seconds)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server and remove its directory."""
        if self._guard is not None:
            self._guard.communicate()
            self._guard = None
        shutil.rmtree(self.directory, ignore_errors=True)
        atexit.unregister(self.stop)

    def _guarded(self, launch: Launch) -> list[str]:
        account = self.account or Account(-1, -1)
        return [
            *(sys.executable, "-I", "-S", guard.__file__, str(self.directory)),
            *(str(int(launch.stop_signal)), str(account.uid), str(account.gid)),
            *(str(launch.working_directory or self.directory), *launch.command),
        ]

    def _identity(self) -> dict[str, object]:
        if self.account is None:
            return {}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}

    def _wait(
        self, keeper: subprocess.Popen[bytes], ready: Callable[[], bool], deadline: float
    ) -> None:
        while not ready():
            if (self.directory / "ended").exists() or keeper.poll() is not None:
                raise NotStartedError(f"{self.name} ended while starting:\n{self._log_tail()}")
            if time.monotonic() > deadline:
                raise NotStartedError(f"{self.name} did not answer in time:\n{self._log_tail()}")
            time.sleep(LOOK_SECONDS)

    def _log_tail(self) -> str:
        try:
            text = (self.directory / "server.log").read_text(errors="replace")
        except OSError:
            return "(no log)"
        return text[-LOG_TAIL_CHARACTERS:]


def _directory(name: str, account: Account | None) -> Path:
    """A new directory that `account` can reach: a private TMPDIR of root is no use to it."""
    base = Path(tempfile.gettempdir())
    if account is not None and not readable_by_all(base):
        base = Path("/var/tmp")  # noqa: S108  # the name below is unguessable and made by mkdtemp
    return Path(tempfile.mkdtemp(prefix=f"eraser-{name}-", dir=base))


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def plain_environment(**more: str) -> dict[str, str]:
    """A small environment without the caller's secrets, with `more` added."""
    kept = {key: os.environ[key] for key in ("PATH", "TMPDIR") if key in os.environ}
    return kept | {"LANG": "C.UTF-8", "HOME": "/"} | more
