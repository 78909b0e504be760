"""A shop: camelCase, documents, gifts to others, referrals, messages between two, carts in JSON,
objects named by the digest of an address, a newsletter that knows addresses only, log lines.
"""

from __future__ import annotations

from hashlib import sha256

from bench.worlds.made import Claim, Made, doubt, faint, own, part
from bench.worlds.people import People, Person, asked
from eraser.model.place import Value

PATTERNS = {"customer-number": "[A-Z]{2}[0-9]{8}"}
MAP = """
containers:
  shop/app.users:
    purpose: accounts
    legal_basis: contract
    persons: true
    identifiers: {loyaltyCard: customer-number, email: email, phoneNumber: phone,
      "profile.taxId": personas-kods}
    names: [{full: fullName}]
    personal: [profile]
    attachments: [{field: avatar, in: "files/avatars/*"}]
  shop/app.addresses:
    purpose: delivery
    legal_basis: contract
    subject: [{fields: userId, of: shop/app.users, at: id}]
    personal: [street]
  shop/app.orders:
    purpose: orders
    legal_basis: contract
    subject: [{fields: userId, of: shop/app.users, at: id}]
    identifiers: {guestEmail: email, guestPhone: phone}
    names: [{full: guestName}]
    personal: [giftMessage]
  shop/app.orderItems:
    purpose: orders
    legal_basis: contract
    subject: [{fields: orderId, of: shop/app.orders, at: id}]
  shop/app.gifts:
    purpose: delivery
    legal_basis: contract
    identifiers: {recipientEmail: email, recipientPhone: phone}
    names: [{full: recipientName}]
    subject: [{fields: orderId, of: shop/app.orders, at: id, owns: [orderId]}]
  shop/app.messages:
    purpose: messages
    legal_basis: contract
    text: [body]
    subject:
      - {fields: senderId, of: shop/app.users, at: id, owns: [senderId]}
      - {fields: receiverId, of: shop/app.users, at: id, owns: [receiverId]}
  shop/app.newsletter:
    purpose: marketing
    legal_basis: consent
    identifiers: {address: email}
  shop/app.carts:
    purpose: orders
    legal_basis: contract
    subject: [{fields: doc.user.id, of: shop/app.users, at: id}]
  files/avatars/*:
    purpose: pictures
    legal_basis: consent
  logs/requests:
    purpose: security
    legal_basis: legitimate-interest
    identifiers: {"ctx.user.email": email, "ctx.user.card": customer-number}
    text: [message]
"""


def build(persons: int, seed: int) -> Made:
    """At least `persons` people who ask."""
    made = Made("shop", MAP, PATTERNS)
    for table in ("users", "addresses", "orders", "orderItems", "gifts", "messages", "carts"):
        made.table(f"shop/app.{table}", "id")
    made.table("shop/app.newsletter", "address")
    made.table("files/avatars/*", "object", "version", "row")
    made.table("logs/requests", "id", "routing")
    shop = Shop(made, People(seed, "shop"))
    while len(made.requests) < persons:
        for story in STORIES:
            story(shop)
    return made


class Shop:
    """Adds records; what each adds says whose it is."""

    def __init__(self, made: Made, people: People) -> None:
        self.made, self.people = made, people
        self._count = 0

    def next(self) -> str:
        """A running number."""
        self._count += 1
        return str(self._count)

    def card(self, p: Person) -> str:
        """The loyalty card's number."""
        return f"BV{10_000_000 + p.number}"

    def user(self, p: Person, *, email: str = "", phone: str = "", referred_by: str = "") -> str:
        """An account with everything that hangs on it."""
        ident, mail = self.next(), email or p.email
        avatar = f"avatars/{sha256(f'{mail}{ident}'.encode()).hexdigest()[:24]}.png"
        row: dict[str, Value] = {
            "loyaltyCard": self.card(p),
            "email": mail.title() if p.number % 4 == 0 else mail,
            "phoneNumber": phone or p.phone,
            "fullName": f"{p.surname.nominative}, {p.given.nominative}",
            "profile": {"taxId": p.code if p.number % 2 else None, "tags": ["lojāls"]},
            "avatar": avatar,
            "referredBy": referred_by or None,
        }
        self.made.put("shop/app.users", ident, row, own(p))
        self.made.put("files/avatars/*", (avatar, "", ""), {}, own(p))
        home: dict[str, Value] = {"userId": ident, "street": p.address}
        self.made.put("shop/app.addresses", self.next(), home, own(p))
        cart: dict[str, Value] = {"doc": {"user": {"id": ident}, "lines": [{"sku": "A", "n": 2}]}}
        self.made.put("shop/app.carts", self.next(), cart, own(p))
        self.order(p, ident)
        return ident

    def order(self, p: Person, user: str, **guest: Value) -> str:
        """An order with two lines; `user` is empty for a guest."""
        ident = self.next()
        row: dict[str, Value] = {
            "userId": user or None,
            "total": 4217,
            "giftMessage": None,
            **guest,
        }
        claim = own(p)
        self.made.put("shop/app.orders", ident, row, claim)
        for sku in ("A-1", "B-2"):
            line: dict[str, Value] = {"orderId": ident, "sku": sku, "qty": 1}
            self.made.put("shop/app.orderItems", self.next(), line, claim)
        return ident

    def log(self, p: Person, message: str, user: Value, *claims: Claim) -> None:
        """A line of a log."""
        row: dict[str, Value] = {"message": message, "ctx": {"user": user, "ms": 12}}
        self.made.put("logs/requests", (self.next(), ""), row, *claims)

    def ask(self, p: Person, *, mail: bool = True) -> None:
        """By card, by address and name, or by address and phone."""
        kind = p.number % 3
        if kind == 0 or not mail:
            self.made.ask(p, asked(("customer-number", self.card(p)), person=p))
        elif kind == 1:
            self.made.ask(p, asked(("email", p.email), person=p))
        else:
            both = (("email", p.email), ("phone", p.phone))
            self.made.ask(p, asked(*both, person=p, named=False))


