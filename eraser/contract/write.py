"""The writing half of a store plugin. Only execution may hold one."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, Self

from eraser.contract.settings import StoreSettings
from eraser.model.outcome import Effect, Obstacle, Outcome
from eraser.model.plan import Step


class Writer(Protocol):
    """Changes one store, step by step.

    The promises, each a class in `eraser.contract.testing`:
    a step changes exactly its record; a record whose version differs from the step's is not
    touched (`Stale`); a step applied twice has the effect of once; what was not done is never
    reported as `Done`; after a kill at any point `probe` tells the truth and `apply` completes.
    Steps given to any method all belong to this store and have `action.changes`.
    Every method may raise `StoreUnreachableError`; what it then left behind, `probe` tells.
    No message, log line or exception holds a value.
    """

    name: str

    def __init__(self, settings: StoreSettings) -> None:
        """Keep the settings; connect at the first call. Raises ConfigError on a bad option."""

    def __enter__(self) -> Self:
        """Return self."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close connections. Safe to call twice."""

    def preflight(self, steps: Sequence[Step]) -> tuple[Obstacle, ...]:
        """What would make these steps fail: rights, locks, versioning, constraints a mask breaks.

        Changes nothing. An empty answer is no promise; any obstacle that is not of kind `HELD`
        stops the execution before it begins. Missing rights are of kind `RIGHTS`.
        """

    def apply(self, group: Sequence[Step]) -> tuple[Outcome, ...]:
        """Do the steps of one group, in order; one outcome for each, in the same order.

        Where the store has transactions the group is one: if a step is `Stale`, `Held`, `Failed`
        or `Unsupported`, none of the group takes effect, and the others are `Failed` with
        `why="another step of the group could not be done"`. Where it has none, steps are
        independent of each other, and a later step still runs after one that could not be done.
        DELETE removes the record and every former state the store keeps under the same key.
        UPDATE sets exactly the fields of `step.changes` and leaves all others as they were.
        A record that does not exist is `Absent` for both.
        """

    def probe(self, group: Sequence[Step]) -> tuple[Effect, ...]:
        """After a crash: for each step whether its effect is in the store. Changes nothing.

        DELETE: `Applied` when the record is gone. UPDATE: `Applied` when all its changes are in
        the record; `NotApplied` when the record has the step's version (or is half done and can
        be completed by `apply`); `Unclear` otherwise.
        """
