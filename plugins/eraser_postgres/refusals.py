"""What the server's refusals mean: driver errors as eraser's own, without the driver's words.

Messages of PostgreSQL quote rows (`Key (email)=(…) already exists`), so only the SQLSTATE and
the place go into ours. Codes: PostgreSQL documentation, Appendix A.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import adbc_driver_manager as adbc
import psycopg

from eraser.errors import RightsMissingError, StoreError, StoreUnreachableError, TimedOutError

_UNREACHABLE = ("08", "53", "57", "58")
"""Connection lost, no resources, shut down, failed system."""

_TIMED_OUT = "57014"
"""Of one statement: the server is there, and may answer the next one."""

_RIGHTS = ("42501", "28")
"""Insufficient privilege, and failed authentication."""


@contextmanager
def translated(store: str, place: str) -> Iterator[None]:
    """Driver errors inside become `StoreError`s that name the store and the place only."""
    try:
        yield
    except (psycopg.Error, adbc.Error) as error:
        raise meaning(store, place, error.sqlstate, str(error)) from None
    except UnicodeError as error:
        raise StoreError(
            f"{store}: {place}: holds text that is not {error.args[0]}; the database's encoding "
            "has to be mended before it can be read."
        ) from None


def broken_off(store: str, place: str, *, alive: bool, message: str) -> StoreError:
    """The error for an answer that ended early: Arrow's stream gives no SQLSTATE, only a text in
    the server's language. `message` is only looked at. `alive`: the connection still answers.
    """
    if not alive:
        return meaning(store, place, "08006")
    if "statement timeout" in message:
        return meaning(store, place, _TIMED_OUT)
    return StoreError(f"{store}: {place}: the server broke off while it was read; try again.")


def meaning(store: str, place: str, code: str | None, message: str = "") -> StoreError:
    """The error for an SQLSTATE. `message` is only looked at, never passed on."""
    if code is None and "authentication failed" in message:
        return RightsMissingError(f"{store}: the server refused the user or the password in 'url'.")
    if code is None:
        return StoreUnreachableError(
            f"{store}: {place}: no connection to the server; check host, port and database in "
            "'url', and that the server runs."
        )
    if code.startswith(_RIGHTS):
        return RightsMissingError(
            f"{store}: {place}: the role lacks a privilege (SQLSTATE {code}); "
            "`eraser doctor` names the GRANT."
        )
    if code == _TIMED_OUT:
        return TimedOutError(
            f"{store}: {place}: not read in the time allowed (SQLSTATE {code}); raise "
            "'statement_timeout'."
        )
    if code.startswith(_UNREACHABLE):
        return StoreUnreachableError(
            f"{store}: {place}: the server gave up (SQLSTATE {code}); try again."
        )
    return StoreError(f"{store}: {place}: the server refused with SQLSTATE {code}.")
