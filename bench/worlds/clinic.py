"""A clinic: English snake_case, uuid keys, a patient split over two tables, composite keys, a
polymorphic owner, soft deletes, an audit table with old and new rows as JSON, next of kin.
"""

from __future__ import annotations

import uuid

from bench.worlds.made import Claim, Made, doubt, faint, own, part
from bench.worlds.people import People, Person, asked
from eraser.model.place import Value

PATTERNS = {"customer-number": "PAT-[0-9]{6}"}
MAP = """
containers:
  emr/clinic.patients:
    purpose: patients
    legal_basis: legal-obligation
    persons: true
    identifiers: {patient_no: customer-number, national_id: personas-kods}
    names: [{given: first_name, surname: last_name}]
    personal: [birth_date]
  emr/clinic.patient_profiles:
    purpose: patients
    legal_basis: legal-obligation
    persons: true
    identifiers: {email: email, mobile: phone, emergency_contact_phone: phone}
    personal: [address, emergency_contact_name]
    subject: [{fields: patient_id, of: emr/clinic.patients, at: id}]
  emr/clinic.practitioners:
    purpose: staff
    legal_basis: contract
    persons: true
    identifiers: {licence_holder_id: personas-kods, work_email: email}
    names: [{full: display_name}]
  emr/clinic.encounters:
    purpose: treatment
    legal_basis: legal-obligation
    subject: [{fields: patient_id, of: emr/clinic.patients, at: id}]
    text: [summary]
  emr/clinic.lab_results:
    purpose: treatment
    legal_basis: legal-obligation
    subject: [{fields: [site, encounter_no], of: emr/clinic.encounters, at: [site, encounter_no]}]
  emr/clinic.group_sessions:
    purpose: treatment
    legal_basis: legal-obligation
    text: [minutes]
  emr/clinic.session_participants:
    purpose: treatment
    legal_basis: legal-obligation
    subject: [{fields: patient_id, of: emr/clinic.patients, at: id}]
  emr/clinic.attachments:
    purpose: treatment
    legal_basis: legal-obligation
    subject:
      - {fields: owner_id, of: emr/clinic.patients, at: id, when: {owner_type: [Patient]}}
      - {fields: owner_id, of: emr/clinic.practitioners, at: id, when: {owner_type: [Practitioner]}}
    attachments: [{field: object_key, in: "files/scans/*"}]
  files/scans/*:
    purpose: scans
    legal_basis: legal-obligation
  emr/clinic.guardians:
    purpose: guardians
    legal_basis: legal-obligation
    identifiers: {guardian_id: personas-kods, guardian_phone: phone}
    names: [{full: guardian_name}]
    subject: [{fields: patient_id, of: emr/clinic.patients, at: id, owns: [patient_id]}]
  emr/clinic.audit_log:
    purpose: security
    legal_basis: legitimate-interest
    text: [old_row, new_row]
    subject: [{fields: row_id, of: emr/clinic.patients, at: id, when: {table_name: [patients]}}]
  emr/clinic.sms_log:
    purpose: reminders
    legal_basis: legitimate-interest
    identifiers: {msisdn: phone}
    text: [message]
"""


def build(persons: int, seed: int) -> Made:
    """At least `persons` people who ask."""
    made = Made("clinic", MAP, PATTERNS)
    for table in (
        *("patients", "practitioners", "attachments", "guardians", "audit_log", "sms_log"),
        *("patient_profiles", "group_sessions"),
    ):
        made.table(f"emr/clinic.{table}", "patient_id" if table == "patient_profiles" else "id")
    made.table("emr/clinic.encounters", "site", "encounter_no")
    made.table("emr/clinic.lab_results", "site", "encounter_no", "line")
    made.table("emr/clinic.session_participants", "session_id", "patient_id")
    made.table("files/scans/*", "object", "version", "row")
    clinic = Clinic(made, People(seed, "clinic"))
    while len(made.requests) < persons:
        for story in STORIES:
            story(clinic)
    return made


