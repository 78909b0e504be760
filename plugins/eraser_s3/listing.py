"""What is in a bucket: objects, their versions, unfinished uploads. Keys show in no repr."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from eraser.errors import StoreError
from eraser.model.portion import Portion
from eraser_s3.session import DENIED, Session, code_of, speaking_of
from eraser_s3.tokens import EPOCH, UNVERSIONED, token

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import (
        DeleteMarkerEntryTypeDef,
        ListObjectVersionsRequestTypeDef,
        ObjectVersionTypeDef,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of one object, or (`marker`) the mark that it was deleted.

    `version` is S3's id; empty when the listing was one of current objects only.
    """

    bucket: str
    key: str
    version: str
    current: bool
    etag: str = ""
    size: int = 0
    modified: datetime = EPOCH
    marker: bool = False
    storage_class: str = "STANDARD"

    @property
    def token(self) -> str:
        """The version token, as `Attributes.token` has it."""
        return token(self.etag, self.version, self.modified)

    def __repr__(self) -> str:
        return f"‹object in {self.bucket}›"


def prefixes(scope: str, portion: Portion | None) -> list[str]:
    """What to list of a container whose keys begin with `scope`: each key stands under one.

    >>> prefixes("scans/", Portion(prefixes=("scans/nami/", "scans/nami/2/", "other/")))
    ['scans/nami/']
    """
    if portion is None or portion.field:
        return [scope] if portion is None or not portion.empty else []
    narrowed = {max(p, scope, key=len) for p in portion.prefixes if _along(p, scope)}
    return sorted(p for p in narrowed if not any(p != o and p.startswith(o) for o in narrowed))


def _along(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def objects(session: Session, bucket: str, prefix: str) -> Iterator[Entry]:
    """The current objects, in the order of their keys."""
    with speaking_of(bucket):
        pages = session.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=bucket, Prefix=prefix):
            for item in page.get("Contents", []):
                yield Entry(
                    bucket,
                    item["Key"],
                    version="",
                    current=True,
                    etag=item.get("ETag", ""),
                    size=item.get("Size", 0),
                    modified=item.get("LastModified", EPOCH),
                    storage_class=item.get("StorageClass", "STANDARD"),
                )


def keeps_versions(session: Session, bucket: str) -> bool:
    """Whether old versions may exist: versioning is on, or was once, or one may not ask."""
    try:
        with speaking_of(bucket):
            return "Status" in session.client.get_bucket_versioning(Bucket=bucket)
    except StoreError as error:
        if error.reaction.value == "retriable":
            raise
        return True


def locks_objects(session: Session, bucket: str) -> bool | None:
    """Whether Object Lock is on; None where one may not ask."""
    try:
        answer = session.client.get_object_lock_configuration(Bucket=bucket)
    except ClientError as error:
        return None if code_of(error) in DENIED else False
    return answer.get("ObjectLockConfiguration", {}).get("ObjectLockEnabled") == "Enabled"


def _version(bucket: str, item: ObjectVersionTypeDef) -> Entry:
    return Entry(
        bucket,
        item["Key"],
        version=item.get("VersionId", UNVERSIONED),
        current=item.get("IsLatest", False),
        etag=item.get("ETag", ""),
        size=item.get("Size", 0),
        modified=item.get("LastModified", EPOCH),
        storage_class=item.get("StorageClass", "STANDARD"),
    )


def _marker(bucket: str, item: DeleteMarkerEntryTypeDef) -> Entry:
    return Entry(
        bucket,
        item["Key"],
        version=item.get("VersionId", UNVERSIONED),
        current=item.get("IsLatest", False),
        modified=item.get("LastModified", EPOCH),
        marker=True,
    )


def versions(session: Session, bucket: str, prefix: str) -> Iterator[Entry]:
    """All versions and delete markers, key by key, each once.

    The paging is our own: versitygw 1.8.0 repeats the last entry of a page that ends on a current
    version, and never ends with one entry a page. Raises StoreError when a listing stands still.
    """
    seen: set[tuple[str, str]] = set()
    request: ListObjectVersionsRequestTypeDef = {"Bucket": bucket, "Prefix": prefix}
    while True:
        with speaking_of(bucket):
            page = session.client.list_object_versions(**request)
        found = [_version(bucket, item) for item in page.get("Versions", [])]
        found += [_marker(bucket, item) for item in page.get("DeleteMarkers", [])]
        found.sort(key=lambda e: e.key.encode())
        yield from (e for e in found if (e.key, e.version) not in seen)
        if not page.get("IsTruncated"):
            return
        # Only the key at which the page ended can come again on the next one.
        ended_at = page.get("NextKeyMarker", "")
        seen = {s for s in seen if s[0] == ended_at}
        seen |= {(e.key, e.version) for e in found if e.key == ended_at}
        version = page.get("NextVersionIdMarker", "")
        before = (request.get("KeyMarker", ""), request.get("VersionIdMarker", ""))
        if not ended_at or (ended_at, version) == before:
            raise StoreError(f"{bucket}: the listing of versions does not go on; ask its operator.")
        request = {"Bucket": bucket, "Prefix": prefix, "KeyMarker": ended_at}
        if version:
            request["VersionIdMarker"] = version


def with_stranded(entries: Iterable[Entry]) -> Iterator[Entry]:
    """All versions, and of a key that has delete markers only one of these: it may name somebody,
    and no version will ever lead to it. `entries` come key by key.
    """
    for _, group in groupby(entries, key=lambda e: e.key):
        of_key = list(group)
        live = [entry for entry in of_key if not entry.marker]
        yield from live or of_key[:1]


def versions_of(session: Session, bucket: str, key: str) -> list[Entry]:
    """All versions and delete markers of exactly this key, the current one last.

    A listing by the prefix `part-1` also yields `part-10`: the key is compared whole.
    """
    exact = [e for e in versions(session, bucket, key) if e.key == key]
    return sorted(exact, key=lambda e: (e.current, e.modified))


def uploads_of(session: Session, bucket: str, key: str) -> int:
    """How many multipart uploads to exactly this key were begun and not ended."""
    with speaking_of(bucket):
        pages = session.client.get_paginator("list_multipart_uploads")
        return sum(
            upload.get("Key") == key
            for page in pages.paginate(Bucket=bucket, Prefix=key)
            for upload in page.get("Uploads", [])
        )
