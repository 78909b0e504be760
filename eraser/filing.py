"""Files that a person keeps: readable by their owner only, never overwriting evidence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from eraser.errors import UsageError


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns what the operating system refuses into an error that names the path."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}.") from None


def write_private(path: Path, text: str) -> None:
    """A file that only its owner can read: plans and graphs are personal data."""
    with writing(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)


def free_name(folder: Path, name: str) -> str:
    """A name that no certificate has yet: one that was signed is never overwritten."""
    numbered = (name if n == 1 else f"{name}-{n}" for n in count(1))
    return next(n for n in numbered if not (folder / f"certificate-{n}.json").exists())
