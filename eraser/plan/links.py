"""Which traced record refers to which other one, by the values in their fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import product

from eraser.datamap import Attachment, DataMap, SubjectReference, place
from eraser.model.place import (
    Container,
    ContainerSchema,
    OnDelete,
    Record,
    RecordRef,
    Reference,
    Value,
    as_text,
)


@dataclass(frozen=True, slots=True)
class Link:
    """The record `source` holds the values of `target` in the fields of `reference`."""

    source: RecordRef
    target: RecordRef
    reference: Reference

    @property
    def source_fields(self) -> frozenset[str]:
        """The top-level fields of the source that make the link."""
        return frozenset(top(field) for field in self.reference.fields)


def top(path: str) -> str:
    """The top-level field of a path: `profile` of `profile.phones[]`."""
    return path.split(".", 1)[0].removesuffix("[]")


def texts_at(record: Record, path: str, key: Sequence[str] = ()) -> tuple[str, ...]:
    """Every scalar at a path, as text: a field, `customer.number`, `contacts[].email`.

    `key` names the parts of the record's key: they can be referred to without being fields.
    """
    if path in record.fields:
        found = _scalars(record.fields[path])
    elif path in key:
        found = iter((record.ref.key[list(key).index(path)],))
    else:
        found = _scalars(_descend(dict(record.fields), path.replace("[]", "").split(".")))
    return tuple(dict.fromkeys(found))


def _descend(value: Value, steps: Sequence[str]) -> Value:
    if isinstance(value, list):
        return [_descend(item, steps) for item in value]
    if not steps:
        return value
    return _descend(value.get(steps[0]), steps[1:]) if isinstance(value, dict) else None


def _scalars(value: Value) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _scalars(item)
    else:
        text = as_text(value)
        if text is not None:
            yield text


def all_references(
    stored: Iterable[Reference], datamap: DataMap, containers: Iterable[Container]
) -> tuple[Reference, ...]:
    """The stores' foreign keys, and what the data map declares besides: subject references and
    attachments. Patterns are expanded to the containers that exist; each reference once, an
    enforced one instead of the same declared.
    """
    known = sorted(containers)
    found: dict[tuple[Container, tuple[str, ...], Container, tuple[str, ...]], Reference] = {}
    for reference in (*_declared(datamap, known), *stored):
        same = (reference.source, reference.fields, reference.target, reference.target_fields)
        if same not in found or reference.enforced:
            found[same] = reference
    return tuple(found[same] for same in sorted(found))


def _declared(datamap: DataMap, known: Sequence[Container]) -> Iterator[Reference]:
    for source in known:
        entry = datamap.entry(source)
        if entry is None:
            continue
        declarations: list[SubjectReference | Attachment] = [*entry.subject, *entry.attachments]
        for declared in declarations:
            fields, target, at = _ends(declared)
            for container in _matching(target, known):
                yield Reference(source, fields, container, at)


def _ends(
    declared: SubjectReference | Attachment,
) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    if isinstance(declared, SubjectReference):
        return declared.fields, declared.of, declared.at
    return (declared.field,), declared.container, (declared.at,)


def _matching(name: str, known: Sequence[Container]) -> list[Container]:
    exact = place(name)
    return [exact] if exact in known else [c for c in known if fnmatchcase(str(c), name)]


def link(
    records: Sequence[Record],
    references: Iterable[Reference],
    schemas: Mapping[Container, ContainerSchema],
) -> tuple[Link, ...]:
    """Every link between two of the records, sorted. A null anywhere is no reference."""
    by_container: dict[Container, list[Record]] = defaultdict(list)
    for record in records:
        by_container[record.ref.container].append(record)
    found: set[Link] = set()
    for reference in references:
        targets = _index(by_container[reference.target], reference.target_fields, schemas)
        for record in by_container[reference.source]:
            for values in _rows(record, reference.fields, schemas):
                found.update(
                    Link(record.ref, target, reference)
                    for target in targets.get(values, ())
                    if target != record.ref
                )
    return tuple(sorted(found, key=lambda li: (li.source, li.target, li.reference.fields)))


def _index(
    records: Sequence[Record],
    fields: Sequence[str],
    schemas: Mapping[Container, ContainerSchema],
) -> dict[tuple[str, ...], list[RecordRef]]:
    index: dict[tuple[str, ...], list[RecordRef]] = defaultdict(list)
    for record in records:
        for values in _rows(record, fields, schemas):
            index[values].append(record.ref)
    return index


def _rows(
    record: Record, fields: Sequence[str], schemas: Mapping[Container, ContainerSchema]
) -> Iterator[tuple[str, ...]]:
    schema = schemas.get(record.ref.container)
    key = schema.key if schema else ()
    return product(*(texts_at(record, field, key) for field in fields))


def deletes_through(reference: Reference) -> bool:
    """Whether the store itself settles the referring record when its target goes."""
    return reference.on_delete is OnDelete.CASCADE or (
        reference.on_delete is OnDelete.SET_NULL and reference.nullable
    )
