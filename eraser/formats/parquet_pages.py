"""How large the pages of a Parquet column are, before one is unpacked.

A page is unpacked as a whole, and a value is never cut: a cell of 200 MB is a page of 200 MB, in
memory three times over until Arrow has made a column of it. Arrow does not tell the sizes, but
each page begins with a header that does (parquet-format, `PageHeader`, Thrift's compact protocol).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import pyarrow.parquet as pq

LARGEST_PAGE = 96 << 20
"""Bytes of the largest page that is unpacked. Writers make pages of 1 MB, DuckDB of up to 100
million bytes; larger ones hold a value that is larger than any that is read."""

_HEADER = 64 << 10
"""Bytes in which a header is looked for: it may hold the smallest and the largest value."""

_SIZES = (2, 3)
"""The fields of a header: bytes of the page unpacked, and bytes that follow in the file."""

_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_INTEGERS = (4, 5, 6)


def too_large(stream: BinaryIO, file: pq.ParquetFile, group: int) -> tuple[str, ...]:
    """The columns of a row group that have a page larger than `LARGEST_PAGE`."""
    meta = file.metadata.row_group(group)
    found = []
    for index in range(meta.num_columns):
        chunk = meta.column(index)
        if chunk.total_uncompressed_size > LARGEST_PAGE:
            start = chunk.dictionary_page_offset or chunk.data_page_offset
            sizes = _pages(stream, start, start + chunk.total_compressed_size)
            if any(size > LARGEST_PAGE for size in sizes):
                found.append(str(chunk.path_in_schema).partition(".")[0])
    return tuple(dict.fromkeys(found))


def _pages(stream: BinaryIO, start: int, end: int) -> Iterator[int]:
    """The bytes of each page unpacked; ends at a header that cannot be read."""
    while start < end:
        stream.seek(start)
        header = _Header(stream.read(_HEADER))
        try:
            sizes = header.sizes()
        except (IndexError, ValueError):
            return
        yield sizes[0]
        start += header.at + sizes[1]


class _Header:
    """One page header. Raises IndexError or ValueError when the bytes are none."""

    def __init__(self, content: bytes) -> None:
        self._content, self.at = content, 0

    def sizes(self) -> tuple[int, int]:
        """Bytes unpacked and as stored; `at` is then behind the header."""
        known = dict.fromkeys(_SIZES, -1)
        for field, kind in self._fields():
            if field in known and kind in _INTEGERS:
                known[field] = self._integer()
            else:
                self._skip(kind)
        if min(known.values()) < 0:
            raise ValueError("a page header without sizes")
        return known[_SIZES[0]], known[_SIZES[1]]

    def _fields(self) -> Iterator[tuple[int, int]]:
        """Number and kind of each field of a struct; whoever asks reads or skips its value."""
        field = 0
        while (first := self._byte()) != 0:
            field = field + (first >> 4) if first >> 4 else self._integer()
            yield field, first & 0x0F

    def _byte(self) -> int:
        self.at += 1
        return self._content[self.at - 1]

    def _varint(self) -> int:
        value, shift = 0, 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def _integer(self) -> int:
        """A zigzag number: 0, -1, 1, -2 are stored as 0, 1, 2, 3."""
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def _skip(self, kind: int) -> None:
        if kind in _INTEGERS:
            self._varint()
        elif kind in (_BYTE, _DOUBLE):
            self.at += 1 if kind == _BYTE else 8
        elif kind == _BINARY:
            size = self._varint()
            self.at += size
        elif kind == _STRUCT:
            for _, inner in self._fields():
                self._skip(inner)
        elif kind in (_LIST, _SET):
            self._skip_list()
        elif kind not in (_TRUE, _FALSE):
            raise ValueError("no kind of value that a page header has")

    def _skip_list(self) -> None:
        first = self._byte()
        size = first >> 4 if first >> 4 < 0x0F else self._varint()
        for _ in range(size):
            if first & 0x0F in (_TRUE, _FALSE):
                self.at += 1
            else:
                self._skip(first & 0x0F)
