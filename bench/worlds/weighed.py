"""A trace and its plan, held against what is whose by construction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bench.worlds.made import Claim, Share
from eraser.model.graph import Trace, Traced, Verdict
from eraser.model.place import Record, RecordRef, Value
from eraser.model.plan import Action, Plan
from eraser.plan.law import Laws, load_laws
from eraser.plan.planner import plan
from eraser.plan.playbook import Playbook, load_playbook
from eraser.plan.redaction import redactor
from eraser.playbooks import law_pack_path, playbook_path
from eraser.trace.world import World

TODAY = date(2026, 11, 22)

RIGHT, IN_REVIEW, LOST = "right", "in review", "lost"
WRONG, DOUBTFUL, OTHERS = "wrong", "doubtful, shown", "others', shown"

Found = tuple[str, RecordRef]


@dataclass(frozen=True)
class Scales:
    """What planning needs besides the trace."""

    playbook: Playbook = field(default_factory=lambda: load_playbook(playbook_path("erasure")))
    laws: Laws = field(default_factory=lambda: load_laws([law_pack_path("lv")]))

    def plan(self, trace: Trace, world: World) -> Plan:
        """The erasure plan of a trace."""
        return plan(
            trace,
            world.datamap,
            self.playbook,
            self.laws,
            schemas=world.schemas.values(),
            references=world.references,
            today=TODAY,
            case="bench",
            subject_digest="0",
            redact=redactor(trace.known, trace.subject.names),
        )


Claims = Mapping[RecordRef, Sequence[Claim]]
"""Everybody's share in each record."""


def weighed(
    trace: Trace, made: Plan, truth: Mapping[RecordRef, Claim], everybodys: Claims
) -> list[Found]:
    """One word for every record that is the person's, that was taken, or that was shown."""
    records = {t.record.ref: t.record for t in trace.records}
    traced = {t.record.ref: t for t in trace.records}
    found = [(_of(traced.pop(ref, None), claim), ref) for ref, claim in truth.items()]
    found += ((_strange(t), ref) for ref, t in traced.items() if t.verdict is not Verdict.OTHER)
    found += ((WRONG, ref) for ref in _taken(made, truth))
    return [*found, *((WRONG, ref) for ref in _swept(made, truth, records, everybodys))]


def _of(traced: Traced | None, claim: Claim) -> str:
    verdict = traced.verdict if traced else Verdict.OTHER
    if verdict is Verdict.OTHER:
        return RIGHT if claim.share in (Share.FAINT, Share.UNKNOWABLE) else LOST
    if verdict is Verdict.REVIEW:
        return IN_REVIEW if claim.share in (Share.OWN, Share.PART) else DOUBTFUL
    if claim.share is Share.DOUBT or (verdict is Verdict.THEIRS and claim.share is not Share.OWN):
        return WRONG
    return RIGHT


def _strange(traced: Traced) -> str:
    return OTHERS if traced.verdict is Verdict.REVIEW else WRONG


def _taken(made: Plan, truth: Mapping[RecordRef, Claim]) -> Iterator[RecordRef]:
    """Records that the plan changes more of than is the person's."""
    for step in made.steps:
        claim = truth.get(step.ref)
        whole = claim is not None and claim.share is Share.OWN
        if step.action.changes and not whole:
            fields = {change.field for change in step.changes}
            allowed = claim.fields if claim else frozenset()
            if step.action is Action.DELETE or not fields <= allowed:
                yield step.ref


def _swept(
    made: Plan,
    truth: Mapping[RecordRef, Claim],
    records: Mapping[RecordRef, Record],
    everybodys: Claims,
) -> Iterator[RecordRef]:
    """Records of which a field that several have a part in loses what names another of them."""
    for step in made.steps:
        mine = truth.get(step.ref)
        others = [c for c in everybodys.get(step.ref, ()) if mine and c.person != mine.person]
        for change in step.changes if others and step.action is Action.UPDATE else ():
            before = as_json(records[step.ref].fields.get(change.field))
            after = as_json(change.value)
            signs = {s for c in others if change.field in c.fields for s in c.signs}
            if any(sign in before and sign not in after for sign in signs):
                yield step.ref


def as_json(value: Value) -> str:
    """A value as it is written."""
    return json.dumps(value, ensure_ascii=False, default=str)


def found_at_once(counts: Counter[str]) -> float:
    """The share of a person's records that were found as theirs, wholly or in part."""
    own = counts[RIGHT] + counts[IN_REVIEW] + counts[LOST]
    return counts[RIGHT] / own if own else 1.0


def told(by_number: Counter[str], by_contacts: Counter[str], asked: int, seconds: float) -> str:
    """The figures of a world in words; apart for those who asked by a number of their own and by
    contacts only, whose row is shown for review until somebody confirms the number in it.
    """
    counts = by_number + by_contacts
    own = counts[RIGHT] + counts[IN_REVIEW] + counts[LOST]
    return (
        f"{asked:7} persons asked, {1000 * seconds / max(asked, 1):.0f} ms each\n"
        f"{counts[WRONG]:7} records of others in a plan, or doubtful ones (aim 0)\n"
        f"{own:7} records are theirs, wholly or in part\n"
        f"{found_at_once(by_number):7.4f} of them found as theirs by a number (aim 0.995), "
        f"{found_at_once(by_contacts):.4f} by contacts only\n"
        f"{by_number[IN_REVIEW]:7} in review by a number, {by_contacts[IN_REVIEW]} by contacts; "
        f"{counts[LOST]} lost (aim 0)\n"
        f"{counts[DOUBTFUL]:7} doubtful ones and {counts[OTHERS]} of others shown for review"
    )
