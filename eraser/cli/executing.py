"""`eraser execute`, `eraser resume`, `eraser verify`: carrying a plan out, and looking again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eraser.cli import results
from eraser.cli.options import (
    CONFIG,
    ByOption,
    CaseOption,
    ConfigOption,
    ControllerOption,
    Output,
    OutputOption,
    QuietOption,
    SubjectOption,
    TodayOption,
)
from eraser.cli.planning import PlanArgument
from eraser.cli.render import write_json, write_table
from eraser.cli.terminal import day, note, now, terminal_progress, who
from eraser.errors import ExitCode, RefusedError

if TYPE_CHECKING:
    from eraser.app import Result

execute = typer.Typer(help="Carry out a playbook or an approved plan.", no_args_is_help=True)

OutOption = Annotated[
    Path, typer.Option("--evidence", help="Folder for certificate and report, by case.")
]
LanguageOption = Annotated[str, typer.Option("--lang", help="Language of the report: lv or en.")]
EVIDENCE = Path("evidence")


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(execute, name="execute")
    app.command()(resume)
    app.command()(verify)


@execute.command("playbook")
def execute_playbook(
    playbook: Annotated[str, typer.Argument(help="A shipped playbook (erasure) or a YAML file.")],
    subject: SubjectOption,
    approve: Annotated[
        str,
        typer.Option("--approve", help="The digest (12 digits or more) of the plan you agreed to."),
    ] = "",
    case: CaseOption = "",
    by: ByOption = "",
    today: TodayOption = "",
    evidence: OutOption = EVIDENCE,
    language: LanguageOption = "lv",
    output: OutputOption = Output.TABLE,
    controller: ControllerOption = "",
    config: ConfigOption = CONFIG,
    quiet: QuietOption = False,
) -> None:
    """Find, plan, show, ask, erase, verify, certify.

    On a terminal it asks for the beginning of the plan's digest; elsewhere --approve must give
    it. Exit codes: 0 done and verified, 1 residue found, 2 usage, 3 refused (not approved,
    obstacles, everything held), 4 partly done, 5 a store is unreachable, 130 interrupted:
    `eraser resume` goes on. JSON: as `eraser verify`.
    """
    from eraser import app
    from eraser.cli.plans import show_plan
    from eraser.cli.subject import read_subject

    progress = terminal_progress(quiet)
    with app.open_workspace(config, controller) as work:
        person = read_subject(subject, work.patterns, quiet)
        made = app.make_plan(work, person, playbook, case, day(today), progress)
        if output is Output.TABLE:
            show_plan(made.plan, output)
        _ask(made.plan.digest, approve)
        app.approve(work, made.plan.digest, who(by), now())
        result = app.execute(work, made.plan.digest, who(by), now, evidence, language, progress)
    _show(result, output, quiet)


@execute.command("plan")
def execute_plan(
    plan: PlanArgument,
    by: ByOption = "",
    evidence: OutOption = EVIDENCE,
    language: LanguageOption = "lv",
    output: OutputOption = Output.TABLE,
    config: ConfigOption = CONFIG,
    quiet: QuietOption = False,
) -> None:
    """Carry out a plan that was approved. Exit codes and JSON as for `execute playbook`."""
    from eraser import app

    with app.open_workspace(config) as work:
        digest = app.digest_of(work, plan)
        result = app.execute(
            work, digest, who(by), now, evidence, language, terminal_progress(quiet)
        )
    _show(result, output, quiet)


def resume(
    plan: Annotated[
        str, typer.Argument(metavar="[PLAN]", help="A digest; without it, every interrupted plan.")
    ] = "",
    by: ByOption = "",
    evidence: OutOption = EVIDENCE,
    language: LanguageOption = "lv",
    output: OutputOption = Output.TABLE,
    config: ConfigOption = CONFIG,
    quiet: QuietOption = False,
) -> None:
    """Go on where an execution was interrupted. Exit codes and JSON as for `execute playbook`."""
    from eraser import app

    with app.open_workspace(config) as work:
        digests = [app.digest_of(work, plan)] if plan else app.interrupted(work)
        if not digests:
            note("Nothing was interrupted.", quiet)
        results = [
            app.execute(work, d, who(by), now, evidence, language, terminal_progress(quiet))
            for d in digests
        ]
    codes = [_report(result, output, quiet) for result in results]
    raise typer.Exit(max(codes, default=ExitCode.DONE))


def verify(
    plan: PlanArgument,
    output: OutputOption = Output.TABLE,
    config: ConfigOption = CONFIG,
    quiet: QuietOption = False,
) -> None:
    """Search every store again for the person of an executed plan. Changes nothing.

    Exit codes: 0 nothing found that should be gone, 1 residue, 4 places could not be read, 5 a
    store is unreachable. JSON: `residue[]` with `store, container, key, why`; `expected`
    (records that stay, by reason); `searched[]`, `not_read[]`, `remnants[]`; after an execution
    also `outcomes`, `certificate`, `report`.
    """
    from eraser import app

    with app.open_workspace(config) as work:
        result = app.verify(work, app.digest_of(work, plan), terminal_progress(quiet))
    _show(result, output, quiet)


def _ask(digest: str, approved: str) -> None:
    """Refuse unless the person names the digest. Raises RefusedError."""
    if not approved and sys.stdin.isatty():
        approved = typer.prompt(f"To erase, type the first digits of the digest ({digest[:12]})")
    if len(approved) < 12 or not digest.startswith(approved):
        raise RefusedError(
            "Nothing was changed: the plan was not approved. Read it (`eraser plan`), then repeat "
            f"with --approve {digest[:12]}; a plan made from other data has another digest."
        )


def _show(result: Result, output: Output, quiet: bool) -> None:
    raise typer.Exit(_report(result, output, quiet))


def _report(result: Result, output: Output, quiet: bool) -> ExitCode:
    """Write the result; give the exit code."""
    if output is Output.JSON:
        write_json(results.document(result))
    else:
        write_table("What happened", ("", "records", "where", "why"), results.rows(result))
    for words in results.notes(result):
        note(words, quiet)
    return results.exit_code(result)
