"""What a scan sees of a Parquet column is what a search reads of it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.formats.columns import text_of
from eraser.formats.parquet_text import text_column, values

TEXT = st.text(st.characters(codec="utf-8"), max_size=4)
MOMENT = st.datetimes() | st.datetimes().map(lambda m: m.replace(microsecond=0))
KINDS: list[tuple[pa.DataType, st.SearchStrategy[object]]] = [
    (pa.string(), TEXT),
    (pa.int8(), st.integers(-128, 127)),
    (pa.uint64(), st.integers(0, 2**64 - 1)),
    (pa.bool_(), st.booleans()),
    (pa.float64(), st.floats() | st.sampled_from([0.1, 5.0, 1e16, 1e-5, -0.0])),
    (pa.float32(), st.floats(width=32)),
    (pa.decimal128(20, 8), st.decimals(-999, 999, places=8)),
    (pa.date32(), st.dates()),
    (pa.timestamp("us"), MOMENT),
    (pa.timestamp("us", "UTC"), MOMENT),
    (pa.timestamp("us", "Europe/Riga"), st.datetimes().map(lambda m: m.replace(year=2020, day=5))),
    (pa.timestamp("s"), MOMENT.map(lambda m: m.replace(microsecond=0))),
    (pa.time64("us"), st.times()),
    (pa.binary(), st.binary(max_size=4) | TEXT.map(str.encode)),
    (pa.list_(pa.struct([("a", pa.string()), ("n", pa.int64())])),
     st.lists(st.fixed_dictionaries({"a": TEXT | st.none(), "n": st.integers(0, 9)}), max_size=2)),
    (pa.struct([("born", pa.date32())]), st.fixed_dictionaries({"born": st.dates()})),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "cell"), KINDS, ids=[str(kind) for kind, _ in KINDS])
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_column_has_the_texts_of_its_values(
    kind: pa.DataType, cell: st.SearchStrategy[object], data: st.DataObject
) -> None:
    array = pa.array(data.draw(st.lists(cell | st.none(), max_size=6)), kind)
    texts = [None if t is None else str(t) for t in text_column(array).to_pylist()]
    expected = [text_of(value) for value in values(array)]
    if pa.types.is_nested(kind):
        assert [_meant(t) for t in texts] == [_meant(t) for t in expected]
    else:
        assert texts == expected


def _meant(text: str | None) -> object:
    return None if text is None else json.loads(text)


def test_dates_that_python_has_none_for_are_read_as_arrow_writes_them() -> None:
    far = pa.array([253402300800 * 10**6, None], pa.timestamp("us"))
    assert text_column(far).to_pylist() == ["10000-01-01 00:00:00.000000", None]
    exact = pa.array([1], pa.timestamp("ns"))
    assert text_column(exact).to_pylist() == ["1970-01-01 00:00:00.000000001"]


def test_decimals_keep_their_places_and_days_their_order() -> None:
    owed = pa.array([Decimal("12.30"), Decimal("0E-8")], pa.decimal128(20, 8))
    assert text_column(owed).to_pylist() == ["12.30000000", "0.00000000"]
    assert text_column(pa.array([date(1975, 11, 16)])).to_pylist() == ["1975-11-16"]
