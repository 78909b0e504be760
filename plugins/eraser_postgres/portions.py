"""The records of one controller as a condition: rows of others do not leave the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg import sql

from eraser.model.place import FieldType
from eraser.model.portion import Portion
from eraser_postgres.catalogue import Column, Shape, Table
from eraser_postgres.connection import Connection
from eraser_postgres.encoding import holds, python_codec
from eraser_postgres.names import any_of
from eraser_postgres.rows import Operand, Parameters, Wanted, canonical, castable, undecodable

_ANYWHERE = "lax $.**"
"""Every value inside a document: `Portion.has` then looks where it stands."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A condition that every record of a portion meets, and its parameters."""

    condition: sql.Composed
    parameters: Mapping[str, object]


def limit(connection: Connection, table: Table, portion: Portion) -> Limit:
    """The condition for a table. A column that it does not have holds nobody's records."""
    if not portion.field:
        return _by_key(connection, table, portion)
    of = table.column(portion.field) or table.column(portion.top)
    if of is None or of.type is FieldType.BINARY:
        return Limit(sql.SQL("{}").format(sql.SQL("false")), {})
    return _by_value(connection, of, portion)


def _by_key(connection: Connection, table: Table, portion: Portion) -> Limit:
    codec = python_codec(connection.info.parameter_status("server_encoding") or "UTF8")
    known = [p for p in portion.prefixes if holds(codec, p)]
    first = canonical(table.key_columns()[0])
    parameters: Parameters = {"portion": known}
    return Limit(sql.SQL("{} ^@ ANY (%(portion)s::text[])").format(first), parameters)


def _by_value(connection: Connection, of: Column, portion: Portion) -> Limit:
    nested = of.shape is not Shape.SCALAR
    wanted = Wanted((Operand(of, _ANYWHERE if nested else None),), prefix="portion")
    rows = castable(connection, wanted, [(value,) for value in portion.values])
    condition = wanted.condition()
    if of.shape is Shape.LOOSE_DOCUMENT:
        condition = any_of([condition, undecodable(of)])
    return Limit(condition, wanted.parameters(rows))
