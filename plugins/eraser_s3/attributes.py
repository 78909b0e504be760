"""What S3 tells of one version of an object, besides its bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from eraser_s3.tokens import EPOCH, UNVERSIONED, token

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import (
        GetObjectOutputTypeDef,
        HeadObjectOutputTypeDef,
        ResponseMetadataTypeDef,
    )

KEPT_HEADERS = (
    "ContentType",
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "WebsiteRedirectLocation",
    "StorageClass",
    "ServerSideEncryption",
    "SSEKMSKeyId",
)
"""What a new version of the object gets from the old one, under the names that boto3 has for
reading and for writing alike."""

ARCHIVES = frozenset({"GLACIER", "DEEP_ARCHIVE"})
"""Storage classes from which an object has to be restored before it can be read."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Why a version cannot be removed. `until` is an ISO time; empty for a legal hold."""

    why: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Attributes:
    """One version of an object. `lost_metadata` counts entries that HTTP cannot carry."""

    etag: str
    version: str
    size: int
    modified: datetime
    metadata: Mapping[str, str]
    headers: Mapping[str, str]
    expires: datetime | None
    bucket_key: bool
    checksum: str | None
    lock: Lock | None
    archived: bool
    lost_metadata: int

    @property
    def token(self) -> str:
        """The version token of the object's records: ETag and version id."""
        return token(self.etag, self.version, self.modified)

    def __repr__(self) -> str:
        return f"‹attributes of an object of {self.size} bytes›"


def attributes(answer: GetObjectOutputTypeDef | HeadObjectOutputTypeDef) -> Attributes:
    """Read an answer to GET or HEAD."""
    told: Mapping[str, object] = {**answer}
    archive = str(told.get("ArchiveStatus") or told.get("StorageClass", ""))
    restored = 'ongoing-request="false"' in str(told.get("Restore", ""))
    return Attributes(
        etag=answer.get("ETag", ""),
        version=answer.get("VersionId", UNVERSIONED) or UNVERSIONED,
        size=answer.get("ContentLength", 0),
        modified=answer.get("LastModified", EPOCH),
        metadata=dict(answer.get("Metadata", {})),
        headers={h: str(told[h]) for h in KEPT_HEADERS if told.get(h)},
        expires=_expires(str(told.get("ExpiresString", ""))),
        bucket_key=bool(told.get("BucketKeyEnabled")),
        checksum=_checksum(told),
        lock=_lock(answer),
        archived=("ARCHIVE" in archive or archive in ARCHIVES) and not restored,
        lost_metadata=answer.get("MissingMeta", 0),
    )


def _expires(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None


def _checksum(told: Mapping[str, object]) -> str | None:
    """Of those that Python can compute; for others (CRC64NVME) the SDK's default is written."""
    return next((a for a in ("SHA256", "SHA1", "CRC32") if told.get(f"Checksum{a}")), None)


def _lock(answer: GetObjectOutputTypeDef | HeadObjectOutputTypeDef) -> Lock | None:
    if answer.get("ObjectLockLegalHoldStatus") == "ON":
        return Lock("the version is under a legal hold")
    until = answer.get("ObjectLockRetainUntilDate")
    if until is None or until <= server_time(answer["ResponseMetadata"]):
        return None
    mode = answer.get("ObjectLockMode", "")
    return Lock(f"the version is retained ({mode.lower()} mode)", until.isoformat())


def server_time(answer: ResponseMetadataTypeDef) -> datetime:
    """The server's own clock, by which it judges retention."""
    said = answer.get("HTTPHeaders", {}).get("date", "")
    try:
        return parsedate_to_datetime(said).astimezone(UTC)
    except ValueError:
        return EPOCH


_ENCODED = re.compile(r"=\?[\w-]+\?[BQbq]\?")
"""The start of a non-ASCII header value (RFC 2047). Matches `=?UTF-8?B?xIE=?=`, not `a=?b`."""


def readable(value: str) -> str:
    """A metadata value as text: S3 gives those that are not ASCII in MIME's encoding."""
    if not _ENCODED.search(value):
        return value
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError):
        return value
