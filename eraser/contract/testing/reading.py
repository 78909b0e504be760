"""The promises of `Reader`."""

from __future__ import annotations

import pytest

from eraser.contract.read import KEY_COLUMN
from eraser.contract.testing.arrange import (
    FIELDS,
    PEOPLE,
    Contract,
    StoreUnderTest,
    apply,
    everything,
    found,
    needle,
    step,
)
from eraser.errors import EraserError
from eraser.model.outcome import Failed
from eraser.model.portion import Portion


class ReadingDescribesTheContainer(Contract):
    """`describe` names the container, its fields and its key."""

    def test_container_fields_and_key_are_described(self, store: StoreUnderTest) -> None:
        with store.reader() as reader:
            schema = next(s for s in reader.describe() if s.container == store.container)
        assert set(FIELDS) <= {f.name for f in schema.fields}
        assert schema.key
        assert schema.unit <= len(schema.key)


class ReadingHoldsEveryRecordOnce(Contract):
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


class ReadingFindsEveryHolder(Contract):
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


class ReadingSelectsExactly(Contract):
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


class ReadingStaysWithinAPortion(Contract):
    """Records of other controllers are not yielded, and none of this one's is left out."""

    OURS = Portion(field="name", values=("Anna Ozola", "Pēteris Lācis"))

    def _found(self, store: StoreUnderTest, portion: Portion) -> list[str]:
        with store.reader() as reader:
            texts = [needle("anna.ozola@example.lv"), needle("161175-19997")]
            return sorted(str(r.fields["id"]) for r in reader.find(store.container, texts, portion))

    def test_find_yields_every_record_of_the_portion_and_no_other(
        self, store: StoreUnderTest
    ) -> None:
        assert self._found(store, self.OURS) == ["10", "2"]
        assert self._found(store, Portion("name", ("Jānis Bērziņš", "nobody"))) == ["1"]

    def test_select_yields_every_record_of_the_portion_and_no_other(
        self, store: StoreUnderTest
    ) -> None:
        rows = [("1",), ("2",), ("11",)]
        with store.reader() as reader:
            records = list(reader.select(store.container, ("id",), rows, self.OURS))
        assert [r.fields["id"] for r in records] == ["2"]

    def test_values_are_compared_sign_by_sign(self, store: StoreUnderTest) -> None:
        assert self._found(store, Portion("name", ("anna ozola", "Anna", "Ozola Anna", ""))) == []
        odd = Portion("name", ("O'Neil; DROP TABLE people --", "%", "*"))
        with store.reader() as reader:
            records = list(reader.select(store.container, ("id",), [("11",), ("1",)], odd))
        assert [r.fields["id"] for r in records] == ["11"]

    def test_a_field_that_is_not_there_is_nobodys(self, store: StoreUnderTest) -> None:
        assert self._found(store, Portion("house.manager", ("Anna Ozola",))) == []

    def test_an_empty_portion_holds_nothing(self, store: StoreUnderTest) -> None:
        assert self._found(store, Portion("name")) == self._found(store, Portion()) == []

    def test_records_are_told_apart_by_the_beginning_of_their_key(
        self, store: StoreUnderTest
    ) -> None:
        key = everything(store)["2"].ref.key[0]
        alike = {i for i, r in everything(store).items() if r.ref.key[0].startswith(key)}
        assert set(self._found(store, Portion(prefixes=(key,)))) == alike & {"1", "2", "10"}
        assert self._found(store, Portion(prefixes=(f"{key}-and-more", "no such key"))) == []


class ReadingTellsVersions(Contract):
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


class ReadingChangesNothing(Contract):
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
