"""An identifier that was read in a record, and where."""

from __future__ import annotations

from dataclasses import dataclass

from eraser.model.finding import Span
from eraser.model.subject import Identifier


@dataclass(frozen=True, slots=True)
class Located:
    """`identifier`, in normal form, stands in the field `path` at `span` of the field's text.

    `path` is as `model.place.leaves` writes it: `profile.phones[]`.
    """

    path: str
    span: Span
    identifier: Identifier
