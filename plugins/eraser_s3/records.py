"""Objects as records: one for each row, or one for the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from eraser.errors import FormatError, RightsMissingError
from eraser.formats.layout import SEALED, content_matters, extension
from eraser.model.place import Container, Record, RecordRef, Value
from eraser_s3 import numbering
from eraser_s3.attributes import Attributes, readable
from eraser_s3.listing import Entry
from eraser_s3.numbering import Numbering
from eraser_s3.session import Session
from eraser_s3.stored import SMALL, StoredObject, head, stored, tags
from eraser_s3.unread import Unread

KEY = ("object", "version", "row")
"""Parts of a record's key. The version is empty for the current one, the row for the whole."""

UNIT = 2
"""Rows of one version of one object can only change together."""

LINEAGE = "eraser-plan"
"""Metadata entry: which former states of the object eraser made this one from."""

BODY_DIGEST = "eraser-sha256"
"""Metadata entry: digest of the bytes that the other two entries speak of."""

OWN_METADATA = frozenset({LINEAGE, BODY_DIGEST, numbering.METADATA})
"""Entries that eraser writes itself: no fields of the record."""

_OF_THE_FILE = frozenset({"size", "last_modified"})
"""Fields of a whole object that say nothing of a person."""

CONTENT = "content"
"""The field with the text of a document (`.json`, `.xml`, …)."""


@dataclass(frozen=True, slots=True)
class Where:
    """One version of one object, as it is asked for and as its records are addressed.

    `asked` is the version to ask for (empty: whichever is current); `version` stands in the key.
    `place` is what messages call it.
    """

    container: Container
    bucket: str
    key: str
    asked: str
    version: str
    place: str

    def __repr__(self) -> str:
        return f"‹object of {self.container}›"

    @property
    def told(self) -> str:
        """Container and place, for messages."""
        return f"{self.container}, {self.place}"

    def record(self, row: int | None, version: str, fields: Mapping[str, Value]) -> Record:
        """A record of this object; without a row the whole."""
        text = "" if row is None else str(row)
        return Record(RecordRef(self.container, (self.key, self.version, text)), version, fields)

    def marker(self, entry: Entry) -> Record:
        """What is left of a deleted object whose versions are gone: its name."""
        return self.record(None, entry.token, named(self.key))


def where(container: Container, entry: Entry, place: str) -> Where:
    """The place of a listed entry: exactly the version listed, also when a newer one has come."""
    return Where(
        container,
        entry.bucket,
        entry.key,
        asked=entry.version,
        version="" if entry.current and not entry.marker else entry.version,
        place=place,
    )


class Objects:
    """Reads objects as records; what cannot be read goes to `unread`."""

    def __init__(self, session: Session, unread: Unread) -> None:
        self._session, self._unread = session, unread

    def opened(self, at: Where) -> StoredObject | None:
        """The object with its bytes; None when it is gone."""
        return stored(self._session, at.told, at.bucket, at.key, at.asked)

    def rows(self, at: Where, opened: StoredObject) -> Iterator[Record]:
        """Every row of an object that holds records. Raises FormatError in the end when some of
        them could not be read.
        """
        form = opened.layout.format
        if form is None:
            return
        numbering = Numbering.of(opened.attributes.metadata)
        with opened.content() as source:
            for row, fields in form.read(source):
                yield at.record(numbering.number(row), opened.attributes.token, fields)

    def whole(self, at: Where) -> Record | None:
        """The record of a whole object, without its bytes; None when it is gone."""
        attributes = head(self._session, at.told, at.bucket, at.key, at.asked)
        if attributes is None:
            return None
        if extension(at.key) in SEALED:
            self._unread.add(
                at.container,
                at.place,
                f"the content of a {extension(at.key)} file cannot be searched; "
                "only its name, metadata and tags were",
            )
        return self._whole(at, attributes, {})

    def whole_of(self, at: Where, opened: StoredObject) -> Record:
        """The record of an opened object without rows: a document's text is a field of it."""
        if opened.layout.foreign:
            self._unread.add(
                at.container,
                at.place,
                f"the content is {opened.layout.foreign}, whatever the name says; only its name, "
                "metadata and tags were searched",
            )
        return self._whole(at, opened.attributes, self._content(at, opened))

    def about(self, at: Where, opened: StoredObject) -> dict[str, Value]:
        """Name, metadata and tags of an object, whatever it holds."""
        fields = whole_fields(at.key, opened.attributes, self._tags(at))
        return {name: value for name, value in fields.items() if name not in _OF_THE_FILE}

    def everything(self, at: Where) -> Iterator[Record]:
        """All records of an object, rows or the whole."""
        if not content_matters(at.key):
            record = self.whole(at)
            yield from () if record is None else (record,)
            return
        opened = self.opened(at)
        if opened is None:
            return
        with opened:
            if opened.layout.format is None:
                yield self.whole_of(at, opened)
            else:
                yield from self.rows(at, opened)

    def _whole(self, at: Where, attributes: Attributes, more: Mapping[str, Value]) -> Record:
        fields = whole_fields(at.key, attributes, self._tags(at))
        return at.record(None, attributes.token, {**fields, **more})

    def _tags(self, at: Where) -> dict[str, str]:
        try:
            return tags(self._session, str(at.container), at.bucket, at.key, at.asked)
        except RightsMissingError as error:
            self._unread.add(at.container, "tags of objects", str(error))
            return {}

    def _content(self, at: Where, opened: StoredObject) -> dict[str, Value]:
        if not opened.layout.document:
            return {}
        with opened.content() as source:
            text = source.read(SMALL + 1)
        if len(text) > SMALL:
            self._unread.add(at.container, at.place, f"a document of over {SMALL >> 20} MiB")
            return {}
        try:
            return {CONTENT: text.decode("utf-8")}
        except UnicodeDecodeError:
            raise FormatError("a document that is not UTF-8") from None


def whole_fields(
    key: str, attributes: Attributes, tags_of_it: Mapping[str, str]
) -> dict[str, Value]:
    """What a whole object is searched and shown by.

    `object_decoded` is there when the key is URL-encoded; metadata and tags by their names.
    """
    metadata = {k: v for k, v in attributes.metadata.items() if k not in OWN_METADATA}
    return {
        **named(key),
        "size": attributes.size,
        "last_modified": attributes.modified.isoformat(),
        **{f"metadata.{name}": readable(value) for name, value in sorted(metadata.items())},
        **{f"tag.{name}": value for name, value in sorted(tags_of_it.items())},
    }


def named(key: str) -> dict[str, Value]:
    """The key, and what it says when it is URL-encoded."""
    decoded = unquote_plus(key)
    return {"object": key, **({"object_decoded": decoded} if decoded != key else {})}
