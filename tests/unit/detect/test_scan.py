"""The reader here is a real one over lists in memory: it keeps the contract's promises."""

from collections.abc import Iterator, Sequence
from time import sleep
from types import TracebackType
from typing import Self

import pyarrow as pa
import pytest

from eraser.contract.read import KEY_COLUMN, Partition
from eraser.contract.settings import StoreSettings
from eraser.detect.engine import Detector
from eraser.detect.scan import ScanSettings, scan
from eraser.digests import keyed
from eraser.errors import ExitCode, RightsMissingError, StoreUnreachableError, TimedOutError
from eraser.model.finding import Finding, NotRead, ScanResult
from eraser.model.outcome import Remnant
from eraser.model.place import (
    Container,
    ContainerSchema,
    Field,
    FieldType,
    Record,
    RecordRef,
    Reference,
)
from eraser.model.portion import Portion
from eraser.model.subject import Identifier, Needle
from eraser.progress import Silent

KEY = b"k" * 32
CLIENT = Container("db", "public.client")
EVENT = Container("db", "public.event")
LOCKED = Container("db", "public.locked")


class ListReader:
    """Two readable tables, each row a partition of its own, and one table without rights."""

    def __init__(self, settings: StoreSettings) -> None:
        self.name = settings.name
        self.unreachable = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    ROWS: dict[Container, list[dict[str, str | None]]] = {
        CLIENT: [
            {"email": "a@x.lv", "phone": "22124444"},
            {"email": "b@x.lv", "phone": None},
            {"email": None, "phone": "nav"},
        ],
        EVENT: [{"payload": '{"who": {"mail": "a@x.lv"}}'}, {"payload": "{}"}],
    }

    def describe(self) -> tuple[ContainerSchema, ...]:
        client = (Field("email", FieldType.TEXT), Field("phone", FieldType.TEXT))
        return (
            ContainerSchema(CLIENT, client, ("id",), estimated_records=3),
            ContainerSchema(EVENT, (Field("payload", FieldType.JSON),), ("id",)),
            ContainerSchema(LOCKED, (), ("id",)),
        )

    def references(self) -> tuple[Reference, ...]:
        return ()

    def partitions(self, container: Container, target_bytes: int) -> Iterator[Partition]:
        if container == LOCKED:
            raise RightsMissingError("db/public.locked: SELECT is not granted.")
        for n in range(len(self.ROWS[container])):
            yield Partition(container, str(n))

    def batches(self, partition: Partition, fields: Sequence[str] = ()) -> Iterator[pa.RecordBatch]:
        if self.unreachable:
            raise StoreUnreachableError("db: the connection was lost.")
        row = self.ROWS[partition.container][int(partition.token)]
        yield pa.RecordBatch.from_pylist([{KEY_COLUMN: [partition.token], **row}])

    def find(
        self, container: Container, needles: Sequence[Needle], portion: Portion | None = None
    ) -> Iterator[Record]:
        return iter(())

    def select(
        self,
        container: Container,
        fields: Sequence[str],
        values: Sequence[Sequence[str]],
        portion: Portion | None = None,
    ) -> Iterator[Record]:
        return iter(())

    def fetch(self, refs: Sequence[RecordRef]) -> Iterator[Record]:
        return iter(())

    def remnants(self, refs: Sequence[RecordRef]) -> tuple[Remnant, ...]:
        return ()

    def not_read(self) -> tuple[NotRead, ...]:
        return (NotRead(EVENT, "row 9", "not UTF-8"),)


class Heard(Silent):
    def __init__(self) -> None:
        self.tasks: list[tuple[str, int | None, int]] = []

    def start(self, task: str, total: int | None) -> None:
        self.tasks.append((task, total, 0))

    def advance(self, count: int) -> None:
        task, total, done = self.tasks[-1]
        self.tasks[-1] = (task, total, done + count)


@pytest.fixture
def reader() -> ListReader:
    return ListReader(StoreSettings("db"))


