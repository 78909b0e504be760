"""Object Lock: which versions S3 keeps whatever anybody wishes."""

from __future__ import annotations

from datetime import UTC, datetime

from botocore.exceptions import ClientError

from eraser_s3.attributes import Attributes, Lock, server_time
from eraser_s3.listing import locks_objects
from eraser_s3.session import Session


class Locks:
    """Knows for each bucket whether it locks, and for each version whether it is locked."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._buckets: dict[str, bool] = {}

    def may_lock(self, bucket: str) -> bool:
        """Whether versions may be locked; also when one may not ask. A bucket never changes it
        back, so it is asked once.
        """
        if bucket not in self._buckets:
            self._buckets[bucket] = locks_objects(self._session, bucket) is not False
        return self._buckets[bucket]

    def of(self, bucket: str, key: str, at: Attributes) -> Lock | None:
        """The lock of this version.

        HEAD tells it, but versitygw 1.8.0 not for former versions: then it is asked for.
        """
        if at.lock is not None or not self.may_lock(bucket):
            return at.lock
        return self._legal_hold(bucket, key, at.version) or self._retention(bucket, key, at.version)

    def _legal_hold(self, bucket: str, key: str, version: str) -> Lock | None:
        try:
            answer = self._session.client.get_object_legal_hold(
                Bucket=bucket, Key=key, VersionId=version
            )
        except ClientError:
            return None  # none is set, or one may not ask: the deletion itself will be refused
        held = answer.get("LegalHold", {}).get("Status") == "ON"
        return Lock("the version is under a legal hold") if held else None

    def _retention(self, bucket: str, key: str, version: str) -> Lock | None:
        try:
            answer = self._session.client.get_object_retention(
                Bucket=bucket, Key=key, VersionId=version
            )
        except ClientError:
            return None  # as above
        told = answer.get("Retention", {})
        until = told.get("RetainUntilDate", datetime.fromtimestamp(0, UTC))
        if until <= server_time(answer["ResponseMetadata"]):
            return None
        mode = told.get("Mode", "").lower()
        return Lock(f"the version is retained ({mode} mode)", until.isoformat())
