"""Why a server cannot be had here, and how to get it."""

from __future__ import annotations

from eraser.errors import StoreError, StoreUnreachableError


class Unavailable(StoreError):  # noqa: N818  # it is an answer, not a fault
    """This machine has no such server. `reason` says why, `mend` what to do about it."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason}; {mend}")
        self.reason = reason
        self.mend = mend


class NotStartedError(StoreUnreachableError):
    """The server is there and did not come up; the message ends with its last log lines."""
