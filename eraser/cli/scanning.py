"""`eraser scan`: where personal data is, in every store, and whether it is expected there."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eraser.cli.options import CONFIG, ConfigOption, QuietOption
from eraser.cli.render import json_text, write_table
from eraser.cli.scanned import ScanRequest, opened, say, settings_of, writable, write_private
from eraser.cli.terminal import note, now, terminal_progress
from eraser.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from eraser.datamap import DataMap
    from eraser.detect.baseline import Judged
    from eraser.detect.explain import Explanation
    from eraser.detect.scan import Scan


class Format(StrEnum):
    """How a scan is written."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"
    GITLAB = "gitlab"
    CSV = "csv"
    HTML = "html"


class Gate(StrEnum):
    """Which findings make the exit code 1."""

    NEW = "new"
    UNMAPPED = "unmapped"
    ANY = "any"


class Triage(StrEnum):
    """What a person says of a finding."""

    EXPECTED = "expected"
    FALSE_ALARM = "false-alarm"
    TO_FIX = "to-fix"


Uris = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[URI]...",
        help="Stores by address instead of eraser.yaml: postgresql://user@host/db, "
        "s3://bucket/prefix/?endpoint=URL, opensearch+https://host:9200/index*, "
        "elasticsearch+https://…, env:VARIABLE; NAME=URI names the store. Keys come from the "
        "address or the usual variables (PGPASSWORD, AWS_…, OPENSEARCH_PASSWORD, ELASTIC_…).",
    ),
]
Only = Annotated[
    list[str] | None, typer.Option("--only", help="Only these categories (a,b; repeatable).")
]
Except = Annotated[
    list[str] | None, typer.Option("--except", help="All but these categories (a,b; repeatable).")
]
Include = Annotated[
    list[str] | None,
    typer.Option("--include", help="Only containers like this: crm/public.*, or public.*."),
]
Exclude = Annotated[
    list[str] | None, typer.Option("--exclude", help="All but containers like this.")
]
Confidence = Annotated[
    float, typer.Option("--min-confidence", min=0, max=1, help="Leave out scores below.")
]
Sample = Annotated[
    str, typer.Option("--sample", help="Read this share of each container, evenly spread: 5%.")
]
FormatOption = Annotated[
    Format, typer.Option("--format", help="table, json, sarif, gitlab, csv or html.")
]
To = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to this file instead of stdout.")
]
DigestKey = Annotated[
    str,
    typer.Option(
        "--digest-key",
        help="env:NAME or file:PATH with the key of the digests (default: the one in the state "
        "folder of eraser.yaml; with addresses there are no digests without it).",
    ),
]
Places = Annotated[
    bool,
    typer.Option(
        "--places",
        help="Name up to 20 records with each finding: their keys, which may be personal data, "
        "and the column in which the identifier begins.",
    ),
]
Explain = Annotated[
    str, typer.Option("--explain", metavar="CONTAINER.FIELD", help="Why a field is flagged.")
]
BaselineOption = Annotated[
    Path | None, typer.Option("--baseline", help="The file of findings that are known.")
]
FailOption = Annotated[
    Gate | None,
    typer.Option(
        "--fail-on",
        help="Exit code 1 for findings that are new (not in the baseline), unmapped (in places "
        "that the data map does not name) or any (all but expected ones and false alarms). "
        "With --baseline: new.",
    ),
]
Update = Annotated[
    bool, typer.Option("--update-baseline", help="Write every finding to the baseline.")
]
LabelOption = Annotated[
    Triage, typer.Option("--label", help="The label that new entries of the baseline get.")
]
Reason = Annotated[str, typer.Option("--reason", help="The reason that they get.")]
Lang = Annotated[str, typer.Option("--lang", help="The language of the HTML page: lv or en.")]


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(scan)


