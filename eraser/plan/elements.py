"""Lists of people inside a document: what stands in the element with the subject's identifier."""

from __future__ import annotations

from collections.abc import Sequence

from eraser.datamap import ContainerMap
from eraser.model.place import Value
from eraser.plan.redaction import REDACTED


def without_theirs(name: str, before: Value, after: Value, entry: ContainerMap) -> Value:
    """A document after redaction, and also without what the data map calls personal in the one
    element of each list from which an identifier was taken: the subject's address beside their
    code. Where several elements had one nobody can tell which is theirs, and all stay.

    `name` is the top-level field; `before` and `after` have one shape.
    """
    for path in entry.personal:
        into, _, rest = path.partition("[].")
        if rest and (into == name or into.startswith(f"{name}.")):
            beside = (i.split("[].", 1) for i in entry.identifiers if "[]." in i)
            keys = [key for where, key in beside if where == into]
            after = _in_list(before, after, into.split(".")[1:], keys, rest.split("."))
    return after


def _in_list(
    before: Value, after: Value, into: Sequence[str], keys: Sequence[str], rest: Sequence[str]
) -> Value:
    if into and isinstance(before, dict) and isinstance(after, dict) and into[0] in before:
        inner = _in_list(before[into[0]], after[into[0]], into[1:], keys, rest)
        return {**after, into[0]: inner}
    if into or not isinstance(before, list) or not isinstance(after, list):
        return after
    theirs = [
        at
        for at, (was, now) in enumerate(zip(before, after, strict=True))
        if any(_taken(was, now, key.split(".")) for key in keys)
    ]
    if len(theirs) != 1:
        return after
    return [emptied(now, rest) if at in theirs else now for at, now in enumerate(after)]


def _taken(was: Value, now: Value, path: Sequence[str]) -> bool:
    """Whether the whole value at a path is gone."""
    for step in path:
        was = was.get(step) if isinstance(was, dict) else None
        now = now.get(step) if isinstance(now, dict) else None
    return was is not None and was != now and now in (None, REDACTED)


def emptied(value: Value, steps: Sequence[str]) -> Value:
    """A copy of a document with null (or an empty list) at a path, in every element of a list."""
    if not steps:
        return [] if isinstance(value, list) else None
    if isinstance(value, list):
        return [emptied(item, steps) for item in value]
    if isinstance(value, dict) and steps[0] in value:
        return {**value, steps[0]: emptied(value[steps[0]], steps[1:])}
    return value