def scanned(reader: ListReader, settings: ScanSettings | None = None) -> ScanResult:
    return scan([reader], Detector(), settings or ScanSettings(), Silent()).result


def test_findings_are_places_with_counts_sorted(reader: ListReader) -> None:
    assert scanned(reader).findings == (
        Finding(CLIENT, "email", "email", records=2, scanned=3, score=1.0),
        Finding(CLIENT, "phone", "phone", records=1, scanned=3, score=0.9),
        Finding(EVENT, "payload.who.mail", "email", records=1, scanned=2, score=1.0),
    )


def test_what_was_not_read_is_told_and_the_rest_is_scanned(reader: ListReader) -> None:
    result = scanned(reader)
    assert result.not_read == (
        NotRead(LOCKED, "", "db/public.locked: SELECT is not granted."),
        NotRead(EVENT, "row 9", "not UTF-8"),
    )
    assert result.scanned == (CLIENT, EVENT)


def test_a_lost_store_is_told_with_every_container_that_was_not_read(reader: ListReader) -> None:
    reader.unreachable = True
    found = scan([reader], Detector(), ScanSettings(), Silent())
    assert found.unreachable == ("db",)
    assert found.exit_code is ExitCode.STORE
    assert {n.container for n in found.result.not_read} == {CLIENT, EVENT, LOCKED}


def test_equal_values_have_equal_keyed_digests(reader: ListReader) -> None:
    email, _, nested = scanned(reader, ScanSettings(key=KEY)).findings
    assert nested.digests == (keyed(KEY, Identifier("email", "a@x.lv")),)
    assert set(nested.digests) < set(email.digests)


@pytest.mark.parametrize(
    ("settings", "fields"),
    [
        (ScanSettings(only=frozenset({"phone"})), ["phone"]),
        (ScanSettings(without=frozenset({"email"})), ["phone"]),
        (ScanSettings(include=("db/*.event",)), ["payload.who.mail"]),
        (ScanSettings(exclude=("db/*.client",)), ["payload.who.mail"]),
        (ScanSettings(minimum_score=0.95), ["email", "payload.who.mail"]),
    ],
)
def test_settings_narrow_what_is_reported(
    reader: ListReader, settings: ScanSettings, fields: list[str]
) -> None:
    assert [finding.field for finding in scanned(reader, settings).findings] == fields


def test_progress_counts_records(reader: ListReader) -> None:
    heard = Heard()
    scan([reader], Detector(), ScanSettings(), heard)
    assert heard.tasks == [("scanning 3 containers", None, 5)]


def test_settings_never_print_the_key() -> None:
    assert "kkk" not in repr(ScanSettings(key=KEY))


class SlowFirst(ListReader):
    """Offers its values without keys and in many threads; the first pieces come last."""

    broken: int | None = None

    def values(
        self, partition: Partition, fields: Sequence[str] = (), *, keys: bool = False
    ) -> Iterator[pa.RecordBatch]:
        number = int(partition.token)
        sleep(0.02 * (3 - number))
        if number == self.broken:
            raise RightsMissingError("db: a piece was not read")
        row = self.ROWS[partition.container][number]
        key = {KEY_COLUMN: [partition.token]} if keys else {}
        yield pa.RecordBatch.from_pylist([key | {name: row[name] for name in fields}])


def test_what_is_found_does_not_depend_on_which_piece_is_done_first(reader: ListReader) -> None:
    several = SlowFirst(StoreSettings("db"))
    assert scanned(several, ScanSettings(key=KEY)) == scanned(reader, ScanSettings(key=KEY))


def test_of_a_store_read_by_many_a_broken_piece_is_told_and_the_others_count(
    reader: ListReader,
) -> None:
    several = SlowFirst(StoreSettings("db"))
    several.broken = 0
    result = scanned(several, ScanSettings(include=("*.client",)))
    assert NotRead(CLIENT, "", "db: a piece was not read") in result.not_read
    assert [(f.field, f.records, f.scanned) for f in result.findings] == [("email", 1, 2)]


