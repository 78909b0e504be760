"""Latvian postal codes, `LV-1021`: a district of up to some thousand people, so nobody's own."""

from __future__ import annotations

import re

from eraser.identifiers.written import DASHES, SPACES, WORD_ENDS, WORD_STARTS, accepted, compact

_GAP = rf"[{SPACES}]?[{DASHES}]?[{SPACES}]?"

FORM = rf"LV{_GAP}[1-5][0-9]{{3}}"
"""Matches `LV-1021`, `LV1021`, `LV – 1021`; not `LV-0021`: the first digit is 1 to 5."""


def valid(text: str) -> bool:
    """Whether the text has the form of a Latvian postal code."""
    return accepted(normalise, text)


def normalise(text: str) -> str:
    """`LV-1021`.

    Raises ValueError, which does not hold the text, when it has not the form.
    """
    value = compact(text).upper()
    if not re.fullmatch(FORM, value):
        raise ValueError("a postal code looks like LV-1021")
    return f"LV-{value[2:]}"


def variants(value: str) -> tuple[str, ...]:
    """With hyphen, dash, space or nothing."""
    return tuple(f"LV{gap}{value[3:]}" for gap in ("-", "", " ", "–", " - ", " – "))


def occurrence(value: str) -> str:
    """A regular expression for this code in a text."""
    return rf"{WORD_STARTS}LV{_GAP}{value[3:]}{WORD_ENDS}"
