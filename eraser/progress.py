"""How long work tells how far it is. A front implements `Progress`; a stage only calls it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """One task at a time. No call ever carries a value of a record."""

    def start(self, task: str, total: int | None) -> None:
        """A task begins; `total` units of work, or None when unknown."""

    def advance(self, count: int) -> None:
        """`count` more units are done."""

    def finish(self) -> None:
        """The task is over."""


class Silent:
    """Tells nobody."""

    def start(self, task: str, total: int | None) -> None:
        """Do nothing."""

    def advance(self, count: int) -> None:
        """Do nothing."""

    def finish(self) -> None:
        """Do nothing."""
