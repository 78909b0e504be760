"""The scan as a GitLab code-quality report (the subset of Code Climate that GitLab reads)."""

from __future__ import annotations

from eraser.detect.baseline import Judged
from eraser.detect.report.sarif import SURE, fingerprint, sentence
from eraser.detect.scan import Scan
from eraser.digests import digest
from eraser.model.finding import Finding, NotRead


def gitlab(scan: Scan, judged: Judged | None = None) -> list[dict[str, object]]:
    """An issue for each finding that the baseline has not settled, and one for each place that
    was not read. The path is `store/container`: GitLab wants a file, and shows this as one.
    """
    open_ones = [f for f in scan.result.findings if judged is None or not judged.settled(f)]
    return [*map(_issue, open_ones), *map(_unread, scan.result.not_read)]


def _issue(finding: Finding) -> dict[str, object]:
    return {
        "description": sentence(finding),
        "check_name": finding.category,
        "fingerprint": fingerprint(finding),
        "severity": "major" if finding.score >= SURE else "minor",
        "location": {"path": str(finding.container), "lines": {"begin": 1}},
    }


def _unread(place: NotRead) -> dict[str, object]:
    return {
        "description": f"not scanned: {place.place or 'all of it'}: {place.reason}",
        "check_name": "not-scanned",
        "fingerprint": digest([str(place.container), place.place, place.reason]),
        "severity": "blocker",
        "location": {"path": str(place.container), "lines": {"begin": 1}},
    }
