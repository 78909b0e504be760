"""Customer, contract and meter numbers: the organisation gives the pattern, or the exact value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from eraser.errors import ConfigError
from eraser.identifiers.written import WORD_ENDS, WORD_STARTS
from eraser.model.subject import Category


@dataclass(frozen=True, slots=True)
class Patterns:
    """The organisation's own categories: a regular expression for each, whole numbers only.

    `Patterns.of({"customer-number": "K-[0-9]{7}"})` finds `K-0000017` in `(K-0000017)`, not in
    `XK-0000017`.
    """

    expressions: Mapping[Category, re.Pattern[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, written: Mapping[Category, str]) -> Patterns:
        """Compile `patterns` of eraser.yaml. Raises ConfigError, naming the category."""
        return cls({category: _compiled(category, regex) for category, regex in written.items()})

    def fits(self, category: Category, value: str) -> bool:
        """Whether the value has the form of its category; true when there is no pattern."""
        expression = self.expressions.get(category)
        return expression is None or expression.fullmatch(value) is not None


def _compiled(category: Category, regex: str) -> re.Pattern[str]:
    try:
        re.compile(regex)
        expression = re.compile(f"{WORD_STARTS}(?:{regex}){WORD_ENDS}")
    except re.error as error:
        raise ConfigError(f"patterns.{category}: not a regular expression: {error.msg}.") from None
    if expression.fullmatch("") is not None:
        raise ConfigError(f"patterns.{category}: the pattern matches nothing at all (empty text).")
    return expression


NO_PATTERNS = Patterns()


def normalise(text: str) -> str:
    """The number as it is written, in NFC, without spaces around.

    Raises ValueError when nothing is left.
    """
    value = unicodedata.normalize("NFC", text).strip()
    if not value:
        raise ValueError("the number is empty")
    return value


def variants(value: str) -> tuple[str, ...]:
    """Only as it is written: nobody knows which characters matter."""
    return (value,)


def occurrence(value: str) -> str:
    """A regular expression for this number in a text, not inside a longer word."""
    return rf"{WORD_STARTS}{re.escape(value)}{WORD_ENDS}"
