"""An object as a file that can be read at any place: a Parquet footer stands at the end."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

AT_ONCE = 256 << 10
"""Bytes asked for in one request: most footers are smaller."""


class _Ranges(io.RawIOBase):
    """`ask(start, end)` yields the bytes from `start` up to, not including, `end`."""

    def __init__(self, size: int, ask: Callable[[int, int], bytes]) -> None:
        self._size, self._ask, self._at = size, ask, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, begin + offset)
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        end = min(self._size, self._at + len(view))
        piece = self._ask(self._at, end) if end > self._at else b""
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def file_of(size: int, ask: Callable[[int, int], bytes]) -> io.BufferedReader:
    """A file of `size` bytes that asks for ranges as they are read."""
    return io.BufferedReader(_Ranges(size, ask), AT_ONCE)
