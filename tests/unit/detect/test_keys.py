"""Keys of JSON objects that name persons never become the name of a field."""

import json
from collections.abc import Sequence

import pyarrow as pa
import pytest

from eraser.detect.columns import ColumnReader
from eraser.detect.counts import Counts
from eraser.detect.engine import Detector
from eraser.detect.keys import folded, identifying
from eraser.model.place import FieldType


def counted(documents: Sequence[object], size: int = 1000) -> Counts:
    reader, counts = ColumnReader(Detector()), Counts()
    for start in range(0, len(documents), size):
        texts = [json.dumps(d, ensure_ascii=False) for d in documents[start : start + size]]
        batch = pa.RecordBatch.from_pydict({"doc": pa.array(texts, pa.large_string())})
        counts.merge(reader.count(batch, {"doc": FieldType.JSON}))
        counts.fold()
    return counts


@pytest.mark.parametrize(
    "key",
    ["161175-19997", "16117519997", "x_161175-19997", "a@b.lv", "+371 26123456", "LV1234567",
     "LV80BANK0000435195001", "user_26123456", "Anna Bērziņa", "berzina_anna"],
)  # fmt: skip
def test_a_key_that_names_a_person_is_identifying(key: str) -> None:
    assert identifying(key)


@pytest.mark.parametrize(
    "key",
    ["email", "address_line_1", "sales_20240131", "2024-01-31", "First Name", "sha256", "c d",
     "iso_20022_message", "dzimšanas datums", ""],
)  # fmt: skip
def test_the_name_of_a_field_is_not_identifying(key: str) -> None:
    assert not identifying(key)


def test_a_key_that_is_an_identifier_is_found_and_never_shown() -> None:
    of_one = {"161175-19997": {"email": "a@inbox.lv"}, "320731-20115": {"email": "b@c.lv"}}
    documents = [{"by_code": of_one, "user0@inbox.lv": {"phone": "1"}}, {"by_code": of_one}]
    counts = counted(documents)
    assert set(counts.fields) == {
        "doc", "doc.by_code.*", "doc.by_code.*.email", "doc.*", "doc.*.phone"
    }  # fmt: skip
    assert counts.fields["doc.by_code.*"].tally("personas-kods").records == 2
    assert counts.fields["doc.by_code.*.email"].tally("email").records == 2
    assert counts.fields["doc.*"].tally("email").records == 1


def test_a_column_named_by_an_identifier_is_found_and_never_shown() -> None:
    batch = pa.RecordBatch.from_pydict({"anna@b.lv": ["x", None], "email": ["a@b.lv", ""]})
    counts = ColumnReader(Detector()).count(batch, {})
    assert set(counts.fields) == {"*", "email"}
    assert counts.fields["*"].tally("email").records == 1


def test_however_many_keys_there_are_there_are_few_paths() -> None:
    documents = [{"by_user": {f"u{n}x": {"mail": f"m{n}@b.lv"}}, "id": n} for n in range(3000)]
    counts = counted(documents, size=500)
    assert set(counts.fields) == {"doc", "doc.by_user.*.mail", "doc.id"}
    assert counts.fields["doc.by_user.*.mail"].tally("email").records == 3000


def test_a_wide_document_keeps_the_names_of_its_fields() -> None:
    documents = [{f"question_{n}": "a@b.lv" for n in range(150)} for _ in range(20)]
    assert len(counted(documents).fields) == 151


def test_beside_many_keys_those_that_occur_again_and_again_are_fields() -> None:
    weights = {f"doc.k{n}.email": 1 for n in range(200)} | {"doc.name": 150, "other": 1}
    new = folded(weights)
    assert set(new.values()) == {"doc.*.email"}
    assert len(new) == 200
