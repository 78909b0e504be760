"""Reads the catalogue of the database: four queries, whatever the number of tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TypeVar

from psycopg.rows import class_row

from eraser.model.place import FieldType, OnDelete
from eraser_postgres.catalogue import (
    Catalogue,
    Column,
    ForeignKey,
    Shape,
    Table,
    UniqueIndex,
    Unread,
)
from eraser_postgres.connection import Connection
from eraser_postgres.copies import sources

_T = TypeVar("_T")

_RELATIONS = """
SELECT c.oid::int8 AS oid, n.nspname::text AS schema, c.relname::text AS table,
       format('%%I.%%I', n.nspname, c.relname) AS name, c.relkind::text AS kind,
       CASE WHEN c.relkind = 'p' THEN
                (SELECT sum(greatest(l.reltuples, 0))::int8 FROM pg_partition_tree(c.oid) p
                   JOIN pg_class l ON l.oid = p.relid WHERE p.isleaf)
            WHEN c.reltuples >= 0 THEN c.reltuples::int8 END AS estimated,
       has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable,
       row_security_active(c.oid) AS hides_rows,
       EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal
                  AND g.tgenabled <> 'D' AND g.tgtype & 1 = 1) AS triggers,
       c.relkind = 'p' AND EXISTS (SELECT FROM pg_partition_tree(c.oid) p
                  JOIN pg_class l ON l.oid = p.relid WHERE l.relkind = 'f') AS partly_foreign
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'f', 'm') AND c.relispopulated AND NOT c.relispartition
   AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND n.nspname !~ '^pg_(toast|temp)'
   AND (cardinality(%(schemas)s::text[]) = 0 OR n.nspname = ANY (%(schemas)s::text[]))
 ORDER BY 4
"""

_COLUMNS = """
WITH RECURSIVE base AS (
    SELECT t.oid AS declared, t.oid, t.typtype, t.typbasetype, t.typtypmod AS modifier,
           t.typnotnull AS required
      FROM pg_type t WHERE t.oid IN (SELECT atttypid FROM pg_attribute
                                      WHERE attrelid = ANY (%(relations)s::oid[]))
     UNION ALL
    SELECT b.declared, t.oid, t.typtype, t.typbasetype,
           CASE WHEN b.modifier = -1 THEN t.typtypmod ELSE b.modifier END,
           b.required OR t.typnotnull
      FROM base b JOIN pg_type t ON t.oid = b.typbasetype WHERE b.typtype = 'd'
)
SELECT a.attrelid::int8 AS relation, a.attname::text AS name, n.nspname::text AS type_schema,
       t.typname::text AS type_name, t.typcategory::text AS category, t.typtype::text AS class_,
       NOT (a.attnotnull OR b.required) AS nullable,
       CASE WHEN t.typname IN ('varchar', 'bpchar')
            THEN nullif(coalesce(nullif(a.atttypmod, -1), b.modifier), -1) - 4 END AS max_length,
       a.attgenerated <> '' OR a.attidentity = 'a' AS generated,
       (SELECT en.nspname::text
          FROM pg_opclass oc
          JOIN pg_am am ON am.oid = oc.opcmethod AND am.amname = 'btree'
          JOIN pg_amop ao ON ao.amopfamily = oc.opcfamily AND ao.amopstrategy = 3
               AND ao.amoplefttype = oc.opcintype AND ao.amoprighttype = oc.opcintype
          JOIN pg_operator o ON o.oid = ao.amopopr
          JOIN pg_namespace en ON en.oid = o.oprnamespace
         WHERE oc.opcintype = t.oid AND oc.opcdefault LIMIT 1) AS equality
  FROM pg_attribute a
  JOIN base b ON b.declared = a.atttypid AND b.typtype <> 'd'
  JOIN pg_type t ON t.oid = b.oid
  JOIN pg_namespace n ON n.oid = t.typnamespace
 WHERE a.attrelid = ANY (%(relations)s::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attrelid, a.attnum
"""

_UNIQUE = """
SELECT i.indrelid::int8 AS relation, c.relname::text AS name, i.indisprimary AS primary,
       ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, at)
               JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
              WHERE k.at <= i.indnkeyatts ORDER BY k.at) AS columns
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
 WHERE i.indrelid = ANY (%(relations)s::oid[]) AND i.indisunique AND i.indisvalid
   AND i.indpred IS NULL AND i.indexprs IS NULL
 ORDER BY i.indrelid, c.relname
