"""The law pack: which act keeps or ends what, for how long, counted from which day.

A pack is a YAML file that a lawyer can read and correct. An entry is one of three kinds: an
*obligation* orders to keep (GDPR Art. 17(3)(b)); a *claim* is a limitation period during which
the controller may want the evidence (Art. 17(3)(e)); a *ceiling* orders to delete.
The tool advises, the controller decides: entries that are not verified say so in every plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from dateutil.relativedelta import relativedelta
from pydantic import AfterValidator, Field

from eraser.datamap import Bound, DataMap
from eraser.digests import digest
from eraser.documents import Document, read_file
from eraser.errors import ConfigError

# P5Y, P3M, P1Y6M, P90D match; P, 5Y, PT5H must not (ISO 8601-1:2019, 5.5.2.2, days and longer).
_DURATION = re.compile(r"P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?")
_DAY_OF_YEAR = re.compile(r"(\d{2})-(\d{2})")


def _is_duration(text: str) -> str:
    if not _DURATION.fullmatch(text):
        raise ValueError("write a duration as in ISO 8601: P5Y, P18M, P90D")
    return text


def _is_day_of_year(text: str) -> str:
    found = _DAY_OF_YEAR.fullmatch(text)
    if not found:
        raise ValueError("write the last day of the year as MM-DD, for example 12-31")
    date(2001, int(found[1]), int(found[2]))
    return text


Duration = Annotated[str, AfterValidator(_is_duration)]


class Kind(StrEnum):
    """What an entry of the law does to data."""

    OBLIGATION = "obligation"
    CLAIM = "claim"
    CEILING = "ceiling"


class Cite(Document):
    """Where it is written: `Grāmatvedības likums`, `28`, `p.5`."""

    act: str
    article: str
    paragraph: str = ""

    def __str__(self) -> str:
        space = "" if self.paragraph.startswith("(") or not self.paragraph else " "
        return f"{self.act} {self.article}{space}{self.paragraph}"


class Clock(Document):
    """The day from which the term runs.

    `day`: the day in the record (`of` says in words which one). The two others: the last day of
    the year in which that day lies; `year_ends` is the last day of the financial year, MM-DD.
    `in_law` is false when the act names the term but not its beginning: then it is a reading.
    """

    event: Literal["day", "end-of-financial-year", "end-of-calendar-year"]
    of: str
    in_law: bool = True
    year_ends: Annotated[str, AfterValidator(_is_day_of_year)] = "12-31"

    def start(self, day: date) -> date:
        """The day of the event, which itself is not counted (Regulation 1182/71, Art. 3(1))."""
        if self.event == "day":
            return day
        month, last = (12, 31) if self.event == "end-of-calendar-year" else self._year_end()
        end = day + relativedelta(month=month, day=last)
        return end if end >= day else end + relativedelta(years=1, month=month, day=last)

    def _year_end(self) -> tuple[int, int]:
        month, _, day = self.year_ends.partition("-")
        return int(month), int(day)


class Covers(Document):
    """What an entry is about, in the words of the data map: a plan warns when it deletes from
    a container of one of these categories or purposes that names no hold.
    """

    categories: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()


class Extendable(Document):
    """Who may prolong the term, and by how much at most."""

    by: str
    max: Duration


class Law(Document):
    """One entry of a law pack.

    `binds`: everyone, or only who says so in `bound_by` of the data map; claims never bind
    without it. `min`: the term that must be kept; without one the record is held until the day
    of the clock itself (a house file: until the management ends). `max`: the term at which the
    data must be gone. `redaction`: whether a held record may be cleared of what the data map
    calls `personal`. `parent_keeps`: what must stay readable in a row that a held one refers to
    (`name`). `disclose: withhold`: the subject may not be told. `recheck`: the act was amended
    after `text_as_of`. `replaces`: an organisation's own reading of an entry with the same id.
    """

    id: str
    kind: Kind
    cite: Cite
    title: str
    quote_lv: str = ""
    binds: Literal["everyone", "who-says-so"] = "who-says-so"
    who: str = ""
    covers: Covers = Covers()
    clock: Clock
    min: Duration | None = None
    max: Duration | None = None
    extendable: Extendable | None = None
    after: Literal["erase", "destroy", "hand-over", "re-evaluate"] = "erase"
    redaction: Literal["allowed", "forbidden"] = "forbidden"
    parent_keeps: tuple[Literal["name"], ...] = ()
    disclose: Literal["normal", "withhold"] = "normal"
    source: str
    text_as_of: date
    verified: bool
    recheck: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    replaces: bool = False

    def in_force(self, today: date) -> bool:
        """Whether the entry applies on this day."""
        begun = self.valid_from is None or self.valid_from <= today
        return begun and (self.valid_to is None or today <= self.valid_to)

    def binding(self, bound: Bound | None, today: date) -> bool:
        """Whether the organisation follows the entry: claims only if it was switched on."""
        if not self.in_force(today):
            return False
        if self.binds == "everyone" and self.kind is not Kind.CLAIM:
            return True
        return bound is not None and (bound.since is None or bound.since <= today)

    def last_day(self, day: date) -> date:
        """The last day of the term of a record whose clock shows `day`.

        A period of years ends with the same day of the same month, or with the last day of that
        month (Regulation 1182/71, Art. 3(2)(c)). Raises ValueError past the year 9999.
        """
        term = self.max if self.kind is Kind.CEILING else self.min
        start = self.clock.start(day)
        try:
            return start + _delta(term) if term else start
        except OverflowError:
            raise ValueError("the term ends after the year 9999") from None


def _delta(duration: str) -> relativedelta:
    found = _DURATION.fullmatch(duration)
    years, months, days = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return relativedelta(years=years, months=months, days=days)


class LawPack(Document):
    """One file of entries."""

    version: Literal[1]
    title: str = ""
    laws: tuple[Law, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Laws:
    """All entries that a plan may use, by id."""

    entries: tuple[Law, ...]

    def get(self, law_id: str) -> Law | None:
        """The entry with this id."""
        return next((law for law in self.entries if law.id == law_id), None)

    def digest(self) -> str:
        """Changes when any entry changes; a plan is bound to it."""
        ordered = sorted(self.entries, key=lambda law: law.id)
        return digest([law.model_dump(mode="json") for law in ordered])

    def check(self, datamap: DataMap) -> None:
        """Raises ConfigError for an entry that the data map names and no pack has."""
        known = {law.id for law in self.entries}
        named = [(f"bound_by.{law_id}", law_id) for law_id in datamap.bound_by]
        for container, entry in datamap.containers.items():
            named += [(f"containers.{container}.holds", hold.law) for hold in entry.holds]
        lost = [
            f"{where}: there is no law '{law_id}'" for where, law_id in named if law_id not in known
        ]
        if lost:
            raise ConfigError(
                "The data map names laws that no law pack has:\n  "
                + "\n  ".join(lost)
                + f"\nThe ones that exist: {', '.join(sorted(known))}."
            )


def load_laws(paths: Sequence[Path]) -> Laws:
    """The entries of several packs. A later pack may replace an entry if it says `replaces`.

    Raises ConfigError with file and line; also for an id that stands twice, and for `replaces`
    without anything to replace.
    """
    found: dict[str, Law] = {}
    for path in paths:
        for law in _entries(path):
            if (law.id in found) != law.replaces:
                raise ConfigError(
                    f"{path}: {law.id}: "
                    + (
                        "there is no earlier entry to replace."
                        if law.replaces
                        else "another pack has this id too; write `replaces: true` if meant."
                    )
                )
            found[law.id] = law
    return Laws(tuple(found.values()))


def _entries(path: Path) -> Iterable[Law]:
    laws = read_file(path, LawPack).laws
    ids = [law.id for law in laws]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise ConfigError(f"{path}: stands twice: {', '.join(twice)}.")
    return laws
