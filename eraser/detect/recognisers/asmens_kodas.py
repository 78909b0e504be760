"""Recognises the Lithuanian personal code beside words that name it."""

from __future__ import annotations

import re

from eraser.detect.recognisers.neighbour_code import NeighbourRecogniser
from eraser.detect.recognisers.words import MACHINE_NUMBERS, Cues
from eraser.identifiers import asmens_kodas
from eraser.identifiers.eleven_digits import company


class AsmensKodasRecogniser(NeighbourRecogniser):
    """`LT_ASMENS_KODAS`."""

    ENTITY = "LT_ASMENS_KODAS"
    CATEGORY = "asmens-kodas"
    COUNTRY = "LT"
    CONTEXT = ("asmens kodas", "Lietuvas personas kods", "Lithuanian ID code", "литовский код")
    CUES = Cues(
        vouch=re.compile(r"asmens[\s_]*kod|(?<![a-z])a\.\s?k\.|pnolt|lietuv|lithuan|литов|литв"),
        deny=re.compile(
            r"isiku|pnoee|pnolv|igaun|eston|latvij|rekin|invoice|pasutij|order|ligum|contract"
            r"|(?<![a-z])reg(?![a-z])|registr|talr|telef|phone|эстон"
        ),
        refute=MACHINE_NUMBERS,
    )

    def possible(self, digits: str) -> bool:
        """The check digit holds, and the date where there is one; without one, it must be no
        Latvian company's number.
        """
        return asmens_kodas.possible(digits) and not (digits[0] == "9" and company(digits))
