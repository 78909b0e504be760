"""The baseline: findings that people have looked at, and the gate that lets only those pass.

A YAML file (version 1) that belongs beside the code. Findings are identified by store, container,
field and category, never by a value or a count, so it changes only when places change; written
again from the same findings it is the same, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

import yaml

from eraser.datamap import DataMap
from eraser.detect.mapping import named
from eraser.documents import Document, read_file
from eraser.errors import ConfigError
from eraser.model.finding import Finding

Key = tuple[str, str, str, str]
"""Store, container, field, category."""

HEADER = """\
# What `eraser scan --baseline` lets pass. Labels: expected (it belongs there), false-alarm (it is
# no personal data), to-fix (it is known and has to go). Edit label and reason; the rest is written
# by `eraser scan --update-baseline`, which keeps them.
"""


Label = Literal["expected", "false-alarm", "to-fix"]
"""What people said of a finding. Only `to-fix` still fails `--fail-on any`."""


class FailOn(StrEnum):
    """Which findings fail the gate: those that the baseline does not have; those in places that
    the data map does not name; all that nobody has settled.
    """

    NEW = "new"
    UNMAPPED = "unmapped"
    ANY = "any"


class Entry(Document):
    """One finding of the baseline with its label and the reason for it."""

    store: str
    container: str
    field: str
    category: str
    label: Label
    reason: str = ""

    @property
    def key(self) -> Key:
        """What identifies the finding."""
        return (self.store, self.container, self.field, self.category)

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.label != "to-fix"

    @property
    def words(self) -> str:
        """Label and reason in one line."""
        return f"{self.label}: {self.reason}" if self.reason else self.label


class Baseline(Document):
    """The whole file."""

    version: Literal[1]
    findings: tuple[Entry, ...] = ()


EMPTY = Baseline(version=1)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the baseline says of findings."""

    entries: Mapping[Key, Entry]

    @classmethod
    def by(cls, baseline: Baseline) -> Judged:
        """Look findings up in a baseline."""
        return cls({entry.key: entry for entry in baseline.findings})

    def known(self, finding: Finding) -> Entry | None:
        """The entry of a finding, if the baseline has it."""
        return self.entries.get(key_of(finding))

    def settled(self, finding: Finding) -> bool:
        """Whether people have said that it may stay as it is."""
        known = self.known(finding)
        return known is not None and known.settled


def key_of(finding: Finding) -> Key:
    """What identifies a finding from scan to scan."""
    place = finding.container
    return (place.store, place.name, finding.field, finding.category)


def load(path: Path) -> Baseline:
    """Read a baseline; one that is not there is empty. Raises ConfigError with file and line."""
    if not path.exists():
        return EMPTY
    found = read_file(path, Baseline)
    if len({entry.key for entry in found.findings}) != len(found.findings):
        raise ConfigError(f"{path}: a finding stands in it twice; remove one of the two.")
    return found


def text(baseline: Baseline) -> str:
    """The file's text: the same for the same entries, whatever their order was."""
    entries = [
        entry.model_dump(mode="json") for entry in sorted(baseline.findings, key=lambda e: e.key)
    ]
    body = yaml.safe_dump(
        {"version": baseline.version, "findings": entries},
        allow_unicode=True,
        sort_keys=False,
        width=100,
    )
    return HEADER + body


def updated(
    baseline: Baseline, findings: Iterable[Finding], label: Label, reason: str, *, complete: bool
) -> Baseline:
    """The baseline with every finding in it; new ones get `label` and `reason`.

    Entries that were not found again are dropped only when the scan was `complete`: of a place
    that was not read nothing is known.
    """
    before = Judged.by(baseline).entries
    found = {key_of(finding) for finding in findings}
    new = [
        Entry(store=s, container=c, field=f, category=k, label=label, reason=reason)
        for s, c, f, k in found - before.keys()
    ]
    kept = [entry for key, entry in before.items() if not complete or key in found]
    entries = tuple(sorted((*kept, *new), key=lambda e: e.key))
    return Baseline(version=1, findings=entries)


def failing(
    findings: Iterable[Finding], mode: FailOn, judged: Judged, datamap: DataMap
) -> tuple[Finding, ...]:
    """The findings that make the gate fail, in their order."""
    match mode:
        case FailOn.NEW:
            return tuple(f for f in findings if judged.known(f) is None)
        case FailOn.UNMAPPED:
            return tuple(f for f in findings if not named(datamap, f) and not judged.settled(f))
        case FailOn.ANY:
            return tuple(f for f in findings if not judged.settled(f))