"""

_INDEXED = """
SELECT i.indrelid::int8 AS relation, a.attname::text AS name
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_am m ON m.oid = c.relam AND m.amname IN ('btree', 'hash')
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
 WHERE i.indrelid = ANY (%(relations)s::oid[]) AND i.indisvalid AND i.indpred IS NULL
"""

# `conenforced` came with PostgreSQL 18; reading it from JSON works on all.
_FOREIGN_KEYS = """
SELECT k.conname::text AS name,
       (SELECT format('%%I.%%I', n.nspname, c.relname) FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.oid = coalesce(pg_partition_root(k.conrelid), k.conrelid)) AS source,
       (SELECT format('%%I.%%I', n.nspname, c.relname) FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.oid = coalesce(pg_partition_root(k.confrelid), k.confrelid)) AS target,
       ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS u(number, at)
               JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number
              ORDER BY u.at) AS columns,
       ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY AS u(number, at)
               JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number
              ORDER BY u.at) AS target_columns,
       k.confdeltype::text AS on_delete, k.condeferrable AS deferrable,
       coalesce((to_jsonb(k) ->> 'conenforced')::bool, true) AS enforced
  FROM pg_constraint k
 WHERE k.contype = 'f' AND k.conparentid = 0
 ORDER BY 2, 1
"""

_ON_DELETE = {
    "a": OnDelete.REFUSE,
    "r": OnDelete.REFUSE,
    "c": OnDelete.CASCADE,
    "n": OnDelete.SET_NULL,
    "d": OnDelete.SET_DEFAULT,
}

_TYPES = {
    "int2": FieldType.INTEGER,
    "int4": FieldType.INTEGER,
    "int8": FieldType.INTEGER,
    "numeric": FieldType.DECIMAL,
    "float4": FieldType.DECIMAL,
    "float8": FieldType.DECIMAL,
    "money": FieldType.DECIMAL,
    "bool": FieldType.BOOLEAN,
    "date": FieldType.DATE,
    "timestamp": FieldType.TIMESTAMP,
    "timestamptz": FieldType.TIMESTAMP,
    "uuid": FieldType.UUID,
    "json": FieldType.JSON,
    "jsonb": FieldType.JSON,
    "bytea": FieldType.BINARY,
    "text": FieldType.TEXT,
    "varchar": FieldType.TEXT,
    "bpchar": FieldType.TEXT,
    "char": FieldType.TEXT,
    "name": FieldType.TEXT,
    "citext": FieldType.TEXT,
    "xml": FieldType.TEXT,
}


@dataclass(frozen=True, slots=True)
class _Relation:
    oid: int
    schema: str
    table: str
    name: str
    kind: str
    estimated: int | None
    readable: bool
    hides_rows: bool
    triggers: bool
    partly_foreign: bool

    def why_not(self) -> str | None:
        """Why the relation is no container, in words; None when it is one."""
        if self.kind == "f":
            return "a foreign table is data of another server: connect that as a store of its own"
        if self.partly_foreign:
            return "a partition is a foreign table: connect that server as a store of its own"
        if not self.readable:
            return "the role may not read it: GRANT USAGE on the schema and SELECT on the table"
        return None


@dataclass(frozen=True, slots=True)
class _Attribute:
    relation: int
    name: str
    type_schema: str
    type_name: str
    category: str
    class_: str
    nullable: bool
    max_length: int | None
    generated: bool
    equality: str | None

    def column(self) -> Column:
        """The column, with eraser's notion of its type."""
        shape = self._shape()
        return Column(
            name=self.name,
            type=FieldType.JSON if shape is not Shape.SCALAR else self._scalar_type(),
            shape=shape,
            type_schema=self.type_schema,
            type_name=self.type_name,
            equality=self._equality(shape),
            nullable=self.nullable,
            max_length=self.max_length,
            generated=self.generated,
        )

    def _shape(self) -> Shape:
        if self.category == "A" or self.class_ == "c":
            return Shape.NESTED
        if self.type_schema != "pg_catalog":
            return Shape.SCALAR
        documents = {"json": Shape.LOOSE_DOCUMENT, "jsonb": Shape.DOCUMENT}
        return documents.get(self.type_name, Shape.SCALAR)

    def _scalar_type(self) -> FieldType:
        known = self.type_schema == "pg_catalog" or self.type_name == "citext"
        return _TYPES.get(self.type_name, FieldType.OTHER) if known else FieldType.OTHER

    def _equality(self, shape: Shape) -> str | None:
        if shape is not Shape.SCALAR:
            return None
        borrowed = self.class_ in ("e", "r") or self.type_name == "varchar"
        return "pg_catalog" if borrowed else self.equality


