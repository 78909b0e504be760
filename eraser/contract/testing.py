"""Conformance: every promise of `Reader` and `Writer` as a test class that a plugin inherits.

A plugin's test module imports the classes it wants and defines one fixture:

    from eraser.contract.testing import *  # noqa: F403

    @pytest.fixture
    def store(...) -> Iterator[StoreUnderTest]:
        ...a fresh, empty container on a real server...

`StoreUnderTest` is what that fixture yields. Its container holds records with the fields of
`FIELDS`, all text; `id` alone identifies a record for the tests (it need not be the store's key).
The classes that begin with `Reading` need only `reader()`; all others need writers too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import pytest

from eraser.contract.read import KEY_COLUMN, Reader
from eraser.contract.write import Writer
from eraser.errors import EraserError
from eraser.model.outcome import (
    Absent,
    Applied,
    Done,
    Failed,
    Held,
    NotApplied,
    Outcome,
    Stale,
    Unclear,
    Unsupported,
)
from eraser.model.place import Container, Record
from eraser.model.plan import Action, Change, Step
from eraser.model.subject import Identifier, Needle

FIELDS = ("id", "name", "email", "phone", "code", "note")
"""The fields of the records that tests plant. `note` may be null or long free text."""

PEOPLE: tuple[Mapping[str, str | None], ...] = (
    {
        "id": "1",
        "name": "Jānis Bērziņš",
        "email": "janis.berzins@example.lv",
        "phone": "+37122124444",
        "code": "161175-19997",
        "note": 'Zvanīja ĒRIKA, "steidzami"; 100% sūdzība_par_rēķinu\\n, prasa Jānim Bērziņam.',
    },
    {
        "id": "2",
        "name": "Anna Ozola",
        "email": "Anna.Ozola@Example.LV",
        "phone": "26123456",
        "code": "29015611605",
        "note": None,
    },
    {
        "id": "10",
        "name": "Pēteris Lācis",
        "email": "peteris@example.com",
        "phone": "67223131",
        "code": "32073120115",
        "note": "Raksta no anna.ozola@example.lv vārda; tālr. 22 124 444.",
    },
    {
        "id": "11",
        "name": "O'Neil; DROP TABLE people --",
        "email": "x@example.org",
        "phone": "",
        "code": "",
        "note": "",
    },
)
"""Planted by most tests: two of them share text, and one tries to break quoting."""


class StoreUnderTest(Protocol):
    """One fresh container on a real server. Every method uses the store's native client."""

    container: Container

    def plant(self, rows: Sequence[Mapping[str, str | None]]) -> None:
        """Add records with the fields of `FIELDS`."""

    def rows(self) -> list[dict[str, str | None]]:
        """The present records, sorted by id; a format without null gives empty text for it."""

    def alter(self, row_id: str, field: str, value: str) -> None:
        """Change one record as another application would, so that its version changes."""

    def reader(self) -> Reader:
        """A reader under the role that cannot write."""

    def writer(self) -> Writer:
        """A writer under the role that can."""

    def writer_with_read_role(self) -> Writer | None:
        """A writer that was given the reader's credentials; None where the store has no roles."""


class _Contract:
    """Shared arrangements of the promises below; not a promise itself."""

    @pytest.fixture(autouse=True)
    def _planted(self, store: StoreUnderTest) -> None:
        store.plant(PEOPLE)


def needle(text: str, category: str = "email") -> Needle:
    """A needle for `text`, as tracing would make it."""
    return Needle(text, Identifier(category, text))


def found(store: StoreUnderTest, *texts: str) -> dict[str, Record]:
    """What `find` yields for these texts, by the record's `id`."""
    with store.reader() as reader:
        records = list(reader.find(store.container, [needle(t) for t in texts]))
    assert len({r.ref for r in records}) == len(records), "find yielded a record twice"
    return {str(r.fields["id"]): r for r in records}


