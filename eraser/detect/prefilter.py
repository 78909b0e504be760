"""Which cells can hold a match at all: one expression over whole columns, in Rust.

It may let through what no recogniser wants, and never stops what one does; a property test says
so. ASCII classes only: Unicode ones are about a hundred times slower on Latvian text.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

import polars as pl

from eraser.identifiers import NO_PATTERNS, Patterns
from eraser.identifiers.written import WORD_ENDS, WORD_STARTS
from eraser.model.subject import Category

_GAP = "[^0-9A-Za-z]{0,4}"
_EIGHT_DIGITS = rf"[0-9](?:{_GAP}[0-9]){{7}}"
_IBAN = r"[A-Za-z]{2}[0-9]{2}[^0-9A-Za-z]?[A-Za-z0-9]{4}"
_SEVEN_DIGITS = rf"[0-9](?:{_GAP}[0-9]){{6}}"
_DATE = r"[0-9]{1,4}[./ -]{1,2}[0-9A-Za-z]"
_ADDRESS = (
    r"(?i-u:\biel|bulv|prosp|dambi|gatv|laukum|oseja|ce[lļ][sšā]|pag\.|nov\.|pagast|novad|street|road|avenue)"
    r"|ул\.|улиц|УЛ|Ул|просп|шоссе|бульвар"
)

EXPRESSIONS: dict[Category, str] = {
    "personas-kods": _EIGHT_DIGITS,
    "isikukood": _EIGHT_DIGITS,
    "asmens-kodas": _EIGHT_DIGITS,
    "phone": _EIGHT_DIGITS,
    "payment-card": _EIGHT_DIGITS,
    "email": "@",
    "iban": _IBAN,
    "passport": _SEVEN_DIGITS,
    "eid": _SEVEN_DIGITS,
    "driving-licence": r"[A-Za-z]{2}[^0-9A-Za-z]{0,2}[0-9]{6}",
    "ip-address": r"[0-9]\.[0-9]{1,3}\.|[0-9A-Fa-f]?:[0-9A-Fa-f]{0,4}:",
}
"""What every text with an identifier of the category matches, in Rust and in Python alike.
Categories that are not here can stand in any text."""

_ESCAPED = r"\\u(?:00|20|22)"
"""JSON may write `@`, digits, spaces and dashes as `\\u0040`; such a cell is always read."""

_PORTABLE = re.compile(
    r"(?:[A-Za-z0-9 _/#:,<>=@-]|\[[A-Za-z0-9_-]+\]|\{[0-9]+(?:,[0-9]*)?\}|\\[-./+]|[?|()])*"
)
"""Patterns that mean the same to Python and to Rust. `K-[0-9]{7}` does, `\\d+$` does not."""


def expression(categories: Collection[Category], patterns: Patterns = NO_PATTERNS) -> str | None:
    """One expression for all of the categories; None when every text has to be read."""
    parts: dict[str, None] = {}
    for category in sorted(categories):
        if category in patterns.expressions:
            part = portable(patterns.expressions[category])
        else:
            part = EXPRESSIONS.get(category)
        if part is None:
            return None
        parts[part] = None
    return "|".join(parts)


def portable(pattern: re.Pattern[str]) -> str | None:
    """The organisation's pattern for Rust, without the borders of its word; None: it has none."""
    inner = pattern.pattern.removeprefix(f"{WORD_STARTS}(?:").removesuffix(f"){WORD_ENDS}")
    return f"(?:{inner})" if _PORTABLE.fullmatch(inner) else None


@lru_cache(maxsize=64)
def _all(json: bool) -> str:
    every = "|".join(dict.fromkeys(EXPRESSIONS.values()))
    return f"{every}|{_ESCAPED}" if json else every


@lru_cache(maxsize=64)
def _python(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def may_match(text: str) -> bool:
    """Whether a recogniser of `EXPRESSIONS` can find anything in the text."""
    return _python(_all(json=False)).search(text) is not None


def candidates(column: pl.Series, json: bool) -> pl.Series:
    """For a column of text: a Boolean column, true where a recogniser can find anything."""
    return column.str.contains(_all(json)).fill_null(value=False)


def chosen(cells: pl.Series, expression: str, *, json: bool) -> pl.Series:
    """True for every text (none of them null) that can hold what the expression is for."""
    return cells.str.contains(f"{expression}|{_ESCAPED}" if json else expression)
