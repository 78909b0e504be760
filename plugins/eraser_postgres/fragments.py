"""Few short pieces of text of which every needle holds at least one: a cheap first sieve.

A search tries fifty written forms (`Kalniņš`, `Kalniņa`, `Kalniņam`, …) on every row, and folding
letters that are not ASCII costs more than all the rest. What the forms share (`kaln`) is looked
for first, in text where only ASCII is folded; the forms themselves only in the rows that pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product

_LENGTHS = (5, 4, 3, 2, 1)
"""Characters of a fragment: shorter ones pass more rows, longer ones are shared by fewer forms."""

_SPELLINGS = 8
"""A fragment with more spellings than this is not worth it: three letters that are not ASCII."""

Spell = Callable[[str], str]
"""All other single characters that fold to a character."""


def sieve(texts: Sequence[str], expansions: Iterable[str], others: Spell) -> tuple[str, ...] | None:
    """Fragments, in all their spellings, so that every text holds one; None if there are none.

    `texts` are folded. `expansions` are what single characters may fold to (`ss` for `ß`): a
    fragment does not touch one, because the row may have the single character there.
    """
    holders: Mapping[str, set[str]] = defaultdict(set)
    for text in texts:
        for fragment in _fragments(text, tuple(expansions), others):
            holders[fragment].add(text)
    left, chosen = set(texts), []
    while left:
        best = min(holders, key=lambda f: _worth(f, holders[f] & left, others), default=None)
        if best is None or not holders[best] & left:
            return None
        left -= holders[best]
        chosen.append(best)
    return tuple(sorted({s for fragment in chosen for s in _spellings(fragment, others)}))


def _worth(fragment: str, held: set[str], others: Spell) -> tuple[int, int, str]:
    """Smaller is better: how many texts need it, how few spellings it has, then the alphabet."""
    return -len(held), _count(fragment, others), fragment


def _fragments(text: str, expansions: Sequence[str], others: Spell) -> set[str]:
    """The longest pieces of a text that touch no expansion and have few spellings."""
    touched = {
        at + step
        for fold in expansions
        for at in range(len(text))
        if text.startswith(fold, at)
        for step in range(len(fold))
    }
    for length in _LENGTHS:
        windows = (range(at, at + length) for at in range(len(text) - length + 1))
        pieces = {text[w.start : w.stop] for w in windows if touched.isdisjoint(w)}
        few = {piece for piece in pieces if _count(piece, others) <= _SPELLINGS}
        if few:
            return few
    return set()


def _count(fragment: str, others: Spell) -> int:
    count = 1
    for char in fragment:
        count *= 1 + len(others(char))
    return count


def _spellings(fragment: str, others: Spell) -> set[str]:
    return {"".join(chars) for chars in product(*((c, *others(c)) for c in fragment))}
