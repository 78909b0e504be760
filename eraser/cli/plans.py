"""A plan on standard output."""

from __future__ import annotations

from eraser.cli.options import Output
from eraser.cli.render import write_table
from eraser.model.plan import Plan, Step


def show_plan(plan: Plan, output: Output, reveal: bool = False) -> None:
    """The plan as its JSON file, or as a table in which keys show only with `reveal`."""
    if output is Output.JSON:
        import typer

        from eraser.app import plan_text

        typer.echo(plan_text(plan))
        return
    columns = ("step", "action", "container", "fields", "reason", "cite", "until")
    write_table(
        f"Case {plan.case}: {plan.playbook}, {len(plan.steps)} steps, digest {plan.digest}",
        (*columns, "key") if reveal else columns,
        [(*_row(step), " · ".join(step.ref.key)) if reveal else _row(step) for step in plan.steps],
    )
    if plan.warnings:
        write_table("Warnings", ("",), [(w,) for w in plan.warnings])


def _row(step: Step) -> tuple[str, ...]:
    return (
        step.id,
        step.action.value,
        str(step.ref.container),
        ", ".join(change.field for change in step.changes),
        step.reason,
        step.cite,
        step.until.isoformat() if step.until else "",
    )
