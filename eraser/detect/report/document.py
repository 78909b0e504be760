"""The scan as JSON, version 1. Fields keep their meaning within a version; new ones may come."""

from __future__ import annotations

from eraser.detect.baseline import Judged
from eraser.detect.scan import Scan, place_of
from eraser.detect.tally import Spot
from eraser.model.finding import Finding


def document(scan: Scan, judged: Judged | None = None) -> dict[str, object]:
    """`findings[]` (`store`, `container`, `field`, `category`, `records` of `scanned` hold it,
    `score` 0 to 1, keyed `digests`; with places `places[]`; with a baseline `label`, `reason`,
    `new`), `not_read[]`, `unreachable[]`, `scanned[]`, `sampled[]`, `complete`.
    """
    found = scan.result
    return {
        "version": 1,
        "complete": not found.not_read and not scan.unreachable,
        "findings": [_finding(f, scan, judged) for f in found.findings],
        "not_read": [
            {
                "store": n.container.store,
                "container": n.container.name,
                "place": n.place,
                "reason": n.reason,
            }
            for n in found.not_read
        ],
        "unreachable": list(scan.unreachable),
        "scanned": [str(c) for c in found.scanned],
        "sampled": [
            {
                "store": s.container.store,
                "container": s.container.name,
                "pieces": s.pieces,
                "read": s.read,
                "share": round(s.share, 4),
            }
            for s in scan.shares
        ],
        "digests": "keyed" if scan.keyed else "none",
    }


def _finding(finding: Finding, scan: Scan, judged: Judged | None) -> dict[str, object]:
    row: dict[str, object] = {
        "store": finding.container.store,
        "container": finding.container.name,
        "field": finding.field,
        "category": finding.category,
        "records": finding.records,
        "scanned": finding.scanned,
        "score": round(finding.score, 4),
        "digests": list(finding.digests),
    }
    place = place_of(finding)
    if place in scan.spots:
        names = scan.keys.get(finding.container, ())
        row["places"] = [_spot(spot, names) for spot in scan.spots[place]]
    if judged is not None:
        known = judged.known(finding)
        row["new"] = known is None
        row["label"] = known.label if known else ""
        row["reason"] = known.reason if known else ""
    return row


def _spot(spot: Spot, names: tuple[str, ...]) -> dict[str, object]:
    """The record's key by the names of its parts (`row` counts from 0), and the column."""
    known = names if len(names) == len(spot.key) else tuple(map(str, range(len(spot.key))))
    return {"key": dict(zip(known, spot.key, strict=True)), "column": spot.column}
