import unicodedata
from collections.abc import Sequence

import pytest

from eraser.detect.engine import Detector
from eraser.identifiers import Patterns

DETECTOR = Detector(Patterns.of({"customer-number": "K-[0-9]{7}"}))

OLD = [
    "161175-19997", "290156-11605", "061193-06460", "280638-19406", "290212-29381",
    "060287-06450", "111111-11111", "020100-29990", "29020022346",
]  # fmt: skip
NEW = ["320731-20115", "320190-28596", "323691-93794", "328926-13925"]
COMPANIES = ["40203627185", "40203251018", "40203554290"]
NEIGHBOURS = ["36805280109", "38703181745", "33309240064"]


def found(text: str, field: str = "") -> list[tuple[str, str]]:
    return [(s.category, text[s.start : s.end]) for s in DETECTOR.spans(text, field)]


def categories(text: str, field: str = "") -> Sequence[str]:
    return [span.category for span in DETECTOR.spans(text, field)]


@pytest.mark.parametrize("code", OLD + NEW)
def test_a_personal_code_is_found_alone_and_in_a_sentence(code: str) -> None:
    assert found(code) == [("personas-kods", code)]
    assert found(f"Klients {code}, Rīga") == [("personas-kods", code)]


@pytest.mark.parametrize(
    "code",
    ["161175 - 19997", "161175 -19997", "161175- 19997", "161175 – 19997", "161175—19997",
     "161175\u202f19997", "161175\u200919997", "161175\u200b-19997", "161175-\u00ad19997"],
)  # fmt: skip
def test_a_personal_code_is_found_however_its_halves_are_joined(code: str) -> None:
    assert found(code) == [("personas-kods", code)]
    assert found(f"Klients {code}, Rīga") == [("personas-kods", code)]
    assert found(f"Klients pk{code}.") == [("personas-kods", code)]


@pytest.mark.parametrize("code", ["32073120115", "32019028596"])
def test_a_new_code_without_its_hyphen_needs_a_word(code: str) -> None:
    assert found(f"Klients {code}, Rīga") == []
    assert found(f"Klients, p.k. {code}, Rīga") == [("personas-kods", code)]
    assert found(code, "personas_kods") == [("personas-kods", code)]


@pytest.mark.parametrize("code", ["06119306460", "06028706450"])
def test_a_code_of_somebody_born_too_early_to_live_needs_a_hyphen_or_a_word(code: str) -> None:
    assert found(f"Nr. {code}") == []
    assert found(f"personas kods {code}") == [("personas-kods", code)]
    assert found(f"{code[:6]}-{code[6:]}") == [("personas-kods", f"{code[:6]}-{code[6:]}")]


def test_full_width_digits_and_thin_spaces_are_read_like_any_other() -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    assert categories("161175-19997".translate(wide)) == ["personas-kods"]
    assert categories("LV80\u202fBANK\u202f0000\u202f4351\u202f9500\u202f1") == ["iban"]
    assert categories("tālr. 26\u2009123\u2009456") == ["phone"]


def test_a_personal_code_may_be_dotted_as_a_date_is() -> None:
    assert found("p.k. 16.11.75-19997, Rīga") == [("personas-kods", "16.11.75-19997")]
    assert categories("16.11.75-19998") == []


def test_a_range_of_numbers_is_no_code_of_the_new_form() -> None:
    assert found("izmaksas 320000 - 45000 un 321500 – 38000") == []


@pytest.mark.parametrize(
    "text",
    ["161375-19997", "161175-19998", "290213-29381", "29020012340", "325-442-49548",
     "161175-199971", "2161175-19997", "a16117519997", "16117519997-1", "0.16117519997"],
)  # fmt: skip
def test_what_cannot_be_a_personal_code_is_none(text: str) -> None:
    assert categories(f"personas kods {text}") == []


@pytest.mark.parametrize("number", COMPANIES)
@pytest.mark.parametrize("before", ["", "LV", "personas kods ", "PVN reģ. nr. LV", "PNOLV-"])
def test_company_numbers_of_any_kind_are_never_personal_codes(before: str, number: str) -> None:
    assert categories(f"SIA, {before}{number}.", "personas_kods") == []


