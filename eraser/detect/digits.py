"""Check digits and dates of whole columns of numbers at once.

The single-number rules are in `eraser.identifiers`; these are the same rules over columns, and a
property test holds one against the other.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_CODE_WEIGHTS = np.array((10, 5, 8, 4, 2, 1, 6, 3, 7, 9))
_BALTIC_FIRST = np.array((1, 2, 3, 4, 5, 6, 7, 8, 9, 1))
_BALTIC_SECOND = np.array((3, 4, 5, 6, 7, 8, 9, 1, 2, 3))
_COMPANY_WEIGHTS = np.array((9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1))
_DAYS = np.array((0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31))
_LAST_OLD = 20170630
"""The last day on which a code of the old form was given (see `identifiers.personas_kods`)."""

OLD_CHECKED = "o"
OLD_ZERO = "z"
OLD_FAILED = "x"
NEW_CHECKED = "n"
NEW_UNCHECKED = "u"
NONE = "-"


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
    return bytes_of(texts, width).astype(np.int64) - ord("0")


def _number(digits: Numbers, start: int, end: int) -> Numbers:
    powers = 10 ** np.arange(end - start - 1, -1, -1)
    return np.asarray(digits[:, start:end] @ powers)


def _real_day(year: Numbers, month: Numbers, day: Numbers) -> Flags:
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    known = (month >= 1) & (month <= 12)
    length = _DAYS[np.where(known, month, 0)] + (leap & (month == 2))
    return np.asarray(known & (day >= 1) & (day <= length))


def code_labels(codes: pl.Series) -> pl.Series:
    """For texts of exactly eleven digits: everything that any rule asks of such a number.

    Two letters for the personal code (`OLD_CHECKED` … `NONE`), then what tells it from the codes
    of the neighbours, a phone number with 371 before it, and a company's number.
    """
    digits = _digits_of(codes, 11)
    standing = _standing(digits)
    first = digits[:, 0]
    flags = (
        _baltic_check(digits)
        + 2 * _baltic_day(digits)
        + 4 * _phone_with_371(digits)
        + 8 * _company(digits)
    )
    frame = pl.DataFrame({"standing": standing, "first": first, "flags": flags})
    return frame.select(
        pl.concat_str(pl.col("standing"), pl.col("first").cast(pl.String), pl.lit(":"), "flags")
    ).to_series()


def _standing(digits: Numbers) -> pl.Series:
    check = (1 + digits[:, :10] @ _CODE_WEIGHTS) % 11
    holds = check % 10 == digits[:, 10]
    new = (digits[:, 0] == 3) & (digits[:, 1] >= 2)
    century = digits[:, 6]
    year = 1800 + century * 100 + _number(digits, 4, 6)
    month, day = _number(digits, 2, 4), _number(digits, 0, 2)
    born = (century <= 2) & _real_day(year, month, day)
    born &= year * 10000 + month * 100 + day <= _LAST_OLD
    old = born & ~new
    kinds = [
        (new & holds, NEW_CHECKED),
        (new, NEW_UNCHECKED),
        (old & holds & (check == 10), OLD_ZERO),
        (old & holds, OLD_CHECKED),
        (old, OLD_FAILED),
    ]
    found = np.select([k for k, _ in kinds], [letter for _, letter in kinds], default=NONE)
    return pl.Series(found.astype("U1"))


def _baltic_check(digits: Numbers) -> Flags:
    """EVS 585, LST 1185: the check digit of isikukood and asmens kodas."""
    first = digits[:, :10] @ _BALTIC_FIRST % 11
    second = digits[:, :10] @ _BALTIC_SECOND % 11 % 10
    return np.asarray(np.where(first == 10, second, first) == digits[:, 10])


def _baltic_day(digits: Numbers) -> Numbers:
    """1 when the date exists in the century that the first digit names."""
    century = 1800 + 100 * ((digits[:, 0] - 1) // 2)
    year = century + _number(digits, 1, 3)
    known = (digits[:, 0] >= 1) & (digits[:, 0] <= 8)
    return np.asarray(
        known & _real_day(year, _number(digits, 3, 5), _number(digits, 5, 7)), dtype=np.int64
    )


def _phone_with_371(digits: Numbers) -> Numbers:
    head, two = _number(digits, 0, 3), _number(digits, 3, 5)
    subscriber = (digits[:, 3] == 2) | (digits[:, 3] == 6) | np.isin(two, (78, 80, 81, 90))
    return np.asarray((head == 371) & subscriber, dtype=np.int64)


def _company(digits: Numbers) -> Numbers:
    first = np.isin(digits[:, 0], (4, 5, 6, 9))
    return np.asarray(first & (digits @ _COMPANY_WEIGHTS % 11 == 3), dtype=np.int64)


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
