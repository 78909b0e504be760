"""What an identifier is: normal form, validity, written forms; one module for each kind."""

from eraser.identifiers.catalogue import (
    CATEGORIES,
    DESCRIBING,
    identifier,
    name_needles,
    needles,
    normalise,
    occurrences,
    redacted,
    variants,
)
from eraser.identifiers.customer_number import NO_PATTERNS, Patterns
from eraser.identifiers.located import Located

__all__ = [
    "CATEGORIES",
    "DESCRIBING",
    "NO_PATTERNS",
    "Located",
    "Patterns",
    "identifier",
    "name_needles",
    "needles",
    "normalise",
    "occurrences",
    "redacted",
    "variants",
]