class Clinic:
    """Adds records; what each adds says whose it is."""

    def __init__(self, made: Made, people: People) -> None:
        self.made, self.people = made, people
        self._count = 0
        self.doctor = self.practitioner(people.one())

    def patient(
        self, p: Person, *, phone: str = "", email: str | None = None, kin: Person | None = None
    ) -> str:
        """A patient with the second half of the row, a visit with results, a scan, an audit row."""
        ident = self.uuid()
        row: dict[str, Value] = {
            "patient_no": self.number(p),
            "national_id": p.code.replace("-", ""),
            "first_name": p.given.nominative,
            "last_name": p.surname.nominative,
            "birth_date": p.born,
            "deleted_at": "2024-05-01T00:00:00Z" if p.number % 7 == 0 else None,
            "primary_physician_id": self.doctor,
        }
        self.made.put("emr/clinic.patients", ident, row, own(p))
        half: dict[str, Value] = {
            "email": p.email if email is None else email or None,
            "mobile": (phone or p.phone).removeprefix("+371"),
            "address": p.address,
            "emergency_contact_name": kin.name if kin else None,
            "emergency_contact_phone": kin.phone if kin else None,
        }
        self.made.put("emr/clinic.patient_profiles", ident, half, own(p))
        self.visit(p, ident)
        self.scan(p, ident)
        self.audit(ident, {**row, "national_id": p.code}, own(p))
        return ident

    def number(self, p: Person) -> str:
        """The patient number."""
        return f"PAT-{100_000 + p.number:06d}"

    def visit(self, p: Person, ident: str) -> None:
        """An encounter with a composite key, and two results of it."""
        site, no = ("RIX", "LPX")[p.number % 2], str(self.next())
        row: dict[str, Value] = {
            "patient_id": ident,
            "practitioner_id": self.doctor,
            "summary": f"Pacients {p.name} jūtas labi.",
        }
        self.made.put("emr/clinic.encounters", (site, no), row, own(p))
        for line in ("1", "2"):
            result: dict[str, Value] = {"code": "HGB", "value": 128 + int(line)}
            self.made.put("emr/clinic.lab_results", (site, no, line), result, own(p))

    def scan(self, p: Person, ident: str) -> None:
        """An object that only a row of attachments names."""
        key = f"scans/{self.uuid()}.pdf"
        self.made.put("files/scans/*", (key, "", ""), {}, own(p))
        row: dict[str, Value] = {"owner_type": "Patient", "owner_id": ident, "object_key": key}
        self.made.put("emr/clinic.attachments", self.uuid(), row, own(p))

    def audit(self, row_id: str, new: dict[str, Value], *claims: Claim) -> None:
        """What a row was before and is now, in JSON."""
        row: dict[str, Value] = {
            "table_name": "patients",
            "row_id": row_id,
            "actor": self.doctor,
            "old_row": {"national_id": None},
            "new_row": new,
        }
        self.made.put("emr/clinic.audit_log", str(self.next()), row, *claims)

    def practitioner(self, p: Person) -> str:
        """A member of the staff."""
        ident = self.uuid()
        row: dict[str, Value] = {
            "licence_holder_id": p.code,
            "work_email": f"dr{p.number}@clinic.example.lv",
            "display_name": p.name,
        }
        self.made.put("emr/clinic.practitioners", ident, row, own(p))
        return ident

    def guardian(self, child: Person, ident: str, adult: Person) -> None:
        """Who answers for a child."""
        row: dict[str, Value] = {
            "patient_id": ident,
            "guardian_id": adult.code,
            "guardian_name": adult.name,
            "guardian_phone": adult.phone,
        }
        theirs = ("guardian_id", "guardian_name", "guardian_phone")
        self.made.put(
            "emr/clinic.guardians",
            self.uuid(),
            row,
            part(child, "patient_id"),
            part(adult, *theirs),
        )

    def sms(self, phone: str, text: str, *claims: Claim) -> None:
        """A reminder."""
        row: dict[str, Value] = {"msisdn": phone.removeprefix("+"), "message": text}
        self.made.put("emr/clinic.sms_log", str(self.next()), row, *claims)

    def session(self, people: list[tuple[Person, str]]) -> None:
        """Several patients in one session."""
        ident = self.uuid()
        told = "; ".join(f"{p.name} ({self.number(p)})" for p, _ in people)
        claims = [part(p, "minutes") for p, _ in people]
        self.made.put("emr/clinic.group_sessions", ident, {"minutes": f"Bija: {told}."}, *claims)
        for p, patient in people:
            row: dict[str, Value] = {"role": "participant"}
            self.made.put("emr/clinic.session_participants", (ident, patient), row, own(p))

    def ask(self, p: Person, *, mail: bool = True) -> None:
        """By code, by number, or by an address of one's own."""
        kind = p.number % 3 if mail else p.number % 2
        if kind == 0:
            self.made.ask(p, asked(("personas-kods", p.code), person=p))
        elif kind == 1:
            self.made.ask(p, asked(("customer-number", self.number(p)), person=p, named=False))
        else:
            both = (("email", p.email), ("personas-kods", p.code))
            self.made.ask(p, asked(*both, person=p))

    def uuid(self) -> str:
        """A key."""
        return str(uuid.UUID(int=self.people.random.getrandbits(128), version=4))

    def next(self) -> int:
        """A running number."""
        self._count += 1
        return self._count


