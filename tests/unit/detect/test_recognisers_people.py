"""Identifiers of persons besides the four that every store has: codes of neighbours, documents,
dates of birth, cards, and the numbers that only look so."""

from collections.abc import Sequence

import pytest

from eraser.detect.engine import Detector

DETECTOR = Detector()


def found(text: str, field: str = "") -> list[tuple[str, str]]:
    return [(s.category, text[s.start : s.end]) for s in DETECTOR.spans(text, field)]


def categories(text: str, field: str = "") -> Sequence[str]:
    return [span.category for span in DETECTOR.spans(text, field)]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("isikukood 48703181745", "isikukood"),
        ("PNOEE-36805280109", "isikukood"),
        ("Igaunijas pilsonis, kods 38703181745", "isikukood"),
        ("asmens kodas 48703181745", "asmens-kodas"),
        ("asmens kodo 33309240064", "asmens-kodas"),
        ("PNOLT-33309240064", "asmens-kodas"),
        ("личный код (Литва): 33309240064", "asmens-kodas"),
    ],
)
def test_codes_of_the_neighbours_are_found_by_their_words(text: str, category: str) -> None:
    from stdnum.ee import ik

    digits = text.rpartition(" ")[2].rpartition("-")[2]
    text = text.replace(digits, digits[:10] + ik.calc_check_digit(digits))
    assert categories(text) == [category]


@pytest.mark.parametrize("field", ["isikukood", "isiku_kood", "klient.isikukood"])
def test_a_field_of_estonian_codes_is_one(field: str) -> None:
    assert categories("36805280109", field) == ["isikukood"]
    assert categories("36805280108", field) == []


@pytest.mark.parametrize(
    "text",
    ["p.k. pēdējie četri cipari 9997", "161175-*9997", "******-*9997",
     "personas koda pēdējie 4 cipari ir 9997", "personal code, last four digits: 9997",
     "последние четыре цифры персонального кода 9997"],
)  # fmt: skip
def test_the_last_four_digits_of_a_code_are_evidence_where_words_say_so(text: str) -> None:
    assert found(text) == [("personas-kods-partial", "9997")]


@pytest.mark.parametrize(
    "text",
    ["9997", "kartes pēdējie četri cipari 9997", "**** 9997", "last four weeks 2024", "4 9997"],
)
def test_other_four_digits_are_nothing(text: str) -> None:
    assert categories(text) == []


def test_what_many_share_is_found_but_identifies_nobody() -> None:
    from eraser.model.place import Container, Record, RecordRef

    ref = RecordRef(Container("db", "t"), ("1",))
    record = Record(ref, "1", {"dob": "16.11.1975", "zip": "LV-1021", "note": "******-*9997"})
    assert [categories("16.11.1975", "dob"), categories("LV-1021")] == [
        ["birth-date"],
        ["postal-code"],
    ]
    assert DETECTOR.identifiers(record) == ()


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("pase LV1234567", "passport"),
        ("Pases Nr. LV 1234567", "passport"),
        ("pasē Nr. AB1234567", "passport"),
        ("passport no. LV1234567", "passport"),
        ("паспорт 45 03 123456", "passport"),
        ("dokumenta nr. LV1234567", "passport"),
        ("dokumenta nr. PA1234567", "eid"),
        ("eID PA1234567", "eid"),
        ("ID karte PA1234567", "eid"),
        ("personas apliecība Nr. PA1234567", "eid"),
        ("identity card AB1234567", "eid"),
        ("vadītāja apliecība ABC123456", "driving-licence"),
        ("driver's license: AB123456", "driving-licence"),
        ("водительское удостоверение ABC123456", "driving-licence"),
    ],
)
def test_documents_are_found_by_form_and_word(text: str, category: str) -> None:
    assert categories(text) == [category]


@pytest.mark.parametrize(
    ("field", "value", "category"),
    [
        ("pases_nr", "LV1234567", "passport"),
        ("passportNumber", "LV1234567", "passport"),
        ("eid_number", "PA1234567", "eid"),
        ("idKarte", "PA1234567", "eid"),
        ("vaditaja_apliecibas_nr", "ABC123456", "driving-licence"),
        ("autoNumurs", "AB-1234", "vehicle-plate"),
        ("licensePlate", "AB 12", "vehicle-plate"),
        ("dzimDat", "16.11.1975", "birth-date"),
        ("date_of_birth", "1975-11-16T00:00:00", "birth-date"),
        ("kartes_nr", "4111111111111111", "payment-card"),
        ("remote_ip", "8.8.8.8", "ip-address"),
    ],
)
def test_the_fields_name_vouches_for_documents_too(field: str, value: str, category: str) -> None:
    assert categories(value, field) == [category]


@pytest.mark.parametrize(
    "text",
    ["LV1234567", "PA1234567", "ABC123456", "AB-1234", "pasūtījums LV1234567", "pasts AB1234567",
     "rēķins AB123456", "pavadzīme LV1234567", "pasaule 123456789", "reiss BT 1234",
     "autors AB 12", "autobuss B-12", "auto LV-1021", "autors LV-12 un"],
)  # fmt: skip
def test_a_form_without_its_word_is_nothing(text: str) -> None:
    assert set(categories(text)) <= {"postal-code"}


