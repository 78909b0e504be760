"""A library: no codes, cards of children with a parent's contacts, fines paid by somebody else,
rows of history as JSON, two readers of one name born on one day, a second card of one reader.
"""

from __future__ import annotations

from bench.worlds.made import Claim, Made, doubt, faint, own, part
from bench.worlds.people import People, Person
from bench.worlds.teller import Teller, empty
from eraser.model.place import Value

PATTERNS = {"customer-number": "L-[0-9]{5}"}
MAP = """
containers:
  lib/public.readers:
    purpose: readers
    legal_basis: public-task
    persons: true
    identifiers: {card: customer-number, mail: email, tel: phone, guardian_mail: email,
      guardian_tel: phone, born: birth-date}
    names: [{full: name}, {full: guardian_name}]
  lib/public.loans:
    purpose: loans
    legal_basis: public-task
    identifiers: {card: customer-number}
    subject: [{fields: card, of: lib/public.readers, at: card}]
  lib/public.fines:
    purpose: fines
    legal_basis: public-task
    identifiers: {paid_by_mail: email}
    names: [{full: paid_by}]
    subject: [{fields: loan_id, of: lib/public.loans, at: id, owns: [loan_id, sum]}]
  lib/public.reservations:
    purpose: loans
    legal_basis: public-task
    identifiers: {card: customer-number, notify: email}
  lib/public.signups:
    purpose: events
    legal_basis: consent
    identifiers: {email: email, phone: phone}
    names: [{given: first_name, surname: last_name}]
  lib/public.history:
    purpose: audit
    legal_basis: legitimate-interest
    text: [old, new]
    subject: [{fields: row_card, of: lib/public.readers, at: card, when: {tbl: [readers]}}]
  lib/public.suggestions:
    purpose: contact
    legal_basis: consent
    text: [message]
"""
TABLES = ("readers", "loans", "fines", "reservations", "signups", "history", "suggestions")
GUARDIAN = ("guardian_mail", "guardian_tel", "guardian_name")


def build(persons: int, seed: int) -> Made:
    """At least `persons` people who ask."""
    made = empty("library", MAP, PATTERNS, {f"lib/public.{t}": "id" for t in TABLES})
    return Library(made, People(seed, "library")).told(persons, STORIES)


class Library(Teller):
    """Adds a library's records."""

    def card(self, p: Person) -> str:
        """The number of the card."""
        return f"L-{10_000 + p.number % 40_000}"

    def reader(
        self,
        p: Person,
        claim: Claim | None = None,
        *,
        guardian: Person | None = None,
        born: str = "",
        card: str = "",
    ) -> None:
        """A reader, a row of history, and a loan; a child has no contacts of its own."""
        number = card or self.card(p)
        row: dict[str, Value] = {
            "card": number,
            "mail": None if guardian else p.email,
            "tel": None if guardian else p.phone,
            "guardian_mail": guardian.email if guardian else None,
            "guardian_tel": guardian.phone if guardian else None,
            "born": born or p.born,
            "name": p.name,
            "guardian_name": guardian.name if guardian else None,
        }
        claim = claim or own(p)
        here = self.put("lib/public.readers", row, claim)
        was: dict[str, Value] = {"tbl": "readers", "row_card": number, "old": None, "new": row}
        then = self.put("lib/public.history", was, claim)
        if guardian:
            self.made.claim("lib/public.readers", here, faint(guardian, *GUARDIAN))
            self.made.claim("lib/public.history", then, faint(guardian, "new"))
        self.put("lib/public.loans", {"card": number, "book": "9789984"}, claim)

    def fine(self, p: Person, payer: Person) -> None:
        """For a book that came back late."""
        loan = self.put("lib/public.loans", {"card": self.card(p), "book": "9789934"}, own(p))
        row: dict[str, Value] = {
            "loan_id": loan,
            "sum": "1.20",
            "paid_by": payer.name,
            "paid_by_mail": payer.email,
        }
        theirs = (part(p, "loan_id", "sum"), part(payer, "paid_by", "paid_by_mail"))
        self.put("lib/public.fines", row, *((own(p),) if p is payer else theirs))

    def signup(self, p: Person, contacts: Person, *who: Claim) -> None:
        """For an event, under somebody's contacts."""
        row: dict[str, Value] = {
            "email": contacts.email,
            "phone": contacts.phone[-8:],
            "first_name": p.given.nominative,
            "last_name": p.surname.nominative,
        }
        self.put("lib/public.signups", row, *who)

    def ask_all(self, *people: Person) -> None:
        """By the card, with a name and without, or by everything."""
        for p in people:
            card = ("customer-number", self.card(p))
            if p.number % 2:
                self.ask(p, card, named=p.number % 4 == 1)
            else:
                self.ask(p, card, ("email", p.email), ("phone", p.phone))

    def ask_contacts(self, p: Person) -> None:
        """Without the card."""
        self.ask(p, ("email", p.email), ("phone", p.phone))


