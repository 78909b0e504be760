"""Changes S3, object by object; the objects of a group are independent of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from eraser.contract.settings import StoreSettings
from eraser.errors import FormatError, Reaction, StoreError, UnreadableError
from eraser.model.outcome import Effect, Failed, Obstacle, Outcome, Unsupported
from eraser.model.plan import Step
from eraser_s3 import preflight
from eraser_s3.grouping import Grouping
from eraser_s3.locks import Locks
from eraser_s3.options import parse
from eraser_s3.records import Objects
from eraser_s3.removal import Outcomes, Removal, for_all
from eraser_s3.rewriting import Rewriting
from eraser_s3.session import Session
from eraser_s3.unit import Unit, units
from eraser_s3.unread import Unread


class StoreWriter:
    """See `eraser.contract.write.Writer`. Needs, besides what the reader does, s3:PutObject,
    s3:PutObjectTagging, s3:DeleteObject, s3:DeleteObjectVersion, s3:AbortMultipartUpload and
    s3:ListBucketMultipartUploads. A right to bypass governance mode is never used.
    """

    def __init__(self, settings: StoreSettings) -> None:
        self.name = settings.name
        options = parse(settings)
        self._session = Session(options)
        self._grouping = Grouping(options)
        self._locks = Locks(self._session)
        self._removal = Removal(self._session, self._locks)
        reading = Objects(self._session, Unread())
        self._rewriting = Rewriting(self._session, reading, self._removal, self._locks)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()

    def preflight(self, steps: Sequence[Step]) -> tuple[Obstacle, ...]:
        """Rights, locks, archives and unfinished uploads."""
        found = units(self._grouping, steps)
        return tuple(preflight.obstacles(self._session, self._locks, found))

    def apply(self, group: Sequence[Step]) -> tuple[Outcome, ...]:
        """One object after the other; one that cannot be done does not stop the others."""
        outcomes: Outcomes = {}
        for unit in units(self._grouping, group):
            outcomes |= self._tried(unit)
        return tuple(outcomes[step.id] for step in group)

    def probe(self, group: Sequence[Step]) -> tuple[Effect, ...]:
        """Looks at the objects, and at what they say of their making."""
        effects: dict[str, Effect] = {}
        for unit in units(self._grouping, group):
            effects |= {effect.step: effect for effect in self._probed(unit)}
        return tuple(effects[step.id] for step in group)

    def _tried(self, unit: Unit) -> Outcomes:
        try:
            if unit.version:
                return self._removal.former(unit)
            if unit.removals:
                return self._removal.whole(unit)
            return self._rewritten(unit)
        except FormatError as error:
            return for_all(unit, Failed("", f"the object cannot be rewritten: {error}"))
        except UnreadableError as error:
            return for_all(unit, Unsupported("", str(error)))
        except StoreError as error:
            if error.reaction is Reaction.RETRIABLE:
                raise
            return for_all(unit, Failed("", str(error)))

    def _rewritten(self, unit: Unit) -> Outcomes:
        """Rows and the whole (its metadata) are changed one after the other."""
        outcomes: Outcomes = {}
        for some in _rows_and_whole(unit):
            outcomes |= self._rewriting.apply(some)
        return outcomes

    def _probed(self, unit: Unit) -> list[Effect]:
        if unit.version:
            return self._removal.probe_former(unit)
        if unit.removals:
            (first, *_) = unit.removals
            effect = self._removal.probe_whole(unit.of([first]))
            return [replace(effect, step=step.id) for step in unit.steps]
        return [e for some in _rows_and_whole(unit) for e in self._rewriting.probe(some)]


def _rows_and_whole(unit: Unit) -> list[Unit]:
    rows = [step for step in unit.steps if step.ref.key[2]]
    whole = [step for step in unit.steps if not step.ref.key[2]]
    return [unit.of(steps) for steps in (rows, whole) if steps]
