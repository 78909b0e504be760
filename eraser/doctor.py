"""Whether every store answers, and how it and the data map fit each other; each with its mend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from eraser.datamap import ContainerMap, DataMap
from eraser.errors import ConfigError, StoreError
from eraser.model.place import ContainerSchema
from eraser.trace.links import NOTHING_LEADS, unreachable
from eraser.trace.world import World
from eraser.workspace import DRAFTED, Workspace


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at in one store, and what to know or to do about it."""

    store: str
    what: str
    ok: bool
    words: str


def check_stores(work: Workspace) -> tuple[Check, ...]:
    """Connect to every store and hold its containers against the data map."""
    return tuple(check for name in work.readers for check in _check_store(work, name))


def _check_store(work: Workspace, store: str) -> Iterator[Check]:
    try:
        schemas = work.readers[store].describe()
    except StoreError as error:
        yield Check(store, "connection", False, str(error))
        return
    yield Check(store, "connection", True, f"{len(schemas)} containers can be read")
    yield _check_writer(work, store)
    yield from _check_map(work.datamap, store, schemas)
    yield from _check_references(work, store)
    yield from _check_ways(work, store)
    for place in work.readers[store].not_read():
        yield Check(store, str(place.container), False, f"cannot be read: {place.reason}")


def _check_map(datamap: DataMap, store: str, schemas: Sequence[ContainerSchema]) -> Iterator[Check]:
    for schema in schemas:
        entry = datamap.entry(schema.container)
        if entry is None and not schema.repeats:
            words = "not in the data map: its records go to review"
            yield Check(store, str(schema.container), False, words)
        elif entry is not None and entry.purpose == DRAFTED:
            words = "as `eraser map init` drafted it: say what it is for, and check every line"
            yield Check(store, str(schema.container), False, words)
        for words in _guessed(entry) if entry else ():
            yield Check(store, str(schema.container), False, words)
        for words in schema.notes:
            yield Check(store, str(schema.container), True, words)
        yield from _check_fields(datamap, store, schema)
    described = [str(schema.container) for schema in schemas]
    for name in datamap.containers:
        if name.startswith(f"{store}/") and not any(fnmatchcase(d, name) for d in described):
            yield Check(store, name, False, "is in the data map, but not in the store")


def _guessed(entry: ContainerMap) -> Iterator[str]:
    """What decides who is erased by no more than a name, an order, or how a name begins."""
    for prefix in entry.controller.open_prefixes() if entry.controller else ():
        yield f"controller: '{prefix}' is the beginning of '{prefix}2/' as well: end it with '/'"
    guessed = entry.guessed()
    if guessed:
        own = ", ".join(f for f in entry.identifiers if f in entry.own_fields())
        yield (
            f"{', '.join(guessed)}: only by name or place taken as somebody else's than the row's "
            f"person; say which are that person's: own: [{own}]"
        )


def _check_ways(work: Workspace, store: str) -> Iterator[Check]:
    """Containers of the map whose records no request can reach by anything that it says."""
    world = World.of(work.readers, work.datamap, work.schemas, work.references)
    try:
        alone = unreachable(world)
    except ConfigError as error:
        yield Check(store, "data map", False, str(error))
        return
    for container in alone:
        if container.store == store:
            yield Check(store, str(container), False, NOTHING_LEADS)


def _check_writer(work: Workspace, store: str) -> Check:
    """Whether a writer is configured; its rights show when a plan is carried out."""
    try:
        work.writer_of(store)
    except ConfigError as error:
        return Check(store, "write", False, str(error))
    return Check(store, "write", True, "configured; rights are asked before a plan is carried out")


def _check_references(work: Workspace, store: str) -> Iterator[Check]:
    """Subject references and attachments that lead to a container which no store has."""
    described = [str(schema.container) for schema in work.schemas]
    for name, entry in work.datamap.containers.items():
        if not name.startswith(f"{store}/"):
            continue
        for target in [s.of for s in entry.subject] + [a.container for a in entry.attachments]:
            if not any(d == target or fnmatchcase(d, target) for d in described):
                yield Check(store, name, False, f"refers to {target}, which no store has")


def _check_fields(datamap: DataMap, store: str, schema: ContainerSchema) -> Iterator[Check]:
    """Fields that the map names and the container has not: a misspelt one protects nothing."""
    entry = datamap.entry(schema.container)
    if entry is None or not schema.fields:
        return
    known = {field.name for field in schema.fields}
    for name in _named_fields(entry):
        if name not in known and name.split(".")[0].split("[")[0] not in known:
            words = f"the data map names a field '{name}' that is not there"
            yield Check(store, str(schema.container), False, words)


def _named_fields(entry: ContainerMap) -> tuple[str, ...]:
    """Every field of the container itself that its entry in the map speaks of, once."""
    subject = [name for reference in entry.subject for name in (*reference.fields, *reference.owns)]
    holds = [name for hold in entry.holds for name in (hold.clock, *hold.when)]
    attached = [attachment.field for attachment in entry.attachments]
    whose = [entry.controller.field] if entry.controller and entry.controller.field else []
    named = [*entry.personal_fields(), *entry.text, *subject, *holds, *attached, *whose]
    return tuple(dict.fromkeys(named))
