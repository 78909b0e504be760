"""The last four digits of a personas kods, as call centres note them.

One person in ten thousand shares them, so they are evidence beside other identifiers and never
identify anyone by themselves. Normal form: the four digits.
"""

from __future__ import annotations

import re

from eraser.identifiers.written import NUMBER_ENDS, accepted


def valid(text: str) -> bool:
    """Whether the text ends in four digits, with nothing but a mask before."""
    return accepted(normalise, text)


def normalise(text: str) -> str:
    """The four digits, also of `******-*9997` and `…9997`.

    Raises ValueError, which does not hold the text, for anything else.
    """
    form = re.fullmatch(r"[*xX•._…\s-]*([0-9]{4})", text.strip())
    if form is None:
        raise ValueError("the last digits of a personas kods are four")
    return form[1]


def variants(_digits: str) -> tuple[str, ...]:
    """None: four digits stand everywhere, so nobody is searched by them."""
    return ()


def occurrence(digits: str) -> str:
    """A regular expression for the four digits after a mask: `******-*9997`."""
    return rf"[*xX•…]-?{digits}{NUMBER_ENDS}"
