"""A help desk in a search store: lists of people inside a document, mails between members and the
house, chats, profiles with a family, a list of ids; accounts know a number and contacts only.
"""

from __future__ import annotations

from bench.worlds.made import Claim, Made, doubt, faint, own, part
from bench.worlds.people import People, Person
from bench.worlds.teller import Teller, empty
from eraser.model.place import Value

PATTERNS = {"customer-number": "U[0-9]{6}"}
MAP = """
containers:
  web/public.account:
    purpose: accounts
    legal_basis: contract
    persons: true
    identifiers: {uid: customer-number, email: email, phone: phone}
    names: [{full: display_name}]
  web/public.tickets:
    purpose: support
    legal_basis: contract
    identifiers: {email: email, agent_email: email}
    names: [{full: requester}]
    text: [body]
  web/public.orders:
    purpose: orders
    legal_basis: contract
    identifiers: {ship_to_phone: phone, ship_to_email: email}
    names: [{full: ship_to_name}]
    subject: [{fields: uid, of: web/public.account, at: uid, owns: [uid, total]}]
  web/public.sms:
    purpose: messages
    legal_basis: contract
    identifiers: {to: phone}
    text: [body]
  es/profiles:
    purpose: search
    legal_basis: legitimate-interest
    identifiers: {uid: customer-number, "contacts.emails[]": email, "family[].email": email,
      "family[].phone": phone}
    names: [{full: name}]
  es/chats:
    purpose: support
    legal_basis: contract
    identifiers: {"participants[].uid": customer-number, "participants[].email": email}
    text: ["messages[].text"]
  es/meetings:
    purpose: meetings
    legal_basis: legitimate-interest
    identifiers: {"people[].email": email}
    names: [{full: "people[].name"}]
    text: [minutes]
"""
KEYS = {
    "web/public.account": "id",
    "web/public.tickets": "id",
    "web/public.orders": "id",
    "web/public.sms": "id",
    "es/profiles": "id routing",
    "es/chats": "id routing",
    "es/meetings": "id routing",
}
HOUSE = "help@veikals.example.lv"
SHIP = ("ship_to_name", "ship_to_phone", "ship_to_email")


def build(persons: int, seed: int) -> Made:
    """At least `persons` people who ask."""
    made = empty("office", MAP, PATTERNS, KEYS)
    return Office(made, People(seed, "office")).told(persons, STORIES)


class Office(Teller):
    """Adds an office's records."""

    def uid(self, p: Person) -> str:
        """The account's number."""
        return f"U{100_000 + p.number}"

    def account(self, p: Person, phone: str = "") -> None:
        """An account, and an order of one's own."""
        row: dict[str, Value] = {
            "uid": self.uid(p),
            "email": p.email,
            "phone": phone or p.phone,
            "display_name": p.name,
        }
        self.put("web/public.account", row, own(p))
        self.order(p, p)

    def order(self, p: Person, to: Person) -> None:
        """An order, perhaps a gift."""
        row: dict[str, Value] = {
            "uid": self.uid(p),
            "total": "9.99",
            "ship_to_name": to.name,
            "ship_to_phone": to.phone,
            "ship_to_email": to.email,
        }
        gift = (part(p, "uid", "total"), part(to, *SHIP))
        self.put("web/public.orders", row, *((own(p),) if p is to else gift))

    def ticket(self, p: Person, agent: str, *who: Claim) -> None:
        """What the house answered."""
        row: dict[str, Value] = {
            "email": p.email,
            "agent_email": agent,
            "requester": p.name,
            "body": "Kur ir prece?",
        }
        self.put("web/public.tickets", row, *who)

    def ask_all(self, *people: Person) -> None:
        """By the number, or by everything."""
        for p in people:
            contacts = (("email", p.email), ("phone", p.phone)) if p.number % 2 else ()
            self.ask(p, ("customer-number", self.uid(p)), *contacts)


def gifts(s: Office) -> None:
    """To another client, to somebody of the same name, and to a stranger."""
    one, two, stranger = s.people.one(man=True), s.people.one(), s.people.one()
    family = s.people.family()
    three, four = (s.people.one(family, man=True, given=one.given) for _ in range(2))
    for p in (one, two, three, four):
        s.account(p)
    s.order(one, two)
    s.order(three, four)
    s.order(one, stranger)
    s.ask_all(one, two, three, four)
    s.ask(stranger, ("email", stranger.email), ("phone", stranger.phone))


def tickets(s: Office) -> None:
    """Answered by the house, and by somebody who is a client too."""
    p, agent = s.people.one(), s.people.one()
    s.account(p)
    s.account(agent)
    s.ticket(p, HOUSE, own(p))
    s.ticket(p, agent.email, own(p), faint(agent, "agent_email"))
    s.ask_all(p, agent)


def family(s: Office) -> None:
    """The husband's profile lists his wife."""
    surname = s.people.family()
    man, wife = s.people.one(surname, man=True), s.people.one(surname, man=False)
    for p, kin in ((man, [wife]), (wife, [])):
        s.account(p)
        relatives: Value = [{"name": q.name, "email": q.email, "phone": q.phone} for q in kin]
        row: dict[str, Value] = {
            "uid": s.uid(p),
            "name": p.name,
            "contacts": {"emails": [p.email]},
            "family": relatives,
        }
        mine = part(p, "uid", "name", "contacts") if kin else own(p)
        s.document("es/profiles", row, mine, *(part(q, "family") for q in kin))
    s.ask_all(man, wife)


def chats(s: Office) -> None:
    """Between two clients, and with the house."""
    one, two = s.people.one(), s.people.one()
    s.account(one)
    s.account(two)
    house: Value = {"uid": None, "email": HOUSE}
    sides: list[Value] = [{"uid": s.uid(p), "email": p.email} for p in (one, two)]
    said: Value = [{"by": 0, "text": f"Te {one.name}."}, {"by": 1, "text": "Labdien!"}]
    both = [part(p, "participants", "messages") for p in (one, two)]
    s.document("es/chats", {"participants": sides, "messages": said}, *both)
    s.document("es/chats", {"participants": [sides[0], house], "messages": said}, own(one))
    s.ask_all(one, two)


def meetings(s: Office) -> None:
    """Three people in a list, one of them unknown to the house."""
    people = [s.people.one() for _ in range(3)]
    for p in people[:2]:
        s.account(p)
    listed: Value = [{"name": p.name, "email": p.email} for p in people]
    row: dict[str, Value] = {"people": listed, "minutes": f"{people[0].name} vada."}
    s.document("es/meetings", row, *(part(p, "people", "minutes") for p in people))
    s.ask_all(*people[:2])


def reused_phone(s: Office) -> None:
    """One number of two clients, one after the other."""
    one, two = s.people.one(), s.people.one()
    s.account(one)
    s.account(two, phone=one.phone)
    row: dict[str, Value] = {"to": one.phone[-8:], "body": "Kods 1234"}
    s.put("web/public.sms", row, doubt(one), doubt(two))
    s.ask(one, ("customer-number", s.uid(one)))
    s.ask(two, ("customer-number", s.uid(two)), ("phone", one.phone))


STORIES = (gifts, tickets, family, chats, meetings, reused_phone)
