"""Plugins are found by name, never guessed at, and one that fails stops the run."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from eraser import registry
from eraser.contract.settings import StoreSettings
from eraser.errors import ConfigError, PluginError
from eraser.registry import READERS, WRITERS, Writers

SETTINGS = StoreSettings("box", {"colour": "red"})
PLUGIN = """
from eraser.errors import ConfigError

class StoreWriter:
    opened, closed = [], []

    def __init__(self, settings):
        if settings.options.get("bad"):
            raise ConfigError("stores.box: option 'bad' must not be")
        self.settings = settings

    def __enter__(self):
        self.opened.append(self.settings.name)
        return self

    def __exit__(self, *_):
        self.closed.append(self.settings.name)

StoreReader = StoreWriter
"""

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Puts a package with entry points where Python finds it."""
    before = set(sys.modules)

    def installed(package: str, source: str, group: str = WRITERS, *names: str) -> None:
        place = tmp_path / package
        place.mkdir()
        (place / f"{package}.py").write_text(textwrap.dedent(source))
        about = place / f"{package}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        lines = [f"{name} = {package}:StoreWriter" for name in names or ("box",)]
        (about / "entry_points.txt").write_text("\n".join([f"[{group}]", *lines]))
        monkeypatch.syspath_prepend(str(place))

    yield installed
    for name in set(sys.modules) - before:
        if name.startswith("eraser_box"):
            del sys.modules[name]


def test_the_shipped_plugins_are_there() -> None:
    for group in (READERS, WRITERS):
        assert {"postgres", "s3", "search"} <= set(registry.names(group))


def test_a_plugin_of_another_package_is_found_and_opened(install: Install) -> None:
    install("eraser_box", PLUGIN)
    assert "box" in registry.names(WRITERS)
    assert "box" not in registry.names(READERS)
    assert registry.open_writer("box", SETTINGS).settings is SETTINGS  # type: ignore[attr-defined]


def test_names_are_sorted_whatever_was_installed_first(install: Install) -> None:
    install("eraser_boxes", PLUGIN, WRITERS, "zz", "aa", "box")
    names = registry.names(WRITERS)
    assert list(names) == sorted(names)
    assert {"zz", "aa", "box"} <= set(names)


def test_a_name_that_two_packages_claim_is_refused_by_both_their_names(install: Install) -> None:
    install("eraser_box", PLUGIN)
    install("eraser_box_too", PLUGIN)
    for ask in (
        lambda: registry.names(WRITERS),
        lambda: registry.open_writer("box", SETTINGS),
        lambda: registry.open_writer("postgres", SETTINGS),
    ):
        with pytest.raises(PluginError, match="eraser_box:StoreWriter and eraser_box_too") as told:
            ask()
        assert "Uninstall one" in str(told.value)


def test_no_package_can_take_the_place_of_a_shipped_plugin(install: Install) -> None:
    install("eraser_box", PLUGIN, WRITERS, "postgres")
    with pytest.raises(PluginError, match="Two packages offer the plugin 'postgres'"):
        registry.open_writer("postgres", SETTINGS)


def test_one_package_that_is_found_twice_is_one(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("eraser_box", PLUGIN)
    (tmp_path / "again").symlink_to(tmp_path / "eraser_box")
    monkeypatch.syspath_prepend(str(tmp_path / "again"))
    assert registry.names(WRITERS).count("box") == 1


def test_a_plugin_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(PluginError, match=r"stores\.box.*'nothing'.*postgres, s3, search"):
        registry.open_reader("nothing", SETTINGS)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise RuntimeError('no licence')", "RuntimeError: no licence"),
        ("import a_library_that_is_not_there", "ModuleNotFoundError"),
        ("StoreWriter = ", "SyntaxError"),
        ("class Writer: ...", "AttributeError"),
        ("raise SystemError", "SystemError"),
    ],
)
def test_a_plugin_that_cannot_be_loaded_stops_the_run(
    install: Install, source: str, words: str
) -> None:
    install("eraser_box", source)
    with pytest.raises(PluginError, match="the plugin 'box' cannot be loaded") as told:
        registry.open_writer("box", SETTINGS)
    assert words in str(told.value)


def test_a_broken_plugin_does_not_hinder_the_others(install: Install) -> None:
    install("eraser_box", "raise RuntimeError")
    install("eraser_box_b", PLUGIN, WRITERS, "bbox")
    assert registry.open_writer("bbox", SETTINGS)


def test_what_a_plugin_says_of_its_options_is_told_as_it_is(install: Install) -> None:
    install("eraser_box", PLUGIN)
    with pytest.raises(ConfigError, match="option 'bad' must not be"):
        registry.open_writer("box", StoreSettings("box", {"bad": True}))


# -- the writers of a run -------------------------------------------------------------------------


def _plugin_class() -> type:
    (entry,) = [e for e in registry._plugins(WRITERS).values() if e.name == "box"]
    assert isinstance(entry, EntryPoint)
    loaded: type = entry.load()
    return loaded


def test_a_store_has_one_writer_opened_once_and_closed_at_the_end(install: Install) -> None:
    install("eraser_box", PLUGIN)
    with Writers(lambda store: ("box", StoreSettings(store))) as writers:
        first = writers("a")
        assert writers("a") is first
        assert writers("b") is not first
        kind = _plugin_class()
        assert (kind.opened, kind.closed) == (["a", "b"], [])  # type: ignore[attr-defined]
    assert sorted(kind.closed) == ["a", "b"]  # type: ignore[attr-defined]


def test_writers_are_closed_when_the_run_fails(install: Install) -> None:
    install("eraser_box", PLUGIN)
    with pytest.raises(KeyboardInterrupt):
        with Writers(lambda store: ("box", StoreSettings(store))) as writers:
            writers("a")
            raise KeyboardInterrupt
    assert _plugin_class().closed == ["a"]  # type: ignore[attr-defined]


def test_a_read_only_store_has_no_writer() -> None:
    def read_only(_store: str) -> tuple[str, StoreSettings]:
        raise ConfigError("there is no 'write' section")

    with Writers(read_only) as writers, pytest.raises(ConfigError):
        writers("a")
