"""`eraser detect`, `eraser forms`, `eraser scan`: where personal data is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eraser.cli.options import CONFIG, ConfigOption, Output, OutputOption, QuietOption
from eraser.cli.render import write_json, write_table
from eraser.cli.terminal import note, terminal_progress
from eraser.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from eraser.model.finding import ScanResult


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(detect)
    app.command()(forms)
    app.command()(scan)


def detect(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="A text file, or - for stdin.")],
    output: Annotated[str, typer.Option("--format", help="table, json or jsonl.")] = "table",
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Show the values found; only on a terminal.")
    ] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Find identifiers in a text. Exit codes: 0 read, 2 no such file or not UTF-8.

    JSON: `findings[]` (or a line each with jsonl) with `category`, `start`, `end` (code points)
    and `score` from 0 to 1.
    """
    import json

    from eraser import app
    from eraser.cli.terminal import may_reveal

    show = may_reveal(reveal)
    if output not in ("table", "json", "jsonl"):
        raise UsageError(f"--format {output}: choose table, json or jsonl.")
    text = _text(source)
    spans = app.detect(text, config)
    rows: list[dict[str, object]] = [
        {"category": s.category, "start": s.start, "end": s.end, "score": round(s.score, 4)}
        for s in spans
    ]
    if output == "jsonl":
        for row in rows:
            typer.echo(json.dumps(row))
    elif output == "json":
        write_json({"version": 1, "findings": rows})
    else:
        columns = ("category", "start", "end", "score", "text")
        found = [
            [*row.values(), text[s.start : s.end] if show else "••••"]
            for row, s in zip(rows, spans, strict=True)
        ]
        write_table(f"{len(found)} identifiers", columns, found)


def forms(
    name: Annotated[str, typer.Argument(metavar="NAME|-", help='"Jānis Bērziņš", or - for stdin.')],
    output: OutputOption = Output.TABLE,
) -> None:
    """List every written form under which a search looks for a name. Exit codes: 0, 2.

    JSON: a list of strings; with `-`, one such list a line for each name read.
    """
    import json

    from eraser import app

    if name != "-":
        found = app.forms(name)
        typer.echo(
            json.dumps(found, ensure_ascii=False) if output is Output.JSON else "\n".join(found)
        )
        return
    for line in sys.stdin:
        if line.strip():
            found = app.forms(line.strip())
            typer.echo(
                json.dumps(found, ensure_ascii=False)
                if output is Output.JSON
                else "\n".join([*found, ""])
            )


def scan(
    config: ConfigOption = CONFIG,
    output: OutputOption = Output.TABLE,
    to: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file instead of stdout.")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Find personal data in every store of eraser.yaml.

    Exit codes: 0 everything was read, 2 configuration, 4 something could not be read, 5 a store
    is unreachable. JSON: `findings[]` with `store, container, field, category, records, scanned,
    score`; `not_read[]` with `store, container, place, reason`.
    """
    from eraser import app
    from eraser.cli.render import json_text

    with app.open_workspace(config) as work:
        result = app.scan(work, terminal_progress(quiet))
    document = _scan_document(result)
    if to is not None:
        to.write_text(json_text(document) + "\n", encoding="utf-8")
        note(f"Written to {to}.", quiet)
    elif output is Output.JSON:
        write_json(document)
    else:
        _scan_table(result)
    if result.not_read:
        note(f"{len(result.not_read)} places could not be read; the scan is not complete.")
        raise typer.Exit(ExitCode.PARTLY)


def _scan_document(result: ScanResult) -> dict[str, object]:
    return {
        "version": 1,
        "findings": [
            {
                "store": f.container.store,
                "container": f.container.name,
                "field": f.field,
                "category": f.category,
                "records": f.records,
                "scanned": f.scanned,
                "score": round(f.score, 4),
                "digests": list(f.digests),
            }
            for f in result.findings
        ],
        "not_read": [
            {
                "store": n.container.store,
                "container": n.container.name,
                "place": n.place,
                "reason": n.reason,
            }
            for n in result.not_read
        ],
        "scanned": [str(c) for c in result.scanned],
    }


def _scan_table(result: ScanResult) -> None:
    write_table(
        f"{len(result.findings)} findings in {len(result.scanned)} containers",
        ("container", "field", "category", "records", "scanned", "score"),
        [
            (f.container, f.field, f.category, f.records, f.scanned, f"{f.score:.2f}")
            for f in result.findings
        ],
    )
    if result.not_read:
        write_table(
            f"{len(result.not_read)} places not read",
            ("container", "place", "reason"),
            [(n.container, n.place, n.reason) for n in result.not_read],
        )


def _text(source: str) -> str:
    try:
        content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return content.decode("utf-8")
    except OSError as error:
        raise UsageError(f"{source}: cannot be read ({type(error).__name__}).") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{source}: not UTF-8 text (byte {error.start}).") from None
