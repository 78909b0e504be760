"""Whether the name that stands in a record is the subject's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest

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


_WORST_FIRST = (
    Standing.STRANGE,
    Standing.KIN,
    Standing.DIFFERS,
    Standing.AGREES,
    Standing.OPEN,
)


@dataclass(frozen=True, slots=True)
class Naming:
    """`standing` is what speaks most against the subject of all names in declared fields.

    `fields` are the declared name fields with the subject's name, `texts` other fields that
    name the subject in any grammatical case.
    """

    standing: Standing = Standing.OPEN
    fields: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


def naming(
    declared: Sequence[tuple[tuple[str, ...], str]],
    texts: Sequence[tuple[str, str]],
    names: Sequence[PersonName],
    own: Collection[tuple[str, ...]] | None = None,
) -> Naming:
    """Compare the names in a record with the subject's.

    `declared` holds (fields, name as written) for each declared name, `texts` (path, text) of
    all other fields. Of two names the worse one stands: that the record names the subject too
    takes away nothing from that it names somebody else. With `own` only the names in these
    fields say whose it is: in a person's row further names are a spouse's or a parent's.
    """
    if not names:
        return Naming()
    stood = [(fields, _stands(written, names)) for fields, written in declared]
    kinds = {standing for fields, standing in stood if own is None or fields in own}
    return Naming(
        next((s for s in _WORST_FIRST if s in kinds), Standing.OPEN),
        tuple(f for fields, s in stood if s is Standing.AGREES for f in fields),
        tuple(p for p, text in texts if any(m.agrees for m in mentions(text, names))),
    )


def declared_names(
    fields: Sequence[NameFields], texts: Sequence[tuple[str, str]]
) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The names that stand in declared name fields, with the fields of each.

    `texts` are the record's texts with their paths; a path into a list has one for each element.
    """
    held: dict[str, list[str]] = {}
    for path, text in texts:
        held.setdefault(path, []).append(text)
    found = []
    for name in fields:
        paths = tuple(
            p for p in (name.full, name.given, name.surname) if any(held.get(p or "", ()))
        )
        for each in zip_longest(*(held[p] for p in paths), fillvalue=""):
            if any(each):
                found.append((paths, " ".join(filter(None, each))))
    return tuple(dict.fromkeys(found))


def _stands(written: str, names: Sequence[PersonName]) -> Standing:
    found = mentions(written, names)
    if any(_whole(single, names) for single in (written, *_single(written))):
        return Standing.AGREES
    if any(_other_ending(written, name) for name in names):
        return Standing.DIFFERS
    words = _words(written)
    if any(_of_kin(words, name) for name in names):
        return Standing.KIN
    ours = [_words(f"{n.given} {n.surname}") for n in names]
    if found or not words or any(words <= name or name <= words for name in ours):
        return Standing.OPEN
    if any(words & _words(n.given) for n in names):
        return Standing.DIFFERS
    return Standing.KIN if any(words & name for name in ours) else Standing.STRANGE


def _of_kin(words: frozenset[str], name: PersonName) -> bool:
    """Whether words are another given name with the surname: `Jana Liepa` is not Jānis Liepa,
    though `jana` without its signs is how one says "of Jānis".
    """
    written_out = len(words) > 1 and all(len(word) > 1 for word in words)
    return written_out and bool(words & _words(name.surname)) and not words & _words(name.given)


def _other_ending(written: str, name: PersonName) -> bool:
    """Whether an initial stands with the surname in another form, as a wife's: `J. Bērziņa`.

    A field for names holds them in the nominative.
    """
    parts = [part.casefold() for part in re.findall(r"[^\W\d_]+", written)]
    initials = [part for part in parts if len(part) == 1]
    surname = [part for part in parts if len(part) > 1]
    if len(initials) != 1 or len(surname) != 1 or not name.given:
        return False
    ours = _words(name.surname)
    stem = next(iter(ours)) if len(ours) == 1 else ""
    (theirs,) = _words(surname[0])
    same_stem = len(stem) > 4 and theirs[:-1].startswith(stem[:-2]) and theirs != stem
    return initials[0] == name.given[0].casefold() and same_stem


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
