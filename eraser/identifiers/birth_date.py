"""Dates of birth: any date by its form, so only words beside it, or the field's name, make it one.

Normal form: ISO 8601, `1975-11-16`. Day before month everywhere but in ISO order; month names in
Latvian, English and Russian.
"""

from __future__ import annotations

import re
from datetime import date

from eraser.identifiers.written import NUMBER_ENDS, NUMBER_STARTS, SPACES, accepted, fold

EARLIEST = 1890
"""No living person was born before."""

_MONTHS = (
    "jan|янв", "feb|фев", "mar|мар", "apr|апр", "mai|may|ма[йя]", "jun|июн", "jul|июл",
    "aug|авг", "sep|сен", "okt|oct|окт", "nov|ноя", "dec|дек",
)  # fmt: skip
_MONTH = rf"(?P<month>(?:{'|'.join(_MONTHS)})[^\W\d_]{{0,8}})\.?"
_S = rf"[{SPACES}]"
_YEAR = r"(?P<year>(?:18|19|20)[0-9]{2})"
_DAY = r"(?P<day>[0-3]?[0-9])"

_NUMERIC = (
    rf"{_DAY}(?P<mark>[./-]){_S}?(?P<month>[01]?[0-9])(?P=mark){_S}?{_YEAR}",
    rf"{_YEAR}(?P<mark>[./-]){_S}?(?P<month>[01]?[0-9])(?P=mark){_S}?{_DAY}",
    r"(?P<year>(?:19|20)[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-3][0-9])",
)
_WORDED = (
    rf"{_YEAR}\.?{_S}?g(?:ada|\.)?{_S}?{_DAY}\.{_S}?{_MONTH}",
    rf"{_DAY}(?:\.|st|nd|rd|th)?{_S}?{_MONTH},?{_S}?{_YEAR}",
    rf"{_MONTH}{_S}{_DAY}(?:st|nd|rd|th)?,?{_S}{_YEAR}",
)
_FORMS = tuple(re.compile(form) for form in (*_NUMERIC, *_WORDED))


def _unnamed(form: str) -> str:
    """The expression without names; a separator that must repeat may then differ."""
    return re.sub(r"\(\?P<\w+>", "(?:", form.replace("(?P=mark)", "[./-]"))


_ANY = "|".join(map(_unnamed, (*_NUMERIC, *_WORDED)))

DATE = rf"{NUMBER_STARTS}(?:{_ANY})(?!(?!t[0-9]{{2}}:)[0-9a-z])"
"""A date in folded text. Matches `16.11.1975`, `1975-11-16`, `19751116`, `1975. gada 16. novembri`,
`november 16, 1975`, `16 ноября 1975`, the day in `1975-11-16t00:00`; not `16.11.75`.
"""


def valid(text: str) -> bool:
    """Whether the text is a day on which a living person can have been born."""
    return accepted(normalise, text)


def normalise(text: str) -> str:
    """The day in ISO 8601.

    Raises ValueError, which does not hold the text, when it is no such day.
    """
    written = fold(text.strip().rstrip("."))
    found = next((m for form in _FORMS if (m := form.fullmatch(written))), None)
    if found is None:
        raise ValueError("a birth date looks like 16.11.1975 or 1975-11-16")
    month = _month(found["month"])
    try:
        day = date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        raise ValueError("there is no such day") from None
    if day.year < EARLIEST:
        raise ValueError("nobody who lives was born so early")
    return day.isoformat()


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    return next(n for n, names in enumerate(_MONTHS, 1) if re.match(names, written))


def variants(value: str) -> tuple[str, ...]:
    """ISO 8601, and day first with points, slashes or hyphens, with and without leading zeros."""
    day = date.fromisoformat(value)
    full = [f"{day:%d{m}%m{m}%Y}" for m in "./-"]
    short = [f"{day.day}{m}{day.month}{m}{day.year}" for m in "./"]
    return tuple(dict.fromkeys((value, *full, *short)))


def occurrence(value: str) -> str:
    """A regular expression for this day in a text, written in figures."""
    forms = "|".join(re.escape(form) for form in variants(value))
    return rf"{NUMBER_STARTS}(?:{forms}){NUMBER_ENDS}"
