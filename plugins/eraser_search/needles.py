"""Needles as term queries: what an indexed term must look like if the value holds the needle.

Every query here finds at least the documents that hold the needle (it may find more, which are
sorted out on the document itself), for these two ways of indexing and no other:

`keyword` without a normalizer: the one term is the value itself.
`text` with the built-in `standard` analyzer: Unicode word breaking (UAX #29), lower case, tokens
of at most 255 UTF-16 units. UAX #29 never breaks between ASCII letters and digits and Latin or
Cyrillic letters (rules WB5, WB8 to WB10), nor at a full stop between two letters or two digits
(WB6, WB7, WB11, WB12), so each such run of a needle lies inside one token; beside a space, a
hyphen or dash, `@`, `/`, `+`, or a parenthesis it always breaks (WB999), so there the run is the
very start or end of its token. Only a token cut at its 255th unit can split a run: `LONG_TOKEN`
finds the documents that have one.

A code has two dozen written forms, most of which are the same terms: what asks for the same, or
for less than another query finds anyhow, is not asked.
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
ALWAYS_BREAKS = frozenset(" @/+()-\t\n\u00a0\u2009\u200b\u2010\u2011\u2013\u2014\u2212")
_LETTER = "a-zà-öø-žа-я"
_RUN = re.compile(
    f"[0-9{_LETTER}]+(?:(?:(?<=[0-9])[.](?=[0-9])|(?<=[{_LETTER}])[.](?=[{_LETTER}]))[0-9{_LETTER}]+)*"
)
"""Of lower-case text: `bērziņš`, `22124444`, `22.124`, `janis.ozols`, `иванов`; not `a.1`,
`o'neil`, `žanis-5` as one."""


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


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """A piece of a token, and whether the token starts or ends with it."""

    text: str
    starts_token: bool
    ends_token: bool

    @property
    def lone(self) -> bool:
        """Whether it may stand anywhere in a token."""
        return not (self.starts_token or self.ends_token)

    def implies(self, other: Run) -> bool:
        """Whether every token with this run has the other one, too."""
        starts = self.starts_token and self.text.startswith(other.text)
        ends = self.ends_token and self.text.endswith(other.text)
        return (
            other.text in self.text
            and (starts or not other.starts_token)
            and (ends or not other.ends_token)
        )


Runs = frozenset[Run]
"""What a text holds together if it holds a needle."""


def weakest(needles: Iterable[str]) -> list[Runs] | None:
    """The runs by which the needles are searched, without those that find nothing more.

    None when a needle has no letter or digit to search by.
    """
    wanted = {frozenset(_runs(s)) for n in needles for s in spellings(n)}
    if frozenset() in wanted:
        return None
    kept: list[_Query] = []
    for query in sorted(map(_Query.of, wanted), key=lambda q: (len(q.joined), q.joined)):
        if not any(query.implies(weaker) for weaker in kept):
            kept = [stronger for stronger in kept if not stronger.implies(query)] + [query]
    return [query.runs for query in kept]


@dataclass(frozen=True, slots=True)
class _Query:
    """Runs, with what tells soon for most others that they have nothing to do with these."""

    runs: Runs
    joined: str
    longest: str

    @classmethod
    def of(cls, runs: Runs) -> _Query:
        texts = sorted(run.text for run in runs)
        return cls(runs, "\0".join(texts), max(texts, key=len))

    def implies(self, weaker: _Query) -> bool:
        """Whether whatever holds these runs holds those of the other."""
        return weaker.longest in self.joined and all(
            any(run.implies(other) for run in self.runs) for other in weaker.runs
        )


def text_queries(path: str, wanted: Iterable[Runs]) -> list[Value]:
    """Queries on a text field, any of which a document meets that holds one of the `wanted`."""
    lone: list[str] = []
    queries: list[Value] = [{"wildcard": {path: {"value": LONG_TOKEN}}}]
    for runs in wanted:
        first, *more = sorted(runs)
        if not more and first.lone:
            lone.append(first.text.replace(".", "\\."))
        else:
            queries.append({"bool": {"filter": [_run_query(path, run) for run in sorted(runs)]}})
    queries += [{"regexp": {path: {"value": p, "flags": "NONE"}}} for p in _alternations(lone)]
    return queries


def _runs(needle: str) -> list[Run]:
    lowered = "".join(c.lower() if len(c.lower()) == 1 else "\0" for c in needle)
    return [
        Run(
            text=m[0],
            starts_token=m.start() > 0 and lowered[m.start() - 1] in ALWAYS_BREAKS,
            ends_token=m.end() < len(lowered) and lowered[m.end()] in ALWAYS_BREAKS,
        )
        for m in _RUN.finditer(lowered)
    ]


def _run_query(path: str, run: Run) -> Value:
    if run.starts_token and run.ends_token:
        return {"term": {path: {"value": run.text}}}
    if run.starts_token:
        return {"prefix": {path: {"value": run.text}}}
    star = "" if run.ends_token else "*"
    return {"wildcard": {path: {"value": f"*{run.text}{star}"}}}
