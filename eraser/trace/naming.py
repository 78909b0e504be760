"""Whether the name that stands in a record is the subject's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from eraser.datamap import NameFields
from eraser.identifiers.names import mentions
from eraser.model.subject import PersonName


class Standing(Enum):
    """What a record's name fields say. `OPEN`: no name, half a name, initials, more words.

    `DIFFERS` has the subject's given name, as after a marriage; `KIN` the surname only.
    """

    AGREES = "the subject's name"
    OPEN = "nothing certain"
    DIFFERS = "another name"
    KIN = "another given name with the surname"
    STRANGE = "another name without a word in common"

    @property
    def differs(self) -> bool:
        """Whether it is not the subject's name as far as that is known."""
        return self in (Standing.DIFFERS, Standing.KIN, Standing.STRANGE)

    @property
    def somebody_elses(self) -> bool:
        """Whether it is certainly somebody else's: people change surnames, not given names."""
        return self in (Standing.KIN, Standing.STRANGE)


@dataclass(frozen=True, slots=True)
class Naming:
    """`fields` are the declared name fields with the subject's name, `texts` other fields that
    name the subject in any grammatical case.
    """

    standing: Standing = Standing.OPEN
    fields: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


def naming(
    declared: Sequence[tuple[tuple[str, ...], str]],
    texts: Sequence[tuple[str, str]],
    names: Sequence[PersonName],
) -> Naming:
    """Compare the names in a record with the subject's.

    `declared` holds (fields, name as written) for each declared name, `texts` (path, text) of
    all other fields. Two names, one of them the subject's, agree: the record names both.
    """
    if not names:
        return Naming()
    stood = [(fields, _stands(written, names)) for fields, written in declared]
    kinds = {standing for _, standing in stood}
    return Naming(
        next((s for s in Standing if s in kinds), Standing.OPEN),
        tuple(f for fields, s in stood if s is Standing.AGREES for f in fields),
        tuple(p for p, text in texts if any(m.agrees for m in mentions(text, names))),
    )


def declared_names(
    fields: Sequence[NameFields], texts: dict[str, str]
) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The names that stand in declared name fields, with the fields of each.

    `texts` is the record's text for each path.
    """
    parts = [tuple(p for p in (f.full, f.given, f.surname) if texts.get(p)) for f in fields]
    return tuple((paths, " ".join(texts[p] for p in paths)) for paths in parts if paths)


def _stands(written: str, names: Sequence[PersonName]) -> Standing:
    found = mentions(written, names)
    if any(_whole(single, names) for single in (written, *_single(written))):
        return Standing.AGREES
    words = _words(written)
    ours = [_words(f"{n.given} {n.surname}") for n in names]
    if found or not words or any(words <= name or name <= words for name in ours):
        return Standing.OPEN
    if any(words & _words(n.given) for n in names):
        return Standing.DIFFERS
    return Standing.KIN if any(words & name for name in ours) else Standing.STRANGE


def _whole(written: str, names: Sequence[PersonName]) -> bool:
    long = len(written.strip())
    return any(m.agrees and m.end - m.start == long for m in mentions(written, names))


def _single(written: str) -> Iterator[str]:
    """A double surname as either of its parts: who married may have kept the old one before or
    after the new. `Anna Liepa-Ozola` is `Anna Liepa` and `Anna Ozola`.
    """
    for part in (r"\1", r"\2"):
        single, times = re.subn(r"(\w{2,})\s?[-\u2010\u2011\u2013]\s?(\w{2,})", part, written)
        if times == 1:
            yield single


def _words(text: str) -> frozenset[str]:
    bare = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", text))
    return frozenset(re.findall(r"[^\W\d_]+", bare.casefold()))