@dataclass(frozen=True, slots=True)
class _Index:
    relation: int
    name: str
    primary: bool
    columns: list[str]


@dataclass(frozen=True, slots=True)
class _Leading:
    relation: int
    name: str


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    source: str
    target: str
    columns: list[str]
    target_columns: list[str]
    on_delete: str
    deferrable: bool
    enforced: bool

    def foreign_key(self) -> ForeignKey:
        """The foreign key in eraser's own words."""
        return ForeignKey(
            self.name,
            self.source,
            tuple(self.columns),
            self.target,
            tuple(self.target_columns),
            _ON_DELETE[self.on_delete],
            self.deferrable,
            self.enforced,
        )


def take_inventory(
    connection: Connection,
    schemas: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    *,
    indexed: bool = False,
) -> Catalogue:
    """The catalogue as the connected role sees it.

    `schemas` limits the tables (empty: all but the system's), `exclude` leaves out containers by
    shell pattern. Foreign keys from and to other tables are listed all the same. `indexed` limits
    searches to columns that an index begins with.
    """
    relations = [
        r
        for r in _rows(connection, _Relation, _RELATIONS, schemas=list(schemas))
        if not any(fnmatchcase(r.name, pattern) for pattern in exclude)
    ]
    usable = [r for r in relations if r.why_not() is None]
    oids = [r.oid for r in usable]
    columns: dict[int, list[Column]] = defaultdict(list)
    for attribute in _rows(connection, _Attribute, _COLUMNS, relations=oids):
        columns[attribute.relation].append(attribute.column())
    unique: dict[int, list[UniqueIndex]] = defaultdict(list)
    for index in _rows(connection, _Index, _UNIQUE, relations=oids):
        unique[index.relation].append(UniqueIndex(index.name, tuple(index.columns), index.primary))
    behind = sources(connection) if any(r.kind == "m" for r in usable) else {}
    tables = {
        r.name: replace(
            _table(r, columns[r.oid], unique[r.oid]),
            repeats=behind.get(r.oid, (r.name,)) if r.kind == "m" else (),
        )
        for r in usable
    }
    return Catalogue(
        tables=_limited(connection, tables, oids) if indexed else tables,
        foreign_keys=tuple(k.foreign_key() for k in _rows(connection, _Key, _FOREIGN_KEYS)),
        unread=tuple(_unread(relations)),
        server_encoding=connection.info.parameter_status("server_encoding") or "UTF8",
    )


def _limited(
    connection: Connection, tables: Mapping[str, Table], oids: list[int]
) -> dict[str, Table]:
    leading: dict[int, set[str]] = defaultdict(set)
    for index in _rows(connection, _Leading, _INDEXED, relations=oids):
        leading[index.relation].add(index.name)
    return {
        name: replace(table, searched=frozenset(leading[table.oid]))
        for name, table in tables.items()
    }


def _rows(connection: Connection, kind: type[_T], query: str, **parameters: object) -> list[_T]:
    with connection.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(query.encode(), parameters).fetchall()


def _table(relation: _Relation, columns: list[Column], unique: list[UniqueIndex]) -> Table:
    return Table(
        oid=relation.oid,
        schema=relation.schema,
        table=relation.table,
        name=relation.name,
        partitioned=relation.kind == "p",
        columns=tuple(columns),
        unique=tuple(unique),
        estimated_records=relation.estimated,
        hides_rows=relation.hides_rows,
        has_row_triggers=relation.triggers,
    )


def _unread(relations: list[_Relation]) -> list[Unread]:
    unread = [Unread(r.name, why) for r in relations if (why := r.why_not()) is not None]
    unread += [
        Unread(r.name, "row-level security hides rows: read with a role that has BYPASSRLS")
        for r in relations
        if r.hides_rows and r.why_not() is None
    ]
    return unread
