"""Where the playbooks and law packs that ship with eraser are: inside the wheel or a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from eraser.errors import ConfigError

SUFFIX = ".yaml"


def folder() -> Path:
    """The folder with the shipped playbooks; `laws` in it holds the law packs."""
    packed = Path(str(files("eraser"))) / "_playbooks"
    return packed if packed.is_dir() else Path(str(files("eraser"))).parent / "playbooks"


def playbook_names() -> tuple[str, ...]:
    """The shipped playbooks, sorted: what `playbook_path` takes."""
    return _names(folder())


def law_pack_names() -> tuple[str, ...]:
    """The shipped law packs, sorted: what `law_pack_path` takes."""
    return _names(folder() / "laws")


def playbook_path(name: str) -> Path:
    """The file of a shipped playbook, or `name` itself when it is the path of a file.

    Raises ConfigError with the names that exist.
    """
    return _path(name, folder(), "playbook")


def law_pack_path(name: str) -> Path:
    """The same for a law pack (`lv`, `eu`, or the path of the organisation's own)."""
    return _path(name, folder() / "laws", "law pack")


def _names(where: Path) -> tuple[str, ...]:
    return tuple(sorted(p.stem for p in where.glob(f"*{SUFFIX}")))


def _path(name: str, where: Path, what: str) -> Path:
    if name in _names(where):
        return where / f"{name}{SUFFIX}"
    own = Path(name)
    if own.suffix in (SUFFIX, ".yml") or own.parent != Path():
        if own.is_file():
            return own
        raise ConfigError(f"{name}: no such file. It was named as a {what}.")
    raise ConfigError(
        f"There is no {what} '{name}'. The ones that exist: {', '.join(_names(where))}; "
        "one of your own is named by its path, ending in .yaml."
    )
