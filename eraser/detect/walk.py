"""JSON texts as columns: every leaf under its path, so that whole columns can be looked at."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from eraser.detect.keys import MOST, folded, leaves
from eraser.model.place import Value

TOO_DEEP = "JSON nested too deep: it was read as plain text"


@dataclass(slots=True)
class Leaves:
    """The scalars of many JSON texts, by path: for each the row it is in, and its text.

    `plain` are texts that are no JSON; `deep` counts those that are nested too deep to be walked
    (they are in `plain` as well).
    """

    by_path: dict[str, tuple[list[int], list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: ([], []))
    )
    plain: tuple[list[int], list[str]] = field(default_factory=lambda: ([], []))
    deep: int = 0


def walk(name: str, cells: Iterable[tuple[int, str]], *, scalars: bool) -> Leaves:
    """Take texts apart. Without `scalars` a text is JSON only when it is a list or an object."""
    found = Leaves()
    for row, cell in cells:
        try:
            value: Value = json.loads(
                cell, parse_float=str, parse_int=str, object_pairs_hook=_members
            )
        except ValueError:
            _add(found.plain, row, cell)
            continue
        except RecursionError:
            found.deep += 1
            _add(found.plain, row, cell)
            continue
        if not scalars and not isinstance(value, (dict, list)):
            _add(found.plain, row, cell)
            continue
        for path, text in _whole(leaves(value, name)):
            _add(found.by_path[path], row, text)
    _fold(found)
    return found


def _members(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    """An object; a member that is named twice has both values (PostgreSQL's `json` keeps both)."""
    members = dict(pairs)
    if len(members) < len(pairs):
        each: dict[str, list[Value]] = defaultdict(list)
        for name, value in pairs:
            each[name].append(value)
        members |= {name: values for name, values in each.items() if len(values) > 1}
    return members


def _fold(found: Leaves) -> None:
    """Of very many keys of an object not each is a path of its own."""
    if len(found.by_path) <= MOST:
        return
    for path, new in folded({p: len(rows) for p, (rows, _) in found.by_path.items()}).items():
        rows, texts = found.by_path.pop(path)
        found.by_path[new][0].extend(rows)
        found.by_path[new][1].extend(texts)


def _add(column: tuple[list[int], list[str]], row: int, text: str) -> None:
    column[0].append(row)
    column[1].append(text)


def _whole(found: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """An escaped half of a surrogate pair is no character; a question mark stands for it."""
    for path, text in found:
        yield _sound(path), _sound(text)


def _sound(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
