"""Where downloads and builds live: outside every working tree, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

CACHE_VARIABLE = "ERASER_SERVERS_CACHE"


def cache_root() -> Path:
    """The cache directory; it need not exist.

    For root it is under /var/cache: the search servers refuse to run as root and are started
    as another user, who could not read a cache under /root.
    """
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/cache/gdpr-eraser")
    return platformdirs.user_cache_path("gdpr-eraser", appauthor=False)


def binary(name: str) -> Path:
    """Where the built program of that name stands, or would stand."""
    return cache_root() / "bin" / name


@contextmanager
def build_directory(where: Path) -> Iterator[Path]:
    """An empty directory on the same file system as `where`, gone afterwards.

    What is built in it becomes real by `keep`, one rename: a killed build leaves only a
    directory whose name starts with `.building-`.
    """
    where.mkdir(parents=True, exist_ok=True)
    _sweep(where)
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=where))
    building.chmod(0o755)
    try:
        yield building
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _sweep(where: Path) -> None:
    """Remove what builds that were killed more than a day ago left behind."""
    for left in where.glob(".building-*"):
        if left.stat().st_mtime < time.time() - 86_400:
            shutil.rmtree(left, ignore_errors=True)


def keep(built: Path, final: Path) -> None:
    """Put a finished file or directory in its place; an equal one put there first stays."""
    final.parent.mkdir(parents=True, exist_ok=True)
    try:
        built.rename(final)
    except OSError:
        if not final.is_dir():
            raise


def readable_by_all(path: Path) -> bool:
    """True when every user can reach `path`: each directory above it may be entered by all."""
    real = path.resolve()
    directories = (real, *real.parents) if real.is_dir() else real.parents
    return all(parent.stat().st_mode & 0o001 for parent in directories)
