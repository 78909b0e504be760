"""Documents as records: their key, their version, their fields, and whether they hold a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from eraser.model.place import Container, Record, RecordRef, Value, as_text
from eraser_search.client import Cluster, error_kind
from eraser_search.json_text import arr, at, obj, whole

KEY = ("id", "routing")
"""A document is addressed by `_id` and, where it has one, by its routing; "" when it has none."""

_MGET = 200
"""Documents asked for in one request."""
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?")
"""`+37122124444`, `12.50`; not `1e5`, not `22 124 444`."""


def key_of(hit: Mapping[str, Value]) -> tuple[str, str]:
    """The record key of a hit."""
    return str(hit["_id"]), str(hit.get("_routing") or "")


def version_of(hit: Mapping[str, Value]) -> str:
    """The version token, `seq_no:primary_term`: it changes with every write of the document."""
    return f"{whole(hit.get('_seq_no'))}:{whole(hit.get('_primary_term'))}"


def record(container: Container, hit: Mapping[str, Value]) -> Record:
    """The record that a hit holds."""
    ref = RecordRef(container, key_of(hit))
    return Record(ref, version_of(hit), folded(obj(hit.get("_source"))))


def folded(source: Mapping[str, Value]) -> dict[str, Value]:
    """A document by its top-level fields: `"a.b": 1` becomes `"a": {"b": 1}`, as it is mapped.

    >>> folded({"a.b": 1, "a": {"c": 2}, "d": 3})
    {'a': {'c': 2, 'b': 1}, 'd': 3}
    """
    if not any("." in name for name in source):
        return dict(source)
    fields: dict[str, Value] = {}
    for name, value in sorted(source.items(), key=lambda item: "." in item[0]):
        top, dot, rest = name.partition(".")
        if not (dot and top and rest):
            fields[name] = value
            continue
        present = fields.get(top)
        if isinstance(present, dict) or present is None:
            fields[top] = {**obj(present), rest: value}
        else:  # a list of objects and a dotted member: both are kept
            fields[top] = [*(arr(present) or [present]), {rest: value}]
    return fields


def values_at(value: Value, path: str) -> Iterator[Value]:
    """Every value under a dotted path; a list stands for its elements, as it does in a search."""
    if isinstance(value, list):
        for item in value:
            yield from values_at(item, path)
    elif not path:
        yield value
    elif isinstance(value, dict):
        for name, child in value.items():
            if path == name:
                yield from values_at(child, "")
            elif path.startswith(name + "."):
                yield from values_at(child, path[len(name) + 1 :])


def texts_at(source: Mapping[str, Value], path: str) -> set[str]:
    """The texts of all scalars under a path (`contacts[].email` is `contacts.email`)."""
    plain = path.replace("[]", "")
    return {text for v in values_at(dict(source), plain) if (text := as_text(v)) is not None}


class Sought:
    """Texts that are looked for, ready to be tested against many documents. Shows no text."""

    def __init__(self, texts: Iterable[str]) -> None:
        kept = {text for text in texts if text}
        self._folded = sorted({text.casefold() for text in kept}, key=len)
        exact = [n for n in map(number, kept) if n is not None]
        self._numbers: frozenset[object] = frozenset([*exact, *map(float, exact)])

    def __repr__(self) -> str:
        return f"‹{len(self._folded)} sought texts›"

    def held_by(self, hit: Mapping[str, Value]) -> bool:
        """Whether a value, the id or the routing contains a text, or a number equals one."""
        texts = list(key_of(hit))
        numbers: list[object] = []
        _collect(hit.get("_source"), texts, numbers)
        joined = "\0".join(texts).casefold()
        return any(t in joined for t in self._folded) or not self._numbers.isdisjoint(numbers)


def number(text: str) -> Decimal | None:
    """A text read as a number, if it is written as one."""
    return Decimal(text) if _PLAIN_NUMBER.fullmatch(text) else None


def _collect(value: Value, texts: list[str], numbers: list[object]) -> None:
    """Every scalar as text, and the numbers as such (equal ones have equal hashes in Python)."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            texts.append(item)
        elif isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
        elif item is not None:
            texts.append(as_text(item) or "")
            if not isinstance(item, bool):
                numbers.append(item)


def get(cluster: Cluster, refs: Sequence[RecordRef]) -> list[Mapping[str, Value]]:
    """The present state of documents, in the order asked; `found` is false for what is gone.

    Raises StoreError when the server could not say whether a document is there.
    """
    answers: list[Mapping[str, Value]] = []
    for start in range(0, len(refs), _MGET):
        docs: list[Value] = [_address(ref) for ref in refs[start : start + _MGET]]
        answer = cluster.call("POST", "/_mget", {"docs": docs}).json()
        found = [_known(cluster, obj(doc)) for doc in arr(at(answer, "docs"))]
        answers += [_same(ref, doc) for ref, doc in zip(refs[start:], found, strict=False)]
    return answers


def _address(ref: RecordRef) -> Value:
    doc_id, routing = ref.key
    address: dict[str, Value] = {"_index": ref.container.name, "_id": doc_id}
    return {**address, "routing": routing} if routing else address


def _same(ref: RecordRef, doc: Mapping[str, Value]) -> Mapping[str, Value]:
    """A document that has the id and another routing is another record, though its shard is
    the same.
    """
    if doc.get("found") is True and key_of(doc) != ref.key:
        return {**doc, "found": False}
    return doc


def _known(cluster: Cluster, doc: dict[str, Value]) -> Mapping[str, Value]:
    if "error" not in doc:
        return doc
    kind = error_kind(doc)
    if kind == "index_not_found_exception":
        return {**doc, "found": False}
    raise cluster.item_error(kind, str(doc.get("_index")))
