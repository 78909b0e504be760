"""What the database says about its tables: columns, keys, references, rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from psycopg import sql

from eraser.model.place import (
    Container,
    ContainerSchema,
    Field,
    FieldType,
    OnDelete,
    Reference,
)
from eraser_postgres.names import Name

PLACE_IN_FILE = "ctid"
"""The system column that says where a row stands: the key of last resort."""

REPEATS = (
    "a materialised view: it is scanned, but not searched for a person, and nothing is erased in "
    "it; after an erasure in its tables, REFRESH MATERIALIZED VIEW"
)

PARTITION_OF_ROW = "tableoid"
"""The system column that says in which partition a row is: a ctid is unique only there."""


class Shape(Enum):
    """How a value is nested, which decides how it is read, searched and written."""

    SCALAR = "scalar"
    DOCUMENT = "jsonb"
    LOOSE_DOCUMENT = "json"
    """Text as it was written, escapes included; some of it cannot become jsonb."""
    NESTED = "array or composite"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Domains are resolved: `type_schema.type_name` is the type underneath.

    `equality` is the schema of the type's `=` operator, None for types without (json, xml).
    """

    name: str
    type: FieldType
    shape: Shape
    type_schema: str
    type_name: str
    equality: str | None
    nullable: bool = True
    max_length: int | None = None
    generated: bool = False

    @property
    def type_sql(self) -> sql.Composed:
        """The type without its modifier: a cast to `varchar` cuts nothing off, one to
        `varchar(3)` would, and then match another record.
        """
        return sql.SQL("{}.{}").format(Name(self.type_schema), Name(self.type_name))

    @property
    def coarse(self) -> bool:
        """Whether different texts are equal to the store (`7` and `7.0`, letter case of citext)."""
        return self.type is FieldType.DECIMAL or self.type_name in ("citext", "bpchar")


@dataclass(frozen=True, slots=True)
class UniqueIndex:
    """A unique index over plain columns of all rows."""

    name: str
    columns: tuple[str, ...]
    primary: bool


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """One foreign key; partitions count as the table they belong to. Names are containers'."""

    name: str
    source: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    on_delete: OnDelete
    deferrable: bool
    enforced: bool

    @property
    def acts(self) -> bool:
        """Whether deleting a target changes the rows that reference it."""
        return self.on_delete in (OnDelete.CASCADE, OnDelete.SET_NULL, OnDelete.SET_DEFAULT)


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or a partitioned table as a whole. `name` is the container's name.

    `hides_rows`: row-level security applies to the connected role. `searched`: the columns that a
    search for a subject is limited to, those with an index; None for all. `repeats`: the tables
    behind a materialised view, and itself when none is known.
    """

    oid: int
    schema: str
    table: str
    name: str
    partitioned: bool
    columns: tuple[Column, ...]
    unique: tuple[UniqueIndex, ...]
    estimated_records: int | None
    hides_rows: bool
    has_row_triggers: bool
    searched: frozenset[str] | None = None
    repeats: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        """The column called `name`, if there is one."""
        return next((c for c in self.columns if c.name == name), None)

    @property
    def key(self) -> tuple[str, ...]:
        """The primary key, else the smallest unique index without nulls, else the row's place."""
        usable = [u for u in self.unique if u.primary or not self._has_null(u)]
        if usable:
            return min(usable, key=lambda u: (not u.primary, len(u.columns), u.name)).columns
        return (PARTITION_OF_ROW, PLACE_IN_FILE) if self.partitioned else (PLACE_IN_FILE,)

    @property
    def keyless(self) -> bool:
        """Whether records can be told apart only by where they stand."""
        return self.key[-1] == PLACE_IN_FILE

    def key_columns(self) -> tuple[Column, ...]:
        """The columns of the key; system columns where there is none."""
        return tuple(self.column(part) or _SYSTEM_COLUMNS[part] for part in self.key)

    def writable(self, column: Column) -> bool:
        """Whether an UPDATE may set the column."""
        return not (column.generated or column.name in self.key or self.repeats)

    @property
    def sql(self) -> sql.Composed:
        """The table in FROM: without tables that inherit from it, which are their own."""
        only = sql.SQL("") if self.partitioned else sql.SQL("ONLY ")
        return sql.SQL("{}{}.{}").format(only, Name(self.schema), Name(self.table))

    def described(self, store: str) -> ContainerSchema:
        """The table in eraser's own words."""
        alone = {u.columns[0] for u in self.unique if len(u.columns) == 1}
        return ContainerSchema(
            container=Container(store, self.name),
            fields=tuple(
                Field(c.name, c.type, c.nullable, c.name in alone, c.max_length, self.writable(c))
                for c in self.columns
            ),
            key=self.key,
            estimated_records=self.estimated_records,
            notes=tuple(self._notes()),
            repeats=tuple(Container(store, name) for name in self.repeats),
        )

    def _has_null(self, index: UniqueIndex) -> bool:
        return any(c.nullable for c in self.columns if c.name in index.columns)

    def _notes(self) -> list[str]:
        if self.repeats:
            return [REPEATS]
        notes = []
        if self.keyless:
            notes.append(
                "no primary key and no unique index without nulls: a record is known by its "
                "place in the file, which VACUUM FULL or an update changes"
            )
        if self.searched is not None:
            left = ", ".join(c.name for c in self.columns if c.name not in self.searched)
            notes.append(
                "a subject search looks at whole values in columns with an index (the store's "
                f"option `search: indexed` says that the others hold no identifier): not at {left}"
            )
        if self.hides_rows:
            notes.append("row-level security hides rows from this role")
        if self.has_row_triggers:
            notes.append(
                "row triggers run when a record is deleted or changed: what they do to other "
                "records is in no plan, so read them first"
            )
        return notes


def _system(name: str, type_name: str) -> Column:
    return Column(
        name, FieldType.OTHER, Shape.SCALAR, "pg_catalog", type_name, "pg_catalog", nullable=False
    )


_SYSTEM_COLUMNS = {
    PLACE_IN_FILE: _system(PLACE_IN_FILE, "tid"),
    PARTITION_OF_ROW: _system(PARTITION_OF_ROW, "oid"),
}


@dataclass(frozen=True, slots=True)
class Unread:
    """A relation that is not a container, or one that cannot be read in full, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All tables that the role can read, by container name, and the references between them."""

    tables: Mapping[str, Table]
    foreign_keys: tuple[ForeignKey, ...]
    unread: tuple[Unread, ...]
    server_encoding: str

    def references(self, store: str) -> tuple[Reference, ...]:
        """The foreign keys whose two ends can be read."""
        return tuple(
            Reference(
                Container(store, key.source),
                key.columns,
                Container(store, key.target),
                key.target_columns,
                key.on_delete,
                enforced=key.enforced,
                nullable=self._nullable(key),
                deferrable=key.deferrable,
            )
            for key in self.foreign_keys
            if key.source in self.tables and key.target in self.tables
        )

    def pointing_at(self, table: str) -> tuple[ForeignKey, ...]:
        """The enforced foreign keys whose target is the container `table`."""
        return tuple(k for k in self.foreign_keys if k.target == table and k.enforced)

    def _nullable(self, key: ForeignKey) -> bool:
        columns = (self.tables[key.source].column(name) for name in key.columns)
        return all(c is not None and c.nullable for c in columns)
