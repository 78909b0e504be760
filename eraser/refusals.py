"""Why an approved plan is not begun: what it follows from changed since it was made."""

from __future__ import annotations

from datetime import datetime, timedelta

from eraser.casefile import CaseFile
from eraser.errors import RefusedError
from eraser.model.graph import Verdict
from eraser.model.plan import Plan
from eraser.workspace import Workspace


def refuse_changed(work: Workspace, plan: Plan) -> None:
    """A plan follows from its data map, playbook and laws: changed ones need a new plan."""
    made_from, now = dict(plan.inputs), work.inputs()
    changed = sorted(name for name in now if made_from.get(name) != now[name])
    if changed:
        raise RefusedError(
            f"Nothing was changed: {', '.join(changed)} changed since plan {plan.digest[:12]} was "
            "made. Make a new plan and approve that one."
        )


def refuse_overruled(work: Workspace, plan: Plan, kept: CaseFile) -> None:
    """Somebody decided since that a record of the plan is not the person's."""
    rulings = work.rulings(kept.identifiers, plan.subject_digest)
    refs = [s.ref for s in plan.steps if s.action.changes and rulings.at(s.ref) is not None]
    records = (r for ref in refs for r in work.readers[ref.container.store].fetch([ref]))
    ruled = (rulings.about(record) for record in records)
    if any(ruling is not None and ruling.verdict is Verdict.OTHER for ruling in ruled):
        raise RefusedError(
            f"Nothing was changed: of plan {plan.digest[:12]} a record is not the person's, as "
            "somebody decided since. Make a new plan and approve that one."
        )


def refuse_future(plan: Plan, now: datetime) -> None:
    """A plan made as of a later day frees what the law still holds today."""
    if plan.made_on > now.date() + timedelta(days=1):  # a day for time zones
        raise RefusedError(
            f"Nothing was changed: plan {plan.digest[:12]} was made as of "
            f"{plan.made_on.isoformat()}; until then its holds are not over."
        )
