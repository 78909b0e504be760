"""Eleven digits that are no personas kods: what they are is asked before a code is believed.

Company registration and VAT numbers begin with 4, 5, 6 or 9 and so never collide with a personal
code. Codes of Estonia and Lithuania of men born in 1920 to 1999 begin with 3, and about every
fifth of all looks like a new Latvian code: these are tested first.
"""

from __future__ import annotations

import re

from eraser.identifiers import isikukood, phone

_COMPANY_WEIGHTS = (9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)


def company(digits: str) -> bool:
    """Whether this is a Latvian company's registration or VAT number (without `LV`).

    >>> company("40203627185"), company("16117519997")
    (True, False)
    """
    if not re.fullmatch("[4569][0-9]{10}", digits):
        return False
    return sum(w * int(d) for w, d in zip(_COMPANY_WEIGHTS, digits, strict=True)) % 11 == 3


def neighbour(digits: str) -> bool:
    """Whether this is, by date and check digit, an isikukood or asmens kodas.

    Both countries use one algorithm (EVS 585; LST 1185), so nothing tells which one it is.

    >>> neighbour("36805280109"), neighbour("32073120115")
    (True, False)
    """
    return isikukood.possible(digits)


def ambiguous(digits: str) -> bool:
    """Whether the digits are also something else: only the words around them can tell then.

    A neighbour's code of somebody born in 1900 or later (a smaller first digit is the nineteenth
    century), or `371` and a Latvian phone number written without the plus.
    """
    return (digits[0] >= "3" and neighbour(digits)) or (
        digits.startswith("371") and phone.latvian(digits[3:])
    )
