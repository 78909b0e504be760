"""Every known category of identifier, and what can be done with a value of it.

Categories that are not here belong to the organisation (`Patterns`) and are taken as they stand.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

from eraser.errors import UsageError
from eraser.identifiers import (
    address,
    asmens_kodas,
    birth_date,
    customer_number,
    document_number,
    driving_licence,
    email,
    iban,
    ip_address,
    isikukood,
    names,
    partial_code,
    payment_card,
    personas_kods,
    phone,
    postal_code,
    vehicle_plate,
)
from eraser.identifiers.customer_number import NO_PATTERNS, Patterns
from eraser.identifiers.written import plain
from eraser.model.subject import Category, Identifier, Needle, PersonName


class Kind(Protocol):
    """What the module of a category knows: its normal form, how it is searched and found again."""

    def normalise(self, text: str, /) -> str:
        """The normal form. Raises ValueError without the value."""

    def variants(self, value: str, /) -> tuple[str, ...]:
        """The written forms of a normal value."""

    def occurrence(self, value: str, /) -> str:
        """A regular expression for a normal value in a text."""


_POINTING: dict[Category, Kind] = {
    "personas-kods": personas_kods,
    "iban": iban,
    "email": email,
    "phone": phone,
    "isikukood": isikukood,
    "asmens-kodas": asmens_kodas,
    "passport": document_number,
    "eid": document_number,
    "driving-licence": driving_licence,
    "vehicle-plate": vehicle_plate,
    "address": address,
    "payment-card": payment_card,
    "ip-address": ip_address,
    "customer-number": customer_number,
}

_DESCRIBING: dict[Category, Kind] = {
    "birth-date": birth_date,
    "postal-code": postal_code,
    "personas-kods-partial": partial_code,
}

KINDS: dict[Category, Kind] = {**_POINTING, **_DESCRIBING}

CATEGORIES: tuple[Category, ...] = tuple(_POINTING)
"""The categories that a subject file can name without a pattern of the organisation."""

DESCRIBING: frozenset[Category] = frozenset(_DESCRIBING) | {"name"}
"""Personal data that many people share: a scan finds them, and nobody is looked for by them."""


def _kind(category: Category) -> Kind:
    return KINDS.get(category, customer_number)


def normalise(category: Category, text: str) -> str:
    """The normal form, under which values of all stores are compared.

    Raises UsageError, which names the category and the fault but never holds the text.
    """
    try:
        return _kind(category).normalise(plain(text))
    except ValueError as error:
        raise UsageError(f"{category}: {error}.") from None


def variants(category: Category, value: str) -> tuple[str, ...]:
    """Every written form of a normal value; each is searched as a substring in any case."""
    return _kind(category).variants(value)


def needles(identifier: Identifier) -> tuple[Needle, ...]:
    """What `Reader.find` searches for one identifier."""
    forms = variants(identifier.category, identifier.value)
    return tuple(Needle(form, identifier) for form in forms)


def name_needles(name: PersonName) -> tuple[Needle, ...]:
    """What `Reader.find` searches for a name: no form that contains another form."""
    who = Identifier("name", f"{name.given} {name.surname}".strip())
    forms = sorted(names.forms(name.given, name.surname), key=len)
    kept: list[str] = []
    for form in forms:
        if not any(shorter.casefold() in form.casefold() for shorter in kept):
            kept.append(form)
    return tuple(Needle(form, who) for form in kept)


def identifier(category: Category, text: str, patterns: Patterns = NO_PATTERNS) -> Identifier:
    """One identifier from a subject file or a command line.

    Raises UsageError, which says what is wrong without the value: an unknown category, a value
    that cannot be of its category, or that does not fit the organisation's pattern.
    """
    if category in _DESCRIBING and category not in patterns.expressions:
        raise UsageError(
            f"'{category}' is shared by many people, so nobody can be looked for by it. "
            f"Identifiers are: {', '.join(CATEGORIES)}."
        )
    if category not in KINDS and category not in patterns.expressions:
        known = ", ".join([*CATEGORIES, *sorted(set(patterns.expressions) - set(CATEGORIES))])
        raise UsageError(
            f"'{category}' is no category of identifier. Known are: {known}; "
            "a category of your own needs a pattern in eraser.yaml."
        )
    value = normalise(category, text)
    if not patterns.fits(category, value):
        raise UsageError(f"{category}: the value does not fit patterns.{category} of eraser.yaml.")
    return Identifier(category, value)


def occurrences(identifier: Identifier, text: str) -> tuple[tuple[int, int], ...]:
    """Where the identifier stands in a text, as (start, end) in code points, left to right.

    In any written form and any letter case, with prefixes such as `PNOLV-` or `+371`, but never
    as a part of a longer number or word.
    """
    return tuple(match.span() for match in _expression(identifier).finditer(plain(text)))


@lru_cache(maxsize=1024)
def _expression(identifier: Identifier) -> re.Pattern[str]:
    kind = _kind(identifier.category)
    return re.compile(kind.occurrence(identifier.value), re.IGNORECASE)


def redacted(category: Category) -> str:
    """What stands in a message where a value of the category would stand.

    >>> redacted("personas-kods")
    '‹personas-kods ••••›'
    """
    return f"‹{category} ••••›"
