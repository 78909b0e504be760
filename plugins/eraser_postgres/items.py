"""Steps with the tables they are about, and what can be said of them without asking the store."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from eraser.model.outcome import Failed, Unsupported
from eraser.model.plan import Action, Step
from eraser_postgres.catalogue import Catalogue, Column, Table

Key = tuple[str, ...]
Place = tuple[str, Key]
"""Container name and key: a record of this store."""

NO_TABLE = "there is no such table, or the role cannot read it"


@dataclass(frozen=True, slots=True)
class Item:
    """One step and its table."""

    step: Step
    table: Table

    @property
    def key(self) -> Key:
        """The record's key."""
        return self.step.ref.key

    @property
    def place(self) -> Place:
        """The record, so that it can be compared."""
        return self.table.name, self.key

    @property
    def deletes(self) -> bool:
        """Whether the record goes."""
        return self.step.action is Action.DELETE

    @property
    def fields(self) -> tuple[str, ...]:
        """What an UPDATE sets, sorted; empty for a DELETE."""
        return tuple(sorted({change.field for change in self.step.changes}))

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of `fields`."""
        found = (self.table.column(name) for name in self.fields)
        return tuple(c for c in found if c is not None)

    @property
    def document(self) -> str:
        """The changes as one JSON object, from which the server makes values of its types."""
        return json.dumps({change.field: change.value for change in self.step.changes})

    def nulls(self, columns: Iterable[str]) -> bool:
        """Whether the step sets all of these columns to null."""
        set_to_null = {c.field for c in self.step.changes if c.value is None}
        return not self.deletes and set_to_null.issuperset(columns)


def sort_out(
    catalogue: Catalogue, steps: Sequence[Step]
) -> tuple[list[Item], dict[str, Failed | Unsupported]]:
    """Items in the order of the steps, and by step id why others cannot be done at all."""
    items: list[Item] = []
    refused: dict[str, Failed | Unsupported] = {}
    for step in steps:
        table = catalogue.tables.get(step.ref.container.name)
        refusal = Failed(step.id, NO_TABLE) if table is None else _impossible(Item(step, table))
        if refusal is not None:
            refused[step.id] = refusal
        elif table is not None:
            items.append(Item(step, table))
    refused |= _moving(items)
    return [i for i in items if i.step.id not in refused], refused


def _impossible(item: Item) -> Failed | Unsupported | None:
    name = item.step.id
    if len(item.key) != len(item.table.key):
        return Failed(name, "the table's key is another than when the step was planned")
    for field in item.fields:
        column = item.table.column(field)
        if column is None:
            return Failed(name, f"the table has no column {field}")
        if not item.table.writable(column):
            return Unsupported(name, f"column {field} is generated, or part of the key")
    return None


def _moving(items: Sequence[Item]) -> dict[str, Failed | Unsupported]:
    """A row without a key moves when it is updated: a second step would not find it again."""
    keyless = sorted((i for i in items if i.table.keyless), key=lambda i: i.place)
    refused: dict[str, Failed | Unsupported] = {}
    for _, same in groupby(keyless, key=lambda i: i.place):
        several = list(same)
        if len(several) > 1:
            why = "a record of a table without a key can be changed once in a group only"
            refused |= {i.step.id: Unsupported(i.step.id, why) for i in several}
    return refused


def by_table(items: Iterable[Item]) -> Iterator[tuple[Table, list[Item]]]:
    """The items of each table, tables sorted by name: all transactions lock in one order."""
    ordered = sorted(items, key=lambda i: i.table.name)
    for _, group in groupby(ordered, key=lambda i: i.table.name):
        members = list(group)
        yield members[0].table, members


def runs(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Neighbours that one statement can do: same table, action and fields, different records."""
    run: list[Item] = []
    for item in items:
        if run and (_kind(item) != _kind(run[0]) or item.key in {i.key for i in run}):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _kind(item: Item) -> tuple[str, bool, tuple[str, ...]]:
    return item.table.name, item.deletes, item.fields