def everything(store: StoreUnderTest) -> dict[str, Record]:
    """Every record as the reader sees it, by `id`."""
    with store.reader() as reader:
        ids = [(row["id"] or "",) for row in store.rows()]
        return {str(r.fields["id"]): r for r in reader.select(store.container, ("id",), ids)}


def step(record: Record, action: Action = Action.DELETE, **changes: str | None) -> Step:
    """A step on one record, as planning would make it."""
    return Step(
        id=f"s{record.fields['id']}",
        group="g1",
        ref=record.ref,
        version=record.version,
        action=action,
        reason="a conformance test",
        changes=tuple(Change(field, value) for field, value in changes.items()),
    )


def apply(store: StoreUnderTest, *steps: Step) -> tuple[Outcome, ...]:
    """Apply the steps as one group, with a writer of their own."""
    with store.writer() as writer:
        return writer.apply(steps)


def ids(store: StoreUnderTest) -> list[str]:
    """The ids of the records that are there now."""
    return sorted(str(row["id"]) for row in store.rows())


class ReadingDescribesTheContainer(_Contract):
    """`describe` names the container, its fields and its key."""

    def test_container_fields_and_key_are_described(self, store: StoreUnderTest) -> None:
        with store.reader() as reader:
            schema = next(s for s in reader.describe() if s.container == store.container)
        assert set(FIELDS) <= {f.name for f in schema.fields}
        assert schema.key
        assert schema.unit <= len(schema.key)


class ReadingHoldsEveryRecordOnce(_Contract):
    """`partitions` and `batches` together give each record exactly once."""

    @pytest.mark.parametrize("target_bytes", [1, 1 << 30])
    def test_each_record_once(self, store: StoreUnderTest, target_bytes: int) -> None:
        store.plant([{**PEOPLE[1], "id": str(n)} for n in range(100, 400)])
        seen: list[tuple[str, ...]] = []
        names: list[str] = []
        with store.reader() as reader:
            for partition in reader.partitions(store.container, target_bytes):
                for batch in reader.batches(partition, ("id", "note")):
                    assert batch.schema.names == [KEY_COLUMN, "id", "note"]
                    seen += [tuple(key) for key in batch.column(0).to_pylist()]
                    names += [str(v) for v in batch.column(1).to_pylist()]
        assert len(seen) == len(set(seen)) == 304
        assert sorted(names) == sorted(str(row["id"]) for row in store.rows())

    def test_keys_of_batches_can_be_fetched(self, store: StoreUnderTest) -> None:
        with store.reader() as reader:
            (partition, *_) = reader.partitions(store.container, 1 << 30)
            (batch, *_) = reader.batches(partition, ("id",))
            key, row_id = tuple(batch.column(0)[0].as_py()), str(batch.column(1)[0].as_py())
            record = everything(store)[row_id]
            assert record.ref.key == key
            assert [r.fields for r in reader.fetch([record.ref])] == [record.fields]


