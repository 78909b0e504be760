"""Removing whole objects and former versions, by exact key and exact version."""

from __future__ import annotations

from dataclasses import replace

from botocore.exceptions import ClientError

from eraser.model.outcome import (
    Absent,
    Applied,
    Done,
    Effect,
    Held,
    NotApplied,
    Outcome,
    Stale,
    Unclear,
    Unsupported,
)
from eraser.model.plan import Action, Step
from eraser_s3.attributes import Attributes, Lock
from eraser_s3.listing import Entry, keeps_versions, versions_of
from eraser_s3.locks import Locks
from eraser_s3.session import CHANGED, GONE, Session, code_of, speaking_of
from eraser_s3.stored import head
from eraser_s3.unit import Unit

Outcomes = dict[str, Outcome]
"""By step id."""


class Removal:
    """Deletes objects. Never bypasses a lock, not even one that its rights would allow to."""

    def __init__(self, session: Session, locks: Locks) -> None:
        self._session, self._locks = session, locks

    def whole(self, unit: Unit) -> Outcomes:
        """Delete the object: its former versions first, the current one last.

        Held when any of its versions is locked: none is removed then.
        """
        (step, *_) = unit.steps
        if not keeps_versions(self._session, unit.bucket):
            return for_all(unit, self._only_version(unit, step))
        entries = versions_of(self._session, unit.bucket, unit.key)
        newest = _newest(entries)
        if newest is not None and newest.token != step.version:
            return for_all(unit, Stale(step.id))
        lock = self._lock(unit, entries)
        if lock is not None:
            return for_all(unit, Held(step.id, lock.why, lock.until))
        for entry in entries:
            self.version(unit, entry.version)
        if newest is None:
            return for_all(unit, Absent(step.id))
        note = f"{len(entries)} versions and delete markers were removed"
        return for_all(unit, Done(step.id, note))

    def former(self, unit: Unit) -> Outcomes:
        """Delete exactly one former version, with all rows that it holds."""
        outcomes: Outcomes = {}
        deletions = []
        at = head(self._session, unit.place, unit.bucket, unit.key, unit.version)
        current = head(self._session, unit.place, unit.bucket, unit.key)
        lock = None if at is None else self._locks.of(unit.bucket, unit.key, at)
        for step in unit.steps:
            held = Held(step.id, lock.why, lock.until) if lock is not None else None
            outcome = _before(step, at, current) or held
            if outcome is None:
                deletions.append(step)
            else:
                outcomes[step.id] = outcome
        if deletions:
            self.version(unit, unit.version)
            note = "a former version of the object was removed with all that it held"
            outcomes |= {s.id: Done(s.id, note) for s in deletions}
        if (deletions or at is None) and unit.version in self._sweep_markers(unit):
            note = "a delete marker without any version was removed"
            outcomes |= {s.id: Done(s.id, note) for s in unit.steps if s.action is Action.DELETE}
        return outcomes

    def _sweep_markers(self, unit: Unit) -> list[str]:
        """Remove delete markers that no version is behind any more: their key may name somebody."""
        stranded = self._stranded_markers(unit)
        for version in stranded:
            self.version(unit, version)
        return stranded

    def _stranded_markers(self, unit: Unit) -> list[str]:
        entries = versions_of(self._session, unit.bucket, unit.key)
        return [] if _newest(entries) else [entry.version for entry in entries]

    def version(self, unit: Unit, version: str) -> None:
        """Delete exactly this version or delete marker; nothing happens when it is gone."""
        with speaking_of(unit.place):
            try:
                self._session.client.delete_object(
                    Bucket=unit.bucket, Key=unit.key, VersionId=version
                )
            except ClientError as error:
                if code_of(error) not in GONE:
                    raise

    def lock(self, unit: Unit, version: str) -> Lock | None:
        """What holds this version, if anything does."""
        at = head(self._session, unit.place, unit.bucket, unit.key, version)
        return None if at is None else self._locks.of(unit.bucket, unit.key, at)

    def probe_whole(self, unit: Unit) -> Effect:
        """Whether the object is gone with all its versions."""
        (step, *_) = unit.steps
        if not keeps_versions(self._session, unit.bucket):
            at = head(self._session, unit.place, unit.bucket, unit.key)
            found = None if at is None else at.token
        else:
            entries = versions_of(self._session, unit.bucket, unit.key)
            newest = _newest(entries)
            if newest is None and entries:
                return NotApplied(step.id)  # only delete markers are left
            found = None if newest is None else newest.token
        return _effect(step, found)

    def probe_former(self, unit: Unit) -> list[Effect]:
        """Whether the version is gone, and no delete marker was left stranded."""
        at = head(self._session, unit.place, unit.bucket, unit.key, unit.version)
        if at is None and self._stranded_markers(unit):
            return [NotApplied(step.id) for step in unit.steps]
        return [
            _effect(step, None if at is None else at.token)
            if step.action is Action.DELETE
            else NotApplied(step.id)
            for step in unit.steps
        ]

    def _only_version(self, unit: Unit, step: Step) -> Outcome:
        at = head(self._session, unit.place, unit.bucket, unit.key)
        if at is None:
            return Absent(step.id)
        if at.token != step.version:
            return Stale(step.id)
        with speaking_of(unit.place):
            try:
                # MinIO ignores If-Match on DELETE (found in RELEASE 2026-02-12): there, only the
                # HEAD just made stands between this and an object written in the meantime.
                self._session.client.delete_object(
                    Bucket=unit.bucket, Key=unit.key, IfMatch=at.etag
                )
            except ClientError as error:
                if code_of(error) in CHANGED:
                    return Stale(step.id)
                raise
        return Done(step.id)

    def _lock(self, unit: Unit, entries: list[Entry]) -> Lock | None:
        if not self._locks.may_lock(unit.bucket):
            return None
        for entry in entries:
            lock = None if entry.marker else self.lock(unit, entry.version)
            if lock is not None:
                return lock
        return None


def _newest(entries: list[Entry]) -> Entry | None:
    """The current version, or the last one before the object was deleted."""
    live = [entry for entry in entries if not entry.marker]
    return live[-1] if live else None


def _before(step: Step, at: Attributes | None, current: Attributes | None) -> Outcome | None:
    """What keeps a former version from being deleted; None when nothing does."""
    if step.action is not Action.DELETE:
        return Unsupported(step.id, "a former version can be removed, but not changed")
    if at is None:
        return Absent(step.id)
    if at.token != step.version or (current is not None and current.token == at.token):
        return Stale(step.id)
    return None


def _effect(step: Step, found: str | None) -> Effect:
    if found is None:
        return Applied(step.id)
    if found == step.version:
        return NotApplied(step.id)
    return Unclear(step.id, "another object stands under this key now")


def for_all(unit: Unit, outcome: Outcome) -> Outcomes:
    """The same outcome for every step on the object."""
    return {step.id: replace(outcome, step=step.id) for step in unit.steps}
