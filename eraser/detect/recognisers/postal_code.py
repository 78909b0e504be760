"""Recognises postal codes of Latvia, and of its neighbours beside their towns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.detect.recognisers.words import Cues
from eraser.identifiers.postal_code import FORM
from eraser.identifiers.written import WORD_STARTS

_CODE = re.compile(rf"(?i:{WORD_STARTS}{FORM}(?![^\W_])(?!-[0-9]))")
"""Matches `LV-1021`, `LV1021`; not `LV-10211`, not `LV-1021-22`."""


_NEIGHBOURS = re.compile(
    rf"{WORD_STARTS}(?:(?P<lt>LT-[0-9]{{5}})(?![^\W_])"
    r"|(?P<town>[0-9]{5})(?=,? (?:Tallinn|Tartu|Narva|Pärnu"
    r"|Vilni|Kaun|Klaip[eė]d|[SŠ]iauli|Panev[eė]ž)))"
)
"""Matches `LT-01103`, and `10115` of `10115 Tallinn`."""


class PostalCodeRecogniser(Recogniser):
    """`LV_POSTAL_CODE`: with a hyphen it proves itself."""

    ENTITY = "LV_POSTAL_CODE"
    CATEGORY = "postal-code"
    NEEDS = r"[Ll][Vv][^0-9A-Za-z]{0,5}[1-5][0-9]{3}|LT-[0-9]{5}|[0-9]{5},? [KNPTVŠ]"
    CONTEXT = ("pasta indekss", "adrese", "postal code", "address", "индекс")
    YIELDS_TO = frozenset({"IBAN_CODE", "EMAIL_ADDRESS"})
    CUES = Cues(
        vouch=re.compile(
            r"pasta|indeks|adres|(?<![a-z])ielas?(?![a-z])|postal|zip|post\s?code|address|индекс|адрес"
        ),
        deny=re.compile(r"ligum|contract|rekin|invoice|pasutij|order|model|serij|serial|artik|sku"),
    )

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Everything that has the form."""
        for match in _CODE.finditer(text):
            hyphen = not match[0][2:].isdigit()
            yield Candidate(*match.span(), 0.8 if hyphen else 0.5, 0.95)
        for match in _NEIGHBOURS.finditer(text):
            at = "lt" if match["lt"] else "town"
            yield Candidate(*match.span(at), 0.8, 0.95)
