"""Deciding what the rules leave open: what is uncertain, why, and what a person says to it.

Nothing undecided is ever erased. A decision counts for one person and one record as it was then;
the next search and the next plan of that person use it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from eraser import app
from eraser.errors import RefusedError, UsageError
from eraser.model.graph import Ruling, Trace, Traced, Verdict
from eraser.model.subject import Subject
from eraser.progress import Progress
from eraser.state import Decision
from eraser.trace.explain import explain as explained
from eraser.trace.rulings import SHOWN, Rulings
from eraser.workspace import Workspace

ANSWERS: Mapping[str, Verdict] = {
    "theirs": Verdict.THEIRS,
    "not-theirs": Verdict.OTHER,
    "shared": Verdict.SHARED,
}
"""What a person can say about a record."""

_SHORTEST = 6
"""Digits of an id that must be given at least: fewer are a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A record that is, or was, uncertain. `id` stays while the record stays as it is."""

    id: str
    traced: Traced
    ruling: Ruling | None

    @property
    def supports(self) -> tuple[str, ...]:
        """What speaks for it being the subject's."""
        return tuple(e.words for e in self.traced.because if e.supports)

    @property
    def against(self) -> tuple[str, ...]:
        """What speaks against it."""
        return tuple(e.words for e in self.traced.because if not e.supports)


@dataclass(frozen=True, slots=True)
class Review:
    """All records of one person that need, or had, a decision; and the search behind it."""

    records: tuple[Reviewed, ...]
    trace: Trace


def review(work: Workspace, subject: Subject, progress: Progress) -> Review:
    """What is uncertain about one person, and what was decided before."""
    found = app.find_decided(work, subject, progress)
    return Review(tuple(_reviewed(found.trace, found.rulings)), found.trace)


def decide(
    work: Workspace,
    subject: Subject,
    answers: Mapping[str, Verdict],
    reason: str,
    by: str,
    at: datetime,
    progress: Progress,
) -> Review:
    """Remember answers, by the beginning of a record's id, and look again.

    They count for every request of the same person, with a personal code or a customer number.

    Raises UsageError for an id that names no record, or several, and for a missing reason;
    RefusedError when the record is certainly another person's.
    """
    if not reason.strip() or not by.strip():
        raise UsageError("A decision needs a reason (--reason) and the name of who decides (--by).")
    found = app.find_decided(work, subject, progress)
    rulings = found.rulings
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    kept: list[Decision] = []
    for name, verdict in answers.items():
        traced = _named(found.trace, rulings, name)
        _refuse_certain(traced, verdict, rulings)
        ruling = Ruling(verdict, reason.strip(), by.strip(), moment)
        kept += rulings.ids.kept(traced.record, found.person, ruling)
    work.state.keep_decisions(kept)
    return review(work, subject, progress)


def explain(
    work: Workspace, subject: Subject, name: str, progress: Progress
) -> tuple[str, tuple[str, ...]]:
    """The record's id, and the chain from the subject to it, with all that is for and against.

    `name` is the beginning of an id, or `STORE/CONTAINER=KEY` (parts of a key joined by `/`).
    """
    found = app.find_decided(work, subject, progress)
    traced = _named(found.trace, found.rulings, name)
    return _id(traced, found.rulings), explained(found.trace, traced.record.ref)


def ids(work: Workspace, subject: Subject, trace: Trace) -> tuple[str, ...]:
    """The id of every record of a trace, in its order."""
    rulings = work.rulings(subject.identifiers)
    return tuple(_id(traced, rulings) for traced in trace.records)


def _reviewed(trace: Trace, rulings: Rulings) -> Iterator[Reviewed]:
    for traced in trace.records:
        ruling = rulings.about(traced.record)
        if traced.verdict is Verdict.REVIEW or ruling is not None:
            yield Reviewed(_id(traced, rulings), traced, ruling)


def _id(traced: Traced, rulings: Rulings) -> str:
    return rulings.ids.record(traced.record)[:SHOWN]


def _named(trace: Trace, rulings: Rulings, name: str) -> Traced:
    """The record that was meant. Equal rows of one object have one id: any of them will do."""
    if "=" in name:
        container, _, key = name.partition("=")
        found = [
            t
            for t in trace.records
            if str(t.record.ref.container) == container
            and key in ("/".join(t.record.ref.key), "/".join(k for k in t.record.ref.key if k))
        ]
    else:
        named = [(rulings.ids.record(t.record), t) for t in trace.records]
        fits = [(full, t) for full, t in named if full.startswith(name.lower())]
        same = len({full for full, _ in fits}) == 1 and len(name) >= _SHORTEST
        found = [t for _, t in fits][:1] if same else [t for _, t in fits]
    if "=" in name and not found:
        raise UsageError(
            "The search found no record with this name and key. `eraser find` lists all it found."
        )
    if len(found) != 1 or ("=" not in name and len(name) < _SHORTEST):
        raise UsageError(
            f"{len(found)} records are meant: give at least {_SHORTEST} digits of one record's id, "
            "which `eraser review` and `eraser find` list. A record that was changed has another."
        )
    return found[0]


def _refuse_certain(traced: Traced, verdict: Verdict, rulings: Rulings) -> None:
    certain = traced.verdict is Verdict.OTHER and rulings.about(traced.record) is None
    if certain and verdict is not Verdict.OTHER:
        why = "; ".join(e.words for e in traced.because)
        raise RefusedError(
            f"{traced.record.ref.container}: this record is certainly another person's ({why}). "
            "If that is wrong, mend the data map or the request."
        )
