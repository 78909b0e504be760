"""Recognises number plates beside words that name them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.detect.recognisers.words import Cues
from eraser.identifiers.vehicle_plate import LETTERS
from eraser.identifiers.written import DASHES, SPACES, WORD_STARTS

_PLATE = re.compile(
    rf"{WORD_STARTS}(?!LV[{DASHES}{SPACES}]?[0-9]{{4}})"
    rf"(?:[{LETTERS}]{{2}}[{DASHES}{SPACES}]?|[{LETTERS}][{DASHES}])[1-9][0-9]{{0,3}}"
    rf"(?![^\W_])(?![{DASHES}.,/][0-9])"
)
"""Matches `AB-1234`, `AB 12`, `P-1234`; not `LV-1021`, a postal code, and not `ABC-123`."""


_PERSONALISED = re.compile(
    r"(?i:numur\w{0,3}[ \u00a0]?z[iī]m\w{1,5}|valsts (?:re[gģ]\w*\.? )?(?:numur\w{1,4}|nr\.)"
    r"|number plate|licen[cs]e plate|госномер)(?: ir| Nr\.|:)? [\"„“«]?"
    r"(?P<plate>(?=[A-Z0-9]{0,6}[A-Z][0-9])[A-Z][A-Z0-9]{1,7})(?![^\W_])(?!-[0-9])"
)
"""What its owner has chosen, right behind the word: `numurzīme JANIS1`; not `numurzīme Nr. 1`."""


class VehiclePlateRecogniser(Recogniser):
    """`LV_VEHICLE_PLATE`."""

    ENTITY = "LV_VEHICLE_PLATE"
    CATEGORY = "vehicle-plate"
    NEEDS = r"[A-Z][^0-9A-Za-z]{0,3}[1-9]"
    YIELDS_TO = frozenset({"IBAN_CODE", "EMAIL_ADDRESS"})
    CONTEXT = ("numurzīme", "valsts reģistrācijas numurs", "number plate", "госномер")
    _TRAILER = Cues(re.compile("piekab|trailer|прицеп"))
    CUES = Cues(
        vouch=re.compile(
            r"numur\w*\s?zim|valsts\s+(?:reg|nr|num)|reg\w*\.?\s*(?:nr|num)|(?<![a-z])auto(?!r|b|n|mat|str)"
            r"|(?<![a-z])a/m(?![a-z])|transportl|(?<![a-z])plate|vehicle|(?<![a-z])car(?![a-z])|piekab|trailer"
            r"|гос\.?\s*ном|номерн\w*\s+знак|автомоб|машин|(?<!\w)авто(?!\w)"
        ),
        deny=re.compile(
            r"(?<![a-z])pas(?:e|es|ei|i)(?![a-z])|passport|lidoj|lidmas|(?<![a-z])reis|flight|apliec"
            r"|kabinet|telpa|room|ligum|contract|rekin|invoice|pasutij|order|serij|serial|model|рейс"
        ),
    )

    def cues(self, text: str, start: int, end: int) -> Cues:
        """One letter is a trailer's, or a parking place: only the word itself vouches for it."""
        return self.CUES if text[start + 1].isalpha() else self._TRAILER

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Everything that has the form: words must vouch for it."""
        for match in _PLATE.finditer(text):
            yield Candidate(*match.span(), 0.0, 0.85)
        for match in _PERSONALISED.finditer(text):
            if not _PLATE.fullmatch(match["plate"]):
                yield Candidate(*match.span("plate"), 0.0, 0.75)
