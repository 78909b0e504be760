"""Text that must not be printed by accident."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Secret:
    """A password, a URL with a password, a key. Prints as `‹secret›`; `reveal()` gives the text."""

    _text: str

    def reveal(self) -> str:
        """The text itself, for the one call that needs it; never for a message."""
        return self._text

    def __repr__(self) -> str:
        return "‹secret›"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format("‹secret›", spec)
