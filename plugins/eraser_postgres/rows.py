"""Rows as records: what is selected, how a value becomes JSON, which rows a list of texts names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from eraser.model.place import Container, FieldType, Record, RecordRef, Value
from eraser_postgres.catalogue import Column, Shape, Table
from eraser_postgres.connection import Connection
from eraser_postgres.encoding import holds, python_codec
from eraser_postgres.names import ROW, Name, all_of, column, comma

Parameters = dict[str, object]

_LONE_SURROGATE_OR_NUL = r"\\u(0000|[dD][89a-fA-F])"
_SURROGATE_PAIR = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"

TEXT_PARAMETERS: Mapping[str, object] = {
    "lone": _LONE_SURROGATE_OR_NUL,
    "pair": _SURROGATE_PAIR,
    "backslash": "\\",
}
"""Every statement built here gets these beside its own."""


def canonical(of: Column) -> sql.Composed:
    """The text by which keys and references are compared, byte by byte."""
    cast = sql.SQL("::numeric::text") if of.type_name == "money" else sql.SQL("::text")
    return sql.SQL('({}{} COLLATE "C")').format(column(of.name), cast)


def key_text(table: Table) -> sql.Composed:
    """The record's key as an array of texts."""
    return sql.SQL("ARRAY[{}]").format(comma(canonical(c) for c in table.key_columns()))


def version_text(table: Table) -> sql.Composed:
    """The token of the row's present state: the transaction that wrote it.

    Without a key the place may be taken by another row, so the row's digest is added.
    """
    written = sql.SQL("{}::text").format(column("xmin"))
    if not table.keyless:
        return written
    return sql.SQL("{} || ':' || md5(({}.*)::text)").format(written, ROW)


def document(of: Column) -> sql.Composed:
    """The column as jsonb; null where its text cannot become that."""
    value = column(of.name)
    if of.shape is Shape.DOCUMENT:
        return sql.SQL("{}").format(value)
    if of.shape is Shape.LOOSE_DOCUMENT:
        return sql.SQL("CASE WHEN NOT {} THEN {}::jsonb END").format(undecodable(of), value)
    return sql.SQL("to_jsonb({})").format(value)


def undecodable(of: Column) -> sql.Composed:
    r"""Whether a json column holds `\u0000` or half a surrogate pair, which jsonb refuses."""
    return sql.SQL(
        "(strpos({0}::text, %(backslash)s) > 0 AND "
        "regexp_replace({0}::text, %(pair)s, '', 'g') ~ %(lone)s)"
    ).format(column(of.name))


def record_list(table: Table) -> sql.Composed:
    """What a statement selects so that `record_of` can read it."""
    values = [_selected(c) for c in table.columns if c.type is not FieldType.BINARY]
    return comma([key_text(table), version_text(table), *values])


def record_of(container: Container, table: Table, row: Sequence[object]) -> Record:
    """The record that a row of `record_list` is."""
    key, version, *values = row
    shown = (c for c in table.columns if c.type is not FieldType.BINARY)
    return Record(
        ref=RecordRef(container, texts(key)),
        version=str(version),
        fields={c.name: _value(c, v) for c, v in zip(shown, values, strict=True)},
    )


def texts(array: object) -> tuple[str, ...]:
    """A text array as it came from the driver."""
    if not isinstance(array, list):
        raise TypeError(f"an array was expected, not {type(array).__name__}")
    return tuple(str(part) for part in array)


def _selected(of: Column) -> sql.Composed:
    if of.type in (FieldType.INTEGER, FieldType.BOOLEAN):
        return column(of.name)
    if of.shape is Shape.NESTED:
        return sql.SQL("to_jsonb({})::text").format(column(of.name))
    return canonical(of)


def _value(of: Column, value: object) -> Value:
    if value is None or isinstance(value, (bool, int)):
        return value
    text = str(value)
    if of.shape is Shape.SCALAR:
        return text
    exact_numbers = str if of.shape is Shape.NESTED else None
    once = _once if of.shape is Shape.LOOSE_DOCUMENT else None
    try:
        parsed: Value = json.loads(text, parse_float=exact_numbers, object_pairs_hook=once)
    except (RecursionError, ValueError):
        # Nested deeper, or a number longer, than Python reads, or a member named twice, of which
        # one would be lost: searched and shown as text.
        return text
    return parsed


