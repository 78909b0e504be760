"""Keys of JSON objects that are values: they may name a person, and there may be any number.

A path goes into reports and into the baseline that is committed, so such a key is `*` in it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from eraser.identifiers.known_names import man, woman
from eraser.model.place import Value, as_text

ANY = "*"
"""Stands for a key that is not shown."""

MOST = 100
"""Keys of one object, over all records, from which on those that are rare are one path."""

_ALL = 1000
"""Keys from which on even those in many records are one path."""

_RARE = 0.05
"""A key is rare that occurs less often than this share of its most frequent neighbour."""

_FEWEST_DIGITS = 7
"""Of the shortest number that leads to a person (a document, a phone)."""

_IDENTIFYING = re.compile(r"@|(?<![0-9])[0-9]{6}-?[0-9]{5}(?![0-9])")
"""Matches `a@b.lv`, `x_161175-19997`; not `address_line_1`."""

_DAY = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}[-_.]?[01][0-9][-_.]?[0-3][0-9](?![0-9])")
"""Matches `sales_20240131`, `2024-01-31`; not `20241399`."""

_NAME = re.compile(r"(\w+)[ _.,-]+(\w+)")
"""Matches `Anna Bērziņa`, `berzina_anna`; not `anna`."""


@lru_cache(maxsize=4096)
def identifying(key: str) -> bool:
    """Whether a key looks like an identifier of a person rather than the name of a field."""
    if _IDENTIFYING.search(key):
        return True
    digits = sum(c.isdigit() for c in key)
    if digits >= _FEWEST_DIGITS:
        return sum(c.isdigit() for c in _DAY.sub("", key)) >= _FEWEST_DIGITS
    name = None if digits else _NAME.fullmatch(key)
    return name is not None and any(man(half) or woman(half) for half in name.groups())


def shown(key: str) -> str:
    """The key as it may stand in a path."""
    return ANY if identifying(key) else key


def several(path: str) -> bool:
    """Whether one record may have several values under this path."""
    return "[]" in path or ANY in path


def leaves(value: Value, path: str) -> Iterator[tuple[str, str]]:
    """As `model.place.leaves`; an identifying key is `*` in the path, and a text under it."""
    stack: list[tuple[str, Value]] = [(path, value)]
    while stack:
        here, item = stack.pop()
        if isinstance(item, dict):
            prefix = f"{here}." if here else ""
            for name, child in reversed(item.items()):
                stack.append((f"{prefix}{shown(name)}", child))
                if identifying(name):
                    stack.append((f"{prefix}{ANY}", name))
        elif isinstance(item, list):
            stack.extend((f"{here}[]", child) for child in reversed(item))
        elif (text := as_text(item)) is not None:
            yield here, text


def folded(weights: Mapping[str, int]) -> dict[str, str]:
    """Paths that become another one, because a part of them is one of very many keys.

    `weights` has for each path how many values it has. The first part of a path stays.
    """
    now = {path: path.split(".") for path in weights}
    for level in range(1, max((len(parts) for parts in now.values()), default=0)):
        beside: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for path, parts in now.items():
            if len(parts) > level:
                beside[tuple(parts[:level])][parts[level]] += weights[path]
        many = {parent: _kept(keys) for parent, keys in beside.items() if len(keys) > MOST}
        for parts in now.values() if many else ():
            kept = many.get(tuple(parts[:level]))
            if len(parts) > level and kept is not None and parts[level] not in kept:
                parts[level] = ANY
    joined = {path: ".".join(parts) for path, parts in now.items()}
    return {path: new for path, new in joined.items() if new != path}


def _kept(keys: Counter[str]) -> set[str]:
    """Of very many keys those that are fields: they occur again and again."""
    if len(keys) > _ALL:
        return set()
    least = max(2.0, _RARE * max(keys.values()))
    return {key for key, weight in keys.items() if weight >= least}
