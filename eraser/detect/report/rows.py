"""The scan as CSV (RFC 4180), a line for each finding and each place that was not read."""

from __future__ import annotations

import csv
import io

from eraser.detect.baseline import Judged
from eraser.detect.scan import Scan

COLUMNS = (
    "kind",
    "store",
    "container",
    "field",
    "category",
    "records",
    "scanned",
    "score",
    "label",
    "reason",
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is run by a spreadsheet (OWASP, CSV injection): names are anyone's."""


def csv_text(scan: Scan, judged: Judged | None = None) -> str:
    """`kind` is `finding` or `not-scanned`; the latter has the place as its field."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for f in scan.result.findings:
        known = judged.known(f) if judged else None
        label, reason = (known.label, known.reason) if known else ("", "")
        counts = (f.records, f.scanned, f"{f.score:.4f}")
        place = (f.container.store, f.container.name, f.field, f.category)
        writer.writerow(map(_safe, ("finding", *place, *counts, label, reason)))
    for n in scan.result.not_read:
        place = (n.container.store, n.container.name, n.place, "")
        writer.writerow(map(_safe, ("not-scanned", *place, "", "", "", "", n.reason)))
    return lines.getvalue()


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
