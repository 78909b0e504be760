"""Connections: the options of a store, and sessions that cannot do more than they should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg import conninfo

from eraser.contract.settings import StoreSettings
from eraser.errors import ConfigError, StoreError
from eraser_postgres.refusals import translated

Connection = psycopg.Connection[tuple[object, ...]]

_DURATION = re.compile(r"[1-9][0-9]* ?(ms|s|min|h)\Z")
"""`15min` and `30 s` match; `15` and `-1s` must not: PostgreSQL would read milliseconds."""

CANONICAL = {
    "application_name": "eraser",
    "client_encoding": "UTF8",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "iso_8601",
    "TimeZone": "UTC",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "xmloption": "content",
}
"""Session settings under which the text of a value is always the same."""


KNOWN = ("url", "schemas", "exclude", "search", "statement_timeout", "lock_timeout")
"""The options of the plugin."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one PostgreSQL store, checked.

    `schemas` limits what is looked at (empty: all but the system's); `exclude` holds shell
    patterns over container names. `indexed`: the option `search: indexed` says that identifiers
    stand in columns with an index only. Timeouts are durations as PostgreSQL writes them (`15min`).
    """

    store: str
    url: str = field(repr=False)
    schemas: tuple[str, ...]
    exclude: tuple[str, ...]
    statement_timeout: str
    lock_timeout: str
    indexed: bool = False

    @classmethod
    def of(cls, settings: StoreSettings) -> Options:
        """Raises ConfigError on a missing or a bad option; the message never holds the URL."""
        settings.refuse_unknown(KNOWN)
        return cls(
            store=settings.name,
            url=_complete_url(settings),
            schemas=settings.texts("schemas"),
            exclude=settings.texts("exclude"),
            statement_timeout=_duration(settings, "statement_timeout", "15min"),
            lock_timeout=_duration(settings, "lock_timeout", "30s"),
            indexed=_indexed(settings),
        )

    @property
    def session(self) -> dict[str, str]:
        """What is set in every session, of psycopg and of ADBC alike."""
        return CANONICAL | {
            "statement_timeout": self.statement_timeout,
            "lock_timeout": self.lock_timeout,
        }


def _complete_url(settings: StoreSettings) -> str:
    try:
        given = conninfo.conninfo_to_dict(settings.text("url"))
    except psycopg.ProgrammingError:
        raise ConfigError(
            f"stores.{settings.name}: option 'url' is not a PostgreSQL address "
            "(postgresql://user@host:5432/database)."
        ) from None
    parts = {k: str(v) for k, v in given.items() if v is not None}
    return conninfo.make_conninfo(**({"connect_timeout": "10"} | parts))


def _indexed(settings: StoreSettings) -> bool:
    mode = settings.text("search", "complete")
    if mode not in ("complete", "indexed"):
        raise ConfigError(f"{settings.name}: options.search must be 'complete' or 'indexed'.")
    return mode == "indexed"


def _duration(settings: StoreSettings, option: str, default: str) -> str:
    text = settings.text(option, default)
    if not _DURATION.match(text):
        raise ConfigError(
            f"stores.{settings.name}: option '{option}' must be a number with a unit "
            "(ms, s, min, h), such as 15min."
        )
    return text


class Connections:
    """Connections to one database, each lent to one reader at a time and then used again.

    A generator that is read slowly keeps its own connection, so that no other read can end its
    transaction. Nothing is ever committed by a read-only one.
    """

    def __init__(self, options: Options, *, read_only: bool) -> None:
        self._options = options
        self._read_only = read_only
        self._idle: list[Connection] = []
        self._lent: list[Connection] = []

    @contextmanager
    def lend(self, place: str) -> Iterator[Connection]:
        """A connection outside a transaction. Driver errors become `StoreError`s about `place`."""
        with translated(self._options.store, place):
            connection = self._idle.pop() if self._idle else self._open()
            self._lent.append(connection)
            try:
                yield connection
            finally:
                self._take_back(connection)

    def close(self) -> None:
        """Close all; those still lent break whoever uses them. Safe to call twice."""
        for connection in (*self._idle, *self._lent):
            connection.close()
        self._idle.clear()

    def _take_back(self, connection: Connection) -> None:
        self._lent.remove(connection)
        if not connection.closed:
            connection.rollback()
        if connection.closed:
            return
        self._idle.append(connection)

    def _open(self) -> Connection:
        connection = psycopg.connect(self._options.url)
        try:
            for name, value in self._options.session.items():
                connection.execute("SELECT set_config(%s, %s, false)", (name, value))
            connection.commit()
            # A writer leaves the server's default: psycopg's False would override a database
            # that its administrator set to read-only.
            connection.read_only = True if self._read_only else None
        except psycopg.Error:
            connection.close()
            raise
        if connection.info.server_version < 130000:
            connection.close()
            raise StoreError(f"{self._options.store}: PostgreSQL 13 or later is needed.")
        return connection
