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
from eraser.formats.encodings import Encoding, decoded, encoded
from eraser.formats.streams import BUFFER, Source, Target

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


class Compression(StrEnum):
    """What lies around the records."""

    NONE = "none"
    GZIP = "gzip"
    ZSTD = "zstd"


def compression_of(head: bytes) -> Compression:
    """Told by the first bytes, whatever the name says (RFC 1952, 2.3.1; RFC 8878, 3.1.1)."""
    if head.startswith(ZSTD_MAGIC):
        return Compression.ZSTD
    return Compression.GZIP if head.startswith(GZIP_MAGIC) else Compression.NONE


def inner_head(head: bytes) -> bytes:
    """The first bytes under the compression, as far as `head` reaches; as they are when plain."""
    around = compression_of(head)
    if around is Compression.NONE:
        return head
    if around is Compression.ZSTD:
        return _until_cut(_Unpacked(io.BytesIO(head)), len(head))
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


class _Read(io.RawIOBase):
    """A source as Arrow wants to have it."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self._source.read(BUFFER if size < 0 else size)


class _Written(io.RawIOBase):
    """A target as Arrow wants to have it."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def writable(self) -> bool:
        return True

    def write(self, piece: ReadableBuffer, /) -> int:
        content = bytes(piece)
        self._target.write(content)
        return len(content)


class _Unpacked(io.RawIOBase):
    """The content of a zstd stream; says where it is cut or broken."""

    def __init__(self, source: Source) -> None:
        import pyarrow as pa

        self._inner = pa.CompressedInputStream(pa.PythonFile(_Read(source), "r"), "zstd")
        self._done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        try:
            piece = self._inner.read(len(view))
        except OSError:
            raise FormatError(
                f"zstd stream is cut or broken after {self._done} bytes of content"
            ) from None
        view[: len(piece)] = piece
        self._done += len(piece)
        return len(piece)


def _until_cut(content: io.RawIOBase, size: int) -> bytes:
    pieces = bytearray()
    try:
        while len(pieces) < size and (piece := content.read(_FRONT)):
            pieces += piece
    except FormatError:
        pass  # what was asked for is only the front
    return bytes(pieces)


_FRONT = 512
"""Bytes asked for at a time of a stream that is known to be cut: a cut loses the last of them."""


def opened(source: Source, compression: Compression, encoding: Encoding = Encoding.UTF_8) -> Source:
    """The content, texts as UTF-8. Reading it raises FormatError where it is cut or broken."""
    match compression:
        case Compression.NONE:
            return decoded(source, encoding)
        case Compression.GZIP:
            return decoded(io.BufferedReader(_Unzipped(source), BUFFER), encoding)
        case Compression.ZSTD:
            return decoded(io.BufferedReader(_Unpacked(source), BUFFER), encoding)


@contextmanager
def compressed(
    target: Target, compression: Compression, encoding: Encoding = Encoding.UTF_8
) -> Iterator[Target]:
    """A target for the content, texts in UTF-8; the same content always makes the same bytes.

    The gzip header's time and name are left empty (RFC 1952, 2.3.1): a second try after a crash
    must write what the first one wrote.
    """
    with _packed(target, compression) as packed, encoded(packed, encoding) as content:
        yield content


@contextmanager
def _packed(target: Target, compression: Compression) -> Iterator[Target]:
    match compression:
        case Compression.NONE:
            yield target
        case Compression.GZIP:
            file = cast("BinaryIO", target)
            with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as zipped:
                yield zipped
        case Compression.ZSTD:
            import pyarrow as pa

            inner = pa.PythonFile(_Written(target), "w")
            with pa.CompressedOutputStream(inner, "zstd") as packed:
                yield packed
