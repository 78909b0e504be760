"""What every record format can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from eraser.formats.streams import Source, Target
from eraser.model.place import Field, Value

if TYPE_CHECKING:
    import pyarrow as pa

Fields = Mapping[str, Value]
"""One record: its top-level fields by name."""

Changes = Mapping[int, Fields | None]
"""What to do, by row number: None drops the row, fields are set in it."""

BATCH_ROWS = 65_536
BATCH_CHARACTERS = 4 << 20
"""A batch ends at whichever comes first; characters are those of the file, roughly its bytes."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the front of a file tells: its fields, and what a person should know about it."""

    fields: tuple[Field, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Rows as columns, and the number of each, ascending: rows that cannot be read are left out."""

    rows: Sequence[int]
    batch: pa.RecordBatch


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What a rewrite did, in rows. `missing` were to be changed but are not in the file."""

    rows: int
    dropped: int
    changed: int
    missing: frozenset[int]


class RecordFormat(Protocol):
    """A file as records, numbered from 0 in the order of the file.

    Every method reads `source` once from where it stands, and raises FormatError, telling row
    and reason but never a value, where the bytes are not what they should be. A read leaves out
    rows that cannot be read, and raises when it is through, telling how many; where a file does
    not go on after the fault, everything before it has been yielded. Row numbers count all rows,
    also those left out. A rewrite raises at the first fault.
    """

    @property
    def name(self) -> str:
        """`csv`, `jsonl`, `parquet`, `text`."""

    def header(self, source: Source) -> Header:
        """Fields and notes, from the front of the file (Parquet: from its footer)."""

    def read(self, source: Source) -> Iterator[tuple[int, Fields]]:
        """Every row with its number."""

    def batches(self, source: Source, fields: Sequence[str] = ()) -> Iterator[RowBatch]:
        """Every row, as columns named as in `fields`, or all that occur when empty.

        Columns are `large_string` or, where every value is an integer, `int64`; lists and
        objects are JSON text. A field that a file does not have is a column of nulls.
        """

    def texts(self, source: Source) -> Iterator[str]:
        """Pieces of text such that each value stands in one piece, or across neighbouring ones,
        as it would read: for a literal search that is cheaper than reading rows.
        """

    def rewrite(self, source: Source, target: Target, changes: Changes) -> Rewritten:
        """Copy with changes. Untouched rows stay as they are, byte for byte where the format
        allows. Raises FormatError also for a value or a field that the format cannot take.
        """


@runtime_checkable
class TypedFormat(Protocol):
    """A format whose values have types: a scan need not read numbers and days as text."""

    def columns(self, source: Source) -> Iterator[pa.RecordBatch]:
        """As `RecordFormat.batches`, of all columns. Truth values, binary floats, decimals, days
        and moments, texts by a dictionary, and lists and objects of texts, numbers and truth
        values may have their own types, where their text is theirs as `parquet_text` writes it.
        """


def named(names: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """`wanted`, or all names when nothing is wanted in particular."""
    return list(wanted) if wanted else list(names)
