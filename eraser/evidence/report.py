"""The report: what was erased, held and left, in words a data-protection officer reads.

One self-contained HTML page without network access, in Latvian or English. It counts records and
cites laws; it holds no key and no value of a record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from eraser.model.outcome import Absent, Done, Failed, Held, Outcome, Stale, Unsupported
from eraser.model.place import Container
from eraser.model.plan import Action, Plan, Step
from eraser.model.proof import Execution, Verification

LANGUAGES = ("lv", "en")

Purpose = Callable[[Container], str]
"""What a container is for, in the words of the data map; empty when it is not in it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of the report: so many records of a container, and why."""

    place: str
    purpose: str
    records: int
    why: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the page shows, already counted and sorted."""

    erased: tuple[Row, ...]
    changed: tuple[Row, ...]
    held: tuple[Row, ...]
    review: tuple[Row, ...]
    not_done: tuple[Row, ...]


def summarise(plan: Plan, execution: Execution | None, purpose: Purpose) -> Report:
    """Count a plan and its execution (None: nothing was executed yet) for people."""
    outcomes: Mapping[str, Outcome] = (
        {o.step: o for o in execution.outcomes} if execution is not None else {}
    )
    steps = plan.steps
    done = {step for step, outcome in outcomes.items() if isinstance(outcome, (Done, Absent))}
    success = [s for s in steps if s.id in done]
    pending = [s for s in steps if s.action.changes and s.id not in done]
    return Report(
        erased=_rows((s for s in success if s.action is Action.DELETE), purpose, _nothing),
        changed=_rows((s for s in success if s.action is Action.UPDATE), purpose, _reason),
        held=_rows((s for s in steps if s.action is Action.KEEP), purpose, _reason),
        review=_rows((s for s in steps if s.action is Action.REVIEW), purpose, _reason),
        not_done=_rows(pending, purpose, lambda s: _failure(outcomes.get(s.id))),
    )


def _rows(steps: Iterable[Step], purpose: Purpose, why: Callable[[Step], str]) -> tuple[Row, ...]:
    counts = Counter((s.ref.container, why(s), s.until or date.max) for s in steps)
    return tuple(
        Row(str(place), purpose(place), count, words, None if until == date.max else until)
        for (place, words, until), count in sorted(counts.items())
    )


def _nothing(_step: Step) -> str:
    return ""


def _reason(step: Step) -> str:
    if step.cite and step.cite not in step.reason:
        return f"{step.reason} ({step.cite})"
    return step.reason


def _failure(outcome: Outcome | None) -> str:
    match outcome:
        case Held(why=why) | Failed(why=why) | Unsupported(why=why):
            return why
        case Stale():
            return "the record changed after it was planned, and was left alone"
        case _:
            return "not tried yet"


def html(
    plan: Plan,
    execution: Execution,
    verification: Verification,
    *,
    purpose: Purpose,
    controller: str,
    approved_by: str,
    at: datetime,
    fingerprint: str,
    language: str = "lv",
) -> str:
    """The page. `fingerprint` is that of the key which signed the certificate."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("eraser.evidence", "."), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("report.html.j2").render(
        t=_phrases()[language],
        language=language,
        plan=plan,
        report=summarise(plan, execution, purpose),
        execution=execution,
        verification=verification,
        controller=controller,
        approved_by=approved_by,
        at=at.strftime("%d.%m.%Y %H:%M UTC"),
        fingerprint=fingerprint,
    )


@cache
def _phrases() -> dict[str, dict[str, Any]]:
    text = files("eraser.evidence").joinpath("phrases.yaml").read_text(encoding="utf-8")
    phrases: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return phrases
