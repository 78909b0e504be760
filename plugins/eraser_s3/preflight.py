"""What would make steps fail, asked before anything is changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from botocore.exceptions import ClientError

from eraser.errors import Reaction, StoreError
from eraser.model.outcome import Kind, Obstacle
from eraser.model.plan import Action
from eraser_s3.attributes import Attributes, Lock
from eraser_s3.listing import keeps_versions, uploads_of, versions_of
from eraser_s3.locks import Locks
from eraser_s3.records import CONTENT
from eraser_s3.session import DENIED, Session, code_of, speaking_of
from eraser_s3.stored import head
from eraser_s3.unit import Unit


def obstacles(session: Session, locks: Locks, units: Sequence[Unit]) -> Iterator[Obstacle]:
    """Missing rights of each bucket, then locks, archives and uploads of each object."""
    checked: set[str] = set()
    for unit in units:
        if unit.bucket not in checked:
            checked.add(unit.bucket)
            yield from _rights(session, unit)
        try:
            yield from _of_object(session, locks, unit)
        except StoreError as error:
            if error.reaction is Reaction.RETRIABLE:
                raise
            yield from _all(unit, f"{error}", "Leave the object out, or mend this.")


def _rights(session: Session, unit: Unit) -> Iterator[Obstacle]:
    """S3 cannot be asked for rights. So an upload is begun and aborted, and a version deleted,
    of an object that does not exist, beside the object of the first step: nothing changes.
    """
    folder, slash, _ = unit.key.rpartition("/")
    key = f"{folder}{slash}eraser-rights-{uuid.uuid4().hex}"
    client = session.client
    with speaking_of(unit.place):
        try:
            begun = client.create_multipart_upload(Bucket=unit.bucket, Key=key)["UploadId"]
            client.abort_multipart_upload(Bucket=unit.bucket, Key=key, UploadId=begun)
        except ClientError as error:
            if code_of(error) not in DENIED:
                raise
            yield from _all(unit, "objects cannot be written (s3:PutObject)", _GRANT, Kind.RIGHTS)
        try:
            if keeps_versions(session, unit.bucket):
                client.delete_object(Bucket=unit.bucket, Key=key, VersionId="null")
            else:
                client.delete_object(Bucket=unit.bucket, Key=key)
        except ClientError as error:
            if code_of(error) in DENIED:
                right = "s3:DeleteObject, s3:DeleteObjectVersion"
                yield from _all(unit, f"objects cannot be deleted ({right})", _GRANT, Kind.RIGHTS)


_GRANT = "Grant it to the credentials of this store's writer."


def _of_object(session: Session, locks: Locks, unit: Unit) -> Iterator[Obstacle]:
    yield from _impossible(unit)
    if unit.removals and keeps_versions(session, unit.bucket):
        asked = [e.version for e in versions_of(session, unit.bucket, unit.key) if not e.marker]
    else:
        asked = [unit.version]
    for version in asked:
        at = head(session, unit.place, unit.bucket, unit.key, version)
        if at is not None:
            yield from _of_version(unit, at, locks.of(unit.bucket, unit.key, at))
    if uploads_of(session, unit.bucket, unit.key):
        why = "an upload to the same key was begun and not ended."
        yield from _all(unit, why, "Wait for it, or abort it.")


def _of_version(unit: Unit, at: Attributes, lock: Lock | None) -> Iterator[Obstacle]:
    if lock is not None:
        until = f" until {lock.until}" if lock.until else ""
        yield from _all(unit, f"{lock.why}{until}.", "It stays until then.", kind=Kind.HELD)
    if at.archived and len(unit.removals) < len(unit.steps):
        yield from _all(unit, "the object is archived.", "Restore it, then plan again.")


def _impossible(unit: Unit) -> Iterator[Obstacle]:
    """Changes that no object can take."""
    for step in unit.steps:
        whole = not step.ref.key[2]
        fields = [c.field for c in step.changes]
        if step.action is Action.DELETE:
            continue
        if unit.version:
            why = "a former version can be removed, but not changed."
            yield Obstacle(step.id, why, "Delete it instead.")
        elif whole and not all(f == CONTENT or f.startswith("metadata.") for f in fields):
            why = "a whole object cannot be changed there."
            yield Obstacle(step.id, why, "Delete it instead, or keep it.")


def _all(unit: Unit, why: str, mend: str, kind: Kind = Kind.PLAN) -> Iterator[Obstacle]:
    return (Obstacle(step.id, why, mend, kind) for step in unit.steps)
