"""What was worked out about a record, for as long as nothing that it depends on changes.

A trace judges all records again with all that it has learned since; of most records nothing that
was learned says anything new.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from eraser.model.subject import Identifier, PersonName
from eraser.trace.attribution import judge
from eraser.trace.facts import Facts, facts
from eraser.trace.judgement import Judgement, Lead
from eraser.trace.known import Known
from eraser.trace.links import Link
from eraser.trace.naming import Naming, naming
from eraser.trace.sightings import Seen, stands_for_contact

_UNNAMED = Naming()


class Memory:
    """Answers of pure functions. What is remembered is known by the object it is about, which is
    kept with the answer, so that no other object can take its place.
    """

    def __init__(self) -> None:
        self._namings: dict[tuple[int, tuple[PersonName, ...]], tuple[Seen, Naming]] = {}
        self._facts: dict[Hashable, tuple[Seen, Facts]] = {}
        self._judged: dict[Hashable, tuple[Facts, Sequence[Lead], Judgement]] = {}
        self._by_contact: dict[tuple[int, int], tuple[Seen, Link, bool]] = {}
        self._uncertain: dict[Link, Link] = {}
        self._held: dict[int, tuple[Seen, tuple[Identifier, ...]]] = {}
        self._views: dict[Hashable, int] = {}

    def naming(self, seen: Seen, known: Known) -> Naming:
        """Whose name stands in a record, where that matters: comparing names is slow."""
        if not _may_be_named(seen, known):
            return _UNNAMED
        key = (id(seen), known.names)
        if key not in self._namings:
            found = naming(seen.names, seen.texts, known.names, seen.own_names)
            self._namings[key] = (seen, found)
        return self._namings[key][1]

    def facts(self, seen: Seen, known: Seeing, named: Naming) -> Facts:
        """What a record holds. It depends on what is known of the identifiers in it only."""
        if id(seen) not in self._held:
            self._held[id(seen)] = (seen, tuple({s.identifier: None for s in seen.sightings}))
        held = self._held[id(seen)][1]
        key = (id(seen), known.whole, named, tuple(map(known.of, held)))
        if key not in self._facts:
            self._facts[key] = (seen, facts(seen, known.known, named))
        return self._facts[key][1]

    def seeing(self, known: Known) -> Seeing:
        """What is known, for many calls of `facts`."""
        return Seeing(known, self._views)

    def judge(self, known: Facts, leads: Sequence[Lead]) -> Judgement:
        """Whose a record is."""
        ways = tuple((id(x.link), id(x.owner), x.contact, x.stranger) for x in leads)
        key = (id(known), ways)
        if key not in self._judged:
            self._judged[key] = (known, leads, judge(known, leads))
        return self._judged[key][2]

    def by_contact(self, child: Seen, link: Link) -> bool:
        """Whether a link leads by contacts."""
        key = (id(child), id(link))
        if key not in self._by_contact:
            self._by_contact[key] = (child, link, stands_for_contact(child, link.child_fields))
        return self._by_contact[key][2]

    def uncertain(self, link: Link) -> Link:
        """The link where it leads by a contact, always the same object."""
        return self._uncertain.setdefault(link, link.uncertain())


class Seeing:
    """What is known, as numbers that differ when what is known of one identifier differs."""

    def __init__(self, known: Known, numbers: dict[Hashable, int]) -> None:
        self.known, self._numbers = known, numbers
        self._of: dict[Identifier, int] = {}
        parts = (known.given, known.mine, known.kinds, known.cut, known.heads, known.people)
        self.whole = self._number((*parts, known.shared is None))

    def of(self, identifier: Identifier) -> int:
        """The number of all that is known of an identifier."""
        if identifier not in self._of:
            known = self.known
            told = (
                identifier in known.faint,
                (known.shared or {}).get(identifier),
                known.others.get(identifier),
                identifier in known.contacts,
                identifier in known.owned,
                identifier in known.namesakes,
                known.named.get(identifier),
            )
            self._of[identifier] = self._number(told)
        return self._of[identifier]

    def _number(self, told: Hashable) -> int:
        return self._numbers.setdefault(told, len(self._numbers))


def _may_be_named(seen: Seen, known: Known) -> bool:
    """Whether it matters whose name stands there.

    Beside a contact it may be a recipient's, whoever the record belongs to.
    """
    if seen.names and any(s.declared and not s.identifier.strong for s in seen.sightings):
        return True
    return seen.holds(known.mine) or (seen.entry is not None and seen.entry.persons)
