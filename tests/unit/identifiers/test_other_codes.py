"""Where python-stdnum, phonenumbers or Presidio are wrong, our own check; where right, theirs."""

import pytest

from eraser.identifiers import (
    address,
    asmens_kodas,
    birth_date,
    ip_address,
    isikukood,
    normalise,
    partial_code,
    payment_card,
    personas_kods,
    phone,
    postal_code,
    vehicle_plate,
)


def _baltic(stem: str) -> str:
    from stdnum.ee import ik

    return stem + str(ik.calc_check_digit(stem + "0"))


def test_nobody_was_born_in_the_22nd_century_although_stdnum_thinks_so() -> None:
    from stdnum.ee import ik
    from stdnum.lt import asmens

    code = _baltic("7010101001")
    assert ik.is_valid(code) and asmens.is_valid(code)
    assert not isikukood.valid(code) and not asmens_kodas.valid(code)


@pytest.mark.parametrize(
    "stem", ["3680528010", "4870318174", "6150229000", "6160229000", "9123456789"]
)
def test_neighbours_codes_are_judged_as_stdnum_does_where_it_is_right(stem: str) -> None:
    from stdnum.ee import ik
    from stdnum.lt import asmens

    for last in "0123456789":
        assert isikukood.valid(stem + last) == ik.is_valid(stem + last)
        assert asmens_kodas.valid(stem + last) == asmens.is_valid(stem + last)


def test_stdnum_refuses_new_codes_and_takes_impossible_old_ones() -> None:
    from stdnum.lv import pvn

    assert personas_kods.valid("33000000000") and not pvn.is_valid("33000000000")
    later = next(c for c in (f"010118{n:05}" for n in range(20_000, 30_000)) if pvn.is_valid(c))
    assert not personas_kods.valid(later)


def test_phonenumbers_refuses_a_range_that_the_numbering_plan_has() -> None:
    import phonenumbers

    assert not phonenumbers.is_valid_number(phonenumbers.parse("+37178123456"))
    assert phone.valid("+37178123456")


def test_luhn_alone_takes_serial_numbers_for_cards() -> None:
    from stdnum import luhn

    assert luhn.is_valid("1234567812345670") and not payment_card.valid("1234567812345670")
    assert payment_card.valid("4111-1111-1111-1111") and payment_card.valid("6304000000000000")


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("16.11.1975.", "1975-11-16"), ("1975-11-16", "1975-11-16"), ("5.3.2001", "2001-03-05"),
        ("1975. gada 16. novembrī", "1975-11-16"), ("16. novembris 1975", "1975-11-16"),
        ("16 ноября 1975", "1975-11-16"), ("November 16, 1975", "1975-11-16"),
        ("16th November 1975", "1975-11-16"), ("16 мая 1975", "1975-05-16"),
        ("1975. g. 3. maijā", "1975-05-03"),
    ],
)  # fmt: skip
def test_a_birth_date_has_one_normal_form(written: str, normal: str) -> None:
    assert birth_date.normalise(written) == normal


@pytest.mark.parametrize("text", ["31.02.1975", "16.11.75", "16.13.1975", "16.11.1850", "1975"])
def test_what_is_no_day_of_birth_is_refused(text: str) -> None:
    assert not birth_date.valid(text)


def test_each_variant_of_a_birth_date_is_that_day() -> None:
    forms = birth_date.variants("2001-03-05")
    assert {birth_date.normalise(form) for form in forms} == {"2001-03-05"}
    assert {"05.03.2001", "5.3.2001", "2001-03-05"} <= set(forms)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Salnas iela 21 – 162, LV-1021", "salnas iela 21-162"),
        ("Rīga, Salnas ielā 21-162", "salnas iela 21-162"),
        ("Ganību dambis 24A – 52, Rīga, LV-1005", "ganību dambis 24a-52"),
        ("Krišjāņa Valdemāra ielā 1A, Siguldā", "krišjāņa valdemāra iela 1a"),
        ("brivibas iela 21, dz. 5", "brivibas iela 21-5"),
        ('"Meždobeļi", Līvbērzes pag., Jelgavas nov., LV-3003', "meždobeļi, līvbērzes pag."),
        ("ул. Бривибас 21-5", "ул. бривибас 21-5"),
    ],
)
def test_one_door_has_one_address(written: str, normal: str) -> None:
    assert address.normalise(written) == normal
    assert address.normalise(normal) == normal


@pytest.mark.parametrize(
    "text", ["Salnas iela", "iela 5", "Rīga", "LV-1021", "Jelgavas novads", ""]
)
def test_what_leads_to_no_door_is_no_address(text: str) -> None:
    assert not address.valid(text)


def test_the_other_codes_have_one_normal_form() -> None:
    assert {postal_code.normalise(f) for f in postal_code.variants("LV-1021")} == {"LV-1021"}
    assert {vehicle_plate.normalise(f) for f in vehicle_plate.variants("AB1234")} == {"AB1234"}
    assert ip_address.normalise("2001:0DB8:0:0:0:0:0:7") == "2001:db8::7"
    assert partial_code.normalise("******-*9997") == "9997"
    assert not partial_code.valid("161175-19997")


def test_the_vat_number_of_a_person_is_their_personal_code() -> None:
    assert normalise("personas-kods", "LV16117519997") == "16117519997"
