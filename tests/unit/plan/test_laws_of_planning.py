"""What holds of every plan, whatever was found: checked on many made-up worlds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eraser.datamap import DataMap
from eraser.documents import read_text
from eraser.model.graph import Traced, Verdict
from eraser.model.place import (
    Container,
    ContainerSchema,
    OnDelete,
    RecordRef,
    Reference,
    Value,
)
from eraser.model.plan import Action, Plan
from eraser.plan.links import deletes_through
from tests.unit.plan.builders import make, number, text, traced

TABLES = [Container("crm", f"t{n}") for n in range(3)]
law = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HELD, OVER = "2026-01-01", "2001-01-01"
ENTRY = """
  crm/{name}:
    purpose: p
    legal_basis: contract
    identifiers: {{p: email}}
    subject: [{subject}]
    holds: [{{law: lv.gl.28.5, clock: day}}]
"""


@dataclass(frozen=True)
class World:
    records: tuple[Traced, ...]
    schemas: tuple[ContainerSchema, ...]
    references: tuple[Reference, ...]
    dmap: DataMap

    def plan(self, records: tuple[Traced, ...] | None = None) -> Plan:
        return make(
            *(self.records if records is None else records),
            dmap=self.dmap,
            schemas=self.schemas,
            references=self.references,
        )


@st.composite
def schema_of(draw: st.DrawFn, table: Container) -> ContainerSchema:
    links = [number(f"r{n}", nullable=draw(st.booleans())) for n in range(len(TABLES))]
    personal = text("p", nullable=draw(st.booleans()), unique=draw(st.booleans()))
    key = number("id", nullable=False, unique=True, writable=False)
    return ContainerSchema(table, (key, *links, personal, text("day")), ("id",))


@st.composite
def reference(draw: st.DrawFn, schema: ContainerSchema, target: int) -> Reference:
    field = schema.field(f"r{target}")
    return Reference(
        schema.container,
        (f"r{target}",),
        TABLES[target],
        ("id",),
        draw(st.sampled_from([OnDelete.REFUSE, OnDelete.CASCADE, OnDelete.SET_NULL])),
        enforced=True,
        nullable=field is not None and field.nullable,
        deferrable=draw(st.booleans()),
    )


@st.composite
def record(draw: st.DrawFn, schema: ContainerSchema, row_id: int) -> Traced:
    fields: dict[str, Value] = {"id": row_id, "p": "anna@example.lv"}
    fields["day"] = draw(st.sampled_from([HELD, OVER, OVER, None]))
    for n in range(len(TABLES)):
        fields[f"r{n}"] = draw(st.sampled_from([None, None, 0, 1, 2, 3]))
    verdict = draw(st.sampled_from([Verdict.THEIRS] * 5 + list(Verdict)))
    found = traced(RecordRef(schema.container, (str(row_id),)), fields, verdict)
    if verdict is Verdict.SHARED:
        own = draw(st.lists(st.sampled_from(["p", "r0", "r1", "r2"]), unique=True))
        found = replace(found, fields=tuple(own))
    return found


@st.composite
def worlds(draw: st.DrawFn) -> World:
    schemas = tuple(draw(schema_of(table)) for table in TABLES)
    pairs = [(s, n) for s in schemas for n in range(len(TABLES)) if draw(st.booleans())]
    references = tuple(draw(reference(s, n)) for s, n in pairs)
    entries = []
    for table in TABLES:
        target = draw(st.integers(0, len(TABLES) - 1))
        subject = f"{{fields: r{target}, of: crm/t{target}, at: id}}"
        entries.append(ENTRY.format(name=table.name, subject=subject))
    dmap = "version: 1\ncontroller: c\ncontainers:" + "".join(entries)
    records = tuple(
        draw(record(schema, n)) for schema in schemas for n in range(draw(st.integers(0, 4)))
    )
    return World(records, schemas, references, read_text(dmap, DataMap, "datamap.yaml"))


def fields_after(made: Plan, found: Traced) -> dict[str, Value]:
    step = next((s for s in made.steps if s.ref == found.record.ref), None)
    changes = {c.field: c.value for c in step.changes} if step else {}
    return dict(found.record.fields) | changes


def pointing(
    world: World, found: Traced, made: Plan | None = None, *, enforced: bool
) -> Iterator[tuple[Reference, RecordRef]]:
    """What a record refers to: now, or when a plan has been carried out."""
    after = fields_after(made, found) if made else found.record.fields
    declared = [r for r, _ in world.dmap.references()]
    for one in world.references if enforced else declared:
        value = after[one.fields[0]]
        if one.source == found.record.ref.container and value is not None:
            yield one, RecordRef(one.target, (str(value),))


@law
@given(worlds())
def test_every_record_but_another_persons_has_exactly_one_step(world: World) -> None:
    wanted = sorted(t.record.ref for t in world.records if t.verdict is not Verdict.OTHER)
    assert sorted(s.ref for s in world.plan().steps) == wanted


@law
@given(worlds())
def test_no_held_record_is_ever_changed(world: World) -> None:
    actions = {s.ref: s.action for s in world.plan().steps}
    for found in world.records:
        sure = found.verdict in (Verdict.THEIRS, Verdict.SHARED)
        if sure and found.record.fields["day"] != OVER:
            assert actions[found.record.ref] is Action.KEEP


@law
@given(worlds())
def test_no_deleted_record_is_referred_to_by_one_that_stays(world: World) -> None:
    made = world.plan()
    actions = {s.ref: s.action for s in made.steps}
    gone = {ref for ref, action in actions.items() if action is Action.DELETE}
    for found in world.records:
        ref = found.record.ref
        if ref in gone:
            continue
        for _, target in pointing(world, found, made, enforced=True):
            assert target not in gone
        if actions.get(ref) is not Action.REVIEW:
            for _, target in pointing(world, found, made, enforced=False):
                assert target not in gone


@law
@given(worlds())
def test_children_go_before_the_parents_that_need_it(world: World) -> None:
    made = world.plan()
    changing = [s for s in made.steps if s.action.changes]
    place = {s.ref: (n, s.group, s.action) for n, s in enumerate(changing)}
    for found in (t for t in world.records if t.record.ref in place):
        here, group, _ = place[found.record.ref]
        for one, target in pointing(world, found, enforced=True):
            if target in place and target != found.record.ref:
                there, its_group, action = place[target]
                assert group == its_group
                soft = one.deferrable or deletes_through(one) or one.source == one.target
                assert soft or action is not Action.DELETE or here < there


@law
@given(worlds())
def test_clearing_leaves_keys_and_required_fields_alone(world: World) -> None:
    schemas = {s.container: s for s in world.schemas}
    foreign = {(r.source, r.fields[0]) for r in world.references}
    for step in world.plan().steps:
        for change in step.changes:
            field = schemas[step.ref.container].field(change.field)
            assert field is not None
            assert field.writable
            assert field.nullable or change.value is not None
            assert (step.ref.container, change.field) not in foreign or change.value is None


@law
@given(worlds(), st.randoms())
def test_the_digest_does_not_depend_on_the_order_of_discovery(world: World, random: object) -> None:
    shuffled = list(world.records)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert world.plan(tuple(shuffled)) == world.plan()


@law
@given(worlds())
def test_planning_again_after_the_plan_finds_nothing_to_clear_twice(world: World) -> None:
    made = world.plan()
    gone = {s.ref for s in made.steps if s.action is Action.DELETE}
    left = tuple(
        replace(t, record=replace(t.record, fields=fields_after(made, t)))
        for t in world.records
        if t.record.ref not in gone and t.verdict is not Verdict.SHARED
    )
    shared = tuple(t for t in world.records if t.verdict is Verdict.SHARED)
    again = world.plan((*left, *shared))
    refs = {t.record.ref for t in left}
    assert not [s for s in again.steps if s.action is Action.UPDATE and s.ref in refs]
