"""`eraser map init`, `eraser map check`: the data map against what a scan finds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eraser.cli.options import CONFIG, ConfigOption, Output, OutputOption, QuietOption
from eraser.cli.render import write_json, write_table
from eraser.cli.scanned import ScanRequest, opened, say, settings_of
from eraser.cli.scanning import Exclude, Include, Sample, Uris
from eraser.cli.terminal import note, terminal_progress
from eraser.errors import ExitCode, UsageError

_commands = typer.Typer(
    help="The data map: what each container is for (GDPR Art. 30).", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(_commands, name="map")


@_commands.command()
def init(
    uris: Uris = None,
    config: ConfigOption = CONFIG,
    to: Annotated[
        Path, typer.Option("--output", "-o", help="The file to write; - for standard output.")
    ] = Path("datamap.yaml"),
    include: Include = None,
    exclude: Exclude = None,
    sample: Sample = "100%",
    controller: Annotated[str, typer.Option("--controller", help="Who is responsible.")] = "",
    quiet: QuietOption = False,
) -> None:
    """Write a first data map from the schema and a scan, with what was found, for review.

    Exit codes: 0 written, 2 the file is there already (nothing is overwritten), 4 written, but
    something was not read, 5 a store is unreachable.
    """
    from eraser import app

    if str(to) != "-" and to.exists():
        raise UsageError(f"{to} exists already; nothing was written. Choose another with -o.")
    request = ScanRequest(
        tuple(uris or ()), config, (), (), tuple(include or ()), tuple(exclude or ()), 0.0, sample
    )
    with opened(request) as (stores, work):
        wanted = settings_of(request, work)
        found = app.scan(stores, wanted, terminal_progress(quiet))
        text = app.draft_map(stores, found, controller)
    if str(to) == "-":
        typer.echo(text, nl=False)
    else:
        to.write_text(text, encoding="utf-8")
        note(f"Written: {to}. Review every entry, then run `eraser map check`.", quiet)
    say(found, request, quiet=True)
    raise typer.Exit(found.exit_code)


@_commands.command()
def check(
    uris: Uris = None,
    config: ConfigOption = CONFIG,
    include: Include = None,
    exclude: Exclude = None,
    sample: Sample = "100%",
    output: OutputOption = Output.TABLE,
    quiet: QuietOption = False,
) -> None:
    """Scan, and name every place with personal data that the data map does not name.

    Exit codes: 0 there is none, 1 there are some, 2 configuration, 4 something was not read, 5 a
    store is unreachable. JSON: `unmapped[]` with `store, container, field, category, records,
    scanned`; `not_read[]`.
    """
    from eraser import app
    from eraser.detect.mapping import unnamed
    from eraser.detect.report.document import document

    request = ScanRequest(
        tuple(uris or ()), config, (), (), tuple(include or ()), tuple(exclude or ()), 0.0, sample
    )
    with opened(request) as (stores, work):
        if work is None:
            raise UsageError("map check needs an eraser.yaml, which names the data map (-c FILE).")
        wanted = settings_of(request, work)
        datamap = work.datamap
        found = app.scan(stores, wanted, terminal_progress(quiet))
    places = unnamed(datamap, found.result.findings)
    if output is Output.JSON:
        rows = [
            {
                "store": f.container.store,
                "container": f.container.name,
                "field": f.field,
                "category": f.category,
                "records": f.records,
                "scanned": f.scanned,
            }
            for f in places
        ]
        whole = document(found)
        write_json({"version": 1, "unmapped": rows, "not_read": whole["not_read"]})
    else:
        write_table(
            f"{len(places)} places with personal data that the data map does not name",
            ("container", "field", "category", "records", "scanned"),
            [(f.container, f.field, f.category, f.records, f.scanned) for f in places],
        )
    say(found, request, quiet=True)
    failed = places and found.exit_code is not ExitCode.STORE
    raise typer.Exit(ExitCode.GATE_FAILED if failed else found.exit_code)
