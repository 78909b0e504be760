"""Ways to write an identifier that people use, and what only looks like one."""

from random import Random

import pytest

from bench import values
from eraser.detect.engine import Detector

DETECTOR = Detector()


def found(text: str, field: str = "") -> list[tuple[str, str]]:
    return [(s.category, text[s.start : s.end]) for s in DETECTOR.spans(text, field)]


@pytest.mark.parametrize(
    ("text", "category", "value"),
    [
        ("Mob. 2 612 34 56", "phone", "2 612 34 56"),
        ("mob 2 998 8776", "phone", "2 998 8776"),
        ("telefona numurs 2611 22 33, Ligita", "phone", "2611 22 33"),
        ("T: 26123456", "phone", "26123456"),
        ("tel. 26.12.34.56", "phone", "26.12.34.56"),
        ("mob. 26/123456", "phone", "26/123456"),
        ("raksti +371 (26) 123 456", "phone", "+371 (26) 123 456"),
        ("raksti +371 2-556-6677", "phone", "+371 2-556-6677"),
        ("Anna, tālr29123456", "phone", "29123456"),
        ("sms to=37126443322 status=OK", "phone", "37126443322"),
        ("pk161175-19997", "personas-kods", "161175-19997"),
        ("kods ******-19997 pārbaudīts", "personas-kods-partial", "9997"),
        ("personas koda pēdējie cipari ir 9209", "personas-kods-partial", "9209"),
        ("последние 4 цифры перс. кода: 5355", "personas-kods-partial", "5355"),
        ("birth_date: 19751116", "birth-date", "19751116"),
        ("tālr. 63412277; pacients 1961-12-30 dz.", "birth-date", "1961-12-30"),
        ("Максим, род. 11.10.2014", "birth-date", "11.10.2014"),
        ("pases nr. 1234567", "passport", "1234567"),
        ("Pases sērija un numurs: LZ1234567", "passport", "LZ1234567"),
        ("ID karte 123456789", "eid", "123456789"),
        ("ar pers. apl. PA0099112, piekrītu", "eid", "PA0099112"),
        ("Numurzīme RALLY1 nozagta", "vehicle-plate", "RALLY1"),
        ("Vilniaus g., LT-01119 Vilnius", "postal-code", "LT-01119"),
        ("Pärnu mnt, 10117 Tallinn", "postal-code", "10117"),
        ("K. Valdemāra iela 21", "address", "K. Valdemāra iela 21"),
        ("K.Valdemāra iela 21", "address", "K.Valdemāra iela 21"),
        ("Rīgas ielā 9, Saulkrastos", "address", "Rīgas ielā 9, Saulkrastos"),
        ("Liepājas iela 3 k.2 dz.14", "address", "Liepājas iela 3 k.2 dz.14"),
    ],
)
def test_it_is_found_as_people_write_it(text: str, category: str, value: str) -> None:
    assert (category, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "kods 26-123-456",
        "art. 26-123-456 (2 gab.), art. 22 334 455",
        "Montāžas komplekts 2612-3456",
        "budžets 26 500 000",
        "git clone git@github.com:acme/tool.git",
        "pa Brīvības ielu 100 m līdz parkam",
        "no Brīvības ielas 100 m",
        "Tērbatas ielā 12:30 pie kafejnīcas",
        "Kaļķu ielā, 24 cilvēki",
        "Rīga, janvāra 15",
        "Jānis 12-3, Rīga",
        "numurzīme Nr. 1",
        "pase, vīza nr. 014455667",
        "32073120115",
        "digits 12::34 and v2.4.1.12",
    ],
)
def test_what_only_looks_so_is_not_found(text: str) -> None:
    assert found(text) == []


def test_only_few_serial_numbers_alone_in_a_text_are_taken_for_codes() -> None:
    random = Random(7)  # noqa: S311
    numbers = [values.digits(random, 11) for _ in range(20_000)]
    codes = sum(any(c == "personas-kods" for c, _ in found(number)) for number in numbers)
    assert codes <= 0.0005 * len(numbers)
