"""JSON as the server writes it: read without loss, and changed without touching the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from eraser.model.place import Value

_EXACT_DIGITS = 15
"""Decimal digits that any IEEE 754 double keeps."""


def _number(literal: str) -> float | str:
    """A decimal as a float when nothing is lost, else as its text (`Value` allows both)."""
    number = float(literal)
    if len(literal) <= _EXACT_DIGITS:
        return number
    written = repr(number)
    return number if written == literal or Decimal(written) == Decimal(literal) else literal


_DECODER = json.JSONDecoder(parse_float=_number)


def loads(text: str) -> Value:
    """Parse JSON. Raises ValueError, whose text holds a position and never a value."""
    value: Value = _DECODER.decode(text)
    return value


def dumps(value: object) -> str:
    """JSON on one line, as a bulk request needs it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same JSON: `1`, `1.0` and `true` are three."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def obj(value: Value | Mapping[str, Value]) -> dict[str, Value]:
    """The value if it is an object, else an empty one: servers leave out what is empty."""
    if isinstance(value, dict):
        return value
    return dict(value) if isinstance(value, Mapping) else {}


def arr(value: Value) -> list[Value]:
    """The value if it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def whole(value: Value) -> int:
    """The value if it is an integer, else 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def at(value: Value | Mapping[str, Value], *path: str) -> Value:
    """The value under a path of object keys; None when any of them is missing."""
    first, *rest = path
    found = obj(value).get(first)
    for name in rest:
        found = obj(found).get(name)
    return found


@dataclass(frozen=True, slots=True)
class Member:
    """One `"name": value` of an object: `text[start:end]` is the value."""

    name: str
    start: int
    end: int


def members(text: str, at: int = 0) -> Iterator[Member]:
    """The members of the object that begins at or after `at`, in the order of the text."""
    here = _skip(text, at)
    if text[here] != "{":
        raise ValueError("not an object")
    here = _skip(text, here + 1)
    while text[here] != "}":
        name, colon = _DECODER.raw_decode(text, here)
        start = _skip(text, _skip(text, colon) + 1)
        end = _DECODER.raw_decode(text, start)[1]
        yield Member(name, start, end)
        here = _skip(text, end)
        if text[here] == ",":
            here = _skip(text, here + 1)


def _skip(text: str, here: int) -> int:
    while text[here] in " \t\r\n":
        here += 1
    return here


def with_members(text: str, changes: Mapping[str, Value]) -> str:
    """The object in `text` with top-level members set; every other byte stays as it is.

    A field may stand in a document as `"a": {"b": 1}` or as `"a.b": 1`; both are the field `a`,
    so both give way to the new value.

    >>> with_members('{"n": 1.50, "a.b": "x", "c": [1]}', {"a": None, "d": "y"})
    '{"n":1.50,"a":null,"c":[1],"d":"y"}'
    """
    waiting = dict(changes)
    parts: list[str] = []
    for member in members(text):
        field = next((f for f in changes if f"{member.name}.".startswith(f"{f}.")), None)
        if field is None:
            parts.append(f"{dumps(member.name)}:{text[member.start : member.end]}")
        elif field in waiting:
            parts.append(f"{dumps(field)}:{dumps(waiting.pop(field))}")
    parts += [f"{dumps(field)}:{dumps(value)}" for field, value in waiting.items()]
    return "{" + ",".join(parts) + "}"
