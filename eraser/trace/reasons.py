"""The reasons of a verdict in words: which field, which kind of identifier, never a value."""

from __future__ import annotations

from collections.abc import Iterable

from eraser.model.graph import EdgeKind, Evidence
from eraser.model.subject import STRONG
from eraser.trace.facts import Facts
from eraser.trace.links import Link
from eraser.trace.sightings import Sighting
from eraser.trace.words import a_spoken, listed, path_words, spoken


def _by_category(sightings: Iterable[Sighting]) -> list[tuple[str, str]]:
    """Each category once, with its fields in words."""
    paths: dict[str, list[str]] = {}
    for s in sightings:
        shown = path_words(s.path)
        known = paths.setdefault(s.identifier.category, [])
        if shown not in known:
            known.append(shown)
    return [(c, listed(sorted(found))) for c, found in sorted(paths.items())]


def carries(facts: Facts) -> list[Evidence]:
    """What the strong identifiers say."""
    return [
        *(
            Evidence(f"carries the subject's {spoken(c)} in {p}")
            for c, p in _by_category(facts.mine)
        ),
        *(
            Evidence(f"carries another person's {spoken(c)} in {p}", supports=False)
            for c, p in _by_category(facts.foreign)
        ),
        *(
            Evidence(f"{path_words(p)} holds a value that cannot be read", supports=False)
            for p in facts.unreadable
        ),
    ]


def weak_reasons(facts: Facts, anothers: bool) -> list[Evidence]:
    """What the weak identifiers say; in another person's record they are shared by that alone."""
    own, shared = ((), (*facts.weak, *facts.shared)) if anothers else (facts.weak, facts.shared)
    return [
        *(Evidence(f"carries the subject's {spoken(c)} in {p}") for c, p in _by_category(own)),
        *(
            Evidence(f"the {spoken(c)} in {p} is shared with another person", supports=False)
            for c, p in _by_category(shared)
        ),
        *(
            Evidence(
                f"the {spoken(c)} in {p} stands in {_where(c)} too, which may be another person's",
                supports=False,
            )
            for c, p in _by_category(facts.faint)
        ),
        *(
            Evidence(f"the digits in {p} may be the subject's {spoken(c)}")
            for c, p in _by_category(facts.hints)
        ),
    ]


def _where(category: str) -> str:
    if category in STRONG:
        return "a row that may be the subject's"
    return "a further field of the subject's row"


def unknown_words(facts: Facts) -> str:
    """Against a record that carries a strong identifier of which nobody knows whose it is."""
    told = [f"{a_spoken(c)} in {p}" for c, p in _by_category(facts.strangers)]
    return f"carries {listed(told)} that is not known to be the subject's"


def name_reasons(facts: Facts) -> list[Evidence]:
    """What the names say, when anything else of the subject stands in the record."""
    if not facts.touches:
        return []
    told = []
    if facts.naming.fields:
        shown = listed([path_words(p) for p in facts.naming.fields])
        told.append(Evidence(f"the subject's name stands in {shown}"))
    if facts.naming.texts:
        shown = listed([path_words(p) for p in facts.naming.texts])
        told.append(Evidence(f"mentions the subject's name in {shown}"))
    if facts.naming.standing.differs:
        told.append(Evidence("another name stands in its name fields", supports=False))
    return told


def led(link: Link, whose: str | None) -> Evidence:
    """What a reference says; `whose` is None when it leads to no record."""
    how = {
        EdgeKind.OBJECT_NAME: f"is named by {link.via} of a record in {link.parent}",
        EdgeKind.FOREIGN_KEY: f"refers to a record in {link.parent} via {link.via}",
    }.get(link.kind, f"belongs to a record in {link.parent} via {link.via}")
    if whose is None:
        return Evidence(f"{how}, {link.doubt or 'which does not exist'}", supports=False)
    return Evidence(f"{how}, whose person is {whose}", supports=whose == "the subject")
