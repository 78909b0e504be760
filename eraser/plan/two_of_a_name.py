"""Which of several mentions of one name are the subject's: a son may be called as his father is.

Whoever is meant stands beside the mention: a code, a date of birth, `jun.`, `father`. What is
directly beside the subject's own number is theirs; of the others some are certainly another's,
and some nobody can tell apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum

from eraser.errors import UsageError
from eraser.identifiers import mentioned, normalise, occurrences, personas_kods
from eraser.model.subject import Identifier, PersonName

Span = tuple[int, int]


class UnclearMention(Exception):
    """A text names two people of one name, and nothing tells which of them is the subject."""

    def __init__(self) -> None:
        super().__init__("a text may name somebody else of the same name: a relative, a namesake")


class _Whose(Enum):
    OWN = "a number of the subject is beside it"
    ANOTHERS = "somebody else's number or date of birth is beside it"
    RELATIVES = "it says that it is a father, a daughter, the younger one"
    OPEN = "nothing is beside it"
    TORN = "what is beside it contradicts itself, or may be somebody else's"


_LABELS = re.compile(
    r"(?:[\s,;:()\[\]«»\"'/–—-]|\b(?:p\.\s?k|pk|personas|kods|kodu|code|id|nr|no|klients|klienta|"
    r"klientu|klientam|client|customer|number|numurs|numuru|tel|tālr|mob|e-pasts|"
    r"e-mail|email|код|клиент|номер|тел|jun|sen|jr|sr|jaun|vec|jaunākais|vecākais|мл|ст|"
    r"младший|старший|tēvs|dēls|māte|meita|brālis|māsa|father|son|mother|daughter|отец|сын|"
    r"мать|дочь)\b\.?)*",
    re.IGNORECASE,
)
"""What may stand between a name and the number of its person."""

_CODE = re.compile(r"(?<![\w-])[0-9]{6}[-–]?[0-9]{5}(?![\w-])")
_BORN = re.compile(
    r"(?:dz|dzim|dzimis|dzimusi|born|род|рожд|родился|родилась|date of birth|dob)\b[\s.:]*"
    r"(?P<born>[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
    r"|(?:19|20)[0-9]{2})(?![0-9])(?:\.?\s?g(?:ada|\.))?",
    re.IGNORECASE,
)

_KIN = (
    r"(?:(?:vec)?tēv[sau]m?|(?:maz)?dēl[sau]m?|(?:vec)?māt(?:e|es|ei|i)|(?:maz)?meit(?:a|as|ai|u)|"
    r"brāl(?:is|im|i|a)|mās(?:a|as|ai|u)|father|son|mother|daughter|brother|sister|"
    r"от(?:ец|ца|цу|цом)|сын(?:а|у|ом)?|мат(?:ь|ери|ерью)|доч(?:ь|ери|ерью)|брат(?:а|у|ом)?|"
    r"сестр[аыеу])"
)
_YOUNGER = (
    r"(?:(?:jun|sen|jr|sr|jaun|vec|мл|ст)\.|(?:junior|senior|jaunākais|vecākais|младший|старший)\b)"
)
_KIN_BEFORE = re.compile(rf"\b{_KIN}[\s,:–(-]{{1,3}}$", re.IGNORECASE)
_KIN_AFTER = re.compile(
    rf"[\s,]*\(?{_YOUNGER}|\s*[(,–-]\s?(?:\w+\s)?{_KIN}(?:\s?[,.;:)]|$)", re.IGNORECASE
)


def theirs(text: str, identifiers: Sequence[Identifier], name: PersonName) -> list[Span]:
    """Where a text names the subject, and not somebody of the same name.

    Raises UnclearMention where that cannot be told.
    """
    found = mentioned.certain(text, name)
    if not found:
        return []
    own = [span for i in identifiers for span in occurrences(i, text)]
    whose = [_whose(text, span, own, identifiers) for span in found]
    met = set(whose)
    if _Whose.TORN in met:
        raise UnclearMention
    if met.isdisjoint({_Whose.ANOTHERS, _Whose.RELATIVES}):
        return found
    if _Whose.OPEN in met or (_Whose.RELATIVES in met and _Whose.OWN not in met):
        raise UnclearMention
    return [span for span, of in zip(found, whose, strict=True) if of is _Whose.OWN]


def _whose(text: str, span: Span, own: Sequence[Span], identifiers: Sequence[Identifier]) -> _Whose:
    behind = set(_behind(text, span[1], own, identifiers))
    before = any(re.fullmatch(r"[\s:(–-]{1,3}", text[end : span[0]]) for _, end in own)
    if behind >= {_Whose.OWN, _Whose.ANOTHERS}:
        return _Whose.TORN
    if _Whose.OWN in behind or before:
        return _Whose.OWN
    if behind:
        return behind.pop()
    marked = _KIN_BEFORE.search(text[: span[0]]) or _KIN_AFTER.match(text, span[1])
    return _Whose.RELATIVES if marked else _Whose.OPEN


def _behind(
    text: str, at: int, own: Sequence[Span], identifiers: Sequence[Identifier]
) -> Iterator[_Whose]:
    """Whose the days of birth and the first number behind a mention are."""
    ends = {start: end for start, end in own}
    while True:
        labels = _LABELS.match(text, at)
        at = labels.end() if labels else at
        if at in ends:
            yield _Whose.OWN
            return
        born = _BORN.match(text, at)
        if born is None:
            break
        days = {day.isoformat() for i in identifiers for day in _born(i)}
        if days:
            same = any(_same_day(born["born"], day) for day in days)
            yield _Whose.OWN if same else _Whose.ANOTHERS
        at = born.end()
    if any(form.match(text, at) for form in _shapes(identifiers)):
        yield _Whose.ANOTHERS
    elif _CODE.match(text, at):
        yield _Whose.TORN


def _born(identifier: Identifier) -> Iterator[date]:
    day = personas_kods.born(identifier.value) if identifier.category == "personas-kods" else None
    if day:
        yield day


def _same_day(written: str, day: str) -> bool:
    """A year alone tells no more than the year."""
    if len(written) == 4:
        return day.startswith(written)
    try:
        return normalise("birth-date", written) == day
    except UsageError:
        return False


def _shapes(identifiers: Sequence[Identifier]) -> Iterator[re.Pattern[str]]:
    """What another person's number of a kind that the subject has looks like."""
    for identifier in identifiers:
        if identifier.category == "personas-kods":
            yield _CODE
        elif identifier.strong and re.search(r"[^\W\d]", identifier.value):
            digits = re.sub(r"[0-9]+", "[0-9]+", re.escape(identifier.value))
            yield re.compile(rf"{digits}(?![\w-])", re.IGNORECASE)
