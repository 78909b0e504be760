"""The records to which a reference leads, however its value is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from eraser.model.place import Container, ContainerSchema, Record, RecordRef
from eraser.trace.cells import rows_at
from eraser.trace.links import Link
from eraser.trace.sightings import Seen
from eraser.trace.spellings import Row, near, same

Parents = tuple[tuple[Link, tuple[RecordRef, ...]], ...]
"""Where each value of the links of one record leads; no refs: to no record."""


def parents_of(
    seen: Mapping[RecordRef, Seen],
    links: Sequence[Link],
    schemas: Mapping[Container, ContainerSchema],
    elsewhere: Mapping[RecordRef, Record] | None = None,
) -> dict[RecordRef, Parents]:
    """Resolve every link between the records that were read, by comparing keys.

    A link may also lead to a record of another controller; those belong to nothing themselves.
    """
    children: dict[Container, list[Record]] = defaultdict(list)
    for ref in sorted(seen):
        children[ref.container].append(seen[ref].record)
    records = defaultdict(list, {c: list(found) for c, found in children.items()})
    for record in (elsewhere or {}).values():
        records[record.ref.container].append(record)
    found: dict[RecordRef, list[tuple[Link, tuple[RecordRef, ...]]]] = defaultdict(list)
    for link in links:
        index = ParentIndex(link, records.get(link.parent, ()), schemas[link.parent])
        for child in children.get(link.child, ()):
            ref = child.ref
            for row in link.rows(child, schemas[link.child]):
                led_to, sure = index.led(row)
                others = tuple(r for r in led_to if r != ref)
                if others or not (led_to or link.optional):
                    way = link.of(child, schemas[link.child])
                    found[ref].append((way if sure or not others else way.nearly(), others))
    conditional = [link for link in links if link.when]
    return {
        ref: (*leads, *_elsewhere(seen[ref].record, leads, conditional, schemas))
        for ref, leads in found.items()
    }


def _elsewhere(
    child: Record,
    leads: Sequence[tuple[Link, tuple[RecordRef, ...]]],
    conditional: Sequence[Link],
    schemas: Mapping[Container, ContainerSchema],
) -> Iterator[tuple[Link, tuple[RecordRef, ...]]]:
    """References that here mean something that is no person, as a company that leases a car.

    Only where the map says which fields are whose: else a clerk's comment would count as such.
    """
    if not all(link.parted for link, _ in leads):
        return
    used = {field for link, _ in leads for field in link.child_fields}
    for link in conditional:
        if link.child == child.ref.container and used.isdisjoint(link.child_fields):
            if link.means_another(child, schemas[link.child]):
                yield link.elsewhere(), ()


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
