"""Recognises the organisation's own numbers by the patterns of eraser.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.model.subject import Category

_SCORE = 0.8
"""The organisation wrote the pattern; it has no check digit that we know of."""


class OrganisationRecogniser(Recogniser):
    """One category of the organisation; the entity is its name in capitals (`CUSTOMER_NUMBER`)."""

    ENTITY = "ORGANISATION_NUMBER"
    CATEGORY = "organisation-number"
    NEEDS = ""  # the organisation's pattern itself says which texts can hold it

    def __init__(
        self, category: Category, expression: re.Pattern[str], supported_language: str = "lv"
    ) -> None:
        super().__init__(supported_language)
        self.category = category
        self.supported_entities = [category.upper().replace("-", "_")]
        self.name = f"{type(self).__name__} {category}"
        self.expression = expression

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Everything that the pattern matches."""
        for match in self.expression.finditer(text):
            if match.end() > match.start():
                yield Candidate(*match.span(), _SCORE, _SCORE)
