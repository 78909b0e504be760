"""What single cells that are only a number are taken for, among many cells of other kinds."""

import numpy as np
import pyarrow as pa
import pytest

from eraser.detect.cells import CellReader
from eraser.detect.columns import ColumnReader
from eraser.detect.engine import Detector
from eraser.detect.settling import settle
from eraser.identifiers import personas_kods
from eraser.model.place import FieldType

DETECTOR = Detector()
RANDOM = np.random.default_rng(7)


def found(path: str, cells: list[str]) -> dict[str, int]:
    batch = pa.RecordBatch.from_pydict({path: cells})
    count = ColumnReader(DETECTOR).count(batch, {path: FieldType.TEXT}).field(path)
    settle(path, count, CellReader(DETECTOR))
    return {category: tally.records for category, tally in count.found.items()}


def _code(n: int) -> str:
    """A code of the old form that holds its check."""
    head = f"{n % 28 + 1:02d}{n % 12 + 1:02d}{50 + n % 40:02d}1{n % 1000:03d}"
    return next(code for last in range(10) if personas_kods.valid(code := f"{head}{last}"))


@pytest.mark.parametrize("code", ["161175-19997", "320731-20115", "16117519997"])
@pytest.mark.parametrize("words", [0, 4, 9, 99, 10_000])
def test_a_cell_that_is_only_a_code_is_found_among_words(code: str, words: int) -> None:
    assert found("note", [code] + ["zvanīt vēlāk"] * words) == {"personas-kods": 1}


def test_a_hyphenated_code_is_found_among_other_numbers() -> None:
    hashes = [RANDOM.bytes(16).hex() for _ in range(999)]
    assert found("note", ["161175-19997", *hashes]) == {"personas-kods": 1}
    serials = [f"{n:011d}" for n in RANDOM.integers(5 * 10**10, 10**11, 999)]
    assert found("note", ["161175-19997", *serials]) == {"personas-kods": 1}


def test_numbers_of_documents_that_begin_with_a_year_are_no_phones() -> None:
    assert found("numurs", [f"{2015 + n % 10}-{n:04d}" for n in range(1, 300)]) == {}


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("26.12.34.56", "phone"),
        ("26/123456", "phone"),
        ("(26) 123 456", "phone"),
        ("(26) 123456", "phone"),
        ("+371 (26) 123 456", "phone"),
        ("LV80 BANK0000435195001", "iban"),
        ("161175 - 19997", "personas-kods"),
        ("161175—19997", "personas-kods"),
        ("161175\u200b-19997", "personas-kods"),
        ("pk161175-19997", "personas-kods"),
    ],
)
def test_a_column_is_not_sifted_of_rare_written_forms(written: str, category: str) -> None:
    assert category in found("x", [f"Zvans, mob. {written}, vēlāk"])
    assert category in found("mob", [written])


def test_lots_with_a_date_are_no_codes() -> None:
    lots = [f"{n % 28 + 1:02d}0{n % 9 + 1}24-1{n * 7919 % 10000:04d}" for n in range(400)]
    assert found("lot", lots) == {}
    assert found("x", lots) == {}


def test_many_codes_among_very_many_cells_are_counted() -> None:
    cells = [_code(n) for n in range(120)] + ["zvanīt vēlāk"] * 70_000
    assert found("note", cells) == {"personas-kods": 120}
    serials = [f"{n:011d}" for n in RANDOM.integers(10**10, 10**11, 70_000)]
    assert "personas-kods" not in found("x", serials)


def test_one_card_among_a_few_long_numbers_is_found() -> None:
    cells = ["4111111111111111", "4111111111111112", "4111111111111113", "zvanīt"]
    assert found("note", cells) == {"payment-card": 1}
