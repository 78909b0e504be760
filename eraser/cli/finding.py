"""`eraser find`: every record of one person, whose it is, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eraser.cli.options import (
    CONFIG,
    ConfigOption,
    ControllerOption,
    Output,
    OutputOption,
    QuietOption,
    RevealOption,
    SubjectOption,
)
from eraser.cli.render import write_json, write_table
from eraser.cli.terminal import may_reveal, note, terminal_progress
from eraser.errors import ExitCode

if TYPE_CHECKING:
    from eraser.model.graph import Trace


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(find)


def find(
    subject: SubjectOption,
    controller: ControllerOption = "",
    config: ConfigOption = CONFIG,
    output: OutputOption = Output.TABLE,
    graph: Annotated[
        Path | None,
        typer.Option("--graph", help="Also write the graph: .html, .mmd (Mermaid) or .graphml."),
    ] = None,
    reveal: RevealOption = False,
    quiet: QuietOption = False,
) -> None:
    """Find every record of one person in every store.

    Exit codes: 0 complete, 2 usage, 4 places could not be read or a limit was reached, 5 a store
    is unreachable. JSON: `records[]` with `id, store, container, key, verdict` (theirs, shared,
    review, other), `because[]`, `fields[]`; `not_followed[]`, `not_read[]`.
    """
    from eraser import app, review
    from eraser.cli.subject import read_subject

    show = may_reveal(reveal)
    with app.open_workspace(config, controller) as work:
        person = read_subject(subject, work.patterns, quiet)
        trace = app.find(work, person, terminal_progress(quiet))
        ids = review.ids(work, person, trace)
        if graph is not None:
            app.write_graph(trace, graph, reveal=show)
            note(f"Graph written to {graph}.", quiet)
    if output is Output.JSON:
        write_json(_document(trace, ids))
    else:
        _table(trace, ids, show)
    for words in trace.not_followed:
        note(f"Not followed: {words}", quiet)
    if trace.not_read:
        note(f"{len(trace.not_read)} places could not be read; the search is not complete.")
        raise typer.Exit(ExitCode.PARTLY)


def _document(trace: Trace, ids: Sequence[str]) -> dict[str, object]:
    return {
        "version": 1,
        "records": [
            {
                "id": name,
                "store": t.record.ref.container.store,
                "container": t.record.ref.container.name,
                "key": list(t.record.ref.key),
                "verdict": t.verdict.value,
                "because": [e.words if e.supports else f"against: {e.words}" for e in t.because],
                "fields": list(t.fields),
            }
            for name, t in zip(ids, trace.records, strict=True)
        ],
        "not_followed": list(trace.not_followed),
        "not_read": [
            {
                "store": n.container.store,
                "container": n.container.name,
                "place": n.place,
                "reason": n.reason,
            }
            for n in trace.not_read
        ],
    }


def _table(trace: Trace, ids: Sequence[str], reveal: bool) -> None:
    columns = ["id", "verdict", "container", "because"]
    rows: list[list[object]] = []
    for name, t in zip(ids, trace.records, strict=True):
        because = "; ".join(e.words if e.supports else f"against: {e.words}" for e in t.because)
        row: list[object] = [name, t.verdict.value, t.record.ref.container, because]
        rows.append([*row, " · ".join(t.record.ref.key)] if reveal else row)
    write_table(f"{len(rows)} records", [*columns, "key"] if reveal else columns, rows)
