"""The new bytes and metadata of an object, from its old ones and the steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.header import Header
from typing import BinaryIO

from eraser.errors import FormatError
from eraser.formats.columns import text_of
from eraser.formats.compression import compressed
from eraser.formats.record_format import Fields
from eraser.formats.streams import BUFFER
from eraser.model.outcome import Absent, Done, Outcome, Unsupported
from eraser.model.place import Value
from eraser.model.plan import Action, Step
from eraser_s3.numbering import Numbering
from eraser_s3.records import CONTENT
from eraser_s3.stored import StoredObject
from eraser_s3.unit import Unit

METADATA = "metadata."
"""How the fields of a whole object that stand for user metadata begin."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of each step (by id), and what the new object is to say of itself.

    Nothing is to be written when no outcome is `Done`. `numbering` is that of the new bytes;
    `old_rows` counts the rows that there were.
    """

    outcomes: Mapping[str, Outcome]
    numbering: Numbering
    old_rows: int
    metadata: Mapping[str, str]

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return any(isinstance(outcome, Done) for outcome in self.outcomes.values())


def edit_rows(unit: Unit, opened: StoredObject, target: BinaryIO) -> Edit:
    """Write the object without, or with other, rows. Raises FormatError where it is broken."""
    metadata = opened.attributes.metadata
    numbering = Numbering.of(metadata)
    form = opened.layout.format
    if form is None:
        why = "the object has no rows that can be changed"
        nothing = {s.id: Unsupported(s.id, why) for s in unit.steps}
        return Edit(nothing, numbering, 0, metadata)
    positions = {step.id: _position(numbering, step) for step in unit.steps}
    changes: dict[int, Fields | None] = {}
    for step in unit.steps:
        at = positions[step.id]
        if at is not None:
            changes[at] = _merged(changes.get(at, {}), step)
    with (
        opened.content() as source,
        compressed(target, opened.layout.compression, opened.layout.encoding) as content,
    ):
        result = form.rewrite(source, content, changes)
    outcomes: dict[str, Outcome] = {}
    for step in unit.steps:
        at = positions[step.id]
        there = at is not None and at not in result.missing
        outcomes[step.id] = Done(step.id) if there else Absent(step.id)
    gone = [
        int(step.ref.key[2])
        for step in unit.steps
        if step.action is Action.DELETE and isinstance(outcomes[step.id], Done)
    ]
    return Edit(outcomes, numbering.without(gone), result.rows, metadata)


def _position(numbering: Numbering, step: Step) -> int | None:
    row = step.ref.key[2]
    return numbering.position(int(row)) if row.isdecimal() else None


def _merged(before: Fields | None, step: Step) -> Fields | None:
    """A row that one step deletes is deleted, whatever another one sets in it."""
    if before is None or step.action is Action.DELETE:
        return None
    return {**before, **{change.field: change.value for change in step.changes}}


def edit_whole(unit: Unit, opened: StoredObject, target: BinaryIO) -> Edit:
    """Write the object with other metadata or, a document, with another text."""
    outcomes: dict[str, Outcome] = {}
    metadata = dict(opened.attributes.metadata)
    text: str | None = None
    for step in unit.steps:
        why = _unsupported(step, document=opened.layout.document)
        outcomes[step.id] = Unsupported(step.id, why) if why else Done(step.id)
        if why:
            continue
        for change in step.changes:
            if change.field == CONTENT:
                text = str(change.value or "")
            else:
                _set(metadata, change.field.removeprefix(METADATA), change.value)
    if text is None:
        with opened.raw() as source:
            while piece := source.read(BUFFER):
                target.write(piece)
    else:
        with compressed(target, opened.layout.compression, opened.layout.encoding) as content:
            content.write(text.encode("utf-8"))
    return Edit(outcomes, Numbering.of(metadata), 0, metadata)


def _unsupported(step: Step, *, document: bool) -> str:
    """Why a whole object cannot be changed so; empty when it can."""
    for change in step.changes:
        if change.field == CONTENT and document and isinstance(change.value, str | None):
            continue
        if not change.field.startswith(METADATA) or isinstance(change.value, list | dict):
            return f"'{change.field}' of a whole object cannot be changed, only the object deleted"
    return ""


def _set(metadata: dict[str, str], name: str, value: Value) -> None:
    text = text_of(value)
    if text is None:
        metadata.pop(name, None)
    elif "\n" in text or "\r" in text:
        raise FormatError("metadata of an object cannot hold several lines")
    else:
        # Headers are ASCII; S3 itself gives other characters in this encoding (RFC 2047).
        metadata[name] = (
            text if text.isascii() else Header(text, "utf-8", maxlinelen=10_000).encode()
        )
