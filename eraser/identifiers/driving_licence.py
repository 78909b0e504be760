"""Numbers of Latvian driving licences: two or three letters and six digits, no check digit."""

from __future__ import annotations

import re

from eraser.identifiers.written import WORD_STARTS, accepted, compact

FORM = r"[A-Z]{2,3}[ \u00a0]?[0-9]{6}"
"""Matches `ABC123456`, `AB 123456`; not `AB1234567`, which is a passport."""


def valid(text: str) -> bool:
    """Whether the text has the form of a driving licence's number."""
    return accepted(normalise, text)


def normalise(text: str) -> str:
    """Capital letters and digits.

    Raises ValueError, which does not hold the text, when it has not the form.
    """
    value = compact(text).upper()
    if not re.fullmatch(FORM, value):
        raise ValueError("a driving licence has two or three letters and six digits")
    return value


def variants(value: str) -> tuple[str, ...]:
    """Plain, and with a space between letters and digits."""
    return tuple(f"{value[:-6]}{space}{value[-6:]}" for space in ("", " ", "\u00a0"))


def occurrence(value: str) -> str:
    """A regular expression for this number in a text."""
    return rf"{WORD_STARTS}{value[:-6]}[ \u00a0]?{value[-6:]}(?![0-9A-Za-z])"