def ordinary(c: Clinic) -> None:
    """A patient with a reminder."""
    p = c.people.one()
    c.patient(p)
    c.sms(p.phone, "Atgādinām par vizīti.", doubt(p))
    c.ask(p)


def mother_and_child(c: Clinic) -> None:
    """The child's row holds the mother's phone and address, and names her."""
    family = c.people.family()
    mother = c.people.one(family, man=False)
    child = c.people.one(family, home=mother.address, young=True)
    c.patient(mother)
    ident = c.patient(child, phone=mother.phone, email=mother.email, kin=mother)
    fields = ("email", "mobile", "emergency_contact_name", "emergency_contact_phone")
    c.made.claim("emr/clinic.patient_profiles", ident, faint(mother, *fields))
    c.guardian(child, ident, mother)
    c.sms(mother.phone, f"{child.to_whom} vizīte rīt.", doubt(mother), doubt(child))
    c.ask(mother, mail=False)
    c.ask(child, mail=False)


def doctor_as_patient(c: Clinic) -> None:
    """She treats others, and is treated here."""
    her, other = c.people.one(man=False), c.people.one()
    before, c.doctor = c.doctor, c.practitioner(her)
    c.patient(other)
    c.doctor = before
    c.patient(her)
    c.ask(her)
    c.ask(other)


def group(c: Clinic) -> None:
    """Three strangers in one session."""
    people = [c.people.one() for _ in range(3)]
    c.session([(p, c.patient(p)) for p in people])
    for p in people:
        c.ask(p)


def brothers(c: Clinic) -> None:
    """Each is the other's emergency contact; both use one phone."""
    family = c.people.family()
    one, two = c.people.one(family, man=True), c.people.one(family, man=True)
    ids = (c.patient(one, phone=one.phone, kin=two), c.patient(two, phone=one.phone, kin=one))
    for p, other in ((one, ids[1]), (two, ids[0])):
        theirs = faint(p, "mobile", "emergency_contact_name", "emergency_contact_phone")
        c.made.claim("emr/clinic.patient_profiles", other, theirs)
    c.ask(one)
    c.ask(two)


def practitioners_attachment(c: Clinic) -> None:
    """A doctor's diploma: the owner is no patient, though the table is the same."""
    p = c.people.one()
    ident = c.practitioner(p)
    key = f"scans/{c.uuid()}.pdf"
    c.made.put("files/scans/*", (key, "", ""), {}, own(p))
    row: dict[str, Value] = {"owner_type": "Practitioner", "owner_id": ident, "object_key": key}
    c.made.put("emr/clinic.attachments", c.uuid(), row, own(p))
    c.made.ask(p, asked(("personas-kods", p.code), person=p))


STORIES = (ordinary, mother_and_child, doctor_as_patient, group, brothers, practitioners_attachment)
