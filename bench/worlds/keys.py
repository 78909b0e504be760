"""The shop once more, of which the data map knows only who is a person: everything else has
nothing but foreign keys to say whose it is.

Nothing may be erased by a foreign key alone; but nothing may be overlooked.
"""

from __future__ import annotations

from bench.worlds import shop
from bench.worlds.made import Claim, Made, Share
from eraser.model.place import RecordRef

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
"""
KEYS = {
    "addresses": {"userId": "shop/app.users.id"},
    "orders": {"userId": "shop/app.users.id"},
    "orderItems": {"orderId": "shop/app.orders.id"},
    "gifts": {"orderId": "shop/app.orders.id"},
    "messages": {"senderId": "shop/app.users.id", "receiverId": "shop/app.users.id"},
    "users": {"referredBy": "shop/app.users.id"},
}


def build(persons: int, seed: int) -> Made:
    """The same people and records; what only a foreign key leads to is doubtful."""
    made = shop.build(persons, seed)
    made.name, made.datamap = "keys", MAP
    for table, refers in KEYS.items():
        made.table(f"shop/app.{table}", "id", refers=refers)
    for person, claims in made.truth.items():
        for ref, claim in claims.items():
            if _led(made, ref):
                claims[ref] = Claim(person, _share(ref.container.name, claim), claim.fields)
    return made


def _led(made: Made, ref: RecordRef) -> bool:
    """Whether only foreign keys lead there: not to a row of a person, nor to a guest's order."""
    if ref.container.store != "shop":
        return ref.container.name != "requests"
    schema = made.shelves["shop"].key(ref.container)
    (record,) = made.shelves["shop"].select(ref.container, schema, [ref.key])
    guest = "guestEmail" in record.fields and not record.fields.get("userId")
    return ref.container.name != "app.users" and not guest


def _share(table: str, claim: Claim) -> Share:
    """What can be known: attachments and carts hang on by no key, messages by two."""
    name = table.rpartition(".")[2]
    led = name in ("addresses", "orders", "orderItems", "gifts")
    return Share.DOUBT if led and claim.share is Share.OWN else Share.UNKNOWABLE
