"""The data map: what each container is for, whose its records are, and what holds them.

The organisation's record of processing (GDPR Art. 30), written by people in YAML. A container
that is not in the map is never touched: its records go to review.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from eraser.digests import digest
from eraser.documents import Document, read_file
from eraser.field_roles import of_another
from eraser.identifiers import DESCRIBING
from eraser.model.finding import NotRead
from eraser.model.place import Container, ContainerSchema, Record, Reference
from eraser.model.portion import Portion
from eraser.model.subject import NATIONAL, Category, Identifier


def _listed(value: object) -> object:
    """YAML takes `7`, `true` and a day for something else than a word: the quotes are missing."""
    words = value if isinstance(value, list) else [value]
    for word in words:
        if isinstance(word, (int, float, date)):
            raise ValueError(f'is no text: write it in quotes, "{str(word).lower()}"')
    return words


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]


_OWN = ""
"""Stands for the map's own controller in `Controlled`."""


def _by_name(value: object) -> object:
    return value if isinstance(value, dict) else {_OWN: value}


Choices = Annotated[dict[str, Words], BeforeValidator(_by_name)]


class NameFields(Document):
    """Fields that hold a person's name: `given` and `surname`, or `full`."""

    given: str = ""
    surname: str = ""
    full: str = ""


class SubjectReference(Document):
    """Which record's person this record belongs to.

    `fields` hold the values of `at` in the container `of` (`store/container`). A record with
    several subject references that lead to different persons is about all of them: then only
    the fields `owns` (default: `fields`) are the person's whose reference it is. With `when` it
    is a reference only in records whose field has one of the values, whatever the letter case
    (`when: {owner_type: [Customer]}`); where that field is empty, the record goes to review.
    """

    fields: Words
    of: str
    at: Words
    owns: tuple[str, ...] = ()
    when: dict[str, Words] = {}

    @property
    def owned(self) -> tuple[str, ...]:
        """The fields that are erased for the person of this reference in a joint record."""
        return self.owns or self.fields


class Attachment(Document):
    """`field` of this record names a record elsewhere that belongs to the same person:
    the value of `at` (for objects in S3: `object`, the object's key) in the container `in`.
    """

    field: str
    container: str = Field(alias="in")
    at: str = "object"


class Controlled(Document):
    """Whose record it is where one system serves several controllers (house managers).

    The `field` holds one of the values of `is`; or the object's key begins with `prefix`. Both
    are given for the map's own controller, or as an object from each controller's name to its
    values. A record that fits none is nobody's, and is left out of every request.
    """

    field: str = ""
    values: Choices = Field(default={}, alias="is")
    prefix: Choices = {}

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.field) != bool(self.values) or bool(self.field) == bool(self.prefix):
            raise ValueError("controller: write {field: …, is: …} or {prefix: …}")
        return self

    @model_validator(mode="after")
    def _prefixes_apart(self) -> Self:
        """Of an object that is two controllers' either would have the other's erased."""
        for owner, prefixes in self.prefix.items():
            theirs = [(o, p) for o, other in self.prefix.items() if o != owner for p in other]
            for other, longer in theirs:
                if longer.startswith(prefixes):
                    raise ValueError(
                        f"controller: a prefix of {owner} is the beginning of '{longer}', which is "
                        f"of {other}: end prefixes with '/', and name folders that are apart"
                    )
        return self

    def open_prefixes(self) -> tuple[str, ...]:
        """Prefixes that end within a word: `nami` is the beginning of `nami2/` as well."""
        each = [p for prefixes in self.prefix.values() for p in prefixes]
        return tuple(sorted(p for p in each if p[-1:].isalnum()))

    def names(self) -> frozenset[str]:
        """The controllers that are named; the map's own is not, where it alone has values."""
        return frozenset({*self.values, *self.prefix} - {_OWN})

    def portion(self, asked: str, own: str) -> Portion:
        """The records of the controller `asked`; `own` is the map's own."""
        values, prefixes = ({*c.get(asked, ())} for c in (self.values, self.prefix))
        if asked == own:
            values |= {*self.values.get(_OWN, ())}
            prefixes |= {*self.prefix.get(_OWN, ())}
        return Portion(self.field, tuple(sorted(values)), tuple(sorted(prefixes)))


