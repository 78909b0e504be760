"""CSV by Arrow, a group of records at a time, wherever that is sure to read what Python does.

Programs differ over what follows a closing quote and over carriage returns by themselves. A stream
is cut into groups only as long as it has none of that (RFC 4180); from there on Python reads it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from eraser.errors import FormatError
from eraser.formats.streams import BOM, LONGEST_LINE, broken_off, filled, joined

if TYPE_CHECKING:
    import pyarrow as pa

GROUP = 4 << 20
"""Bytes of records that are read at once."""

_BLOCK = 1 << 20
"""Bytes that Arrow looks at together: more of them leave the processor's cache."""

_LETTERS_FOR_OTHERS = bytes([*range(128), *b"x" * 128])
"""Bytes beyond ASCII do not matter to the grammar; without them it is tested much faster."""


def record_groups(
    stream: io.BufferedReader, delimiter: str, size: int = GROUP
) -> Iterator[bytes | io.BufferedReader]:
    """Groups of whole records. From where it is not sure how records are cut, the rest of the
    stream is the last item; where the stream breaks off, reading that rest raises.
    """
    while True:
        group, fault = filled(stream, size)
        if fault is None and b'"' in group:
            group, fault = _to_the_closing_quote(group, stream)
        if fault is not None:
            yield broken_off(group, fault)
            return
        if not group:
            return
        if not _sure(group, delimiter):
            yield joined(group, stream)
            return
        yield group


def _to_the_closing_quote(
    group: bytes, stream: io.BufferedReader
) -> tuple[bytes, FormatError | None]:
    """The group with as many more lines as the last quoted cell has."""
    more = bytearray(group)
    odd = group.count(b'"') % 2 == 1
    try:
        while odd and len(more) <= LONGEST_LINE and (line := stream.readline(LONGEST_LINE)):
            more += line
            odd ^= line.count(b'"') % 2 == 1
    except FormatError as fault:
        return bytes(more), fault
    return bytes(more), None


def _sure(group: bytes, delimiter: str) -> bool:
    """Whether everyone cuts these bytes into the same records, the last of them whole."""
    if len(group) > LONGEST_LINE or b"\0" in group:
        return False
    if b"\r" in group and group.count(b"\r") != group.count(b"\r\n"):
        return False
    if b'"' not in group or _is_plain(group, delimiter):
        return True
    return _is_grammatical(group, delimiter)


def _is_plain(group: bytes, delimiter: str) -> bool:
    """Whether quotes stand around whole cells only, or doubled inside of these: RFC 4180.

    Counted from the front, every other quote opens: after a delimiter, a line end, or the quote
    with which it makes a pair. The ones between close: before the same.
    """
    import numpy as np

    letters = np.frombuffer(b"\n" + group + b"\n", dtype=np.uint8)
    quotes = np.flatnonzero(letters == ord('"'))
    if len(quotes) % 2:
        return False
    before, after = letters[quotes[0::2] - 1], letters[quotes[1::2] + 1]
    d = ord(delimiter)
    opens = (before == d) | (before == ord("\n")) | (before == ord('"'))
    closes = (after == d) | (after == ord("\n")) | (after == ord('"')) | (after == ord("\r"))
    return bool(opens.all() and closes.all())


def _is_grammatical(group: bytes, delimiter: str) -> bool:
    r"""RFC 4180 with line ends of either kind; quotes inside of unquoted cells are just quotes.

    Matches `a,"b ""c""\n"\n` and `5" pipe,x\n`; not `"a"b,c\n`, not `"a,b\n`.
    """
    import polars as pl

    d = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*"|[^"{d}\r\n][^{d}\r\n]*)?'
    text = group.translate(_LETTERS_FOR_OTHERS).decode("ascii")
    ended = text if text.endswith("\n") else text + "\n"
    return bool(pl.Series([ended]).str.contains(rf"\A(?:{cell}(?:{d}|\r?\n))*\z").item())


def table(group: bytes, names: Sequence[str], delimiter: str) -> pa.Table | None:
    """The records of a group as columns of text; None when some of them are broken."""
    import pyarrow as pa
    import pyarrow.csv as pc

    if group.startswith(BOM) or not names:
        return None  # Arrow would take it for the mark of a file, or the names from the first row
    kind = pa.large_string()
    try:
        return pc.read_csv(
            pa.BufferReader(group),
            read_options=pc.ReadOptions(
                use_threads=False, block_size=_block_size(group), column_names=list(names)
            ),
            parse_options=pc.ParseOptions(delimiter=delimiter, newlines_in_values=b'"' in group),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(names, kind),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except (ValueError, pa.ArrowException):
        return None


def _block_size(group: bytes) -> int:
    """Arrow refuses records longer than two blocks: a group with long lines is one block."""
    if len(group) <= _BLOCK:
        return len(group) + 1
    cuts = range(_BLOCK, len(group), _BLOCK)
    short = all(group.find(b"\n", at - _BLOCK // 2, at) >= 0 for at in cuts)
    return _BLOCK if short and b'"' not in group else len(group) + 1
