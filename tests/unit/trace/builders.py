"""Small worlds for tracing: an energy seller's tables, with only what matters in them.

The personal codes are made up; old ones have a right check digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from eraser.datamap import ContainerMap, DataMap
from eraser.errors import UsageError
from eraser.identifiers import Located, normalise
from eraser.model.finding import NotRead, Span
from eraser.model.graph import Trace, Traced, Verdict
from eraser.model.place import Record, Reference, Value, leaves
from eraser.model.subject import Category, Identifier, PersonName, Subject
from eraser.trace.follow import trace
from eraser.trace.world import Knowledge, Limits, World
from tests.unit.trace.memory_store import MemoryReader, MemoryStore, Row

SON, FATHER, THIRD, NEW_CODE = "161175-19997", "290156-11605", "020380-11231", "320731-20115"
JANIS = PersonName("Jānis", "Bērziņš")
E_MAIL, PHONE, IBAN = "janis@example.lv", "+37122124444", "LV80BANK0000435195001"

IDENTIFIERS = {
    "personal_code": "personas-kods",
    "former_code": "personas-kods",
    "customer_number": "customer-number",
    "email": "email",
    "phone": "phone",
    "iban": "iban",
}
CUSTOMERS: dict[str, object] = {
    "persons": True,
    "identifiers": IDENTIFIERS,
    "own": list(IDENTIFIERS),
    "names": [{"given": "given", "surname": "surname"}],
}


def to_customer(*fields: str, at: str = "id", owns: Sequence[str] = ()) -> dict[str, object]:
    """A subject reference to a row of customers."""
    return {"fields": list(fields), "of": "crm/customers", "at": at, "owns": list(owns)}


def subject(*values: str, names: Sequence[PersonName] = (JANIS,)) -> Subject:
    """A subject of values that show their category; the son's personal code by default."""
    found = tuple(Identifier(c, normalise(c, v)) for v in values or (SON,) for c in [_category(v)])
    return Subject(found, tuple(names))


def _category(value: str) -> Category:
    forms = {
        r".*@.*": "email",
        r"LV\d\d[A-Z].*": "iban",
        r"\+\d{11}|\d{8}": "phone",
        r"K-\d+": "customer-number",
    }
    return next((c for form, c in forms.items() if re.fullmatch(form, value)), "personas-kods")


_DETECTED: tuple[tuple[Category, str], ...] = (
    ("personas-kods", r"(?<!\d)\d{6}-\d{5}(?!\d)"),
    ("email", r"[\w.]+@[\w.]+\w"),
    ("phone", r"\+371\d{8}"),
    ("iban", r"LV\d\d[A-Z]{4}\w{13}"),
    ("customer-number", r"K-\d+|(?<![\w-])\d{4}(?![\w-])"),
)


def identify(record: Record) -> Iterator[Located]:
    """A detector in a few lines: identifiers of anybody in their usual form."""
    for path, text in leaves(dict(record.fields)):
        for category, form in _DETECTED:
            for match in re.finditer(form, text):
                try:
                    value = normalise(category, match[0])
                except UsageError:
                    continue
                span = Span(category, *match.span(), 1.0)
                yield Located(path, span, Identifier(category, value))


def entry(**fields: object) -> ContainerMap:
    """A container of the data map that says only what matters."""
    return ContainerMap.model_validate({"purpose": "test", "legal_basis": "contract", **fields})


@dataclass
class Company:
    """One store `crm`, its data map and its foreign keys, to be traced through."""

    maps: dict[str, dict[str, object]] = field(default_factory=dict)
    store: MemoryStore = field(default_factory=lambda: MemoryStore("crm"))

    def __post_init__(self) -> None:
        self.mapped("customers", **CUSTOMERS)

    def mapped(self, table: str, **fields: object) -> Company:
        """Say in the data map what a table holds."""
        self.maps[table] = fields
        self.store.tables.setdefault(table, [])
        return self

    def table(self, table: str, *rows: Row, key: str = "id") -> Company:
        """Add rows; each needs its key."""
        self.store.tables.setdefault(table, []).extend(rows)
        self.store.keys[table] = key
        return self

    def customer(self, number: int, code: str | None = None, **fields: Value) -> Company:
        """Add a customer with id and customer number from one number."""
        row = {"id": number, "customer_number": f"K-{number}", "personal_code": code}
        return self.table("customers", {**row, **fields})

    def foreign_key(self, source: str, column: str, target: str, at: str = "id") -> Company:
        """A foreign key that the store enforces."""
        c = self.store.container
        self.store.references.append(
            Reference(c(source), (column,), c(target), (at,), enforced=True)
        )
        return self

    def unreadable(self, table: str, reason: str) -> Company:
        """A place that the reader could not read."""
        self.store.unreadable.append(NotRead(self.store.container(table), "row 7", reason))
        return self

    def datamap(self) -> DataMap:
        """The data map of all tables that `mapped` named."""
        entries = {f"crm/{table}": entry(**fields) for table, fields in self.maps.items()}
        return DataMap(version=1, controller="SIA Tests", containers=entries)

    def trace(
        self,
        *values: str,
        names: Sequence[PersonName] = (JANIS,),
        customer: str = "",
        limits: Limits | None = None,
    ) -> Result:
        """Trace a subject of these values, and perhaps a customer number, through the company."""
        numbers = (Identifier("customer-number", customer),) if customer else ()
        given = subject(*values).identifiers if values or not customer else ()
        who = Subject((*given, *numbers), tuple(names))
        return Result(self.world_trace(who, limits or Limits()))

    def world_trace(self, who: Subject, limits: Limits) -> Trace:
        """The trace itself."""
        reader = self.store.reader()
        return trace(who, self.world(reader), Knowledge(lambda r: tuple(identify(r))), limits)

    def world(self, reader: MemoryReader) -> World:
        """The company as `trace` is given it."""
        return World.described({"crm": reader}, self.datamap())


@dataclass
class Result:
    """A trace, with the questions that tests ask of it."""

    trace: Trace

    def verdicts(self) -> dict[str, Verdict]:
        """`table/key` → verdict."""
        return {_place(t): t.verdict for t in self.trace.records}

    def one(self, place: str) -> Traced:
        """The record at `table/key`."""
        return next(t for t in self.trace.records if _place(t) == place)

    def because(self, place: str) -> str:
        """All reasons of one record."""
        return "; ".join(e.words for e in self.one(place).because)


def _place(traced: Traced) -> str:
    ref = traced.record.ref
    return f"{ref.container.name}/{ref.key[0]}"
