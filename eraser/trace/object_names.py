"""What the name of an object says: `calls/{customer-number}/*` of the data map, read backwards."""

from __future__ import annotations

import re
from functools import lru_cache

from eraser.model.subject import Category


@lru_cache(maxsize=256)
def _pattern(object_name: str) -> tuple[re.Pattern[str], tuple[Category, ...]]:
    """`calls/{customer-number}/*` as a regular expression with the categories of its groups.

    Matches `calls/K-17/2024.wav` (K-17), not `calls/2024.wav`.
    """
    parts = re.split(r"(\{[^{}]+\}|\*+)", object_name)
    categories = tuple(p[1:-1] for p in parts if p.startswith("{"))
    regex = "".join(
        "([^/]+?)" if p.startswith("{") else ".*" if p.startswith("*") else re.escape(p)
        for p in parts
    )
    return re.compile(regex, re.DOTALL), categories


def named(object_name: str, text: str) -> list[tuple[Category, str]]:
    """The parts of an object's name that are identifiers; none when it does not fit the pattern.

    >>> named("calls/{customer-number}/*", "calls/K-17/2024.wav")
    [('customer-number', 'K-17')]
    """
    if not object_name:
        return []
    expression, categories = _pattern(object_name)
    match = expression.fullmatch(text)
    return list(zip(categories, match.groups(), strict=True)) if match else []
