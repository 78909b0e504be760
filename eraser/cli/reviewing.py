"""`eraser review`, `eraser explain`: what is uncertain, what a person decides, and why."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from eraser.cli.options import (
    CONFIG,
    ByOption,
    ConfigOption,
    ControllerOption,
    Output,
    OutputOption,
    QuietOption,
    RevealOption,
    SubjectOption,
)
from eraser.cli.render import write_json, write_table
from eraser.cli.terminal import may_reveal, note, now, terminal_progress, who
from eraser.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from eraser.model.graph import Verdict
    from eraser.review import Review, Reviewed


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(review)
    app.command()(explain)


def review(
    subject: SubjectOption,
    decide: Annotated[
        list[str] | None,
        typer.Option(
            "--decide",
            metavar="RECORD=ANSWER",
            help="Answer theirs, not-theirs or shared for a record, by its id (may be repeated).",
        ),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept sealed.")] = "",
    by: ByOption = "",
    output: OutputOption = Output.TABLE,
    reveal: RevealOption = False,
    controller: ControllerOption = "",
    config: ConfigOption = CONFIG,
    quiet: QuietOption = False,
) -> None:
    """Show the records of which it is uncertain whose they are, and decide about them.

    A decision counts for this person and the record as it is now; the next plan uses it, and a
    plan that takes what is not theirs is refused. Nothing undecided is erased.

    Exit codes: 0 nothing is open, 2 usage, 3 refused (it is certainly another person's), 4 some
    are open or places could not be read, 5 a store is unreachable. JSON: `records[]` with `id,
    store, container, key, verdict, for[], against[], decision` (null, or `verdict, reason, by,
    at`); `not_followed[]`.
    """
    from eraser import app
    from eraser import review as reviewing
    from eraser.cli.subject import read_subject

    show = may_reveal(reveal)
    answers = _answers(decide or [])
    with app.open_workspace(config, controller) as work:
        person = read_subject(subject, work.patterns, quiet)
        progress = terminal_progress(quiet)
        if answers:
            done = reviewing.decide(work, person, answers, reason, who(by), now(), progress)
            note("Decided. A plan made from now on counts with it.", quiet)
        else:
            done = reviewing.review(work, person, progress)
    if output is Output.JSON:
        write_json(_document(done))
    else:
        _table(done, show)
    for words in done.trace.not_followed:
        note(f"Not followed: {words}", quiet)
    if _open(done) or done.trace.not_read:
        raise typer.Exit(ExitCode.PARTLY)


def explain(
    record: Annotated[
        str, typer.Argument(metavar="RECORD", help="A record's id, or STORE/CONTAINER=KEY.")
    ],
    subject: SubjectOption,
    output: OutputOption = Output.TABLE,
    controller: ControllerOption = "",
    config: ConfigOption = CONFIG,
    quiet: QuietOption = False,
) -> None:
    """Print the chain from the subject to a record, and what is for and against it.

    Exit codes: 0, 2 usage or no such record, 5 a store is unreachable. JSON: `id`, `lines[]`.
    """
    from eraser import app
    from eraser import review as reviewing
    from eraser.cli.subject import read_subject

    with app.open_workspace(config, controller) as work:
        person = read_subject(subject, work.patterns, quiet)
        name, lines = reviewing.explain(work, person, record, terminal_progress(quiet))
    if output is Output.JSON:
        write_json({"version": 1, "id": name, "lines": list(lines)})
    else:
        for line in lines:
            typer.echo(line)


def _answers(decide: list[str]) -> dict[str, Verdict]:
    """Raises UsageError for anything but RECORD=ANSWER, and for two answers about one record."""
    from eraser.review import ANSWERS

    found: dict[str, Verdict] = {}
    for word in decide:
        name, _, answer = word.rpartition("=")
        if answer not in ANSWERS or not name or name in found:
            raise UsageError(
                f"--decide: write it as RECORD=ANSWER, once for each record; the answer is "
                f"{', '.join(ANSWERS)}."
            )
        found[name] = ANSWERS[answer]
    return found


def _open(done: Review) -> int:
    return sum(r.ruling is None for r in done.records)


def _document(done: Review) -> dict[str, object]:
    return {
        "version": 1,
        "records": [
            {
                "id": r.id,
                "store": r.traced.record.ref.container.store,
                "container": r.traced.record.ref.container.name,
                "key": list(r.traced.record.ref.key),
                "verdict": r.traced.verdict.value,
                "for": list(r.supports),
                "against": list(r.against),
                "decision": _decision(r),
            }
            for r in done.records
        ],
        "not_followed": list(done.trace.not_followed),
    }


def _decision(record: Reviewed) -> dict[str, object] | None:
    return asdict(record.ruling) if record.ruling else None


def _table(done: Review, reveal: bool) -> None:
    columns = ["id", "container", "for", "against", "decided"]
    rows: list[list[object]] = []
    for r in done.records:
        ruled = f"{r.ruling.verdict.value} by {r.ruling.by}: {r.ruling.reason}" if r.ruling else ""
        row: list[object] = [
            r.id,
            r.traced.record.ref.container,
            "; ".join(r.supports),
            "; ".join(r.against),
            ruled,
        ]
        rows.append([*row, " · ".join(r.traced.record.ref.key)] if reveal else row)
    title = f"{len(rows)} records for review, {_open(done)} of them open"
    write_table(title, [*columns, "key"] if reveal else columns, rows)
