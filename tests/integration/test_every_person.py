"""The whole line on the made-up company, against its truth labels, on real servers."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from eraser import app
from eraser.contract.read import KEY_COLUMN, Reader
from eraser.demo.servers.unavailable import Unavailable
from eraser.demo.stage import Stage, stage
from eraser.demo.world.people import Person
from eraser.demo.world.record import Claim, Fate
from eraser.demo.world.subjects import subject_of
from eraser.digests import digest
from eraser.errors import RefusedError
from eraser.model.outcome import Absent, Done
from eraser.model.place import RecordRef
from eraser.model.plan import Action, Plan, Step
from eraser.progress import Silent

pytestmark = pytest.mark.xdist_group("company")

TODAY = date(2026, 11, 22)
PERSONS = 30
ACTIONS = {Fate.ERASE: Action.DELETE, Fate.REVIEW: Action.REVIEW}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A world of thirty customers in real stores."""
    folder = tmp_path_factory.mktemp("company")
    try:
        with stage(folder, seed=7, persons=PERSONS, today=TODAY, progress=Silent()) as ready:
            if os.environ.get("ERASER_REQUIRE_SERVERS") == "1":
                assert all("left out" not in note and "mock" not in note for note in ready.notes)
            yield ready
    except Unavailable as reason:
        if os.environ.get("ERASER_REQUIRE_SERVERS") == "1":
            raise
        pytest.skip(str(reason))


def claims_of(scene: Stage, person: Person) -> dict[RecordRef, Claim]:
    found = {}
    for label in scene.world.labels_of(person.number, scene.planted):
        claim = label.claim(person.number)
        if claim is not None and stored(scene, label.ref):
            found[label.ref] = claim
    return found


def stored(scene: Stage, ref: RecordRef) -> bool:
    """Whether the label's store is there: without a search node the labels of search are not."""
    return f"\n  {ref.container.store}:" in scene.config.read_text()


def plan_for(scene: Stage, person: Person) -> Plan:
    with app.open_workspace(scene.config) as work:
        made = app.make_plan(
            work, subject_of(person), "erasure", f"case-{person.number}", TODAY, Silent()
        )
    assert made.incomplete == ()
    return made.plan


def fits(step: Step, claim: Claim) -> bool:
    """Whether a step does what the label says must become of its record."""
    if claim.fate is Fate.HELD:
        return step.action is Action.KEEP and step.until == claim.until and bool(step.cite)
    changed = {change.field for change in step.changes}
    tops = {path.split("[")[0].split(".")[0] for path in claim.fields}
    if claim.fate is Fate.JOINT:
        return step.action is not Action.DELETE and changed <= tops
    if claim.fate is Fate.REDACTED:
        return step.action is Action.UPDATE and changed == tops
    if claim.fate is Fate.MINIMISE:
        return step.action is (Action.UPDATE if changed else Action.KEEP) and changed >= tops
    return step.action is ACTIONS[claim.fate]


@pytest.mark.slow
def test_for_every_person_the_plan_is_what_the_labels_say(scene: Stage) -> None:
    wrong: list[str] = []
    for person in scene.world.people():
        claims = claims_of(scene, person)
        steps = {step.ref: step for step in plan_for(scene, person).steps}
        wrong += [f"{person.number}: not in the plan: {r}" for r in claims.keys() - steps.keys()]
        wrong += [f"{person.number}: not theirs: {r}" for r in steps.keys() - claims.keys()]
        wrong += [
            f"{person.number}: {claims[ref].fate} became {steps[ref].action}: {ref}"
            for ref in claims.keys() & steps.keys()
            if not fits(steps[ref], claims[ref])
        ]
    assert wrong == []


def contents(reader: Reader) -> Iterator[tuple[RecordRef, str]]:
    """Every present record of a store with a digest of all its fields."""
    for schema in reader.describe():
        for partition in reader.partitions(schema.container, 1 << 26):
            for batch in reader.batches(partition):
                for row in batch.to_pylist():
                    key = tuple(row.pop(KEY_COLUMN))
                    yield RecordRef(schema.container, key), digest([str(schema.container), row])


def everything(scene: Stage) -> dict[RecordRef, str]:
    with app.open_workspace(scene.config) as work:
        return dict(pair for reader in work.readers.values() for pair in contents(reader))


def one_of_each_household(scene: Stage, number: int) -> list[Person]:
    homes = [home for home in scene.world.households()][:number]
    return [home.people[0] for home in homes]


@pytest.mark.slow
def test_erasing_a_person_changes_their_records_and_nobody_elses(scene: Stage) -> None:
    for person in one_of_each_household(scene, 6):
        before = everything(scene)
        claims = claims_of(scene, person)
        plan = plan_for(scene, person)
        result = execute(scene, plan)
        assert result.execution is not None
        assert {type(o) for o in result.execution.outcomes} <= {Done, Absent}
        assert result.verification is not None
        assert result.verification.residue == ()
        after = Counter(everything(scene).values())
        gone = [ref for ref, content in before.items() if not after[content]]
        assert set(gone) <= claims.keys(), "another person's record was changed"
        kept = {r for r, c in claims.items() if c.fate in (Fate.HELD, Fate.REVIEW)}
        assert not kept & set(gone), "a held record or one in review was changed"
        erased = {r for r, c in claims.items() if c.fate is Fate.ERASE and r in before}
        assert erased <= set(gone), "a record that should be gone is there"
        redacted = {r for r, c in claims.items() if c.fate is Fate.REDACTED and r in before}
        assert redacted <= set(gone), "a text still names the person"


def execute(scene: Stage, plan: Plan) -> app.Result:
    def clock() -> datetime:
        return datetime(2026, 11, 22, 12, tzinfo=UTC)

    with app.open_workspace(scene.config) as work:
        app.approve(work, plan.digest, "a test", clock())
        folder = scene.config.parent / "evidence"
        return app.execute(work, plan.digest, "a test", clock, folder, "lv", Silent())


@pytest.mark.slow
def test_a_plan_that_was_certified_is_not_carried_out_again(scene: Stage) -> None:
    plan = plan_for(scene, scene.world.person(PERSONS - 1))
    first = execute(scene, plan)
    assert first.certificate is not None
    signed, before = first.certificate.read_bytes(), everything(scene)
    with pytest.raises(RefusedError, match="carried out"):
        execute(scene, plan)
    assert everything(scene) == before
    assert first.certificate.read_bytes() == signed


def test_certificate_and_report_name_no_identifier(scene: Stage) -> None:
    person = scene.world.person(PERSONS - 2)
    result = execute(scene, plan_for(scene, person))
    assert result.certificate is not None
    assert result.report is not None
    texts = result.certificate.read_text() + result.report.read_text()
    for secret in (person.personal_code, person.email, person.customer_number):
        assert not secret or secret not in texts
