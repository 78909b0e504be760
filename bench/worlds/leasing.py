"""Car leasing: lessee and driver differ, companies lease too, notes hang on anything, old rows are
kept as JSON, events know a hashed id only, lines of trips hold two people.
"""

from __future__ import annotations

from hashlib import sha256

from bench.worlds.made import Claim, Made, doubt, faint, own, part
from bench.worlds.people import People, Person, asked
from eraser.model.place import Value

PATTERNS = {"customer-number": "CL[0-9]{5}"}
MAP = """
containers:
  erp/app.person:
    purpose: clients
    legal_basis: contract
    persons: true
    identifiers: {client_code: customer-number, pers_id: personas-kods, main_email: email,
      main_phone: phone}
    names: [{given: fname, surname: lname}]
    personal: [address]
  erp/app.contract:
    purpose: leasing
    legal_basis: contract
    subject:
      - {fields: lessee_id, of: erp/app.person, at: id, owns: [lessee_id, signed_on],
         when: {lessee_type: [person]}}
      - {fields: driver_id, of: erp/app.person, at: id, owns: [driver_id]}
  erp/app.vehicle:
    purpose: leasing
    legal_basis: contract
    personal: [plate]
    subject: [{fields: contract_id, of: erp/app.contract, at: id}]
  erp/app.fine:
    purpose: leasing
    legal_basis: contract
    identifiers: {driver_code: personas-kods}
    names: [{full: driver_name}]
    subject: [{fields: vehicle_id, of: erp/app.vehicle, at: id, owns: [vehicle_id, sum]}]
  erp/app.note:
    purpose: notes
    legal_basis: legitimate-interest
    text: [body]
    subject:
      - {fields: subject_id, of: erp/app.person, at: id, when: {subject_type: [Person]}}
      - {fields: subject_id, of: erp/app.contract, at: id, when: {subject_type: [Contract]}}
  erp/app.attribute:
    purpose: clients
    legal_basis: contract
    personal: [value]
    subject: [{fields: entity_id, of: erp/app.person, at: id, when: {entity: [person]}}]
  erp/app.history:
    purpose: audit
    legal_basis: legitimate-interest
    text: [before, after]
    subject: [{fields: row_id, of: erp/app.person, at: id, when: {tbl: [person]}}]
  erp/app.users:
    purpose: staff
    legal_basis: contract
    persons: true
    identifiers: {login: email, pers_id: personas-kods}
    names: [{full: display}]
  events/clicks/*.jsonl:
    purpose: analytics
    legal_basis: consent
    subject: [{fields: uid, of: erp/app.person, at: uid_hash}]
  files/trips/*.csv:
    purpose: trips
    legal_basis: contract
    identifiers: {driver_email: email, passenger_email: email, passenger_phone: phone}
    names: [{full: driver}, {full: passenger}]
"""
TABLES = "person contract vehicle fine note attribute history users company"


def build(persons: int, seed: int) -> Made:
    """At least `persons` people who ask."""
    made = Made("leasing", MAP, PATTERNS)
    for table in TABLES.split():
        made.table(f"erp/app.{table}", "id")
    for files in ("events/clicks/*.jsonl", "files/trips/*.csv"):
        made.table(files, "object", "version", "row")
    leasing = Leasing(made, People(seed, "leasing"))
    while len(made.requests) < persons:
        for story in STORIES:
            story(leasing)
    return made


