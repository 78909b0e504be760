"""Recognises phone numbers: Latvian in every grouping, foreign with their country's code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.detect.recognisers.words import MACHINE_NUMBERS, Cues
from eraser.identifiers import phone
from eraser.identifiers.written import DASHES, NUMBER_ENDS, NUMBER_STARTS, SPACES

_GAP = "[" + "".join(re.escape(s) for s in phone.SEPARATORS) + "]"


def _group(sizes: tuple[int, ...], name: str) -> str:
    first, *rest = (f"[0-9]{{{size}}}" for size in sizes)
    if not rest:
        return first
    return rf"{first}(?P<{name}>{_GAP}){rest[0]}" + "".join(f"(?P={name}){r}" for r in rest[1:])


_NATIONAL = "|".join(
    [
        r"[0-9]{8}",
        *(_group(sizes, f"gap{n}") for n, sizes in enumerate(phone.GROUPINGS)),
        *(re.escape(form).replace("0", "[0-9]") for form in phone.RARE),
    ]
)
_ANY_GAPS = rf"\(?[0-9](?:[{SPACES}{DASHES}.()/]{{0,2}}[0-9]){{7}}"
"""How the digits are grouped behind the country's code, where nothing else can be meant."""

_STARTS = rf"(?:{NUMBER_STARTS}|(?<=[Tt][aā]lr)|(?<=[Tt]el)|(?<=[Mm]ob))"
"""As a number begins, or right behind the word for it: `tālr29123456`."""

_LATVIAN = re.compile(
    rf"{_STARTS}(?P<country>\(?(?:\+|00)[{SPACES}]?371\)?[{SPACES}{DASHES}]{{0,2}})?"
    rf"(?P<bare>371{_GAP}?)?(?P<national>(?(country){_ANY_GAPS}|(?:{_NATIONAL}))){NUMBER_ENDS}"
)
"""Matches `+371 22 124 444`, `2612-3456`, `37122124444`, `22124444`; not `122124444`."""

_FOREIGN = re.compile(
    rf"{NUMBER_STARTS}(?:\+|00(?=37[02]))"
    rf"[1-9](?:[{SPACES}().\-]{{0,2}}[0-9]){{7,14}}{NUMBER_ENDS}"
)
"""Matches `+370 612 34567`, `003725123 4567`; not `370 612 34567`."""

_TYPICAL = re.compile(rf"[0-9]{{2}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}|[0-9]{{4}}{_GAP}[0-9]{{4}}")
_NUMBERED = re.compile(r"20[0-3][0-9]-[0-9]{4}")
"""A year and a number, as offices number what they write: `2024-0001`."""

_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

_YEARS = re.compile(r"(?:19|20)[0-9]{2}\D(?:19|20)[0-9]{2}")
_AMOUNT_BEFORE = re.compile(rf"(?i)(?:eur|usd|[€$])[{SPACES}]?$")
_AMOUNT_AFTER = re.compile(
    rf"(?i)[{SPACES}]?(?:eur|eiro|usd|[€$%]|k?wh|m[23²³]|iedz[iī]v|gab|cilv|reiz|vien[iī]b|bals|ierakst|rind|rows|records|bytes|[kmg]b(?![a-z])|pcs|kg|руб|чел|шт)|,[0-9]{{2}}\b"
)
_GROUP_BEFORE = re.compile(rf"[0-9][{SPACES}]$")
_GROUP_AFTER = re.compile(rf"[{SPACES}][0-9]")


