"""Which mentions in a text are one person's for sure: what may be taken out of it.

A wife, a father or a namesake of the initial stands in the same letters. Stricter than
`names.mentions`, which finds whatever may name the person: what is not certain stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from eraser.identifiers.declension import Case, Gender, Half, decline, genders
from eraser.identifiers.known_names import womans_surname
from eraser.identifiers.names import Mention, mentions
from eraser.identifiers.written import WORD_ENDS, WORD_STARTS, fold
from eraser.model.subject import PersonName

_HYPHENS = "-\u2010\u2011\u2013"
_JOINED_BEFORE = re.compile(rf"[^\W\d_]+[{_HYPHENS}]$")
_JOINED_AFTER = re.compile(rf"[{_HYPHENS}][^\W\d_]")
"""Half of a double name: `Mārtiņš-` before, `-Ozols` behind; not `- Ozols`, not `2024-`."""

_SHORTEST = 3
"""Letters of a surname that all its forms share, at least: of Lācis, Lāča that is `lāc` folded."""


def certain(text: str, name: PersonName) -> list[tuple[int, int]]:
    """Where a text names the person and nobody else, as (start, end) in code points.

    Given name and surname agree in case and gender, and are no half of a hyphened name. An
    initial only in a form that the person's gender has and no woman's (man's) nominative reads
    as, and only where nobody else of that initial and surname stands in the text.
    """
    found = [m for m in mentions(text, [name]) if not _half(text, m)]
    whole = [m for m in found if m.agrees]
    short = [m for m in found if not m.agrees and _initial(text, m, name)]
    if short and _somebody_else(text, name, whole):
        short = []
    return sorted((m.start, m.end) for m in (*whole, *short))


def _half(text: str, mention: Mention) -> bool:
    """Whether the mention is only a part of a hyphened name: `Mārtiņš-Jānis`, `Bērziņš-Ozols`."""
    before = _JOINED_BEFORE.search(text[: mention.start])
    after = _JOINED_AFTER.match(text, mention.end)
    lower = text[mention.start : mention.end].islower()
    named = before is not None and (lower or before[0][0].isupper())
    return named or (after is not None and (lower or after[0][-1].isupper()))


def _initial(text: str, mention: Mention, name: PersonName) -> bool:
    """Whether it is an initial and a surname of the person's gender.

    `J. Bērziņa` is a woman, although it is also a man's genitive; `J. Bērziņam` is a man.
    """
    written = text[mention.start : mention.end]
    surname = re.sub(r"(?:^|(?<=[\s,]))\w[\u0300-\u036f]*\.", "", written).strip(" ,\u00a0")
    if len(surname) == len(written):
        return False
    his, hers = _forms(name)
    if fold(surname) in his[Case.NOMINATIVE]:
        return True
    return fold(surname) in frozenset().union(*his) and fold(surname) not in hers


Folded = tuple[frozenset[str], ...]


@lru_cache(maxsize=64)
def _forms(name: PersonName) -> tuple[Folded, frozenset[str]]:
    """Folded forms of the surname by case, and the nominatives of the family's other gender."""
    surname = name.surname.strip()
    own = genders(name.given.strip(), surname)
    cases = tuple(
        frozenset(fold(f) for g in own for f in decline(surname, g, Half.SURNAME)[case])
        for case in Case
    )
    others = {fold(womans_surname(surname))} if own == (Gender.MASCULINE,) else set[str]()
    return cases, frozenset(others - cases[Case.NOMINATIVE])


def _somebody_else(text: str, name: PersonName, known: Sequence[Mention]) -> bool:
    """Whether a full name of that initial and surname stands there that is not the person's."""
    folded = fold(text)
    first = fold(name.given.strip()[0])
    stem = _stem(name)
    given, surname = rf"{first}[^\W\d_]+", rf"{stem}[^\W\d_]{{0,5}}"
    gap = r"(?:[^\W\d_]*[\s.,-]{1,3})??"
    both = (
        rf"{WORD_STARTS}(?:{given}\s{{1,3}}{gap}{surname}|{surname},?\s{{1,3}}{given}){WORD_ENDS}"
    )
    spans = [match.span() for match in re.finditer(both, folded)]
    return any(not any(m.start < end and start < m.end for m in known) for start, end in spans)


@lru_cache(maxsize=64)
def _stem(name: PersonName) -> str:
    """What all forms of the surname begin with, in either gender."""
    surname = fold(name.surname.strip())
    his, hers = _forms(name)
    shared = surname
    for form in (*frozenset().union(*his), *hers):
        while not form.startswith(shared) and len(shared) > _SHORTEST:
            shared = shared[:-1]
    return re.escape(shared)
