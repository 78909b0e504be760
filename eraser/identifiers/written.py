"""How identifiers stand in running text: the separators people use, and where a number ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_DASHES = "-\u2010\u2011\u2013\u2212"

SPACES = " \u00a0"
"""Plain and no-break space: both occur inside grouped numbers. For a character class."""

DASHES = re.escape(_DASHES)
"""Hyphen, Unicode hyphen, no-break hyphen, en dash, minus: word processors swap them. For a
character class, whatever stands before and after."""

SEPARATORS = (*_DASHES, *SPACES)
"""Each of them; what people put between the two halves of a personal code."""

NUMBER_STARTS = rf"(?<![0-9A-Za-z])(?<![0-9][{DASHES}.])"
"""Before a number. Matches before `22` in `tel.22`, not in `x22` and not in `2024-22`."""

NUMBER_ENDS = rf"(?![0-9A-Za-z])(?![{DASHES}.][0-9])"
"""After a number. Matches after `22` in `22.` and `22,23`, not in `22-1` and not in `22.50`."""

WORD_STARTS = r"(?<![^\W_])"
"""Before a word; an underscore separates (`calls_K-17`)."""

WORD_ENDS = r"(?![^\W_])"
"""After a word; an underscore separates (`K-17_2024.txt`)."""


_PLAIN = {0xFF10 + digit: str(digit) for digit in range(10)}
_PLAIN |= dict.fromkeys((*range(0x2002, 0x200B), 0x202F), " ")
_NOT_PLAIN = re.compile("[\u2002-\u200a\u202f\uff10-\uff19]")


def plain(text: str) -> str:
    """Thin and other narrow spaces as spaces, full-width digits as ASCII; one character for one,
    so that positions stay.

    >>> plain("２６ 123\u202f456")
    '26 123 456'
    """
    odd = not text.isascii() and _NOT_PLAIN.search(text)
    return text.translate(_PLAIN) if odd else text


def compact(text: str) -> str:
    """The text in NFC, without spaces and dashes of any kind."""
    drop = dict.fromkeys(map(ord, SPACES + _DASHES))
    return plain(unicodedata.normalize("NFC", text)).strip().translate(drop)


def accepted(normalise: Callable[[str], str], text: str) -> bool:
    """Whether a text has a normal form: whether `normalise` does not raise ValueError."""
    try:
        normalise(text)
    except ValueError:
        return False
    return True


def grouped(text: str, sizes: tuple[int, ...], separator: str) -> str:
    """The text cut into groups of the given sizes; what is left over is a group of its own.

    >>> grouped("22124444", (2, 3, 3), " ")
    '22 124 444'
    """
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at : at + size])
        at += size
    parts.append(text[at:])
    return separator.join(part for part in parts if part)


_FOLD = {
    code: unicodedata.normalize("NFD", low)[0] if code < 0x250 else low
    for code in range(0x530)
    if len(low := chr(code).lower()) == 1
}
_FOLD |= {ord("ё"): "е", ord("Ё"): "е"}  # the dots are optional; й is another letter than и


def fold(text: str) -> str:
    """Small letters without diacritics, one character for one, so that positions stay.

    >>> fold("Tālruņa Nr.")
    'talruna nr.'
    """
    return text.translate(_FOLD)
