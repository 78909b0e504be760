"""How a subject search is pushed down: what each kind of field can answer completely.

For given needles a field is answered by the index, or read, or cannot hold them:

- `keyword`, indexed, without normalizer, each value within `ignore_above` or marked in
  `_ignored`: by the index, `regexp` over whole values.
- `text` and `match_only_text`, indexed, with the analyzer `standard`: by the index, runs of the
  needle as terms (`needles.py`).
- `byte` to `long` and `unsigned_long`, indexed: by the index when the needle is digits (a number
  that contains N is no smaller than N); not at all when it has other signs; else read.
- `boolean`, decimals, dates, `ip`, `constant_keyword`: not at all when the needle has a sign
  that no such value is written with; else read.
- Every other field, analyzer or setting: read.
- Objects with `enabled: false`, or with `dynamic` other than true or strict: read.

"Read" means that these parts of all documents are fetched and compared here. What no query can
know: a document that came while its field was not mapped (`dynamic: false`, changed later) and
was not indexed again since. For such an index set the option `search: read`. An integer field is
taken to hold integers: digits behind the point, which `coerce` cuts off, are not searched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eraser.model.place import Value
from eraser_search.json_text import arr, at
from eraser_search.mapping import Leaf, Shape
from eraser_search.needles import Runs, keyword_patterns, text_queries, weakest

_CLAUSES = 800
"""Queries in one search, of the 1024 that are allowed, all that is nested in them counted."""


class Mode(StrEnum):
    """How much a subject search trusts the index (option `search`)."""

    COMPLETE = "complete"
    """Every value counts; what the index cannot answer is read. The default."""
    INDEXED = "indexed"
    """Decimals and dates are not read: no identifier is looked for inside their digits."""
    READ = "read"
    """Every document is read, whatever the mapping says."""


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """Queries to run, and the paths that must be read of every document (`""`: all of it)."""

    queries: tuple[Value, ...]
    read: tuple[str, ...]

    @property
    def reads_everything(self) -> bool:
        """Whether the index is of no help."""
        return "" in self.read


def plan_search(
    shape: Shape, needles: Sequence[str], mode: Mode, marks_ignored: bool
) -> SearchPlan:
    """What finds every document of the index that holds a needle."""
    if mode is Mode.READ or "" in shape.unmapped:
        return SearchPlan((), ("",))
    queries: list[Value] = [_by_key(needles)]
    if marks_ignored:
        queries.append({"exists": {"field": "_ignored"}})
    read = list(shape.unmapped)
    wanted = _Wanted.of(needles, mode, marks_ignored)
    for leaf in shape.leaves:
        answer = _answer(shape, leaf, wanted)
        if answer is None:
            read.append(leaf.path)
        else:
            queries += [_in_nested(leaf, query) for query in answer]
    return SearchPlan(tuple(_any_of(queries)), tuple(read))


def read_paths(shape: Shape, marks_ignored: bool) -> tuple[str, ...]:
    """The paths that a search for a number (a code, a phone) reads of every document."""
    return plan_search(shape, ["20000000"], Mode.COMPLETE, marks_ignored).read


def _by_key(needles: Sequence[str]) -> Value:
    ids: list[Value] = [s for n in needles for s in dict.fromkeys((n, n.lower(), n.upper()))]
    return {"ids": {"values": ids}}


def _in_nested(leaf: Leaf, query: Value) -> Value:
    return {"nested": {"path": leaf.nested, "query": query}} if leaf.nested else query


def _any_of(queries: Sequence[Value]) -> Iterator[Value]:
    some: list[Value] = []
    clauses = 0
    for query in queries:
        weight = _clauses(query)
        if some and clauses + weight > _CLAUSES:
            yield {"bool": {"should": some, "minimum_should_match": 1}}
            some, clauses = [], 0
        some.append(query)
        clauses += weight
    yield {"bool": {"should": some, "minimum_should_match": 1}}


def _clauses(query: Value) -> int:
    """The queries inside one query of `needles.text_queries`, nested or not."""
    inside = at(query, "nested", "query") or query
    return len(arr(at(inside, "bool", "filter"))) or 1


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The needles as each kind of field is asked for them, made once for all fields."""

    needles: Sequence[str]
    patterns: tuple[str, ...]
    runs: Sequence[Runs] | None
    mode: Mode
    marks_ignored: bool

    @classmethod
    def of(cls, needles: Sequence[str], mode: Mode, marks_ignored: bool) -> _Wanted:
        return cls(needles, tuple(keyword_patterns(needles)), weakest(needles), mode, marks_ignored)


