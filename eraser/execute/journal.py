"""The append-only record of what was intended and what was done to one plan.

Entries name step ids and outcomes, never keys or values, and are chained by their digests
(`digests.link`): an entry that is changed or removed later breaks every link behind it.

    {"entry": "started", "at": …, "by": …}
    {"entry": "intended", "at": …, "group": "g3", "steps": ["s0007", …]}
    {"entry": "recorded", "at": …, "group": "g3", "outcomes": [{"step": …, "outcome": "done"}]}
    {"entry": "finished", "at": …}
    {"entry": "certified", "at": …, "certificate": "the SHA-256 of the file"}
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Protocol

from eraser.digests import GENESIS, link
from eraser.errors import EvidenceError
from eraser.model.outcome import Absent, Done, Failed, Held, Outcome, Stale, Unsupported

Clock = Callable[[], datetime]

_KINDS: dict[str, type[Done | Absent | Held | Stale | Failed | Unsupported]] = {
    "done": Done,
    "absent": Absent,
    "held": Held,
    "stale": Stale,
    "failed": Failed,
    "unsupported": Unsupported,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class Ledger(Protocol):
    """Where entries are kept: `state.State` is one."""

    def entries(self, plan: str) -> tuple[dict[str, object], ...]:
        """All entries of a plan, in order, their chain checked."""

    def append(self, plan: str, seq: int, previous: str, entry: dict[str, object]) -> str:
        """Add one entry; on disk when it returns. Gives its link."""


class Journal:
    """The journal of one plan. What was recorded before is read back when it is opened.

    Without a clock it can only be read.
    """

    def __init__(self, ledger: Ledger, plan: str, clock: Clock | None = None) -> None:
        self._ledger, self._plan, self._clock = ledger, plan, clock
        self._seq, self._last = 0, GENESIS
        self.outcomes: dict[str, Outcome] = {}
        self._open: dict[str, tuple[str, ...]] = {}
        self.finished = self.certified = False
        for entry in ledger.entries(plan):
            self._seq, self._last = self._seq + 1, link(self._last, entry)
            self._take(entry)

    @property
    def begun(self) -> bool:
        """Whether an execution of this plan was ever started."""
        return self._seq > 0

    @property
    def head(self) -> str:
        """The last link of the chain."""
        return self._last

    def is_open(self, group: str) -> bool:
        """Whether a group was intended and what became of it was not recorded."""
        return group in self._open

    def start(self, by: str) -> None:
        """An execution (or its resumption) begins."""
        self._append({"entry": "started", "by": by})

    def intend(self, group: str, steps: Sequence[str]) -> None:
        """About to change the store. On disk when this returns."""
        self._append({"entry": "intended", "group": group, "steps": list(steps)})

    def record(self, group: str, outcomes: Sequence[Outcome]) -> None:
        """What became of it. On disk when this returns."""
        rows = [{**asdict(o), "outcome": _NAMES[type(o)]} for o in outcomes]
        self._append({"entry": "recorded", "group": group, "outcomes": rows})

    def finish(self) -> None:
        """Every step of the plan has an outcome that is final."""
        self._append({"entry": "finished"})

    def certify(self, certificate: str) -> None:
        """The outcome was verified and signed: `certificate` is the SHA-256 of the file."""
        self._append({"entry": "certified", "certificate": certificate})

    def _append(self, entry: dict[str, object]) -> None:
        if self._clock is None:
            raise AssertionError("a journal that was opened to be read was written to")
        entry["at"] = self._clock().isoformat(timespec="seconds")
        self._last = self._ledger.append(self._plan, self._seq, self._last, entry)
        self._seq += 1
        self._take(entry)

    def _take(self, entry: dict[str, object]) -> None:
        match entry:
            case {"entry": "intended", "group": str(group), "steps": list(steps)}:
                self._open[group] = tuple(str(s) for s in steps)
                self.finished = False
            case {"entry": "recorded", "group": str(group), "outcomes": list(rows)}:
                self._open.pop(group, None)
                outcomes = [self._outcome(row) for row in rows]
                self.outcomes.update((outcome.step, outcome) for outcome in outcomes)
            case {"entry": "finished"}:
                self.finished = True
            case {"entry": "started"}:
                self.finished = False
            case {"entry": "certified"}:
                self.certified = True
            case _:
                raise self._unknown()

    def _outcome(self, row: object) -> Outcome:
        match row:
            case {"outcome": str(name), "step": str(step), **fields} if name in _KINDS:
                make: Callable[..., Outcome] = _KINDS[name]
                try:
                    return make(step, **{str(field): value for field, value in fields.items()})
                except TypeError:
                    raise self._unknown() from None
        raise self._unknown()

    def _unknown(self) -> EvidenceError:
        return EvidenceError(
            f"Journal of plan {self._plan[:12]}…: it holds an entry that this version of eraser "
            "does not know. Use the version that wrote it."
        )
