"""Numbers of passports and identity cards. They have no check digit, so only the form is known."""

from __future__ import annotations

import re

from eraser.identifiers.written import WORD_STARTS, compact, grouped


def normalise(text: str) -> str:
    """Capital letters and digits. Latvian ones are two and seven; other countries differ.

    Raises ValueError, which does not hold the text, for anything that is no such number.
    """
    value = compact(text).upper()
    if not re.fullmatch(r"(?=.*[0-9])[A-Z0-9]{6,15}", value):
        raise ValueError("a document number has 6 to 15 letters and digits")
    return value


def variants(value: str) -> tuple[str, ...]:
    """Plain, and with a space after the first two characters (`LV 1234567`)."""
    return (value, *(grouped(value, (2,), s) for s in (" ", "\u00a0")))


def occurrence(value: str) -> str:
    """A regular expression for this number in a text."""
    return rf"{WORD_STARTS}{value[:2]}[ \u00a0]?{value[2:]}(?![0-9A-Za-z])"
