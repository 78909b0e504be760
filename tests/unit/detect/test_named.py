"""Fields whose name says what they hold: the shape of their values has to agree."""

import pyarrow as pa
import pytest

from eraser.contract.read import KEY_COLUMN
from eraser.detect import named
from eraser.detect.cells import CellReader
from eraser.detect.columns import ColumnReader
from eraser.detect.counts import Counts
from eraser.detect.engine import Detector
from eraser.detect.settling import settle
from eraser.model.place import FieldType

DETECTOR = Detector()


def found(path: str, *batches: list[str]) -> dict[str, tuple[int, float]]:
    counts = Counts()
    reader = ColumnReader(DETECTOR)
    for cells in batches:
        keys = [[str(n)] for n in range(len(cells))]
        batch = pa.RecordBatch.from_pydict({KEY_COLUMN: keys, path: cells})
        counts.merge(reader.count(batch, {path: FieldType.TEXT}))
    count = counts.field(path)
    settle(path, count, CellReader(DETECTOR))
    return {category: (tally.records, tally.score) for category, tally in count.found.items()}


@pytest.mark.parametrize(
    ("path", "cells", "category"),
    [
        ("phone", ["14033335568", "838635286649", "6172235589", "4764773857"], "phone"),
        ("HomePhone", ["(206) 555-9857", "0921-12 34 65", "88.60.15.31", "2967 542"], "phone"),
        ("shipping.fax", ["271-555-9715 x12", "211-555-7669"], "phone"),
        ("address", ["47 MySakila Drive", "Av. Brasil, 442", "P.O. Box 555"], "address"),
        ("adrese", ["Brīvības 15-12, Rīga", "Salnas 3"], "address"),
        ("first_name", ["Anna", "PENELOPE", "Anna-Marija"], "name"),
        ("uzvards", ["Bērziņš", "O'Hara", "del Valle"], "name"),
    ],
)
def test_name_and_shape_together_are_a_finding(path: str, cells: list[str], category: str) -> None:
    assert found(path, cells) == {category: (len(cells), named.SCORE)}


@pytest.mark.parametrize(
    ("path", "cells"),
    [
        ("phone_id", ["14033335568", "8386352866"]),
        ("phone", ["nav", "jautāt", "2024-01-01"]),
        ("phone_model", ["3310", "6230", "5110123"]),
        ("email_address", ["nav", "12 a", "13 b"]),
        ("ip_address", ["host 12 abcdefg"]),
        ("company_name", ["Consolidated Holdings"]),
        ("username", ["anna"]),
        ("file_name", ["Anna"]),
        ("name", ["Balls to the Wall"]),
        ("title", ["Anna"]),
    ],
)
def test_neither_the_name_nor_the_shape_alone_is_one(path: str, cells: list[str]) -> None:
    assert found(path, cells) == {}


def test_what_the_recognisers_know_keeps_its_score_and_the_rest_is_added() -> None:
    cells = ["Brīvības iela 15", "Av. Brasil 442", "12 Orchestra Terrace"]
    records, score = found("address", cells)["address"]
    assert records == 3
    assert score > named.SCORE


def test_pieces_of_a_container_are_judged_together() -> None:
    assert found("phone", ["6172235589"], ["nav", "nav", "nav", "nav"]) == {}
    assert found("phone", ["6172235589"] * 9, ["nav"])["phone"][0] == 10
