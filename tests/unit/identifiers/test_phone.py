import pytest

from eraser.identifiers import occurrences
from eraser.identifiers.phone import normalise, valid, variants
from eraser.model.subject import Identifier


@pytest.mark.parametrize(
    "written",
    ["22124444", "22 124 444", "2212-4444", "+371 22124444", "+371 22 124 444", "0037122124444",
     "(+371) 22124444", "37122124444", "+371-22-124-444", "22\u00a0124\u00a0444"],
)  # fmt: skip
def test_every_written_form_is_one_number(written: str) -> None:
    assert normalise(written) == "+37122124444"


@pytest.mark.parametrize("number", ["67223131", "78123456", "80001234", "81123456", "90123456"])
def test_every_range_of_the_numbering_plan_is_accepted(number: str) -> None:
    assert normalise(number) == f"+371{number}"


@pytest.mark.parametrize(
    "number", ["82123456", "11223344", "2212444", "221244444", "+37182123456", "+22124444", "112"]
)
def test_numbers_outside_the_plan_are_refused(number: str) -> None:
    assert not valid(number)


def test_foreign_numbers_need_their_country() -> None:
    assert normalise("+370 612 34567") == "+37061234567"
    assert normalise("00372 5123 4567") == "+37251234567"
    assert not valid("61234567 8")


def test_each_variant_of_a_latvian_number_is_that_number() -> None:
    assert {normalise(form) for form in variants("+37122124444")} == {"+37122124444"}
    assert {"22124444", "22 124 444", "2212 4444", "2212-4444"} <= set(variants("+37122124444"))


def test_a_foreign_number_is_searched_without_its_country_too() -> None:
    assert "61234567" in variants("+37061234567")


def test_a_number_inside_a_longer_number_is_no_occurrence() -> None:
    phone = Identifier("phone", "+37122124444")
    text = "+371 22 124 444; 2212-4444, 37122124444 122124444 2024-22124444 22124444.5 x22124444"
    found = [text[start:end] for start, end in occurrences(phone, text)]
    assert found == ["+371 22 124 444", "2212-4444", "37122124444"]
