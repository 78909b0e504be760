"""A literal search through text, whatever the letter case, for several texts in one pass."""

from __future__ import annotations

from collections.abc import Iterable

from eraser.formats.record_format import Fields
from eraser.model.place import leaves

FOLDING_TO_ASCII = (
    "\u00df\u0130\u0149\u017f\u01f0\u1e96\u1e97\u1e98\u1e99\u1e9a\u1e9e\u212a"
    "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"
)
"""Signs that are no ASCII and fold to some: the sharp s, the Kelvin sign, ligatures."""

_WORTH_IT = 1 << 16
"""Characters from which on many texts are looked for at once; for fewer Python is quicker."""


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
        self._plain = all(map(_is_plain, self._all))

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
            text = tail + piece
            if self._may_be_in(text) and self._is_in(text):
                return True
            tail = text[-self._overlap :] if self._overlap else ""
        return False

    def _is_in(self, text: str) -> bool:
        folded = text.casefold()
        return any(wanted in folded for wanted in self._all)

    def _may_be_in(self, text: str) -> bool:
        """False when none of the texts is in this one; all are looked for in one pass (ten times
        quicker with the seventy written forms of a person's identifiers).
        """
        if len(text) < _WORTH_IT or not self._plain:
            return True
        import polars as pl

        wanted = [*self._all, *FOLDING_TO_ASCII]
        try:
            one = pl.Series([text])
        except UnicodeEncodeError:  # half a surrogate pair, which JSON may hold
            return True
        return bool(one.str.contains_any(wanted, ascii_case_insensitive=True).any())

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


def _is_plain(text: str) -> bool:
    """Whether only its ASCII letters have a case. `22 124–444` is plain, `bērziņš` is not."""
    return all(c.isascii() or c.lower() == c.upper() == c.casefold() for c in text)
