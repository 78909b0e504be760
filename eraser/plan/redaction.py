"""Taking one person's mentions out of a text, and leaving the rest readable."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eraser.identifiers import occurrences
from eraser.model.place import Record, Value
from eraser.model.subject import Identifier, PersonName
from eraser.plan.two_of_a_name import theirs

REDACTED = "[dzēsts]"
"""What stands in a text where the person stood (Latvian: erased)."""

Redact = Callable[[Record, str], Value]
"""The value of a top-level field of a record without the subject's mentions."""


def redactor(identifiers: Sequence[Identifier], people: Sequence[PersonName]) -> Redact:
    """A function that replaces every identifier, and every name that is the subject's for sure.

    Nested values keep their shape; numbers that are an identifier become null.
    """

    def redact(record: Record, field: str) -> Value:
        return _redacted(record.fields.get(field), identifiers, people)

    return redact


def _redacted(
    value: Value, identifiers: Sequence[Identifier], people: Sequence[PersonName]
) -> Value:
    if isinstance(value, dict):
        return {name: _redacted(child, identifiers, people) for name, child in value.items()}
    if isinstance(value, list):
        return [_redacted(child, identifiers, people) for child in value]
    if isinstance(value, str):
        return redact_text(value, identifiers, people)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return None if any(occurrences(i, str(value)) for i in identifiers) else value
    return value


def redact_text(text: str, identifiers: Sequence[Identifier], people: Sequence[PersonName]) -> str:
    """The text with the subject's mentions replaced; touching mentions become one.

    Raises UnclearMention where the text may name somebody else of that name.
    """
    spans = [span for i in identifiers for span in occurrences(i, text)]
    spans += [span for name in people for span in theirs(text, identifiers, name)]
    parts: list[str] = []
    at = 0
    for start, end in _joined(spans):
        parts += [text[at:start], REDACTED]
        at = end
    return "".join([*parts, text[at:]])


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping spans as one, in order."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