class HoldRule(Document):
    """An entry of the law pack that covers this container.

    `clock` is the field with the day from which the term runs. `when` limits the hold to records
    whose field has one of the values. Without a readable clock the record is held without end.
    """

    law: str
    clock: str
    when: dict[str, Words] = {}


class ContainerMap(Document):
    """What one container is for. `persons`: each record is one person (a customer table).

    `identifiers` says which field is which category of identifier (`email: email`). Where each
    record is one person, `own` lists those of that person; all others are somebody else's (a
    spouse, a guarantor, a parent). Without `own` the first field of each category is the person's
    whose name does not say that it is somebody else's; two codes of a state need `own`.
    `object_name` is a pattern of the object's key with categories in braces
    (`calls/{customer-number}/*`). `personal` lists further fields that are cleared when a record
    must stay but is minimised (address, notes); identifiers and names always are.
    `text` lists fields of free text in which only the subject's mentions are redacted when the
    record is about several people.
    """

    purpose: str
    legal_basis: Literal[
        "consent",
        "contract",
        "legal-obligation",
        "vital-interests",
        "public-task",
        "legitimate-interest",
    ]
    categories: Words = ()
    persons: bool = False
    controller: Controlled | None = None
    identifiers: dict[str, Category] = {}
    own: tuple[str, ...] | None = None
    names: tuple[NameFields, ...] = ()
    object_name: str = ""
    subject: tuple[SubjectReference, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    personal: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    holds: tuple[HoldRule, ...] = ()

    @model_validator(mode="after")
    def _own_what_is_there(self) -> Self:
        if self.own is not None and not self.persons:
            raise ValueError("own: only where persons: true, because each record is one person")
        for field in self.own or ():
            if field not in self.identifiers:
                raise ValueError(f"own: no identifiers field is called '{field}'")
        return self

    @model_validator(mode="after")
    def _say_whose_codes(self) -> Self:
        """Which of two codes is the person's decides who is erased: no guess is good enough."""
        for category in sorted(NATIONAL):
            fields = [f for f, c in self.identifiers.items() if c == category]
            if self.persons and self.own is None and len(fields) > 1:
                raise ValueError(
                    f"{' and '.join(fields)} are both {category}: say which are the person's own, "
                    f"with every other identifier of theirs: own: [{fields[0]}, …]; a code that is "
                    "not listed is somebody else's (a spouse's, a guardian's)"
                )
        return self

    def own_fields(self) -> frozenset[str]:
        """The fields of `identifiers` that hold the identifiers of the record's own person.

        Those that `own` lists. Without it the first of each category whose name does not say that
        it is somebody else's (`parent_mail`), unless all names say so: a table of parents.
        """
        if self.own is not None:
            return frozenset(self.own)
        first: dict[Category, str] = {}
        for field in self._by_name_own():
            first.setdefault(self.identifiers[field], field)
        return frozenset(first.values())

    def guessed(self) -> tuple[str, ...]:
        """Fields of a person's row of which only their name or their order says that they are not
        that person's, because `own` is not there.
        """
        if self.own is not None or not self.persons:
            return ()
        own = self.own_fields()
        return tuple(f for f, c in self.identifiers.items() if f not in own and c not in DESCRIBING)

    def _by_name_own(self) -> tuple[str, ...]:
        own = tuple(f for f in self.identifiers if not of_another(f))
        return own or tuple(self.identifiers)

    def personal_fields(self) -> tuple[str, ...]:
        """Every field that tells who the person is, each once, in the order of the map."""
        names = [n for name in self.names for n in (name.given, name.surname, name.full) if n]
        return tuple(dict.fromkeys([*self.identifiers, *names, *self.personal]))

    def name_fields(self) -> frozenset[str]:
        """The fields that hold names."""
        return frozenset(n for m in self.names for n in (m.given, m.surname, m.full) if n)


class Bound(Document):
    """Why the organisation is bound by an entry of the law pack, and since when."""

    reason: str
    since: date | None = None


class DataMap(Document):
    """The whole map. Keys of `containers` are `store/container`, exact, or with `*` and `?`.

    `acting` is the controller that a request is to, when it is not `controller` (the command line
    gives it). `bound_by` switches entries of the law pack on (or states why they are); entries
    that bind everyone are on without it.
    """

    version: Literal[1]
    controller: str
    acting: str = ""
    bound_by: dict[str, Bound] = {}
    containers: dict[str, ContainerMap]

    @field_validator("containers")
    @classmethod
    def _have_a_store(cls, value: dict[str, ContainerMap]) -> dict[str, ContainerMap]:
        for name in value:
            if "/" not in name:
                raise ValueError(f"'{name}': write it as store/container")
        return value

    def entry(self, container: Container) -> ContainerMap | None:
        """What the map says of a container: the exact name first, then the first pattern."""
        name = str(container)
        if name in self.containers:
            return self.containers[name]
        # Only `*` and `?` are for patterns; brackets are part of some tables' names.
        patterns = ((p.replace("[", "[[]"), entry) for p, entry in self.containers.items())
        return next((entry for p, entry in patterns if fnmatchcase(name, p)), None)

    @property
    def asked(self) -> str:
        """The name of the controller that a request is to."""
        return self.acting or self.controller

    def controllers(self) -> frozenset[str]:
        """Every controller that the map names."""
        entries = (e.controller for e in self.containers.values())
        return frozenset({self.controller}.union(*(c.names() for c in entries if c)))

    def portion(self, container: Container) -> Portion | None:
        """The records of a container that are the asked controller's; None for all of them, where
        the map says nothing of controllers.
        """
        entry = self.entry(container)
        if entry is None or entry.controller is None:
            return None
        return entry.controller.portion(self.asked, self.controller)

    def unclaimed(self, schemas: Iterable[ContainerSchema]) -> tuple[NotRead, ...]:
        """Containers without the field that should tell whose the records are: they are nobody's,
        and no search finds one. Documents and files of which no field is known are not told.
        """
        return tuple(
            NotRead(
                schema.container,
                portion.field,
                f"the data map tells controllers apart by '{portion.field}', which is not there",
            )
            for schema in schemas
            if (portion := self.portion(schema.container)) is not None
            if portion.field and schema.fields
            if not {portion.field, portion.top} & {field.name for field in schema.fields}
        )

    def within(self, record: Record) -> bool:
        """Whether a record is the asked controller's."""
        portion = self.portion(record.ref.container)
        return portion is None or portion.has(record)

    def may_hold(self, container: Container, path: str, identifier: Identifier) -> bool:
        """Whether what stands at a path can be this identifier, when it looks like it.

        Not where the map says that something else stands there, apart from a state's code, which
        people type into any column; and an organisation's short number only where it says so.
        """
        entry = self.entry(container)
        stated = {_plain(f): c for f, c in entry.identifiers.items()} if entry else {}
        says = stated.get(_plain(path))
        if says == identifier.category or identifier.category in NATIONAL:
            return True
        return says is None and not identifier.by_chance

    def references(self) -> tuple[tuple[Reference, SubjectReference], ...]:
        """The subject references as references between containers (exact names only)."""
        return tuple(
            (Reference(place(name), s.fields, place(s.of), s.at), s)
            for name, entry in self.containers.items()
            for s in entry.subject
        )

    def digest(self) -> str:
        """Changes when anything in the map changes; a plan is bound to it.

        Also when identifiers change places: the first of a category is the person's own.
        """
        order = {name: sorted(entry.own_fields()) for name, entry in self.containers.items()}
        return digest([self.model_dump(mode="json", by_alias=True), order])


def _plain(path: str) -> str:
    """`phones` and `phones[]` are one field."""
    return path.replace("[]", "")


def place(name: str) -> Container:
    """`store/container` as a Container."""
    store, _, container = name.partition("/")
    return Container(store, container)


def load(path: Path) -> DataMap:
    """Read a data map. Raises ConfigError with file, line and field."""
    return read_file(path, DataMap)
