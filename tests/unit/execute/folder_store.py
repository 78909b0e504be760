"""A whole small store: a folder with a file for each record, and a writer that keeps its promises.

What goes wrong with real stores is arranged in the folder itself: a file `unreachable` stands for
a server that does not answer, `busy` for a lock in the way, `held-N` for a retention on record N,
`forbidden-N` for a right that is missing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from eraser.contract.settings import StoreSettings
from eraser.errors import StoreUnreachableError
from eraser.model.outcome import (
    Absent,
    Applied,
    Done,
    Effect,
    Failed,
    Held,
    NotApplied,
    Obstacle,
    Outcome,
    Stale,
    Unclear,
)
from eraser.model.place import Container, Record, RecordRef, Value
from eraser.model.plan import Action, Step

ANOTHER = "another step of the group could not be done"


class FolderStore:
    """The records of one store, as another application sees them. `log` tells every change."""

    def __init__(self, folder: Path, name: str = "box", *, transactions: bool = True) -> None:
        self.folder, self.name, self.transactions = folder / name, name, transactions
        self.folder.mkdir(parents=True, exist_ok=True)

    @property
    def settings(self) -> StoreSettings:
        options = {"folder": str(self.folder), "transactions": self.transactions}
        return StoreSettings(self.name, options)

    @property
    def log(self) -> list[str]:
        path = self.folder / "log"
        return path.read_text().splitlines() if path.exists() else []

    def put(self, key: str, **fields: Value) -> Record:
        """Write a record, and read it as a reader would."""
        (self.folder / f"{key}.json").write_text(json.dumps(fields))
        return Record(
            RecordRef(Container(self.name, "records"), (key,)), _version(self.folder, key), fields
        )

    def remove(self, key: str) -> None:
        (self.folder / f"{key}.json").unlink()

    def arrange(self, event: str, *, happens: bool = True) -> None:
        """Let something be so (`unreachable`, `busy`, `held-3`), or be over."""
        if happens:
            (self.folder / event).write_text("")
        else:
            (self.folder / event).unlink()

    def look(self) -> dict[str, object]:
        """All records."""
        return {p.stem: json.loads(p.read_text()) for p in sorted(self.folder.glob("*.json"))}


class FolderWriter:
    """See `eraser.contract.write.Writer`."""

    def __init__(self, settings: StoreSettings) -> None:
        self.name = settings.name
        self._folder = Path(settings.text("folder"))
        self._transactions = bool(settings.options["transactions"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to close."""

    def preflight(self, steps: Sequence[Step]) -> tuple[Obstacle, ...]:
        self._reach()
        return tuple(
            Obstacle(step.id, "no right to it", "grant it")
            for step in steps
            if self._is(f"forbidden-{step.ref.key[0]}")
        )

    def apply(self, group: Sequence[Step]) -> tuple[Outcome, ...]:
        self._reach()
        before = {step.id: self._before(step) for step in group}
        hindered = any(isinstance(o, (Stale, Failed, Held)) for o in before.values())
        if self._transactions and hindered:
            return tuple(before[s.id] or Failed(s.id, ANOTHER) for s in group)
        return tuple(before[s.id] or self._change(s) for s in group)

    def probe(self, group: Sequence[Step]) -> tuple[Effect, ...]:
        self._reach()
        return tuple(self._effect(step) for step in group)

    def _before(self, step: Step) -> Outcome | None:
        """What keeps a step from being done, or has been done already."""
        version = _version(self._folder, step.ref.key[0])
        if not version:
            return Absent(step.id)
        if self._holds_changes(step):
            return Done(step.id)
        if version != step.version:
            return Stale(step.id)
        if self._is(f"held-{step.ref.key[0]}"):
            return Held(step.id, "retained", "2031-01-01")
        return Failed(step.id, "a lock was in the way", True) if self._is("busy") else None

    def _change(self, step: Step) -> Outcome:
        path = self._folder / f"{step.ref.key[0]}.json"
        if step.action is Action.DELETE:
            path.unlink()
        else:
            fields = json.loads(path.read_text())
            path.write_text(json.dumps(fields | {c.field: c.value for c in step.changes}))
        with (self._folder / "log").open("a") as log:
            log.write(f"{step.action} {step.ref.key[0]}\n")
        return Done(step.id)

    def _effect(self, step: Step) -> Effect:
        version = _version(self._folder, step.ref.key[0])
        if (not version and step.action is Action.DELETE) or (
            version and self._holds_changes(step)
        ):
            return Applied(step.id)
        if version == step.version:
            return NotApplied(step.id)
        return Unclear(step.id, "somebody else changed the record meanwhile")

    def _holds_changes(self, step: Step) -> bool:
        if step.action is not Action.UPDATE:
            return False
        fields = json.loads((self._folder / f"{step.ref.key[0]}.json").read_text())
        return all(fields[change.field] == change.value for change in step.changes)

    def _reach(self) -> None:
        if self._is("unreachable"):
            raise StoreUnreachableError(f"{self.name}: no answer; try again.")

    def _is(self, event: str) -> bool:
        return (self._folder / event).exists()


def _version(folder: Path, key: str) -> str:
    """Digest of the record's file; empty when there is none."""
    path = folder / f"{key}.json"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
