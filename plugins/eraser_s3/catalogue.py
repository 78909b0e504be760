"""What containers there are, and what they look like: one pass over the listing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from eraser.formats.compression import Compression
from eraser.formats.encodings import Encoding
from eraser.formats.layout import SEALED, content_matters, extension
from eraser.formats.parquet import Parquet
from eraser.model.place import Container, ContainerSchema, Field, FieldType
from eraser_s3.grouping import Grouping
from eraser_s3.listing import (
    Entry,
    keeps_versions,
    locks_objects,
    objects,
    versions,
    with_stranded,
)
from eraser_s3.options import Options
from eraser_s3.records import CONTENT, KEY, UNIT, Objects, where
from eraser_s3.session import Session
from eraser_s3.unread import Unread

SAMPLE_LIMIT = 256 << 20
"""Bytes above which an object is no sample as long as a smaller one is there: the footer of a
compressed Parquet can only be read by reading all of it."""


@dataclass(slots=True)
class _Seen:
    """What the listing told of one container."""

    bucket: str
    count: int = 0
    old: int = 0
    sealed: int = 0
    stranded: int = 0
    blind: set[str] = field(default_factory=set)
    smallest: Entry | None = None
    newest: Entry | None = None
    former: Entry | None = None

    def add(self, entry: Entry) -> None:
        if entry.marker:
            self.stranded += 1
            return
        if not entry.current:
            self.old += 1
            self.former = entry
            return
        self.count += 1
        suffix = extension(entry.key)
        self.sealed += suffix in SEALED
        if suffix not in SEALED and not content_matters(entry.key) and entry.size:
            self.blind.add(suffix)
        if entry.size and (self.smallest is None or entry.size < self.smallest.size):
            self.smallest = entry
        if entry.size <= SAMPLE_LIMIT and (
            self.newest is None or entry.modified > self.newest.modified
        ):
            self.newest = entry

    def samples(self) -> list[Entry]:
        """The smallest and the newest; a former version where nothing is current."""
        chosen = dict.fromkeys(e for e in (self.newest, self.smallest) if e is not None)
        return list(chosen) or ([self.former] if self.former else [])


@dataclass(slots=True)
class _Look:
    """What the samples of one container told."""

    fields: dict[str, Field] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)


class Catalogue:
    """Describes the containers of a store."""

    def __init__(self, options: Options, session: Session, grouping: Grouping) -> None:
        self._options, self._session, self._grouping = options, session, grouping

    def schemas(self) -> Iterator[ContainerSchema]:
        """Every container, sorted by name."""
        seen: dict[str, _Seen] = {n.name: _Seen(n.bucket) for n in self._options.named}
        bucket_notes = {b: self._bucket(b, seen) for b in self._options.buckets}
        for name, group in sorted(seen.items()):
            yield self._schema(name, group, bucket_notes.get(group.bucket, ()))

    def schema(self, container: Container) -> ContainerSchema | None:
        """One container; None when there is nothing in it and it was not named."""
        return next((s for s in self.schemas() if s.container == container), None)

    def _bucket(self, bucket: str, seen: dict[str, _Seen]) -> tuple[str, ...]:
        notes = []
        versioned = keeps_versions(self._session, bucket)
        listing = versions if versioned else objects
        for entry in with_stranded(listing(self._session, bucket, self._options.prefix)):
            name = self._grouping.container_of(bucket, entry.key)
            if name is not None:
                seen.setdefault(name, _Seen(bucket)).add(entry)
        if versioned:
            notes.append("versions are kept: what is overwritten or deleted stays as a version")
        if locks_objects(self._session, bucket):
            notes.append("Object Lock is on: locked versions cannot be removed before their time")
        return tuple(notes)

    def _schema(self, name: str, group: _Seen, bucket_notes: tuple[str, ...]) -> ContainerSchema:
        container = Container(self._options.store, name)
        unread = Unread()
        look = _Look()
        for entry in group.samples():
            with unread.noting(container, "a sample object"):
                self._look_at(container, entry, unread, look)
        notes = [*bucket_notes, *look.notes]
        if group.old:
            notes.append(f"{group.old} former versions")
        if group.stranded:
            notes.append(
                f"{group.stranded} delete markers without any version: only a name is left"
            )
        if group.sealed:
            notes.append(f"the content of {group.sealed} objects cannot be searched")
        if unread.all():
            notes.append(f"{len(unread.all())} sample objects could not be read")
        whole = "object" in look.fields
        return ContainerSchema(
            container,
            tuple(look.fields.values()),
            KEY,
            unit=UNIT,
            estimated_records=group.count if whole else None,
            notes=tuple(notes),
            blind=tuple(f"content of {suffix}" for suffix in sorted(group.blind)),
        )

    def _look_at(self, container: Container, entry: Entry, unread: Unread, look: _Look) -> None:
        at = where(container, entry, "a sample object")
        reading = Objects(self._session, unread)
        opened = reading.opened(at) if content_matters(entry.key) else None
        if opened is None:
            record = reading.whole(at)
            for name in record.fields if record else ():
                look.fields.setdefault(name, _whole_field(name))
            return
        with opened:
            form = opened.layout.format
            if form is None:
                for name in reading.whole_of(at, opened).fields:
                    look.fields.setdefault(name, _whole_field(name))
                return
            # A Parquet footer stands at the end: the rest need not come over the wire.
            at_end = form.name == Parquet.name and opened.layout.compression is Compression.NONE
            with opened.anywhere() if at_end else opened.content() as source:
                header = form.header(source)
            for one in header.fields:
                known = look.fields.setdefault(one.name, one)
                if known.type is not one.type:
                    look.fields[one.name] = Field(one.name, FieldType.TEXT)
            look.notes.update(dict.fromkeys(header.notes))
            if opened.layout.encoding is not Encoding.UTF_8:
                look.notes[
                    f"texts in {opened.layout.encoding} are read and written back as such"
                ] = None


def _whole_field(name: str) -> Field:
    kinds = {"size": FieldType.INTEGER, "last_modified": FieldType.TIMESTAMP}
    writable = name == CONTENT or name.startswith("metadata.")
    return Field(name, kinds.get(name, FieldType.TEXT), nullable=False, writable=writable)
