"""What goes to the terminal besides results: progress, notes, complaints. All on stderr."""

from __future__ import annotations

import getpass
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from eraser.errors import EraserError, UsageError
from eraser.progress import Progress, Silent

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


def complain(error: EraserError) -> None:
    """Say what is wrong, on stderr."""
    for line in str(error).splitlines():
        typer.echo(f"eraser: {line}", err=True)


def confess(error: Exception) -> None:
    """Name a defect by its kind and place; all of it with ERASER_DEBUG=1 on a test system."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    typer.echo(
        f"eraser: a defect: {type(error).__name__} at {at}. What was begun can be resumed. Please "
        "report it; ERASER_DEBUG=1 shows everything, which may include personal data.",
        err=True,
    )
    if os.environ.get("ERASER_DEBUG") == "1":
        traceback.print_exception(error)


def note(text: str, quiet: bool = False) -> None:
    """A line for the person at the terminal; never a result."""
    if not quiet:
        typer.echo(text, err=True)


def terminal_progress(quiet: bool) -> Progress:
    """A progress bar with the time left on a terminal; a line for each task elsewhere."""
    if quiet:
        return Silent()
    return _Bar() if sys.stderr.isatty() else _Lines()


class _Lines:
    """For logs: one line when a task begins."""

    def start(self, task: str, total: int | None) -> None:
        note(f"{task} …" if total is None else f"{task} ({total}) …")

    def advance(self, count: int) -> None:
        pass

    def finish(self) -> None:
        pass


class _Bar:
    """For people."""

    def __init__(self) -> None:
        self._bars: Bars | None = None
        self._task: TaskID | None = None

    def start(self, task: str, total: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        self.finish()
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._bars = Bars(*columns, TimeRemainingColumn(), console=Console(stderr=True))
        self._bars.start()
        self._task = self._bars.add_task(task, total=total)

    def advance(self, count: int) -> None:
        if self._bars is not None and self._task is not None:
            self._bars.advance(self._task, count)

    def finish(self) -> None:
        if self._bars is not None:
            self._bars.stop()
        self._bars = self._task = None


def now() -> datetime:
    """The present moment in UTC: the only clock of the command line."""
    return datetime.now(UTC)


def day(text: str) -> date:
    """A day as YYYY-MM-DD; empty means today. Raises UsageError."""
    if not text:
        return now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--today {text}: write a day as YYYY-MM-DD.") from None


def who(by: str) -> str:
    """The name given, or that of the operating system's user."""
    return by or os.environ.get("SUDO_USER") or getpass.getuser()


def may_reveal(reveal: bool) -> bool:
    """Keys are shown only when asked for, and only on a terminal. Raises UsageError."""
    if reveal and not sys.stdout.isatty():
        raise UsageError("--reveal shows personal data and works only on a terminal.")
    return reveal
