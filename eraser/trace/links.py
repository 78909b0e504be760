"""Which references tell whose a record is: those of the data map, and a few that it may confirm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from eraser.datamap import ContainerMap
from eraser.errors import ConfigError
from eraser.field_roles import acts, serves
from eraser.model.graph import EdgeKind
from eraser.model.place import Container, ContainerSchema, Record, Reference
from eraser.trace.cells import cells_at, has_path, rows_at
from eraser.trace.placeholders import is_default
from eraser.trace.world import World

_FARTHEST = 5
"""Foreign keys in a row by which a record can belong to a person."""


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A record of `child` belongs to the person of the record of `parent` whose `parent_fields`
    equal its `child_fields`.

    `kind` tells why: declared as subject reference, an attachment by its name, or FOREIGN_KEY:
    nobody said so, it is only the single way that leads to a person. `owned` are the fields of
    the child that are the person's when the child belongs to several. `when` limits it to
    children whose fields have one of the values. `parted`: the data map says which fields are
    that person's, so that the others may be somebody else's. `keyed`: `parent_fields` are the
    parent's key, so that no value of them is many records' or stands for "has none";
    `by_own_key`: `child_fields` are the child's. `ambiguous`: one of several ways that nobody
    declared. `doubt` says why somebody has to confirm it.
    """

    child: Container
    child_fields: tuple[str, ...]
    parent: Container
    parent_fields: tuple[str, ...]
    kind: EdgeKind
    owned: tuple[str, ...] = ()
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    parted: bool = False
    keyed: bool = False
    by_own_key: bool = False
    ambiguous: bool = False
    doubt: str = ""

    @property
    def inferred(self) -> bool:
        """Whether nobody declared it."""
        return self.kind is EdgeKind.FOREIGN_KEY

    def rows(self, child: Record, schema: ContainerSchema) -> list[tuple[str, ...]]:
        """What a child holds in its fields; none when the reference does not hold for it."""
        if self._excluded(child, schema):
            return []
        return self.telling(rows_at(child, schema, self.child_fields))

    def means_another(self, child: Record, schema: ContainerSchema) -> bool:
        """Whether the fields are filled, but `when` says that they refer to something else."""
        filled = self.telling(rows_at(child, schema, self.child_fields))
        return bool(filled) and self._excluded(child, schema)

    def _excluded(self, child: Record, schema: ContainerSchema) -> bool:
        for field, wanted in self.when:
            held = _texts(child, schema, field)
            if held and held.isdisjoint(map(_folded, wanted)):
                return True
        return False

    def telling(self, rows: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """The rows that lead somewhere: no values that many people have for "has none"."""
        return [row for row in rows if self.keyed or not any(map(is_default, row))]

    def of(self, child: Record, schema: ContainerSchema) -> Link:
        """The link as it is for one child: where a field of `when` is empty, nobody said that it
        holds, and somebody has to confirm it.
        """
        unsaid = any(not _texts(child, schema, field) for field, _ in self.when)
        return replace(self, kind=EdgeKind.FOREIGN_KEY) if unsaid else self

    def nearly(self) -> Link:
        """The link where only the letter case of its values makes them equal."""
        doubt = "the values of the reference are written with other letters"
        return replace(self, kind=EdgeKind.FOREIGN_KEY, doubt=doubt)

    def uncertain(self) -> Link:
        """The link where it leads by a contact to what is no person: others may use it, too."""
        doubt = "it leads there by an address or a number that others may use, too"
        return replace(self, kind=EdgeKind.FOREIGN_KEY, doubt=doubt)

    def elsewhere(self) -> Link:
        """The link where its fields refer to something that is no record of its parent."""
        return replace(self, doubt="which here means something else")

    @property
    def optional(self) -> bool:
        """Whether a record may lead nowhere by it; a declared reference should not."""
        return self.kind is not EdgeKind.SUBJECT_REFERENCE

    @property
    def via(self) -> str:
        """The fields that make the link, as reasons name them."""
        fields = self.parent_fields if self.kind is EdgeKind.OBJECT_NAME else self.child_fields
        return ", ".join(fields)


def _texts(child: Record, schema: ContainerSchema, field: str) -> frozenset[str]:
    return frozenset(_folded(text) for _, text in cells_at(child, schema, field)) - {""}


def _folded(text: str) -> str:
    """Texts that people type are compared without letter case and outer spaces."""
    return text.strip().casefold()


def links(world: World) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """Every link between the containers that exist, sorted; and what the data map names in vain."""
    found: set[Link] = set()
    in_vain: list[str] = []
    entries = _entries(world)
    for container, entry in entries.items():
        for target, made in _declared(container, entry, world.schemas):
            found.update(made)
            if not made:
                _refuse_unknown(container, entry, target, world)
                in_vain.append(f"{container}: the data map leads to {target}, which does not exist")
    _refuse_misspelt(found, world.schemas)
    _refuse_unclaimed(world)
    found.update(_inferred(entries, world))
    found = {_with_keys(link, world.schemas) for link in found}
    in_vain += [f"{c}: {NOTHING_LEADS}" for c in _without_a_way(world.schemas, entries, found)]
    return tuple(sorted(found)), tuple(in_vain)


def unreachable(world: World) -> list[Container]:
    """Containers of the data map whose records no request can reach by anything that it says.

    Raises ConfigError as `links` does.
    """
    return _without_a_way(world.schemas, _entries(world), links(world)[0])


def _entries(world: World) -> dict[Container, ContainerMap]:
    return {c: e for c in sorted(world.schemas) if (e := world.entry(c)) is not None}


def _with_keys(link: Link, schemas: Mapping[Container, ContainerSchema]) -> Link:
    return replace(
        link,
        keyed=schemas[link.parent].key == link.parent_fields,
        by_own_key=schemas[link.child].key == link.child_fields,
    )


NOTHING_LEADS = (
    "nothing in the data map leads to its records (no identifiers, names, object_name, subject or "
    "text, and no foreign key): only what itself holds an identifier of the person is found"
)


def _without_a_way(
    known: Iterable[Container],
    entries: Mapping[Container, ContainerMap],
    found: Iterable[Link],
) -> list[Container]:
    """Containers of the map whose records no request can reach by anything that it says."""
    reached = {link.child for link in found}
    return [
        c
        for c in sorted(set(known) & entries.keys())
        if c not in reached
        if not (entries[c].identifiers or entries[c].names or entries[c].object_name)
        if not (entries[c].text or entries[c].persons)
    ]


def _refuse_unknown(container: Container, entry: ContainerMap, target: str, world: World) -> None:
    """A misspelt `of` would leave records behind; a pattern may well match nothing yet."""
    exact = not any(sign in target for sign in "*?[")
    store = target.partition("/")[0]
    opened = any(known.store == store for known in world.schemas)
    if exact and opened and any(s.of == target for s in entry.subject):
        raise ConfigError(
            f"the data map: {container} has a subject `of: {target}`, and the store '{store}' has "
            "no such container. Mend `of`; `eraser doctor` lists what is there."
        )


def _refuse_unclaimed(world: World) -> None:
    """Whose a record is decides all; only where a store says for sure which fields there are."""
    for lost in world.datamap.unclaimed(world.schemas.values()):
        schema = world.schemas[lost.container]
        if all(schema.field(part) for part in schema.key):
            raise ConfigError(
                f"the data map: {lost.container} has no field '{lost.place}', which should tell "
                "whose its records are. Mend `controller`; `eraser doctor` lists what is there."
            )


def _refuse_misspelt(found: Iterable[Link], schemas: Mapping[Container, ContainerSchema]) -> None:
    """A reference by a field that is not there would leave records behind without a word.

    Only where a store says for sure which fields there are: its keys are fields of it.
    """
    for link in sorted(found):
        for container, fields in (
            (link.child, link.child_fields),
            (link.parent, link.parent_fields),
        ):
            schema = schemas[container]
            fixed = all(schema.field(part) for part in schema.key)
            missing = [f for f in fields if not has_path(schema, f)]
            if fixed and missing:
                raise ConfigError(
                    f"the data map: {link.child} belongs to {link.parent} by a field "
                    f"'{missing[0]}', which {container} has not. Mend `fields`, `at` or `field`."
                )


def _declared(
    container: Container, entry: ContainerMap, known: Iterable[Container]
) -> Iterator[tuple[str, list[Link]]]:
    for s in entry.subject:
        kind, when = EdgeKind.SUBJECT_REFERENCE, tuple(sorted(s.when.items()))
        yield (
            s.of,
            [
                Link(container, s.fields, c, s.at, kind, s.owned, when, bool(s.owns))
                for c in _matching(s.of, known)
            ],
        )
    for a in entry.attachments:
        kind = EdgeKind.OBJECT_NAME
        yield (
            a.container,
            [
                Link(c, (a.at,), container, (a.field,), kind)
                for c in _matching(a.container, known)
                if c != container
            ],
        )


def _matching(name: str, known: Iterable[Container]) -> list[Container]:
    """The container called `name`; else those that match it as a pattern (`files/*/scans/*`)."""
    exact = [c for c in known if str(c) == name]
    return exact or [c for c in known if fnmatchcase(str(c), name)]


def _inferred(entries: Mapping[Container, ContainerMap], world: World) -> Iterator[Link]:
    """For containers without a subject reference: the foreign key that is the only way, or all
    that may be it.
    """
    ways = _ways(entries, world)
    for container in world.schemas:
        if not _tells_person(entries.get(container)):
            _, leading = _way(container, ways, entries, frozenset())
            for r in leading:
                link = Link(container, r.fields, r.target, r.target_fields, EdgeKind.FOREIGN_KEY)
                if len(leading) > 1:
                    doubt = "one of several references that lead to persons; declare `subject`"
                    link = replace(link, ambiguous=True, doubt=doubt)
                yield link


Ways = Mapping[Container, Sequence[Reference]]


def _ways(entries: Mapping[Container, ContainerMap], world: World) -> Ways:
    """The foreign keys that may lead to a person, near or far: not those that say who acted."""
    about = [
        reference
        for reference in world.references
        if {reference.source, reference.target} <= set(world.schemas)
        and not any(map(acts, reference.fields))
    ]
    leading = {container for container in world.schemas if _tells_person(entries.get(container))}
    while more := {r.source for r in about if r.target in leading} - leading:
        leading |= more
    ways: dict[Container, list[Reference]] = {}
    for reference in about:
        if reference.target in leading:
            ways.setdefault(reference.source, []).append(reference)
    return ways


def _way(
    container: Container,
    ways: Ways,
    entries: Mapping[Container, ContainerMap],
    passed: frozenset[Container],
) -> tuple[int, Sequence[Reference]]:
    """How many ways lead from a container to persons (0, 1, or 2 for more), and by what.

    Whoever served someone is not whom it is about; and straight to a person is nearer than by
    way of an address or a device of the same person.
    """
    if len(passed) > _FARTHEST:
        return 0, ()
    here = passed | {container}
    counted = {
        r: 1 if _tells_person(entries.get(r.target)) else _way(r.target, ways, entries, here)[0]
        for r in ways.get(container, ())
        if r.target not in here
    }
    leading = [reference for reference, count in counted.items() if count]
    about = [r for r in leading if not any(map(serves, r.fields))]
    for some in (leading, about, [r for r in about if _tells_person(entries.get(r.target))]):
        if sum(counted[r] for r in some) == 1:
            return 1, [r for r in some if counted[r]]
    return (2 if leading else 0), about or leading


def _tells_person(entry: ContainerMap | None) -> bool:
    return entry is not None and bool(entry.persons or entry.subject)
