"""How a Latvian name changes its ending with the grammatical case.

Singular only. The table is data: a row is chosen by gender and by the ending of the nominative,
the first row that fits; the rest of the word is the stem. `^` asks for the softened stem
(2nd declension, genitive), `|` separates alternatives, an empty cell is the bare stem.
Source: the six declensions as school grammars have them; adjectival surnames; loan names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum, StrEnum
from functools import lru_cache

from eraser.identifiers import russian
from eraser.identifiers.known_names import man, woman


class Case(IntEnum):
    """The grammatical cases, in the order of the grammars; the order of the table's columns."""

    NOMINATIVE = 0
    GENITIVE = 1
    DATIVE = 2
    ACCUSATIVE = 3
    LOCATIVE = 4
    VOCATIVE = 5


class Gender(StrEnum):
    """The gender of the person, which decides the dative of names in -a and -e."""

    MASCULINE = "m"
    FEMININE = "f"


class Half(StrEnum):
    """Which half of a name a word is: surnames soften more strictly than given names do."""

    GIVEN = "given"
    SURNAME = "surname"


_UNCHANGED = ("as", "es", "os", "ys")

_TABLE: Mapping[Gender, tuple[tuple[str, ...], ...]] = {
    Gender.MASCULINE: (
        ("ējais", "ējā", "ējam", "ējo", "ējā", "ējais"),
        ("ais", "ā", "ajam", "o", "ajā", "ais"),
        ("īts", "īša", "ītim|ītam", "īti|ītu", "ītī|ītā", "īt|īts"),
        ("is", "^a", "im", "i", "ī", "i"),
        ("us", "us", "um", "u", "ū", "u"),
        ("s", "a", "am", "u", "ā", "|s"),
        ("š", "a", "am", "u", "ā", "|š"),
        ("a", "as", "am", "u", "ā", "a|"),
        ("e", "es", "em", "i", "ē", "e|"),
    ),
    Gender.FEMININE: (
        ("is", "is", "is", "is", "is", "is"),
        ("us", "us", "ui", "u", "ū", "u"),
        # 6th declension (Klints, Klintij), or a man's form borne unchanged by a woman.
        ("s", "s", "ij|s", "i|s", "ī|s", "s"),
        ("a", "as", "ai", "u", "ā", "a|"),
        ("e", "es", "ei", "i", "ē", "e|"),
        ("ējā", "ējās", "ējai", "ējo", "ējā", "ējā"),
        ("ā", "ās", "ajai", "o", "ajā", "ā"),
    ),
}

_CONSONANT_STEMS = frozenset({"akmens", "asmens", "mēness", "rudens", "zibens", "ūdens"})
_CONSONANT_ROW = ("s", "s|^a", "im", "i", "ī", "s")
"""Nouns of the 2nd declension that have kept an old nominative in -s: of Akmens or Akmeņa, to
Akmenim. Common nouns have the first genitive, surnames either."""

_SOFTENED = (
    ("kst", "kš"), ("nst", "nš"), ("sn", "šņ"), ("zn", "žņ"), ("ln", "ļņ"), ("nn", "ņņ"),
    ("sl", "šļ"), ("zl", "žļ"), ("ll", "ļļ"), ("t", "š"), ("d", "ž"), ("c", "č"), ("s", "š"),
    ("z", "ž"), ("l", "ļ"), ("n", "ņ"), ("p", "pj"), ("b", "bj"), ("m", "mj"), ("v", "vj"),
    ("f", "fj"),
)  # fmt: skip


_SHORT_STEMS = frozenset({"suns", "sāls"})
_SHORT_ROW = ("s", "^a", "im", "i", "ī", "s|")
"""The same of one syllable: of Suņa, to Sunim."""


def softened(stem: str, half: Half | None = None) -> tuple[str, ...]:
    """The stem before the genitive -a of the 2nd declension, all forms in use.

    Stems in t and d waver, and no rule tells which: Gatis, Gata; Raitis, Raiša or Raita. Only
    surnames of three syllables and more always soften: Balodis, Baloža (`Baloda` is a Balods).

    >>> softened("Jān"), softened("Miervald"), softened("Kovaļsk")
    (('Jāņ',), ('Miervalž', 'Miervald'), ('Kovaļsk',))
    """
    for ending, soft in _SOFTENED:
        if stem.endswith(ending):
            changed = stem[: -len(ending)] + soft
            return _in_use(stem, changed, half) if ending[-1] in "td" else (changed,)
    return (stem,)


def _in_use(stem: str, changed: str, half: Half | None) -> tuple[str, ...]:
    always = half is Half.SURNAME and _syllables(stem) > 1
    return (changed,) if always else (changed, stem)