class Leasing:
    """Adds records; what each adds says whose it is."""

    def __init__(self, made: Made, people: People) -> None:
        self.made, self.people = made, people
        self._count = 0

    def next(self) -> str:
        """A running number."""
        self._count += 1
        return str(self._count)

    def code(self, p: Person) -> str:
        """The client's number."""
        return f"CL{10_000 + p.number % 90_000}"

    def put(self, table: str, row: dict[str, Value], *who: Claim) -> str:
        """A row of the application with the next key, which it returns."""
        ident = self.next()
        self.made.put(f"erp/app.{table}", ident, row, *who)
        return ident

    def person(self, p: Person, *, surname: str = "", deleted: bool = False) -> str:
        """A client with a second phone as an attribute, a former row, a note and a click."""
        digest = sha256(f"leasing{p.number}{self._count}".encode()).hexdigest()
        row: dict[str, Value] = {
            "client_code": self.code(p),
            "pers_id": p.code,
            "main_email": p.email,
            "main_phone": p.phone,
            "fname": p.given.nominative,
            "lname": surname or p.surname.nominative,
            "address": p.address,
            "uid_hash": digest,
            "is_deleted": deleted,
        }
        ident = self.put("person", row, own(p))
        second: dict[str, Value] = {"entity": "person", "entity_id": ident, "value": "67 000 111"}
        self.put("attribute", second, own(p))
        before = {**row, "main_phone": None, "lname": p.surname.nominative}
        self.history(ident, before, row, own(p))
        self.put("note", {"subject_type": "Person", "subject_id": ident, "body": "Rīt."}, own(p))
        self.made.put(
            "events/clicks/*.jsonl", ("clicks/1.jsonl", "", self.next()), {"uid": digest}, own(p)
        )
        return ident

    def history(
        self, row: str, before: dict[str, Value], after: dict[str, Value], *who: Claim
    ) -> None:
        """What a row was, and is."""
        made: dict[str, Value] = {"tbl": "person", "row_id": row, "before": before, "after": after}
        self.put("history", made, *who)

    def contract(self, kind: str, lessee: str, driver: str | None, *who: Claim) -> str:
        """A contract with a car and a note; its car, which it returns, is each one's of `who`."""
        row: dict[str, Value] = {
            "lessee_type": kind,
            "lessee_id": lessee,
            "driver_id": driver,
            "signed_on": "2022-01-01",
        }
        ident = self.put("contract", row, *who)
        note: dict[str, Value] = {"subject_type": "Contract", "subject_id": ident, "body": "Jā."}
        hang = [c if not c.fields else Claim(c.person, c.share, frozenset({"body"})) for c in who]
        self.put("note", note, *hang)
        return self.put("vehicle", {"contract_id": ident, "plate": f"KL-{ident}"}, *hang)

    def trip(self, a: Person, b: Person, **instead: Value) -> None:
        """A line about a driver and a passenger."""
        row: dict[str, Value] = {
            "driver": a.name,
            "driver_email": a.email,
            "passenger": b.name,
            "passenger_email": b.email,
            "passenger_phone": b.phone,
        }
        theirs = ("passenger", "passenger_email", "passenger_phone")
        claims = (part(a, "driver", "driver_email"), part(b, *theirs))
        where = ("trips/1.csv", "", self.next())
        self.made.put("files/trips/*.csv", where, {**row, **instead}, *claims)

    def ask(self, p: Person) -> None:
        """By code, by number, or by all that one has."""
        if p.number % 3 == 0:
            self.made.ask(p, asked(("personas-kods", p.code), person=p))
        elif p.number % 3 == 1:
            self.made.ask(p, asked(("customer-number", self.code(p)), person=p, named=False))
        else:
            every = (("personas-kods", p.code), ("email", p.email), ("phone", p.phone))
            self.made.ask(p, asked(*every, person=p))


def ordinary(s: Leasing) -> None:
    """Leases and drives; was deleted once, and came back under the same number."""
    p = s.people.one()
    s.person(p, deleted=True)
    s.contract("person", s.person(p), None, own(p))
    s.ask(p)


def driver_differs(s: Leasing) -> None:
    """The fine names the driver."""
    a, b = s.people.one(), s.people.one()
    one, two = s.person(a), s.person(b)
    both = (part(a, "lessee_id", "signed_on"), part(b, "driver_id"))
    car = s.contract("person", one, two, *both)
    row: dict[str, Value] = {"vehicle_id": car, "driver_name": b.name, "driver_code": b.code}
    s.put("fine", row, part(a, "vehicle_id"), part(b, "driver_name", "driver_code"))
    s.ask(a)
    s.ask(b)


def other_things(s: Leasing) -> None:
    """A company, a car and what hangs on them have the id of a person; a note says no type."""
    p = s.people.one()
    ident = s.person(p)
    s.contract("company", ident, None)
    s.put("note", {"subject_type": "Vehicle", "subject_id": ident, "body": "Riepas."})
    s.put("note", {"subject_type": None, "subject_id": ident, "body": "Zvanīt."}, doubt(p))
    s.put("attribute", {"entity": "vehicle", "entity_id": ident, "value": "zils"})
    s.ask(p)


def trips(s: Leasing) -> None:
    """With another client, with a stranger, and with a namesake."""
    family = s.people.family()
    a, b, stranger = s.people.one(family, man=True), s.people.one(), s.people.one()
    namesake = s.people.one(family, man=True, given=a.given)
    for p in (a, b, namesake):
        s.person(p)
    s.trip(a, b)
    s.trip(a, stranger)
    s.trip(a, namesake)
    for p in (a, b, namesake):
        s.ask(p)


def company_car(s: Leasing) -> None:
    """A company leases it, and a client drives it."""
    p = s.people.one()
    driver = s.person(p)
    company = s.put("company", {"title": "SIA Auto"})
    s.contract("company", company, driver, part(p, "driver_id"))
    s.ask(p)


def married(s: Leasing) -> None:
    """The history has the former surname."""
    p = s.people.one(man=False)
    s.person(p, surname=s.people.family().of_women.nominative)
    s.ask(p)


def employee(s: Leasing) -> None:
    """A client who works here, and changed another client's row."""
    p, client = s.people.one(), s.people.one()
    row: dict[str, Value] = {"login": p.email, "pers_id": p.code, "display": p.name}
    s.put("users", row, own(p))
    s.contract("person", s.person(p), None, own(p))
    after: dict[str, Value] = {"main_phone": client.phone, "changed_by": p.email}
    s.history(s.person(client), {}, after, own(client), faint(p, "after"))
    s.ask(p)
    s.ask(client)


STORIES = (ordinary, driver_differs, company_car, other_things, trips, married, employee)
