"""What must become of a household's records when one of its persons asks to be erased.

Written for the made-up world only, and short, so that it can be checked by reading: it is the
truth that the planner is measured against.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from eraser.demo.world.places import Place
from eraser.demo.world.record import Claim, Fate, Key, Owner, Planted

Address = tuple[Place, Key]

CLEARED: dict[Place, tuple[str, ...]] = {
    Place.CUSTOMERS: (
        "personal_code",
        "former_personal_code",
        "email",
        "phone",
        "iban",
        "address",
    ),
    Place.CONTRACTS: ("contact_phone",),
}
"""Fields that no hold protects when a row must stay only because a held one refers to it."""


def claims(records: Sequence[Planted], today: date) -> dict[Address, tuple[Claim, ...]]:
    """The claims on each record of one household, in the order of its owners.

    A record goes when it is surely and only the person's and no law holds it; it stays, emptied,
    when a record that stays refers to it.
    """
    people = {owner.person for record in records for owner in record.owners}
    needed = {person: _needed(records, person, today) for person in people}
    return {
        (record.place, record.key): tuple(
            _claim(record, owner, today, needed[owner.person]) for owner in record.owners
        )
        for record in records
    }


def _claim(record: Planted, owner: Owner, today: date, needed: frozenset[Address]) -> Claim:
    if not owner.sure:
        return Claim(owner.person, Fate.REVIEW)
    if len(record.owners) > 1:
        return Claim(owner.person, Fate.JOINT, owner.fields)
    if owner.fields:
        return Claim(owner.person, Fate.REDACTED, owner.fields)
    if record.hold and record.hold.binds(today):
        return Claim(owner.person, Fate.HELD, (), record.hold.until, record.hold.law)
    if (record.place, record.key) in needed:
        cleared = (f for f in CLEARED.get(record.place, ()) if record.fields[f] is not None)
        return Claim(owner.person, Fate.MINIMISE, tuple(cleared))
    return Claim(owner.person, Fate.ERASE)


def _needed(records: Sequence[Planted], person: int, today: date) -> frozenset[Address]:
    """What the records that stay after this person's erasure refer to, directly or not."""
    by_address = {(record.place, record.key): record for record in records}
    open_ends = [record for record in records if not _may_go(record, person, today)]
    needed: set[Address] = set()
    while open_ends:
        for target in _targets(open_ends.pop(), person):
            if target in by_address and target not in needed:
                needed.add(target)
                open_ends.append(by_address[target])
    return frozenset(needed)


def _may_go(record: Planted, person: int, today: date) -> bool:
    only = [(o.person, o.sure, o.fields) for o in record.owners] == [(person, True, ())]
    return only and not (record.hold and record.hold.binds(today))


def _targets(record: Planted, person: int) -> Iterable[Address]:
    """What it refers to, apart from by the fields that this very erasure empties."""
    emptied = {f for o in record.owners if o.person == person for f in o.fields}
    return ((k.place, k.key) for k in record.links if k.field not in emptied)
