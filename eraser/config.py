"""eraser.yaml: which stores there are, and how they are reached.

Passwords, keys and tokens stand in the file only as references: `env:NAME` or `file:PATH`
(relative to the file). A literal one is refused, so that a configuration can be committed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import field_validator

from eraser.contract.settings import StoreSettings
from eraser.documents import Document, read_file
from eraser.errors import ConfigError
from eraser.model.secret import Secret

SECRET_OPTIONS = frozenset({"password", "secret_key", "session_token", "api_key"})
_URL_WITH_PASSWORD = re.compile(
    r"\s*[a-z][a-z0-9+.-]*://[^/@:]*:[^/@]+@"  # a://u:p@h yes; a://u@h no
    r"|(?:.*[?&\s])?(?:ssl)?password\s*=",  # a://h?password=p, host=h password=p; not passfile=p
    re.IGNORECASE | re.DOTALL,
)


class StoreConfig(Document):
    """One store. `read` and `write` add to `options` for the reader and for the writer alone,
    so that a scan runs under a role that cannot write. Without `write` the store is read-only.
    """

    plugin: str
    options: dict[str, str | int | bool | list[str]] = {}
    read: dict[str, str | int | bool | list[str]] = {}
    write: dict[str, str | int | bool | list[str]] | None = None


class Limits(Document):
    """How far a search for one person goes; what is cut is always told.

    `max_matches`: an identifier in more records than this points to no one person. `records`,
    `rounds` and `seconds` bound the whole search.
    """

    max_matches: int = 5_000
    records: int = 50_000
    rounds: int = 50
    seconds: float = 3_600.0


class Config(Document):
    """The whole of eraser.yaml.

    `patterns` are the organisation's own identifiers: category to regular expression
    (`customer-number: 'K-[0-9]{7}'`). `laws` names law packs, shipped or by path. `state` is the
    folder of plans, journal and keys (default `.eraser` beside the file). `limits` bound a search.
    `recognisers` are Presidio recognisers of your own, `package.module:ClassName`.
    """

    version: Literal[1]
    datamap: str = "datamap.yaml"
    laws: tuple[str, ...] = ("lv", "eu")
    patterns: dict[str, str] = {}
    state: str = ".eraser"
    limits: Limits = Limits()
    recognisers: tuple[str, ...] = ()
    stores: dict[str, StoreConfig]

    @field_validator("patterns")
    @classmethod
    def _compile(cls, value: dict[str, str]) -> dict[str, str]:
        for category, pattern in value.items():
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{category}: not a regular expression: {error}") from None
        return value

    @field_validator("stores")
    @classmethod
    def _name_stores(cls, value: dict[str, StoreConfig]) -> dict[str, StoreConfig]:
        for name in value:
            if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
                raise ValueError(f"'{name}': a store's name has letters, digits, - and _ only")
        return value


class Configuration:
    """A checked eraser.yaml with its place: resolves paths and secrets beside the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = path.resolve().parent
        self.content = read_file(path, Config)

    def reader_settings(self, store: str) -> StoreSettings:
        """Options of the reader of `store`, secrets resolved. Raises ConfigError."""
        config = self.content.stores[store]
        return self._settings(store, {**config.options, **config.read}, "read")

    def writer_settings(self, store: str) -> StoreSettings:
        """Options of the writer. Raises ConfigError when the store is configured read-only."""
        config = self.content.stores[store]
        if config.write is None:
            raise ConfigError(
                f"{self.path}: stores.{store}: there is no 'write' section, so nothing can be "
                "erased there; add one with the credentials of a role that may."
            )
        return self._settings(store, {**config.options, **config.write}, "write")

    def beside(self, name: str) -> Path:
        """A path of the file, relative to the file's own folder."""
        return self.folder / Path(name).expanduser()

    def _settings(self, store: str, options: Mapping[str, object], part: str) -> StoreSettings:
        where = f"{self.path}: stores.{store}.{part}"
        return StoreSettings(
            store, {name: self._resolve(where, name, value) for name, value in options.items()}
        )

    def _resolve(self, where: str, name: str, value: object) -> object:
        if isinstance(value, list):
            return [self._resolve(where, name, each) for each in value]
        if isinstance(value, str) and value.startswith("env:"):
            return Secret(_from_environment(where, name, value[4:]))
        if isinstance(value, str) and value.startswith("file:"):
            return Secret(_from_file(where, name, self.beside(value[5:])))
        if name in SECRET_OPTIONS or _URL_WITH_PASSWORD.match(str(value)):
            raise ConfigError(
                f"{where}: '{name}' holds a secret in clear; write env:NAME or file:PATH instead."
            )
        return value


def _from_environment(where: str, name: str, variable: str) -> str:
    if variable not in os.environ:
        raise ConfigError(f"{where}: '{name}': the environment variable {variable} is not set.")
    if not os.environ[variable]:
        raise ConfigError(f"{where}: '{name}': the environment variable {variable} is empty.")
    return os.environ[variable]


def _from_file(where: str, name: str, path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{where}: '{name}': {path} cannot be read ({type(error).__name__})."
        ) from None
    if not text:
        raise ConfigError(f"{where}: '{name}': {path} is empty.")
    return text


def load(path: Path) -> Configuration:
    """Read eraser.yaml. Raises ConfigError with file, line and field."""
    return Configuration(path)
