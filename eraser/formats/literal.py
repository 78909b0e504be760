"""A literal search through text, whatever the letter case, for several texts in one pass."""

from __future__ import annotations

from collections.abc import Iterable

from eraser.formats.record_format import Fields
from eraser.model.place import leaves


class LiteralSearch:
    """Looks for texts; also for those that are numbers, as numbers (`0371` is found in 371).

    Letter case is folded as Unicode has it; nothing else is (accents, NFC and NFD differ).
    """

    def __init__(self, texts: Iterable[str]) -> None:
        wanted = {text.casefold() for text in texts if text}
        self._numbers = frozenset(filter(None, map(_number, wanted)))
        self._texts = tuple(sorted(wanted))
        self._all = tuple(sorted(wanted | self._numbers))
        self._overlap = max(map(len, self._all), default=1) - 1

    def __repr__(self) -> str:
        return f"‹search for {len(self._texts)} texts›"

    def in_text(self, text: str) -> bool:
        """Whether one of the texts stands in this one."""
        folded = text.casefold()
        return any(wanted in folded for wanted in self._texts)

    def in_pieces(self, pieces: Iterable[str]) -> bool:
        """Whether one stands in a text that comes in pieces; reads no further than needed."""
        tail = ""
        for piece in pieces:
            folded = tail + piece.casefold()
            if any(wanted in folded for wanted in self._all):
                return True
            tail = folded[-self._overlap :] if self._overlap else ""
        return False

    def in_record(self, fields: Fields) -> bool:
        """Whether a value of the record, at any depth, holds one of the texts."""
        texts = [text for name, value in fields.items() for _, text in leaves(value, name)]
        if self.in_text("\n".join(texts)):
            return True
        return not self._numbers.isdisjoint(texts)


def _number(text: str) -> str | None:
    """The text as a number would be written. `+0371` is 371; `37-1` is no number."""
    digits = text.removeprefix("+")
    return str(int(digits)) if digits.isascii() and digits.isdigit() else None
