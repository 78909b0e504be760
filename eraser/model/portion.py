"""The part of a container that is one controller's, where it holds those of several."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eraser.model.place import Record, leaves


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
        """Whether a record is in it; values are compared as text, sign by sign."""
        if not self.field:
            return record.ref.key[0].startswith(self.prefixes)
        wanted = self.field.replace("[]", "")
        top = self.field if self.field in record.fields else self.top
        held = leaves(record.fields.get(top), top)
        return any(path.replace("[]", "") == wanted and text in self.values for path, text in held)
