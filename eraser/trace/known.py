"""What is known of the subject, and of others, when records are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from eraser.model.place import Container, RecordRef
from eraser.model.subject import Category, Identifier, PersonName


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the subject when records are judged.

    `given` are the identifiers the request came with, `mine` these and all learned ones.
    `kinds` are the strong categories of which the subject's values are known: another value of
    such a category is another person's. `faint` stand in the subject's row, but in a field that
    may be somebody else's. `shared` says beside whom else a weak identifier stands; None while
    that is being found out, and then weak identifiers prove nothing. `others` are strong
    identifiers in other persons' own rows, each with the weak ones of its person; `contacts` are
    weak ones that only others' rows have, `owned` those that only the subject's have. `people`
    are the containers of which each record is one person, `namesakes` strong identifiers in rows
    of others who have the subject's name, `heads` containers that are no persons and to whose
    records others belong. `named` says in which records a weak identifier stands under another
    name only. `cut`: not all was read, so that what speaks against a record may be missing.
    """

    given: frozenset[Identifier]
    mine: frozenset[Identifier]
    names: tuple[PersonName, ...]
    kinds: frozenset[Category]
    faint: frozenset[Identifier] = frozenset()
    shared: Mapping[Identifier, frozenset[RecordRef]] | None = None
    others: Mapping[Identifier, frozenset[Identifier]] = field(default_factory=dict)
    contacts: frozenset[Identifier] = frozenset()
    owned: frozenset[Identifier] = frozenset()
    people: frozenset[Container] = frozenset()
    namesakes: frozenset[Identifier] = frozenset()
    heads: frozenset[Container] = frozenset()
    named: Mapping[Identifier, frozenset[RecordRef]] = field(default_factory=dict)
    cut: bool = False
