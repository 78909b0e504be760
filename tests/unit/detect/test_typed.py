"""What is found in columns with types of their own is what is found in their texts."""

import re
from datetime import date
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.detect.columns import ColumnReader
from eraser.detect.engine import Detector
from eraser.detect.settling import settle
from eraser.detect.standing import FEWEST, Texts
from eraser.formats.parquet_text import text_column, typed_column
from eraser.identifiers import Patterns
from eraser.model.place import FieldType

DETECTORS = [Detector(), Detector(Patterns.of({"customer-number": "K-?[0-9]{3}"}))]
PATHS = ["x", "phone", "birth_date", "pk", "adrese", "last4"]
TEXTS = st.sampled_from(
    ["161175-19997", "22124444", "a@b.lv", "x", "", "tel. 26123456", "K-123", "\uff12\uff16123456",
     '{"a": "a@b.lv"}', "Rīga", "2024-05-01"]
)  # fmt: skip
FLOATS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [22124444.0, 22124444.5, 0.0, 1e-7, 16117519997.0, 583.8000000000001, 1e300, 123.0]
)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
# Whether a whole float in an object reads as an integer depends on its neighbours.
INTEGERS = st.sampled_from([22124444, 5, None])
FRACTIONS = st.sampled_from([0.5, 583.8000000000001, 123.0, 22124444.5, None])
ARRAYS: dict[str, st.SearchStrategy[pa.Array]] = {
    "float64": st.lists(FLOATS | st.none(), max_size=5).map(lambda v: pa.array(v, pa.float64())),
    "decimal": st.lists(
        st.sampled_from([Decimal("22124444.00"), Decimal("1.50"), Decimal(0), None]), max_size=5
    ).map(lambda v: pa.array(v, pa.decimal128(20, 2))),
    "whole": st.lists(st.sampled_from([Decimal(22124444), Decimal(7), None]), max_size=5).map(
        lambda v: pa.array(v, pa.decimal128(20, 0))
    ),
    "bool": st.lists(st.booleans() | st.none(), max_size=5).map(lambda v: pa.array(v, pa.bool_())),
    "date": st.lists(DAYS | st.none(), max_size=5).map(
        lambda v: pa.array(v, pa.date32())
    ),
    "moment": st.lists(DAYS, max_size=5).map(
        lambda v: pa.array(v, pa.date32()).cast(pa.timestamp("us"))
    ),
    "dictionary": st.lists(TEXTS | st.none(), max_size=9).map(
        lambda v: pa.array(v, pa.string()).dictionary_encode()
    ),
    "nested": st.lists(
        st.fixed_dictionaries(
            {"m": TEXTS, "n": INTEGERS, "f": FRACTIONS, "b": st.booleans()}
        )
        | st.none(),
        max_size=4,
    ).map(
        lambda v: pa.array(
            v,
            pa.struct([("m", pa.string()), ("n", pa.int32()), ("f", pa.float64()),
                       ("b", pa.bool_())]),
        )
    ),
    # Of texts without a digit or `@` the documents are not even taken apart, nor counted.
    "list": st.lists(
        st.lists(TEXTS.filter(re.compile("[0-9@]").search), max_size=3), max_size=4
    ).map(lambda v: pa.array(v, pa.list_(pa.string()))),
}  # fmt: skip
KINDS = {"nested": FieldType.JSON, "list": FieldType.JSON, "moment": FieldType.TIMESTAMP,
         "date": FieldType.DATE, "bool": FieldType.BOOLEAN, "float64": FieldType.DECIMAL,
         "decimal": FieldType.DECIMAL, "whole": FieldType.DECIMAL}  # fmt: skip


def found(array: pa.Array, path: str, kind: FieldType, detector: Detector) -> object:
    reader = ColumnReader(detector)
    batch = pa.RecordBatch.from_arrays([array], names=[path])
    counts = reader.count(batch, {path: kind})
    for name, count in counts.fields.items():
        settle(name, count, reader.cells)
    return {
        name: {c: (t.records, t.score, t.values()) for c, t in count.found.items()}
        for name, count in counts.fields.items()
        if count.found
    }


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("detector", DETECTORS, ids=["plain", "own"])
@given(data=st.data(), path=st.sampled_from(PATHS))
@settings(max_examples=12, deadline=None)
def test_a_type_hides_nothing(
    name: str, detector: Detector, data: st.DataObject, path: str
) -> None:
    array = data.draw(ARRAYS[name])
    kind = KINDS.get(name, FieldType.TEXT)
    typed = found(typed_column(array), path, kind, detector)
    assert typed == found(text_column(array), path, kind, detector)


def test_a_text_that_a_column_repeats_counts_as_often_as_it_occurs() -> None:
    cells = ["161175-19997", "22124444", "Rīga", "a@b.lv", "tel. 26123456, p.k. 161175-19997"] * 500
    batch = pa.RecordBatch.from_pydict({"x": cells})
    once, each = ColumnReader(DETECTORS[0]), ColumnReader(DETECTORS[0], spots=3)
    counted = []
    for reader in (once, each):
        count = reader.count(batch, {}).field("x")
        settle("x", count, reader.cells)
        counted.append({c: (t.records, t.score, t.values()) for c, t in count.found.items()})
    assert counted[0] == counted[1]
    assert counted[0]["email"][0] == 500


_NUMBER = re.compile(r"[+0-9](?:[^0-9A-Za-z,;:\n\t]{0,4}[0-9])*")
PIECES = st.sampled_from(
    [
        "1",
        "22124444",
        "+",
        "++",
        " ",
        "-",
        "ā",
        "\u200b",
        "😀",
        ",",
        ":",
        "\n",
        "a",
        "20-12",
        "(",
        ".",
    ]
)


@given(cells=st.lists(st.lists(PIECES, max_size=14).map("".join), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_numbers_stand_where_an_expression_finds_them(cells: list[str]) -> None:
    numbers = Texts(pl.Series(cells, dtype=pl.String)).numbers()
    expected = [
        (at, match.start(), match[0], cell[max(0, match.start() - 48) : match.start()])
        for at, cell in enumerate(cells)
        for match in _NUMBER.finditer(cell)
        if len(match[0]) >= FEWEST
    ]
    seen = zip(numbers.cells, numbers.starts, numbers.written, numbers.before, strict=True)
    assert [(int(c), int(s), w, b) for c, s, w, b in seen] == expected
