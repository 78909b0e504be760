"""Which laws hold a record, and until when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from eraser.datamap import Bound, ContainerMap, HoldRule
from eraser.model.place import Record
from eraser.plan.law import Kind, Law, Laws
from eraser.plan.links import texts_at

# The latest that a Latvian clock can be ahead of UTC: a moment near midnight counts for the later
# day, so that a term never ends a day early.
_LATVIAN_SUMMER = timezone(timedelta(hours=3))
# `15.06.2021` matches (the Latvian order); `06/15/2021` and `1.2` must not.
_LATVIAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\.?")


@dataclass(frozen=True, slots=True)
class Hold:
    """One law that holds a record. `until` is the last day of the hold; None: without an end.

    `words` say why, without values.
    """

    law: Law
    until: date | None
    words: str

    @property
    def cite(self) -> str:
        """The article, exactly."""
        return str(self.law.cite)


def holds_on(
    record: Record, entry: ContainerMap, laws: Laws, bound_by: Mapping[str, Bound], today: date
) -> tuple[Hold, ...]:
    """Every law that holds the record on `today`: the longest first, each with its own citation.

    A ceiling cuts claims short, never an obligation. Without a readable clock a record is held
    without an end: that is said in the words, and a person has to look.
    """
    found: list[Hold] = []
    ceilings: list[date] = []
    for rule in entry.holds:
        law = laws.get(rule.law)
        if law is None or not law.binding(bound_by.get(law.id), today):
            continue
        if _covers(rule, record):
            hold = _hold(law, rule, record)
            if law.kind is not Kind.CEILING:
                found.append(hold)
            elif hold.until is not None:
                ceilings.append(hold.until)
    held = [h for h in (_capped(h, ceilings) for h in found) if not _over(h, today)]
    return tuple(sorted(held, key=lambda h: (_neg(h.until), h.law.id)))


def read_day(text: str) -> date | None:
    """A calendar day from a store's text: ISO dates and timestamps, or `15.06.2021`."""
    latvian = _LATVIAN_DATE.fullmatch(text.strip())
    try:
        if latvian:
            return date(int(latvian[3]), int(latvian[2]), int(latvian[1]))
        moment = datetime.fromisoformat(text.strip())
        return (moment.astimezone(_LATVIAN_SUMMER) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None


def _covers(rule: HoldRule, record: Record) -> bool:
    """Whether `when` fits, whatever the letter case and the spaces around.

    A record whose field is missing, null or empty is held: the safe reading of a gap.
    """
    return all(_fits(texts_at(record, field), words) for field, words in rule.when.items())


def _fits(texts: Iterable[str], words: Iterable[str]) -> bool:
    known = {text.strip().casefold() for text in texts} - {""}
    return not known or not known.isdisjoint(word.strip().casefold() for word in words)


def _hold(law: Law, rule: HoldRule, record: Record) -> Hold:
    texts = [text for text in texts_at(record, rule.clock) if text.strip()]
    if not texts:
        return Hold(
            law, None, f"{law.title}; `{rule.clock}` is empty, so the term has not begun to run"
        )
    days = [read_day(text) for text in texts]
    known = [day for day in days if day is not None]
    try:
        last = law.last_day(max(known)) if len(known) == len(days) else None
    except ValueError:
        last = None
    if last is None:
        return Hold(
            law, None, f"{law.title}; `{rule.clock}` cannot be read as a date: a person has to look"
        )
    return Hold(law, last, law.title)


def _capped(hold: Hold, ceilings: list[date]) -> Hold:
    if hold.law.kind is not Kind.CLAIM or not ceilings:
        return hold
    ends = min([*ceilings, *([hold.until] if hold.until else [])])
    return hold if ends == hold.until else Hold(hold.law, ends, hold.words + "; cut by a ceiling")


def _over(hold: Hold, today: date) -> bool:
    return hold.until is not None and hold.until < today


def _neg(until: date | None) -> int:
    """Sorts the latest first, and what has no end before everything."""
    return -(until or date.max).toordinal() - (until is None)
