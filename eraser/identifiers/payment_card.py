"""Payment card numbers (ISO/IEC 7812): check digit by Luhn, length by the issuer's network.

Presidio's recogniser takes any 12 to 19 digits with a right check digit; without the networks'
lengths every tenth serial number would be a card.
"""

from __future__ import annotations

import re

from eraser.identifiers.written import (
    NUMBER_ENDS,
    NUMBER_STARTS,
    SPACES,
    accepted,
    compact,
    grouped,
)

_NETWORKS = re.compile(
    r"""
      4(?:[0-9]{15}|[0-9]{18})                                       # Visa
    # Mastercard
    | (?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}
    | 3[47][0-9]{13}                                                 # American Express
    | 220[0-4][0-9]{12}                                              # Mir
    | 35(?:2[89]|[3-8][0-9])[0-9]{12}                                # JCB
    | 3(?:0[0-5]|[689][0-9])[0-9]{11}                                # Diners Club
    | 6(?:011|4[4-9][0-9]|5[0-9]{2})[0-9]{12}                        # Discover
    | 62[0-9]{14,17}                                                 # UnionPay
    """,
    re.VERBOSE,
)
_MAESTRO = re.compile(r"(?:5018|5020|5038|5893|6304|6759|6761|6762|6763|6771|676770)[0-9]{8,15}")


def usual(digits: str) -> bool:
    """Whether the check digit holds and a network issues numbers of this beginning and length.

    >>> usual("4111111111111111"), usual("1234567812345670")
    (True, False)
    """
    from stdnum import luhn

    return _NETWORKS.fullmatch(digits) is not None and bool(luhn.is_valid(digits))


def possible(digits: str) -> bool:
    """The same, also for Maestro, whose numbers are of 12 to 19 digits."""
    from stdnum import luhn

    maestro = len(digits) <= 19 and _MAESTRO.fullmatch(digits) is not None
    return usual(digits) or (maestro and bool(luhn.is_valid(digits)))


def valid(text: str) -> bool:
    """Whether the text, grouped or not, is the number of a payment card."""
    return accepted(normalise, text)


def normalise(text: str) -> str:
    """The digits.

    Raises ValueError, which does not hold the text, when it is no card number.
    """
    digits = compact(text)
    if not possible(digits):
        raise ValueError("the beginning, the length or the check digit of this card is wrong")
    return digits


def _groups(value: str) -> tuple[int, ...]:
    return (4, 6) if len(value) == 15 else (4,) * (len(value) // 4)


def variants(value: str) -> tuple[str, ...]:
    """Plain, and grouped as it is embossed: by four, American Express by four, six and five."""
    return (value, *(grouped(value, _groups(value), s) for s in (*SPACES, "-")))


def occurrence(value: str) -> str:
    """A regular expression for this card in a text, grouped or not."""
    gap = rf"[{SPACES}\-]?"
    return NUMBER_STARTS + gap.join(value) + NUMBER_ENDS