def test_who_asks_for_places_gets_keys_from_any_store() -> None:
    found = scan([SlowFirst(StoreSettings("db"))], Detector(), ScanSettings(places=True), Silent())
    spots = found.spots[CLIENT, "email", "email"]
    assert [(spot.key, spot.column) for spot in spots] == [(("0",), 1), (("1",), 1)]


class Slow(ListReader):
    """One table takes longer than the store allows."""

    def partitions(self, container: Container, target_bytes: int) -> Iterator[Partition]:
        if container == CLIENT:
            raise TimedOutError("db/public.client: not read in the time allowed")
        return super().partitions(container, target_bytes)


def test_a_table_that_takes_too_long_leaves_the_others_to_be_read() -> None:
    found = scan([Slow(StoreSettings("db"))], Detector(), ScanSettings(), Silent())
    assert found.exit_code is ExitCode.PARTLY
    assert found.result.scanned == (EVENT,)


class Halted(ListReader):
    """Somebody presses Ctrl-C when the first table is half read."""

    def partitions(self, container: Container, target_bytes: int) -> Iterator[Partition]:
        yield next(super().partitions(container, target_bytes))
        raise KeyboardInterrupt


def test_an_interrupted_scan_keeps_what_was_found_and_says_what_is_missing() -> None:
    found = scan([Halted(StoreSettings("db"))], Detector(), ScanSettings(), Silent())
    assert found.exit_code is ExitCode.INTERRUPTED
    assert {(f.field, f.scanned) for f in found.result.findings} == {("email", 1), ("phone", 1)}
    reasons = {n.container: n.reason for n in found.result.not_read if not n.place}
    assert reasons[CLIENT] == "interrupted while it was read"
    assert reasons[EVENT] == reasons[LOCKED] == "not begun: interrupted"


class Nothing(ListReader):
    """An address at which there is nothing."""

    def describe(self) -> tuple[ContainerSchema, ...]:
        return ()

    def not_read(self) -> tuple[NotRead, ...]:
        return ()


def test_a_scan_of_nothing_is_not_complete_unless_the_store_is_left_out() -> None:
    nothing = Nothing(StoreSettings("db"))
    found = scan([nothing], Detector(), ScanSettings(), Silent())
    assert found.exit_code is ExitCode.PARTLY
    left_out = scan([nothing], Detector(), ScanSettings(exclude=("db/*",)), Silent())
    assert left_out.exit_code is ExitCode.DONE


class Shut(ListReader):
    """A table that is known, and cannot be described."""

    def not_read(self) -> tuple[NotRead, ...]:
        return (NotRead(Container("db", "public.shut"), "public.shut", "SELECT is not granted"),)


def test_a_table_without_rights_that_is_asked_for_is_known_and_not_read() -> None:
    wanted = ScanSettings(include=("public.shut",))
    found = scan([Shut(StoreSettings("db"))], Detector(), wanted, Silent())
    assert [n.container.name for n in found.result.not_read] == ["public.shut"]
    assert found.exit_code is ExitCode.PARTLY


class Pictures(ListReader):
    """A table with a column of bytes."""

    ROWS = {CLIENT: [{"email": "a@x.lv"}]}

    def describe(self) -> tuple[ContainerSchema, ...]:
        fields = (Field("email", FieldType.TEXT), Field("photo", FieldType.BINARY))
        return (ContainerSchema(CLIENT, fields, ("id",), blind=("content of .wav",)),)

    def not_read(self) -> tuple[NotRead, ...]:
        return ()


def test_bytes_that_nobody_reads_are_told_until_they_are_left_out_by_name() -> None:
    pictures = Pictures(StoreSettings("db"))
    found = scan([pictures], Detector(), ScanSettings(), Silent())
    assert [n.place for n in found.result.not_read] == ["photo", "content of .wav"]
    assert found.exit_code is ExitCode.PARTLY
    known = ScanSettings(exclude=("public.client.photo", "*.wav"))
    known_found = scan([pictures], Detector(), known, Silent())
    assert known_found.exit_code is ExitCode.DONE
    assert known_found.result.findings == found.result.findings
