"""The records to which a reference leads, however its value is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from eraser.model.place import ContainerSchema, Record, RecordRef
from eraser.trace.cells import rows_at
from eraser.trace.links import Link
from eraser.trace.spellings import Row, near, same


class ParentIndex:
    """The parents of a link by what they hold in its fields."""

    def __init__(self, link: Link, records: Iterable[Record], schema: ContainerSchema) -> None:
        self._exact: dict[Row, list[RecordRef]] = defaultdict(list)
        self._near: dict[Row, list[Row]] = defaultdict(list)
        for record in records:
            for row in rows_at(record, schema, link.parent_fields):
                if row not in self._exact:
                    self._near[near(row)].append(row)
                self._exact[row].append(record.ref)

    def led(self, row: Row) -> tuple[list[RecordRef], bool]:
        """The parents of a child that holds `row`, and whether that is sure: the same text, or the
        same value written otherwise. Not sure is what only the letter case makes equal.
        """
        if row in self._exact:
            return self._exact[row], True
        alike = self._near.get(near(row), [])
        surely = [known for known in alike if same(row, known)]
        return [r for known in surely or alike for r in self._exact[known]], bool(surely)
