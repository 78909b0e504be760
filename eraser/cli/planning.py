"""`eraser plan`, `eraser approve`, `eraser status`: what would be done, and who agreed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eraser.cli.options import (
    CONFIG,
    ByOption,
    CaseOption,
    ConfigOption,
    ControllerOption,
    Output,
    OutputOption,
    QuietOption,
    RevealOption,
    SubjectOption,
    TodayOption,
)
from eraser.cli.render import write_json, write_table
from eraser.cli.terminal import day, may_reveal, note, now, terminal_progress, who
from eraser.errors import ExitCode

PlanArgument = Annotated[
    str, typer.Argument(metavar="PLAN", help="A plan file, or the beginning of a plan's digest.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(plan)
    app.command()(approve)
    app.command()(status)


def plan(
    playbook: Annotated[str, typer.Argument(help="A shipped playbook (erasure) or a YAML file.")],
    subject: SubjectOption,
    case: CaseOption = "",
    today: TodayOption = "",
    to: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the plan file here (mode 0600).")
    ] = None,
    output: OutputOption = Output.TABLE,
    reveal: RevealOption = False,
    controller: ControllerOption = "",
    config: ConfigOption = CONFIG,
    quiet: QuietOption = False,
) -> None:
    """Plan an erasure: steps, holds, reasons, digest. Changes no store.

    Exit codes: 0 planned, 2 usage, 4 planned but places could not be read, 5 a store is
    unreachable. JSON: `digest`, `steps[]` with `store, container, key, action` (delete, update,
    keep, review), `fields, reason, cite, until`.
    """
    from eraser import app
    from eraser.cli.plans import show_plan
    from eraser.cli.subject import read_subject

    show = may_reveal(reveal)
    with app.open_workspace(config, controller) as work:
        person = read_subject(subject, work.patterns, quiet)
        progress = terminal_progress(quiet)
        made = app.make_plan(work, person, playbook, case, day(today), progress)
    if to is not None:
        app.write_plan(made.plan, to)
        note(f"Plan written to {to}.", quiet)
    show_plan(made.plan, output, show)
    if output is Output.TABLE:
        note(f"To go on: eraser approve {made.plan.digest[:12]}", quiet)
    if made.incomplete:
        for words in made.incomplete:
            note(f"Not read: {words}", quiet)
        raise typer.Exit(ExitCode.PARTLY)


def approve(
    plan: PlanArgument,
    by: ByOption = "",
    config: ConfigOption = CONFIG,
) -> None:
    """Approve exactly this plan, by its digest. Exit codes: 0 approved, 2 no such plan."""
    from eraser import app

    with app.open_workspace(config) as work:
        digest = app.approve(work, app.digest_of(work, plan), who(by), now())
    note(f"Approved {digest}\nTo go on: eraser execute plan {digest[:12]}")


def status(config: ConfigOption = CONFIG, output: OutputOption = Output.TABLE) -> None:
    """List plans and how far they are. Exit codes: 0, 2.

    JSON: `plans[]` with `digest, case, approved_by, approved_at, state` (planned, approved,
    interrupted, finished), `done`, `open`.
    """
    from eraser import app

    with app.open_workspace(config) as work:
        rows = app.status(work)
    if output is Output.JSON:
        write_json({"version": 1, "plans": rows})
    else:
        write_table(
            f"{len(rows)} plans",
            ("digest", "case", "state", "approved by", "done", "open"),
            [
                (
                    str(r["digest"])[:12],
                    r["case"],
                    r["state"],
                    r["approved_by"],
                    r["done"],
                    r["open"],
                )
                for r in rows
            ],
        )
