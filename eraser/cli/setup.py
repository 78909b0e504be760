"""`eraser init`, `eraser doctor`: a first configuration, and whether it works."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from eraser.cli.options import CONFIG, ConfigOption, Output, OutputOption
from eraser.cli.render import write_json, write_table
from eraser.cli.terminal import note
from eraser.errors import ExitCode, UsageError


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(init)
    app.command()(doctor)


def init(
    folder: Annotated[Path, typer.Argument(help="Where to write the files.")] = Path(),
) -> None:
    """Write a first eraser.yaml, datamap.yaml and subject.yaml, with comments to follow.

    Exit codes: 0 written, 2 a file is there already (nothing is overwritten).
    """
    names = ("eraser.yaml", "datamap.yaml", "subject.yaml")
    there = [name for name in names if (folder / name).exists()]
    if there:
        raise UsageError(f"{folder}: {', '.join(there)} exists already; nothing was written.")
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        text = files("eraser.cli").joinpath("starters", name).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")
    note(f"Written to {folder}: {', '.join(names)}. Fill them in, then run `eraser doctor`.")


def doctor(config: ConfigOption = CONFIG, output: OutputOption = Output.TABLE) -> None:
    """Check every store: connection, containers, data map, and whether a writer is configured.

    Exit codes: 0 all well, 4 something needs a look, 5 a store is unreachable or rights are
    missing. JSON: `checks[]` with `store, check, ok, words`.
    """
    from eraser import app

    with app.open_workspace(config) as work:
        checks = app.doctor(work)
    if output is Output.JSON:
        write_json(
            {
                "version": 1,
                "checks": [
                    {"store": c.store, "check": c.what, "ok": c.ok, "words": c.words}
                    for c in checks
                ],
            }
        )
    else:
        write_table(
            "Checks",
            ("store", "check", "", "what to know"),
            [(c.store, c.what, "ok" if c.ok else "look", c.words) for c in checks],
        )
    if not all(c.ok for c in checks):
        lost = any(c.what == "connection" and not c.ok for c in checks)
        raise typer.Exit(ExitCode.STORE if lost else ExitCode.PARTLY)
