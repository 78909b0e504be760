"""Check digits and dates of whole columns of numbers at once.

The single-number rules are in `eraser.identifiers`; these are the same rules over columns, and a
property test holds one against the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from eraser.identifiers.personas_kods import OLDEST_LIVING

Numbers = npt.NDArray[np.int64]
Columns = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

_CODE_WEIGHTS = (10, 5, 8, 4, 2, 1, 6, 3, 7, 9)
_BALTIC_FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)
_BALTIC_SECOND = (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)
_COMPANY_WEIGHTS = (9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)
_LAST_OLD = 20170630
"""The last day on which a code of the old form was given (see `identifiers.personas_kods`)."""

OLD_CHECKED = "o"
OLD_ZERO = "z"
OLD_FAILED = "x"
OLD_LONG_AGO = "a"
ZERO_LONG_AGO = "b"
NEW_CHECKED = "n"
NEW_UNCHECKED = "u"
NONE = "-"

_LETTERS = (
    NONE, OLD_FAILED, OLD_CHECKED, OLD_ZERO, OLD_LONG_AGO, ZERO_LONG_AGO, NEW_UNCHECKED, NEW_CHECKED
)  # fmt: skip
_FLAGS = 16

CODE_LABELS = pl.Series(
    f"{letter}{first}:{flags}"
    for letter in _LETTERS
    for first in range(10)
    for flags in range(_FLAGS)
)
"""All labels of eleven digits: a letter of the standing, the first digit, what else it may be."""


def _real_days() -> Flags:
    """By leap year (0, 1) and month * 100 + day: whether there is such a day."""
    lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    real = np.zeros((2, 10_000), dtype=np.bool_)
    for month, length in enumerate(lengths, start=1):
        real[:, month * 100 + 1 : month * 100 + length + 1] = True
    real[1, 229] = True
    return real


_REAL_DAYS = _real_days()
_BUSINESS = np.isin(np.arange(10), (4, 5, 6, 9))
"""By first digit: whether companies' numbers begin so."""
_SUBSCRIBERS = np.isin(np.arange(100), (*range(20, 30), *range(60, 70), 78, 80, 81, 90))
"""By first two digits: whether Latvian phone numbers begin so (`identifiers.phone.NATIONAL`)."""


def bytes_of(texts: pl.Series, width: int) -> npt.NDArray[np.uint8]:
    """ASCII texts of one width as a matrix of bytes, a row for each text, none of them null."""
    array = texts.to_arrow().cast(pa.large_string())
    offsets, content = array.buffers()[1], array.buffers()[2]
    if content is None:
        return np.empty((0, width), dtype=np.uint8)
    start = int(np.frombuffer(offsets, dtype=np.int64, offset=array.offset * 8, count=1)[0])
    flat = np.frombuffer(content, dtype=np.uint8, offset=start, count=len(texts) * width)
    return flat.reshape(len(texts), width)


def _digits_of(texts: pl.Series, width: int) -> Numbers:
    return (bytes_of(texts, width) - ord("0")).astype(np.int64)


def _real_day(year: Columns, month: Columns, day: Columns) -> Flags:
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return np.asarray(_REAL_DAYS[leap.astype(np.intp), month * 100 + day])


def code_labels(codes: pl.Series) -> pl.Series:
    """For texts of exactly eleven digits: everything that any rule asks of such a number.

    A letter for the personal code (`OLD_CHECKED` … `NONE`), then what tells it from the codes of
    the neighbours, a phone number with 371 before it, and a company's number.
    """
    written = np.ascontiguousarray(bytes_of(codes, 11).T) - ord("0")
    return CODE_LABELS.gather(_code_keys(written.astype(np.int32)))


