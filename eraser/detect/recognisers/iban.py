"""Recognises IBANs of every country, plain and grouped by four."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from stdnum import numdb

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.detect.recognisers.words import Cues
from eraser.identifiers.iban import valid
from eraser.identifiers.written import SPACES

_GAP = rf"[{SPACES}\-]"
_GAPS = re.compile(_GAP)
_FORM = re.compile(
    r"(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}"
    rf"(?:(?P<plain>{_GAP}?[A-Za-z0-9]{{11,30}})"
    rf"|(?:{_GAP}[A-Za-z0-9]{{4}}){{2,7}}(?:{_GAP}[A-Za-z0-9]{{1,3}})?)"
    r"(?![0-9A-Za-z])"
)
"""Matches `LV80BANK0000435195001`, `LV80 BANK0000435195001`, `LV97 HABA 0012 3456 7891 0`;
not `LV80BANK`.
"""


class IbanRecogniser(Recogniser):
    """`IBAN_CODE`: only with the structure of its country and right check digits."""

    ENTITY = "IBAN_CODE"
    CATEGORY = "iban"
    CONTEXT = ("iban", "konts", "konta nr", "bankas konts", "account", "счёт")
    NEEDS = r"[A-Za-z]{2}[0-9]{2}[^0-9A-Za-z]?[A-Za-z0-9]{4}"
    CUES = Cues(re.compile(r"iban|(?<![a-z])konta?(?:s|m|u)?(?![a-z])|account|bank|сч[её]т"))

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Valid IBANs; a following word of four letters is not taken for a group."""
        match = _FORM.search(text)
        while match:
            end = _valid_end(match)
            if end is not None:
                yield Candidate(match.start(), end, 0.95, 1.0)
                match = _FORM.search(text, end)
            else:
                run = (match["plain"] or "-")[0].isalnum()
                match = _FORM.search(text, match.end() if run else match.start() + 4)


def _valid_end(match: re.Match[str]) -> int | None:
    found = match[0]
    wanted = _length(found[:2].upper())
    for end in (len(found), *(m.start() for m in _GAPS.finditer(found))):
        plain = _GAPS.sub("", found[:end])
        if len(plain) == wanted:
            return match.start() + end if valid(plain) else None
    return None


@lru_cache(maxsize=26 * 26)
def _length(country: str) -> int:
    """Characters of an IBAN of the country, from the registry in python-stdnum; 0: has none."""
    entry = dict(numdb.get("iban").info(country))
    structure = entry.get(country, {}).get("bban", "")
    sizes = [int(size) for size in re.findall("([0-9]+)!", structure)]
    return 4 + sum(sizes) if sizes else 0
