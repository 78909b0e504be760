"""A small erasure, done and looked at again: a plan with its execution and its verification."""

from __future__ import annotations

from datetime import UTC, date, datetime

from eraser.model.outcome import Absent, Done, Failed, Remnant, Stale
from eraser.model.place import Container, RecordRef
from eraser.model.plan import Action, Change, Plan, Step
from eraser.model.proof import Execution, Residue, Verification, Why

AT = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
SECRETS = ("161175-19997", "janis.berzins@example.lv", "Bērziņš", "exports/berzins.csv")
"""Keys and values of the records: none of them may stand in any evidence."""
CUSTOMERS = Container("crm", "public.customers")
INVOICES = Container("crm", "public.invoices")
EXPORTS = Container("files", "bucket/exports/*.csv")


def step(number: int, container: Container, action: Action, **more: object) -> Step:
    """Step `s…` on a record whose key and changes are the secrets above."""
    return Step(
        id=f"s{number:04}",
        group="g1",
        ref=RecordRef(container, (SECRETS[3], SECRETS[0])),
        version=f"v{number}",
        action=action,
        reason="kept for the accounts" if action is Action.KEEP else "cleared",
        changes=(Change("note", SECRETS[1]),) if action is Action.UPDATE else (),
        **more,  # type: ignore[arg-type]
    )


def plan(*steps: Step) -> Plan:
    """A plan of these steps, or of one of each kind."""
    return Plan(
        case="2026-014",
        playbook="erasure",
        made_on=date(2026, 3, 1),
        subject_digest="5" * 64,
        inputs=(("datamap", "d" * 64), ("laws", "e" * 64)),
        steps=steps
        or (
            step(1, CUSTOMERS, Action.DELETE),
            step(2, EXPORTS, Action.DELETE),
            step(3, EXPORTS, Action.DELETE),
            step(4, CUSTOMERS, Action.UPDATE, cite="VDAR 17. pants"),
            step(5, INVOICES, Action.KEEP, cite="Grāmatvedības likums", until=date(2031, 1, 1)),
            step(6, INVOICES, Action.KEEP, cite="NILLTPFNL"),
            step(7, CUSTOMERS, Action.REVIEW),
            step(8, CUSTOMERS, Action.DELETE),
            step(9, CUSTOMERS, Action.UPDATE),
        ),
        warnings=(),
        digest="a" * 64,
    )


def execution() -> Execution:
    """What became of the steps of `plan()`: two of them could not be done."""
    return Execution(
        (
            Done("s0001", "row triggers of the table ran"),
            Done("s0002"),
            Absent("s0003"),
            Done("s0004"),
            Failed("s0008", "a foreign key would be broken"),
            Stale("s0009"),
        ),
        "f" * 64,
    )


def verification(*residue: Residue, **more: object) -> Verification:
    """A second search that found what was held, and this residue."""
    return Verification(
        residue=residue,
        expected=((Why.HELD, 2),),
        searched=(CUSTOMERS, INVOICES, EXPORTS),
        remnants=(Remnant("crm/public.customers", "2 dead tuples", "VACUUM"),),
        **{"not_read": (), **more},  # type: ignore[arg-type]
    )
