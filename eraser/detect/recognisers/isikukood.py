"""Recognises the Estonian personal code beside words that name it."""

from __future__ import annotations

import re

from eraser.detect.recognisers.neighbour_code import NeighbourRecogniser
from eraser.detect.recognisers.words import MACHINE_NUMBERS, Cues
from eraser.identifiers import isikukood


class IsikukoodRecogniser(NeighbourRecogniser):
    """`EE_ISIKUKOOD`."""

    ENTITY = "EE_ISIKUKOOD"
    CATEGORY = "isikukood"
    COUNTRY = "EE"
    CONTEXT = ("isikukood", "Igaunijas personas kods", "Estonian ID code", "эстонский личный код")
    CUES = Cues(
        vouch=re.compile(r"isikuko+d|isiku\s?k|pnoee|igaun|eston|(?<![a-z])eesti|эстон"),
        deny=re.compile(
            r"asmens|pnolt|pnolv|lietuv|lithuan|latvij|rekin|invoice|pasutij|order|ligum|contract"
            r"|(?<![a-z])reg(?![a-z])|registr|talr|telef|phone|литов|литв"
        ),
        refute=MACHINE_NUMBERS,
    )

    def possible(self, digits: str) -> bool:
        """Date and check digit hold."""
        return isikukood.possible(digits)