class PhoneRecogniser(Recogniser):
    """`PHONE_NUMBER`: the span holds the country's code when it is written.

    Eight digits in a row count only where words or the field's name say that it is a phone;
    `22 124 444` and `2612-3456` count by themselves, unless an amount of money, a year or a
    longer row of groups explain them.
    """

    ENTITY = "PHONE_NUMBER"
    CATEGORY = "phone"
    CONTEXT = ("tālrunis", "tālr.", "telefons", "tel.", "mob.", "phone", "mobile", "телефон")
    YIELDS_TO = frozenset({"IBAN_CODE", "EMAIL_ADDRESS", "CREDIT_CARD"})
    NEEDS = r"[0-9](?:[^0-9A-Za-z]{0,4}[0-9]){7}"
    CUES = Cues(
        vouch=re.compile(
            r"talr|(?<![a-z])tel(?![a-z])|(?<![a-z])t[.:]\s*$|telef|phone|(?<![a-z])mob(?![a-z])|mobil|(?<![a-z])gsm"
            r"|msisdn|recipient|caller|callee|(?<![a-z])fak[sc]|(?<![a-z])fax|zvan|(?<![a-z])call|whatsapp|(?<![a-z])sms"
            r"|man(?:s|u|am|a)?\s+(?:nr|num\w*)|my\s+number|(?:мой|моего|моем)\s+номер"
            r"|(?<![a-z])kontakt|(?<![a-z])contact|тел(?!о)|моб(?!илиз)|звон"
        ),
        deny=re.compile(
            r"rekin|invoice|pasutij|order|ligum|contract|skaitit|meter|kadastr|(?<![a-z])iban"
            r"|(?<![a-z])reg(?![a-z])|registracij|summa|amount|(?<![a-z])issn|iedziv|inhabit"
            r"|(?<![a-z])cen[aus](?![a-z])|price|ticket|budzet|apgroz|apjom|ienem|izmaks|detal|komplekt"
            r"|(?<![a-z])art\.|(?<![a-z])(?:kod(?:s|a|u|i)|code|код)(?:\s+ir)?[\s:]*$|katalog|catalog"
            r"|(?:kontakt|contact)\w*\s+(?:id|kod\w*|code|ref\w*|key)(?![a-z])"
        ),
        refute=MACHINE_NUMBERS,
    )

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Numbers that can be dialled, Latvian first, then foreign."""
        for match in _LATVIAN.finditer(text):
            digits = re.sub(r"[^0-9]", "", match["national"])
            if phone.latvian(digits) and not _in_uuid(text, match):
                yield Candidate(*match.span(), *_scores(text, match))
        for match in _FOREIGN.finditer(text):
            end = _foreign_end(match)
            if end is not None:
                yield Candidate(match.start(), end, 0.8, 1.0)


def _scores(text: str, match: re.Match[str]) -> tuple[float, float]:
    if match["country"]:
        return (0.95, 1.0)
    if match["bare"] or not _TYPICAL.fullmatch(match["national"]):
        return (0.0, 0.9)
    if _NUMBERED.fullmatch(match["national"]) and not _YEARS.fullmatch(match["national"]):
        return (0.0, 0.9)
    return (0.0, 0.6) if _explained(text, match) else (0.5, 0.95)


def _in_uuid(text: str, match: re.Match[str]) -> bool:
    """Whether the digits are groups of a UUID: `ee45af8e-6708-4795-a7b2-0f2c8a7c8c8a`."""
    around = text[max(0, match.start() - 36) : match.end() + 36]
    at = match.start() - max(0, match.start() - 36)
    return any(uuid.start() <= at < uuid.end() for uuid in _UUID.finditer(around))


def _explained(text: str, match: re.Match[str]) -> bool:
    """Whether the groups of digits are an amount, two years, or a part of a longer row."""
    national, before = match["national"], text[max(0, match.start() - 5) : match.start()]
    amount = _AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(text, match.end())
    spaced = national[4] in SPACES or national[2] in SPACES
    thousands = spaced and national.endswith("000")
    row = _GROUP_BEFORE.search(before) or _GROUP_AFTER.match(text, match.end())
    return bool(amount or thousands or _YEARS.fullmatch(national) or (spaced and row))


def _foreign_end(match: re.Match[str]) -> int | None:
    """Where the number ends: what follows it after a space may be another number."""
    found = match[0]
    gaps = [m.start() for m in re.finditer(f"[{SPACES}]", found)]
    for end in [len(found), *reversed(gaps[-2:])]:
        try:
            number = phone.normalise(found[:end])
        except ValueError:
            continue
        written = found[:end].rstrip(f"{SPACES}.-")
        return None if number.startswith("+371") else match.start() + len(written)
    return None
