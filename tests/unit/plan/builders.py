"""A small energy seller: builders that name only what a test is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from eraser.datamap import DataMap
from eraser.documents import read_text
from eraser.model.finding import NotRead
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
from eraser.model.subject import Identifier, Subject
from eraser.plan.law import Laws, load_laws
from eraser.plan.planner import plan
from eraser.plan.playbook import Playbook, load_playbook
from eraser.playbooks import law_pack_path, playbook_path

TODAY = date(2026, 11, 22)
LAWS = load_laws([law_pack_path("lv"), law_pack_path("eu")])
ERASURE = load_playbook(playbook_path("erasure"))
MARKETING = load_playbook(playbook_path("marketing-objection"))
GHOST = "Anna Ozola"

DATAMAP = """
version: 1
controller: SIA Gaismas Enerģija
bound_by:
  {bound}
containers:
  crm/customers:
    purpose: customer relations
    legal_basis: contract
    persons: true
    identifiers: {{customer_number: customer-number, personal_code: personas-kods,
                   email: email, phone: phone}}
    names: [{{given: given_name, surname: surname}}]
    personal: [address, birth_year]
    text: [notes]
  crm/contracts:
    purpose: supply contracts
    legal_basis: contract
    identifiers: {{contact_phone: phone}}
    subject:
      - {{fields: customer_id, of: crm/customers, at: id, owns: [customer_id, contact_phone]}}
      - {{fields: co_customer_id, of: crm/customers, at: id}}
    text: [remarks]
  crm/meters:
    purpose: metering
    legal_basis: contract
    subject: [{{fields: contract_id, of: crm/contracts, at: id}}]
  crm/invoices:
    purpose: accounting
    legal_basis: legal-obligation
    names: [{{full: buyer_name}}]
    subject: [{{fields: customer_id, of: crm/customers, at: id}}]
    holds:
      - {{law: lv.gl.28.5, clock: issued_on}}
      - {{law: lv.pvn.133.4, clock: issued_on, when: {{vat: "true"}}}}
  crm/payments:
    purpose: accounting
    legal_basis: legal-obligation
    subject: [{{fields: invoice_id, of: crm/invoices, at: id}}]
    holds: [{{law: lv.gl.28.5, clock: paid_on}}]
  crm/consents:
    purpose: marketing
    legal_basis: consent
    identifiers: {{email: email}}
    subject: [{{fields: customer_id, of: crm/customers, at: id}}]
  crm/aml:
    purpose: anti-money-laundering
    legal_basis: legal-obligation
    subject: [{{fields: customer_id, of: crm/customers, at: id}}]
    holds: [{{law: lv.nilltpfn.37, clock: ended_on}}]
  files/calls/*:
    purpose: quality
    legal_basis: legitimate-interest
  files/exports/*.csv:
    purpose: exports
    legal_basis: contract
    identifiers: {{number: customer-number}}
    subject: [{{fields: number, of: crm/customers, at: customer_number}}]
    holds: [{{law: lv.gl.28.2, clock: booked_on, when: {{booked: "yes"}}}}]
  search/tickets:
    purpose: customer service
    legal_basis: contract
    identifiers: {{customer.number: customer-number, customer.email: email, "to[]": email}}
    subject: [{{fields: customer.number, of: crm/customers, at: customer_number}}]
    text: [text]
"""

VAT = "lv.pvn.133.4: {reason: registered for VAT}"
AML = "lv.nilltpfn.37: {reason: also sells payment services}"


def datamap(*bound: str, **changes: str) -> DataMap:
    """The map; `bound` switches laws on."""
    text = DATAMAP.format(bound="\n  ".join(bound) or "{}")
    for old, new in changes.items():
        text = text.replace(old, new)
    return read_text(text, DataMap, "datamap.yaml")


def text(name: str, **traits: object) -> Field:
    """A text column."""
    return replace(Field(name, FieldType.TEXT), **traits)


def number(name: str, **traits: object) -> Field:
    """An integer column."""
    return replace(Field(name, FieldType.INTEGER), **traits)


def in_crm(name: str) -> Container:
    """A table of the customer system."""
    return Container("crm", name)


def table(name: str, *fields: Field) -> ContainerSchema:
    """A table with the key `id`."""
    key = number("id", nullable=False, unique=True, writable=False)
    return ContainerSchema(in_crm(name), (key, *fields), ("id",))


CALLS = Container("files", "calls/*")
EXPORTS = Container("files", "exports/*.csv")
TICKETS = Container("search", "tickets")
S3_KEY = ("object", "version", "row")

SCHEMAS = (
    table(
        "customers",
        text("customer_number", nullable=False, unique=True),
        text("personal_code"),
        text("email", nullable=False),
        text("phone"),
        text("given_name", nullable=False),
        text("surname", nullable=False),
        text("address"),
        number("birth_year"),
        text("notes"),
    ),
    table(
        "contracts",
        number("customer_id", nullable=False),
        number("co_customer_id"),
        text("contact_phone"),
        text("remarks"),
    ),
    table("meters", number("contract_id")),
    table(
        "invoices",
        number("contract_id"),
        number("customer_id", nullable=False),
        text("issued_on"),
        text("buyer_name"),
        text("vat"),
    ),
    table("payments", number("invoice_id"), text("paid_on")),
    table("consents", number("customer_id"), text("email")),
    table("aml", number("customer_id"), text("ended_on")),
    table("unmapped", number("customer_id"), text("email")),
    ContainerSchema(
        CALLS, (text("object", writable=False), text("size", writable=False)), S3_KEY, 2
    ),
    ContainerSchema(EXPORTS, (text("number"), text("booked"), text("booked_on")), S3_KEY, 2),
    ContainerSchema(
        TICKETS,
        (Field("customer", FieldType.JSON), Field("to", FieldType.JSON), text("text")),
        ("id", "routing"),
    ),
)


def foreign_key(source: str, field: str, target: str, **traits: object) -> Reference:
    """An enforced reference between tables of the customer system."""
    return replace(
        Reference(
            in_crm(source), (field,), in_crm(target), ("id",), OnDelete.REFUSE, True, nullable=False
        ),
        **traits,
    )


REFERENCES = (
    foreign_key("contracts", "customer_id", "customers"),
    foreign_key("contracts", "co_customer_id", "customers", nullable=True),
    foreign_key("meters", "contract_id", "contracts"),
    foreign_key("invoices", "contract_id", "contracts"),
    foreign_key("invoices", "customer_id", "customers"),
    foreign_key("payments", "invoice_id", "invoices"),
    foreign_key("consents", "customer_id", "customers"),
    foreign_key("aml", "customer_id", "customers"),
    foreign_key("unmapped", "customer_id", "customers"),
)


def row(name: str, row_id: int, verdict: Verdict = Verdict.THEIRS, **fields: Value) -> Traced:
    """A row of a table, the person's unless told otherwise."""
    ref = RecordRef(in_crm(name), (str(row_id),))
    return traced(ref, {"id": row_id, **fields}, verdict)


def traced(
    ref: RecordRef, fields: Mapping[str, Value], verdict: Verdict = Verdict.THEIRS
) -> Traced:
    """A record that was found."""
    return Traced(Record(ref, "v1", dict(fields)), verdict, (Evidence("carries an e-mail"),))


def customer(row_id: int = 1, verdict: Verdict = Verdict.THEIRS, **fields: Value) -> Traced:
    """The person's row, with everything in it."""
    known: dict[str, Value] = {
        "customer_number": f"K-{row_id}",
        "personal_code": "161175-19997",
        "email": "anna@example.lv",
        "phone": "22124444",
        "given_name": "Anna",
        "surname": "Ozola",
        "address": "Rīga",
        "birth_year": 1975,
        "notes": None,
    }
    return row("customers", row_id, verdict, **(known | fields))


def contract(row_id: int = 10, customer_id: int = 1, **fields: Value) -> Traced:
    """A contract with nothing personal in it but the reference."""
    return row("contracts", row_id, customer_id=customer_id, **fields)


def joint(row_id: int = 10, customer_id: int = 1, co_customer_id: int = 2, *fields: str) -> Traced:
    """A contract of two people; `fields` are the person's."""
    found = row(
        "contracts",
        row_id,
        Verdict.SHARED,
        customer_id=customer_id,
        co_customer_id=co_customer_id,
        contact_phone="22124444",
    )
    return replace(found, fields=fields)


def invoice(
    row_id: int = 100, contract_id: int = 10, customer_id: int = 1, **fields: Value
) -> Traced:
    """An invoice of this year unless told otherwise."""
    known: dict[str, Value] = {"issued_on": "2026-03-02", "buyer_name": GHOST, "vat": "false"}
    return row(
        "invoices", row_id, contract_id=contract_id, customer_id=customer_id, **(known | fields)
    )


def in_object(
    container: Container, name: str, line: str = "", version: str = "", **fields: Value
) -> Traced:
    """A line of an object, or a whole one."""
    known: dict[str, Value] = {"booked": "no"} if container == EXPORTS else {}
    return traced(RecordRef(container, (name, version, line)), known | fields)


def redact(record: Record, field: str) -> Value:
    """Takes the made-up person out of a text or of a list; knows nothing else."""

    def without(value: Value) -> Value:
        if isinstance(value, str):
            return value.replace(GHOST, "[dzēsts]").replace("anna@example.lv", "[dzēsts]")
        if isinstance(value, list):
            return [without(item) for item in value]
        if isinstance(value, dict):
            return {name: without(item) for name, item in value.items()}
        return value

    return without(record.fields.get(field))


def make(
    *records: Traced,
    playbook: Playbook = ERASURE,
    laws: Laws = LAWS,
    dmap: DataMap | None = None,
    today: date = TODAY,
    references: Iterable[Reference] = REFERENCES,
    schemas: Iterable[ContainerSchema] = SCHEMAS,
    case: str = "2026-014",
    not_read: tuple[NotRead, ...] = (),
    not_followed: tuple[str, ...] = (),
) -> Plan:
    """The plan for these records."""
    subject = Subject((Identifier("email", "anna@example.lv"),))
    trace = Trace(subject, records, (), not_read=not_read, not_followed=not_followed)
    return plan(
        trace,
        dmap or datamap(),
        playbook,
        laws,
        schemas=schemas,
        references=references,
        today=today,
        case=case,
        subject_digest="5" * 64,
        redact=redact,
    )


def step(made: Plan, found: Traced) -> Step:
    """The one step of a record."""
    (only,) = [s for s in made.steps if s.ref == found.record.ref]
    return only


def actions(made: Plan) -> dict[str, Action]:
    """What happens to each record, as `container key`."""
    return {f"{s.ref.container.name} {'/'.join(s.ref.key)}": s.action for s in made.steps}


def cleared(one: Step) -> dict[str, Value]:
    """The changes of a step by field."""
    return {change.field: change.value for change in one.changes}
