"""Bytes that come once, front to back: what formats read from and write to."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, Protocol

from eraser.errors import FormatError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer

BUFFER = 256 << 10
"""Bytes asked of a source at a time."""

LONGEST_LINE = 64 << 20
"""Bytes (or characters) after which a line without an end is taken for damage, not for a line:
without a limit one broken file would fill the memory."""


BOM = b"\xef\xbb\xbf"
"""What some programs put before UTF-8 text; no part of the first record."""


class Source(Protocol):
    """Anything that yields bytes: a file, the body of an HTTP answer."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end."""


class Target(Protocol):
    """Anything that takes bytes."""

    def write(self, piece: bytes, /) -> object:
        """Take all of `piece`."""


class _Joined(io.RawIOBase):
    """Bytes already taken from a source, then the rest of it. Closing leaves the source open."""

    def __init__(self, head: bytes, rest: Source) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        piece: memoryview | bytes = self._head[: len(view)]
        if piece:
            self._head = self._head[len(piece) :]
        else:
            piece = self._rest.read(len(view))
        view[: len(piece)] = piece
        return len(piece)


def joined(head: bytes, rest: Source) -> BinaryIO:
    """A buffered stream of `head` and then what `rest` still yields."""
    return io.BufferedReader(_Joined(head, rest), BUFFER)


def first_bytes(source: Source, size: int) -> bytes:
    """Exactly `size` bytes from the front, fewer only where the source ends before."""
    pieces = bytearray()
    while len(pieces) < size and (piece := source.read(size - len(pieces))):
        pieces += piece
    return bytes(pieces)


def lines(source: Source) -> Iterator[bytes]:
    """The lines of a source, each with its line end.

    Raises FormatError when a line is longer than `LONGEST_LINE`.
    """
    stream = joined(b"", source)
    number = 0
    while line := stream.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            raise FormatError(f"line {number}: longer than {LONGEST_LINE >> 20} MiB")
        yield line
        number += 1


def line_blocks(source: Source, size: int = 1 << 20) -> Iterator[str]:
    """UTF-8 text in pieces of about `size` bytes that end where a line ends.

    Raises FormatError for bytes that are not UTF-8.
    """
    stream = joined(b"", source)
    done = 0
    while block := stream.read(size):
        if not block.endswith(b"\n"):
            block += stream.readline(LONGEST_LINE)
        try:
            yield block.decode("utf-8")
        except UnicodeDecodeError as error:
            raise FormatError(f"byte {done + error.start} is not UTF-8") from None
        done += len(block)