def scan(
    uris: Uris = None,
    config: ConfigOption = CONFIG,
    only: Only = None,
    without: Except = None,
    include: Include = None,
    exclude: Exclude = None,
    minimum: Confidence = 0.0,
    sample: Sample = "100%",
    output: FormatOption = Format.TABLE,
    to: To = None,
    digest_key: DigestKey = "",
    places: Places = False,
    explain: Explain = "",
    baseline: BaselineOption = None,
    fail_on: FailOption = None,
    update: Update = False,
    label: LabelOption = Triage.TO_FIX,
    reason: Reason = "not looked at yet",
    language: Lang = "lv",
    quiet: QuietOption = False,
) -> None:
    """Find personal data in every store of eraser.yaml, or in the stores that are named.

    Findings are places, categories and counts, never values. Exit codes: 0 everything was read
    and the gate is passed, 1 the gate failed, 2 usage or configuration, 4 something was not read,
    5 a store is unreachable or rights to it are missing, 130 interrupted: what was found so far is
    written. JSON: `findings[]` with `store,
    container, field, category, records, scanned, score, digests` (with --places `places[]`, with
    --baseline `new, label, reason`); `not_read[]` with `store, container, place, reason`;
    `unreachable[]`, `scanned[]`, `sampled[]`, `complete`.
    """
    request = ScanRequest(
        tuple(uris or ()),
        config,
        tuple(only or ()),
        tuple(without or ()),
        tuple(include or ()),
        tuple(exclude or ()),
        minimum,
        sample,
        digest_key,
        places,
    )
    _refuse_unwritable(to, baseline, update)
    if explain:
        _explain(request, explain)
        return
    found, datamap = _scan(request, fail_on, quiet)
    known = _known(baseline)
    _write(found, known, output, to, language, places)
    say(found, request, quiet, digests=output is Format.JSON)
    if update and baseline is not None:
        _update(found, request, baseline, label, reason)
        raise typer.Exit(found.exit_code)
    failed = _gate(found, fail_on or (Gate.NEW if baseline else None), known, datamap)
    raise typer.Exit(_worst(found.exit_code, failed))


def _refuse_unwritable(to: Path | None, baseline: Path | None, update: bool) -> None:
    """Before the scan, not after it. Raises UsageError."""
    if update and baseline is None:
        raise UsageError("--update-baseline needs --baseline FILE.")
    if to is not None:
        writable(to, "--output")
    if update and baseline is not None:
        writable(baseline, "--baseline")


def _scan(request: ScanRequest, fail_on: Gate | None, quiet: bool) -> tuple[Scan, DataMap]:
    from eraser import app
    from eraser.workspace import NO_MAP

    with opened(request) as (stores, work):
        wanted = settings_of(request, work)
        datamap = work.datamap if work is not None and fail_on is Gate.UNMAPPED else NO_MAP
        if fail_on is Gate.UNMAPPED and work is None:
            raise UsageError("--fail-on unmapped needs an eraser.yaml, which names the data map.")
        return app.scan(stores, wanted, terminal_progress(quiet)), datamap


def _known(baseline: Path | None) -> Judged | None:
    from eraser.detect.baseline import Judged, load

    return Judged.by(load(baseline)) if baseline is not None else None


def _worst(scanned: ExitCode, failed: bool) -> ExitCode:
    if scanned in (ExitCode.STORE, ExitCode.INTERRUPTED):
        return scanned
    return ExitCode.GATE_FAILED if failed else scanned


def _write(
    found: Scan,
    known: Judged | None,
    output: Format,
    to: Path | None,
    language: str,
    places: bool,
) -> None:
    if output is Format.TABLE and to is None:
        _table(found, known)
        return
    text = _text(found, known, output, language)
    if to is None:
        typer.echo(text, nl=not text.endswith("\n"))
    elif places:
        write_private(to, text)
    else:
        to.write_text(text, encoding="utf-8", newline="")