def _answer(shape: Shape, leaf: Leaf, wanted: _Wanted) -> list[Value] | None:
    """Queries on one field, empty when it cannot hold a needle; None when it must be read."""
    if wanted.mode is Mode.INDEXED and leaf.type in _QUANTITIES:
        return []
    if leaf.type in _ALPHABETS:
        return None if any(_ALPHABETS[leaf.type](leaf, n.strip()) for n in wanted.needles) else []
    if str(leaf.options.get("index", "true")).lower() == "false":
        return None
    if leaf.type == "keyword" and is_plain_keyword(leaf, wanted.marks_ignored):
        return [
            {"regexp": {leaf.path: {"value": p, "flags": "NONE", "case_insensitive": True}}}
            for p in wanted.patterns
        ]
    if leaf.type in ("text", "match_only_text") and is_standard_text(shape, leaf):
        return None if wanted.runs is None else text_queries(leaf.path, wanted.runs)
    if leaf.type in LARGEST:
        return _integer_queries(leaf, wanted.needles)
    return None


def is_plain_keyword(leaf: Leaf, marks_ignored: bool) -> bool:
    """Whether every value of a keyword field is one unchanged term, or marked as left out."""
    kept = marks_ignored or "ignore_above" not in leaf.options
    return kept and "normalizer" not in leaf.options


def is_standard_text(shape: Shape, leaf: Leaf) -> bool:
    """Whether a text field is analyzed by the built-in `standard` analyzer."""
    analyzer = leaf.options.get("analyzer")
    if analyzer not in (None, "standard") or not shape.analysis_known:
        return False
    return not shape.named_analyzers & {"default", "standard"}


LARGEST: Mapping[str, int] = {
    "byte": 2**7,
    "short": 2**15,
    "integer": 2**31,
    "long": 2**63,
    "unsigned_long": 2**64,
}
"""Integer fields; their numbers are below this, and not below its negative."""
_DIGITS = re.compile(r"[+-]?[0-9]+")
_NUMERIC = re.compile(r"[+-]?[0-9]*(\.[0-9]*)?([eE][+-]?[0-9]*)?")
"""A piece of a number: `124`, `-5`, `.5`, `1e5`; not `161175-19997`, not `22 124 444`."""


def _integer_queries(leaf: Leaf, needles: Sequence[str]) -> list[Value] | None:
    """Ranges: digits that contain the digits of N make a number of at least N, or at most -N."""
    numeric = [n.strip() for n in needles if _NUMERIC.fullmatch(n.strip())]
    if not numeric:
        return []
    if not all(map(_DIGITS.fullmatch, numeric)):
        return None
    least = min(abs(int(n)) for n in numeric)
    queries: list[Value] = []
    if least < LARGEST[leaf.type]:
        queries.append({"range": {leaf.path: {"gte": least}}})
    if least <= LARGEST[leaf.type] and leaf.type != "unsigned_long":
        queries.append({"range": {leaf.path: {"lte": -least}}})
    return queries


_TIME = re.compile(r"[0-9TtZzWw:+./, -]+")
_TIME_FORMAT = re.compile(r"[a-z_]+|[yuMdDHhmsSXxZ'T:/., -]+")
_QUANTITIES = frozenset({"half_float", "float", "double", "scaled_float", "date", "date_nanos"})


def _in_decimal(_leaf: Leaf, needle: str) -> bool:
    return _NUMERIC.fullmatch(needle) is not None


def _in_boolean(_leaf: Leaf, needle: str) -> bool:
    return needle.casefold() in "true" or needle.casefold() in "false"


def _in_time(leaf: Leaf, needle: str) -> bool:
    """Dates are written in the format's signs; a format with names of months may hold any word."""
    formats = str(leaf.options.get("format", "epoch_millis")).split("||")
    plain = all(_TIME_FORMAT.fullmatch(f) and "MMM" not in f for f in formats)
    return not plain or _TIME.fullmatch(needle) is not None


def _in_address(_leaf: Leaf, needle: str) -> bool:
    return re.fullmatch(r"[0-9a-fA-F:.]+", needle) is not None


def _in_constant(leaf: Leaf, needle: str) -> bool:
    return needle.casefold() in str(leaf.options.get("value", "")).casefold()


_ALPHABETS: Mapping[str, Callable[[Leaf, str], bool]] = {
    **dict.fromkeys(("half_float", "float", "double", "scaled_float"), _in_decimal),
    **dict.fromkeys(("date", "date_nanos"), _in_time),
    "boolean": _in_boolean,
    "ip": _in_address,
    "constant_keyword": _in_constant,
}
"""Fields whose values are written with few signs: whether a needle could stand in one."""