def _once(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError
    return members


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of a comparison with given texts: a column, or a path into its documents."""

    of: Column
    path: str | None = None

    @property
    def typed(self) -> bool:
        """Whether the texts are cast to the column's type, so that an index can be used."""
        return self.path is None and self.of.equality is not None and self.of.type_name != "money"

    def among(self, parameter: str) -> sql.Composed:
        """True when the operand equals one of the texts in an array parameter."""
        array = sql.Placeholder(parameter)
        if self.path is not None:
            return self._leaf(sql.SQL("= ANY ({}::text[])").format(array), parameter)
        exact = sql.SQL("{} = ANY ({}::text[])").format(canonical(self.of), array)
        if not self.typed:
            return exact
        indexed = sql.SQL("{} OPERATOR({}.=) ANY ({}::text[]::{}[])").format(
            column(self.of.name), Name(self.of.equality or ""), array, self.of.type_sql
        )
        return all_of([indexed] if self.of.coarse else [indexed, exact])

    def equal(self, wanted: sql.Composed, parameter: str) -> sql.Composed:
        """True when the operand equals one text, an SQL expression."""
        if self.path is not None:
            return self._leaf(sql.SQL("= {}").format(wanted), parameter)
        if self.typed and self.of.coarse:
            return sql.SQL("{} OPERATOR({}.=) {}::{}").format(
                column(self.of.name), Name(self.of.equality or ""), wanted, self.of.type_sql
            )
        return sql.SQL("{} = {}").format(canonical(self.of), wanted)

    def _leaf(self, comparison: sql.Composed, parameter: str) -> sql.Composed:
        return sql.SQL(
            "EXISTS (SELECT FROM jsonb_path_query({}, {}::text::jsonpath) AS leaf(value)"
            " WHERE leaf.value #>> '{{}}' {})"
        ).format(document(self.of), sql.Placeholder(f"{parameter}_path"), comparison)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Rows named by texts: one list of texts for each operand, of equal length."""

    operands: tuple[Operand, ...]
    prefix: str = "key"

    @classmethod
    def keys(cls, table: Table) -> Wanted:
        """Rows named by their keys."""
        return cls(tuple(Operand(c) for c in table.key_columns()))

    @property
    def names(self) -> list[str]:
        """The names of the array parameters."""
        return [f"{self.prefix}{i}" for i in range(len(self.operands))]

    def parameters(self, rows: Sequence[Sequence[str]]) -> Parameters:
        """The parameters for these rows of texts."""
        arrays: Parameters = {name: [row[i] for row in rows] for i, name in enumerate(self.names)}
        paths: Parameters = {
            f"{name}_path": operand.path
            for name, operand in zip(self.names, self.operands, strict=True)
            if operand.path is not None
        }
        return {**TEXT_PARAMETERS, **arrays, **paths}

    def condition(self) -> sql.Composed:
        """True for exactly the wanted rows, each at most once, by index where there is one."""
        pairs = list(zip(self.operands, self.names, strict=True))
        parts: list[sql.Composable] = [operand.among(name) for operand, name in pairs]
        if len(pairs) > 1:
            together = all_of(
                operand.equal(column(name, Name("wanted")), name) for operand, name in pairs
            )
            parts.append(sql.SQL("EXISTS (SELECT FROM {} WHERE {})").format(self.given(), together))
        return all_of(parts)

    def given(self, extra: Sequence[str] = ()) -> sql.Composed:
        """The texts as a table `wanted`, with further text arrays beside them."""
        names = [*self.names, *extra]
        arrays = comma(sql.SQL("{}::text[]").format(sql.Placeholder(n)) for n in names)
        return sql.SQL("unnest({}) AS wanted({})").format(arrays, comma(Name(n) for n in names))


_PATTERNS = {
    FieldType.INTEGER: re.compile(r"(0|-?[1-9][0-9]{0,18})\Z"),
    FieldType.UUID: re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\Z"),
    FieldType.BOOLEAN: re.compile(r"(true|false)\Z"),
}
"""What the text of these types looks like. `7` and `-7` match INTEGER; `007` and `7.0` must not."""

_LIMITS = {"int2": 2**15, "int4": 2**31, "int8": 2**63}


def castable(
    connection: Connection, wanted: Wanted, rows: Sequence[Sequence[str]]
) -> list[Sequence[str]]:
    """The rows whose texts the columns' types accept; the others can equal no record.

    Halving finds the ones refused: `pg_input_is_valid` came only with PostgreSQL 16.
    """
    codec = python_codec(connection.info.parameter_status("server_encoding") or "UTF8")
    plausible = [
        row
        for row in rows
        if all(holds(codec, text) for text in row)
        and all(_plausible(o, text) for o, text in zip(wanted.operands, row, strict=True))
    ]
    doubtful = [i for i, o in enumerate(wanted.operands) if o.typed and not _settled(o.of)]
    if not doubtful:
        return plausible
    return list(_accepted(connection, wanted, doubtful, plausible))


def _settled(of: Column) -> bool:
    return of.type in _PATTERNS or (of.type is FieldType.TEXT and of.type_name != "xml")


def _plausible(operand: Operand, text: str) -> bool:
    pattern = _PATTERNS.get(operand.of.type) if operand.typed else None
    if pattern is None:
        return True
    limit = _LIMITS.get(operand.of.type_name)
    return pattern.match(text) is not None and (limit is None or -limit <= int(text) < limit)


def _accepted(
    connection: Connection, wanted: Wanted, doubtful: Sequence[int], rows: list[Sequence[str]]
) -> Iterator[Sequence[str]]:
    if not rows:
        return
    casts = comma(
        sql.SQL("count({}::{})").format(
            column(wanted.names[i], Name("wanted")), wanted.operands[i].of.type_sql
        )
        for i in doubtful
    )
    statement = sql.SQL("SELECT {} FROM {}").format(casts, wanted.given())
    try:
        with connection.transaction():
            connection.execute(statement, wanted.parameters(rows))
    except psycopg.DataError:
        if len(rows) > 1:
            half = len(rows) // 2
            yield from _accepted(connection, wanted, doubtful, rows[:half])
            yield from _accepted(connection, wanted, doubtful, rows[half:])
        return
    yield from rows
