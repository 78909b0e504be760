"""What an execution or a verification ended in: exit code, JSON, table and notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from eraser.errors import ExitCode
from eraser.model.plan import Action

if TYPE_CHECKING:
    from eraser.app import Result


def exit_code(result: Result) -> ExitCode:
    """The worst of what happened: unreachable, residue, partly done, refused, done."""
    execution, verification = result.execution, result.verification
    if execution is not None and execution.unreachable:
        return ExitCode.STORE
    if verification is not None and verification.residue:
        return ExitCode.GATE_FAILED
    actions = {step.action for step in result.plan.steps}
    if Action.REVIEW in actions or (execution is not None and not execution.complete):
        return ExitCode.PARTLY
    if verification is not None and verification.not_read:
        return ExitCode.PARTLY
    if actions == {Action.KEEP}:
        return ExitCode.REFUSED
    return ExitCode.DONE


def document(result: Result) -> dict[str, object]:
    """The JSON of `execute`, `resume` and `verify`; its fields are in the commands' help."""
    content: dict[str, object] = {"version": 1, "plan": result.plan.digest}
    if result.execution is not None:
        content["outcomes"] = [
            {**asdict(o), "outcome": type(o).__name__.lower()} for o in result.execution.outcomes
        ]
        content["unreachable"] = list(result.execution.unreachable)
    if result.verification is not None:
        found = result.verification
        content["clean"] = found.clean
        content["residue"] = [
            {
                "store": r.ref.container.store,
                "container": r.ref.container.name,
                "key": list(r.ref.key),
                "why": r.why,
            }
            for r in found.residue
        ]
        content["expected"] = {why.value: count for why, count in found.expected}
        content["searched"] = [str(c) for c in found.searched]
        content["not_read"] = [
            {"container": str(n.container), "place": n.place, "reason": n.reason}
            for n in found.not_read
        ]
        content["remnants"] = [asdict(r) for r in found.remnants]
    for name, path in (("certificate", result.certificate), ("report", result.report)):
        if path is not None:
            content[name] = str(path)
    return content


def rows(result: Result) -> list[tuple[str, int, str, str]]:
    """Counts for people: what happened, how many records, where, why."""
    outcomes = {o.step: o for o in result.execution.outcomes} if result.execution else {}
    counts: Counter[tuple[str, str, str]] = Counter()
    for step in result.plan.steps:
        outcome = outcomes.get(step.id)
        what = _WORDS.get(step.action, "")
        if step.action.changes:
            what = f"{what}: {type(outcome).__name__.lower()}" if outcome else f"{what}: not yet"
        why = getattr(outcome, "why", "") or step.reason
        until = f", until {step.until.isoformat()}" if step.until else ""
        counts[what, str(step.ref.container), f"{why}{until}"] += 1
    if result.verification is not None:
        for residue in result.verification.residue:
            counts["residue", str(residue.ref.container), residue.why] += 1
    return [(what, count, where, why) for (what, where, why), count in sorted(counts.items())]


_WORDS = {
    Action.DELETE: "erase",
    Action.UPDATE: "clear fields",
    Action.KEEP: "kept",
    Action.REVIEW: "review",
}


def notes(result: Result) -> Iterator[str]:
    """Sentences about what to know and what to do next."""
    execution, verification = result.execution, result.verification
    if not result.plan.steps:
        yield "Nothing of this person was found in any store."
    if execution is not None and execution.unreachable:
        stores = ", ".join(execution.unreachable)
        yield f"Stopped answering: {stores}. Nothing is lost: `eraser resume` goes on."
    if verification is not None:
        yield (
            "A second search of every store found nothing that should be gone."
            if verification.clean
            else f"A second search found {len(verification.residue)} records that should be gone, "
            f"and {len(verification.not_read)} places that cannot be read."
        )
        for remnant in verification.remnants:
            yield f"Remains for a while: {remnant.container}: {remnant.what} ({remnant.until})"
    if result.certificate is not None:
        yield f"Certificate: {result.certificate}"
        yield f"Report: {result.report}"
