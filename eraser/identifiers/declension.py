"""How a Latvian name changes its ending with the grammatical case.

Singular only. The table is data: a row is chosen by gender and by the ending of the nominative,
the first row that fits; the rest of the word is the stem. `^` asks for the softened stem
(2nd declension, genitive), `|` separates alternatives, an empty cell is the bare stem.
Source: the six declensions as school grammars have them; adjectival surnames; loan names.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from functools import lru_cache


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


_UNCHANGED = ("as", "es", "os", "ys")

_TABLE: Mapping[Gender, tuple[tuple[str, ...], ...]] = {
    Gender.MASCULINE: (
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
        ("ā", "ās", "ajai", "o", "ajā", "ā"),
    ),
}

_SOFTENED = (
    ("kst", "kš"), ("nst", "nš"), ("sn", "šņ"), ("zn", "žņ"), ("ln", "ļņ"), ("nn", "ņņ"),
    ("sl", "šļ"), ("zl", "žļ"), ("ll", "ļļ"), ("t", "š"), ("d", "ž"), ("c", "č"), ("s", "š"),
    ("z", "ž"), ("l", "ļ"), ("n", "ņ"), ("p", "pj"), ("b", "bj"), ("m", "mj"), ("v", "vj"),
    ("f", "fj"),
)  # fmt: skip


def softened(stem: str) -> tuple[str, ...]:
    """The stem before the genitive -a of the 2nd declension, all forms in use.

    Stems in t and d have both, and no rule tells which: Balodis, Baloža; Gatis, Gata.

    >>> softened("Jān"), softened("Gat"), softened("Kovaļsk")
    (('Jāņ',), ('Gaš', 'Gat'), ('Kovaļsk',))
    """
    for ending, soft in _SOFTENED:
        if stem.endswith(ending):
            changed = stem[: -len(ending)] + soft
            return (changed, stem) if ending[-1] in "td" else (changed,)
    return (stem,)


def _cell(stem: str, ending: str) -> tuple[str, ...]:
    if ending.startswith("^"):
        return tuple(s + ending[1:] for s in softened(stem))
    return (stem + ending,)


@lru_cache(maxsize=4096)
def decline(word: str, gender: Gender) -> tuple[tuple[str, ...], ...]:
    """All forms of one word, indexed by `Case`; several where usage wavers.

    Loan names in -o, -ē, -i, -ū, -as or a foreign consonant do not change. A word all in capitals
    or all in small letters yields capitalised forms: a search disregards letter case.

    >>> decline("Jānis", Gender.MASCULINE)[Case.GENITIVE]
    ('Jāņa',)
    """
    if word.isupper() or word.islower():
        word = word.capitalize()
    unchanged = ((word,),) * len(Case)
    if word.endswith(_UNCHANGED) and len(word) > 3:
        return unchanged
    for nominative, *endings in _TABLE[gender]:
        if word.endswith(nominative) and len(word) > len(nominative) + 1:
            stem = word.removesuffix(nominative)
            cases = [[f for e in cell.split("|") for f in _cell(stem, e)] for cell in endings]
            return ((word,), *(tuple(forms) for forms in cases))
    return unchanged


_BOTH_GENDERS = {"saša", "žeņa", "vaļa"}
_MASCULINE_IN_A = {
    "danila", "foma", "iļja", "ilja", "jona", "kostja", "kuzma", "luka", "miša", "ņikita",
    "nikita", "petja", "vasja",
}  # fmt: skip
_FEMININE_SURNAMES = ("iņa", "ska", "cka", "ova", "eva", "ina", "aja")


def genders(given: str, surname: str) -> tuple[Gender, ...]:
    """Whose name this can be: one gender where the endings tell, else both."""
    first = given.split()[0].lower() if given.split() else ""
    if first.endswith(("s", "š")) or first in _MASCULINE_IN_A:
        return (Gender.MASCULINE,)
    if first.endswith(("a", "e")) and first not in _BOTH_GENDERS:
        return (Gender.FEMININE,)
    if surname.lower().endswith(("s", "š")):
        return (Gender.MASCULINE,)
    if surname.lower().endswith(_FEMININE_SURNAMES):
        return (Gender.FEMININE,)
    return (Gender.MASCULINE, Gender.FEMININE)
