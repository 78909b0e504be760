"""What a scan finds: places and categories, never values."""

from __future__ import annotations

from dataclasses import dataclass

from eraser.model.place import Container
from eraser.model.subject import Category


@dataclass(frozen=True, slots=True)
class Span:
    """An identifier inside one text: `text[start:end]`, counted in code points; score 0 to 1."""

    category: Category
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One category in one field of one container.

    `field` is a path (`profile.contacts[].email`). `records` of `scanned` records hold at least
    one identifier of the category. `score` is the highest confidence seen, 0 to 1. `digests` are
    keyed digests of a few distinct values: equal digests mean equal values under one key.
    """

    container: Container
    field: str
    category: Category
    records: int
    scanned: int
    score: float
    digests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotRead:
    """A place that was not read, and why. A search with one of these is never complete."""

    container: Container
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class ScanResult:
    """All findings of one scan, sorted by place and category, and what it could not read."""

    findings: tuple[Finding, ...]
    not_read: tuple[NotRead, ...]
    scanned: tuple[Container, ...]
