"""Which cells can hold a match at all: one expression over whole columns, in Rust.

It may let through what no recogniser wants, and never stops what one does; a property test says
so. ASCII classes only: Unicode ones are about a hundred times slower on Latvian text.
"""

from __future__ import annotations

import re

import polars as pl

_DIGITS = r"[0-9](?:[^0-9A-Za-z]{0,4}[0-9]){7}"
_IBAN = r"[A-Za-z]{2}[0-9]{2}[^0-9A-Za-z]?[A-Za-z0-9]{4}"

EXPRESSION = f"@|{_DIGITS}|{_IBAN}"
"""An e-mail's sign, eight digits with anything short between them, or the head of an IBAN."""

_ESCAPED = r"\\u(?:00|20|22)"
"""JSON may write `@`, digits, spaces and dashes as `\\u0040`; such a cell is always read."""

_PYTHON = re.compile(EXPRESSION)


def may_match(text: str) -> bool:
    """Whether a recogniser of ours can find anything in the text."""
    return _PYTHON.search(text) is not None


def candidates(column: pl.Series, json: bool) -> pl.Series:
    """For a column of text: a Boolean column, true where a recogniser can find anything."""
    expression = f"{EXPRESSION}|{_ESCAPED}" if json else EXPRESSION
    return column.str.contains(expression).fill_null(value=False)
