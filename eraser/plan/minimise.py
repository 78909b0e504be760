"""Clearing a record that must stay: which fields are set to what, and what cannot be cleared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from eraser.datamap import ContainerMap
from eraser.digests import digest
from eraser.model.graph import Traced, Verdict
from eraser.model.place import ContainerSchema, Field, FieldType, Record, Value
from eraser.model.plan import Change
from eraser.plan.elements import emptied, without_theirs
from eraser.plan.links import top
from eraser.plan.playbook import Minimise
from eraser.plan.redaction import REDACTED, Redact
from eraser.plan.two_of_a_name import UnclearMention

_HEX = 10
"""Hex digits of a unique mask: 40 bits, no collision to fear among the rows of one person."""


@dataclass(frozen=True, slots=True)
class Clearing:
    """What is done to the fields of one record.

    `left` says in words which fields stay and why. `impossible` says why the record cannot be
    cleared at all: then a person has to decide, and there are no changes.
    """

    changes: tuple[Change, ...] = ()
    left: tuple[str, ...] = ()
    impossible: str = ""


@dataclass(frozen=True, slots=True)
class Cleaner:
    """How fields are cleared in this plan. `seed` makes masks of this plan differ from others'.

    It holds no value of the person: the case and the keyed digest of the subject.
    """

    style: Minimise
    redact: Redact
    seed: tuple[str, ...]


class _CannotClear(Exception):
    """A field that can neither be null nor be masked; the text says why."""


def clear(
    traced: Traced,
    entry: ContainerMap,
    schema: ContainerSchema,
    keeps: frozenset[str],
    fixed: Mapping[str, str],
    cleaner: Cleaner,
) -> Clearing:
    """The changes that take the person out of a record that stays.

    `fixed` are top-level fields that must keep their value, with the reason in words.
    """
    hindrance = _hindrance(traced, schema)
    if hindrance:
        return Clearing(impossible=hindrance)
    named = {top(field) for field in traced.fields}
    work = _Work(traced, schema, entry, cleaner)
    left = []
    try:
        for path, redacted in _paths(traced, entry, keeps):
            if top(path) in fixed:
                left.append(f"`{top(path)}` {fixed[top(path)]}")
            elif redacted and not work.only_theirs(path, entry):
                work.redact(top(path), must_change=top(path) in named)
            elif traced.verdict is Verdict.SHARED and work.holds_others(path):
                work.redact(top(path), must_change=True)
            else:
                work.clear(path)
        changes = work.changes()
    except (_CannotClear, UnclearMention) as why:
        return Clearing(impossible=str(why))
    return Clearing(changes, tuple(dict.fromkeys(left)))


def fixed_fields(schema: ContainerSchema) -> dict[str, str]:
    """Fields that the store does not let anyone change, with the reason."""
    fixed = {f.name: "cannot be written" for f in schema.fields if not f.writable}
    return fixed | dict.fromkeys(schema.key, "is part of the record's key")


def former_version(record: Record, schema: ContainerSchema) -> bool:
    """Whether this is a former state that the store kept (an old version of an object)."""
    parts = dict(zip(schema.key, record.ref.key, strict=False))
    return bool(parts.get("version"))


def _hindrance(traced: Traced, schema: ContainerSchema) -> str:
    if former_version(traced.record, schema):
        return "a former version of an object can be deleted whole, but not changed"
    if not any(field.writable for field in schema.fields):
        return "it can only be deleted whole: there are no fields in it that could be cleared"
    return ""


def _paths(traced: Traced, entry: ContainerMap, keeps: frozenset[str]) -> list[tuple[str, bool]]:
    """What to clear, as (path, whether only the person's mentions go), each once."""
    names = entry.name_fields() | {f for f, c in entry.identifiers.items() if c == "name"}
    spared = names if "name" in keeps else frozenset()
    if traced.verdict is Verdict.SHARED:
        paths = traced.fields or entry.text
        if "identifier" in keeps:
            paths = tuple(p for p in paths if p in entry.personal)
        whole = _owned_whole(entry)
        return [(p, p not in whole) for p in dict.fromkeys(paths) if p not in spared]
    if "identifier" in keeps:
        return [(p, False) for p in entry.personal if p not in names | set(entry.identifiers)]
    personal = [(p, False) for p in entry.personal_fields() if p not in spared]
    return personal + [(p, True) for p in entry.text if p not in entry.personal_fields()]


def _owned_whole(entry: ContainerMap) -> frozenset[str]:
    """Fields of a record about several people that are one person's from end to end: declared,
    and neither free text nor inside a list or object that holds others too. What is only
    `personal` may well be a text of whoever wrote it.
    """
    owned = [f for reference in entry.subject for f in (*reference.fields, *reference.owned)]
    declared = {*entry.identifiers, *entry.name_fields(), *owned} - set(entry.text)
    return frozenset(f for f in declared if f == top(f))


class _Work:
    """One record being cleared: the fields as they will be."""

    def __init__(
        self, traced: Traced, schema: ContainerSchema, entry: ContainerMap, cleaner: Cleaner
    ) -> None:
        self._record = traced.record
        self._shared = traced.verdict is Verdict.SHARED
        self._schema = schema
        self._entry = entry
        self._cleaner = cleaner
        self._now: dict[str, Value] = {}

    def clear(self, path: str) -> None:
        """Empty or mask what stands at a path; inside documents, empty it."""
        name = top(path)
        value = self._value(name)
        if value is None and self._is_known_empty(name):
            return
        if path == name:
            self._now[name] = self._cleared(name)
        else:
            steps = path.replace("[]", "").split(".")[1:]
            self._now[name] = emptied(value, steps)

    def holds_others(self, name: str) -> bool:
        """Whether more than the person stands in a text or a list: two codes, a couple's names.

        Of which entry of a list is the person's by its key, only a person can tell.
        """
        after = self._cleaner.redact(self._record, name)
        if isinstance(after, list):
            return len(after) > 1
        if not isinstance(after, str) or after == self._record.fields.get(name):
            return False
        return bool(re.search(r"[^\W_]{3}", after.replace(REDACTED, "")))

    def only_theirs(self, path: str, entry: ContainerMap) -> bool:
        """Whether a field that the map calls personal holds the person's mention and no more."""
        after = self._cleaner.redact(self._record, path) if path in entry.personal else None
        return isinstance(after, str) and after.strip() == REDACTED

    def redact(self, name: str, *, must_change: bool) -> None:
        """Take the person's mentions out of a text, or out of a document."""
        before = self._value(name)
        if before is None:
            return
        seen = replace(self._record, fields={**self._record.fields, name: before})
        after = self._cleaner.redact(seen, name)
        if self._shared:
            after = without_theirs(name, before, after, self._entry)
        if must_change and after == self._record.fields.get(name):
            raise _CannotClear(f"the person's part of `{name}` cannot be told from the rest")
        field = self._field(name)
        if after is None and not field.nullable:
            raise _CannotClear(f"`{name}` may not be empty")
        limit = field.max_length
        if limit is not None and isinstance(after, str) and len(after) > limit:
            raise _CannotClear(f"`{name}` would be longer than {limit} characters when redacted")
        self._now[name] = after

    def changes(self) -> tuple[Change, ...]:
        """Only what differs from the record, in the order of field names."""
        return tuple(
            Change(name, value)
            for name, value in sorted(self._now.items(), key=lambda item: item[0])
            if name not in self._record.fields or self._record.fields[name] != value
        )

    def _value(self, name: str) -> Value:
        return self._now.get(name, self._record.fields.get(name))

    def _is_known_empty(self, name: str) -> bool:
        """A binary column is in the schema, but never read: it may well hold something."""
        return name in self._record.fields or self._field(name).type is not FieldType.BINARY

    def _field(self, name: str) -> Field:
        """What the store says of the field; documents may have fields it never heard of."""
        return self._schema.field(name) or Field(name, FieldType.TEXT)

    def _cleared(self, name: str) -> Value:
        field = self._field(name)
        method = self._cleaner.style.method_for(self._entry.identifiers.get(name))
        can_mask = field.type is FieldType.TEXT
        if field.nullable and (method == "empty" or not can_mask):
            return None
        if not can_mask:
            raise _CannotClear(
                f"`{name}` may not be empty, and there is no mask for a field of type {field.type}"
            )
        return self._mask(field)

    def _mask(self, field: Field) -> str:
        mask, limit = self._cleaner.style.mask, field.max_length
        if not field.unique:
            return mask[:limit]
        ref = self._record.ref
        place = (ref.container.store, ref.container.name, *ref.key, field.name)
        unlike = digest([*self._cleaner.seed, *place])[:_HEX]
        if limit is None or len(mask) + 1 + _HEX <= limit:
            return f"{mask}-{unlike}"
        if limit < _HEX:
            raise _CannotClear(
                f"`{field.name}` must be unique, and {limit} characters are too few for a mask"
            )
        return unlike
