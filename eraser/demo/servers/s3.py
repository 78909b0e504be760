"""S3: MinIO and versitygw built from source, moto as a mock, or a server that is given.

What differs between them, so that a test can ask for the right one (MinIO 2026-02-12,
versitygw 1.8.0, moto 5.2):

- `DeleteObject` with If-Match: MinIO ignores the condition and deletes; versitygw honours it.
- Object Lock refusals: MinIO answers 400 InvalidRequest, versitygw 403.
- SSE, lifecycle, the keys `a` and `a/b` side by side: only MinIO has them (the last unlisted).
- moto: wrong credentials are accepted, versions are lost under threads: only for the demo.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

REGION = "us-east-1"

OBJECT_READS = (
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:GetObjectTagging",
    "s3:GetObjectVersionTagging",
    "s3:GetObjectRetention",
    "s3:GetObjectLegalHold",
    "s3:GetObjectAttributes",
    "s3:GetObjectVersionAttributes",
    "s3:ListMultipartUploadParts",
)
BUCKET_READS = (
    "s3:GetBucketLocation",
    "s3:GetBucketVersioning",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetBucketPolicy",
    "s3:ListBucket",
    "s3:ListBucketVersions",
    "s3:ListBucketMultipartUploads",
    "s3:GetEncryptionConfiguration",
    "s3:GetReplicationConfiguration",
    "s3:GetBucketTagging",
)


@dataclass(frozen=True, slots=True)
class Keys:
    """An access key and its secret."""

    access: str
    secret: str = field(repr=False)


def new_keys(name: str) -> Keys:
    """Keys nobody had before."""
    return Keys(f"{name}{secrets.token_hex(4)}", secrets.token_urlsafe(24))


class S3Server:
    """A running S3 server that gives out buckets.

    The root keys may do everything; the reader keys may only read, in every bucket made by
    `new_bucket` (versitygw lists no buckets for them: they own none). `is_mock` says that it is
    moto, where the reader keys may do everything too.
    """

    def __init__(
        self,
        kind: str,
        endpoint: str,
        root: Keys,
        reader: Keys,
        *,
        stop: Callable[[], None] | None = None,
        pid: int = 0,
        is_mock: bool = False,
        needs_bucket_policy: bool = False,
    ) -> None:
        self.kind = kind
        self.endpoint = endpoint
        self.access_key, self.secret_key = root.access, root.secret
        self.reader_access_key, self.reader_secret_key = reader.access, reader.secret
        self.pid = pid
        self.is_mock = is_mock
        self._stop = stop
        self._needs_bucket_policy = needs_bucket_policy
        self._buckets: list[str] = []
        self._clients: dict[Keys, S3Client] = {}

    def client(self) -> S3Client:
        """The boto3 client with the root keys; to make one takes longer than a request."""
        return self._client_with(Keys(self.access_key, self.secret_key))

    def reader_client(self) -> S3Client:
        """The boto3 client with the keys that can only read."""
        return self._client_with(Keys(self.reader_access_key, self.reader_secret_key))

    def _client_with(self, keys: Keys) -> S3Client:
        if keys not in self._clients:
            self._clients[keys] = _client(self.endpoint, keys)
        return self._clients[keys]

    def new_bucket(self, versioning: bool = False, object_lock: bool = False) -> str:
        """The name of an empty bucket that the reader may read. Object Lock brings versioning."""
        bucket = f"eraser-{secrets.token_hex(5)}"
        client = self.client()
        client.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=object_lock)
        self._buckets.append(bucket)
        if versioning or object_lock:
            client.put_bucket_versioning(
                Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
            )
        if self._needs_bucket_policy:
            policy = bucket_policy(bucket, self.reader_access_key)
            client.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
        return bucket

    def close(self) -> None:
        """Stop our own server with its data, or empty and remove our buckets on a given one."""
        if self._stop is None:
            while self._buckets:
                _remove(self.client(), self._buckets.pop())
        while self._clients:
            self._clients.popitem()[1].close()
        if self._stop is not None:
            self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def bucket_policy(bucket: str, access_key: str) -> dict[str, object]:
    """Reading one bucket, for a user who has no policy of his own (versitygw)."""
    allow = {"Effect": "Allow", "Principal": {"AWS": [access_key]}}
    return {
        "Version": "2012-10-17",
        "Statement": [
            allow | {"Action": OBJECT_READS, "Resource": [f"arn:aws:s3:::{bucket}/*"]},
            allow | {"Action": BUCKET_READS, "Resource": [f"arn:aws:s3:::{bucket}"]},
        ],
    }


def _client(endpoint: str, keys: Keys) -> S3Client:
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=keys.access,
        aws_secret_access_key=keys.secret,
        config=Config(
            s3={"addressing_style": "path"},
            connect_timeout=5,
            retries={"total_max_attempts": 2, "mode": "standard"},
            proxies={},
        ),
    )


def _remove(client: S3Client, bucket: str) -> None:
    """Empty and remove a bucket; what is locked in COMPLIANCE mode keeps its bucket."""
    from botocore.exceptions import ClientError

    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for version in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
            try:
                client.delete_object(
                    Bucket=bucket,
                    Key=version["Key"],
                    VersionId=version["VersionId"],
                    BypassGovernanceRetention=True,
                )
            except ClientError:
                return
    client.delete_bucket(Bucket=bucket)
