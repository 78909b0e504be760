"""Isikukood, the Estonian personal code: `GYYMMDDSSSK` (EVS 585).

python-stdnum serves the check digit; of the first digit it also accepts 7 and 8, which stand for
births from 2100 on (seen in 2.2).
"""

from __future__ import annotations

import re
from datetime import date

from eraser.identifiers.written import NUMBER_ENDS, NUMBER_STARTS, accepted, compact

_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}


def born(digits: str) -> date | None:
    """The birth date in the first seven digits; None when there is no such day."""
    century = _CENTURIES.get(digits[0])
    if century is None:
        return None
    try:
        return date(century + int(digits[1:3]), int(digits[3:5]), int(digits[5:7]))
    except ValueError:
        return None


def checked(digits: str) -> bool:
    """Whether these are eleven digits whose last one is the check digit of Estonia and Lithuania.

    >>> checked("36805280109"), checked("36805280108")
    (True, False)
    """
    if not re.fullmatch("[0-9]{11}", digits):
        return False
    from stdnum.ee import ik

    return bool(ik.calc_check_digit(digits) == digits[10])


def possible(digits: str) -> bool:
    """Whether the digits are an isikukood: date and check digit hold."""
    return checked(digits) and born(digits) is not None


def valid(text: str) -> bool:
    """Whether the text is an isikukood that can exist."""
    return accepted(normalise, text)


def normalise(text: str) -> str:
    """The eleven digits, also of `PNOEE-36805280109`.

    Raises ValueError, which does not hold the text, when it is none.
    """
    digits = re.sub("^(?i:PNOEE)", "", compact(text))
    if not possible(digits):
        raise ValueError("the form, the date or the check digit of this isikukood is wrong")
    return digits


def variants(digits: str) -> tuple[str, ...]:
    """The code is written in one run of digits."""
    return (digits,)


def occurrence(digits: str) -> str:
    """A regular expression for this code in a text, also as `PNOEE-36805280109`."""
    return rf"{NUMBER_STARTS}(?:PNOEE-?)?{digits}{NUMBER_ENDS}"
