"""Needles as term queries: what an indexed term must look like if the value holds the needle.

Every query here finds at least the documents that hold the needle (it may find more, which are
sorted out on the document itself), for these two ways of indexing and no other:

`keyword` without a normalizer: the one term is the value itself.
`text` with the built-in `standard` analyzer: Unicode word breaking (UAX #29), lower case, tokens
of at most 255 UTF-16 units. UAX #29 never breaks between ASCII letters and digits and Latin or
Cyrillic letters (rules WB5, WB8 to WB10), so each such run of a needle lies inside one token;
beside a space, a hyphen, `@`, `/`, `+`, or a parenthesis it always breaks (WB999), so there the
run is the very start or end of its token. Only a token cut at its 255th unit can split a run:
`LONG_TOKEN` finds the documents that have one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eraser.model.place import Value
from eraser_search.documents import number

LONG_TOKEN = "?" * 128 + "*"
"""Wildcard for every token of 255 UTF-16 units: it has at least 128 code points."""

_REGEX_CHARACTERS = 900
"""Of the 1000 that `index.max_regex_length` allows by default."""
_ALWAYS_BREAKS = frozenset(" @/+()-\t\n")
_RUN = re.compile("[0-9a-zà-öø-žа-я]+")
"""Of lower-case text: `bērziņš`, `22124444`, `иванов`; not `a.b`, `o'neil`, `žanis-5` as one."""


def spellings(needle: str) -> tuple[str, ...]:
    """The needle, and how a JSON number equal to it is written (`+371…` equals `371…`)."""
    value = number(needle)
    if value is None:
        return (needle,)
    plain = format(value.normalize(), "f")
    return (needle,) if plain == needle else (needle, plain)


def keyword_patterns(needles: Iterable[str]) -> Iterator[str]:
    """Regular expressions (Lucene's, ASCII letters in any case) for values that hold a needle."""
    yield from _alternations(_escaped(s) for n in needles for s in spellings(n))


def _escaped(text: str) -> str:
    """Lucene folds the case of ASCII letters only, so any other letter stands for any sign."""
    return "".join(_sign(c) for c in text)


def _sign(c: str) -> str:
    if c.isascii():
        return c if c.isalnum() else f"\\{c}"
    return "." if len(c.upper()) == len(c.lower()) == 1 else ".*"


def _alternations(parts: Iterable[str]) -> Iterator[str]:
    chunk: list[str] = []
    length = 0
    for part in sorted(set(parts)):
        if chunk and length + len(part) > _REGEX_CHARACTERS:
            yield f".*({'|'.join(chunk)}).*"
            chunk, length = [], 0
        chunk.append(part)
        length += len(part) + 1
    if chunk:
        yield f".*({'|'.join(chunk)}).*"


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    starts_token: bool
    ends_token: bool


def text_queries(path: str, needles: Iterable[str]) -> list[Value] | None:
    """Queries on a text field, any of which a document that holds a needle meets.

    None when a needle has no letter or digit to search by.
    """
    lone: list[str] = []
    queries: list[Value] = [{"wildcard": {path: {"value": LONG_TOKEN}}}]
    for needle in {s for n in needles for s in spellings(n)}:
        runs = _runs(needle)
        if not runs:
            return None
        if len(runs) == 1 and not (runs[0].starts_token or runs[0].ends_token):
            lone.append(runs[0].text)
        else:
            queries.append({"bool": {"filter": [_run_query(path, run) for run in runs]}})
    queries += [{"regexp": {path: {"value": p, "flags": "NONE"}}} for p in _alternations(lone)]
    return queries


def _runs(needle: str) -> list[_Run]:
    lowered = "".join(c.lower() if len(c.lower()) == 1 else "\0" for c in needle)
    return [
        _Run(
            text=m[0],
            starts_token=m.start() > 0 and lowered[m.start() - 1] in _ALWAYS_BREAKS,
            ends_token=m.end() < len(lowered) and lowered[m.end()] in _ALWAYS_BREAKS,
        )
        for m in _RUN.finditer(lowered)
    ]


def _run_query(path: str, run: _Run) -> Value:
    if run.starts_token and run.ends_token:
        return {"term": {path: {"value": run.text}}}
    if run.starts_token:
        return {"prefix": {path: {"value": run.text}}}
    star = "" if run.ends_token else "*"
    return {"wildcard": {path: {"value": f"*{run.text}{star}"}}}
