"""The words around a number: they vouch for it, or say that it is something else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eraser.identifiers.written import fold

BEFORE = 48
"""Characters before a number in which a word still speaks about it: a label, a few words."""

AFTER = 16
"""Characters after it: `22124444 (mob.)`."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")  # contactPhone yes; PHONE no
_JOINTS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Cues:
    """Expressions over folded text (small letters, no diacritics).

    `vouch` names what the number is; `deny` names something else, and wins when it stands nearer
    to the number (`tel. 22124444, ligums 26123456`).
    """

    vouch: re.Pattern[str]
    deny: re.Pattern[str]

    def speak(self, text: str, start: int, end: int, field: str) -> bool | None:
        """True: the words vouch for `text[start:end]`; False: they deny it; None: they are silent.

        `field` is the name of the field or any other outer context; it counts as farthest away.
        """
        before = f"{field_words(field)} {fold(text[max(0, start - BEFORE) : start])}"
        vouched = _last(self.vouch, before)
        denied = _last(self.deny, before)
        if denied > vouched:
            return False
        if vouched >= 0 or self.vouch.search(fold(text[end : end + AFTER])):
            return True
        return None


def field_words(field: str) -> str:
    """A field's name as folded words.

    >>> field_words("profile.contacts[].mobTālrunis")
    'profile contacts mob talrunis'
    """
    return fold(_JOINTS.sub(" ", _CAMEL.sub(" ", field)))


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)
