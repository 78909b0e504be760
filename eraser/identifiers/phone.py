"""Phone numbers, normal form E.164 (`+37122124444`).

Latvian numbers follow the national numbering plan: eight digits, no trunk prefix. The library
phonenumbers serves foreign ones; of the Latvian it refuses 78 (seen in 9.0.43), so they have a
rule of their own.
"""

from __future__ import annotations

import re

from eraser.identifiers.written import DASHES, NUMBER_ENDS, SPACES, accepted, compact, grouped

NATIONAL = r"(?:[26][0-9]|78|8[01]|90)[0-9]{6}"
"""Eight digits of Latvia: `22124444`, `67223131`; not `11224444`, not `82123456` (short codes)."""

GROUPINGS = ((4, 4), (2, 3, 3), (2, 2, 2, 2), (2, 6), (3, 3, 2), (3, 2, 3), (3, 5))
"""`2212 4444`, `22 124 444`, `22 12 44 44`, `67 223131`, …: what is searched and recognised."""

SEPARATORS = (" ", "-", "\u00a0")

RARE = (
    "00.00.00.00", "00.000.000", "00/000000", "(00) 000 000", "(00) 000-000", "(00) 000000",
    "0 000 00 00", "0 000 0000", "0 0000000", "0000 00 00", "00 00 0000",
)  # fmt: skip
"""Rarer ways to write eight digits, each 0 a digit; without a word they are something else."""


def latvian(digits: str) -> bool:
    """Whether these are the eight digits of a Latvian subscriber."""
    return re.fullmatch(NATIONAL, digits) is not None


def normalise(text: str) -> str:
    """E.164. Without a country code (`+` or `00`) the number is taken as Latvian.

    Raises ValueError, which does not hold the text, when it is no number that can be dialled.
    """
    digits = re.sub(r"[()./]", "", compact(text).removeprefix("tel:"))
    digits = re.sub(r"^00", "+", digits)
    national = re.sub(r"^\+?371(?=[0-9]{8}$)", "", digits)
    if latvian(national):
        return f"+371{national}"
    if digits.startswith("+") and _dialled_abroad(digits):
        return digits
    raise ValueError("a phone number has eight digits (Latvia) or begins with + and its country")


def _dialled_abroad(number: str) -> bool:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return False
    return parsed.country_code != 371 and bool(phonenumbers.is_valid_number(parsed))


def valid(text: str) -> bool:
    """Whether the text, in any written form, is a number that can be dialled."""
    return accepted(normalise, text)


def variants(value: str) -> tuple[str, ...]:
    """Every written form to search. Latvian ones without the country code, which then is covered.

    A foreign number is searched without its country's code too, and grouped as at home.
    """
    if value.startswith("+371"):
        national = value[4:]
        forms = [grouped(national, sizes, s) for sizes in GROUPINGS for s in SEPARATORS]
        return (national, *forms, *(_written(national, form) for form in RARE))
    return _foreign(value)


def _written(digits: str, form: str) -> str:
    rest = iter(digits)
    return "".join(next(rest) if sign == "0" else sign for sign in form)


def _foreign(value: str) -> tuple[str, ...]:
    import phonenumbers

    number = phonenumbers.parse(value, None)
    kinds = phonenumbers.PhoneNumberFormat
    written = [
        phonenumbers.format_number(number, kind)
        for kind in (kinds.INTERNATIONAL, kinds.NATIONAL, kinds.RFC3966)
    ]
    plain = str(phonenumbers.national_significant_number(number))
    forms = [plain, *(w.removeprefix("tel:").lstrip("+") for w in written)]
    forms += [form.replace(" ", other) for form in forms for other in "-\u00a0"]
    return tuple(dict.fromkeys(forms))


def occurrence(value: str) -> str:
    """A regular expression for this number in a text, with or without its country's code."""
    import phonenumbers

    number = phonenumbers.parse(value, None)
    country = str(number.country_code)
    gap = rf"[{SPACES}{DASHES}.()/]{{0,2}}"
    digits = gap.join(value[1 + len(country) :])
    return (
        rf"(?<![0-9A-Za-z])(?<![0-9][{DASHES}.])\(?(?:(?:\+|00)?{country}\)?{gap})?"
        rf"{digits}{NUMBER_ENDS}"
    )
