"""The writing half: one group of steps, one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from eraser.contract.settings import StoreSettings
from eraser.model.outcome import Absent, Done, Effect, Obstacle, Outcome
from eraser.model.plan import Step
from eraser_postgres.catalogue import Catalogue
from eraser_postgres.connection import Connection, Connections, Options
from eraser_postgres.inventory import take_inventory
from eraser_postgres.preflight import preflight
from eraser_postgres.probing import probe
from eraser_postgres.transaction import attempt


class StoreWriter:
    """Changes one PostgreSQL database (13 or later).

    Options: `url`; `statement_timeout` (15min), `lock_timeout` (30s). The role needs SELECT,
    UPDATE and DELETE on the tables of the plan, and SELECT on all that reference them.
    """

    def __init__(self, settings: StoreSettings) -> None:
        self.name = settings.name
        self._connections = Connections(Options.of(settings), read_only=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connections.close()

    def preflight(self, steps: Sequence[Step]) -> tuple[Obstacle, ...]:
        """Rights, references that the plan forgets, values that a constraint refuses."""
        if not steps:
            return ()
        with self._connections.lend("preflight") as connection:
            return preflight(connection, _catalogue(connection), steps)

    def apply(self, group: Sequence[Step]) -> tuple[Outcome, ...]:
        """All steps in one transaction; rows are locked, compared, and only then changed."""
        if not group:
            return ()
        with self._connections.lend("transaction") as connection:
            outcomes = attempt(connection, _catalogue(connection), group)
            if all(isinstance(o, (Done, Absent)) for o in outcomes):
                connection.commit()
                _flush_statistics(connection)
            else:
                connection.rollback()
        return outcomes

    def probe(self, group: Sequence[Step]) -> tuple[Effect, ...]:
        """Waits for a transaction that may still be about to commit, then tells."""
        if not group:
            return ()
        with self._connections.lend("probe") as connection:
            return probe(connection, _catalogue(connection), group)


def _catalogue(connection: Connection) -> Catalogue:
    """Read for every call: what references what may have changed since the last one."""
    return take_inventory(connection)


def _flush_statistics(connection: Connection) -> None:
    """So that `remnants` sees the dead rows now and not when the server comes to it."""
    if connection.info.server_version >= 150000:
        connection.execute("SELECT pg_stat_force_next_flush()")
