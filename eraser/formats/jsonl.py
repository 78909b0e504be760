"""JSON Lines: one JSON object a line (jsonlines.org). Untouched lines keep every byte."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, cast

from eraser.errors import FormatError
from eraser.formats.columns import Tables, row_batches
from eraser.formats.jsonl_groups import LineGroups
from eraser.formats.record_format import Changes, Fields, Header, Rewritten, RowBatch
from eraser.formats.rows import Rows
from eraser.formats.streams import (
    BOM,
    TOO_LONG,
    Source,
    Target,
    line_blocks,
    line_groups,
    lines,
)
from eraser.model.place import Field, FieldType, Value

if TYPE_CHECKING:
    import pyarrow as pa

GROUP = 1 << 20
"""Bytes of lines that Arrow takes at once: larger groups leave the processor's cache."""

SAMPLE_ROWS = 1000
"""Rows read to learn which fields a file has; later rows may have more."""


class Jsonl:
    """`.jsonl`, `.ndjson`, and `.json` files that turn out to be lines."""

    name = "jsonl"

    def __init__(self, group: int = GROUP) -> None:
        """`group` is how many bytes a read hands to Arrow at once."""
        self._group = group

    def header(self, source: Source) -> Header:
        """The fields of the first rows; stops at the first broken one."""
        kinds: dict[str, set[FieldType]] = {}
        try:
            for _, record in islice(self.read(source), SAMPLE_ROWS):
                for name, value in record.items():
                    kinds.setdefault(name, set()).add(_kind(value))
        except FormatError as error:
            return Header(_fields(kinds), (f"a sample object is broken: {error}",))
        return Header(_fields(kinds))

    def read(self, source: Source) -> Iterator[tuple[int, Fields]]:
        """Every line that is not blank."""
        rows = Rows()
        yield from _records(rows.as_far_as_it_goes(lines(source)), rows)
        rows.told()

    def batches(self, source: Source, fields: Sequence[str] = ()) -> Iterator[RowBatch]:
        """See `RecordFormat.batches`. Same records as `read`, for the most part by Arrow."""
        yield from self._grouped(source, fields, LineGroups())

    def columns(self, source: Source) -> Iterator[pa.RecordBatch]:
        """See `TypedFormat.columns`."""
        return (part.batch for part in self._grouped(source, (), LineGroups(typed=True)))

    def _grouped(
        self, source: Source, fields: Sequence[str], groups: LineGroups
    ) -> Iterator[RowBatch]:
        rows, tables = Rows(), Tables(fields)
        for group in rows.as_far_as_it_goes(line_groups(source, self._group)):
            if group is None:
                rows.fault(TOO_LONG)
                continue
            table = groups.table(group)
            if table is not None:
                yield from tables.add(rows.count, table)
                rows.count += len(table)
                continue
            yield from tables.rest()
            records = list(_records(io.BytesIO(group), rows))
            groups.learn(record for _, record in records)
            yield from row_batches(iter(records), fields)
        yield from tables.rest()
        rows.told()

    def texts(self, source: Source) -> Iterator[str]:
        r"""The text with its escapes resolved: `B\u0113rzi\u0146\u0161` is found as `Bērziņš`."""
        for block in line_blocks(source):
            yield _unescaped(block) if "\\" in block else block
            if powers := _POWERS.findall(block):
                yield " ".join(str(float(number)) for number in powers)

    def rewrite(self, source: Source, target: Target, changes: Changes) -> Rewritten:
        """Copy; a changed line keeps every character but those of the changed values."""
        row = dropped = changed = 0
        for number, line in enumerate(lines(source)):
            if line is None:
                raise FormatError(f"row {row}: {TOO_LONG}")
            if number == 0 and line.startswith(BOM):
                target.write(BOM)
                line = line.removeprefix(BOM)
            if not line.strip():
                target.write(line)
                continue
            _told(line, row)  # a file with a broken line is not rewritten past it
            change = changes.get(row, {})
            if change is None:
                dropped += 1
            else:
                target.write(_with(line, change) if change else line)
                changed += bool(change)
            row += 1
        return Rewritten(row, dropped, changed, frozenset(n for n in changes if n >= row))


_POWERS = re.compile(r"[:,\[]\s*(-?\d[\d.]*[eE][+-]?\d+)")
"""A number with an exponent, which reads otherwise than it is written.
Matches `: 2.9e7`, not `"2e7"` in a text."""

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
"""An escape in a JSON text (RFC 8259, 7). Matches `\\u0113` and `\\"`, not `u0113`."""

_CONTROL = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

