"""Which plugins there are: entry points, sorted, duplicates refused, loaded when first used."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from importlib.metadata import EntryPoint, entry_points
from types import TracebackType
from typing import Any, Self

from eraser.contract.read import Reader
from eraser.contract.settings import StoreSettings
from eraser.contract.write import Writer
from eraser.errors import EraserError, PluginError

READERS = "eraser.readers"
WRITERS = "eraser.writers"


def names(group: str = READERS) -> tuple[str, ...]:
    """The plugins of a group, sorted. Raises PluginError when two packages claim one name."""
    return tuple(sorted(_plugins(group)))


def open_reader(plugin: str, settings: StoreSettings) -> Reader:
    """A reader for one store; it connects at its first call."""
    reader: Reader = _load(READERS, plugin, settings)(settings)
    return reader


def open_writer(plugin: str, settings: StoreSettings) -> Writer:
    """A writer for one store; it connects at its first call."""
    writer: Writer = _load(WRITERS, plugin, settings)(settings)
    return writer


class Writers:
    """The writers of a run: one for each store, opened at its first use, closed together."""

    def __init__(self, settings_of: Callable[[str], tuple[str, StoreSettings]]) -> None:
        self._settings_of = settings_of
        self._open: dict[str, Writer] = {}
        self._stack = ExitStack()

    def __call__(self, store: str) -> Writer:
        """The writer of a store. Raises ConfigError when the store is configured read-only."""
        if store not in self._open:
            plugin, settings = self._settings_of(store)
            self._open[store] = self._stack.enter_context(open_writer(plugin, settings))
        return self._open[store]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()


def _plugins(group: str) -> dict[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for entry in sorted(entry_points(group=group), key=lambda e: (e.name, e.value)):
        if entry.name in found and found[entry.name].value != entry.value:
            raise PluginError(
                f"Two packages offer the plugin '{entry.name}' ({group}): "
                f"{found[entry.name].value} and {entry.value}. Uninstall one of them."
            )
        found[entry.name] = entry
    return found


def _load(group: str, plugin: str, settings: StoreSettings) -> Callable[[StoreSettings], Any]:
    known = _plugins(group)
    if plugin not in known:
        raise PluginError(
            f"stores.{settings.name}: there is no plugin '{plugin}' in {group}. "
            f"Installed: {', '.join(sorted(known)) or 'none'}."
        )
    try:
        factory: Callable[[StoreSettings], Any] = known[plugin].load()
    except EraserError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever a plugin's import raises stops the run)
        raise PluginError(
            f"stores.{settings.name}: the plugin '{plugin}' cannot be loaded: "
            f"{type(error).__name__}: {error}"
        ) from error
    return factory
