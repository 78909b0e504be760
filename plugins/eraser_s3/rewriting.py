"""Changing rows: the object is written anew, checked, and only then its old version removed.

Whatever moment the process dies at: before the new object is complete nothing has happened;
after it the object itself tells that it is ours (`lineage`), and what is left is to remove the
former versions it names.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from enum import Enum, auto
from typing import BinaryIO, cast

from botocore.exceptions import ClientError

from eraser.formats.columns import text_of
from eraser.formats.encodings import Encoding, written
from eraser.model.outcome import (
    Absent,
    Applied,
    Done,
    Effect,
    Failed,
    Held,
    NotApplied,
    Outcome,
    Stale,
    Unclear,
    Unsupported,
)
from eraser.model.place import Record
from eraser.model.plan import Action, Step
from eraser_s3.attributes import Attributes
from eraser_s3.editing import Edit, edit_rows, edit_whole
from eraser_s3.lineage import Lineage, Mark, body_digest, digest_of
from eraser_s3.listing import Entry, keeps_versions, versions_of
from eraser_s3.locks import Locks
from eraser_s3.numbering import Numbering
from eraser_s3.records import BODY_DIGEST, Objects
from eraser_s3.removal import Outcomes, Removal, for_all
from eraser_s3.session import CHANGED, GONE, Session, code_of, speaking_of
from eraser_s3.stored import head, stored, tags
from eraser_s3.tokens import UNVERSIONED
from eraser_s3.unit import Unit
from eraser_s3.upload import upload


class State(Enum):
    """How a step stands to the object as it is now."""

    DUE = auto()
    IN_PLACE = auto()
    GONE = auto()
    STALE = auto()


class Rewriting:
    """Applies and probes the steps on rows (or on metadata and text) of a current object."""

    def __init__(self, session: Session, reading: Objects, removal: Removal, locks: Locks) -> None:
        self._session, self._reading = session, reading
        self._removal, self._locks = removal, locks

    def apply(self, unit: Unit) -> Outcomes:
        """Do what is due, then remove the versions that the object was made from."""
        now = self._now(unit)
        if now is None:
            return for_all(unit, Absent(""))
        states = self._states(unit, now)
        due = unit.of([s for s in unit.steps if states[s.id] is State.DUE])
        outcomes: Outcomes = {
            s.id: _settled(s, states[s.id]) for s in unit.steps if states[s.id] is not State.DUE
        }
        if due.steps:
            hindrance = self._hindrance(unit, now)
            outcomes |= for_all(due, hindrance) if hindrance else self._write(due, now)
        done = unit.of([s for s in unit.steps if isinstance(outcomes[s.id], Done)])
        if done.steps:
            outcomes |= self._clean(done)
        return outcomes

    def probe(self, unit: Unit) -> list[Effect]:
        """Changes nothing; `NotApplied` also when only former versions are still to be removed."""
        now = self._now(unit)
        if now is None:
            return self._probe_gone(unit)
        states = self._states(unit, now)
        left = State.IN_PLACE in states.values() and bool(self._former(unit, now))
        return [_told(step, states[step.id], left=left) for step in unit.steps]

    def _now(self, unit: Unit) -> Attributes | None:
        return head(self._session, unit.place, unit.bucket, unit.key)

    def _states(self, unit: Unit, now: Attributes) -> dict[str, State]:
        lineage = Lineage.of(now.metadata)
        ours = [s for s in unit.steps if s.version in lineage]
        if ours and not self._is_untouched(unit, now):
            ours = []
        states = {s.id: State.DUE if s.version == now.token else State.STALE for s in unit.steps}
        if lineage.complete:
            same = lineage.complete == digest_of(unit.steps)
            return states | {s.id: State.IN_PLACE for s in ours if same}
        return states | self._states_of_ours(unit, ours, now)

    def _is_untouched(self, unit: Unit, now: Attributes) -> bool:
        """Whether the bytes are those that eraser wrote when it wrote the metadata."""
        opened = stored(
            self._session, unit.place, unit.bucket, unit.key, _asked(now), etag=now.etag
        )
        if opened is None:
            return False
        with opened, opened.raw() as source:
            return body_digest(source) == now.metadata.get(BODY_DIGEST)

    def _states_of_ours(
        self, unit: Unit, steps: Iterable[Step], now: Attributes
    ) -> dict[str, State]:
        """Steps planned on a state that this object was made from."""
        numbering = Numbering.of(now.metadata)
        states: dict[str, State] = {}
        updates: dict[tuple[str, ...], list[Step]] = {}
        for step in steps:
            row = step.ref.key[2]
            here = not row or (row.isdecimal() and numbering.position(int(row)) is not None)
            if step.action is Action.DELETE:
                states[step.id] = State.DUE if here else State.IN_PLACE
            else:
                states[step.id] = State.GONE
                updates.setdefault(step.ref.key, []).append(step)
        if updates:
            for record in self._reading.everything(unit.where(_asked(now))):
                for step in updates.get(record.ref.key, ()):
                    states[step.id] = State.IN_PLACE if _holds(record, step) else State.DUE
        return states

    def _hindrance(self, unit: Unit, now: Attributes) -> Outcome | None:
        """What forbids to replace the object: its old version could not be removed, or read."""
        lock = self._locks.of(unit.bucket, unit.key, now)
        if lock is not None:
            return Held("", lock.why, lock.until)
        if now.archived:
            return Unsupported("", "the object is archived: restore it, then plan again")
        return None

    def _write(self, unit: Unit, now: Attributes) -> Outcomes:
        opened = stored(
            self._session, unit.place, unit.bucket, unit.key, _asked(now), etag=now.etag
        )
        if opened is None:
            return for_all(unit, Stale(""))
        if now.lost_metadata:
            return for_all(
                unit, Failed("", "it has metadata that cannot be read, and would lose it")
            )
        with opened, tempfile.TemporaryFile(prefix="eraser-") as file:
            body = cast("BinaryIO", file)
            edit = (edit_rows if unit.steps[0].ref.key[2] else edit_whole)(unit, opened, body)
            if edit.changes:
                return self._put(unit, now, edit, body)
        return dict(edit.outcomes)

    def _put(self, unit: Unit, now: Attributes, edit: Edit, body: BinaryIO) -> Outcomes:
        """Write on condition that the object is still `now`; believe only what HEAD then says."""
        size = body.tell()
        body.seek(0)
        mark = _mark(unit, now, edit, body_digest(body))
        body.seek(0)
        kept = tags(self._session, unit.place, unit.bucket, unit.key, _asked(now))
        with speaking_of(unit.place):
            try:
                etag = upload(
                    self._session,
                    unit.bucket,
                    unit.key,
                    body,
                    size,
                    now,
                    mark.metadata(edit.metadata),
                    kept,
                )
            except ClientError as error:
                return for_all(unit, _refused(error))
        after = self._now(unit)
        if after is None or (after.etag, after.size) != (etag, size):
            why = "the object was replaced by someone else right after it was written"
            return for_all(unit, Failed("", why))
        return dict(edit.outcomes)

    def _clean(self, unit: Unit) -> Outcomes:
        """Remove the versions that the object was made from; nothing that somebody else wrote."""
        now = self._now(unit)
        for entry in self._former(unit, now) if now is not None else ():
            lock = self._removal.lock(unit, entry.version)
            if lock is not None:
                return for_all(unit, Held("", lock.why, lock.until))
            self._removal.version(unit, entry.version)
        return {}

    def _former(self, unit: Unit, now: Attributes) -> list[Entry]:
        if not keeps_versions(self._session, unit.bucket):
            return []
        lineage = Lineage.of(now.metadata)
        return [
            entry
            for entry in versions_of(self._session, unit.bucket, unit.key)
            if not (entry.marker or entry.current) and entry.token in lineage
        ]

    def _probe_gone(self, unit: Unit) -> list[Effect]:
        """No current object: rows are gone for good when the planned version is gone too."""
        kept = {entry.token for entry in versions_of(self._session, unit.bucket, unit.key)}
        return [
            Applied(step.id)
            if step.action is Action.DELETE and step.version not in kept
            else Unclear(step.id, "the object was deleted by someone else")
            for step in unit.steps
        ]


def _asked(now: Attributes) -> str:
    """The version to ask for; empty in a bucket without versions."""
    return "" if now.version == UNVERSIONED else now.version


def _mark(unit: Unit, now: Attributes, edit: Edit, body: str) -> Mark:
    lineage = Lineage.of(now.metadata).after(now.token)
    if edit.numbering.entry() is not None:
        return Mark(lineage, edit.numbering, body)
    # Too many gaps to be told in metadata: new numbers for all rows, so that no old one is
    # mistaken; then the object can be recognised only for the steps that made it.
    anew = Numbering.of(now.metadata).anew(edit.old_rows)
    return Mark(Lineage(lineage.states[:1], digest_of(unit.steps)), anew, body)


def _refused(error: ClientError) -> Outcome:
    """What a refusal to write means; what is not an answer to us is raised again."""
    code = code_of(error)
    if code in CHANGED | GONE:
        return Stale("")
    if code in ("NotImplemented", "501"):
        return Unsupported("", "this server cannot write on condition (If-Match)")
    raise error


def _settled(step: Step, state: State) -> Outcome:
    if state is State.IN_PLACE:
        return Done(step.id)
    return Absent(step.id) if state is State.GONE else Stale(step.id)


def _told(step: Step, state: State, *, left: bool) -> Effect:
    if state is State.IN_PLACE and not left:
        return Applied(step.id)
    if state in (State.DUE, State.IN_PLACE):
        return NotApplied(step.id)
    return Unclear(step.id, "the object was changed by someone else")


def _holds(record: Record, step: Step) -> bool:
    """Whether all changes of the step are in the record; empty text and null are one, and letters
    that the encoding of the object lacks stand without their marks.
    """
    return all(
        (text_of(record.fields.get(change.field)) or "")
        in {written(text_of(change.value) or "", encoding) for encoding in Encoding}
        for change in step.changes
    )
