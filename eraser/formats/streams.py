"""Bytes that come once, front to back: what formats read from and write to."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Protocol

from eraser.errors import FormatError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer

BUFFER = 256 << 10
"""Bytes asked of a source at a time."""

LONGEST_LINE = 16 << 20
"""Bytes (or characters) of the longest line that is read: without a limit one broken file would
fill the memory. Detection reads no longer cells either."""

TOO_LONG = f"a line of over {LONGEST_LINE >> 20} MiB"


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
        # What a buffered stream has before a fault must not be lost for asking for more.
        self._read = rest.read1 if isinstance(rest, io.BufferedIOBase) else rest.read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        piece: memoryview | bytes = self._head[: len(view)]
        if piece:
            self._head = self._head[len(piece) :]
        else:
            piece = self._read(len(view))
        view[: len(piece)] = piece
        return len(piece)


def joined(head: bytes, rest: Source) -> io.BufferedReader:
    """A buffered stream of `head` and then what `rest` still yields."""
    return io.BufferedReader(_Joined(head, rest), BUFFER)


class _Broken:
    """A source that has come to the place where it breaks off."""

    def __init__(self, fault: FormatError) -> None:
        self._fault = fault

    def read(self, _size: int, /) -> bytes:
        raise self._fault


def broken_off(head: bytes, fault: FormatError) -> io.BufferedReader:
    """A stream of `head`, after which `fault` is raised."""
    return joined(head, _Broken(fault))


def looked_at(source: Source, size: int) -> tuple[bytes, io.BufferedReader]:
    """The first `size` bytes, and a stream of them and all the rest. Where the source breaks off
    reading the stream raises, not looking.
    """
    head = bytearray()
    rest = source
    try:
        while len(head) < size and (piece := source.read(size - len(head))):
            head += piece
    except FormatError as fault:
        rest = _Broken(fault)
    return bytes(head), joined(bytes(head), rest)


def first_bytes(source: Source, size: int) -> bytes:
    """Exactly `size` bytes from the front, fewer only where the source ends before."""
    pieces = bytearray()
    while len(pieces) < size and (piece := source.read(size - len(pieces))):
        pieces += piece
    return bytes(pieces)


def lines(source: Source) -> Iterator[bytes | None]:
    """The lines of a source, each with its line end; None for one longer than `LONGEST_LINE`."""
    stream = joined(b"", source)
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE:
            yield line
            continue
        pass_line(stream, line)
        yield None


def line_groups(source: Source, size: int) -> Iterator[bytes | None]:
    """The same lines, several at a time: about `size` bytes (fewer than `LONGEST_LINE`), and
    always whole lines. None stands for one line that is too long.

    Where the source breaks off, the whole lines before it are yielded first.
    """
    stream = joined(b"", source)
    while True:
        group, fault = filled(stream, size)
        if not group and fault is None:
            return
        last = group.rfind(b"\n", 0, -1) + 1
        if fault is not None:
            yield from filter(None, [group if group.endswith(b"\n") else group[:last]])
            raise fault
        if len(group) - last <= LONGEST_LINE:
            yield group
            continue
        yield from filter(None, [group[:last]])
        pass_line(stream, group)
        yield None


def filled(stream: io.BufferedReader, size: int) -> tuple[bytes, FormatError | None]:
    """`size` bytes and what is left of the last line (up to `LONGEST_LINE`, then it is cut), and
    what made the stream end before.
    """
    pieces = bytearray()
    try:
        while len(pieces) < size and (piece := stream.read1(size - len(pieces))):
            pieces += piece
        if not pieces.endswith(b"\n"):
            pieces += stream.readline(LONGEST_LINE + 1)
    except FormatError as fault:
        return bytes(pieces), fault
    return bytes(pieces), None


def pass_line(stream: io.BufferedReader, begun: bytes) -> None:
    """Read on to the end of the line that has `begun`."""
    while begun and not begun.endswith(b"\n"):
        begun = stream.readline(BUFFER)


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
