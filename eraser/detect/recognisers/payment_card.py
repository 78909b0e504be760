"""Recognises the numbers of payment cards by network, length and check digit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.detect.recognisers.words import MACHINE_NUMBERS, Cues
from eraser.identifiers.payment_card import possible, usual
from eraser.identifiers.written import NUMBER_ENDS, NUMBER_STARTS, SPACES

_GAP = rf"[{SPACES}\-]"
_CARD = re.compile(
    rf"{NUMBER_STARTS}(?:[0-9]{{12,19}}"
    rf"|[0-9]{{4}}(?P<gap>{_GAP})[0-9]{{4}}(?P=gap)[0-9]{{4}}(?P=gap)[0-9]{{4}}(?:(?P=gap)[0-9]{{1,3}})?"
    rf"|[0-9]{{4}}(?P<amex>{_GAP})[0-9]{{6}}(?P=amex)[0-9]{{4,5}}){NUMBER_ENDS}"
)
"""Matches `4111 1111 1111 1111`, `3782 822463 10005`, `4111111111111111`; not `4111 1111`."""


_ROUND = re.compile(r"(?:[1-9][0-9]00[^0-9]){2}[1-9][0-9]00")
"""Three groups in a row that are sums: matches `4900 5000 2300 3900`; not `5500 0000 0000 0004`."""


class PaymentCardRecogniser(Recogniser):
    """`CREDIT_CARD`: debit cards too. Maestro's numbers of any length, and
    rows of round sums, only beside words.
    """

    ENTITY = "CREDIT_CARD"
    CATEGORY = "payment-card"
    NEEDS = r"[0-9]{4}[^0-9A-Za-z]?[0-9]{4}"
    CONTEXT = ("maksājumu karte", "kartes numurs", "payment card", "card number", "номер карты")
    YIELDS_TO = frozenset({"IBAN_CODE", "EMAIL_ADDRESS"})
    CUES = Cues(
        vouch=re.compile(
            r"(?<![a-z])kart(?:e|es|ei|i|u)(?![a-z])"
            r"|(?<![a-z])(?:credit|debit|payment|bank)?card(?!i)"
            r"|visa(?![a-z])|master\s?card|maestro|amex"
            r"|american express|(?<![a-z])pan(?![a-z])|карт"
        ),
        deny=re.compile(
            r"(?:lojalit|klienta|atlai|davan)\w*\s+kart\w*|(?:loyalty|discount|gift)\s*card"
            r"|(?<![a-z])ref(?![a-z])|(?<![a-z])(?:rrn|arn)(?![a-z])|rekin|invoice|pasutij|order"
            r"|ligum|contract|skaitit|meter|дисконт"
        ),
        refute=MACHINE_NUMBERS,
    )

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Numbers with a network's beginning and length whose check digit holds."""
        for match in _CARD.finditer(text):
            digits = re.sub("[^0-9]", "", match[0])
            if usual(digits) and not _ROUND.search(match[0]):
                yield Candidate(*match.span(), 0.5 if match[0] == digits else 0.85, 1.0)
            elif possible(digits):
                yield Candidate(*match.span(), 0.0, 0.9)
