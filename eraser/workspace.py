"""Everything that a use case works with, opened once: configuration, map, laws, stores, state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from eraser import config, datamap, registry
from eraser.contract.read import Reader
from eraser.contract.settings import StoreSettings
from eraser.datamap import DataMap
from eraser.errors import ConfigError, UsageError
from eraser.execute.runner import WriterOf
from eraser.identifiers import CATEGORIES, NO_PATTERNS, Patterns
from eraser.model.place import Container, ContainerSchema, Reference
from eraser.model.subject import Identifier
from eraser.plan.law import Laws, load_laws
from eraser.plan.playbook import Playbook, load_playbook
from eraser.playbooks import law_pack_path, playbook_path
from eraser.state import State
from eraser.trace.rulings import Ids, Rulings

if TYPE_CHECKING:
    from eraser.detect.engine import Detector

BORN = "birth-date"
"""May be declared as what only speaks against: nobody is looked for by a date of birth."""

DRAFTED = "review"
"""The purpose that `eraser map init` writes."""

NO_MAP = DataMap(version=1, controller="", containers={})
"""Without a data map everything can be found, and nothing is erased without a decision."""


class Workspace:
    """An eraser.yaml and what it leads to. Stores are connected when they are first used."""

    def __init__(self, path: Path) -> None:
        self.config = config.load(path)
        self.patterns = Patterns.of(self.config.content.patterns)
        self._stack = ExitStack()
        self._acting = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def datamap(self) -> DataMap:
        """The data map, for requests to the controller that was chosen."""
        return self._map.model_copy(update={"acting": self._acting})

    def choose(self, controller: str) -> None:
        """Take requests as to this controller; empty: as to the data map's own.

        Raises UsageError when the data map does not know it.
        """
        if controller and controller not in self._map.controllers():
            raise UsageError(
                f"--controller {controller}: the data map knows "
                f"{', '.join(sorted(self._map.controllers()))}."
            )
        self._acting = controller if controller and controller != self._map.controller else ""

    @cached_property
    def _map(self) -> DataMap:
        """As written; empty when eraser.yaml has the default name and there is no such file."""
        name = self.config.content.datamap
        path = self.config.beside(name)
        if not path.exists() and "datamap" not in self.config.content.model_fields_set:
            return NO_MAP
        found = datamap.load(path)
        unknown = {n.partition("/")[0] for n in found.containers} - set(self.config.content.stores)
        if unknown:
            raise ConfigError(
                f"{path}: containers: {self.config.path.name} has no store called "
                f"{', '.join(sorted(unknown))}."
            )
        _refuse_unknown_categories(path, found, self.patterns)
        return found

    @cached_property
    def laws(self) -> Laws:
        """The law packs that eraser.yaml names."""
        return load_laws([self._named(name, law_pack_path) for name in self.config.content.laws])

    def playbook(self, name: str) -> Playbook:
        """A shipped playbook, or one of the organisation's own by its path."""
        return load_playbook(playbook_path(name))

    def inputs(self) -> dict[str, str]:
        """Digests of what a plan follows from besides the records: `plan.inputs` has the same."""
        return {"datamap": self.datamap.digest(), "laws": self.laws.digest()}

    def purpose(self, container: Container) -> str:
        """What a container is for, in the words of the data map."""
        entry = self.datamap.entry(container)
        return entry.purpose if entry else ""

    @cached_property
    def detector(self) -> Detector:
        """The recognisers, with the organisation's own patterns and recognisers."""
        from eraser.detect.engine import Detector  # imports Presidio: seconds
        from eraser.detect.extra import load

        return Detector(self.patterns, load(self.config.content.recognisers))

    @cached_property
    def state(self) -> State:
        """Plans, journal and keys of this organisation."""
        state = State(self.config.beside(self.config.content.state))
        self._stack.callback(state.close)
        return state

    @cached_property
    def readers(self) -> Mapping[str, Reader]:
        """A reader for every store, by name."""
        return {
            name: self._stack.enter_context(
                registry.open_reader(store.plugin, self.config.reader_settings(name))
            )
            for name, store in sorted(self.config.content.stores.items())
        }

    @cached_property
    def schemas(self) -> tuple[ContainerSchema, ...]:
        """Every container of every store."""
        return tuple(schema for reader in self.readers.values() for schema in reader.describe())

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every foreign key that a store enforces."""
        return tuple(ref for reader in self.readers.values() for ref in reader.references())

    @cached_property
    def writer_of(self) -> WriterOf:
        """Gives the writer of a store, opened at the first call."""
        return self._stack.enter_context(registry.Writers(self._writer_settings))

    def rulings(self, identifiers: Iterable[Identifier], *persons: str) -> Rulings:
        """What people decided about the records of a person, known by identifiers.

        With digests too, a plan's, whatever was decided under any of them: it can only stop it.
        """
        ids = Ids(self.state.digest_key(), {s.container: s for s in self.schemas})
        whose = frozenset(identifiers)
        known = (*ids.persons(whose), *persons)
        codes = None if persons else ids.codes(whose)
        return Rulings.of(ids, known, self.state.decisions(known), codes)

    def _named(self, name: str, shipped: Callable[[str], Path]) -> Path:
        """A file of the organisation's own, beside eraser.yaml, or a shipped one."""
        own = self.config.beside(name)
        return own if own.is_file() else shipped(name)

    def _writer_settings(self, store: str) -> tuple[str, StoreSettings]:
        return self.config.content.stores[store].plugin, self.config.writer_settings(store)


def _refuse_unknown_categories(path: Path, datamap: DataMap, patterns: Patterns) -> None:
    """A misspelt category would never be followed. Raises ConfigError."""
    known = {*CATEGORIES, *patterns.expressions, BORN}
    for name, entry in datamap.containers.items():
        for field, category in entry.identifiers.items():
            if category not in known:
                raise ConfigError(
                    f"{path}: containers.{name}.identifiers.{field}: '{category}' is no category "
                    f"of identifier. Known are: {', '.join(sorted(known))}; one of your own needs "
                    "a pattern in eraser.yaml."
                )


class BareStores:
    """Stores that were named one by one, without an eraser.yaml: no map, no state, no writer.

    `stores` has, by name, the plugin and what its reader is opened with; `recognisers` are the
    lines of an eraser.yaml that stands beside.
    """

    def __init__(
        self,
        stores: Mapping[str, tuple[str, StoreSettings]],
        patterns: Patterns = NO_PATTERNS,
        recognisers: Sequence[str] = (),
    ) -> None:
        self._stores = stores
        self._recognisers = recognisers
        self.patterns = patterns
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @cached_property
    def readers(self) -> Mapping[str, Reader]:
        """A reader for every store, by name."""
        return {
            name: self._stack.enter_context(registry.open_reader(plugin, settings))
            for name, (plugin, settings) in sorted(self._stores.items())
        }

    @cached_property
    def detector(self) -> Detector:
        """The recognisers; the organisation's own patterns and recognisers too, if any."""
        from eraser.detect.engine import Detector  # imports Presidio: seconds
        from eraser.detect.extra import load

        return Detector(self.patterns, load(self._recognisers))
