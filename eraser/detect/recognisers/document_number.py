"""What the recognisers of documents share: a form without check digit, so words must vouch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.identifiers.written import NUMBER_ENDS, WORD_STARTS

PASSPORT = (
    r"(?<![a-z])pas(?:e|es|ei|i|u|em|portu?)(?![a-z])|passport|паспорт|travel doc|celosanas dok"
)
IDENTITY_CARD = (
    r"(?<![a-z])e[\s-]?id(?![a-z])|(?<![a-z])id[\s_-]*(?:kart|card)|identity\s*card"
    r"|identifikacijas\s+kart|pers(?:onas|onu|on|\.)?\s*apl(?:iecib|\.)|личност|(?<!\w)id[\s-]карт"
)
DRIVING_LICENCE = (
    r"vad(?:itaja?\w*)?[\s.]+apl(?:iec|\.|(?![a-z]))|autovadit|vadit\w*\s+tiesib|driv\w+(?:'s)?\s*(?:licen[cs]e|permit)"
    r"|водительск|(?<!\w)в/у|(?<![a-z])va\s+n[ru]"
)
ANY_DOCUMENT = (
    r"person\w*\s+apliecino\w+|(?<![a-z])dok(?:umenta?\w{0,2})?\.?\s*(?:nr|num|no)"
    r"|document|документ"
)
NO_DOCUMENT = (
    r"rekin|invoice|pasutij|order|ligum|contract|skaitit|meter|talr|phone|kadastr|konta"
    r"|(?<![a-z])reg(?![a-z])|(?<![a-z])viz(?:a|as|u)(?![a-z])|(?<![a-z])visa(?![a-z])|pavadzim|sutijum|serij(?!\w*\.?,?\s*(?:un|/|nr|num))|serial|artik|sku"
)


class DocumentRecogniser(Recogniser):
    """Numbers that match `FORM`, a regular expression over capital letters and digits."""

    FORM: ClassVar[str]
    NEEDS = r"[0-9]{6}|[0-9]{2} ?[0-9]{2} ?[0-9]{6}"
    YIELDS_TO = frozenset({"IBAN_CODE", "EMAIL_ADDRESS", "LV_PERSONAS_KODS"})

    def __init__(self, supported_language: str = "lv") -> None:
        super().__init__(supported_language)
        self.expression = re.compile(rf"{WORD_STARTS}(?<![0-9][.-])(?:{self.FORM}){NUMBER_ENDS}")

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Everything that has the form: words must vouch for it."""
        for match in self.expression.finditer(text):
            yield Candidate(*match.span(), 0.0, 0.85)
