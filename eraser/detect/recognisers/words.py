"""The words around a number: they vouch for it, or say that it is something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from eraser.identifiers.written import fold

BEFORE = 48
"""Characters before a number in which a word still speaks about it: a label, a few words."""

AFTER = 16
"""Characters after it: `22124444 (mob.)`."""

NOTHING = re.compile(r"(?!)")

MACHINE_NUMBERS = re.compile(
    r"serij|serial|(?<![a-z])s/n(?![a-z])|(?<![a-z])part(?![a-z])|part[\s_]*n|artik|article|(?<![a-z])sku"
    r"|(?<![a-z])ean(?![a-z])|svitrkod|barcode|imei|(?<![a-z])lot(?![a-z])|batch|(?<![a-z])partij|tracking"
    r"|sutijum|prece(?:s|i)?\s*(?:kod|nr|num)|product|hash|checksum|token|uuid|(?<![a-z])versij|version"
    r"|timestamp|серийн|артикул|штрих"
)
"""Words of folded text before numbers that things have and persons have not."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")  # contactPhone yes; PHONE no
_JOINTS = re.compile(r"[\W_]+")
_OF_THE_NEXT = re.compile(r"[^\W\d_]*[\s.:=№#\"'\[{]*(?:nr\.?|no\.?)?[\s:]*\+?[0-9]")
"""The rest of a word and a number right after it: in `26123456, tel. 22124444` the word `tel`
speaks of the second number, in `26123456 (tel.), 22124444` of the first."""


_KEY = re.compile(
    r"""["'](?P<json>[^"'\\:]{1,40})["']\s*:\s*["'\[{]*$|(?<![\w.-])(?P<word>[a-z_][\w.-]{0,40})=["']?$"""
)
"""The key of a value, in folded text: `"phone": "` and `msisdn=`; of `"a": 1, "n": ` only `n`."""

_SAYS_NOTHING = re.compile(
    r"val(?:ue|ues)?|vertiba|content|data-value|text|teksts|number|numurs|nr|no|code|kods|id|to|from|uz"
)
"""Keys that leave the word to what stands before: `{"type": "phone", "number": "`,
`sms to=`."""


class Voice(Enum):
    """What the words around a number say."""

    VOUCHES = "it is what the recogniser looks for"
    DENIES = "it is rather something else: believe only a form that proves itself"
    REFUTES = "it is the number of a thing: believe only a form that nothing else has"


@dataclass(frozen=True, slots=True)
class Cues:
    """Expressions over folded text (small letters, no diacritics).

    `vouch` names what the number is; `deny` and `refute` name something else. The word that ends
    nearest to the number wins (`tel. 22124444, ligums 26123456`), of two the denying one. Where all
    before are silent, one of `vouch` behind the number may vouch; what `after` names does always.
    """

    vouch: re.Pattern[str]
    deny: re.Pattern[str] = NOTHING
    refute: re.Pattern[str] = NOTHING
    after: re.Pattern[str] | None = None

    def speak(self, text: str, start: int, end: int, field: str) -> Voice | None:
        """What the words say about `text[start:end]`; None: they are silent.

        `field` is the name of the field or any other outer context; it counts as farthest away.
        """
        behind = fold(text[end : end + 2 * AFTER])
        if self.after is not None and self._spoken_after(behind):
            return Voice.VOUCHES
        before = f"{field_words(field)} {_nearest(fold(text[max(0, start - BEFORE) : start]))}"
        vouched, denied = _last(self.vouch, before), _last(self.deny, before)
        refuted = _last(self.refute, before)
        if refuted >= max(vouched, denied, 0):
            return Voice.REFUTES
        if denied >= max(vouched, 0):
            return Voice.DENIES
        if vouched >= 0 or self._spoken_after(behind):
            return Voice.VOUCHES
        return None

    def _spoken_after(self, behind: str) -> bool:
        word = (self.after or self.vouch).search(behind[:AFTER])
        return word is not None and not _OF_THE_NEXT.match(behind, word.end())


def field_words(field: str) -> str:
    """A field's name as folded words.

    >>> field_words("profile.contacts[].mobTālrunis")
    'profile contacts mob talrunis'
    """
    return fold(_JOINTS.sub(" ", _CAMEL.sub(" ", field)))


def _nearest(before: str) -> str:
    """The words that speak about what follows: after a telling key that is the key alone."""
    key = _KEY.search(before) if before[-1:] in _AFTER_KEYS else None
    if key is None:
        return before
    name = key["json"] or key["word"]
    return before if _SAYS_NOTHING.fullmatch(name) else field_words(name)


_AFTER_KEYS = tuple("=:\"' [{")


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)
