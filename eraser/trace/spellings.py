"""How the value of one reference is written elsewhere: `AB-100 `, `7.0`, `{A0EE…}`.

Stores compare texts exactly; people, spreadsheets and pandas do not write them so. What is the
same value for sure is followed, what may be is shown for review.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import product

from eraser.model.place import ContainerSchema, FieldType, RecordRef

Row = tuple[str, ...]

_FEW = 100
"""Values of one reference that are also asked for as others write them: each costs a dozen."""

_HEX = re.compile(r"(?=.*[0-9])[0-9a-f]{8}[0-9a-f-]*", re.IGNORECASE)
"""A UUID or a digest, whose letter case means nothing; not `AB-100`, not `Kalns`."""

_NUMBER = re.compile(r"0*([0-9]+)(?:\.0+)?")
"""Matches `7`, `007`, `7.0` (how pandas writes an integer column with gaps); not `7.5`."""

_LONGEST_PADDED = 10
"""Digits to which numbers are filled with zeros in exports."""


def same(child: Row, parent: Row) -> bool:
    """Whether a child's texts are the parent's for sure, however they are written.

    >>> same(("007",), ("7",)), same(("AB-100 ",), ("AB-100",)), same(("ab-100",), ("AB-100",))
    (True, True, False)
    """
    return all(
        _plain(c) == _plain(p) or (_number(c) == p.strip() and p.strip().isdigit())
        for c, p in zip(child, parent, strict=True)
    )


def near(row: Row) -> Row:
    """What two rows have in common that may be the same."""
    return tuple(_number(_plain(text)).casefold() for text in row)


class Written:
    """What records hold in the fields of a reference, and which of them holds it."""

    def __init__(self) -> None:
        self.rows: dict[Row, list[RecordRef]] = defaultdict(list)
        self._near: dict[Row, set[Row]] = defaultdict(set)

    def add(self, row: Row, ref: RecordRef) -> None:
        """Remember that the record holds the row."""
        self.rows[row].append(ref)
        self._near[near(row)].add(row)

    def holders(self, row: Row) -> list[RecordRef]:
        """The records that hold exactly this; else those that hold what may be the same."""
        if row in self.rows:
            return self.rows[row]
        return [ref for alike in sorted(self._near.get(near(row), ())) for ref in self.rows[alike]]


def spelt(rows: Collection[Row], schema: ContainerSchema, fields: Sequence[str]) -> set[Row]:
    """The rows, and how the fields of a container may have them; many rows only as they are."""
    if len(rows) > _FEW:
        return set(rows)
    types = [known.type if (known := schema.field(f)) else FieldType.OTHER for f in fields]
    return {
        spelt
        for row in rows
        for spelt in (row, *product(*map(_spellings, row, types)))
        if len(fields) == 1 or spelt == row
    }


def _spellings(text: str, field_type: FieldType) -> list[str]:
    """What a store is asked for besides the text itself; a typed column has one way to write."""
    plain = _plain(text)
    number = _number(plain)
    if field_type in (FieldType.INTEGER, FieldType.UUID, FieldType.BOOLEAN):
        return [number]
    if field_type is FieldType.DECIMAL:
        return [number, f"{number}.0", f"{number}.00"]
    if not number.isdigit():
        cased = {plain, plain.lower(), plain.upper()}
        braced = [f"{{{c}}}" for c in cased] if _HEX.fullmatch(plain) else []
        return [*cased, *(f" {c}" for c in cased), *(f"{c} " for c in cased), *braced]
    padded = [number.zfill(n) for n in range(len(number) + 1, _LONGEST_PADDED + 1)]
    return [number, f"{number}.0", f"{number} ", f" {number}", *padded]


def _plain(text: str) -> str:
    """Without outer spaces, and a UUID or digest in small letters without braces."""
    bare = text.strip()
    inner = bare.strip("{}")
    return inner.lower() if _HEX.fullmatch(inner) else bare


def _number(text: str) -> str:
    found = _NUMBER.fullmatch(text.strip())
    return found[1] if found else text
