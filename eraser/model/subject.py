"""The person a request is about, and the identifiers that point to them."""

from __future__ import annotations

from dataclasses import dataclass

Category = str
"""What kind of identifier a value is: `personas-kods`, `iban`, `email`, `phone`, `name`,
`customer-number`, or a name that the organisation gives in its own configuration."""

STRONG: frozenset[Category] = frozenset(
    {"personas-kods", "isikukood", "asmens-kodas", "passport", "eid", "customer-number"}
)
"""Categories whose value belongs to exactly one living person. All others are weak: a phone, an
e-mail address, an IBAN, an address or a name may be shared."""


HOUSEHOLD: frozenset[Category] = frozenset(
    {"phone", "address", "ip-address", "postal-code", "vehicle-plate"}
)
"""Weak categories that a home has in common: two of them agree for everybody who lives there."""

_CHANCE_DIGITS = 8
"""A bare number with fewer digits than this turns up anywhere: a price, a row's id."""

NATIONAL: frozenset[Category] = frozenset(
    {"personas-kods", "isikukood", "asmens-kodas", "passport", "eid"}
)
"""Given by a state; all other strong identifiers are the organisation's own."""

CODES: frozenset[Category] = NATIONAL - {"passport", "eid"}
"""A person has one of these for life, and perhaps a former one; documents are renewed."""

_FORMED: frozenset[Category] = frozenset(
    {"personas-kods", "isikukood", "asmens-kodas", "passport", "eid", "iban", "email", "phone"}
    | {"driving-licence", "vehicle-plate", "payment-card", "ip-address", "address"}
)


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """One identifier in its normal form (`identifiers.normalise`). Never shown by repr."""

    category: Category
    value: str

    @property
    def strong(self) -> bool:
        """Whether the value belongs to exactly one living person."""
        return self.category in STRONG

    @property
    def telling(self) -> bool:
        """Whether the value shows what it is wherever it stands.

        An organisation's own number that is digits only may be an amount or a year: it counts
        only where the data map says what stands there.
        """
        return self.category in _FORMED or any(c.isalpha() for c in self.value)

    @property
    def by_chance(self) -> bool:
        """Whether the value stands in many places that have nothing to do with the person."""
        return not self.telling and sum(c.isdigit() for c in self.value) < _CHANCE_DIGITS

    def __repr__(self) -> str:
        return f"‹{self.category} ••••›"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Needle:
    """One written form under which an identifier is searched. Never shown by repr.

    `Reader.find` matches `text` as a substring, whatever its letter case.
    """

    text: str
    identifier: Identifier

    def __repr__(self) -> str:
        return f"‹needle of {self.identifier!r}›"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as it stands in a document, nominative, given names before surnames."""

    given: str
    surname: str

    def __repr__(self) -> str:
        return "‹name ••••›"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data is looked for: at least one identifier besides the name."""

    identifiers: tuple[Identifier, ...]
    names: tuple[PersonName, ...] = ()

    def __repr__(self) -> str:
        return f"‹subject, {len(self.identifiers)} identifiers›"

    __str__ = __repr__
