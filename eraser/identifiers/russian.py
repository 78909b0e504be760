"""How a Russian name in Cyrillic changes with the case.

The tables are data, as in `declension`: a row is chosen by gender, half and ending of the
nominative. Names have no vocative in Russian, and an instrumental instead: the columns are
nominative, genitive, dative, accusative, prepositional, instrumental. Source: school grammar.
"""

from __future__ import annotations

import re

_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)

_HUSHING = "жчшщ"

Row = tuple[str, str, str, str, str, str]

_MEN: tuple[Row, ...] = (
    ("й", "я", "ю", "я", "е", "ем"),
    ("ь", "я", "ю", "я", "е", "ем"),
    ("а", "ы", "е", "у", "е", "ой"),
    ("я", "и", "е", "ю", "е", "ей"),
)
_MEN_GIVEN: tuple[Row, ...] = (
    ("павел", "павла", "павлу", "павла", "павле", "павлом"),
    ("лев", "льва", "льву", "льва", "льве", "львом"),
    ("пётр", "петра", "петру", "петра", "петре", "петром"),
    ("ий", "ия", "ию", "ия", "ии", "ием"),
    *_MEN,
)
_MEN_SURNAMES: tuple[Row, ...] = (
    ("ов", "ова", "ову", "ова", "ове", "овым"),
    ("ев", "ева", "еву", "ева", "еве", "евым"),
    ("ёв", "ёва", "ёву", "ёва", "ёве", "ёвым"),
    ("ин", "ина", "ину", "ина", "ине", "иным"),
    ("ын", "ына", "ыну", "ына", "ыне", "ыным"),
    ("ия", "ии", "ии", "ию", "ии", "ией"),
    ("ий", "ого", "ому", "ого", "ом", "им"),
    ("ый", "ого", "ому", "ого", "ом", "ым"),
    *_MEN,
)
_IN_OJ: Row = ("ой", "ого", "ому", "ого", "ом", "ым")
_SHORTEST_IN_OJ = 4
"""Letters of the surnames that are no adjectives: Цой, Цоя."""

_CONSONANT: Row = ("", "а", "у", "а", "е", "ом")

_WOMEN: tuple[Row, ...] = (
    ("ия", "ии", "ии", "ию", "ии", "ией"),
    ("я", "и", "е", "ю", "е", "ей"),
    ("а", "ы", "е", "у", "е", "ой"),
)
_WOMEN_GIVEN: tuple[Row, ...] = (("ь", "и", "и", "ь", "и", "ью"), *_WOMEN)
_WOMEN_SURNAMES: tuple[Row, ...] = (
    ("ова", "овой", "овой", "ову", "овой", "овой"),
    ("ева", "евой", "евой", "еву", "евой", "евой"),
    ("ёва", "ёвой", "ёвой", "ёву", "ёвой", "ёвой"),
    ("ина", "иной", "иной", "ину", "иной", "иной"),
    ("ына", "ыной", "ыной", "ыну", "ыной", "ыной"),
    ("яя", "ей", "ей", "юю", "ей", "ей"),
    ("ая", "ой", "ой", "ую", "ой", "ой"),
    *_WOMEN,
)

_UNCHANGED = re.compile("(?:[еёиоуыэю]|[иы]х)$")
"""Петренко, Шевчук-Дзю, Долгих."""

_MEN_IN_A = frozenset(
    "никита илья лука фома кузьма савва данила гаврила миша дима коля ваня петя гриша "
    "паша костя серёжа алёша вася вова толя юра лёша рома".split()
)
_BOTH_GENDERS = frozenset("саша женя валя слава шура".split())
_WOMEN_IN_SOFT = frozenset({"любовь", "нинель", "адель", "рахиль", "юдифь"})


def is_cyrillic(word: str) -> bool:
    """Whether the word is written in Cyrillic."""
    return _CYRILLIC.search(word) is not None


def decline(word: str, *, man: bool, surname: bool) -> tuple[tuple[str, ...], ...]:
    """The forms of one word, the nominative first and the instrumental last.

    >>> [forms[0] for forms in decline("Петров", man=True, surname=True)]
    ['Петров', 'Петрова', 'Петрову', 'Петрова', 'Петрове', 'Петровым']
    """
    name = word.lower()
    if man:
        rows = _MEN_SURNAMES if surname else _MEN_GIVEN
    else:
        rows = _WOMEN_SURNAMES if surname else _WOMEN_GIVEN
    if man and surname and name.endswith("ой") and len(name) > _SHORTEST_IN_OJ:
        rows = (_IN_OJ,)
    row = next((row for row in rows if name.endswith(row[0])), _CONSONANT if man else None)
    if row is None or _UNCHANGED.search(name) or len(name) <= 2:
        return ((word,),) * 6
    stem = name.removesuffix(row[0])
    forms = [_spelled(stem, ending).capitalize() for ending in row[1:]]
    return ((word,), *((form,) for form in forms))


def _spelled(stem: str, ending: str) -> str:
    """Stem and ending by the rules of spelling: Ольги, Сашей, Кучеренком, Гришей."""
    last = stem[-1:]
    if ending == "ы" and last in f"{_HUSHING}гкх":
        ending = "и"
    if ending in ("ой", "ом") and last in f"{_HUSHING}ц":
        ending = "е" + ending[1:]
    return stem + ending


def gender_of(given: str, surname: str) -> bool | None:
    """True of a man's name, False of a woman's; None when nothing tells."""
    first = (given.split() or [""])[0].lower()
    if first and first not in _BOTH_GENDERS:
        woman = first in _WOMEN_IN_SOFT or (first[-1] in "ая" and first not in _MEN_IN_A)
        return not woman
    if re.search("(?:[оеё]в|[иы]н|[иыо]й)$", surname.lower()):
        return True
    return False if re.search("(?:[оеё]ва|[иы]на|ая|яя)$", surname.lower()) else None
