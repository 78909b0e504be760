import pytest

from eraser.identifiers import occurrences, personas_kods
from eraser.identifiers.eleven_digits import ambiguous, company, neighbour
from eraser.identifiers.personas_kods import Standing, normalise, standing, valid, variants
from eraser.model.subject import Identifier

OLD = [
    "161175-19997", "290156-11605", "061193-06460", "280638-19406", "290212-29381",
    "060287-06450", "111111-11111", "020100-29990", "29020022346",
]  # fmt: skip
NEW = ["32073120115", "32019028596", "323691-93794", "328926-13925"]
COMPANIES = ["40203627185", "40203251018", "40203554290"]
NEIGHBOURS = ["36805280109", "38703181745", "33309240064"]


@pytest.mark.parametrize("code", OLD + NEW)
def test_codes_of_both_forms_are_accepted(code: str) -> None:
    assert valid(code)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("161375-19997", id="month 13"),
        pytest.param("161175-19998", id="check digit"),
        pytest.param("290213-29381", id="29 February in a common year"),
        pytest.param("29020012340", id="29 February 1900"),
        pytest.param("325-442-49548", id="form"),
        pytest.param("161175-39997", id="century digit 3"),
        pytest.param("1611751999", id="ten digits"),
        pytest.param("", id="empty"),
        pytest.param("١٦١١٧٥١٩٩٩٧", id="digits of another script"),
    ],
)
def test_what_cannot_be_a_code_is_refused(code: str) -> None:
    assert not valid(code)


def _old_code(stem: str) -> str:
    return next(stem + k for k in "0123456789" if standing(stem + k) is not None)


def test_no_old_code_is_later_than_june_2017() -> None:
    assert valid(_old_code("3006172123"))
    with pytest.raises(StopIteration):
        _old_code("0107172123")


def test_a_new_code_is_never_refused_for_its_check_digit() -> None:
    checked = "32073120115"
    for last in "0123456789":
        expected = Standing.CHECKED if last == checked[-1] else Standing.UNCHECKED
        assert standing(checked[:-1] + last) is expected


def test_a_check_digit_of_ten_is_written_zero_and_scores_lower() -> None:
    stems = (f"0101701{n:03}" for n in range(1000))
    assert Standing.ZERO_FOR_TEN in {standing(stem + "0") for stem in stems}


@pytest.mark.parametrize(
    "written",
    ["161175-19997", "161175–19997", "161175 19997", "16117519997", "PNOLV-161175-19997",
     "LV16117519997", " 161175\u00a019997 ", "161175 - 19997", "161175 -19997", "161175—19997",
     "161175\u202f19997", "pk161175-19997"],
)  # fmt: skip
def test_every_written_form_is_one_code(written: str) -> None:
    assert normalise(written) == "16117519997"


def test_a_zero_lost_in_a_number_column_comes_back() -> None:
    assert normalise("6119306460") == "06119306460"


@pytest.mark.parametrize("code", OLD + NEW)
def test_each_variant_is_the_same_code(code: str) -> None:
    digits = normalise(code)
    assert {normalise(form) for form in variants(digits)} == {digits}


@pytest.mark.parametrize("code", COMPANIES)
def test_a_company_number_is_never_a_personal_code(code: str) -> None:
    assert company(code)
    assert not valid(code)
    assert not valid(f"LV{code}")


@pytest.mark.parametrize("code", NEIGHBOURS)
def test_a_neighbours_code_is_known_as_ambiguous(code: str) -> None:
    assert neighbour(code)
    assert ambiguous(code)


def test_a_phone_number_with_a_bare_country_code_is_ambiguous() -> None:
    assert ambiguous("37122124444")
    assert not any(ambiguous(normalise(code)) for code in OLD + NEW)


def test_the_validator_agrees_with_stdnum_where_stdnum_is_right() -> None:
    from stdnum.lv import pvn

    for code in [*OLD, *NEW[:2]]:
        assert pvn.is_valid(normalise(code)) is valid(code)
    for code in ["16137519997", "16117519998", "29021329381"]:
        assert pvn.is_valid(code) is valid(code) is False


def test_a_code_inside_a_longer_number_is_no_occurrence() -> None:
    code = Identifier("personas-kods", "16117519997")
    text = "p.k. 161175-19997, PNOLV-161175-19997 (161175–19997) 1161175-19997 16117519997-1"
    found = [text[start:end] for start, end in occurrences(code, text)]
    assert found == ["161175-19997", "PNOLV-161175-19997", "161175–19997"]


def test_errors_do_not_hold_the_value() -> None:
    with pytest.raises(ValueError, match="wrong") as raised:
        personas_kods.normalise("161175-19998")
    assert "161175" not in str(raised.value)
