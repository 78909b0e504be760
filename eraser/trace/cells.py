"""The texts of a record, each with its path: its fields, and the parts of its key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from eraser.model.place import ContainerSchema, Record, Value, leaves

Cell = tuple[str, str]
"""(path as `model.place.leaves` writes it, text)."""


def cells(record: Record, schema: ContainerSchema) -> list[Cell]:
    """Every scalar of a record, then the parts of its key that are no field."""
    found = [cell for name, value in record.fields.items() for cell in leaves(value, name)]
    parts = zip(schema.key, record.ref.key, strict=False)
    return found + [(n, part) for n, part in parts if n not in record.fields and part]


def cells_at(record: Record, schema: ContainerSchema, path: str) -> list[Cell]:
    """The cells that a path of the data map means: a field, a path into it, a part of the key.

    `phones`, `phones[]` and, inside documents, `profile.phones` all name the elements of a list.
    """
    if path in record.fields:
        return list(leaves(record.fields[path], path))
    parts = dict(zip(schema.key, record.ref.key, strict=False))
    if path in parts:
        return [(path, parts[path])] if parts[path] else []
    top, *rest = path.replace("[]", "").split(".")
    ends = _descend(record.fields.get(top), top, rest)
    return [cell for here, value in ends for cell in leaves(value, here)]


def _descend(value: Value, here: str, rest: Sequence[str]) -> Iterator[tuple[str, Value]]:
    if isinstance(value, list):
        for item in value:
            yield from _descend(item, f"{here}[]", rest)
    elif not rest:
        yield here, value
    elif isinstance(value, dict):
        yield from _descend(value.get(rest[0]), f"{here}.{rest[0]}", rest[1:])


def rows_at(record: Record, schema: ContainerSchema, paths: Sequence[str]) -> list[tuple[str, ...]]:
    """What a reference holds: one text for each path; none when a path holds nothing."""
    columns = [[text for _, text in cells_at(record, schema, path) if text] for path in paths]
    return sorted(set(product(*columns)))


def has_path(schema: ContainerSchema, path: str) -> bool:
    """Whether a field, or what a path goes into, is there; documents may have fields unheard of."""
    top = path.replace("[]", "").split(".")[0]
    known = {field.name for field in schema.fields} | set(schema.key)
    return not known or path in known or top in known
