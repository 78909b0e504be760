"""What `eraser scan` and `eraser map` share: the stores, the settings, and what to say after."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eraser.cli.options import CONFIG
from eraser.cli.terminal import note
from eraser.errors import UsageError

if TYPE_CHECKING:
    from eraser.detect.scan import Scan, ScanSettings
    from eraser.workspace import BareStores, Workspace


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """The options of a scan as they were typed."""

    uris: tuple[str, ...]
    config: Path
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    minimum: float = 0.0
    sample: str = "100%"
    digest_key: str = ""
    places: bool = False

    @property
    def everything(self) -> bool:
        """Whether nothing was left out on purpose."""
        narrowed = (*self.only, *self.without, *self.include, *self.exclude)
        return not narrowed and not self.minimum and share(self.sample) >= 1


@contextmanager
def opened(request: ScanRequest) -> Iterator[tuple[Workspace | BareStores, Workspace | None]]:
    """The stores to scan, and the workspace when there is an eraser.yaml.

    With addresses, eraser.yaml gives the organisation's patterns, recognisers and data map if it
    is there; one that is named and is not there is a mistake.
    """
    from eraser import app
    from eraser.cli.uris import stores

    if not request.uris:
        if not request.config.exists():
            raise UsageError(
                f"{request.config}: no such file. Name stores by their addresses "
                "(eraser scan postgresql://user@host/database), or write one: eraser init."
            )
        with app.open_workspace(request.config) as work:
            yield work, work
        return
    from eraser.identifiers import NO_PATTERNS
    from eraser.workspace import BareStores

    beside = app.open_workspace(request.config) if request.config.exists() else None
    if beside is None and request.config != CONFIG:
        raise UsageError(f"{request.config}: no such file.")
    patterns = beside.patterns if beside else NO_PATTERNS
    recognisers = beside.config.content.recognisers if beside else ()
    with BareStores(stores(request.uris), patterns, recognisers) as bare:
        yield bare, beside


def settings_of(request: ScanRequest, work: Workspace | None) -> ScanSettings:
    """The options as a scan takes them. Raises UsageError for what cannot be."""
    from eraser.detect.scan import ScanSettings  # imports Presidio: seconds

    return ScanSettings(
        key=_key(request, work),
        only=_categories("--only", request.only, work),
        without=_categories("--except", request.without, work),
        include=request.include,
        exclude=request.exclude,
        minimum_score=request.minimum,
        sample=share(request.sample),
        places=request.places,
    )


def share(text: str) -> float:
    """`5%` or `0.05` as a number above 0, up to 1. Raises UsageError."""
    match = re.fullmatch(r"([0-9]*\.?[0-9]+) ?(%?)", text.strip())
    value = float(match[1]) / (100 if match[2] else 1) if match else 0.0
    if not 0 < value <= 1:
        raise UsageError(f"--sample {text}: write a share, such as 5% or 0.05.")
    return value


def _categories(option: str, given: tuple[str, ...], work: Workspace | None) -> frozenset[str]:
    from eraser.detect.engine import ENTITIES
    from eraser.detect.named import KINDS

    asked = {part.strip() for text in given for part in text.split(",") if part.strip()}
    own = set(work.patterns.expressions) if work is not None else set()
    ours = {*ENTITIES.values(), *(kind.category for kind in KINDS)}
    if asked - ours - own and work is not None and work.config.content.recognisers:
        own |= work.detector.extra_categories
    unknown = sorted(asked - ours - own)
    if unknown:
        known = ", ".join(sorted(ours | own))
        raise UsageError(f"{option} {unknown[0]}: no such category. Known are: {known}.")
    return frozenset(asked)


def _key(request: ScanRequest, work: Workspace | None) -> bytes | None:
    given = request.digest_key
    if given.startswith("env:"):
        value = os.environ.get(given[4:])
        if not value:
            raise UsageError(f"--digest-key: the environment variable {given[4:]} is not set.")
        return value.encode()
    if given.startswith("file:"):
        try:
            return Path(given[5:]).read_bytes()
        except OSError as error:
            raise UsageError(
                f"--digest-key: the file cannot be read ({type(error).__name__})."
            ) from None
    if given:
        raise UsageError("--digest-key: write env:NAME or file:PATH, never the key itself.")
    return work.state.digest_key() if work is not None and not request.uris else None


def say(found: Scan, request: ScanRequest, quiet: bool = False, *, digests: bool = False) -> None:
    """What a person has to know besides the findings, on stderr. `digests`: the output has them."""
    if found.interrupted:
        note("Interrupted: this is what was found so far. What was not read may hold more.")
    for store in found.unreachable:
        note(f"Unreachable, or without rights: {store}. Nothing is known about the rest of it.")
    if found.result.not_read:
        note(f"Not scanned: {len(found.result.not_read)} places (listed with the result).")
    read = [s for s in found.shares if s.share < 1]
    if found.shares and not read:
        note("A sample was asked for; every container is so small that it was read whole.", quiet)
    if read:
        total = sum(s.share for s in found.shares) / len(found.shares)
        note(
            f"A sample: on average {total:.1%} of each of {len(found.shares)} containers was read; "
            f"{len(found.shares) - len(read)} of them whole. What was not read may hold more."
        )
    if digests and not found.keyed and found.result.findings:
        note("Findings carry no digests: give a key with --digest-key.", quiet)


def writable(path: Path, option: str) -> None:
    """Raise UsageError when no file can be written there: before the scan, not after it."""
    folder = path.parent
    if path.is_dir() or not folder.is_dir():
        reason = "is a folder" if path.is_dir() else "there is no such folder"
    elif not os.access(path if path.exists() else folder, os.W_OK):
        reason = "it may not be written"
    else:
        return
    raise UsageError(f"{option} {path}: {reason}.")


def write_private(path: Path, text: str) -> None:
    """A file that only its owner can read: keys of records may be personal data."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(text)