def _syllables(word: str) -> int:
    return len(re.findall("[aāeēiīoōuū]+", word.lower()))


def _cell(stem: str, ending: str, half: Half | None) -> tuple[str, ...]:
    if ending.startswith("^"):
        return tuple(s + ending[1:] for s in softened(stem, half))
    return (stem + ending,)


@lru_cache(maxsize=4096)
def decline(word: str, gender: Gender, half: Half | None = None) -> tuple[tuple[str, ...], ...]:
    """All forms of one word, indexed by `Case`; several where usage wavers.

    Loan names in -o, -ē, -i, -ū, -as or a foreign consonant do not change. A word all in capitals
    or all in small letters yields capitalised forms: a search disregards letter case. Of names in
    Cyrillic the last is the instrumental (`russian`), since they have no vocative.

    >>> decline("Jānis", Gender.MASCULINE)[Case.GENITIVE]
    ('Jāņa',)
    """
    if word.isupper() or word.islower():
        word = word.capitalize()
    if russian.is_cyrillic(word):
        man = gender is Gender.MASCULINE
        return russian.decline(word, man=man, surname=half is Half.SURNAME)
    unchanged = ((word,),) * len(Case)
    if word.endswith(_UNCHANGED) and len(word) > 3:
        return unchanged
    for nominative, *endings in _rows(word.lower(), gender):
        if word.endswith(nominative) and len(word) > len(nominative) + 1:
            stem = word.removesuffix(nominative)
            cases = [[f for e in cell.split("|") for f in _cell(stem, e, half)] for cell in endings]
            if endings[-1] in _SHORTENED and not _is_shortened(stem, half):
                cases[-1] = [word]
            return ((word,), *(tuple(forms) for forms in cases))
    return unchanged


def _rows(name: str, gender: Gender) -> tuple[tuple[str, ...], ...]:
    if gender is Gender.MASCULINE and name in _CONSONANT_STEMS:
        return (_CONSONANT_ROW,)
    if gender is Gender.MASCULINE and name in _SHORT_STEMS:
        return (_SHORT_ROW,)
    return _TABLE[gender]


_SHORTENED = ("a|", "e|")


def _is_shortened(stem: str, half: Half | None) -> bool:
    """Kristīne is called Kristīn, Bērziņa Bērziņ; Anna, Ilze and Petrova are called just so."""
    return _syllables(stem) > 1 and (half is not Half.SURNAME or stem.endswith("iņ"))


_BOTH_GENDERS = {"saša", "žeņa", "vaļa", "slava", "andrea"}
_MASCULINE_IN_A = {
    "aļoša", "arne", "danila", "dima", "foma", "griša", "iļja", "ilja", "jona", "kostja", "kolja",
    "kuzma", "luka", "miša", "musa", "mustafa", "ņikita", "nikita", "ole", "petja", "serjoža",
    "uve", "vaņa", "vasja", "vova",
}  # fmt: skip
_FEMININE_IN_S = {"agnes", "dolores", "doris", "iris", "mercedes"}
_FEMININE_SURNAMES = ("iņa", "ska", "cka", "ova", "eva", "ina", "aja", "īte", "niece")
_BOTH = (Gender.MASCULINE, Gender.FEMININE)


def genders(given: str, surname: str) -> tuple[Gender, ...]:
    """Whose name this can be: one gender where the endings or a common given name tell, else both.

    One word alone stands in `surname`.
    """
    if russian.is_cyrillic(given + surname):
        his = russian.gender_of(given, surname)
        return _BOTH if his is None else (Gender.MASCULINE if his else Gender.FEMININE,)
    first = (given.split() or surname.split() or [""])[0].lower()
    surname = surname.lower()
    told = _told_by_given(first) if given.split() or man(first) or woman(first) else None
    if told is Gender.FEMININE and not surname.endswith(("a", "e", "ā")) and not woman(first):
        return _BOTH  # a man's name in -a that is not in the list: Mika Häkkinen
    if told is None:
        told = _told_by_surname(surname)
    return (told,) if told else _BOTH


def _told_by_given(first: str) -> Gender | None:
    if first in _FEMININE_IN_S:
        return Gender.FEMININE
    if first in _MASCULINE_IN_A or first.endswith(("s", "š")) or man(first):
        return Gender.MASCULINE
    if first.endswith(("a", "e")) and first not in _BOTH_GENDERS:
        return Gender.FEMININE
    return None


def _told_by_surname(surname: str) -> Gender | None:
    if surname.endswith(("s", "š")):
        return Gender.MASCULINE
    return Gender.FEMININE if surname.endswith(_FEMININE_SURNAMES) else None
