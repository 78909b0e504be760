"""Parquet: what is not changed is kept, row groups, compression and metadata included."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from eraser.errors import FormatError
from eraser.formats.literal import LiteralSearch
from eraser.formats.parquet import Parquet
from eraser.formats.record_format import Changes, Rewritten
from eraser.model.place import FieldType

SCHEMA = pa.schema(
    [
        pa.field("id", pa.int32(), nullable=False),
        pa.field("name", pa.string()),
        pa.field("kind", pa.dictionary(pa.int32(), pa.string())),
        pa.field("born", pa.date32()),
        pa.field("seen", pa.timestamp("us", tz="UTC")),
        pa.field("owed", pa.decimal128(10, 2)),
        pa.field("raw", pa.binary()),
        pa.field("contacts", pa.list_(pa.struct([("email", pa.string())]))),
    ],
    metadata={b"made by": b"billing", b"version": b"7"},
)


def row(number: int) -> dict[str, object]:
    return {
        "id": number,
        "name": f"Bērziņš {number}",
        "kind": "a" if number % 2 else "b",
        "born": date(1975, 11, 16),
        "seen": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        "owed": Decimal("12.30"),
        "raw": b"Anna \xc4\x81" if number % 2 else b"\xff\x00",
        "contacts": [{"email": f"p{number}@example.lv"}],
    }


def file_of(rows: int, **options: object) -> bytes:
    target = io.BytesIO()
    table = pa.Table.from_pylist([row(n) for n in range(rows)], SCHEMA)
    settings = {"row_group_size": 4, "compression": {"id": "gzip", "name": "zstd"}, **options}
    pq.write_table(table, target, **settings)
    return target.getvalue()


def rewritten(content: bytes, changes: Changes) -> tuple[bytes, Rewritten]:
    target = io.BytesIO()
    told = Parquet().rewrite(io.BytesIO(content), target, changes)
    return target.getvalue(), told


def opened(content: bytes) -> pq.ParquetFile:
    return pq.ParquetFile(io.BytesIO(content))


def test_dropped_rows_leave_the_others_and_the_groups() -> None:
    after, told = rewritten(file_of(10), {0: None, 5: None, 99: None})
    assert opened(after).read().to_pylist() == [row(n) for n in range(10) if n not in (0, 5)]
    assert [opened(after).metadata.row_group(n).num_rows for n in range(3)] == [3, 3, 2]
    assert told == Rewritten(rows=10, dropped=2, changed=0, missing=frozenset({99}))


def test_schema_metadata_and_compression_are_kept() -> None:
    before = file_of(10, version="2.4")
    after, _ = rewritten(before, {1: None})
    old, new = opened(before), opened(after)
    assert new.schema_arrow.equals(old.schema_arrow, check_metadata=True)
    assert new.metadata.metadata.keys() == old.metadata.metadata.keys()
    assert new.metadata.format_version == old.metadata.format_version
    columns = range(old.metadata.num_columns)
    assert [new.metadata.row_group(0).column(n).compression for n in columns] == [
        old.metadata.row_group(0).column(n).compression for n in columns
    ]


def test_a_change_sets_a_cell_of_any_type_and_no_other() -> None:
    changes: Changes = {
        2: {"name": None, "kind": "c", "born": "2000-01-01", "owed": "1.50"},
        6: {"seen": "2026-02-02T00:00:00+00:00", "raw": "x", "contacts": []},
    }
    after, told = rewritten(file_of(8), changes)
    got = opened(after).read().to_pylist()
    assert got[2] == {
        **row(2),
        "name": None,
        "kind": "c",
        "born": date(2000, 1, 1),
        "owed": Decimal("1.50"),
    }
    assert got[6] == {
        **row(6),
        "seen": datetime(2026, 2, 2, tzinfo=UTC),
        "raw": b"x",
        "contacts": [],
    }
    assert [got[n] for n in (0, 1, 3, 4, 5, 7)] == [row(n) for n in (0, 1, 3, 4, 5, 7)]
    assert told.changed == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": None}, "column 'id' cannot be null"),
        ({"born": "secret"}, "does not fit column 'born'"),
        ({"secret": "x"}, "is no column"),
    ],
)
def test_what_a_column_cannot_take_is_refused_without_the_value(
    change: dict[str, str | None], reason: str
) -> None:
    with pytest.raises(FormatError, match=reason) as told:
        rewritten(file_of(4), {0: change})
    assert "secret" not in str(told.value)


def test_every_row_can_go() -> None:
    after, _ = rewritten(file_of(5), dict.fromkeys(range(5)))
    assert opened(after).read().num_rows == 0
    assert opened(after).schema_arrow.equals(SCHEMA)
    assert list(Parquet().read(io.BytesIO(after))) == []


def test_values_read_as_their_canonical_text() -> None:
    (number, fields), *_ = Parquet().read(io.BytesIO(file_of(2)))
    assert number == 0
    assert fields == {
        "id": 0,
        "name": "Bērziņš 0",
        "kind": "b",
        "born": "1975-11-16",
        "seen": "2026-01-02T03:04:05+00:00",
        "owed": "12.30",
        "raw": "/wA=",
        "contacts": [{"email": "p0@example.lv"}],
    }


def test_batches_and_rows_agree() -> None:
    content = file_of(9)
    rows = [fields for _, fields in Parquet().read(io.BytesIO(content))]
    batches = list(Parquet().batches(io.BytesIO(content), ("owed", "name", "absent")))
    assert [b.rows[0] for b in batches] == [0, 4, 8]
    got = [r for b in batches for r in b.batch.to_pylist()]
    assert got == [{"owed": r["owed"], "name": r["name"], "absent": None} for r in rows]


def test_batches_of_a_row_group_are_alike_and_small() -> None:
    notes = [f"{n:06} " + "x" * 193 for n in range(30_000)]
    content = io.BytesIO()
    pq.write_table(pa.table({"note": notes}), content, compression="zstd", use_dictionary=False)
    batches = list(Parquet().columns(content))
    assert sum(batch.num_rows for batch in batches) == len(notes)
    assert max(b.num_rows for b in batches) - min(b.num_rows for b in batches) < len(batches)
    assert max(batch.num_rows for batch in batches) * 200 < 4 << 20


@pytest.mark.parametrize(
    "text", ["BĒRZIŅŠ 7", "p3@EXAMPLE.lv", "1975-11-16", "12.30", "anna ā", "2026-01-02t03"]
)
def test_a_literal_search_sees_every_column(text: str) -> None:
    search = LiteralSearch([text])
    content = file_of(9)
    assert search.in_pieces(Parquet().texts(io.BytesIO(content)))
    assert any(search.in_record(fields) for _, fields in Parquet().read(io.BytesIO(content)))


def test_types_are_described() -> None:
    fields = {f.name: f.type for f in Parquet().header(io.BytesIO(file_of(1))).fields}
    assert fields["id"] is FieldType.INTEGER
    assert fields["kind"] is FieldType.TEXT
    assert fields["seen"] is FieldType.TIMESTAMP
    assert fields["contacts"] is FieldType.JSON


@pytest.mark.parametrize("cut", [10, -3])
def test_a_file_without_its_footer_is_told(cut: int) -> None:
    with pytest.raises(FormatError, match="no Parquet footer"):
        list(Parquet().read(io.BytesIO(file_of(5)[:cut])))


def test_row_groups_around_a_broken_one_are_read() -> None:
    content = bytearray(file_of(12, compression="none", use_dictionary=False))
    second = opened(bytes(content)).metadata.row_group(1).column(1)
    content[second.data_page_offset : second.data_page_offset + 20] = b"\xff" * 20
    seen = []
    with pytest.raises(FormatError, match="4 rows cannot be read, the first: row 4: row group 1"):
        for number, _ in Parquet().read(io.BytesIO(bytes(content))):
            seen.append(number)
    assert seen == [0, 1, 2, 3, 8, 9, 10, 11]
