"""Personas kods, the Latvian personal code: both forms, what is valid, how it is written.

Old form `DDMMYY-CNNNK`, issued until 30 June 2017: birth date, century digit C (0 = 18xx,
1 = 19xx, 2 = 20xx), check digit K. New form, issued since: `3`, then `2` to `9`, then nine random
digits. A person may change from the old to the new form once, so a subject can have two codes.
Source: Law on the Register of Natural Persons, s. 6; the check digit as published
implementations agree on it.
"""

from __future__ import annotations

import re
from datetime import date
from enum import Enum

from eraser.identifiers.written import (
    NUMBER_ENDS,
    NUMBER_STARTS,
    SEPARATORS,
    accepted,
    plain,
)

LAST_OLD_ISSUE = date(2017, 6, 30)
"""No old code can carry a later birth date: new ones have been issued without dates since."""

_SPACED = (" - ", " – ", " — ", " -", "- ", " –", "– ")
_UNSEEN = ("\u00ad", "-\u00ad", "\u200b", "\u200b-", "-\u200b")
"""Soft hyphen and zero-width space, which come along from web pages and PDF."""

GAPS = (*SEPARATORS, "—", "\u2009", "\u202f", *_SPACED, *_UNSEEN)
"""What people put between the two halves: a dash of any kind, a space, or a dash with spaces."""

SEPARATOR = (
    "(?:" + "|".join(re.escape(gap) for gap in sorted(GAPS, key=lambda g: (-len(g), g))) + ")"
)
PREFIX = r"(?:PNOLV-?|LV|PK)"
"""`PNOLV-` is the eIDAS semantics identifier (ETSI EN 319 412-1) that Smart-ID shows;
`LV` the VAT number of a natural person; `pk161175-19997` is how people abbreviate."""

DOTTED = re.compile(r"\b([0-9]{2})\.([0-9]{2})\.([0-9]{2})(?=-[0-9]{5})")
"""The head as a date is written: `16.11.75-19997`; not `16.11.1975`."""

OLDEST_LIVING = date(1910, 1, 1)
"""Nobody alive was born before (the oldest person of 2026 was born in 1909). A code of an earlier
day needs more than its digits: of three in ten random numbers with a date that date is so early.
"""

_WEIGHTS = (10, 5, 8, 4, 2, 1, 6, 3, 7, 9)
_CENTURIES = {"0": 1800, "1": 1900, "2": 2000}


class Standing(Enum):
    """What the digits say for themselves. No standing at all means: not a personas kods."""

    CHECKED = "the check digit holds"
    ZERO_FOR_TEN = "the check digit would be 10 and is written 0; some registers refuse it"
    UNCHECKED = "the new form, which promises no check digit, or begins as none was seen so far"


def _check(digits: str) -> int:
    return (1 + sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=False))) % 11


def _birth(digits: str) -> date | None:
    century = _CENTURIES.get(digits[6])
    if century is None:
        return None
    try:
        return date(century + int(digits[4:6]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None


def born(digits: str) -> date | None:
    """The day of birth that a code of the old form tells; None of the new form.

    >>> born("16117519997"), born("32073120115")
    (datetime.date(1975, 11, 16), None)
    """
    return _birth(digits)


def standing(digits: str) -> Standing | None:
    """Judge eleven digits; None when they are no personas kods of either form.

    New codes may begin with 32 to 39, and all that are known begin with 32: for others the check
    digit is no sign, or every hundredth number of things would be a code.

    >>> standing("16117519997")
    <Standing.CHECKED: 'the check digit holds'>
    >>> standing("16117519998") is None
    True
    """
    if not re.fullmatch("[0-9]{11}", digits):
        return None
    check = _check(digits)
    holds = check % 10 == int(digits[10])
    if digits[0] == "3" and digits[1] >= "2":
        return Standing.CHECKED if holds and digits[1] == "2" else Standing.UNCHECKED
    born = _birth(digits)
    if born is None or born > LAST_OLD_ISSUE or not holds:
        return None
    return Standing.ZERO_FOR_TEN if check == 10 else Standing.CHECKED


def valid(text: str) -> bool:
    """Whether the text, in any written form, is a personas kods that can exist."""
    return accepted(normalise, text)


def normalise(text: str) -> str:
    """The eleven digits. Takes hyphen, dash, space or nothing, `PNOLV-` and `LV` before, and ten
    digits that a number column has left of a code that begins with 0.

    Raises ValueError, which does not hold the text, when it is no personas kods.
    """
    written = DOTTED.sub(r"\1\2\3", plain(text).strip())
    form = re.fullmatch(rf"(?i){PREFIX}?([0-9]{{5,6}}){SEPARATOR}?([0-9]{{5}})", written)
    if form is None:
        raise ValueError("a personas kods has eleven digits, DDMMYY-NNNNN")
    digits = (form[1] + form[2]).zfill(11)
    if standing(digits) is None:
        raise ValueError("the date or the check digit of this personas kods is wrong")
    return digits


def variants(digits: str) -> tuple[str, ...]:
    """Every written form to search: plain, and with each of `GAPS` in the middle.

    Forms with a prefix contain one of these; the reader compares numbers by itself.
    """
    dotted = f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}-{digits[6:]}"
    return (digits, *(f"{digits[:6]}{gap}{digits[6:]}" for gap in GAPS), dotted)


def occurrence(digits: str) -> str:
    """A regular expression for this code in a text, in any of its forms, never inside a longer
    number: `PNOLV-161175-19997`, not `161175-199971`.
    """
    head, tail = r"\.?".join((digits[:2], digits[2:4], digits[4:6])), digits[6:]
    return rf"{NUMBER_STARTS}{PREFIX}?{head}{SEPARATOR}?{tail}{NUMBER_ENDS}"
