"""The scan as SARIF 2.1.0 (OASIS), for code-scanning pages and editors.

A place is a logical location (`store/container`, field). Code-scanning pages show only results
with a file, so the container stands as an artifact too, by a URI that opens nothing.
"""

from __future__ import annotations

from urllib.parse import quote

from eraser import __version__
from eraser.detect.baseline import Judged
from eraser.detect.scan import Scan
from eraser.digests import digest
from eraser.model.finding import Finding, NotRead
from eraser.model.place import Container

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SURE = 0.8
"""Scores from which a result is a warning; below it is a note."""


def sarif(scan: Scan, judged: Judged | None = None) -> dict[str, object]:
    """One run: a rule for each category, a result for each finding, a notification for each
    place that was not read. With a baseline, results carry their `baselineState`.
    """
    findings = scan.result.findings
    categories = sorted({finding.category for finding in findings})
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "eraser",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "rules": [_rule(category) for category in categories],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": not scan.result.not_read and not scan.unreachable,
                        "exitCode": int(scan.exit_code),
                        "toolExecutionNotifications": [_unread(n) for n in scan.result.not_read],
                    }
                ],
                "results": [_result(f, categories.index(f.category), judged) for f in findings],
            }
        ],
    }


def fingerprint(finding: Finding) -> str:
    """What stays the same from scan to scan: the place and the category, never a value."""
    place = finding.container
    return digest([place.store, place.name, finding.field, finding.category])


def sentence(finding: Finding) -> str:
    """A finding in words."""
    return (
        f"{finding.category} in {finding.records} of {finding.scanned} records, "
        f"field {finding.field}, score {finding.score:.2f}"
    )


def _rule(category: str) -> dict[str, object]:
    return {
        "id": category,
        "name": "".join(part.capitalize() for part in category.split("-")),
        "shortDescription": {"text": f"Personal data: {category}"},
        "fullDescription": {
            "text": f"The field holds identifiers of the category {category}. If that is meant, "
            "name the place in the data map or label it in the baseline."
        },
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["privacy", "gdpr"]},
    }


def _result(finding: Finding, rule: int, judged: Judged | None) -> dict[str, object]:
    container = finding.container
    result: dict[str, object] = {
        "ruleId": finding.category,
        "ruleIndex": rule,
        "level": "warning" if finding.score >= SURE else "note",
        "message": {"text": f"{container}: {sentence(finding)}"},
        "locations": [
            {
                **_artifact(container),
                "logicalLocations": [
                    {
                        "name": finding.field,
                        "fullyQualifiedName": f"{container}.{finding.field}",
                        "kind": "member",
                    }
                ],
            }
        ],
        "partialFingerprints": {"eraserPlace/v1": fingerprint(finding)},
        "rank": round(finding.score * 100, 1),
        "properties": {"records": finding.records, "scanned": finding.scanned},
    }
    if judged is not None:
        known = judged.known(finding)
        result["baselineState"] = "unchanged" if known else "new"
        if known and known.settled:
            result["suppressions"] = [
                {"kind": "external", "status": "accepted", "justification": known.words}
            ]
    return result


def _artifact(container: Container) -> dict[str, object]:
    uri = quote(str(container), safe="/")
    return {
        "physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": 1}},
    }


def _unread(place: NotRead) -> dict[str, object]:
    where = f"{place.container}, {place.place}" if place.place else str(place.container)
    return {"level": "error", "message": {"text": f"not scanned: {where}: {place.reason}"}}
