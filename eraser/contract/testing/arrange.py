"""What the promises are tested on: the store under test, its records, and steps on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import pytest

from eraser.contract.read import Reader
from eraser.contract.write import Writer
from eraser.model.outcome import (
    Outcome,
)
from eraser.model.place import Container, Record
from eraser.model.plan import Action, Change, Step
from eraser.model.subject import Identifier, Needle

FIELDS = ("id", "name", "email", "phone", "code", "note")
"""The fields of the records that tests plant. `note` may be null or long free text."""

PEOPLE: tuple[Mapping[str, str | None], ...] = (
    {
        "id": "1",
        "name": "Jānis Bērziņš",
        "email": "janis.berzins@example.lv",
        "phone": "+37122124444",
        "code": "161175-19997",
        "note": 'Zvanīja ĒRIKA, "steidzami"; 100% sūdzība_par_rēķinu\\n, prasa Jānim Bērziņam.',
    },
    {
        "id": "2",
        "name": "Anna Ozola",
        "email": "Anna.Ozola@Example.LV",
        "phone": "26123456",
        "code": "29015611605",
        "note": None,
    },
    {
        "id": "10",
        "name": "Pēteris Lācis",
        "email": "peteris@example.com",
        "phone": "67223131",
        "code": "32073120115",
        "note": "Raksta no anna.ozola@example.lv vārda; tālr. 22 124 444.",
    },
    {
        "id": "11",
        "name": "O'Neil; DROP TABLE people --",
        "email": "x@example.org",
        "phone": "",
        "code": "",
        "note": "",
    },
)
"""Planted by most tests: two of them share text, and one tries to break quoting."""


class StoreUnderTest(Protocol):
    """One fresh container on a real server. Every method uses the store's native client."""

    container: Container

    def plant(self, rows: Sequence[Mapping[str, str | None]]) -> None:
        """Add records with the fields of `FIELDS`."""

    def rows(self) -> list[dict[str, str | None]]:
        """The present records, sorted by id; a format without null gives empty text for it."""

    def alter(self, row_id: str, field: str, value: str) -> None:
        """Change one record as another application would, so that its version changes."""

    def reader(self) -> Reader:
        """A reader under the role that cannot write."""

    def writer(self) -> Writer:
        """A writer under the role that can."""

    def writer_with_read_role(self) -> Writer | None:
        """A writer that was given the reader's credentials; None where the store has no roles."""


class Contract:
    """Shared arrangements of the promises below; not a promise itself."""

    @pytest.fixture(autouse=True)
    def _planted(self, store: StoreUnderTest) -> None:
        store.plant(PEOPLE)


def needle(text: str, category: str = "email") -> Needle:
    """A needle for `text`, as tracing would make it."""
    return Needle(text, Identifier(category, text))


def found(store: StoreUnderTest, *texts: str) -> dict[str, Record]:
    """What `find` yields for these texts, by the record's `id`."""
    with store.reader() as reader:
        records = list(reader.find(store.container, [needle(t) for t in texts]))
    assert len({r.ref for r in records}) == len(records), "find yielded a record twice"
    return {str(r.fields["id"]): r for r in records}


def everything(store: StoreUnderTest) -> dict[str, Record]:
    """Every record as the reader sees it, by `id`."""
    with store.reader() as reader:
        ids = [(row["id"] or "",) for row in store.rows()]
        return {str(r.fields["id"]): r for r in reader.select(store.container, ("id",), ids)}


def step(record: Record, action: Action = Action.DELETE, **changes: str | None) -> Step:
    """A step on one record, as planning would make it."""
    return Step(
        id=f"s{record.fields['id']}",
        group="g1",
        ref=record.ref,
        version=record.version,
        action=action,
        reason="a conformance test",
        changes=tuple(Change(field, value) for field, value in changes.items()),
    )


def apply(store: StoreUnderTest, *steps: Step) -> tuple[Outcome, ...]:
    """Apply the steps as one group, with a writer of their own."""
    with store.writer() as writer:
        return writer.apply(steps)


def ids(store: StoreUnderTest) -> list[str]:
    """The ids of the records that are there now."""
    return sorted(str(row["id"]) for row in store.rows())