def code_keys(numbers: pl.Series) -> pl.Series:
    """The same for integers of eleven digits: indices of `CODE_LABELS`."""
    values = numbers.to_numpy()
    head, tail = (values // 10**6).astype(np.int32), (values % 10**6).astype(np.int32)
    digits = np.empty((11, len(values)), dtype=np.int32)
    for part, places in ((head, range(4, -1, -1)), (tail, range(10, 4, -1))):
        rest = part
        for place in places:
            rest, digits[place] = np.divmod(rest, 10)
    return pl.Series(_code_keys(digits))


def _code_keys(digits: Columns) -> Columns:
    """Indices of labels, of digits by place: shape (11, n)."""
    first, century = digits[0], digits[6]
    flags = _baltic_check(digits).astype(np.int32)
    flags += 2 * _baltic_day(digits)
    flags += 4 * _phone_with_371(digits)
    flags += 8 * (_BUSINESS[first] & (_sum(digits, _COMPANY_WEIGHTS) % 11 == 3))
    year, month, day = _number(digits, 4, 6), _number(digits, 2, 4), _number(digits, 0, 2)
    born = 1800 + century * 100 + year
    dated = (century <= 2) & _real_day(born, month, day)
    dated &= born * 10000 + month * 100 + day <= _LAST_OLD
    new = (first == 3) & (digits[1] >= 2)
    living = born >= OLDEST_LIVING.year
    standing = _standing((1 + _sum(digits, _CODE_WEIGHTS)) % 11, digits, new, dated, living)
    return np.asarray((standing * 10 + first) * _FLAGS + flags, dtype=np.int32)


def _sum(digits: Columns, weights: Sequence[int]) -> Columns:
    """Column by column: a product of matrices would wake the threads of BLAS, which spin."""
    total: Columns = digits[0] * weights[0]
    for place, weight in enumerate(weights[1:], start=1):
        total += digits[place] * weight
    return total


def _number(digits: Columns, start: int, end: int) -> Columns:
    return _sum(digits[start:end], [10**power for power in range(end - start - 1, -1, -1)])


def _standing(check: Columns, digits: Columns, new: Flags, dated: Flags, living: Flags) -> Columns:
    """Which of `_LETTERS`."""
    holds = check % 10 == digits[10]
    kinds = [
        (new & holds & (digits[1] == 2), NEW_CHECKED),
        (new, NEW_UNCHECKED),
        (dated & holds & ~living & (check == 10), ZERO_LONG_AGO),
        (dated & holds & ~living, OLD_LONG_AGO),
        (dated & holds & (check == 10), OLD_ZERO),
        (dated & holds, OLD_CHECKED),
        (dated, OLD_FAILED),
    ]
    letters = [np.int32(_LETTERS.index(letter)) for _, letter in kinds]
    return np.select([kind for kind, _ in kinds], letters, np.int32(0))


def _baltic_check(digits: Columns) -> Flags:
    """EVS 585, LST 1185: the check digit of isikukood and asmens kodas."""
    first, second = _sum(digits, _BALTIC_FIRST) % 11, _sum(digits, _BALTIC_SECOND) % 11 % 10
    return np.asarray(np.where(first == 10, second, first) == digits[10])


def _baltic_day(digits: Columns) -> Flags:
    """Whether the date exists in the century that the first digit names."""
    first = digits[0]
    year = 1800 + 100 * ((first - 1) // 2) + _number(digits, 1, 3)
    real = _real_day(year, _number(digits, 3, 5), _number(digits, 5, 7))
    return np.asarray((first >= 1) & (first <= 8) & real)


def _phone_with_371(digits: Columns) -> Flags:
    return np.asarray((_number(digits, 0, 3) == 371) & _SUBSCRIBERS[_number(digits, 3, 5)])


def iban_valid(ibans: pl.Series) -> pl.Series:
    """For texts of capital letters and digits: whether ISO 7064 mod 97 holds, any length."""
    return _by_width(ibans, _mod_97)


def _mod_97(ibans: pl.Series, width: int) -> Flags:
    raw = bytes_of(ibans, width).astype(np.int64)
    values = np.where(raw >= ord("A"), raw - ord("A") + 10, raw - ord("0"))
    rest = np.zeros(len(ibans), dtype=np.int64)
    for place in (*range(4, width), 0, 1, 2, 3):
        value = values[:, place]
        rest = (rest * np.where(value >= 10, 100, 10) + value) % 97
    return np.asarray(rest == 1)


def luhn_valid(numbers: pl.Series) -> pl.Series:
    """For texts of digits: whether the Luhn check holds (ISO/IEC 7812-1), any length."""
    return _by_width(numbers, _luhn)


def _luhn(numbers: pl.Series, width: int) -> Flags:
    digits = _digits_of(numbers, width)[:, ::-1]
    doubled = digits[:, 1::2] * 2
    total = digits[:, 0::2].sum(axis=1) + (doubled // 10 + doubled % 10).sum(axis=1)
    return np.asarray(total % 10 == 0)


def _by_width(texts: pl.Series, check: Callable[[pl.Series, int], Flags]) -> pl.Series:
    """Apply a check for texts of one width to texts of several."""
    valid = np.zeros(len(texts), dtype=np.bool_)
    widths = texts.str.len_bytes().to_numpy()
    for width in np.unique(widths):
        rows = np.flatnonzero(widths == width)
        valid[rows] = check(texts.gather(rows), int(width))
    return pl.Series(valid)
