"""Reads S3: containers from the listing, records from the objects, former versions too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from types import TracebackType
from typing import TYPE_CHECKING, Self

from eraser.contract.read import Partition
from eraser.contract.settings import StoreSettings
from eraser.formats.literal import LiteralSearch
from eraser.model.finding import NotRead
from eraser.model.outcome import Remnant
from eraser.model.place import Container, ContainerSchema, Record, RecordRef, Reference
from eraser.model.portion import Portion
from eraser.model.subject import Needle
from eraser_s3 import batching, searching
from eraser_s3.catalogue import Catalogue
from eraser_s3.grouping import Grouping
from eraser_s3.listing import (
    Entry,
    keeps_versions,
    objects,
    prefixes,
    versions,
    versions_of,
    with_stranded,
)
from eraser_s3.options import parse
from eraser_s3.records import Objects, Where, where
from eraser_s3.remnants import remnants_of
from eraser_s3.session import Session
from eraser_s3.unread import Unread

if TYPE_CHECKING:
    import pyarrow as pa


class StoreReader:
    """See `eraser.contract.read.Reader`. Needs s3:ListBucket, s3:ListBucketVersions,
    s3:GetBucketVersioning, s3:GetObject(Version), s3:GetObject(Version)Tagging and, for locks,
    s3:GetObjectRetention and s3:GetObjectLegalHold.
    """

    def __init__(self, settings: StoreSettings) -> None:
        self.name = settings.name
        self._options = parse(settings)
        self._session = Session(self._options)
        self._grouping = Grouping(self._options)
        self._unread = Unread()
        self._objects = Objects(self._session, self._unread)
        self._schemas: tuple[ContainerSchema, ...] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()

    def describe(self) -> tuple[ContainerSchema, ...]:
        """One pass over the listing, and two sample objects of each container."""
        catalogue = Catalogue(self._options, self._session, self._grouping)
        self._schemas = tuple(catalogue.schemas())
        return self._schemas

    def references(self) -> tuple[Reference, ...]:
        """S3 enforces none."""
        return ()

    def partitions(self, container: Container, target_bytes: int) -> Iterator[Partition]:
        """Groups of whole objects: one object is never cut."""
        scope = self._grouping.scope(container.name)
        entries = (entry for _, entry in self._entries(container, former=False))
        fields = self._fields(container)
        return batching.pieces(container, scope.bucket, entries, fields, target_bytes)

    def batches(self, partition: Partition, fields: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        """See the contract; without `fields`, columns that no sample had come last."""
        piece = batching.Piece.of(partition.token)
        return batching.batches(
            self._objects, self._unread, partition.container, piece, tuple(fields)
        )

    def values(
        self, partition: Partition, fields: Sequence[str] = (), *, keys: bool = False
    ) -> Iterator[pa.RecordBatch]:
        """See `eraser.detect.workers.ColumnStore`. All columns of rows, whichever are asked for: an
        object may have some that no sample had. Name, metadata and tags of an object that holds
        rows are with the first of them.
        """
        piece = batching.Piece.of(partition.token)
        return batching.batches(
            self._objects, self._unread, partition.container, piece, (), keys=keys, named=True
        )

    def find(
        self, container: Container, needles: Sequence[Needle], portion: Portion | None = None
    ) -> Iterator[Record]:
        """Every current object and, in a bucket that keeps them, every former version."""
        search = LiteralSearch(needle.text for needle in needles)
        if not needles:
            return
        for place, entry in self._entries(container, former=True, portion=portion):
            at = where(container, entry, place)
            with self._unread.noting(container, place):
                found = (
                    iter([at.marker(entry)])
                    if entry.marker
                    else searching.matching(self._objects, self._unread, at, search)
                )
                inside = (r for r in found if portion is None or portion.has(r))
                yield from (r for r in inside if not entry.marker or search.in_record(r.fields))

    def select(
        self,
        container: Container,
        fields: Sequence[str],
        values: Sequence[Sequence[str]],
        portion: Portion | None = None,
    ) -> Iterator[Record]:
        """Current records only; whole objects are looked up when `fields` is their name."""
        wanted = searching.Equal(fields, values)
        if not values:
            return
        for at in self._candidates(container, wanted.keys, portion):
            with self._unread.noting(container, at.place):
                found = wanted.among(self._objects, at)
                yield from (r for r in found if portion is None or portion.has(r))

    def fetch(self, refs: Sequence[RecordRef]) -> Iterator[Record]:
        """Each object is read once for all its rows."""
        ordered = sorted(refs, key=_object_of)
        for (container, key, version), some in groupby(ordered, key=_object_of):
            scope = self._grouping.scope(container.name)
            at = Where(container, scope.bucket, key, version, version, "an object")
            wanted = {ref.key for ref in some}
            with self._unread.noting(container, at.place):
                found = [r for r in self._objects.everything(at) if r.ref.key in wanted]
                yield from found or self._stranded(at)

    def remnants(self, refs: Sequence[RecordRef]) -> tuple[Remnant, ...]:
        """Versions that are locked or archived, and unfinished uploads, under the same keys."""
        return remnants_of(self._session, self._grouping, refs)

    def not_read(self) -> tuple[NotRead, ...]:
        """Objects by their place in the listing: a key may name a person."""
        return self._unread.all()

    def _stranded(self, at: Where) -> Iterator[Record]:
        """The delete marker that `at` asks for, where its key has nothing else."""
        entries = versions_of(self._session, at.bucket, at.key) if at.version else []
        if all(entry.marker for entry in entries):
            yield from (at.marker(e) for e in entries if e.version == at.version)

    def _fields(self, container: Container) -> tuple[str, ...]:
        schemas = self._schemas or self.describe()
        schema = next((s for s in schemas if s.container == container), None)
        return tuple(field.name for field in schema.fields) if schema else ()

    def _entries(
        self, container: Container, *, former: bool, portion: Portion | None = None
    ) -> Iterator[tuple[str, Entry]]:
        """The entries of a container with their place among its objects, counted from 1; of a
        portion that is told by prefixes, among those that begin with them.
        """
        scope = self._grouping.scope(container.name)
        all_versions = former and keeps_versions(self._session, scope.bucket)
        listing = versions if all_versions else objects
        number, last = 0, None
        counted = "object" if portion is None or portion.field else "this controller's object"
        for prefix in prefixes(scope.prefix, portion):
            for entry in with_stranded(listing(self._session, scope.bucket, prefix)):
                if self._grouping.container_of(entry.bucket, entry.key) != container.name:
                    continue
                number, last = number + (entry.key != last), entry.key
                former_version = not (entry.current or entry.marker)
                yield f"{counted} {number}{', a former version' if former_version else ''}", entry

    def _candidates(
        self, container: Container, keys: list[str] | None, portion: Portion | None
    ) -> Iterator[Where]:
        if keys is None:
            for place, entry in self._entries(container, former=False, portion=portion):
                yield where(container, entry, place)
            return
        scope = self._grouping.scope(container.name)
        starts = tuple(prefixes(scope.prefix, portion))
        for key in keys:
            ours = self._grouping.container_of(scope.bucket, key) == container.name
            if key and ours and key.startswith(starts):
                yield Where(container, scope.bucket, key, "", "", "an object")


def _object_of(ref: RecordRef) -> tuple[Container, str, str]:
    key, version, _ = ref.key
    return ref.container, key, version
