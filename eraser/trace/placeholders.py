"""Values that people type when a form insists: nobody's e-mail address, nobody's phone."""

from __future__ import annotations

import re

from eraser.model.subject import STRONG, Identifier

_NOBODY = frozenset(
    "-no-mail bez bezepasta epasts e-pasts fake inbox mail na nav navepasta nav-epasta nezinams "
    "nemail no no-email noemail no-reply noreply none null test tests unknown x xx xxx".split()
)
"""Local parts of addresses that stand for "has none", Latvian and English."""

_NONE = frozenset(
    "- -- --- . .. ? ?? n/a na n.a. n.d. nan nav none null nil nezināms nezinams nezināma nezinama "
    "unknown undefined test x xx xxx nan.0 0.0".split()
) | {"", "nav norādīts", "nav noradits", "nav zināms", "nav zinams", "not set"}
"""Whole values that stand for "has none" where a reference should be."""

_RUNS = ("0123456789", "9876543210")


def is_placeholder(identifier: Identifier) -> bool:
    """Whether the value stands for "unknown" and so for many people.

    >>> is_placeholder(Identifier("email", "nav@nav.lv"))
    True
    >>> is_placeholder(Identifier("phone", "+37120000000"))
    True
    >>> is_placeholder(Identifier("phone", "+37122124444"))
    False
    >>> is_placeholder(Identifier("customer-number", "2222"))
    False
    """
    if identifier.category == "email":
        return identifier.value.partition("@")[0] in _NOBODY
    digits = re.sub(r"\D", "", identifier.value)
    if identifier.category == "phone":
        return _stuck(digits.removeprefix("371"))
    bare = re.sub(r"[\W_]", "", identifier.value)
    numbered = bare == digits and identifier.category in STRONG - {"customer-number"}
    return not bare or (numbered and _stuck(digits)) or set(digits) == {"0"}


def is_default(text: str) -> bool:
    """Whether a reference that holds this leads nowhere: everybody's who has no number.

    >>> [is_default(t) for t in ("N/A", "00000000", " ", "nav@nav.lv", "7", "K-100")]
    [True, True, True, True, False, False]
    """
    bare = text.strip().casefold()
    if bare in _NONE or "@" in bare:
        return bare in _NONE or bare.partition("@")[0] in _NOBODY
    figures = re.sub(r"[\s.-]", "", bare)
    return bool(figures) and (set(figures) == {"0"} or (len(figures) > 6 and _one_digit(figures)))


def _one_digit(figures: str) -> bool:
    return figures.isdigit() and len(set(figures)) == 1


def _stuck(digits: str) -> bool:
    """One key held down (also after the first digit: `20000000`), or the keys in a row."""
    return len(set(digits[1:])) <= 1 or any(digits in run for run in _RUNS)
