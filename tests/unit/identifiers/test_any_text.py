import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.errors import UsageError
from eraser.identifiers import CATEGORIES, identifier, needles, normalise, occurrences
from eraser.identifiers.names import forms, mentions
from eraser.identifiers.personas_kods import standing
from eraser.model.subject import PersonName

LETTERS = st.text("aāšņiseŠİßǅ@.-'+x0123456789 \u0304\u00a0L(V", max_size=25) | st.text(max_size=15)


@pytest.mark.parametrize("category", CATEGORIES)
@given(text=LETTERS)
@settings(deadline=None)
def test_any_text_has_a_normal_form_or_is_refused(category: str, text: str) -> None:
    try:
        value = normalise(category, text)
    except UsageError:
        return
    assert value
    assert normalise(category, value) == value
    assert needles(identifier(category, text))


@given(st.integers(0, 10**11 - 1).map("{:011}".format))
@settings(max_examples=500)
def test_no_two_check_digits_hold_for_one_old_code(digits: str) -> None:
    if digits[0] in "012":
        possible = [k for k in "0123456789" if standing(digits[:10] + k)]
        assert len(possible) <= 1


@given(st.from_regex("3[2-9][0-9]{9}", fullmatch=True), st.sampled_from(["{}", "x {} y", "({}),"]))
def test_every_needle_of_a_code_is_an_occurrence_of_it(digits: str, around: str) -> None:
    one = identifier("personas-kods", digits)
    for needle in needles(one):
        text = around.format(needle.text)
        assert [text[slice(*span)] for span in occurrences(one, text)] == [needle.text]


@given(given=LETTERS, surname=LETTERS, text=LETTERS)
@settings(deadline=None)
def test_any_name_can_be_declined_and_looked_for(given: str, surname: str, text: str) -> None:
    assert forms(given, surname)
    for mention in mentions(f"{given} {surname}, {text}", [PersonName(given, surname)]):
        assert 0 <= mention.start < mention.end
