"""The promises of `Writer`."""

from __future__ import annotations

import pytest

from eraser.contract.testing.arrange import (
    Contract,
    StoreUnderTest,
    apply,
    everything,
    ids,
    step,
)
from eraser.model.outcome import (
    Absent,
    Applied,
    Done,
    Failed,
    Held,
    NotApplied,
    Stale,
    Unclear,
    Unsupported,
)
from eraser.model.plan import Action


class DeleteRemovesExactlyItsRecord(Contract):
    """The record goes, and every other stays as it was."""

    def test_one_record_goes_and_the_others_stay(self, store: StoreUnderTest) -> None:
        others = [row for row in store.rows() if row["id"] != "1"]
        assert [type(o) for o in apply(store, step(everything(store)["1"]))] == [Done]
        assert store.rows() == others

    def test_several_records_of_one_group_go_together(self, store: StoreUnderTest) -> None:
        records = everything(store)
        outcomes = apply(store, step(records["2"]), step(records["10"]))
        assert [type(o) for o in outcomes] == [Done, Done]
        assert ids(store) == ["1", "11"]

    def test_every_record_can_go(self, store: StoreUnderTest) -> None:
        outcomes = apply(store, *(step(r) for r in everything(store).values()))
        assert {type(o) for o in outcomes} == {Done}
        assert store.rows() == []


class UpdateSetsExactlyItsFields(Contract):
    """Named fields change; all others, and all other records, stay as they were."""

    def test_named_fields_change_and_nothing_else(self, store: StoreUnderTest) -> None:
        before = {str(row["id"]): row for row in store.rows()}
        record = everything(store)["1"]
        change = step(record, Action.UPDATE, email="dzēsts", note="Zvanīja [dzēsts].")
        assert [type(o) for o in apply(store, change)] == [Done]
        after = {str(row["id"]): row for row in store.rows()}
        assert after["1"] == {**before["1"], "email": "dzēsts", "note": "Zvanīja [dzēsts]."}
        assert {k: v for k, v in after.items() if k != "1"} == {
            k: v for k, v in before.items() if k != "1"
        }

    def test_null_empties_a_field(self, store: StoreUnderTest) -> None:
        record = everything(store)["1"]
        assert [type(o) for o in apply(store, step(record, Action.UPDATE, note=None))] == [Done]
        assert not next(row for row in store.rows() if row["id"] == "1")["note"]

    def test_delete_and_update_share_a_group(self, store: StoreUnderTest) -> None:
        records = everything(store)
        outcomes = apply(
            store, step(records["1"]), step(records["10"], Action.UPDATE, note="dzēsts")
        )
        assert [type(o) for o in outcomes] == [Done, Done]
        assert ids(store) == ["10", "11", "2"]
        assert next(row for row in store.rows() if row["id"] == "10")["note"] == "dzēsts"


class ChangedRecordsAreLeftAlone(Contract):
    """A record that changed since it was planned is `Stale`, and keeps what it has."""

    @pytest.mark.parametrize("action", [Action.DELETE, Action.UPDATE])
    def test_a_stale_record_is_not_touched(self, store: StoreUnderTest, action: Action) -> None:
        record = everything(store)["2"]
        store.alter("2", "name", "Anna Kalniņa")
        before = store.rows()
        changes = {"email": "dzēsts"} if action is Action.UPDATE else {}
        assert [type(o) for o in apply(store, step(record, action, **changes))] == [Stale]
        assert store.rows() == before


class ApplyingTwiceIsApplyingOnce(Contract):
    """The second time finds nothing to do, and says so truly."""

    def test_a_deleted_record_is_absent_the_second_time(self, store: StoreUnderTest) -> None:
        planned = step(everything(store)["2"])
        apply(store, planned)
        before = store.rows()
        (outcome,) = apply(store, planned)
        assert isinstance(outcome, (Absent, Done))
        assert store.rows() == before

    def test_an_update_is_not_done_a_second_time(self, store: StoreUnderTest) -> None:
        planned = step(everything(store)["2"], Action.UPDATE, email="dzēsts")
        apply(store, planned)
        before = store.rows()
        (outcome,) = apply(store, planned)
        assert isinstance(outcome, (Stale, Done))
        assert store.rows() == before

    def test_a_record_that_never_was_is_not_done(self, store: StoreUnderTest) -> None:
        record = everything(store)["2"]
        apply(store, step(record))
        (outcome,) = apply(store, step(record, Action.UPDATE, email="dzēsts"))
        assert isinstance(outcome, (Absent, Stale, Failed, Unsupported, Held))


class ProbeTellsTheTruth(Contract):
    """Before: not applied. After: applied. Changed by someone else: unclear."""

    def test_before_the_step_it_is_not_applied(self, store: StoreUnderTest) -> None:
        records = everything(store)
        steps = [step(records["1"]), step(records["2"], Action.UPDATE, email="dzēsts")]
        with store.writer() as writer:
            assert [type(e) for e in writer.probe(steps)] == [NotApplied, NotApplied]

    def test_after_the_step_it_is_applied(self, store: StoreUnderTest) -> None:
        records = everything(store)
        steps = [step(records["1"]), step(records["2"], Action.UPDATE, email="dzēsts")]
        apply(store, *steps)
        with store.writer() as writer:
            assert [type(e) for e in writer.probe(steps)] == [Applied, Applied]

    def test_a_change_by_another_is_unclear(self, store: StoreUnderTest) -> None:
        planned = step(everything(store)["2"], Action.UPDATE, email="dzēsts")
        store.alter("2", "name", "Anna Kalniņa")
        with store.writer() as writer:
            assert [type(e) for e in writer.probe([planned])] == [Unclear]

    def test_probing_and_preflight_change_nothing(self, store: StoreUnderTest) -> None:
        before = store.rows()
        planned = step(everything(store)["2"])
        with store.writer() as writer:
            writer.probe([planned])
            assert writer.preflight([planned]) == ()
        assert store.rows() == before