@pytest.mark.parametrize(
    "text",
    ["16.11.1975 dzimis", "г.р. 16.11.1975",
     "dzimis 16.11.1975", "dzimusi 1975. gada 16. novembrī", "dz. 16.11.1975.",
     "dz. dat. 16/11/1975", "Dzimšanas datums: 1975-11-16", "born 16 November 1975",
     "born on November 16, 1975", "DOB 16.11.1975", "родился 16 ноября 1975",
     "дата рождения 16.11.1975", "д.р. 16.11.1975", "16.11.1975 г.р.", "16.11.1975. dz.",
     "p.k. 161175-19998, dzimis 16.11.1975"],
)  # fmt: skip
def test_a_birth_date_stands_beside_a_word_for_birth(text: str) -> None:
    assert categories(text) == ["birth-date"]


@pytest.mark.parametrize(
    "text",
    ["16.11.1975", "līgums 16.11.1975", "dzimums: v, 16.11.1975", "dzimis 31.02.1975",
     "dzimis 16.11.1875", "miris 16.11.1975", "dzimšanas apliecība izsniegta 16.11.1975",
     "dzimis 16.11.75"],
)  # fmt: skip
def test_other_dates_are_no_birth_dates(text: str) -> None:
    assert categories(text) == []


def test_one_word_speaks_for_one_date() -> None:
    assert found("dzimis 16.11.1975, 17.11.2020 noslēgts") == [("birth-date", "16.11.1975")]
    text = "Klients kopš 01.02.2020, dzimis 16.11.1975"
    assert found(text) == [("birth-date", "16.11.1975")]


@pytest.mark.parametrize(
    "number",
    ["4111111111111111", "4111 1111 1111 1111", "5500-0000-0000-0004", "3782 822463 10005",
     "2221000000000009", "6011111111111117"],
)  # fmt: skip
def test_payment_cards_are_found(number: str) -> None:
    assert found(f"maksāja {number}, Rīgā") == [("payment-card", number)]


@pytest.mark.parametrize(
    "text",
    ["4111111111111112", "1234567812345670", "svītrkods 4750012345678",
     "sērijas nr. 4111111111111111", "lojalitātes karte 4111111111111111", "41111111111111111",
     "4111 1111 1111-1111", "6304000000000000", "4900 5000 2300 3900"],
)  # fmt: skip
def test_other_long_numbers_are_no_cards(text: str) -> None:
    assert categories(text) == []


def test_nothing_inside_a_card_is_a_phone() -> None:
    assert categories("4276 2612 3456 7897", "phone") in (["payment-card"], [])


@pytest.mark.parametrize(
    "address",
    ["192.168.10.7", "81.198.3.4", "2a03:2880:f12f:83:face:b00c:0:25de", "2001:db8::7", "fe80::1",
     "::ffff:81.198.3.4"],
)  # fmt: skip
def test_ip_addresses_are_found(address: str) -> None:
    assert found(f"no {address} pieslēdzās") == [("ip-address", address)]
    assert found(f"[{address}]") == [("ip-address", address)]


@pytest.mark.parametrize(
    "text",
    ["127.0.0.1", "0.1.0.0", "255.255.255.0", "256.1.1.1", "1.2.3.4.5", "versija 10.2.33.4",
     "v10.2.33.4", "1.2.3.4. punkts", "12:30:45", "std::vector", "::1", "::", "00:1a:2b:3c:4d:5e",
     "10.0.19041.1",
     "digits[1::2]", "12::34", "HTML, 4.12.1.3", "Guile 3.0.5.130-5a1e7"],
)  # fmt: skip
def test_what_only_looks_like_an_ip_address_is_none(text: str) -> None:
    assert categories(text) == []


def test_a_word_after_a_number_speaks_for_the_next_number_if_one_follows() -> None:
    assert found("Klients 26123456, tālr. 22124444") == [("phone", "22124444")]
    assert found("22124444 (mob.), 67223131 (darba tālr.)") == [
        ("phone", "22124444"),
        ("phone", "67223131"),
    ]


@pytest.mark.parametrize("field", ["serial_no", "artikuls", "partNumber", "ean", "partijas_nr"])
def test_numbers_of_things_are_no_persons(field: str) -> None:
    assert categories("16117519997", field) == []
    assert categories("22124444", field) == []
    assert categories("161175-19997", field) == ["personas-kods"]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece",
    ["Brīvības iela 21 ", "Salnas ", "iela 1", "iela ", "1.1.1975 ", "16. novembra ", "12.",
     "1.2.3.4 ", ":", "a:", "4111 1111 ", "AB-12 ", "LV-1021 ", "LV 1 ", "pase LV1234567 ",
     '"A", B pag. ', "A, B ", "*", "x", "pēdējie četri ", "ул. А ", "1975. gada 1. ",
     "161175-*9997 ", "dz. 1.1.1975 "],
)  # fmt: skip
def test_a_hostile_megabyte_of_anything_takes_linear_time(piece: str) -> None:
    DETECTOR.thorough((piece * (1_000_000 // len(piece)))[:1_000_000])
