"""Personal names in texts: every written form of a name, and where a text mentions a person.

`Bērziņa` is both a man's genitive and a woman's nominative, so a mention counts fully only when
given name and surname agree in case; a name alone never identifies anyone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from eraser.identifiers.declension import Case, Gender, decline, genders
from eraser.identifiers.written import WORD_ENDS, WORD_STARTS, fold
from eraser.model.subject import PersonName

_PARTS = re.compile(r"[\s\u2010\u2011\u2013-]+")
_JOINTS = ("-", " ", "–")
_MARKS = "[\u0300-\u036f]*"


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]`, in code points, may name the person.

    `agrees`: given name and surname are both written out and stand in one grammatical case.
    Otherwise (initials, cases that differ) it is a hint for a person to look at.
    """

    start: int
    end: int
    agrees: bool


def parse(text: str) -> PersonName:
    """A name as people type it: `Jānis Bērziņš`, or `Bērziņš, Jānis`; one word is a surname."""
    surname, comma, given = unicodedata.normalize("NFC", text).strip().partition(",")
    if comma:
        return PersonName(given.strip(), surname.strip())
    given, _, surname = " ".join(surname.split()).rpartition(" ")
    return PersonName(given, surname)


@lru_cache(maxsize=256)
def _agreeing(given: str, surname: str) -> tuple[tuple[Case, str, str], ...]:
    """Every pair of forms in one case, the nominative first, each pair once per case."""
    pairs = {
        (case, g, s): None
        for gender in genders(given, surname)
        for case in Case
        for g in _inflected(given, case, gender)
        for s in _inflected(surname, case, gender)
    }
    return tuple(sorted(pairs, key=lambda pair: pair[0]))


def _inflected(text: str, case: Case, gender: Gender) -> list[str]:
    parts = [p for p in _PARTS.split(unicodedata.normalize("NFC", text).strip()) if p]
    if not parts:
        return [""]
    choices = product(*(decline(part, gender)[case] for part in parts))
    joints = _JOINTS if len(parts) > 1 else ("",)
    return [joint.join(choice) for choice in choices for joint in joints]


def _mojibake(text: str) -> str:
    """What CP1257 text becomes when it is read as CP1252, as old systems did: `Bçrziòð`."""
    try:
        return text.encode("cp1257").decode("cp1252")
    except UnicodeError:
        return text


def _plain(text: str) -> str:
    """Without diacritics; unchanged when something else than Latin letters remains."""
    bare = re.sub(_MARKS, "", unicodedata.normalize("NFD", text))
    return bare if bare.isascii() else text


def _orders(given: str, surname: str) -> Iterator[str]:
    if not given:
        yield surname
        return
    if not surname:
        yield given
        return
    yield from (f"{given} {surname}", f"{surname} {given}", f"{surname}, {given}")


def _initials(given: str, surname: str) -> Iterator[str]:
    if given and surname:
        first = given[0]
        yield from (f"{first}. {surname}", f"{first}.{surname}", f"{surname} {first}.")


def forms(given: str, surname: str) -> tuple[str, ...]:
    """Every written form a search would use, the nominative first, each once.

    All cases, both orders, with initials; then the same without diacritics, in decomposed
    Unicode (NFD), and as CP1257 read as CP1252. Either name may be empty.

    >>> forms("Jānis", "Bērziņš")[:4]
    ('Jānis Bērziņš', 'Bērziņš Jānis', 'Bērziņš, Jānis', 'Jāņa Bērziņa')
    """
    pairs = _agreeing(given.strip(), surname.strip())
    right = [form for _, g, s in pairs for form in _orders(g, s)]
    right += [form for _, g, s in pairs for form in _initials(g, s)]
    writings = (str, _plain, _mojibake, lambda form: unicodedata.normalize("NFD", form))
    return tuple(dict.fromkeys(write(form) for write in writings for form in right))


class _Forms:
    """The forms of one half of a name with their cases, and a pattern that matches any of them."""

    def __init__(self, forms_by_case: Sequence[tuple[Case, str]]) -> None:
        self._exact: dict[str, set[Case]] = {}
        self._folded: dict[str, set[Case]] = {}
        patterns = set()
        for case, form in forms_by_case:
            for written in (form, _mojibake(form)):
                self._exact.setdefault(written.lower(), set()).add(case)
                self._folded.setdefault(fold(written), set()).add(case)
                patterns.add("".join(map(_letter, written)))
        self.pattern = "|".join(sorted(patterns, key=lambda p: (-len(p), p)))

    def cases(self, written: str) -> set[Case]:
        """The cases in which the name is written so; diacritics decide where there are any."""
        normal = unicodedata.normalize("NFC", written)
        return self._exact.get(normal.lower()) or self._folded.get(fold(normal), set())


def _letter(letter: str) -> str:
    folded = re.escape(fold(letter))
    return folded if letter.isascii() else folded + _MARKS


@dataclass(frozen=True, slots=True)
class _Search:
    given: _Forms
    surname: _Forms
    pattern: re.Pattern[str]


@lru_cache(maxsize=64)
def _search(name: PersonName) -> _Search:
    pairs = _agreeing(name.given.strip(), name.surname.strip())
    given = _Forms([(case, g) for case, g, _ in pairs])
    surname = _Forms([(case, s) for case, _, s in pairs])
    g, s, first = given.pattern, surname.pattern, _letter(name.given.strip()[0])
    ways = (
        rf"(?P<g1>{g})\s{{1,3}}(?P<s1>{s}){WORD_ENDS}",
        rf"(?P<s2>{s}),?\s{{1,3}}(?P<g2>{g}){WORD_ENDS}",
        rf"{first}\.\s{{0,3}}(?:{s}){WORD_ENDS}",
        rf"(?:{s}),?\s{{1,3}}{first}\.",
    )
    return _Search(given, surname, re.compile(f"{WORD_STARTS}(?:{'|'.join(ways)})"))


def _mention(search: _Search, text: str, match: re.Match[str]) -> Mention:
    for g, s in (("g1", "s1"), ("g2", "s2")):
        if match[g] is not None:
            given = search.given.cases(text[slice(*match.span(g))])
            surname = search.surname.cases(text[slice(*match.span(s))])
            return Mention(*match.span(), agrees=bool(given & surname))
    return Mention(*match.span(), agrees=False)


def mentions(text: str, names: Sequence[PersonName]) -> list[Mention]:
    """Where a text may name one of the persons, left to right.

    Any case, both orders, initials, any letter case, with or without diacritics (NFC and NFD).
    A name without both halves is never looked for: half a name names nobody.
    """
    folded = fold(text)
    found = {
        _mention(search, text, match)
        for name in names
        if name.given.strip() and name.surname.strip()
        for search in (_search(name),)
        for match in search.pattern.finditer(folded)
    }
    return sorted(found, key=lambda m: (m.start, m.end))
