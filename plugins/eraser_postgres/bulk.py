"""Connections of ADBC, for bulk reading: each is lent to one read at a time and then used again.

Opening one reads the catalogue of types, which costs more than reading a small table.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import adbc_driver_manager as adbc
import pyarrow as pa
from adbc_driver_postgresql import dbapi

from eraser_postgres.connection import Options
from eraser_postgres.refusals import broken_off, translated


class BulkConnections:
    """Read-only connections to one database. Several threads may borrow at once."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._idle: list[dbapi.Connection] = []
        self._closed = False

    @contextmanager
    def lend(self, place: str) -> Iterator[dbapi.Connection]:
        """A connection outside a transaction. Driver errors become `StoreError`s about `place`.

        One whose reading was broken off is not used again.
        """
        with translated(self._options.store, place):
            connection = self._idle.pop() if self._idle else self._open()
            whole = False
            try:
                yield connection
                connection.rollback()
                whole = not self._closed
            except (pa.ArrowException, OSError) as error:
                alive, said = _alive(connection), str(error)
                raise broken_off(self._options.store, place, alive=alive, message=said) from None
            finally:
                if whole:
                    self._idle.append(connection)
                else:
                    _close(connection)

    def close(self) -> None:
        """Close those that are idle; those still lent when they come back. Safe to call twice."""
        self._closed = True
        while self._idle:
            _close(self._idle.pop())

    def _open(self) -> dbapi.Connection:
        connection = dbapi.connect(self._options.url)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
                for name, value in self._options.session.items():
                    cursor.execute("SELECT set_config($1, $2, false)", (name, value))
                    cursor.fetchall()
            connection.commit()
        except BaseException:
            _close(connection)
            raise
        return connection


def _alive(connection: dbapi.Connection) -> bool:
    try:
        connection.rollback()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchall()
    except (adbc.Error, pa.ArrowException, OSError):
        return False
    return True


def _close(connection: dbapi.Connection) -> None:
    with suppress(adbc.Error):  # it may be lost already
        connection.close()
