"""Reading one version of one object, as often as needed, always exactly the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from eraser.errors import StoreError
from eraser.formats.compression import opened
from eraser.formats.layout import HEAD, Layout, layout
from eraser.formats.streams import Source, first_bytes, joined
from eraser_s3.attributes import Attributes, attributes
from eraser_s3.ranges import file_of
from eraser_s3.session import CHANGED, GONE, Session, code_of, speaking_of
from eraser_s3.tokens import UNVERSIONED

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3.type_defs import GetObjectRequestTypeDef

SMALL = 8 << 20
"""Bytes up to which an object is kept in memory; larger ones are asked for again instead."""


class _Body:
    """An answer's body, whose failures are told in eraser's words."""

    def __init__(self, body: StreamingBody, place: str) -> None:
        self._body = body
        self._place = place

    def read(self, size: int, /) -> bytes:
        with speaking_of(self._place):
            return self._body.read(size)

    def close(self) -> None:
        self._body.close()


class StoredObject:
    """One version (`version` as S3 names it; empty: the current one). A context manager.

    `place` stands for it in messages. Opened by `stored`, which tells absence.
    """

    def __init__(self, session: Session, place: str, request: GetObjectRequestTypeDef) -> None:
        self._session, self._place = session, place
        answer = session.client.get_object(**request)
        self.attributes: Attributes = attributes(answer)
        self.key = request["Key"]
        self._again: GetObjectRequestTypeDef = {**request, "IfMatch": self.attributes.etag}
        if self.attributes.version != UNVERSIONED:
            self._again["VersionId"] = self.attributes.version
        self._body: _Body | None = _Body(answer["Body"], place)

    def __enter__(self) -> StoredObject:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back; safe to call twice."""
        if self._body is not None:
            self._body.close()

    @property
    def small(self) -> bool:
        """Whether all of it may be kept in memory."""
        return self.attributes.size <= SMALL

    @cached_property
    def _front(self) -> bytes:
        """All of a small object, the first bytes of a large one."""
        if self._body is None:
            raise AssertionError("the front is read before the body is given away")
        return first_bytes(self._body, self.attributes.size if self.small else HEAD)

    @cached_property
    def layout(self) -> Layout:
        """Format and compression, by the name and the first bytes."""
        return layout(self.key, self._front[:HEAD])

    @contextmanager
    def content(self) -> Iterator[Source]:
        """The bytes, decompressed, texts as UTF-8.

        Raises StoreError when they were replaced meanwhile.
        """
        around, encoding = self.layout.compression, self.layout.encoding
        with self.raw() as source:
            yield opened(source, around, encoding)

    @contextmanager
    def raw(self) -> Iterator[Source]:
        """The bytes as they are stored."""
        front = self._front
        if self.small:
            yield io.BytesIO(front)
        elif self._body is not None:
            body, self._body = self._body, None
            try:
                yield joined(front, body)
            finally:
                body.close()
        else:
            body = self._asked_again()
            try:
                yield body
            finally:
                body.close()

    @contextmanager
    def anywhere(self) -> Iterator[Source]:
        """The bytes as a file that can seek, asked for range by range; only what is stored as it
        is. Raises StoreError when they were replaced meanwhile.
        """
        if self.small:
            yield io.BytesIO(self._front)
        else:
            yield file_of(self.attributes.size, self._range)

    def _range(self, start: int, end: int) -> bytes:
        body = self._asked_again(f"bytes={start}-{end - 1}")
        try:
            return first_bytes(body, end - start)
        finally:
            body.close()

    def _asked_again(self, span: str = "") -> _Body:
        request: GetObjectRequestTypeDef = {**self._again}
        if span:
            request["Range"] = span
        with speaking_of(self._place):
            try:
                return _Body(self._session.client.get_object(**request)["Body"], self._place)
            except ClientError as error:
                if code_of(error) in CHANGED | GONE:
                    raise StoreError(f"{self._place}: changed while it was read.") from None
                raise


def stored(
    session: Session, place: str, bucket: str, key: str, version: str = "", etag: str = ""
) -> StoredObject | None:
    """Open an object; None when it does not exist, or not in this version and (`etag`) state."""
    request: GetObjectRequestTypeDef = {"Bucket": bucket, "Key": key}
    if version:
        request["VersionId"] = version
    if etag:
        request["IfMatch"] = etag
    with speaking_of(place):
        try:
            return StoredObject(session, place, request)
        except ClientError as error:
            if code_of(error) in GONE | CHANGED:
                return None
            raise


def head(
    session: Session, place: str, bucket: str, key: str, version: str = ""
) -> Attributes | None:
    """What HEAD tells; None when the object, or this version of it, does not exist."""
    with speaking_of(place):
        try:
            if version:
                return attributes(
                    session.client.head_object(
                        Bucket=bucket, Key=key, VersionId=version, ChecksumMode="ENABLED"
                    )
                )
            return attributes(
                session.client.head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED")
            )
        except ClientError as error:
            if code_of(error) in GONE:
                return None
            raise


def tags(session: Session, place: str, bucket: str, key: str, version: str = "") -> dict[str, str]:
    """The tags of an object."""
    client = session.client
    with speaking_of(place):
        try:
            if version:
                answer = client.get_object_tagging(Bucket=bucket, Key=key, VersionId=version)
            else:
                answer = client.get_object_tagging(Bucket=bucket, Key=key)
        except ClientError as error:
            if code_of(error) == "NoSuchTagSet":
                return {}
            raise
    return {tag["Key"]: tag["Value"] for tag in answer["TagSet"]}
