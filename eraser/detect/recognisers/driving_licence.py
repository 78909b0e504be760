"""Recognises the numbers of driving licences beside words that name them."""

from __future__ import annotations

import re

from eraser.detect.recognisers.document_number import (
    DRIVING_LICENCE,
    IDENTITY_CARD,
    NO_DOCUMENT,
    PASSPORT,
    DocumentRecogniser,
)
from eraser.detect.recognisers.words import Cues
from eraser.identifiers import driving_licence


class DrivingLicenceRecogniser(DocumentRecogniser):
    """`LV_DRIVING_LICENCE`: `ABC123456`."""

    ENTITY = "LV_DRIVING_LICENCE"
    CATEGORY = "driving-licence"
    FORM = driving_licence.FORM
    CONTEXT = ("vadītāja apliecība", "driving licence", "водительское удостоверение")
    CUES = Cues(
        re.compile(DRIVING_LICENCE), re.compile(f"{PASSPORT}|{IDENTITY_CARD}|{NO_DOCUMENT}")
    )