class ReadingFindsEveryHolder(_Contract):
    """`find` leaves no record out that holds a needle, wherever and however it is written."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("janis.berzins@example.lv", {"1"}),
            ("anna.ozola@example.lv", {"2", "10"}),
            ("22124444", {"1"}),
            ("22 124 444", {"10"}),
            ("161175-19997", {"1"}),
            ("29015611605", {"2"}),
            ("jānim bērziņam", {"1"}),
            ("ērika", {"1"}),
            ("100% sūdzība_par", {"1"}),
            ("O'Neil; DROP", {"11"}),
        ],
    )
    def test_a_needle_is_found_as_substring_in_any_letter_case(
        self, store: StoreUnderTest, text: str, expected: set[str]
    ) -> None:
        assert expected <= set(found(store, text))

    def test_all_needles_are_searched_at_once(self, store: StoreUnderTest) -> None:
        assert {"1", "2", "10"} <= set(found(store, "161175-19997", "26123456", "67223131"))

    def test_a_needle_that_is_nowhere_finds_nothing(self, store: StoreUnderTest) -> None:
        assert found(store, "nobody@nowhere.example") == {}

    def test_without_needles_nothing_is_found(self, store: StoreUnderTest) -> None:
        assert found(store) == {}

    def test_wildcards_in_a_needle_are_plain_text(self, store: StoreUnderTest) -> None:
        assert "2" not in found(store, "a%a_")
        assert "2" not in found(store, "anna*ozola")


class ReadingSelectsExactly(_Contract):
    """`select` follows a reference: equal text, nothing more."""

    def test_only_equal_values_are_selected(self, store: StoreUnderTest) -> None:
        with store.reader() as reader:
            records = list(reader.select(store.container, ("id",), [("1",), ("404",)]))
        assert [r.fields["name"] for r in records] == ["Jānis Bērziņš"]

    def test_several_fields_must_all_agree(self, store: StoreUnderTest) -> None:
        rows = [("1", "Jānis Bērziņš"), ("2", "Jānis Bērziņš")]
        with store.reader() as reader:
            records = list(reader.select(store.container, ("id", "name"), rows))
        assert [r.fields["id"] for r in records] == ["1"]

    def test_no_values_select_nothing(self, store: StoreUnderTest) -> None:
        with store.reader() as reader:
            assert list(reader.select(store.container, ("id",), [])) == []


class ReadingTellsVersions(_Contract):
    """Equal versions mean equal content; a change gives another version."""

    def test_find_and_fetch_agree_on_the_version(self, store: StoreUnderTest) -> None:
        record = found(store, "161175-19997")["1"]
        with store.reader() as reader:
            assert [r.version for r in reader.fetch([record.ref])] == [record.version]

    def test_a_changed_record_has_another_version(self, store: StoreUnderTest) -> None:
        before = everything(store)["2"]
        store.alter("2", "name", "Anna Kalniņa")
        assert everything(store)["2"].version != before.version

    def test_what_is_gone_is_not_fetched(self, store: StoreUnderTest) -> None:
        record = everything(store)["2"]
        apply(store, step(record))
        with store.reader() as reader:
            assert "Anna Ozola" not in [r.fields["name"] for r in reader.fetch([record.ref])]


class ReadingChangesNothing(_Contract):
    """Nothing that a reader does changes the store, and its role could not if it tried."""

    def test_reading_everything_leaves_the_rows_as_they_were(self, store: StoreUnderTest) -> None:
        before = store.rows()
        found(store, "22124444", "anna.ozola@example.lv")
        everything(store)
        with store.reader() as reader:
            reader.describe()
            reader.references()
            reader.remnants([])
        assert store.rows() == before

    def test_the_reading_role_cannot_write(self, store: StoreUnderTest) -> None:
        before = store.rows()
        writer = store.writer_with_read_role()
        if writer is None:
            pytest.skip("this server has no roles")
        record = everything(store)["1"]
        with writer:
            try:
                outcomes = writer.apply([step(record)])
            except EraserError as error:
                assert "berzins" not in str(error)
            else:
                assert [type(o) for o in outcomes] == [Failed]
        assert store.rows() == before


class DeleteRemovesExactlyItsRecord(_Contract):
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


class UpdateSetsExactlyItsFields(_Contract):
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


class ChangedRecordsAreLeftAlone(_Contract):
    """A record that changed since it was planned is `Stale`, and keeps what it has."""

    @pytest.mark.parametrize("action", [Action.DELETE, Action.UPDATE])
    def test_a_stale_record_is_not_touched(self, store: StoreUnderTest, action: Action) -> None:
        record = everything(store)["2"]
        store.alter("2", "name", "Anna Kalniņa")
        before = store.rows()
        changes = {"email": "dzēsts"} if action is Action.UPDATE else {}
        assert [type(o) for o in apply(store, step(record, action, **changes))] == [Stale]
        assert store.rows() == before


class ApplyingTwiceIsApplyingOnce(_Contract):
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


class ProbeTellsTheTruth(_Contract):
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
