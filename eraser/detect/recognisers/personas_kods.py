"""Recognises the Latvian personal code in both forms, and tells it from its look-alikes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.detect.recognisers.words import MACHINE_NUMBERS, Cues
from eraser.identifiers.eleven_digits import ambiguous
from eraser.identifiers.personas_kods import (
    OLDEST_LIVING,
    PREFIX,
    SEPARATOR,
    Standing,
    born,
    standing,
)
from eraser.identifiers.written import NUMBER_ENDS, NUMBER_STARTS, SPACES

_CODE = re.compile(
    rf"(?<!\+){NUMBER_STARTS}(?P<prefix>{PREFIX})?"
    rf"(?P<code>(?P<head>[0-9]{{6}}|(?:[0-9]{{2}}\.){{2}}[0-9]{{2}}(?=-))(?P<gap>{SEPARATOR})?"
    rf"(?P<tail>[0-9]{{5}})){NUMBER_ENDS}",
    re.IGNORECASE,
)
"""Matches `161175-19997`, `161175 – 19997`, `PNOLV-161175-19997`, `16.11.75-19997`, `LV` before.
Not `161175-199971`, not `+37122124444`.
"""

_NEIGHBOURS = (
    r"(?:igaun|eston|lietuv|lithuan|литов|литв|эстон)\w*\s+"
    r"(?:pers(?:onas|onal|\.)?|identity|персональн\w*|личн\w*)\s*(?:kod\w*|code|код\w*)"
)
"""In folded text: `Igaunijas personas koda`; the neighbour's word denies what follows it."""

_ROW_BEFORE = re.compile(rf"[0-9][{SPACES}]$")
_ROW_AFTER = re.compile(rf"[{SPACES}][0-9]{{2}}")
"""Groups of digits with spaces go on: a row of numbers, no code."""

_NUMBER = re.compile(r"\s*(?P<code>[0-9]{10})\s*")
"""The whole of a number column's cell that has lost its leading zero: `6119306460`."""

_FORM_ALONE = {
    Standing.CHECKED: (0.85, 1.0),
    Standing.ZERO_FOR_TEN: (0.6, 0.85),
    Standing.UNCHECKED: (0.0, 0.85),
}
_FORM_MARKED = {
    Standing.CHECKED: (0.95, 1.0),
    Standing.ZERO_FOR_TEN: (0.7, 0.9),
    Standing.UNCHECKED: (0.7, 0.9),
}
_NEW_CHECKED_SPACED = (0.6, 1.0)
_NEW_CHECKED_ALONE = (0.0, 1.0)
"""One random number in eleven holds the check, and the new form has no date to hold besides: of
serial numbers more would be taken for new codes than for old ones."""


class PersonasKodsRecogniser(Recogniser):
    """`LV_PERSONAS_KODS`: the span is the code without `PNOLV-` or `LV`.

    Estonian and Lithuanian codes, `371…` phone numbers and unchecked new codes count only with
    a hyphen, `PNOLV-`, or words that vouch for them. Company numbers never have the form.
    """

    ENTITY = "LV_PERSONAS_KODS"
    CATEGORY = "personas-kods"
    CONTEXT = ("personas kods", "pers. kods", "p.k.", "pk", "personal code", "персональный код")
    YIELDS_TO = frozenset({"IBAN_CODE", "EMAIL_ADDRESS"})
    NEEDS = r"[0-9]{5,6}[^0-9A-Za-z]{0,3}[0-9]{5}|[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{5}"
    CUES = Cues(
        vouch=re.compile(
            r"pers(?:ona|onas|\.)?[\s_]*(?:kod|k(?![a-z]))|(?<![a-z])p[./]?\s?k(?![a-z])|pnolv"
            r"|nodokl\w*\s+maksatajs?a?\s+(?:kod|num|nr)"
            r"|person(?:al|s)?[\s_-]*(?:code|id|identity|number)|national id"
            r"|(?:персональн|личн)\w*\s+код|перс\.?\s*код|(?<!\w)п\.?\s?к(?:\.|\s)"
        ),
        deny=re.compile(
            rf"{_NEIGHBOURS}|kadastr|cadastr|isiku|asmens|igaun|eston|lietuv|lithuan|литов|литв|эстон|pnoee|pnolt|rekin|invoice|pasutij|order"
            r"|ligum|contract|skaitit|meter|(?<![a-z])reg(?![a-z])|registracij"
            r"|talr|telef|phone|(?<![a-z])(?:tel|mob)(?![a-z])"
        ),
        refute=MACHINE_NUMBERS,
    )

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Codes that can exist, by form, date and check digit."""
        for match in _CODE.finditer(text):
            judged = standing(_digits(match))
            if judged is not None:
                alone, vouched = _scores(match, judged)
                if (match["gap"] or "-").isspace() and _in_a_row(text, *match.span()):
                    alone = 0.0
                yield Candidate(*match.span("code"), alone, vouched)
        number = _NUMBER.fullmatch(text)
        if number and standing("0" + number["code"]) is not None:
            yield Candidate(*number.span("code"), 0.0, 0.7)


def _of_the_living(digits: str) -> bool:
    day = born(digits)
    return day is None or day >= OLDEST_LIVING


def _in_a_row(text: str, start: int, end: int) -> bool:
    before = _ROW_BEFORE.search(text[max(0, start - 2) : start])
    return bool(before or _ROW_AFTER.match(text, end))


def _digits(match: re.Match[str]) -> str:
    return match["head"].replace(".", "") + match["tail"]


def _scores(match: re.Match[str], judged: Standing) -> tuple[float, float]:
    digits = _digits(match)
    gap = match["gap"] or " "
    hyphen = len(gap) == 1 and not gap.isspace()  # with spaces beside it, it may be a range
    if hyphen or (match["prefix"] or "").upper().startswith("PNOLV"):
        return _FORM_MARKED[judged]
    if not match["gap"] and (ambiguous(digits) or not _of_the_living(digits)):
        return (0.0, 0.9)  # no neighbour groups its codes
    if digits[0] == "3" and digits[1] >= "2" and judged is Standing.CHECKED:
        return _NEW_CHECKED_SPACED if match["gap"] else _NEW_CHECKED_ALONE
    return _FORM_ALONE[judged]
