"""Number plates of Latvian vehicles: `AB-1234`, trailers `P-1234`. They have no check digit.

Two letters (none of I, Q, W, X, Y) and one to four digits without a leading zero. Personalised
plates may be any word of 2 to 8 characters; they are not recognised.
"""

from __future__ import annotations

import re

from eraser.identifiers.written import DASHES, SPACES, WORD_ENDS, WORD_STARTS, accepted, compact

LETTERS = "A-HJ-PR-VZ"
"""For a character class: the letters that plates use."""

FORM = rf"[{LETTERS}]{{1,2}}[{DASHES}{SPACES}]?[1-9][0-9]{{0,3}}"
"""Matches `AB-1234`, `AB 12`, `P1234`; not `AB-0123`, not `ABC-123`."""


def valid(text: str) -> bool:
    """Whether the text has the form of a number plate."""
    return accepted(normalise, text)


def normalise(text: str) -> str:
    """Letters and digits: `AB1234`.

    Raises ValueError, which does not hold the text, when it has not the form of a plate.
    """
    value = compact(text).upper()
    if not re.fullmatch(FORM, value):
        raise ValueError("a number plate has one or two letters and up to four digits")
    return value


def _halves(value: str) -> tuple[str, str]:
    digits = value.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return value[: -len(digits)], digits


def variants(value: str) -> tuple[str, ...]:
    """`AB1234`, `AB-1234`, `AB 1234`, `AB–1234`."""
    letters, digits = _halves(value)
    return tuple(f"{letters}{mark}{digits}" for mark in ("", "-", " ", "\u00a0", "–"))


def occurrence(value: str) -> str:
    """A regular expression for this plate in a text."""
    letters, digits = _halves(value)
    return rf"{WORD_STARTS}{letters}[{DASHES}{SPACES}]?{digits}{WORD_ENDS}"
