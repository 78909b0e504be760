"""The planner against the truth of the made-up world, for every person in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from eraser.datamap import load
from eraser.demo.world.places import Place
from eraser.demo.world.record import Claim, Fate, Planted
from eraser.demo.world.world import World
from eraser.model.graph import Evidence, Trace, Traced, Verdict
from eraser.model.place import (
    Container,
    ContainerSchema,
    Field,
    FieldType,
    OnDelete,
    Record,
    RecordRef,
    Reference,
    Value,
)
from eraser.model.plan import Action, Plan, Step
from eraser.model.subject import Subject
from eraser.plan.planner import plan
from tests.unit.plan.builders import ERASURE, LAWS

TODAY = date(2026, 11, 22)
WORLD = World(7, 60, TODAY)
DATAMAP = load(Path(str(files("eraser.demo"))) / "files" / "datamap.yaml")
S3_KEY = ("object", "version", "row")
KEYS = {"crm": ("id",), "files": S3_KEY, "search": ("id", "routing")}
OWN_KEYS = {Place.METERS: ("meter_number",), Place.INVOICES: ("invoice_number",)}
REQUIRED = {"customer_number", "given_name", "surname", "customer_id", "payer_iban", "buyer_name"}
WHOLE = {Place.CALLS, Place.CLIPS}
VERDICTS = {Fate.JOINT: Verdict.SHARED, Fate.REDACTED: Verdict.SHARED, Fate.REVIEW: Verdict.REVIEW}
PARENTS = [
    (Place.CONTRACTS, "customer_id", Place.CUSTOMERS, "id"),
    (Place.CONTRACTS, "co_customer_id", Place.CUSTOMERS, "id"),
    (Place.METERS, "contract_id", Place.CONTRACTS, "id"),
    (Place.INCIDENTS, "customer_id", Place.CUSTOMERS, "id"),
    (Place.INVOICES, "contract_id", Place.CONTRACTS, "id"),
    (Place.INVOICES, "customer_id", Place.CUSTOMERS, "id"),
    (Place.PAYMENTS, "invoice_number", Place.INVOICES, "invoice_number"),
    (Place.DEBTS, "customer_id", Place.CUSTOMERS, "id"),
    (Place.CONSENTS, "customer_id", Place.CUSTOMERS, "id"),
    (Place.AML_FILES, "customer_id", Place.CUSTOMERS, "id"),
]


def container(place: Place) -> Container:
    return WORLD.names.container(place)


REFERENCES = [
    Reference(
        container(source),
        (field,),
        container(target),
        (at,),
        OnDelete.REFUSE,
        True,
        nullable=field not in REQUIRED,
    )
    for source, field, target, at in PARENTS
]


def schema(place: Place, fields: set[str]) -> ContainerSchema:
    key = OWN_KEYS.get(place, KEYS[place.store])
    described = tuple(
        Field(
            name,
            FieldType.TEXT,
            nullable=name not in REQUIRED,
            unique=name == "customer_number" and place.store == "crm",
            writable=name not in key and place not in WHOLE,
        )
        for name in sorted(fields)
    )
    return ContainerSchema(container(place), described, key, 2 if place.store == "files" else 0)


def redact(record: Record, field: str) -> Value:
    return "[dzēsts]" if record.fields[field] else None


def traced(planted: Planted, claim: Claim) -> Traced:
    record = Record(RecordRef(container(planted.place), planted.key), "v1", planted.fields)
    verdict = VERDICTS.get(claim.fate, Verdict.THEIRS)
    fields = claim.fields if verdict is Verdict.SHARED else ()
    return Traced(record, verdict, (Evidence("the truth"),), fields)


def asked() -> Iterator[tuple[int, list[tuple[Planted, Claim]]]]:
    for home in WORLD.households():
        records = list(WORLD.records_of(home))
        labels = list(WORLD.labels_at(home))
        for person in home.people:
            pairs = [
                (r, c)
                for r, label in zip(records, labels, strict=True)
                if (c := label.claim(person.number))
            ]
            yield person.number, pairs


PEOPLE = dict(asked())


def planned(pairs: list[tuple[Planted, Claim]]) -> Plan:
    fields: dict[Place, set[str]] = {place: set() for place in Place}
    for planted, _ in pairs:
        fields[planted.place] |= set(planted.fields)
    return plan(
        Trace(Subject(()), tuple(traced(r, c) for r, c in pairs), ()),
        DATAMAP,
        ERASURE,
        LAWS,
        schemas=[schema(place, names) for place, names in fields.items()],
        references=REFERENCES,
        today=TODAY,
        case="c",
        subject_digest="0",
        redact=redact,
    )


def agrees(step: Step, planted: Planted, claim: Claim) -> bool:
    filled = {f for f in claim.fields if planted.fields.get(f) is not None}
    changed = {c.field for c in step.changes}
    match claim.fate:
        case Fate.ERASE:
            return step.action is Action.DELETE
        case Fate.HELD:
            return step.action is Action.KEEP and (step.until == claim.until)
        case Fate.MINIMISE:
            return step.action in (Action.UPDATE, Action.KEEP) and changed >= filled
        case Fate.JOINT:
            return step.action in (Action.UPDATE, Action.KEEP) and changed <= {
                f.split(".")[0].removesuffix("[]") for f in claim.fields
            }
        case Fate.REDACTED:
            return step.action is Action.UPDATE and changed == set(claim.fields)
        case Fate.REVIEW:
            return step.action is Action.REVIEW


@pytest.mark.parametrize("person", PEOPLE)
def test_the_plan_is_the_truth(person: int) -> None:
    pairs = PEOPLE[person]
    steps = {s.ref: s for s in planned(pairs).steps}
    wrong = [
        (r.place, c.fate, c.fields, s.action, s.changes, s.reason)
        for r, c in pairs
        if not agrees(s := steps[RecordRef(container(r.place), r.key)], r, c)
    ]
    assert not wrong


def test_the_world_asks_every_kind_of_question() -> None:
    assert {c.fate for pairs in PEOPLE.values() for _, c in pairs} == set(Fate)
