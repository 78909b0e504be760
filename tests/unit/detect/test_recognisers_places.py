import pytest

from eraser.detect.engine import Detector

DETECTOR = Detector()


def found(text: str) -> list[str]:
    spans = DETECTOR.spans(text)
    return [text[s.start : s.end] for s in spans if s.category == "address"]


@pytest.mark.parametrize(
    "address",
    ["Salnas iela 21 – 162, LV-1021", "Ganību dambis 24A – 52, Rīga, LV-1005",
     '"Meždobeļi", Līvbērzes pag., Jelgavas nov., LV-3003', "Krišjāņa Valdemāra ielā 1A, Siguldā",
     "brīvības ielā 12/14-3", "Brivibas iela 21-5", "BRĪVĪBAS IELA 21", "Raiņa bulvārī 7",
     "K. Barona ielas 5", "11. novembra krastmalā 3", "1905. gada iela 4", "Zemgales prospekts 1",
     "Ezermalas iela 6 k-1", "Dzirnavu ielā 57a, Rīgā", "Rīga, Salnas iela 21, LV-1021",
     "Salnas iela 21, dz. 5", "ул. Бривибас 21-5", "улица Бривибас, д. 21",
     "Salnas street 21 – 162"],
)  # fmt: skip
def test_an_address_is_found_whole(address: str) -> None:
    (span,) = found(f"Deklarēts: {address}")
    assert span.startswith(address[:14])
    assert address.startswith(span) or span == address


@pytest.mark.parametrize(
    "text",
    ["Brīvības iela ir gara", "ielā 5", "Rīgas ceļa 5 km", "Jelgavas novads", "dārza gatve 5 m",
     "sporta laukums 3", "Sēde notiks Brīvības ielā, 3. stāvā", "ielas 21. gadsimtā",
     "Wall Street journal", "Salnas street"],
)  # fmt: skip
def test_what_only_mentions_a_street_is_no_address(text: str) -> None:
    assert found(text) == []


def test_a_name_before_a_street_is_not_a_part_of_the_address() -> None:
    assert found("Jānis Bērziņš, Salnas iela 21") == ["Salnas iela 21"]
    assert found("Anna Liepa, Rīga, Salnas iela 21") == ["Rīga, Salnas iela 21"]


def test_every_case_of_a_street_is_one_address() -> None:
    from eraser.identifiers import identifier

    written = ["Salnas iela 21 – 162", "Salnas ielā 21-162, Rīga, LV-1021", "salnas ielas 21 - 162"]
    assert {identifier("address", w).value for w in written} == {"salnas iela 21-162"}


def test_postal_codes_are_found_and_other_codes_are_not() -> None:
    def codes(text: str) -> list[str]:
        return [s.category for s in DETECTOR.spans(text) if s.category == "postal-code"]

    assert len(codes("LV-1021, LV-3003; LV – 5001")) == 3
    assert codes("LV-10211 LV-0021 LV-9021 XLV-1021 LV-1021-2") == []
