"""Every known category of identifier, and what can be done with a value of it.

Categories that are not here belong to the organisation (`Patterns`) and are taken as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from eraser.errors import UsageError
from eraser.identifiers import (
    customer_number,
    document_number,
    eleven_digits,
    email,
    iban,
    names,
    personas_kods,
    phone,
)
from eraser.identifiers.customer_number import NO_PATTERNS, Patterns
from eraser.model.subject import Category, Identifier, Needle, PersonName


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one category are brought to normal form, searched, and found again.

    `normalise` raises ValueError without the value; `occurrence` yields a regular expression.
    """

    normalise: Callable[[str], str]
    variants: Callable[[str], tuple[str, ...]]
    occurrence: Callable[[str], str]


_ORGANISATION = Kind(
    customer_number.normalise, customer_number.variants, customer_number.occurrence
)
_NEIGHBOUR = Kind(eleven_digits.normalise, eleven_digits.variants, eleven_digits.occurrence)
_DOCUMENT = Kind(document_number.normalise, document_number.variants, document_number.occurrence)

KINDS: dict[Category, Kind] = {
    "personas-kods": Kind(
        personas_kods.normalise, personas_kods.variants, personas_kods.occurrence
    ),
    "iban": Kind(iban.normalise, iban.variants, iban.occurrence),
    "email": Kind(email.normalise, email.variants, email.occurrence),
    "phone": Kind(phone.normalise, phone.variants, phone.occurrence),
    "isikukood": _NEIGHBOUR,
    "asmens-kodas": _NEIGHBOUR,
    "passport": _DOCUMENT,
    "eid": _DOCUMENT,
    "customer-number": _ORGANISATION,
}

CATEGORIES: tuple[Category, ...] = tuple(KINDS)
"""The categories that a subject file can name without a pattern of the organisation."""


def normalise(category: Category, text: str) -> str:
    """The normal form, under which values of all stores are compared.

    Raises UsageError, which names the category and the fault but never holds the text.
    """
    try:
        return KINDS.get(category, _ORGANISATION).normalise(text)
    except ValueError as error:
        raise UsageError(f"{category}: {error}.") from None


def variants(category: Category, value: str) -> tuple[str, ...]:
    """Every written form of a normal value; each is searched as a substring in any case."""
    return KINDS.get(category, _ORGANISATION).variants(value)


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
    return tuple(match.span() for match in _expression(identifier).finditer(text))


@lru_cache(maxsize=1024)
def _expression(identifier: Identifier) -> re.Pattern[str]:
    kind = KINDS.get(identifier.category, _ORGANISATION)
    return re.compile(kind.occurrence(identifier.value), re.IGNORECASE)


def redacted(category: Category) -> str:
    """What stands in a message where a value of the category would stand.

    >>> redacted("personas-kods")
    '‹personas-kods ••••›'
    """
    return f"‹{category} ••••›"