_SPACE = re.compile(r"[ \t\r\n]*")
"""JSON's white space. Matches the blank in `{ "a"`, not a no-break space."""


def _unescaped(block: str) -> str:
    """Backslashes occur in strings only, so that reading them left to right is exact."""
    text = _ESCAPE.sub(
        lambda m: chr(int(m[1], 16)) if m[1] else _CONTROL.get(m[2], m[2]),
        block,
    )
    # Characters beyond U+FFFF are written as two escapes; join them.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _unique(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    """A member named twice would hide its first value from every reader."""
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError("a member is named twice")
    return record


_DECODER = json.JSONDecoder(object_pairs_hook=_unique)


def _records(found: Iterable[bytes | None], rows: Rows) -> Iterator[tuple[int, Fields]]:
    """The records of lines, counted; those that are none are told in the end."""
    for line in found:
        if line is None:
            rows.fault(TOO_LONG)
        elif line.strip():
            try:
                record = _parsed(line)
            except FormatError as error:
                rows.fault(str(error))
            else:
                yield rows.count, record
                rows.count += 1


def _told(line: bytes, row: int) -> dict[str, Value]:
    try:
        return _parsed(line)
    except FormatError as error:
        raise FormatError(f"row {row}: {error}") from None


def _parsed(line: bytes) -> dict[str, Value]:
    try:
        text = line.decode("utf-8").removeprefix("\ufeff")
        record = _DECODER.decode(text)
        if "\\ud" in text or "\\uD" in text:
            json.dumps(record, ensure_ascii=False).encode()  # half a character cannot be encoded
    except UnicodeDecodeError as error:
        raise FormatError(f"byte {error.start} of the line is not UTF-8") from None
    except UnicodeEncodeError:
        raise FormatError("an escape stands for half a character") from None
    except json.JSONDecodeError as error:
        raise FormatError(f"not JSON: {error.msg}, column {error.colno}") from None
    except (ValueError, RecursionError):
        raise FormatError("a member named twice, or too large or too deep") from None
    if not isinstance(record, dict):
        raise FormatError("JSON, but not an object")
    return cast("dict[str, Value]", record)


def _with(line: bytes, change: Fields) -> bytes:
    """The line with members set in place; one that is not there yet is added at the end."""
    text = line.decode("utf-8")
    spans = _members(text)
    plain = text.isascii()
    pieces, at = [], 0
    for name, (start, end) in spans.items():
        if name in change:
            pieces += [text[at:start], json.dumps(change[name], ensure_ascii=plain)]
            at = end
    added = {name: value for name, value in change.items() if name not in spans}
    if added:
        last = max((end for _, end in spans.values()), default=text.index("{") + 1)
        members = json.dumps(added, ensure_ascii=plain)[1:-1]
        pieces += [text[at:last], ", " if spans else "", members]
        at = last
    return "".join([*pieces, text[at:]]).encode("utf-8")


def _members(text: str) -> dict[str, tuple[int, int]]:
    """Where the value of each top-level member of a (valid) object starts and ends."""
    decode = json.JSONDecoder().raw_decode
    spans: dict[str, tuple[int, int]] = {}
    at = _past_space(text, text.index("{") + 1)
    while text[at] != "}":
        name, colon = decode(text, at)
        start = _past_space(text, _past_space(text, colon) + 1)
        _, end = decode(text, start)
        spans[name] = (start, end)
        at = _past_space(text, end)
        if text[at] == ",":
            at = _past_space(text, at + 1)
    return spans


def _past_space(text: str, at: int) -> int:
    blank = _SPACE.match(text, at)
    return blank.end() if blank else at


_KINDS: dict[type, FieldType] = {
    bool: FieldType.BOOLEAN,
    int: FieldType.INTEGER,
    float: FieldType.DECIMAL,
    str: FieldType.TEXT,
    list: FieldType.JSON,
    dict: FieldType.JSON,
}


def _kind(value: Value) -> FieldType:
    return _KINDS.get(type(value), FieldType.OTHER)


def _fields(kinds: dict[str, set[FieldType]]) -> tuple[Field, ...]:
    return tuple(Field(name, _common(found)) for name, found in kinds.items())


def _common(found: set[FieldType]) -> FieldType:
    """The one type that covers all values seen; nulls fit every type."""
    seen = found - {FieldType.OTHER}
    if len(seen) == 1:
        return next(iter(seen))
    if seen == {FieldType.INTEGER, FieldType.DECIMAL}:
        return FieldType.DECIMAL
    return FieldType.JSON if FieldType.JSON in seen else FieldType.TEXT
