"""The reading half of a store plugin. It works under a role that cannot write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from eraser.contract.settings import StoreSettings
from eraser.model.finding import NotRead
from eraser.model.outcome import Remnant
from eraser.model.place import Container, ContainerSchema, Record, RecordRef, Reference
from eraser.model.portion import Portion
from eraser.model.subject import Needle

if TYPE_CHECKING:
    import pyarrow as pa

KEY_COLUMN = "_key"
"""Name of the first column of every batch: `list<string>`, the parts of the record's key."""


@dataclass(frozen=True, slots=True)
class Partition:
    """An independent piece of a container that can be read elsewhere, by another process.

    `token` is JSON-serialisable text that only the reader understands.
    `estimated_bytes` is for balancing and progress; 0 when unknown.
    """

    container: Container
    token: str
    estimated_bytes: int = 0


class Reader(Protocol):
    """Reads one store.

    Every method may raise `StoreUnreachableError` (retriable) and `RightsMissingError` (fatal).
    A place that cannot be read (a broken object, a cell that is not text) does not end a read:
    it is left out and told by `not_read`. No message, log line or exception holds a value.
    """

    name: str

    def __init__(self, settings: StoreSettings) -> None:
        """Keep the settings; connect at the first call. Raises ConfigError on a bad option."""

    def __enter__(self) -> Self:
        """Return self."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close connections. Safe to call twice."""

    def describe(self) -> tuple[ContainerSchema, ...]:
        """Every container that can be read, sorted by name. Reads schema and statistics only
        (S3: a listing, and a sample of each file format's header).
        """

    def references(self) -> tuple[Reference, ...]:
        """Foreign keys that the store enforces; empty for stores without."""

    def partitions(self, container: Container, target_bytes: int) -> Iterator[Partition]:
        """Cut a container into pieces of about `target_bytes`.

        Together they hold every current record exactly once; at least one piece, even when empty.
        """

    def batches(self, partition: Partition, fields: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """The records of a piece as Arrow batches of bounded size (about 8 MB, 64 k rows).

        First column `KEY_COLUMN`, then one column for each of `fields` (all fields when empty),
        in that order, named as in the schema. Text is `large_string`/`string`, integers `int64`
        or wider decimals as text, everything else its canonical text; JSON, lists and objects
        are JSON text. Null is null.
        """

    def find(
        self, container: Container, needles: Sequence[Needle], portion: Portion | None = None
    ) -> Iterator[Record]:
        """Candidates: every record of the container that holds at least one needle.

        A record holds a needle when any of its values, as text, contains the needle's text,
        whatever the letter case; a number also when it equals the needle read as a number
        (a code or a phone stored as an integer). Nested values count. All needles are searched
        in one pass. Complete: a record that holds a needle is never left out. It may yield more;
        the caller confirms. Each record at most once. Copies that the store keeps of former
        states (S3 versions) are found too, as records of their own.

        With a `portion`, only its records are yielded, and none of them is left out: the others
        are another controller's. It is part of what the store is asked (a condition, a filter, a
        listing by prefix), so that the others are not even read. Where the store cannot tell them
        apart they are read and dropped at once (`Portion.has`): rows of an object in S3, a field
        that no index answers completely. An empty portion needs no request.
        """

    def select(
        self,
        container: Container,
        fields: Sequence[str],
        values: Sequence[Sequence[str]],
        portion: Portion | None = None,
    ) -> Iterator[Record]:
        """Exactly the current records whose `fields`, as text, equal one of the rows of `values`.

        This follows references: `fields` are columns, `values` one text for each of them. A path
        into a document (`customer.number`) is allowed where the container holds documents. With a
        `portion`, only its records, as `find` does.
        """

    def fetch(self, refs: Sequence[RecordRef]) -> Iterator[Record]:
        """Read records again, with their present version. What is gone is not yielded."""

    def remnants(self, refs: Sequence[RecordRef]) -> tuple[Remnant, ...]:
        """Copies of these (erased) records that the store still keeps and `find` cannot show:
        dead tuples not vacuumed, deleted documents not merged away, locked object versions.
        """

    def not_read(self) -> tuple[NotRead, ...]:
        """Every place left out by this reader so far, each once, with the reason."""
