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

from eraser.identifiers.declension import Case, Gender, Half, decline, genders
from eraser.identifiers.known_names import lettered, man, woman, womans_surname
from eraser.identifiers.written import WORD_ENDS, WORD_STARTS, fold
from eraser.model.subject import PersonName

_PARTS = re.compile(r"[\s\u2010\u2011\u2013-]+")
_JOINTS = ("-", " ", "–")
_TITLES = re.compile(r"(?:(?:dr|prof|doc|mag|akad|ing|inž)\.\s*)+", re.IGNORECASE)
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
    """A name as people type it: `Jānis Bērziņš`, or `Bērziņš, Jānis`; one word is a surname.

    Without a comma the surname is also known to come first when only the other word is a common
    given name. A title with a full stop (`dr.`) is no part of the name.
    """
    written = unicodedata.normalize("NFC", text).strip()
    surname, comma, given = written[_titles_end(written) :].partition(",")
    if comma:
        return PersonName(given.strip(), surname.strip())
    given, _, surname = " ".join(surname.split()).rpartition(" ")
    if given and " " not in given and _is_given(surname) and not _is_given(given):
        return PersonName(surname, given)
    return PersonName(given, surname)


def _titles_end(written: str) -> int:
    titles = _TITLES.match(written)
    return titles.end() if titles else 0


def _is_given(word: str) -> bool:
    return man(word) or woman(word)


@lru_cache(maxsize=256)
def _agreeing(
    given: str, surname: str, *, any_joint: bool = True
) -> tuple[tuple[Case, str, str], ...]:
    """Every pair of forms in one case, the nominative first, each pair once per case.

    `any_joint`: the parts of a double name may also be joined otherwise than as they were typed.
    """
    pairs = {
        (case, g, s): None
        for gender in genders(given, surname)
        for case in Case
        for g in _inflected(given, case, gender, Half.GIVEN, any_joint=any_joint)
        for s in _inflected(surname, case, gender, Half.SURNAME, any_joint=any_joint)
    }
    return tuple(sorted(pairs, key=lambda pair: pair[0]))


def _inflected(text: str, case: Case, gender: Gender, half: Half, *, any_joint: bool) -> list[str]:
    """The forms in one case, first those with the joint that was typed."""
    text = unicodedata.normalize("NFC", text).strip()
    parts = [p for p in _PARTS.split(text) if p]
    if not parts:
        return [""]
    choices = list(product(*(decline(part, gender, half)[case] for part in parts)))
    if len(parts) == 1:
        return [form for (form,) in choices]
    typed = next((j for j in _JOINTS if j in text), _JOINTS[0])
    joints = dict.fromkeys([typed, *_JOINTS]) if any_joint else (typed,)
    return [joint.join(choice) for joint in joints for choice in choices]


def _mojibake(text: str) -> str:
    """What CP1257 text becomes when it is read as CP1252, as old systems did: `Bçrziòð`."""
    try:
        return text.encode("cp1257").decode("cp1252")
    except UnicodeError:
        return text


def _plain(text: str) -> str:
    """Without diacritics; unchanged when something else than Latin letters remains."""
    bare = re.sub(_MARKS, "", unicodedata.normalize("NFD", text))
    return bare if bare.isascii() else text.replace("ё", "е").replace("Ё", "Е")


def _orders(case: Case, given: str, surname: str) -> Iterator[str]:
    """Nobody is called, or is the place of anything, with the surname first."""
    yield f"{given} {surname}".strip()
    if given and surname and case < Case.LOCATIVE:
        yield from (f"{surname} {given}", f"{surname}, {given}")


def _initials(case: Case, given: str, surname: str) -> Iterator[str]:
    if given and surname and case < Case.LOCATIVE:
        first = given[0]
        yield from (f"{first}. {surname}", f"{first}.{surname}", f"{surname} {first}.")


def forms(given: str, surname: str) -> tuple[str, ...]:
    """Every written form a search would use, the nominative first, each once.

    All cases; both orders and initials in the cases that lists and letters use; then the same
    without diacritics, in decomposed Unicode (NFD), and as CP1257 read as CP1252. A name typed
    without diacritics also yields the forms of the common name that it stands for; beside a given
    name that was typed so (`Janis`), a surname's ending tells too (`Ziemins`). Either name
    may be empty; a comma says that the surname came first, whatever stands where.

    >>> forms("Jānis", "Bērziņš")[:4]
    ('Jānis Bērziņš', 'Bērziņš Jānis', 'Bērziņš, Jānis', 'Jāņa Bērziņa')
    """
    given, surname = given.strip(), surname.strip()
    if "," in f"{given} {surname}":
        name = parse(f"{given} {surname}")
        given, surname = name.given, name.surname
    typed = f"{given} {surname}".strip()
    first = _lettered(given)
    whole = (first, _lettered(surname, by_ending=first != given))
    pairs = _agreeing(*whole, any_joint=False)
    right = [form for pair in pairs for form in _orders(*pair)]
    right += [form for pair in pairs for form in _initials(*pair)]
    by_case = [(case, f"{g} {s}".strip()) for case, g, s in _agreeing(*whole)]
    right += [form for _, form in by_case]
    # Without its letters a locative reads as another name: `Olgā Kalnā`, `Olga Kalna`.
    locatives = {form for case, form in by_case if case is Case.LOCATIVE}
    plain = [_plain(form) for form in right if form not in locatives]
    itself = [] if typed.isupper() or typed.islower() else [unicodedata.normalize("NFC", typed)]
    garbled = [_mojibake(form) for form in right]
    decomposed = [unicodedata.normalize("NFD", form) for form in right]
    return tuple(dict.fromkeys([*itself, *right, *plain, *garbled, *decomposed]))


