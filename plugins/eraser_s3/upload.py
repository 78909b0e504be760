"""Writing a new version of an object, only on top of the one that was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import urlencode

from eraser_s3.attributes import Attributes
from eraser_s3.session import Session

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import (
        CompletedPartTypeDef,
        UploadPartOutputTypeDef,
        UploadPartRequestTypeDef,
    )

SINGLE = 64 << 20
"""Bytes up to which an object is written by one request."""

MOST_PARTS = 9_000
"""S3 takes 10,000 parts in one upload."""


def upload(
    session: Session,
    bucket: str,
    key: str,
    body: BinaryIO,
    size: int,
    like: Attributes,
    metadata: Mapping[str, str],
    tags: Mapping[str, str],
) -> str:
    """Write `body` over the version `like`, with its headers, encryption, class and these tags.

    Returns the new ETag. Raises botocore's ClientError with code PreconditionFailed when the
    current object is not `like` any more; nothing is written then.
    """
    request = _request(bucket, key, like, metadata, tags)
    if size <= SINGLE:
        answer = session.client.put_object(**request, Body=body, IfMatch=like.etag)
        return answer["ETag"]
    return _in_parts(session, bucket, key, body, size, like, request)


def _request(
    bucket: str, key: str, like: Attributes, metadata: Mapping[str, str], tags: Mapping[str, str]
) -> dict[str, Any]:
    request: dict[str, Any] = {"Bucket": bucket, "Key": key, "Metadata": dict(metadata)}
    request.update(like.headers)
    if like.expires is not None:
        request["Expires"] = like.expires
    if like.bucket_key:
        request["BucketKeyEnabled"] = True
    if like.checksum is not None:
        request["ChecksumAlgorithm"] = like.checksum
    if tags:
        request["Tagging"] = urlencode(tags)
    return request


def _in_parts(
    session: Session,
    bucket: str,
    key: str,
    body: BinaryIO,
    size: int,
    like: Attributes,
    request: dict[str, Any],
) -> str:
    """A multipart upload; an unfinished one is aborted unless the process itself dies."""
    client = session.client
    begun = client.create_multipart_upload(**request)["UploadId"]
    try:
        parts: list[CompletedPartTypeDef] = []
        for number, piece in enumerate(_pieces(body, size), 1):
            part: UploadPartRequestTypeDef = {
                "Bucket": bucket,
                "Key": key,
                "UploadId": begun,
                "PartNumber": number,
                "Body": piece,
            }
            if "ChecksumAlgorithm" in request:
                part["ChecksumAlgorithm"] = request["ChecksumAlgorithm"]
            done = client.upload_part(**part)
            parts.append(_part(number, done))
        return client.complete_multipart_upload(
            Bucket=bucket,
            Key=key,
            UploadId=begun,
            MultipartUpload={"Parts": parts},
            IfMatch=like.etag,
        )["ETag"]
    except BaseException:
        client.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=begun)
        raise


def _part(number: int, done: UploadPartOutputTypeDef) -> CompletedPartTypeDef:
    """What the completion has to repeat: the ETag, and checksums where there are any."""
    sums = {name: sum_ for name, sum_ in done.items() if name.startswith("Checksum") and sum_}
    return cast("CompletedPartTypeDef", {"PartNumber": number, "ETag": done["ETag"], **sums})


def _pieces(body: BinaryIO, size: int) -> Iterator[bytes]:
    part = max(16 << 20, size // MOST_PARTS + 1)
    while piece := body.read(part):
        yield piece
