"""Recognises the numbers of passports, Latvian and others, beside words that name them."""

from __future__ import annotations

import re

from eraser.detect.recognisers.document_number import (
    ANY_DOCUMENT,
    DRIVING_LICENCE,
    IDENTITY_CARD,
    NO_DOCUMENT,
    PASSPORT,
    DocumentRecogniser,
)
from eraser.detect.recognisers.words import Cues

_OTHERS = f"{IDENTITY_CARD}|{DRIVING_LICENCE}|{NO_DOCUMENT}"


class PassportRecogniser(DocumentRecogniser):
    """`LV_PASSPORT`: letters and digits by the form of passports (`LV1234567`, `45 03 123456`)."""

    ENTITY = "LV_PASSPORT"
    CATEGORY = "passport"
    FORM = (
        r"[A-Z]{2}[ \u00a0]?[0-9]{7}|[A-Z]{1,2}[ \u00a0]?[0-9]{6,8}|[0-9]{7}|[0-9]{9}"
        r"|[0-9]{2}[ \u00a0]?[0-9]{2}[ \u00a0]?[0-9]{6}"
    )
    CONTEXT = ("pase", "pases numurs", "passport", "паспорт")
    CUES = Cues(re.compile(PASSPORT), re.compile(_OTHERS))
    _LATVIAN = Cues(re.compile(f"{PASSPORT}|{ANY_DOCUMENT}"), re.compile(_OTHERS))

    def cues(self, text: str, start: int, end: int) -> Cues:
        """Beside the word document a number that begins with LV is a passport's."""
        return self._LATVIAN if text.startswith("LV", start) else self.CUES
