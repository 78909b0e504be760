"""The stores of the energy seller in `homes`, and what each kind of record is to whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from bench.worlds.made import Claim, Made, faint, own, part
from bench.worlds.people import People, Person, asked
from eraser.demo.world.codes import check_digit
from eraser.demo.world.names import Name
from eraser.model.place import Container, RecordRef, Value

PATTERNS = {"customer-number": "K-[0-9]{7}"}
MAP = """
containers:
  crm/public.customers:
    purpose: customers
    legal_basis: contract
    persons: true
    identifiers: {customer_number: customer-number, personal_code: personas-kods,
      former_code: personas-kods, spouse_code: personas-kods, email: email, phone: phone,
      iban: iban}
    own: [customer_number, personal_code, former_code, email, phone, iban]
    names: [{given: given, surname: surname}]
    personal: [address]
    controller: {field: manager, is: {SIA Bench: [A], SIA Otra: [B]}}
  crm/public.contracts:
    purpose: contracts
    legal_basis: contract
    identifiers: {guarantor_code: personas-kods}
    personal: [object]
    controller: {field: manager, is: {SIA Bench: [A], SIA Otra: [B]}}
    subject:
      - {fields: customer_id, of: crm/public.customers, at: id, owns: [customer_id, object]}
      - {fields: co_customer_id, of: crm/public.customers, at: id}
  crm/public.invoices:
    purpose: invoices
    legal_basis: contract
    subject: [{fields: contract_id, of: crm/public.contracts, at: id}]
  crm/public.payments:
    purpose: payments
    legal_basis: contract
    identifiers: {payer_iban: iban}
    names: [{full: payer}]
    text: [details]
    subject: [{fields: invoice, of: crm/public.invoices, at: number}]
  crm/public.tickets:
    purpose: support
    legal_basis: contract
    identifiers: {customer_number: customer-number, from_email: email, from_phone: phone}
    names: [{full: author}]
    text: [body]
  crm/public.calls:
    purpose: calls
    legal_basis: legitimate-interest
    identifiers: {phone: phone}
    text: [note]
  crm/public.employees:
    purpose: staff
    legal_basis: contract
    persons: true
    identifiers: {code: personas-kods, email: email}
    names: [{given: given, surname: surname}]
  crm/public.companies:
    purpose: partners
    legal_basis: legitimate-interest
    identifiers: {contact_email: email, contact_phone: phone}
    names: [{full: contact_name}]
  files/forms/*.csv:
    purpose: web forms
    legal_basis: consent
    identifiers: {code: personas-kods, email: email, phone: phone}
    names: [{full: name}]
  files/docs/*.txt:
    purpose: letters
    legal_basis: contract
    object_name: "docs/{customer-number}/*"
    text: [text]
  search/notes:
    purpose: notes
    legal_basis: legitimate-interest
    identifiers: {customer.number: customer-number}
    names: [{full: customer.name}]
    text: [messages]
"""


@dataclass(frozen=True, slots=True)
class Customer:
    """A row of customers and whose it is."""

    person: Person
    id: str
    ref: RecordRef
    manager: str
    email: str


class Energy:
    """Adds records; what each adds says whose it is."""

    TICKET: ClassVar[tuple[str, ...]] = (
        "customer_number",
        "from_email",
        "from_phone",
        "author",
        "body",
    )

    def __init__(self, made: Made, people: People) -> None:
        self.made, self.people = made, people
        self._count = 0
        self.last = RecordRef(Container("crm", ""), ())
        self._customers(made)

    @staticmethod
    def _customers(made: Made) -> None:
        for table in ("customers", "contracts", "payments", "tickets", "calls", "employees"):
            made.table(f"crm/public.{table}", "id")
        made.table("crm/public.invoices", "number")
        made.table("crm/public.companies", "reg_no")
        made.table("files/forms/*.csv", "object", "version", "row")
        made.table("files/docs/*.txt", "object", "version", "row")
        made.table("search/notes", "id", "routing")

    def staff(self) -> None:
        """An employee who serves everybody that nobody else serves."""
        self.clerk = self.employee(self.people.one())

    def number(self, person: Person) -> str:
        """The customer number of a person."""
        return f"K-{1_000_000 + person.number}"

    def customer(
        self,
        p: Person,
        *,
        phone: str | None = None,
        email: str | None = None,
        iban: str | None = None,
        code: str = "",
        former: str | None = None,
        surname: str = "",
        spouse: str | None = None,
        created_by: str = "",
        manager: str = "A",
        number: str = "",
    ) -> Customer:
        """A row of customers, a letter, and a note in the search store."""
        ident = self._next()
        mail = p.email if email is None else email
        row: dict[str, Value] = {
            "customer_number": number or self.number(p),
            "personal_code": code or p.code,
            "former_code": former,
            "spouse_code": spouse,
            "given": p.given.nominative,
            "surname": surname or p.surname.nominative,
            "email": mail or None,
            "phone": p.phone if phone is None else phone,
            "iban": iban or p.iban,
            "address": p.address,
            "manager": manager,
            "created_by": created_by or self.clerk,
        }
        self._put("crm/public.customers", ident, row, own(p))
        made = Customer(p, ident, self.last, manager, mail)
        if manager == "A":
            text = f"Cienījamais klient! Nosūtām {p.to_whom} līgumu."
            place = (f"docs/{self.number(p)}/{ident}.txt", "", "1")
            self._put("files/docs/*.txt", place, {"text": text}, own(p))
            self.search_note(made, "Sveiciens svētkos.", own(p))
        return made

    def contract(
        self,
        c: Customer,
        *,
        co: Customer | None = None,
        guarantor: Person | None = None,
        guarantor_code: str = "",
        signed_by: str = "",
        payer: Person | None = None,
    ) -> None:
        """A contract, two invoices, and a payment of each."""
        ident, surety = self._next(), guarantor.code if guarantor else guarantor_code or None
        row: dict[str, Value] = {
            "customer_id": c.id,
            "co_customer_id": co.id if co else None,
            "guarantor_code": surety,
            "object": c.person.address,
            "signed_by": signed_by or self.clerk,
            "manager": c.manager,
        }
        several = co is not None or surety is not None
        mine = part(c.person, "customer_id", "object") if several else own(c.person)
        claims = [mine]
        claims += [part(co.person, "co_customer_id")] if co else []
        claims += [part(guarantor, "guarantor_code")] if guarantor else []
        self._put("crm/public.contracts", ident, row, *claims)
        holders = [c.person, *([co.person] if co else [])]
        for _ in range(2):
            self._invoice(ident, holders, payer or c.person)

    def _invoice(self, contract: str, holders: list[Person], payer: Person) -> None:
        number = f"R-{self._next()}"
        joint = len(holders) > 1
        whole = [part(p, "contract_id") if joint else own(p) for p in holders]
        self._put(
            "crm/public.invoices", number, {"contract_id": contract, "total": "42.17"}, *whole
        )
        row: dict[str, Value] = {
            "invoice": number,
            "payer_iban": payer.iban,
            "payer": payer.name,
            "details": f"Rēķins {number}",
        }
        fields = ("invoice", "payer_iban", "payer", "details")
        claims = [part(p, *fields) if joint else own(p) for p in holders]
        claims += [faint(payer, "payer_iban", "payer")] if payer not in holders else []
        self._put("crm/public.payments", self._next(), row, *claims)

    def ticket(
        self, number: str, mail: str, phone: str, author: str, body: str, *claims: Claim
    ) -> None:
        """A ticket; every field may be empty."""
        texts = zip(self.TICKET, (number, mail, phone, author, body), strict=True)
        row: dict[str, Value] = {name: text or None for name, text in texts}
        self._put("crm/public.tickets", self._next(), row, *claims)

    def call(self, phone: str, note: str, *claims: Claim) -> None:
        """A call by phone."""
        self._put("crm/public.calls", self._next(), {"phone": phone, "note": note}, *claims)

    def form(self, p: Person, instead: dict[str, str], *claims: Claim) -> None:
        """A line of a web form; `instead` are fields that differ from the person's own."""
        row: dict[str, Value] = {
            "name": p.name,
            "code": p.code,
            "email": p.email,
            "phone": p.phone[-8:],
            **instead,
        }
        where = (f"forms/2024-{1 + p.number % 9}.csv", "", self._next())
        self._put("files/forms/*.csv", where, row, *claims)

    def employee(self, p: Person) -> str:
        """A row of employees, and its id."""
        ident = self._next()
        row: dict[str, Value] = {
            "code": p.code,
            "email": f"darbinieks{p.number}@bench.example.lv",
            "given": p.given.nominative,
            "surname": p.surname.nominative,
        }
        self._put("crm/public.employees", ident, row, own(p))
        return ident

    def company(self, p: Person, mail: str, phone: str, *claims: Claim) -> None:
        """A firm with a person to turn to."""
        row: dict[str, Value] = {
            "name": f"SIA {p.surname.nominative}",
            "contact_name": p.name,
            "contact_email": mail,
            "contact_phone": phone,
        }
        self._put("crm/public.companies", f"4000{self._next()}", row, *claims)

    def search_note(self, c: Customer, text: str, *claims: Claim) -> None:
        """A document with messages."""
        row: dict[str, Value] = {
            "customer": {"number": self.number(c.person), "name": c.person.name},
            "messages": [{"from": "operator", "body": text}],
        }
        self._put("search/notes", (self._next(), ""), row, *claims)

    def twin_of(self, p: Person, given: Name) -> Person:
        """Born the same day: the code differs in the serial number and the last digit only."""
        twin = self.people.one(given=given, man=False, home=p.address)
        digits = p.code.replace("-", "")
        ten = digits[:9] + str((int(digits[9]) + 1) % 10)
        code = f"{ten[:6]}-{ten[6:]}{check_digit(ten)}"
        return replace(twin, surname=p.surname, code=code, born=p.born)

    def slip(self, code: str) -> str:
        """A code with one digit wrong."""
        at = len(code) - 3
        return code[:at] + str((int(code[at]) + 1) % 10) + code[at + 1 :]

    def ask(self, c: Customer) -> None:
        """By whatever a person knows of themselves; the e-mail address is theirs alone."""
        p, kind = c.person, c.person.number % 4
        if kind == 0:
            subject = asked(("personas-kods", p.code), person=p)
        elif kind == 1:
            subject = asked(("customer-number", self.number(p)), person=p, named=False)
        elif kind == 2 and c.email == p.email:
            subject = asked(("email", p.email), person=p)
        else:
            both = (("personas-kods", p.code), ("email", p.email))
            subject = asked(*both, person=p)
        self.made.ask(p, subject)

    def ask_strong(self, c: Customer) -> None:
        """By code or number: what else they have is shared."""
        p = c.person
        if p.number % 3:
            self.made.ask(p, asked(("personas-kods", p.code), person=p))
        else:
            self.made.ask(p, asked(("customer-number", self.number(p)), person=p))

    def ask_one_manager(self, p: Person) -> None:
        """A customer of two managers, who asks the first."""
        c = self.customer(p)
        self.contract(c)
        mine = dict(self.made.truth[p.number])
        self.contract(self.customer(p, manager="B", number=f"K-{5_000_000 + p.number}"))
        self.made.truth[p.number] = mine  # the other manager's are not asked for
        self.ask(c)

    def _next(self) -> str:
        self._count += 1
        return str(self._count)

    def _put(
        self, name: str, key: str | tuple[str, ...], row: dict[str, Value], *claims: Claim
    ) -> None:
        self.made.put(name, key, row, *claims)
        store, _, rest = name.partition("/")
        self.last = RecordRef(Container(store, rest), (key,) if isinstance(key, str) else key)
