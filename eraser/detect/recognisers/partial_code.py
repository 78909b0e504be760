"""Recognises the last four digits of a personas kods where words or a mask say what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.identifiers.written import NUMBER_ENDS, fold

_FOUR = r"(?P<four>[0-9]{4})"
_MASKED = re.compile(
    rf"(?<![0-9*])(?:[0-9*xX•]{{6}}-?[*xX•]{{1,2}}|[*xX•]{{6}}-?[0-9]|[*xX•]{{6,7}}-?)"
    rf"{_FOUR}{NUMBER_ENDS}"
)
"""Matches `161175-*9997`, `******-*9997`, `******-19997`, `161175-x9997`;
not `**** 9997`, which is a card."""

_SAID = re.compile(
    rf"(?:pedej\w{{0,4}}\s+(?:4|cetr\w{{0,4}}|(?=cipar))|last\s+(?:4|four)|последни\w{{1,2}}\s+(?:4|четыр\w{{1,2}})"
    r"|beidzas\s+ar|ends?\s+(?:in|with)|заканчивается\s+на)"
    r"\s*(?P<rest>[^0-9]{0,40}?)"
    rf"(?<![0-9.,]){_FOUR}{NUMBER_ENDS}"
)
"""In folded text: `p.k. pedejie cetri cipari 9997`, `last four digits: 9997`."""

_OF_A_CODE = re.compile(
    r"pers(?:onas|\.)?\s*kod|(?<![a-z])p\.?\s?k(?![a-z])|personal code"
    r"|(?:персональн|личн|перс)\w*\.?\s+код"
)
_OF_SOMETHING_ELSE = re.compile(r"kart|card|konta|account|talr|phone|iban|карт|тел")


class PartialCodeRecogniser(Recogniser):
    """`LV_PERSONAS_KODS_PARTIAL`: the span is the four digits. Evidence, never an identifier."""

    ENTITY = "LV_PERSONAS_KODS_PARTIAL"
    CATEGORY = "personas-kods-partial"
    NEEDS = r"[0-9]{4}"
    CONTEXT = ("pēdējie četri cipari", "last four digits", "последние четыре цифры")

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Four digits after a mask of a code's length, or after the words for them."""
        for match in _MASKED.finditer(text):
            yield Candidate(*match.span("four"), 0.7, 0.7)
        folded = fold(text)
        for match in _SAID.finditer(folded):
            around = folded[max(0, match.start() - 40) : match.start("four")]
            if _OF_A_CODE.search(around) and not _OF_SOMETHING_ELSE.search(around):
                yield Candidate(*match.span("four"), 0.6, 0.6)
