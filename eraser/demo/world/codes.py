"""Numbers that look real: valid where a person's must be, and look-alikes that must not be.

Every number follows from a running number by a one-to-one mapping (multiplication by a number
coprime to the size of the space), so that a million of them never meet and none is remembered.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from stdnum import iban as iban_number
from stdnum.ee import ik
from stdnum.lv import pvn

_WEIGHTS = (10, 5, 8, 4, 2, 1, 6, 3, 7, 9)
_PRIME = 7919
_SPREAD = _PRIME * 10_007
"""Two primes: they divide neither a span of days below nor 9 million nor a power of ten."""

_ADULTS = (date(1945, 1, 1), (date(1975, 1, 1) - date(1945, 1, 1)).days)
_YOUNG = (date(1980, 1, 1), (date(2005, 1, 1) - date(1980, 1, 1)).days)
_MOBILE = "012456789"
"""Second digits of the demo's phones. `23…` is left to article codes, so that none is a phone."""


def check_digit(first_ten: str) -> str:
    """The last digit of a personas kods of the old form (mod 11, where 10 is written 0)."""
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, first_ten, strict=True))
    return str((1 + total) % 11 % 10)


class Codes:
    """All numbers of one world. Numbers of persons are counted from 0, below nine million."""

    def __init__(self, seed: int) -> None:
        self._shift = Random(f"{seed}:codes").randrange(10**8)  # noqa: S311  (made-up data)

    def old_code(self, person: int, *, young: bool = False) -> str:
        """A personas kods of the old form, `DDMMYY-CNNNK`; nobody is born after 30.6.2017."""
        first, days = _YOUNG if young else _ADULTS
        day = (person * _PRIME + self._shift) % days
        born = first + timedelta(days=day)
        serial = (person // days + day * 617 + self._shift) % 1000
        century = 1 if born.year < 2000 else 2
        ten = f"{born:%d%m%y}{century}{serial:03d}"
        return f"{ten[:6]}-{ten[6:]}{check_digit(ten)}"

    def new_code(self, person: int) -> str:
        """A personas kods of the new form; every other one has no check digit, as in life.

        None is at the same time a valid Estonian or Lithuanian code.
        """
        body = (person * _SPREAD + self._shift) % 800_000_000
        ten = f"3{2 + body // 10**8}{body % 10**8:08d}"
        wanted = check_digit(ten) if person % 2 else str((int(check_digit(ten)) + 3) % 10)
        if ik.is_valid(ten + wanted):
            wanted = str((int(wanted) + 5) % 10)
        return f"{ten[:6]}-{ten[6:]}{wanted}"

    def phone(self, person: int) -> str:
        """Eight digits of a Latvian mobile phone."""
        body = (person * _SPREAD + self._shift) % 9_000_000
        return f"2{_MOBILE[body // 10**6]}{body % 10**6:06d}"

    def iban(self, person: int) -> str:
        """An account at a Latvian bank; every eighth at a Lithuanian one."""
        body = (person * _SPREAD + self._shift) % 10**10
        if person % 8 == 7:
            bban, country = f"32500{body:011d}", "LT"
        else:
            bban, country = f"{('HABA', 'UNLA', 'PARX')[person % 3]}055{body:010d}", "LV"
        check: str = iban_number.calc_check_digits(f"{country}00{bban}")
        return f"{country}{check}{bban}"

    def meter(self, contract: int) -> str:
        """Eleven digits of a meter: often begins like a new personas kods, never passes as one."""
        body = (contract * _SPREAD + self._shift) % 10**8
        ten = f"{('32', '38', '51')[contract % 3]}{body:08d}"
        return ten + _last_digit_of_nobody(ten)

    def article(self, number: int) -> str:
        """An eight-digit article code that could be a phone, and is nobody's."""
        return f"23{(number * _SPREAD + self._shift) % 10**6:06d}"

    def company(self, number: int) -> str:
        """A valid registration number of a company (its VAT number is `LV` and the same)."""
        body = (number * _SPREAD + self._shift) % 10**8
        candidates = (f"40{(body + i) % 10**8:08d}{d}" for i in range(100) for d in range(10))
        return next(c for c in candidates if pvn.is_valid(c))

    def estonian(self, number: int) -> str:
        """A valid isikukood of a man born 1960 to 1989 that has no Latvian check digit."""
        for attempt in range(1000):
            day = (number * _PRIME + self._shift + attempt) % 10_950
            born = date(1960, 1, 1) + timedelta(days=day)
            ten = f"3{born:%y%m%d}{(number + attempt) % 1000:03d}"
            code: str = ten + str(ik.calc_check_digit(ten + "0"))
            if code[-1] != check_digit(ten):
                return code
        raise AssertionError("a tenth of all codes collide, not a thousand in a row")


def _last_digit_of_nobody(ten: str) -> str:
    """A last digit under which eleven digits are no Baltic person's code."""
    free = (str(d) for d in range(10) if str(d) != check_digit(ten))
    return next(d for d in free if not ik.is_valid(ten + d))
