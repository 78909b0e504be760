"""Where numbers and mail addresses stand in many texts, found over all their bytes at once.

A regular expression in Python costs microseconds a text; here the bytes of all texts are looked
at together, by numpy, and what Python does is a few slices for each number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from eraser.detect.recognisers.words import AFTER, BEFORE

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

FEWEST = 8
"""Characters of the shortest number that any category has."""

_WIDEST = 4
"""Characters between two digits of a number: no number of a category has wider gaps, so that each
is within one of these. A letter or one of `,;:`, a line end and a tab part numbers:
`161175-19997, 2024-05-01` are two.
"""

_MOST_BYTES = 4
"""Of a character (UTF-8)."""

_PARTING = np.isin(
    np.arange(256), [*b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ,;:\n\t"]
)
_PLUS, _AT, _BLANK = ord("+"), ord("@"), ord(" ")


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in texts: for each the number of its text, where it begins there (characters),
    and what is written. `before` and `after` are the characters around it, as far as words speak.
    """

    cells: Places
    starts: Places
    written: pl.Series
    before: pl.Series
    after: pl.Series


class Texts:
    """Texts without nulls, one after the other."""

    def __init__(self, cells: pl.Series) -> None:
        array = cells.to_arrow().cast(pa.large_string())
        offsets, content = array.buffers()[1], array.buffers()[2]
        bounds = np.frombuffer(offsets, np.int64, len(array) + 1, array.offset * 8)
        start, end = int(bounds[0]), int(bounds[-1])
        raw = content.slice(start, end - start).to_pybytes() if content is not None else b""
        self._bounds: Places = bounds - start
        self._bytes: Bytes = np.frombuffer(raw, np.uint8)
        self._text = raw.decode("utf-8")
        # The places of all bytes but the first of a character.
        ascii_only = len(self._text) == len(raw)
        self._inner: Places = (
            np.empty(0, np.int64) if ascii_only else np.flatnonzero(_inside(self._bytes))
        )

    def numbers(self) -> Standing:
        """Runs of at least `FEWEST` characters: digits, what may stand between them, and a plus
        before. What is shorter is no number of any category.
        """
        digits = np.flatnonzero(self._bytes - np.uint8(ord("0")) < 10)
        cells = self._cells(digits)
        begins = np.ones(len(digits), np.bool_)
        begins[1:] = ~self._joined(digits, cells)
        ends = digits[np.append(begins[1:], True)[: len(digits)]] + 1
        starts, cells = digits[begins], cells[begins]
        long = ends - starts + 1 + _WIDEST >= FEWEST
        starts, ends, cells = starts[long], ends[long], cells[long]
        starts = self._from_plus(starts, cells)
        long = self._characters(ends) - self._characters(starts) >= FEWEST
        return self._standing(cells[long], starts[long], ends[long])

    def addresses(self) -> Standing:
        """What stands around each `@`, from blank to blank."""
        signs = np.flatnonzero(self._bytes == _AT)
        cells = self._cells(signs)
        blanks = np.flatnonzero(self._bytes == _BLANK)
        at = np.searchsorted(blanks, signs)
        around = np.concatenate([[-1], blanks, [len(self._bytes)]])
        starts = np.maximum(around[at] + 1, self._bounds[cells])
        ends = np.minimum(around[at + 1], self._bounds[cells + 1])
        return self._standing(cells, starts, ends)

    def _cells(self, places: Places) -> Places:
        return np.asarray(np.searchsorted(self._bounds, places, "right") - 1, np.int64)

    def _characters(self, places: Places) -> Places:
        """How many characters stand before each place."""
        return places - np.searchsorted(self._inner, places)

    def _joined(self, digits: Places, cells: Places) -> Flags:
        """Whether each digit and the next one are of one number."""
        gaps = np.diff(digits) - 1
        beside = cells[:-1] == cells[1:]
        joined: Flags = (gaps == 0) & beside
        some = np.flatnonzero(beside & ~joined & (gaps <= _WIDEST * _MOST_BYTES))
        characters = np.zeros(len(some), np.int64)
        for k in range(1, _WIDEST * _MOST_BYTES + 1):
            letters = self._bytes[digits[some] + k]
            characters += ~_inside(letters)
            going = ~_PARTING[letters] & (characters <= _WIDEST)
            some, characters = some[going], characters[going]
            through = gaps[some] == k
            joined[some[through]] = True
            some, characters = some[~through], characters[~through]
        return joined

    def _from_plus(self, starts: Places, cells: Places) -> Places:
        """Where the numbers begin if the plus that stands before some of them is a part of it."""
        found = starts.copy()
        some = np.arange(len(starts))
        characters = np.zeros(len(some), np.int64)
        for k in range(1, _WIDEST * _MOST_BYTES + 2):
            within = starts[some] - k >= self._bounds[cells[some]]
            some, characters = some[within], characters[within]
            letters = self._bytes[starts[some] - k]
            going = ~_PARTING[letters] & (characters <= _WIDEST)
            some, characters, letters = some[going], characters[going], letters[going]
            plus = some[letters == _PLUS]
            found[plus] = starts[plus] - k
            characters += ~_inside(letters)
        return found

    def _standing(self, cells: Places, starts: Places, ends: Places) -> Standing:
        first, last = self._characters(starts), self._characters(ends)
        begin = self._characters(self._bounds[cells])
        end = self._characters(self._bounds[cells + 1])
        return Standing(
            cells,
            first - begin,
            self._slices(first, last),
            self._slices(np.maximum(begin, first - BEFORE), first),
            self._slices(last, np.minimum(end, last + AFTER)),
        )

    def _slices(self, starts: Places, ends: Places) -> pl.Series:
        text = self._text
        slices: Sequence[str] = [
            text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
        return pl.Series(slices, dtype=pl.String)


def _inside(letters: Bytes) -> Flags:
    """Whether these are not the first bytes of characters."""
    return np.asarray((letters & 0xC0) == 0x80)
