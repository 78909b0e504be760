"""Where data is: containers and their schema, records and their keys, references between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
"""One field of a record, as JSON has it. Dates, decimals, UUIDs are their canonical text."""


@dataclass(frozen=True, slots=True, order=True)
class Container:
    """A table, an index, or a group of objects. `name` is the store's own name for it.

    PostgreSQL: `schema.table`, each part quoted as SQL would need it. S3: `bucket/prefix/*.csv`.
    Search: the concrete index.
    """

    store: str
    name: str

    def __str__(self) -> str:
        return f"{self.store}/{self.name}"


class FieldType(StrEnum):
    """What the values of a field are, as far as detection and masking need to know."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    UUID = "uuid"
    JSON = "json"
    BINARY = "binary"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Field:
    """A column, or a top-level field of a document. `max_length` counts characters.

    `writable` is false for generated columns and for what is part of a key.
    """

    name: str
    type: FieldType
    nullable: bool = True
    unique: bool = False
    max_length: int | None = None
    writable: bool = True


@dataclass(frozen=True, slots=True)
class ContainerSchema:
    """What `Reader.describe` tells of one container.

    `key` names the parts of a record's key, in order; they need not be fields (`_id`, `object`).
    The first `unit` parts say which records the store can only change together (rows of one
    S3 object): 0 means that each record is changed by itself.
    `estimated_records` comes from statistics and may be far off; None when the store has none.
    `notes` are warnings a person should read (no primary key, versions are kept, …).
    `blind` names what of the records no scan looks at, beside fields of binary values.
    `repeats` is for a container that only repeats what others hold (a materialised view): a scan
    reads it; a person is searched for in those others, and nothing is erased here. It names them,
    and itself where the store does not know them all.
    """

    container: Container
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    unit: int = 0
    estimated_records: int | None = None
    notes: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()
    repeats: tuple[Container, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field called `name`, if there is one."""
        return next((f for f in self.fields if f.name == name), None)


class OnDelete(StrEnum):
    """What the store does to the referencing record when its target is deleted."""

    REFUSE = "refuse"
    CASCADE = "cascade"
    SET_NULL = "set-null"
    SET_DEFAULT = "set-default"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Reference:
    """`source.fields` hold the `target_fields` of a record in `target`.

    `enforced` references are foreign keys of the store; others are declared in the data map.
    """

    source: Container
    fields: tuple[str, ...]
    target: Container
    target_fields: tuple[str, ...]
    on_delete: OnDelete = OnDelete.NOTHING
    enforced: bool = False
    nullable: bool = True
    deferrable: bool = False


@dataclass(frozen=True, slots=True, order=True)
class RecordRef:
    """The address of one record. The key may hold personal data: it shows in no repr.

    `key` has one text for each name in `ContainerSchema.key`, in the store's canonical form.
    """

    container: Container
    key: tuple[str, ...]

    def __repr__(self) -> str:
        return f"‹record in {self.container}›"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it was read. `version` is the store's token for exactly this state of it.

    Two reads with the same `ref` and `version` have the same `fields`.
    """

    ref: RecordRef
    version: str
    fields: Mapping[str, Value]

    def __repr__(self) -> str:
        return f"‹record in {self.ref.container}, {len(self.fields)} fields›"

    __str__ = __repr__


def as_text(value: Value) -> str | None:
    """The text under which a scalar is compared across stores; None for null, lists and objects.

    Integers lose nothing (`7` and `"7"` agree); booleans are `true` and `false`, as in JSON.
    """
    if value is None or isinstance(value, (list, dict)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def leaves(value: Value, path: str = "") -> Iterator[tuple[str, str]]:
    """Every scalar in a value as (path, text); `[]` stands for any element of a list.

    >>> list(leaves({"contacts": [{"email": "a@b.lv"}], "n": 1}))
    [('contacts[].email', 'a@b.lv'), ('n', '1')]
    """
    stack: list[tuple[str, Value]] = [(path, value)]
    while stack:
        here, item = stack.pop()
        if isinstance(item, dict):
            prefix = f"{here}." if here else ""
            stack.extend((f"{prefix}{name}", child) for name, child in reversed(item.items()))
        elif isinstance(item, list):
            stack.extend((f"{here}[]", child) for child in reversed(item))
        else:
            text = as_text(item)
            if text is not None:
                yield here, text
