"""Compression around a record format: found by its magic bytes, opened and written as a stream."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO, cast

from eraser.errors import FormatError
from eraser.formats.streams import BUFFER, Source, Target

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GZIP_MAGIC = b"\x1f\x8b"


class Compression(StrEnum):
    """What lies around the records."""

    NONE = "none"
    GZIP = "gzip"


def compression_of(head: bytes) -> Compression:
    """Told by the first bytes, whatever the name says: gzip's magic is RFC 1952, 2.3.1."""
    return Compression.GZIP if head.startswith(GZIP_MAGIC) else Compression.NONE


def inner_head(head: bytes) -> bytes:
    """The first bytes under the compression, as far as `head` reaches; as they are when plain."""
    if compression_of(head) is Compression.NONE:
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, len(head))
    except zlib.error:
        return b""


class _Unzipped(io.RawIOBase):
    """The content of a gzip stream; says where it is cut or broken."""

    def __init__(self, source: Source) -> None:
        self._gzip = gzip.GzipFile(fileobj=cast("BinaryIO", source), mode="rb")
        self._done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        try:
            piece = self._gzip.read1(len(view))  # all that stands before a cut
        except EOFError:
            raise FormatError(f"gzip stream is cut after {self._done} bytes of content") from None
        except (gzip.BadGzipFile, zlib.error):
            raise FormatError(
                f"gzip stream is broken after {self._done} bytes of content"
            ) from None
        view[: len(piece)] = piece
        self._done += len(piece)
        return len(piece)


def opened(source: Source, compression: Compression) -> Source:
    """The content. Reading it raises FormatError where a gzip stream is cut or broken."""
    if compression is Compression.NONE:
        return source
    return io.BufferedReader(_Unzipped(source), BUFFER)


@contextmanager
def compressed(target: Target, compression: Compression) -> Iterator[Target]:
    """A target for the content; the same content always makes the same bytes.

    The gzip header's time and name are left empty (RFC 1952, 2.3.1): a second try after a crash
    must write what the first one wrote.
    """
    if compression is Compression.NONE:
        yield target
        return
    with gzip.GzipFile(filename="", fileobj=cast("BinaryIO", target), mode="wb", mtime=0) as zipped:
        yield zipped
