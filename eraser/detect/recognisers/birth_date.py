"""Recognises dates of birth: a date, and right beside it a word for birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.detect.recognisers.words import Cues
from eraser.identifiers.birth_date import DATE, valid
from eraser.identifiers.written import fold

_DATE = re.compile(DATE)


class BirthDateRecogniser(Recogniser):
    """`DATE_OF_BIRTH`: the nearest word must be one for birth, without another date between."""

    ENTITY = "DATE_OF_BIRTH"
    CATEGORY = "birth-date"
    NEEDS = r"[0-9]{4}[^0-9A-Za-z]|[^0-9A-Za-z][0-9]{4}|[0-9]{4}[gG]"
    CONTEXT = ("dzimis", "dzimusi", "dzimšanas datums", "born", "date of birth", "дата рождения")
    CUES = Cues(
        vouch=re.compile(
            r"(?<![0-9] )(?<![0-9]\. )(?:dzim(?!um|te)|(?<![a-z])dz\.?\s?(?:d(?:at)?|g)?(?![a-z])"
            r"|birth|(?<![a-z])born(?![a-z])"
            r"|(?<![a-z])d\.?\s?o\.?\s?b(?![a-z])|bday|рожд|родил|(?<!\w)род\.|(?<!\w)[дг]\.?\s?р(?!\w))"
        ),
        deny=re.compile(
            r"[0-9]{4}|nosleg|ligum|izsn|izdo|derig|issue|valid|expir|rekin|invoice|pasutij|order"
            r"|registr|creat|updat|izveid|(?<![a-z])mir(?:is|usi|st)|died|death|laulib|marri|sakot|kops"
            r"|since|termin|maksa|paid|zvan|rakst|pieteic|nosut|sanem|call|умер|выдан|действ|договор|счет"
        ),
        after=re.compile(
            r"^\.?,?\s{0,2}\(?(?:dz\.|dzim(?:\.|san|is|usi)|г\.?\s?р|(?:года?\s)?рожд|birth)"
        ),
    )

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Days on which somebody who lives can have been born."""
        for match in _DATE.finditer(fold(text)):
            if valid(match[0]):
                yield Candidate(*match.span(), 0.0, 0.95)
