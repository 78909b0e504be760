"""What the words before many numbers say, decided in bulk where one glance is enough.

`Cues.speak` looks for every word in the 48 characters before a number; over a hundred thousand
numbers that is most of a scan. Nearly always the word stands right before its number (`tālr.
22124444`), or there is none at all. These two cases are told here by Rust; what is left is asked
of `Cues.speak` itself, one by one. A property test holds both against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum

import polars as pl

from eraser.detect.recognisers.words import AFTER, BEFORE, NOTHING, Cues, field_words
from eraser.identifiers.written import fold


class Glance(IntEnum):
    """What one glance tells: `SILENT`: no word says anything; `UNVOUCHED`: some may, but none
    vouches. `ASK`: read properly.
    """

    VOUCHED = 0
    SILENT = 1
    UNVOUCHED = 2
    ASK = 3


_FOLDED = {chr(c): fold(chr(c)) for c in range(0x530) if fold(chr(c)) != chr(c)}

_LOOK_AROUND = re.compile(r"\(\?<?[!=](?:[^()\\]|\\.)*\)")
_BEHIND = re.compile(r"\(\?<!(?P<what>\[a-z\]|\\w)\)")
_AHEAD = re.compile(r"\(\?!(?P<what>\[a-z\]|\\w)\)$")
_BLANK = r" \t\r\n"
_ANY_WORD = r"[^\x00-/:-@\[-^`{-\x7f]"
"""Every character that is `\\w` in Python, and more; allowed within a class too."""

_KEYED = r"""["'=]"""
"""Where one of these stands, a key may speak for its value alone (`words.Cues`)."""


class Bulk:
    """The cues of one recogniser, over many numbers at once."""

    def __init__(self, cues: Cues) -> None:
        others = [p for p in (cues.deny, cues.refute) if p is not NOTHING]
        self._vouched = _either(_last_word(cues.vouch))
        self._vouched_near = _near(_wide(cues.vouch))
        self._others = _either(part for other in others for part in _last_word(other))
        self._others_near = _near(_either(map(_wide, others))) if others else _NEVER
        self._vouched_far = _wide(cues.vouch)
        self._any = _either([_wide(cues.vouch), *map(_wide, others)])
        self._behind = _wide(cues.after or cues.vouch)

    def glance(self, before: pl.Series, after: pl.Series, field: str) -> pl.Series:
        """For what stands before and after each number, as it is written: values of `Glance`."""
        around = _folded(pl.concat([before.str.tail(BEFORE), after.str.head(AFTER)]))
        words = pl.Series("words", f"{field_words(field)} " + around.head(len(before)))
        behind = around.tail(len(after)).alias("behind")
        said = pl.col("words").str.contains
        unvouched_behind = ~pl.col("behind").str.contains(self._behind)
        denied = said(self._others) & ~said(self._vouched_near)
        glance = (
            pl.when(said(_KEYED))
            .then(Glance.ASK.value)
            .when(said(self._vouched) & ~said(self._others_near))
            .then(Glance.VOUCHED.value)
            .when(unvouched_behind & ~said(self._any))
            .then(Glance.SILENT.value)
            .when(denied | (unvouched_behind & ~said(self._vouched_far)))
            .then(Glance.UNVOUCHED.value)
            .otherwise(Glance.ASK.value)
        )
        return pl.DataFrame([words, behind]).select(glance).to_series()


_NEVER = r"[^\s\S]"


def _either(expressions: Iterable[str]) -> str:
    """Of no expressions one that matches nothing; of any that matches everything, that."""
    parts = list(expressions)
    return "|".join(parts) if all(parts) and parts else ("" if parts else _NEVER)


def _near(expression: str) -> str:
    """The expression, where it ends in the last word."""
    return f"(?:{expression})[^{_BLANK}]*[{_BLANK}]*$"


def _folded(texts: pl.Series) -> pl.Series:
    """As `written.fold`."""
    return texts.str.replace_many(_FOLDED)


def _wide(pattern: re.Pattern[str]) -> str:
    """For Rust: matches at least wherever Python's pattern does. Everything, if that is unsure."""
    bare = _LOOK_AROUND.sub("", pattern.pattern)
    if re.search(r"\(\?(?!:)|\\[1-9bBdDSWAZ]", bare):
        return ""
    bare = bare.replace(r"\w", _ANY_WORD).replace(r"\s", r"[\s\x1c-\x1f]")
    return re.sub(r"(?<!\\)\$", r"\\n?$", bare)


def _last_word(pattern: re.Pattern[str]) -> Iterator[str]:
    """For Rust: alternatives that match only where Python's do, and only if they end in the last
    word before the number. What cannot be said so is left out.
    """
    for alternative in _alternatives(pattern.pattern):
        bare = re.sub(r"\\w[*?]|\\s[*?]|\[\\s_\][*?]", "", alternative)
        start = ""
        while found := _BEHIND.match(bare):
            start = f"(?:^|[{_not(found['what'])}])"
            bare = bare[found.end() :]
        ends = f"[^{_BLANK}]*"
        if found := _AHEAD.search(bare):
            ends = f"(?:[{_not(found['what'])}--{_BLANK}][^{_BLANK}]*)?"
            bare = bare[: found.start()]
        if not re.search(r"\(\?(?!:)|\[\^|\\[a-zA-Z0-9]|[ $^]", bare):
            yield f"{start}(?:{bare}){ends}[{_BLANK}]*$"


def _not(what: str) -> str:
    """The inside of a class of what is certainly not `what`."""
    return r"\x00-\x7f--0-9A-Za-z_" if what == r"\w" else r"^a-z"


def _alternatives(pattern: str) -> Iterator[str]:
    """The parts between the outermost `|`."""
    depth, start, at = 0, 0, 0
    in_class = False
    while at < len(pattern):
        letter = pattern[at]
        if letter == "\\":
            at += 1
        elif in_class:
            in_class = letter != "]"
        elif letter == "[":
            in_class = True
        elif letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == "|" and depth == 0:
            yield pattern[start:at]
            start = at + 1
        at += 1
    yield pattern[start:]
