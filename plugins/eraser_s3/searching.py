"""Which records of an object hold what is looked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eraser.errors import FormatError
from eraser.formats.layout import content_matters
from eraser.formats.literal import LiteralSearch
from eraser.model.place import Record, Value, as_text, leaves
from eraser_s3.records import Objects, Where, whole_fields
from eraser_s3.stored import StoredObject
from eraser_s3.unread import Unread

MANY_VALUES = 200
"""Values above which reading every row is cheaper than a literal scan for all of them."""


def matching(
    reading: Objects, unread: Unread, at: Where, search: LiteralSearch
) -> Iterator[Record]:
    """The records of one object that hold one of the texts; rows are parsed only where needed."""
    opened = reading.opened(at) if content_matters(at.key) else None
    if opened is None:
        record = None if content_matters(at.key) else reading.whole(at)
        if record is not None and search.in_record(record.fields):
            yield record
        return
    with opened:
        if opened.layout.format is None:
            record = reading.whole_of(at, opened)
            if search.in_record(record.fields):
                yield record
            return
        _note_name(unread, at, opened, search)
        if _may_hold(opened, search):
            _note_header(unread, at, opened, search)
            yield from (r for r in reading.rows(at, opened) if search.in_record(r.fields))


def _may_hold(opened: StoredObject, search: LiteralSearch) -> bool:
    """A literal scan of the text; a broken file is parsed, to read what stands before the fault."""
    form = opened.layout.format
    if form is None:
        return False
    with opened.content() as source:
        try:
            return search.in_pieces(form.texts(source))
        except FormatError:
            return True


def _note_name(unread: Unread, at: Where, opened: StoredObject, search: LiteralSearch) -> None:
    """An object with rows is nobody's as a whole, but its name may still be somebody's."""
    if search.in_record(whole_fields(at.key, opened.attributes, {})):
        unread.add(
            at.container,
            f"name or metadata of {at.place}",
            "an object with rows is named after the person; its rows are searched one by one, "
            "its name stays: rename it or delete it by hand",
        )


def _note_header(unread: Unread, at: Where, opened: StoredObject, search: LiteralSearch) -> None:
    """A file without a header whose first record was taken for one would lose a record."""
    form = opened.layout.format
    if form is None:
        return
    with opened.content() as source:
        names = [field.name for field in form.header(source).fields]
    if search.in_text("\n".join(names)):
        unread.add(
            at.container,
            f"column names of {at.place}",
            "what is searched for stands among the column names: the file may have no header",
        )


class Equal:
    """Exactly the records whose fields, as text, equal one of the given rows of values."""

    def __init__(self, fields: Sequence[str], values: Sequence[Sequence[str]]) -> None:
        self._fields = tuple(fields)
        self._values = {tuple(row) for row in values}
        firsts = {row[0] for row in self._values if row}
        # A number may be written in another way than it reads (1.50), so it is not scanned for.
        plain = all(v and not ("." in v and v.replace(".", "").isdigit()) for v in firsts)
        self._scan = LiteralSearch(firsts) if plain and len(firsts) <= MANY_VALUES else None

    def __repr__(self) -> str:
        return f"‹{len(self._values)} rows of values›"

    @property
    def keys(self) -> list[str] | None:
        """The objects' keys, when whole objects are selected by nothing else."""
        return sorted(row[0] for row in self._values) if self._fields == ("object",) else None

    def selects(self, record: Record) -> bool:
        """Whether the record is one of them."""
        choices = [_texts(record, path) for path in self._fields]
        return any(
            all(value in choice for value, choice in zip(row, choices, strict=True))
            for row in self._values
        )

    def among(self, reading: Objects, at: Where) -> Iterator[Record]:
        """Those of one object."""
        opened = reading.opened(at) if content_matters(at.key) else None
        if opened is None or opened.layout.format is None:
            if opened is not None:
                opened.close()
            yield from (r for r in reading.everything(at) if self.selects(r))
            return
        with opened:
            if self._scan is None or _may_hold(opened, self._scan):
                yield from (r for r in reading.rows(at, opened) if self.selects(r))


def _texts(record: Record, path: str) -> set[str]:
    """All texts under a field, or under a path into it; one for a plain field."""
    value: Value = record.fields.get(path)
    text = as_text(value)
    if text is not None:
        return {text}
    top = path.partition(".")[0].removesuffix("[]")
    found = leaves(record.fields.get(top), top)
    return {text for here, text in found if here.replace("[]", "") == path.replace("[]", "")}
