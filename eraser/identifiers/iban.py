"""IBAN (ISO 13616): of Latvia and of everywhere else; subjects hold foreign accounts too.

Structure per country and the check by ISO 7064 mod 97-10 come from python-stdnum.
"""

from __future__ import annotations

from eraser.identifiers.written import SPACES, compact, grouped


def valid(text: str) -> bool:
    """Whether the text, grouped or not, is an IBAN with a right structure and check digits."""
    from stdnum import iban

    return bool(iban.is_valid(compact(text)))


def normalise(text: str) -> str:
    """Capital letters and digits without spaces.

    Raises ValueError, which does not hold the text, when it is no IBAN.
    """
    if not valid(text):
        raise ValueError("the structure or the check digits of this IBAN are wrong")
    return compact(text).upper()


def variants(value: str) -> tuple[str, ...]:
    """Plain, in groups of four (ISO 13616-1, 5) with space, no-break space or hyphen, and with
    one of these only after the check digits.
    """
    fours = (4,) * (len(value) // 4)
    return (value, *(grouped(value, g, s) for s in (*SPACES, "-") for g in (fours, (4,))))


def occurrence(value: str) -> str:
    """A regular expression for this account in a text, whatever the grouping."""
    return rf"(?<![0-9A-Za-z]){f'[{SPACES}-]?'.join(value)}(?![0-9A-Za-z])"