@pytest.mark.parametrize("code", NEIGHBOURS)
def test_codes_of_the_neighbours_are_no_personal_codes(code: str) -> None:
    assert categories(code) == []
    assert categories(f"isikukood {code}") == ["isikukood"]
    assert categories(f"asmens kodas: {code}", "personas_kods") == ["asmens-kodas"]


def test_words_can_vouch_for_a_code_that_looks_like_a_neighbours() -> None:
    assert categories("personas kods 36805280109") == ["personas-kods"]
    assert categories("368052-80109") == ["personas-kods"]


@pytest.mark.parametrize(
    "text",
    ["p.k. 32073120116", "Personas koda: 32073120116", "PK 32073120116", "PNOLV-32073120116",
     "320731-20116", "320731–20116", "pers. kods 320731 20116", "personal code 32073120116",
     "персональный код 32073120116", "personas kodā 32073120116", "p. k. 32073120116"],
)  # fmt: skip
def test_an_unchecked_new_code_needs_a_sign(text: str) -> None:
    assert categories(text) == ["personas-kods"]
    assert categories("32073120116") == []


@pytest.mark.parametrize("field", ["personas_kods", "personalCode", "client.pk", "persKods"])
def test_the_fields_name_is_a_sign(field: str) -> None:
    assert categories("32073120116", field) == ["personas-kods"]


def test_a_code_without_its_zero_counts_in_a_field_of_codes() -> None:
    assert categories("6119306460", "personas_kods") == ["personas-kods"]
    assert categories("6119306460", "id") == []


def test_a_cadastral_number_is_no_personal_code() -> None:
    assert categories("kadastra Nr. 32073120115") == []


def test_the_vat_number_of_a_person_is_their_personal_code() -> None:
    assert found("PVN LV16117519997") == [("personas-kods", "16117519997")]


@pytest.mark.parametrize(
    ("text", "iban"),
    [
        ("LV80BANK0000435195001", None),
        ("konts LV97 HABA 0012 3456 7891 0 Rīga", "LV97 HABA 0012 3456 7891 0"),
        ("LT12 1000 0111 0100 1000 tari", "LT12 1000 0111 0100 1000"),
        ("lv80bank0000435195001", None),
        ("GB29 NWBK 6016 1331 9268 19", None),
    ],
)
def test_ibans_are_found_plain_and_grouped(text: str, iban: str | None) -> None:
    assert found(text) == [("iban", iban or text)]


def test_two_ibans_in_a_row_are_two() -> None:
    one, two = "LT12 1000 0111 0100 1000", "LV97 HABA 0012 3456 7891 0"
    assert found(f"{one} {two}") == [("iban", one), ("iban", two)]


@pytest.mark.parametrize(
    "text", ["LV81BANK0000435195001", "LV80BANK00004351950011", "XX00ABCD1234567"]
)
def test_a_wrong_iban_is_none(text: str) -> None:
    assert "iban" not in categories(text, "iban")


@pytest.mark.parametrize(
    "address",
    ["anna@example.lv", "Anna.Liepa+x@mail.example.co.uk", "jānis@piemērs.lv", "a@b.local",
     "22124444@inbox.lv", "o'neil@example.com", unicodedata.normalize("NFD", "jānis@piemērs.lv")],
)  # fmt: skip
def test_addresses_are_found(address: str) -> None:
    assert found(f"e-pasts: <{address}>.", "phone") == [("email", address)]


@pytest.mark.parametrize("text", ["logo@2x.png", "anna@localhost", "@anna", "a@b", "anna@.lv"])
def test_what_only_looks_like_an_address_is_none(text: str) -> None:
    assert categories(text) == []


@pytest.mark.parametrize(
    "text",
    ["+371 22124444", "+37122124444", "00371 22 124 444", "(+371) 6722 3131", "22 124 444",
     "2612-3456", "+370 612 34567", "+372 5123 4567", "+44 20 7946 0958", "+37178123456"],
)  # fmt: skip
def test_a_phone_is_known_by_its_country_or_its_grouping(text: str) -> None:
    assert found(f"Jānis {text}, Rīga") == [("phone", text)]


