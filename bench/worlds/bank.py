"""A bank: accounts of several holders through a table between, guarantors who are strangers,
transfers that name both sides, forms with beneficiaries in a list, embossed names, two phones.
"""

from __future__ import annotations

from bench.worlds.made import Claim, Made, own, part
from bench.worlds.people import People, Person
from bench.worlds.teller import Teller, empty
from eraser.model.place import Value

PATTERNS = {"customer-number": "CIF[0-9]{8}"}
MAP = """
containers:
  bank/cbs.client:
    purpose: clients
    legal_basis: contract
    persons: true
    identifiers: {cif: customer-number, pers_code: personas-kods, email: email,
      phone_mobile: phone, phone_home: phone}
    names: [{given: name, surname: surname}]
    personal: [legal_address]
  bank/cbs.account:
    purpose: accounts
    legal_basis: contract
    identifiers: {iban: iban}
    subject: [{fields: iban, of: bank/cbs.account_holder, at: iban}]
  bank/cbs.account_holder:
    purpose: accounts
    legal_basis: contract
    identifiers: {iban: iban}
    subject: [{fields: client_cif, of: bank/cbs.client, at: cif}]
  bank/cbs.transaction:
    purpose: payments
    legal_basis: legal-obligation
    identifiers: {debit_iban: iban, credit_iban: iban}
    names: [{full: debit_name}, {full: credit_name}]
    text: [details]
  bank/cbs.loan:
    purpose: loans
    legal_basis: contract
    subject:
      - {fields: borrower, of: bank/cbs.client, at: cif, owns: [borrower, amount]}
      - {fields: co_borrower, of: bank/cbs.client, at: cif, owns: [co_borrower]}
    identifiers: {guarantor_pk: personas-kods, guarantor_phone: phone}
    names: [{full: guarantor}]
  bank/cbs.card:
    purpose: cards
    legal_basis: contract
    names: [{full: embossed_name}]
    subject: [{fields: client_cif, of: bank/cbs.client, at: cif}]
  kyc/forms:
    purpose: due diligence
    legal_basis: legal-obligation
    identifiers: {client.cif: customer-number, client.code: personas-kods,
      "beneficiaries[].code": personas-kods, "client.emails[]": email}
    names: [{full: client.name}]
    text: [remarks]
  files/statements/*.pdf:
    purpose: statements
    legal_basis: contract
    object_name: "statements/{customer-number}/*.pdf"
"""
KEYS = {
    "bank/cbs.client": "cif",
    "bank/cbs.account": "iban",
    "bank/cbs.account_holder": "id",
    "bank/cbs.transaction": "id",
    "bank/cbs.loan": "id",
    "bank/cbs.card": "pan",
    "kyc/forms": "id routing",
    "files/statements/*.pdf": "object version row",
}
DEBIT, CREDIT = ("debit_iban", "debit_name"), ("credit_iban", "credit_name")


def build(persons: int, seed: int) -> Made:
    """At least `persons` people who ask."""
    made = empty("bank", MAP, PATTERNS, KEYS)
    return Bank(made, People(seed, "bank")).told(persons, STORIES)


