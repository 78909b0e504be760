"""Equal values as queries: which fields can answer `select` completely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eraser.model.place import Value
from eraser.model.portion import Portion
from eraser_search.documents import number
from eraser_search.json_text import at
from eraser_search.mapping import Leaf, Shape
from eraser_search.query import LARGEST, is_standard_text

_TEXTS = ("text", "match_only_text")
_ROWS = 200
"""Rows of values in one search: each may need a query for every field."""
_TERMS = 5000
"""Values in one `terms` query, of the 65536 that are allowed."""
_PHRASES = 100
"""Of a filter beside the 800 clauses of a subject search: 1024 are allowed together."""
_LONGEST_TERM = 8000
"""Characters of a value that is sure to be one term: Lucene's terms end at 32766 bytes."""


def plan_select(
    shape: Shape, fields: Sequence[str], rows: Sequence[Sequence[str]]
) -> Iterator[Value] | None:
    """Queries that find every document with equal values; None when all must be read.

    A document with `dynamic: false` in its way, or a field that is not mapped, must be read.
    """
    leaves = [shape.leaf(path.replace("[]", "")) for path in fields]
    found = [leaf for leaf in leaves if leaf is not None]
    if shape.unmapped and any(_covered(shape, path) for path in fields):
        return None
    if len(found) < len(fields) or not all(
        _answers(shape, leaf, {row[n] for row in rows}) for n, leaf in enumerate(found)
    ):
        return None
    if len(found) == 1 and found[0].type not in _TEXTS:
        return _term_queries(found[0], [row[0] for row in rows])
    return _row_queries(found, rows)


def within(shape: Shape, portion: Portion | None) -> Value:
    """A query that every document of a portion meets; None when the index cannot tell them apart.

    By prefix it cannot: the server refuses to search the ids of documents for a part of them.
    """
    if portion is None or not portion.field:
        return None
    leaf = shape.leaf(portion.field.replace("[]", ""))
    if leaf is not None and leaf.type in _TEXTS and len(portion.values) > _PHRASES:
        return None
    queries = plan_select(shape, (portion.field,), [(value,) for value in portion.values])
    some = None if queries is None else list(queries)
    return None if some is None else {"bool": {"should": some, "minimum_should_match": 1}}


def _covered(shape: Shape, path: str) -> bool:
    return any(not top or path == top or path.startswith(top + ".") for top in shape.unmapped)


def _answers(shape: Shape, leaf: Leaf, values: set[str]) -> bool:
    """Whether the index finds every document whose field equals one of the values."""
    if str(leaf.options.get("index", "true")).lower() == "false":
        return False
    if leaf.type == "keyword":
        return all(_units(value) <= _longest_term(shape, leaf) for value in values)
    if leaf.type in _TEXTS:
        return is_standard_text(shape, leaf) and "search_analyzer" not in leaf.options
    return leaf.type in LARGEST or leaf.type == "boolean"


def _longest_term(shape: Shape, leaf: Leaf) -> int:
    """Longer values of a keyword field may not be in the index."""
    if not shape.analysis_known:
        return 0
    limits = (leaf.options.get("ignore_above"), at(shape.settings, "mapping", "ignore_above"))
    return min([_LONGEST_TERM, *(int(str(limit)) for limit in limits if limit is not None)])


def _units(text: str) -> int:
    """UTF-16 units, in which Java and `ignore_above` count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _term_queries(leaf: Leaf, values: Sequence[str]) -> Iterator[Value]:
    terms = _terms(leaf, dict.fromkeys(values))
    for start in range(0, len(terms), _TERMS):
        yield _wrapped(leaf, {"terms": {leaf.path: list(terms[start : start + _TERMS])}})


def _terms(leaf: Leaf, values: dict[str, None]) -> list[Value]:
    if leaf.type in LARGEST:
        limit = LARGEST[leaf.type]
        numbers = (number(value) for value in values)
        return [int(n) for n in numbers if n is not None and -limit <= n < limit]
    if leaf.type == "boolean":
        return [value for value in values if value in ("true", "false")]
    return list(values)


def _row_queries(leaves: Sequence[Leaf], rows: Sequence[Sequence[str]]) -> Iterator[Value]:
    for start in range(0, len(rows), _ROWS):
        some: list[Value] = [_row_query(leaves, row) for row in rows[start : start + _ROWS]]
        yield {"bool": {"should": some, "minimum_should_match": 1}}


def _row_query(leaves: Sequence[Leaf], row: Sequence[str]) -> Value:
    filters: list[Value] = []
    for leaf, value in zip(leaves, row, strict=True):
        if leaf.type in _TEXTS:
            filters.append(_wrapped(leaf, _phrase(leaf, value)))
        else:
            terms = _terms(leaf, {value: None})
            filters.append(_wrapped(leaf, {"terms": {leaf.path: list(terms)}}))
    return {"bool": {"filter": filters}}


def _phrase(leaf: Leaf, value: str) -> Value:
    """All tokens of the value in order; a value without any token (`--`) may be anywhere."""
    return {"match_phrase": {leaf.path: {"query": value, "zero_terms_query": "all"}}}


def _wrapped(leaf: Leaf, query: Value) -> Value:
    return {"nested": {"path": leaf.nested, "query": query}} if leaf.nested else query
