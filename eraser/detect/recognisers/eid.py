"""Recognises the numbers of identity cards (eID) beside words that name them."""

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

_OTHERS = f"{PASSPORT}|{DRIVING_LICENCE}|{NO_DOCUMENT}"


class EidRecogniser(DocumentRecogniser):
    """`LV_EID`: two letters or digits and seven digits (`PA1234567`)."""

    ENTITY = "LV_EID"
    CATEGORY = "eid"
    FORM = r"[A-Z]{2}[ \u00a0]?[0-9]{7}|[0-9]{7}|[0-9]{9}"
    CONTEXT = ("eID", "ID karte", "personas apliecība", "identity card", "удостоверение личности")
    CUES = Cues(re.compile(IDENTITY_CARD), re.compile(_OTHERS))
    _LATVIAN = Cues(re.compile(f"{IDENTITY_CARD}|{ANY_DOCUMENT}"), re.compile(_OTHERS))

    def cues(self, text: str, start: int, end: int) -> Cues:
        """Beside the word document a number that begins with PA is an identity card's."""
        return self._LATVIAN if text.startswith("PA", start) else self.CUES
