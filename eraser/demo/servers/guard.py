"""Keeps one server: starts it, and ends it when whoever asked for it is gone.

Run as a script with the standard library only. Its standard input is a pipe whose other end
the asking program holds: the pipe closes when that program stops the server, and also when it
is interrupted or killed, so that no server and no data outlives it. There is one way to end.

    guard.py DIRECTORY SIGNAL UID GID CWD COMMAND...      (UID -1: stay who you are)

Writes `pid` into DIRECTORY after the start and `ended` when the server ends by itself.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

GRACE_SECONDS = 25.0
LOOK_SECONDS = 0.1


def main(arguments: list[str]) -> None:
    """Start the server, wait for the pipe to close, end the server, remove the directory."""
    directory, stop_signal, uid, gid, cwd, *command = arguments
    place = Path(directory)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = start(command, cwd, int(uid), int(gid))
    try:
        (place / "pid").write_text(str(server.pid))
        wait_for_the_end(server, place)
    finally:
        end(server, int(stop_signal))
        shutil.rmtree(place, ignore_errors=True)


def start(command: list[str], cwd: str, uid: int, gid: int) -> subprocess.Popen[bytes]:
    """The server, leader of a session of its own: Ctrl-C in a terminal does not reach it."""
    dropped = {"user": uid, "group": gid, "extra_groups": []} if uid >= 0 else {}
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # noqa: S603
        command, cwd=cwd, stdin=subprocess.DEVNULL, start_new_session=True, **dropped
    )


def wait_for_the_end(server: subprocess.Popen[bytes], place: Path) -> None:
    """Return when standard input closes; note it when the server ends first."""
    ended = place / "ended"
    while True:
        readable, _, _ = select.select([sys.stdin.fileno()], [], [], LOOK_SECONDS)
        if readable and not os.read(sys.stdin.fileno(), 1):
            return
        if server.poll() is not None and not ended.exists():
            ended.write_text(str(server.returncode))


def end(server: subprocess.Popen[bytes], stop_signal: int) -> None:
    """Ask the server to stop, then kill what is left of its process group."""
    if server.poll() is None:
        server.send_signal(stop_signal)
        try:
            server.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            pass
    try:
        os.killpg(server.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    server.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
