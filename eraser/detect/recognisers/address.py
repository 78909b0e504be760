"""Recognises street addresses and farms, in Latvian, Russian and English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.detect.recognisers.words import Cues
from eraser.identifiers.address import (
    FARM,
    FOREIGN,
    LONGEST_NAME,
    NAME_BEFORE,
    STREET,
    valid,
)

_STREET_WORD = re.compile(
    r"[iī]el|ulv|rosp|amb|atv|auk|[sšSŠ]os|lej|[cC]e[lļ]|CE[LĻ]|rastm|nij|[IĪ]EL|ULV|ROSP|AMB|ATV|AUK"
    r"|[SŠ]OS|LEJ|RASTM|NIJ|Iel"
)
_PARISH_WORD = re.compile(r"pag|nov")
_FOREIGN_WORD = re.compile(r"ул|Ул|УЛ|бульв|б-р|просп|tr(?:eet|\.)|venue|oulevard", re.IGNORECASE)
"""What the slower expressions need; most texts have none of it."""

_SMALL_WORD = re.compile("[ \u00a0][a-zāčēģīķļņšūž]{2}")

_MEASURE = re.compile(
    r"[ \u00a0]?(?:km|m|cm|m2|m²|ha|eur|€|kw|gab|reiz|st|min|h)(?![^\W_])|[.,][0-9]", re.I
)


class AddressRecogniser(Recogniser):
    """`ADDRESS`: the span holds the town before a street only when it is a known one."""

    ENTITY = "ADDRESS"
    CATEGORY = "address"
    NEEDS = (
        r"(?:[Ii][Ee][Ll]|[Uu][Ll][Vv]|[Rr][Oo][Ss][Pp]|[Dd][Aa][Mm][Bb]|[Gg][Aa][Tt][Vv]|[Ll][Aa][Uu][Kk]"
        r"|[Oo][Ss]|[Aa][Ll][Ee][Jj]|[Cc][Ee]|[Kk][Rr][Aa][Ss]|[Nn][Ii][Jj])[^0-9]{0,12}[0-9]"
        r"|[Pp][Aa][Gg]|[Nn][Oo][Vv]|[Ss][Tt][Rr]|[Aa][Vv][Ee][Nn][Uu][Ee]|[Bb][Oo][Uu][Ll][Ee]"
        r"|у|У|б|Б|п|П"
    )
    CONTEXT = ("adrese", "dzīvo", "deklarēts", "address", "адрес")
    CUES = Cues(re.compile(r"adres|dzivo|dzives|deklar|address|resid|адрес|прожив"))

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Streets with a number, farms with a parish, and foreign forms."""
        if _STREET_WORD.search(text):
            yield from _streets(text)
        for match in FARM.finditer(text) if _PARISH_WORD.search(text) else ():
            if valid(match[0]):
                yield Candidate(*match.span(), 0.85 if match["quoted"] else 0.6, 0.95)
        for match in FOREIGN.finditer(text) if _FOREIGN_WORD.search(text) else ():
            if valid(match[0]):
                yield Candidate(*match.span(), 0.75, 0.95)


def _streets(text: str) -> Iterator[Candidate]:
    for match in STREET.finditer(text):
        start = _name_start(text, match)
        if start is None or _MEASURE.match(text, match.end()) or _counts(text, match):
            continue
        if valid(text[start : match.end()]):
            yield Candidate(start, match.end(), 0.85, 0.95)


def _counts(text: str, street: re.Match[str]) -> bool:
    """Whether the number behind a comma counts something: `Kaļķu ielā, 24 cilvēki`."""
    comma = "," in text[street.end("kind") : street.start("number")]
    return comma and _SMALL_WORD.match(text, street.end()) is not None


def _name_start(text: str, street: re.Match[str]) -> int | None:
    """Where the street's name begins; only `iela` also takes a name in small letters."""
    before = text[max(0, street.start() - LONGEST_NAME) : street.start()]
    name = NAME_BEFORE.search(before)
    if name is None:
        return None
    small = name["name"][:1].islower()
    if small and not street["kind"].lower().startswith("iel"):
        return None
    offset = street.start() - len(before)
    return offset + name.start()
