"""Asmens kodas, the Lithuanian personal code: `GYYMMDDSSSK`, or `9` and no date.

One algorithm with Estonia. Codes that begin with 9 were given where a date was taken already; they
hold none. python-stdnum also accepts 7 and 8 in front (seen in 2.2): births from 2100 on.
"""

from __future__ import annotations

import re

from eraser.identifiers import isikukood
from eraser.identifiers.written import NUMBER_ENDS, NUMBER_STARTS, accepted, compact


def possible(digits: str) -> bool:
    """Whether the digits are an asmens kodas: the check digit holds, and the date where one is."""
    return isikukood.checked(digits) and (digits[0] == "9" or isikukood.born(digits) is not None)


def valid(text: str) -> bool:
    """Whether the text is an asmens kodas that can exist."""
    return accepted(normalise, text)


def normalise(text: str) -> str:
    """The eleven digits, also of `PNOLT-38703181745`.

    Raises ValueError, which does not hold the text, when it is none.
    """
    digits = re.sub("^(?i:PNOLT)", "", compact(text))
    if not possible(digits):
        raise ValueError("the form, the date or the check digit of this asmens kodas is wrong")
    return digits


def variants(digits: str) -> tuple[str, ...]:
    """The code is written in one run of digits."""
    return (digits,)


def occurrence(digits: str) -> str:
    """A regular expression for this code in a text, also as `PNOLT-38703181745`."""
    return rf"{NUMBER_STARTS}(?:PNOLT-?)?{digits}{NUMBER_ENDS}"
