"""Which cells can hold a match at all: one expression over whole columns, in Rust.

It may let through what no recogniser wants, and never stops what one does; a property test says
so. ASCII classes only: Unicode ones are about a hundred times slower on Latvian text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import polars as pl

from eraser.identifiers import NO_PATTERNS, Patterns
from eraser.identifiers.written import WORD_ENDS, WORD_STARTS
from eraser.model.subject import Category

_ESCAPED = r"\\u(?:00|20|22)"
"""JSON may write `@`, digits, spaces and dashes as `\\u0040`; such a cell is always read."""

_PORTABLE = re.compile(
    r"(?:[A-Za-z0-9 _/#:,<>=@-]|\[[A-Za-z0-9_-]+\]|\{[0-9]+(?:,[0-9]*)?\}|\\[-./+]|[?|()])*"
)
"""Patterns that mean the same to Python and to Rust. `K-[0-9]{7}` does, `\\d+$` does not."""


def expression(
    needs: Mapping[Category, str],
    categories: Collection[Category],
    patterns: Patterns = NO_PATTERNS,
) -> str | None:
    """One expression for all of the categories; None when every text has to be read.

    `needs` has what every text with an identifier of a category matches, in Rust and in Python.
    """
    parts: dict[str, None] = {}
    for category in sorted(categories):
        own = patterns.expressions.get(category)
        part = portable(own) if own else needs.get(category)
        if part is None:
            return None
        parts[part] = None
    return "|".join(parts)


def portable(pattern: re.Pattern[str]) -> str | None:
    """The organisation's pattern for Rust, without the borders of its word; None: it has none."""
    inner = pattern.pattern.removeprefix(f"{WORD_STARTS}(?:").removesuffix(f"){WORD_ENDS}")
    return f"(?:{inner})" if _PORTABLE.fullmatch(inner) else None


def candidates(column: pl.Series, json: bool) -> pl.Series:
    """For a column of text: true where there is one."""
    return column.is_not_null()


def chosen(cells: pl.Series, expression: str, *, json: bool) -> pl.Series:
    """True for every text (none of them null) that can hold what the expression is for."""
    return cells.str.contains(f"{expression}|{_ESCAPED}" if json else expression)