def _text(found: Scan, known: Judged | None, output: Format, language: str) -> str:
    import json

    from eraser.detect.report import document, gitlab, page, rows, sarif

    match output:
        case Format.SARIF:
            return json_text(sarif.sarif(found, known))
        case Format.GITLAB:
            return json.dumps(gitlab.gitlab(found, known), ensure_ascii=False, indent=2)
        case Format.CSV:
            return rows.csv_text(found, known)
        case Format.HTML:
            return page.html(found, now(), language, known)
        case _:
            return json_text(document.document(found, known))


def _table(found: Scan, known: Judged | None) -> None:
    result = found.result
    columns = ["container", "field", "category", "records", "scanned", "score"]
    lines: list[Sequence[object]] = []
    for f in result.findings:
        entry = known.known(f) if known else None
        judged = [entry.label if entry else "new"] if known else []
        score = f"{f.score:.2f}"
        lines.append((f.container, f.field, f.category, f.records, f.scanned, score, *judged))
    title = f"{len(result.findings)} findings in {len(result.scanned)} containers"
    write_table(title, [*columns, *(["label"] if known else [])], lines)
    if result.not_read:
        write_table(
            f"{len(result.not_read)} places not read",
            ("container", "place", "reason"),
            [(n.container, n.place, n.reason) for n in result.not_read],
        )


def _update(found: Scan, request: ScanRequest, baseline: Path, label: Triage, reason: str) -> None:
    from eraser.detect.baseline import load, text, updated

    before = load(baseline)
    complete = found.exit_code is ExitCode.DONE and request.everything
    after = updated(before, found.result.findings, label.value, reason, complete=complete)
    baseline.write_text(text(after), encoding="utf-8")
    added = len({e.key for e in after.findings} - {e.key for e in before.findings})
    gone = len(before.findings) + added - len(after.findings)
    note(f"{baseline}: {len(after.findings)} findings, {added} of them added, {gone} gone.")


_SHOWN = 20


def _gate(found: Scan, mode: Gate | None, known: Judged | None, datamap: DataMap) -> bool:
    """Whether the gate failed; says what is new, and how to accept it."""
    from eraser.detect.baseline import EMPTY, FailOn, Judged, failing

    if mode is None:
        return False
    judged = known or Judged.by(EMPTY)
    failed = failing(found.result.findings, FailOn(mode.value), judged, datamap)
    if not failed:
        return False
    words = {
        Gate.NEW: "are not in the baseline",
        Gate.UNMAPPED: "are in places that the data map does not name",
        Gate.ANY: "are not settled",
    }
    note(f"The gate failed: {len(failed)} findings {words[mode]}:")
    for f in failed[:_SHOWN]:
        note(f"  {f.container}.{f.field}: {f.category}, {f.records} of {f.scanned} records")
    if len(failed) > _SHOWN:
        note(f"  … and {len(failed) - _SHOWN} more")
    if mode is Gate.UNMAPPED:
        note("To accept: name the field in the data map (`eraser map init` shows how).")
    elif mode is Gate.ANY and known is not None:
        note("To accept: change 'label' of these entries in the baseline to expected, and say why.")
    else:
        note(
            "To accept: run again with --baseline FILE --update-baseline --label expected "
            "--reason '…', read the difference, and commit the file."
        )
    note("Why a field is flagged: eraser scan --explain CONTAINER.FIELD")
    return True


def _explain(request: ScanRequest, place: str) -> None:
    from eraser import app

    with opened(request) as (stores, _):
        found = app.explain_field(stores, place)
    _show(found)


def _show(found: Explanation) -> None:
    write_table(
        f"{found.container}, field {found.field}: {found.cells} values in a sample of "
        f"{found.records} records",
        ("category", "records", "share", "score", "samples, masked"),
        [
            (
                shown.category,
                shown.records,
                f"{shown.records / max(1, found.records):.1%}",
                f"{shown.score:.2f}",
                "  ".join(shown.samples),
            )
            for shown in found.shown
        ],
    )
    for words in found.words:
        typer.echo(f"- {words}")