def _lettered(name: str, *, by_ending: bool = False) -> str:
    """The name with the Latvian letters it was typed without, part by part, where they are known.

    What it stands for, written without diacritics, is again what was typed. `by_ending`: as in
    `known_names.lettered`.
    """
    if not name.isascii():
        return name
    parts = re.split(r"([\s-]+)", name)
    return "".join(lettered(part, by_ending=by_ending) for part in parts)


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

    def cases(self, written: str, *, letters_count: bool) -> set[Case]:
        """The cases in which the name is written so. `letters_count`: with these diacritics."""
        if letters_count:
            return self._exact.get(written.lower(), set())
        return self._folded.get(fold(written), set())


def _letter(letter: str) -> str:
    return re.escape(fold(letter)) + (_MARKS if letter.isalpha() else "")


@dataclass(frozen=True, slots=True)
class _Search:
    name: PersonName
    given: _Forms
    surname: _Forms
    pattern: re.Pattern[str]


def _called(pairs: Sequence[tuple[Case, str, str]]) -> list[tuple[Case, str, str]]:
    """How a woman in -a is also called to in letters: `Anno Ozola!`, `Maijo Kalna!`."""
    return [(c, g[:-1] + "o", s) for c, g, s in pairs if c is Case.VOCATIVE and g.endswith("a")]


@lru_cache(maxsize=64)
def _search(name: PersonName) -> _Search:
    pairs = _agreeing(name.given.strip(), name.surname.strip())
    pairs = (*pairs, *_called(pairs))
    given = _Forms([(case, g) for case, g, _ in pairs])
    surname = _Forms([(case, s) for case, _, s in pairs])
    g, s, first = given.pattern, surname.pattern, _letter(name.given.strip()[0])
    # In `Juris Bērziņš, Jānis Bērziņš` the first surname is the father's.
    alone = rf"(?!\s{{0,3}}(?:{s}){WORD_ENDS})"
    ways = (
        rf"(?P<g1>{g})\s{{1,3}}(?P<s1>{s}){WORD_ENDS}",
        rf"(?P<s2>{s}),?\s{{1,3}}(?P<g2>{g}){WORD_ENDS}{alone}",
        rf"{first}\.\s{{0,3}}(?:{s}){WORD_ENDS}",
        rf"(?:{s}),?\s{{1,3}}{first}\.{alone}",
    )
    return _Search(name, given, surname, re.compile(f"{WORD_STARTS}(?:{'|'.join(ways)})"))


def _mention(search: _Search, text: str, match: re.Match[str]) -> Mention:
    for g, s in (("g1", "s1"), ("g2", "s2")):
        if match[g] is not None:
            halves = (text[slice(*match.span(g))], text[slice(*match.span(s))])
            given, surname = (unicodedata.normalize("NFC", half) for half in halves)
            return Mention(*match.span(), agrees=_agree(search, given, surname))
    return Mention(*match.span(), agrees=False)


def _agree(search: _Search, given: str, surname: str) -> bool:
    """Whether the halves stand in one case, and do not rather name somebody else.

    Letters count unless the mention, or the name itself, is written without any: in `Jana
    Bērziņa` the surname shows that `Jana` is not `Jāņa`.
    """
    plain = (given + surname).isascii() or (search.name.given + search.name.surname).isascii()
    common = set[Case]()
    for letters_count in (True, False) if plain else (True,):
        common |= search.given.cases(given, letters_count=letters_count) & search.surname.cases(
            surname, letters_count=letters_count
        )
    return bool(common) and (Case.NOMINATIVE in common or not _a_woman(search, given, surname))


def _a_woman(search: _Search, given: str, surname: str) -> bool:
    """Whether a man's name in an oblique case reads as a woman's: `Andra Ozola`, `Jana Berzina`."""
    parts = [womans_surname(part) for part in _PARTS.split(search.name.surname.strip())]
    hers = fold("".join(parts))
    return woman(given) and fold("".join(_PARTS.split(surname))) == hers


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