class Bank(Teller):
    """Adds a bank's records."""

    def cif(self, p: Person) -> str:
        """The client's number."""
        return f"CIF{10_000_000 + p.number}"

    def client(self, p: Person, home: str = "") -> str:
        """A client with a card, a statement and a form."""
        cif = self.cif(p)
        row: dict[str, Value] = {
            "pers_code": p.code,
            "email": p.email,
            "phone_mobile": p.phone,
            "phone_home": home or None,
            "name": p.given.nominative.upper(),
            "surname": p.surname.nominative.upper(),
            "legal_address": p.address,
        }
        self.put("bank/cbs.client", row, own(p), key=cif)
        short = f"{p.given.nominative[0]} {p.surname.nominative}".upper()
        card: dict[str, Value] = {"client_cif": cif, "embossed_name": short}
        self.put("bank/cbs.card", card, own(p), key=f"4797{int(self.next()):012d}")
        statement = (f"statements/{cif}/2024-01.pdf", "", "")
        self.made.put("files/statements/*.pdf", statement, {}, own(p))
        self.form(p, [], own(p))
        return cif

    def account(self, iban: str, *holders: Person) -> None:
        """An account and who holds it."""
        several = len(holders) > 1
        claims = [part(p, "iban") if several else own(p) for p in holders]
        self.put("bank/cbs.account", {"currency": "EUR"}, *claims, key=iban)
        for p in holders:
            row: dict[str, Value] = {"iban": iban, "client_cif": self.cif(p)}
            self.put("bank/cbs.account_holder", row, own(p))

    def transfer(self, a: Person, b: Person) -> None:
        """From one to the other."""
        row: dict[str, Value] = {
            "debit_iban": a.iban,
            "debit_name": a.name,
            "credit_iban": b.iban,
            "credit_name": b.name,
            "details": f"Parāds {b.to_whom}",
        }
        claims = (part(a, *DEBIT, "details"), part(b, *CREDIT, "details"))
        self.put("bank/cbs.transaction", row, *claims)

    def form(self, p: Person, beneficiaries: list[Person], *who: Claim) -> None:
        """Know your client."""
        client: Value = {
            "cif": self.cif(p),
            "code": p.code,
            "name": p.name,
            "emails": [p.email],
        }
        others: Value = [{"name": b.name, "code": b.code} for b in beneficiaries]
        self.document("kyc/forms", {"client": client, "beneficiaries": others}, *who)

    def loan(self, borrower: Person, co: Person | None, guarantor: Person | None) -> None:
        """A loan, perhaps of two, perhaps with somebody who stands surety."""
        row: dict[str, Value] = {
            "borrower": self.cif(borrower),
            "co_borrower": self.cif(co) if co else None,
            "amount": "5000",
            "guarantor_pk": guarantor.code if guarantor else None,
            "guarantor_phone": guarantor.phone if guarantor else None,
            "guarantor": guarantor.name if guarantor else None,
        }
        claims = [part(borrower, "borrower", "amount")]
        claims += [part(co, "co_borrower")] if co else []
        theirs = ("guarantor_pk", "guarantor_phone", "guarantor")
        claims += [part(guarantor, *theirs)] if guarantor else []
        self.put("bank/cbs.loan", row, *claims)

    def ask_all(self, *people: Person) -> None:
        """By code, by number without a name, or by everything."""
        for p in people:
            code, number = ("personas-kods", p.code), ("customer-number", self.cif(p))
            if p.number % 3 == 0:
                self.ask(p, code)
            elif p.number % 3 == 1:
                self.ask(p, number, named=False)
            else:
                self.ask(p, code, number, ("email", p.email), ("phone", p.phone), ("iban", p.iban))


def transfers(b: Bank) -> None:
    """Between strangers, and between two of one name."""
    one, two = b.people.one(man=True), b.people.one()
    family = b.people.family()
    three, four = (b.people.one(family, man=True, given=one.given) for _ in range(2))
    for p in (one, two, three, four):
        b.client(p)
        b.account(p.iban, p)
    b.transfer(one, two)
    b.transfer(three, four)
    b.ask_all(one, two, three, four)


def joint_account(b: Bank) -> None:
    """Husband and wife, with one phone at home."""
    family = b.people.family()
    man, wife = b.people.one(family, man=True), b.people.one(family, man=False)
    for p in (man, wife):
        b.client(p, home=f"67{200_000 + man.number}")
    b.account(man.iban, man, wife)
    for p in (man, wife):
        b.ask(p, ("personas-kods", p.code))


def loans(b: Bank) -> None:
    """With a guarantor who is a client, with one who is not, and of two."""
    people = [b.people.one() for _ in range(4)]
    *clients, stranger = people
    for p in clients:
        b.client(p)
    b.loan(clients[0], None, clients[1])
    b.loan(clients[0], clients[2], stranger)
    b.ask_all(*clients)
    b.ask(stranger, ("personas-kods", stranger.code))


def beneficiary(b: Bank) -> None:
    """One stands in the form of the other."""
    one, two = b.people.one(), b.people.one()
    for p in (one, two):
        b.client(p)
    b.form(one, [two], part(one, "client"), part(two, "beneficiaries"))
    b.ask_all(one, two)


STORIES = (transfers, joint_account, loans, beneficiary)
