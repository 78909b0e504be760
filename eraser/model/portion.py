"""The part of a container that is one controller's, where it holds those of several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from eraser.model.place import Record, leaves

_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
"""Matches `A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11`; not `A0EEBC99`."""

_WHOLE = re.compile(r"(-?[0-9]+)\.0+")
"""Matches `7.00`; neither `7` nor `7.10`, which may be one of several numbered parts."""


@dataclass(frozen=True, slots=True)
class Portion:
    """The records of which `field` holds one of `values`, or whose key begins with a prefix.

    Exactly one way counts: with a `field` its values, else `prefixes` of the first part of the
    key. `field` may be a path into a document (`house.managers[]`), of a list any element counts.
    Without values or prefixes there is no record in it.
    """

    field: str = ""
    values: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether no record can be in it, so that nothing need be read."""
        return not (self.values if self.field else self.prefixes)

    @property
    def top(self) -> str:
        """The column, or field of a document, in which `field` is."""
        return re.split(r"[.\[]", self.field)[0]

    def has(self, record: Record) -> bool:
        """Whether a record is in it; values are compared as text, sign by sign, but
        for what a store writes in its own way: `7` and `7.00`, and the letters of a UUID.
        """
        if not self.field:
            return record.ref.key[0].startswith(self.prefixes)
        values = _all_written(self.values)
        return any(text in values for text in self._held(record))

    def alone(self, record: Record) -> bool:
        """Whether a record in it is in no other controller's: of a list every element counts."""
        values = _all_written(self.values)
        return not self.field or all(text in values for text in self._held(record))

    def _held(self, record: Record) -> Iterator[str]:
        wanted = self.field.replace("[]", "")
        top = self.field if self.field in record.fields else self.top
        for path, text in leaves(record.fields.get(top), top):
            if path.replace("[]", "") == wanted:
                yield _written(text)


@lru_cache
def _all_written(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_written, values))


def _written(text: str) -> str:
    """One way to write a whole number, or a UUID."""
    whole = _WHOLE.fullmatch(text)
    if whole:
        return whole[1]
    return text.lower() if _UUID.fullmatch(text) else text
