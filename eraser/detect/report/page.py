"""The scan as one HTML page without a network, in Latvian or English, for reading and printing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import yaml

from eraser.detect.baseline import Judged
from eraser.detect.scan import Scan
from eraser.errors import UsageError
from eraser.model.finding import Finding, NotRead

LANGUAGES = ("lv", "en")


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as the page shows it. `category` is in the page's language."""

    finding: Finding
    category: str
    share: str
    sure: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Section:
    """The findings of one container."""

    container: str
    lines: tuple[Line, ...]


def html(scan: Scan, at: datetime, language: str, judged: Judged | None = None) -> str:
    """The page. `at` is when the scan ended. Raises UsageError for an unknown language."""
    from jinja2 import Environment

    if language not in LANGUAGES:
        raise UsageError(f"--lang {language}: choose {' or '.join(LANGUAGES)}.")
    words = _phrases()[language]
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    text = files("eraser.detect.report").joinpath("page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(text).render(
        t=words,
        language=language,
        at=at,
        sections=_sections(scan, words, judged),
        categories=_by_category(scan, words),
        not_read=sorted(scan.result.not_read, key=_order),
        shares=scan.shares,
        scanned=scan.result.scanned,
        unreachable=scan.unreachable,
        judged=judged is not None,
    )


@cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    text = files("eraser.detect.report").joinpath("phrases.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return loaded


def _order(place: NotRead) -> tuple[str, str, str]:
    return (str(place.container), place.place, place.reason)


def _sections(scan: Scan, words: Mapping[str, str], judged: Judged | None) -> list[Section]:
    by_container: dict[str, list[Line]] = {}
    for finding in scan.result.findings:
        line = _line(finding, words, judged)
        by_container.setdefault(str(finding.container), []).append(line)
    return [Section(container, tuple(lines)) for container, lines in by_container.items()]


def _line(finding: Finding, words: Mapping[str, str], judged: Judged | None) -> Line:
    known = judged.known(finding) if judged else None
    share = finding.records / finding.scanned if finding.scanned else 0.0
    return Line(
        finding,
        category_words(finding.category, words),
        "< 1 %" if 0 < share < 0.01 else f"{share:.0%}".replace("%", " %"),
        words["sure"] if finding.score >= 0.8 else words["likely"],
        words[f"label {known.label}"] if known else words["label new"] if judged else "",
        known.reason if known else "",
    )


def category_words(category: str, words: Mapping[str, str]) -> str:
    """A category in the page's language; the organisation's own ones as they are called."""
    return words.get(f"category {category}", category)


def _by_category(scan: Scan, words: Mapping[str, str]) -> list[tuple[str, int, int]]:
    """Category, fields and records, the most frequent first."""
    counts: dict[str, tuple[int, int]] = {}
    for finding in scan.result.findings:
        fields, records = counts.get(finding.category, (0, 0))
        counts[finding.category] = (fields + 1, records + finding.records)
    found = [(category_words(c, words), *n) for c, n in counts.items()]
    return sorted(found, key=lambda row: (-row[2], row[0]))