def ordinary(s: Library) -> None:
    """Pays, waits for a book, goes to an event."""
    p = s.people.one()
    s.reader(p)
    s.fine(p, p)
    s.put("lib/public.reservations", {"card": s.card(p), "notify": p.email}, own(p))
    s.signup(p, p, own(p))
    s.ask(p, ("customer-number", s.card(p)))
    s.ask_contacts(p)


def mother_and_children(s: Library) -> None:
    """She pays for them, is told when their books are there, and signs them up."""
    family = s.people.family()
    mother = s.people.one(family, man=False)
    children = [s.people.one(family, young=True, home=mother.address) for _ in range(2)]
    s.reader(mother)
    for p in children:
        s.reader(p, guardian=mother)
        s.fine(p, mother)
        row: dict[str, Value] = {"card": s.card(p), "notify": mother.email}
        s.put("lib/public.reservations", row, own(p), faint(mother, "notify"))
        s.signup(p, mother, doubt(p), faint(mother, "email", "phone"))
        s.ask(p, ("customer-number", s.card(p)))
    s.ask(mother, ("customer-number", s.card(mother)))
    s.ask(mother, ("customer-number", s.card(mother)), ("email", mother.email))


def guardian_only(s: Library) -> None:
    """The mother has no card; she asks by her contacts, and the child by its card."""
    family = s.people.family()
    mother, child = s.people.one(family, man=False), s.people.one(family, young=True)
    s.reader(child, guardian=mother)
    s.fine(child, mother)
    s.ask_contacts(mother)
    s.ask(child, ("customer-number", s.card(child)))


def second_card(s: Library) -> None:
    """Lost the first, and took another: the same name, contacts and birth date."""
    p = s.people.one()
    s.reader(p)
    s.reader(p, doubt(p), card=f"L-{50_000 + p.number % 40_000}")
    s.ask(p, ("customer-number", s.card(p)), ("email", p.email), ("phone", p.phone))


def born_on_one_day(s: Library) -> None:
    """Two of one name, born on one day."""
    family = s.people.family()
    one = s.people.one(family, man=True)
    two = s.people.one(family, man=True, given=one.given)
    for p in (one, two):
        s.reader(p, born=one.born)
        s.fine(p, p)
        s.signup(p, p, own(p))
    s.ask_all(one, two)


def suggestions(s: Library) -> None:
    """One gives her own number, the other writes that he found a card."""
    one, two = s.people.one(), s.people.one()
    s.reader(one)
    s.reader(two)
    told = f"Sveiki! Mana karte ir {s.card(one)}. {one.name}, {one.phone}"
    s.put("lib/public.suggestions", {"message": told}, part(one, "message"))
    found = f"Lasītāja {two.whose} karte {s.card(two)} atrasta. {one.name}"
    claims = (part(two, "message"), faint(one, "message"))
    s.put("lib/public.suggestions", {"message": found}, *claims)
    s.ask_all(one, two)


STORIES = (
    ordinary,
    mother_and_children,
    guardian_only,
    second_card,
    born_on_one_day,
    suggestions,
)
