"""Recognises names of people: a common given name and a surname that agree in gender and case.

Not among the recognisers that always run: a name alone identifies nobody, and in free text one
finds many. Turn it on in eraser.yaml:

    recognisers: [eraser.detect.recognisers.name:NameRecogniser]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.detect.recognisers.words import Cues
from eraser.identifiers.declension import Case, Gender, Half, decline
from eraser.identifiers.known_names import MEN, WOMEN

_UPPER = "A-ZĀČĒĢĪĶĻŅŠŪŽŌŖ"
_WORD = rf"[{_UPPER}][^\W\d_]{{1,24}}"
_PAIR = re.compile(rf"(?<![^\W_])(?P<one>{_WORD}),? (?=(?P<other>{_WORD}(?:-{_WORD})?)(?![^\W_]))")
"""Two capitalised words, overlapping pairs too: `Jānim Bērziņam`, `Bērziņš, Jānis`."""

_STREET = re.compile(r" (?:[Ii]el|[Bb]ulv|[Pp]rosp|[Gg]atv|[Ll]aukum)")
"""After a name: it is the street's, `Krišjāņa Valdemāra ielā`."""

_ENDINGS: dict[tuple[Gender, Case], tuple[str, ...]] = {
    (Gender.MASCULINE, Case.NOMINATIVE): ("s", "š", "a", "e", "o"),
    (Gender.MASCULINE, Case.GENITIVE): ("a", "as", "es", "us", "ā"),
    (Gender.MASCULINE, Case.DATIVE): ("am", "im", "em", "um"),
    (Gender.MASCULINE, Case.ACCUSATIVE): ("u", "i", "o"),
    (Gender.FEMININE, Case.NOMINATIVE): ("a", "e", "ā"),
    (Gender.FEMININE, Case.GENITIVE): ("as", "es", "ās"),
    (Gender.FEMININE, Case.DATIVE): ("ai", "ei", "ij"),
    (Gender.FEMININE, Case.ACCUSATIVE): ("u", "i", "o"),
}
"""How surnames end in the cases in which texts name people."""


class NameRecogniser(Recogniser):
    """`PERSON`: given name and surname in either order; words for people raise the score."""

    ENTITY = "PERSON"
    CATEGORY = "name"
    NEEDS = r"[A-Z][^0-9]{1,60} "
    CONTEXT = ("klients", "kundze", "kungs", "vārds", "uzvārds", "customer", "клиент")
    CUES = Cues(re.compile(r"klient|kundz|kung|vard|paraksts|customer|client|name|клиент|господ"))

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Pairs of words that agree."""
        for match in _PAIR.finditer(text):
            one, other = match["one"], match["other"]
            if _STREET.match(text, match.end("other")):
                continue
            if _agree(one, other) or _agree(other, one):
                yield Candidate(match.start(), match.end("other"), 0.5, 0.75)


def _agree(given: str, surname: str) -> bool:
    places = _given_names().get(given.capitalize(), frozenset())
    last = surname.rpartition("-")[2].lower()
    return any(last.endswith(_ENDINGS[place]) for place in places)


@lru_cache(maxsize=1)
def _given_names() -> dict[str, frozenset[tuple[Gender, Case]]]:
    """Every form of every common given name, with the genders and cases it stands for."""
    forms: dict[str, set[tuple[Gender, Case]]] = {}
    for names, gender in ((MEN, Gender.MASCULINE), (WOMEN, Gender.FEMININE)):
        for name in names:
            cases = decline(name, gender, Half.GIVEN)
            for case in (Case.NOMINATIVE, Case.GENITIVE, Case.DATIVE, Case.ACCUSATIVE):
                for form in cases[case]:
                    forms.setdefault(form, set()).add((gender, case))
    return {form: frozenset(places) for form, places in forms.items()}
