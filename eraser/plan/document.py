"""A plan as a file: JSON with documented, versioned fields, refused when it was changed.

Fields (version 1): `version`, `case`, `playbook`, `made_on`, `subject_digest`, `inputs` (name to
digest), `warnings`, `digest`, and `steps[]` with `id, group, store, container, key, version,
action, fields, changes, reason, cite, until`. Days are ISO dates, `until` may be null; `fields`
repeats the names in `changes`. The file holds keys of records: keep it as the stores are kept.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Literal, cast

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from eraser.digests import canonical, digest, plain
from eraser.errors import RefusedError
from eraser.model.place import Container, RecordRef
from eraser.model.plan import Action, Change, Plan, Step

VERSION = 1


class _ChangeFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    field: str
    value: JsonValue


class _StepFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    id: str
    group: str
    store: str
    container: str
    key: list[str]
    version: str
    action: Action
    fields: list[str]
    changes: list[_ChangeFile]
    reason: str
    cite: str
    until: date | None


class _PlanFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    version: Literal[1]
    case: str
    playbook: str
    made_on: date
    subject_digest: str
    inputs: dict[str, str]
    warnings: list[str]
    steps: list[_StepFile]
    digest: str


def plan_digest(plan: Plan) -> str:
    """SHA-256 of the canonical bytes of every field of the plan but `digest`."""
    content = cast(dict[str, object], plain(plan))
    return digest({name: value for name, value in content.items() if name != "digest"})


def verify_digest(plan: Plan) -> None:
    """Raises RefusedError when the plan is not the one that its digest was made of."""
    if plan.digest != plan_digest(plan):
        raise RefusedError(
            "The plan is not what its digest says: it was changed after it was made. "
            "Make it again with `eraser plan`, and have that one approved."
        )


def plan_to_json(plan: Plan) -> str:
    """The plan as text: the same plan, the same text."""
    return json.dumps(_document(plan), ensure_ascii=False, indent=2) + "\n"


def plan_from_json(text: str) -> Plan:
    """The plan in a file. Raises RefusedError: not a plan, another version, or changed since."""
    try:
        found = _PlanFile.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise RefusedError(
            f"This is not a plan of version {VERSION}: {where}: {first['msg']}. "
            "Make it again with `eraser plan`."
        ) from None
    plan = _plan(found)
    verify_digest(plan)
    if canonical(_document(plan)) != canonical(found.model_dump(mode="json")):
        raise RefusedError(
            "The plan's lists of fields are not those of its changes: make it again."
        )
    return plan


def _document(plan: Plan) -> dict[str, object]:
    return {
        "version": VERSION,
        "case": plan.case,
        "playbook": plan.playbook,
        "made_on": plan.made_on.isoformat(),
        "subject_digest": plan.subject_digest,
        "inputs": dict(plan.inputs),
        "warnings": list(plan.warnings),
        "steps": [_step_document(step) for step in plan.steps],
        "digest": plan.digest,
    }


def _step_document(step: Step) -> dict[str, object]:
    return {
        "id": step.id,
        "group": step.group,
        "store": step.ref.container.store,
        "container": step.ref.container.name,
        "key": list(step.ref.key),
        "version": step.version,
        "action": step.action.value,
        "fields": [change.field for change in step.changes],
        "changes": [{"field": c.field, "value": c.value} for c in step.changes],
        "reason": step.reason,
        "cite": step.cite,
        "until": step.until.isoformat() if step.until else None,
    }


def _plan(found: _PlanFile) -> Plan:
    return Plan(
        case=found.case,
        playbook=found.playbook,
        made_on=found.made_on,
        subject_digest=found.subject_digest,
        inputs=tuple(found.inputs.items()),
        steps=tuple(_step(step) for step in found.steps),
        warnings=tuple(found.warnings),
        digest=found.digest,
    )


def _step(found: _StepFile) -> Step:
    return Step(
        id=found.id,
        group=found.group,
        ref=RecordRef(Container(found.store, found.container), tuple(found.key)),
        version=found.version,
        action=found.action,
        reason=found.reason,
        changes=tuple(Change(c.field, c.value) for c in found.changes),
        cite=found.cite,
        until=found.until,
    )