def ordinary(s: Shop) -> None:
    """With a newsletter under the same address, and lines in the log."""
    p = s.people.one()
    user = s.user(p)
    s.made.put("shop/app.newsletter", p.email, {"optIn": True}, doubt(p))
    s.log(p, "order placed", {"email": p.email, "card": s.card(p)}, own(p))
    s.log(p, f"mail bounced for <{p.email}>", None, doubt(p))
    s.order(p, user)
    s.ask(p)


def guest(s: Shop) -> None:
    """Has an account, and once ordered without it."""
    p = s.people.one()
    s.user(p)
    s.order(p, "", guestName=p.name, guestEmail=p.email.upper(), guestPhone=p.phone[-8:])
    s.ask(p)


def gift(s: Shop) -> None:
    """One orders for the other, who has an account too."""
    giver, receiver = s.people.one(), s.people.one()
    user, _ = s.user(giver), s.user(receiver)
    order = s.order(giver, user, giftMessage=f"{receiver.to_whom} svētkos!")
    row: dict[str, Value] = {
        "orderId": order,
        "recipientName": receiver.name,
        "recipientEmail": receiver.email,
        "recipientPhone": receiver.phone,
    }
    theirs = ("recipientName", "recipientEmail", "recipientPhone")
    s.made.put("shop/app.gifts", s.next(), row, own(giver), faint(receiver, *theirs))
    s.ask(giver)
    s.ask(receiver)


def friends(s: Shop) -> None:
    """They refer to each other and write to each other."""
    one, two = s.people.one(), s.people.one()
    a = s.user(one)
    b = s.user(two, referred_by=a)
    for sender, receiver, x, y in ((one, two, a, b), (two, one, b, a)):
        text = f"Sveiks, {receiver.given.nominative}! Mans e-pasts ir {sender.email}."
        row: dict[str, Value] = {"senderId": x, "receiverId": y, "body": text}
        fields = ("senderId", "receiverId", "body")
        s.made.put("shop/app.messages", s.next(), row, *(part(p, *fields) for p in (one, two)))
    s.ask(one)
    s.ask(two)


def household(s: Shop) -> None:
    """Two accounts under one address and phone; guests' orders that may be either's."""
    family = s.people.family()
    one, two = s.people.one(family, man=True), s.people.one(family, man=False)
    shared = {"email": one.email, "phone": one.phone}
    s.user(one, **shared)
    s.user(two, **shared)
    order = s.next()
    row: dict[str, Value] = {
        "userId": None,
        "guestName": None,
        "guestEmail": one.email,
        "guestPhone": one.phone,
    }
    s.made.put("shop/app.orders", order, row, doubt(one), doubt(two))
    s.made.put("shop/app.newsletter", one.email, {"optIn": True}, doubt(one), doubt(two))
    s.log(one, "login", {"email": one.email, "card": s.card(two)}, own(two))
    for p in (one, two):
        s.ask(p, mail=False)


def moved_card(s: Shop) -> None:
    """The card's number of one stands by a slip in the log of another."""
    one, two = s.people.one(), s.people.one()
    s.user(one)
    s.user(two)
    s.log(one, "scan", {"email": one.email, "card": s.card(two)}, doubt(one), doubt(two))
    s.ask(one)
    s.ask(two)


STORIES = (ordinary, guest, gift, friends, household, moved_card)
