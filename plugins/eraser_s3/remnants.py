"""What outlives an erasure in S3 and cannot be shown by a search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from eraser.errors import Reaction, StoreError
from eraser.model.outcome import Remnant
from eraser.model.place import Container, RecordRef
from eraser_s3.attributes import Attributes, Lock
from eraser_s3.grouping import Grouping
from eraser_s3.listing import uploads_of, versions_of
from eraser_s3.locks import Locks
from eraser_s3.session import Session
from eraser_s3.stored import head

Left = tuple[str, str, str]
"""Container, what is left, until when."""


def remnants_of(
    session: Session, grouping: Grouping, refs: Sequence[RecordRef]
) -> tuple[Remnant, ...]:
    """Locked and archived versions, and unfinished uploads, under the keys of these records."""
    counted: Counter[Left] = Counter()
    gone = {(r.container, r.key[0]): False for r in refs}
    gone |= {(r.container, r.key[0]): True for r in refs if r.key[1:] == ("", "")}
    for (container, key), whole in sorted(gone.items()):
        counted.update(_left(session, grouping, container, key, whole=whole))
    return tuple(
        Remnant(container, what if n == 1 else f"{n} times: {what}", until)
        for (container, what, until), n in sorted(counted.items())
    )


def _left(
    session: Session, grouping: Grouping, container: Container, key: str, *, whole: bool
) -> Iterator[Left]:
    bucket, locks = grouping.scope(container.name).bucket, Locks(session)
    entries = [entry for entry in versions_of(session, bucket, key) if not entry.marker]
    deleted = whole and not any(entry.current for entry in entries)  # else its text was changed
    for entry in entries:
        if whole or not entry.current:
            at = head(session, str(container), bucket, key, entry.version)
            left = None if at is None else _kept(at, locks.of(bucket, key, at), deleted=deleted)
            if left is not None:
                yield container.name, *left
    uploads = _uploads(session, bucket, key)
    if uploads is None:
        yield container.name, "unfinished uploads cannot be listed (rights)", "unknown"
    elif uploads:
        yield container.name, "an unfinished upload", "until it is aborted"


def _kept(at: Attributes, lock: Lock | None, *, deleted: bool) -> tuple[str, str] | None:
    if lock is not None:
        return lock.why, lock.until or "until the hold is taken off"
    if at.archived:
        return "an archived version, not searched", "until it is restored"
    return ("a version of a deleted object", "until it is deleted") if deleted else None


def _uploads(session: Session, bucket: str, key: str) -> int | None:
    try:
        return uploads_of(session, bucket, key)
    except StoreError as error:
        if error.reaction is Reaction.RETRIABLE:
            raise
        return None
