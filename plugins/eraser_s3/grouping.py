"""Which container an object belongs to.

Container names go into findings, data maps and baselines, so they must be few, must not change
from day to day, and must not name a person: parts of a key that look like an identifier or a date
are written `*`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from eraser.errors import UsageError
from eraser.formats.layout import ROWS, extension
from eraser_s3.options import Options

_PLAIN = re.compile(r"[A-Za-z][A-Za-z_-]{0,39}|v\d{1,2}")
"""A directory that is a kind of thing. Matches `crm_exports` and `v2`, not `K-100234`, `2026`
or `janis.berzins`."""

_KEYED = re.compile(r"([A-Za-z][A-Za-z_]{0,39})=.*")
"""A partition directory (`dt=2026-01-31`), of which only the name is a kind of thing."""

_SUFFIX = re.compile(r"\.(?=[0-9]?[a-z])[a-z0-9]{1,8}")
"""A file extension. Matches `.csv` and `.7z`, not `.161175` (a part of a code)."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the objects of one container are: a bucket, and the longest prefix they share."""

    bucket: str
    prefix: str


class Grouping:
    """Containers as eraser.yaml names them, or derived from the keys.

    Rows: directory and extension (`bucket/exports/customers/*.csv.gz`). Whole objects: first
    directory and extension (`bucket/calls/**.wav`), as deeper ones are often one for a person.
    """

    def __init__(self, options: Options) -> None:
        self._options = options

    def container_of(self, bucket: str, key: str) -> str | None:
        """The container's name; None for an object that no named container holds."""
        if not self._options.named:
            return f"{bucket}/{_derived(key)}"
        for named in self._options.named:
            if (
                named.bucket == bucket
                and key.startswith(named.prefix)
                and key.endswith(named.suffix)
            ):
                return named.name
        return None

    def scope(self, container: str) -> Scope:
        """Where to list for a container. Raises UsageError for a name that cannot be one."""
        for named in self._options.named:
            if named.name == container:
                return Scope(named.bucket, named.prefix)
        bucket, _, pattern = container.partition("/")
        if bucket not in self._options.buckets or self._options.named:
            raise UsageError(f"{self._options.store}: no such container; see `eraser scan`.")
        literal = re.split(r"[^/]*\*", pattern, maxsplit=1)[0]
        return Scope(bucket, max(literal, self._options.prefix, key=len))


def _derived(key: str) -> str:
    *directories, name = key.split("/")
    suffix = extension(name)
    known = suffix if _SUFFIX.fullmatch(suffix) else ""
    packed = ".gz" if name.lower().endswith(".gz") else ""
    parts = [_segment(d) for d in directories]
    if suffix in ROWS or not parts:
        return "/".join([*parts, f"*{known}{packed}"])
    return f"{parts[0]}/**{known}{packed}"


def _segment(directory: str) -> str:
    if _PLAIN.fullmatch(directory):
        return directory
    keyed = _KEYED.fullmatch(directory)
    return f"{keyed[1]}=*" if keyed else "*"
