"""The organisation's own patterns for Rust, so that whole columns can be sifted for them."""

from __future__ import annotations

import re

from eraser.identifiers.written import WORD_ENDS, WORD_STARTS

_PORTABLE = re.compile(
    r"(?:[A-Za-z0-9 _/#:,<>=@-]|\[[A-Za-z0-9_-]+\]|\{[0-9]+(?:,[0-9]*)?\}|\\[-./+]|[?|()])*"
)
"""Patterns that mean the same to Python and to Rust. `K-[0-9]{7}` does, `\\d+$` does not."""


def portable(pattern: re.Pattern[str]) -> str | None:
    """The organisation's pattern for Rust, without the borders of its word; None: it has none."""
    inner = pattern.pattern.removeprefix(f"{WORD_STARTS}(?:").removesuffix(f"){WORD_ENDS}")
    return f"(?:{inner})" if _PORTABLE.fullmatch(inner) else None
