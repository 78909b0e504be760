"""Postal codes: `LV-1021`, of Lithuania `LT-01103`, of Estonia `10115`. Nobody's own: up to some
thousand people live in such a district.
"""

from __future__ import annotations

import re

from eraser.identifiers.written import DASHES, SPACES, WORD_ENDS, WORD_STARTS, accepted, compact

_GAP = rf"[{SPACES}]?[{DASHES}]?[{SPACES}]?"

FORM = rf"LV{_GAP}[1-5][0-9]{{3}}"
"""Matches `LV-1021`, `LV1021`, `LV – 1021`; not `LV-0021`: the first digit is 1 to 5."""


def valid(text: str) -> bool:
    """Whether the text has the form of a postal code of the Baltic states."""
    return accepted(normalise, text)


def normalise(text: str) -> str:
    """`LV-1021`.

    Raises ValueError, which does not hold the text, when it has not the form.
    """
    value = compact(text).upper()
    if re.fullmatch("(?:LT)?[0-9]{5}", value):
        return f"LT-{value[2:]}" if value[0] == "L" else value
    if not re.fullmatch(FORM, value):
        raise ValueError("a postal code looks like LV-1021")
    return f"LV-{value[2:]}"


def variants(value: str) -> tuple[str, ...]:
    """With hyphen, dash, space or nothing."""
    if not value.startswith("LV"):
        return (value,)
    return tuple(f"LV{gap}{value[3:]}" for gap in ("-", "", " ", "–", " - ", " – "))


def occurrence(value: str) -> str:
    """A regular expression for this code in a text."""
    if not value.startswith("LV"):
        return rf"{WORD_STARTS}{value}{WORD_ENDS}"
    return rf"{WORD_STARTS}LV{_GAP}{value[3:]}{WORD_ENDS}"
