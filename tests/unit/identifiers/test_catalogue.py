import unicodedata

import pytest

from eraser.errors import ConfigError, UsageError
from eraser.identifiers import (
    CATEGORIES,
    DESCRIBING,
    Patterns,
    identifier,
    name_needles,
    needles,
    normalise,
    occurrences,
    redacted,
)
from eraser.model.subject import Identifier, PersonName

EXAMPLES = {
    "personas-kods": "161175-19997",
    "iban": "LV80 BANK 0000 4351 9500 1",
    "email": "Anna.Liepa@Example.lv",
    "phone": "+371 22124444",
    "isikukood": "36805280109",
    "asmens-kodas": "38703181745",
    "passport": "LV 1234567",
    "eid": "PA1234567",
    "driving-licence": "ABC 123456",
    "vehicle-plate": "AB-1234",
    "address": "Salnas ielā 21 – 162, Rīga, LV-1021",
    "payment-card": "4111 1111 1111 1111",
    "ip-address": "2001:DB8::7",
    "customer-number": "K-0000017",
}


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_needle_is_found_again_as_an_occurrence(category: str) -> None:
    one = identifier(category, EXAMPLES[category])
    for needle in needles(one):
        text = f"par {needle.text}, un"
        assert [text[slice(*span)] for span in occurrences(one, text)] == [needle.text]


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_normal_form_is_its_own_normal_form(category: str) -> None:
    value = normalise(category, EXAMPLES[category])
    assert normalise(category, value) == value


@pytest.mark.parametrize(
    ("category", "text"),
    [
        ("personas-kods", "161175-19998"),
        ("iban", "LV81BANK0000435195001"),
        ("email", "anna(at)example.lv"),
        ("phone", "11223344"),
        ("isikukood", "36805280100"),
        ("passport", "LV-pase"),
        ("driving-licence", "A123456"),
        ("vehicle-plate", "QX-0123"),
        ("address", "Salnas iela"),
        ("payment-card", "4111111111111112"),
        ("ip-address", "127.0.0.1"),
        ("asmens-kodas", "38703181746"),
        ("customer-number", "  "),
    ],
)
def test_an_impossible_value_is_refused_without_showing_it(category: str, text: str) -> None:
    with pytest.raises(UsageError, match=f"^{category}: ") as raised:
        identifier(category, text)
    assert not text.strip() or text not in str(raised.value)
    assert raised.value.__cause__ is None


def test_an_unknown_category_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"personas-kods.*meter"):
        identifier("person-code", "1", Patterns.of({"meter": "[0-9]{8}"}))


@pytest.mark.parametrize("category", ["birth-date", "postal-code", "personas-kods-partial"])
def test_nobody_is_looked_for_by_what_many_share(category: str) -> None:
    assert category in DESCRIBING
    with pytest.raises(UsageError, match="shared by many people"):
        identifier(category, "16.11.1975")


def test_a_value_must_fit_the_organisations_pattern() -> None:
    patterns = Patterns.of({"customer-number": "K-[0-9]{7}"})
    assert identifier("customer-number", " K-0000017 ", patterns).value == "K-0000017"
    with pytest.raises(UsageError, match=r"patterns\.customer-number"):
        identifier("customer-number", "0000017", patterns)


@pytest.mark.parametrize("regex", ["K-[", "[0-9]*"])
def test_a_pattern_that_cannot_work_is_a_configuration_error(regex: str) -> None:
    with pytest.raises(ConfigError, match=r"patterns\.meter"):
        Patterns.of({"meter": regex})


def test_an_address_is_not_found_inside_another() -> None:
    anna = identifier("email", "anna@x.lv")
    text = "joanna@x.lv anna@x.lv.com b.anna@x.lv; mailto:ANNA@X.LV, u=anna%40x.lv."
    found = [text[slice(*span)] for span in occurrences(anna, text)]
    assert found == ["ANNA@X.LV", "anna%40x.lv"]


def test_an_international_domain_is_one_address_in_both_spellings() -> None:
    assert normalise("email", "info@xn--piemrs-s3a.lv") == normalise("email", "info@piemērs.lv")


def test_ibans_of_any_grouping_are_one_account() -> None:
    grouped = "LV97 HABA 0012 3456 7891 0"
    assert normalise("iban", grouped) == normalise("iban", "lv97haba0012345678910")
    assert grouped in {needle.text for needle in needles(identifier("iban", grouped))}


def test_no_needle_of_a_name_contains_another() -> None:
    texts = [n.text.casefold() for n in name_needles(PersonName("Jānis", "Bērziņš"))]
    assert not [a for a in texts for b in texts if a is not b and a in b]


def test_nothing_prints_a_value() -> None:
    one = identifier("email", EXAMPLES["email"])
    assert "anna" not in f"{one} {one!r} {needles(one)} {redacted('email')}".lower()
    assert repr(Identifier("email", "x")) == redacted("email")


def test_a_decomposed_letter_does_not_cut_an_address() -> None:
    decomposed = unicodedata.normalize("NFD", "jānis@piemērs.lv")
    assert normalise("email", decomposed) == "jānis@piemērs.lv"
    one = identifier("email", "jānis@piemērs.lv")
    assert occurrences(one, decomposed) == ((0, len(decomposed)),)
    assert occurrences(identifier("email", "nis@piemērs.lv"), decomposed) == ()