@pytest.mark.parametrize(
    "before",
    [
        "telefons ",
        "tālr. ",
        "Tālruņa numurs: ",
        "mob. ",
        "tel.",
        "phone ",
        "тел. ",
        "zvanīt ",
        "t. ",
    ],
)
def test_eight_digits_are_a_phone_where_words_say_so(before: str) -> None:
    assert found(f"{before}22124444") == [("phone", "22124444")]
    assert categories("22124444") == []


@pytest.mark.parametrize(
    "field", ["phone", "contacts[].mobilais", "tālrunis", "clientTel", "mob_nr"]
)
def test_eight_digits_are_a_phone_in_a_field_of_phones(field: str) -> None:
    assert categories("22124444", field) == ["phone"]


@pytest.mark.parametrize(
    "text",
    ["rēķins 22124444", "tel. 11223344", "22 124 444 EUR", "EUR 22 124 444", "2023-2024",
     "tel. 82123456", "telpa 22124444", "122124444", "4276 2612 3456 7890", "22124444,50"],
)  # fmt: skip
def test_other_numbers_are_no_phones(text: str) -> None:
    assert categories(text) == []


@pytest.mark.parametrize(
    "text",
    ["26.12.34.56", "26.123.456", "26/123456", "(26) 123 456", "(26) 123-456", "2024-0001"],
)
def test_a_rare_grouping_is_a_phone_where_words_say_so(text: str) -> None:
    assert ("phone", text) in found(f"mob. {text}")
    assert ("phone", f"+371 {text}") in found(f"+371 {text}")
    assert "phone" not in categories(text)


@pytest.mark.parametrize(
    "text",
    ["Akts 2024-0001", "Rīkojums Nr. 2024-1234", "case 2026-0140", "ISSN 2255-8691",
     "Cena 20 500 000", "iedzīvotāji: 20 500 000", "ticket 2612-3456"],
)  # fmt: skip
def test_numbers_of_documents_are_no_phones(text: str) -> None:
    assert categories(text) == []


def test_an_account_may_have_a_gap_after_its_check_digits_only() -> None:
    assert found("LV80 BANK0000435195001") == [("iban", "LV80 BANK0000435195001")]
    assert found("AB12 LV80BANK0000435195001") == [("iban", "LV80BANK0000435195001")]


def test_the_nearer_word_decides() -> None:
    text = "tel. 22124444, līguma nr. 26123456"
    assert found(text) == [("phone", "22124444")]


def test_a_bare_country_code_is_a_phone_or_a_code_by_its_words() -> None:
    assert categories("37122124444") == []
    assert categories("tālr. 37122124444") == ["phone"]
    assert categories("p.k. 37122124444") == ["personas-kods"]
    both = ["personas-kods", "phone"]
    assert categories("p.k. 161175-19997, +37122124444") == both
    assert categories("p.k. 161175-19997, tālr. 37122124444") == both


def test_what_separates_a_phone_from_the_next_number_is_no_part_of_it() -> None:
    assert found("+370 612 34567- 2001 gads") == [("phone", "+370 612 34567")]


def test_the_organisations_numbers_are_found_whole() -> None:
    assert found("calls/K-0000017_2024.txt") == [("customer-number", "K-0000017")]
    assert categories("XK-0000017 K-00000171") == []


def test_lists_without_spaces_lose_nothing() -> None:
    text = "161175-19997,290156-11605;+37122124444,+37126123456"
    assert categories(text) == ["personas-kods"] * 2 + ["phone"] * 2


def test_nothing_inside_an_iban_is_a_phone() -> None:
    assert categories("EE38 2200 2210 2014 5685", "phone") == ["iban"]


def test_spans_count_code_points() -> None:
    (span,) = DETECTOR.spans("🙂 ā 161175-19997")
    assert (span.start, span.end) == (4, 16)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece",
    ["1", "22 124 ", "a", "a@", "a'", "b.", "LV97HABA0012", "LV97 HABA ", "+3706", "1-", "tel ",
     "161175 19998 ", "161175-19997 ", "a@b.lv +37122124444 "],
)  # fmt: skip
def test_a_hostile_megabyte_takes_linear_time(piece: str) -> None:
    DETECTOR.thorough((piece * (1_000_000 // len(piece)))[:1_000_000])
