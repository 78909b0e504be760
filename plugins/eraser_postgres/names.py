"""Names in SQL: whatever a table or a column is called, it is quoted and never interpreted."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import abc, sql


class Name(sql.Identifier):
    """A quoted name that also survives psycopg's placeholder syntax.

    psycopg 3.3 reads a `%` inside a quoted name as the start of a placeholder (symptom:
    "only '%s', '%b', '%t' are allowed"), so it is doubled; every statement here has parameters.
    """

    def as_bytes(self, context: abc.AdaptContext | None = None) -> bytes:
        """The quoted name, `%` doubled."""
        return super().as_bytes(context).replace(b"%", b"%%")


ROW = Name("eraser_row")
"""The alias of the table in every statement."""


def column(name: str, of: sql.Composable = ROW) -> sql.Composed:
    """The column `name` of the row that the statement is about."""
    return sql.SQL("{}.{}").format(of, Name(name))


def comma(parts: Iterable[sql.Composable]) -> sql.Composed:
    """The parts as an SQL list."""
    return sql.SQL(", ").join(parts)


def all_of(parts: Iterable[sql.Composable]) -> sql.Composed:
    """True when all parts are."""
    return sql.SQL("({})").format(sql.SQL(" AND ").join(parts))


def any_of(parts: Iterable[sql.Composable]) -> sql.Composed:
    """True when one of the parts is."""
    return sql.SQL("({})").format(sql.SQL(" OR ").join(parts))
