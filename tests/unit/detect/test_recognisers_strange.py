"""Mistakes that an independent set of texts showed; each was wrong once."""

import pytest

from eraser.detect.engine import Detector

DETECTOR = Detector()


def categories(text: str, field: str = "") -> list[str]:
    return [span.category for span in DETECTOR.spans(text, field)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Igaunijas personas kods 38703181745", ["isikukood"]),
        ("Lietuvas pers. kods 38703181745", ["asmens-kodas"]),
        ("matrix 111111 11111 222222", []),
        ("Kopā 22 111111 11111 gab.", []),
        ("(111111 11111)", ["personas-kods"]),
        ("p.k. 111111 11111 un", ["personas-kods"]),
        ("mans nr 28941290 :)", ["phone"]),
        ("мой номер 28941290", ["phone"]),
        ("Kontakts: 28941290", ["phone"]),
        ("contact id 28941290", []),
        ("Valsts reģ. numurs; konts LV97 HABA 0012 3456 7891 0", ["iban"]),
        ("vad. apl. ABC123456", ["driving-licence"]),
        ("tālr. 88.60.15.31", []),
        ("p.k. beidzas ar 1605", ["personas-kods-partial"]),
        ("stāvs beidzas ar 1605", []),
        ("20 123 456 balsis", []),
        ("ул. Бривибас 5/1611", []),
    ],
)
def test_the_words_around_are_heard(text: str, expected: list[str]) -> None:
    assert categories(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"phone": "+371 67138931", "n": 65753494}', ["phone"]),
        ("phone=28941290 id_batch=65753494", ["phone"]),
        ('{"type": "phone", "number": "28941290"}', ["phone"]),
        ('{"n": 65753494, "phone": 28941290}', ["phone"]),
        ('<input name="talrunis" value="28941290">', ["phone"]),
        ('{"pk": ["161175-19997", "32073120116"]}', ["personas-kods", "personas-kods"]),
    ],
)
def test_a_telling_key_alone_speaks_about_its_value(text: str, expected: list[str]) -> None:
    assert categories(text) == expected


@pytest.mark.parametrize("field", ["vad_apl", "vad_apl_nr", "driver_licence"])
def test_a_field_of_licences_is_known_by_its_short_name(field: str) -> None:
    assert categories("ABC123456", field) == ["driving-licence"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("patient ee45af8e-6708-4795-a7b2-1f2c8a7c8c8a", []),
        ("tel 67084795-6708-4795-a7b2-1f2c8a7c8c8a", []),
        ("4ce4c7bd-6520-4353-b05a-8a7c26123456 tel. 6520-4353", ["phone"]),
    ],
)
def test_the_groups_of_a_uuid_are_no_phone(text: str, expected: list[str]) -> None:
    assert categories(text) == expected
