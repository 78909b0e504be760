"""Columns of numbers: whole columns are judged, and labels never change what is found."""

from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eraser.contract.read import KEY_COLUMN
from eraser.detect import digits, named, shapes
from eraser.detect.cells import CellReader
from eraser.detect.columns import ColumnReader
from eraser.detect.counts import Counts, FieldCount
from eraser.detect.engine import Detector
from eraser.detect.settling import settle
from eraser.detect.sieve import FORMS, WORDS, Sieve, unfolded
from eraser.identifiers import Patterns, isikukood, personas_kods
from eraser.identifiers.eleven_digits import company
from eraser.identifiers.written import fold
from eraser.model.place import FieldType

PATTERNS = Patterns.of({"customer-number": "K-[0-9]{7}"})
DETECTOR = Detector(PATTERNS)
WITHOUT_PATTERNS = Detector()
RANDOM = np.random.default_rng(7)
PATHS = ["x", "phone", "personas_kods", "note", "serial_no", "iban", "birth_date", "adrese",
         "document", "auto_nr", "isikukood", "client_ip"]  # fmt: skip

PATH = st.sampled_from(PATHS)

ELEVEN = st.one_of(
    st.integers(0, 10**11 - 1).map(lambda n: f"{n:011d}"),
    st.builds(
        lambda d, m, y, c, n: f"{d:02d}{m:02d}{y:02d}{c}{n:04d}",
        st.integers(0, 32),
        st.integers(0, 13),
        st.integers(0, 99),
        st.integers(0, 3),
        st.integers(0, 9999),
    ),
    st.integers(0, 10**9 - 1).map(lambda n: f"32{n:09d}"),
    st.integers(20000000, 29999999).map(lambda n: f"371{n}"),
)
WHOLE = st.one_of(
    ELEVEN,
    ELEVEN.map(lambda c: f"{c[:6]}-{c[6:]}"),
    ELEVEN.map(lambda c: f"LV{c}"),
    ELEVEN.map(lambda c: c[1:]),
    st.from_regex(r"\A(?:\+371 ?|00371)?[0-9]{8}\Z"),
    st.from_regex(r"\A[26][0-9]{3}[ -][0-9]{4}\Z"),
    st.from_regex(r"\A[0-9]{2} [0-9]{3} [0-9]{3}\Z"),
    st.from_regex(r"\A[0-9]{7,19}\Z"),
    st.from_regex(r"\A(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?:T[0-2][0-9]:[0-5][0-9]Z)?\Z"),
    st.from_regex(r"\A[a-zA-Z._]{1,8}[0-9]{0,5}@[a-z0-9-]{1,9}\.(?:lv|png|local|co\.uk|com)\Z"),
    st.from_regex(r"\ALV[0-9]{2}[A-Z]{4}[0-9A-Z]{13}\Z"),
    st.from_regex(r"\ALT[0-9]{18}\Z"),
    st.from_regex(r"\A-?[0-9]{1,12}\.[0-9]{1,9}\Z"),
    st.from_regex(
        r"\A(?:Rīga, )?(?:Krišjāņa |Jaunā |Anna )?(?:Salnas|Upes|Mežs) (?:iela|dambis|laukumā) "
        r"[1-9][0-9]{0,2}[A-Z]?(?: – [0-9]{1,3})?(?:, Ogre)?(?:, LV-[0-9]{4})?\Z"
    ),
    st.sampled_from(["LV97HABA0012345678910", "4111111111111111", "K-0000017", "192.0.2.7",
                     "LV1234567", "AB-1234", "161175-*9997", "3782 822463 10005"]),
)  # fmt: skip


def counted(path: str, cells: list[str], detector: Detector = DETECTOR) -> Counts:
    batch = pa.RecordBatch.from_pydict(
        {KEY_COLUMN: [[str(n)] for n in range(len(cells))], path: cells}
    )
    return ColumnReader(detector).count(batch, {path: FieldType.TEXT})


def found(path: str, cells: list[str]) -> dict[str, int]:
    count = counted(path, cells).field(path)
    settle(path, count, CellReader(DETECTOR))
    return {category: tally.records for category, tally in count.found.items()}


@given(cells=st.lists(WHOLE, min_size=1, max_size=20), path=st.sampled_from(PATHS))
@settings(max_examples=400, deadline=None)
def test_what_is_said_of_a_label_is_said_of_each_of_its_cells(cells: list[str], path: str) -> None:
    expected: dict[str, int] = {}
    for cell in cells:
        for category in {span.category for span in DETECTOR.thorough(cell, path)}:
            expected[category] = expected.get(category, 0) + 1
    count = counted(path, cells).field(path)
    groups = list(count.groups.items())
    for _, group in groups:
        for category in {s.category for s in DETECTOR.thorough(group.cell, path)}:
            count.tally(category).records += group.records
    assert {c: t.records for c, t in count.found.items()} == expected


NUMBERS = st.one_of(
    ELEVEN.map(int),
    st.integers(20_000_000, 29_999_999),
    st.integers(10**6, 10**12).map(lambda n: -n),
    st.integers(0, 10**18),
    st.sampled_from([4111111111111111, 10**7, 10**8, 10**10, 10**11, 999_999, 0]),
)


@given(numbers=st.lists(NUMBERS, min_size=1, max_size=20), path=st.sampled_from(PATHS))
@example(numbers=[32019999692, *[32000000000] * 5], path="personas_kods")
@settings(max_examples=300, deadline=None)
def test_integers_are_judged_as_their_texts_are(numbers: list[int], path: str) -> None:
    detector = WITHOUT_PATTERNS
    texts = counted(path, [str(n) for n in numbers], detector).field(path)
    batch = pa.RecordBatch.from_pydict({path: pa.array(numbers, pa.int64())})
    count = ColumnReader(detector).count(batch, {path: FieldType.INTEGER}).field(path)
    for each in (texts, count):
        settle(path, each, CellReader(detector))
    assert _said(count) == _said(texts)


def test_of_values_that_a_column_repeats_each_is_known_once() -> None:
    """Also when places are asked for, and every record is looked at."""
    batch = pa.RecordBatch.from_pydict({"email": [*["a@epasts.lv"] * 9, "z@epasts.lv"]})
    count = ColumnReader(WITHOUT_PATTERNS, spots=2).count(batch, {"email": FieldType.TEXT})
    (tally,) = count.field("email").found.values()
    assert (tally.records, tally.values()) == (10, ("a@epasts.lv", "z@epasts.lv"))


def _said(count: FieldCount) -> dict[str, tuple[int, float, tuple[str, ...]]]:
    """But for what the field's name alone says of small numbers too."""
    judged = {c: t for c, t in count.found.items() if t.score > named.SCORE}
    return {c: (t.records, t.score, t.values()) for c, t in judged.items()}


@given(
    day=st.dates(date(1000, 1, 1)), path=st.sampled_from(["x", "created", "phone", "pk", "iban"])
)
@settings(max_examples=300, deadline=None)
def test_a_date_is_only_ever_a_date(day: date, path: str) -> None:
    """So columns of dates are not read, but where the field's name says what days they are."""
    for written in (f"{day}", f"{day}T12:30:00Z", f"{day} 22:12:44.123456+02"):
        assert DETECTOR.thorough(written, path) == ()


@given(number=st.decimals(allow_nan=False, allow_infinity=False, places=3), path=PATH)
@settings(max_examples=300, deadline=None)
def test_a_number_with_a_fraction_is_nobodys(number: Decimal, path: str) -> None:
    assert DETECTOR.thorough(f"{number:f}", path) == ()


@given(ELEVEN)
@settings(max_examples=600, deadline=None)
def test_columns_judge_a_code_as_the_rules_for_single_codes_do(code: str) -> None:
    (label,) = digits.code_labels(pl.Series([code])).to_list()
    letters = {
        None: {digits.NONE, digits.OLD_FAILED},
        personas_kods.Standing.CHECKED: {
            digits.OLD_CHECKED,
            digits.OLD_LONG_AGO,
            digits.NEW_CHECKED,
        },
        personas_kods.Standing.ZERO_FOR_TEN: {digits.OLD_ZERO, digits.ZERO_LONG_AGO},
        personas_kods.Standing.UNCHECKED: {digits.NEW_UNCHECKED},
    }
    assert label[0] in letters[personas_kods.standing(code)]
    flags = int(label.partition(":")[2])
    assert bool(flags & 8) == company(code)
    if code[0] in "123456":
        assert (flags & 3 == 3) == isikukood.possible(code)


PIECES = [
    "161175-19997", "16117519997", "32073120116", "36805280109", "40203627185", "6119306460",
    "37122124444", "22124444", "22 124 444", "+371 2612-3456", "+370 612 34567", "EUR", ",50",
    "LV97 HABA 0012 3456 7891 0", "LV80BANK0000435195001", "anna@example.lv", "a@b.local", "@",
    "K-0000017", "PNOLV-", "PNOEE-", "p.k. ", "tel. ", "kadastrs ", "isikukood ", "-", "–", ".",
    "\u00a0", "\n", "1", "2", "7", "ā", "_", "(", ")", "/", '"', "\\", " ", " ", " ", "auto ",
    "LV1234567", "pase ", "Pases Nr. ", "AB-1234", "ABC123456", "vadītāja apliecība ", "dzim. ",
    "dz. ", "16.11.1975", "1975. gada 16. novembrī", "Dzimšanas datums: ", "LV-1021", "г.р. ",
    "Brīvības ielā 21 – 162", "Salnas iela 5", '"Meždobeļi", Līvbērzes pag.', "ул. Бривибас 21",
    "192.0.2.7", "2001:db8::7", "IP ", "pēdējie četri cipari 9997", "*******9997", "eID ",
    "PA1234567",
    "4111 1111 1111 1111", "karte ", "21 Salnas Street", "ŠOS. 5", "Jelgavas nov.", "дом ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=9).map("".join)


@given(text=TEXTS, path=st.sampled_from(PATHS))
@settings(max_examples=800, deadline=None)
def test_the_sieve_stops_nothing_that_a_recogniser_wants(text: str, path: str) -> None:
    sieve = Sieve.of(path, DETECTOR.categories, DETECTOR.patterns)
    cells = pl.Series([text])
    wanted = {span.category for span in DETECTOR.thorough(text, path)}
    flags = {c for c, held in sieve.flags(cells).row(0, named=True).items() if held}
    assert wanted <= flags
    if wanted:
        assert sieve.chosen(cells).to_list() == [True]


@given(text=TEXTS, path=st.sampled_from(PATHS))
@settings(max_examples=400, deadline=None)
def test_a_cell_is_read_as_the_detector_reads_it(text: str, path: str) -> None:
    reader = CellReader(DETECTOR)
    assert reader.spans(text, path) == DETECTOR.thorough(text, path)


@pytest.mark.parametrize("category", sorted(WORDS))
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_every_word_that_vouches_has_a_stem(category: str, data: st.DataObject) -> None:
    """A word added to a recogniser's cues has to be added to the sieve."""
    from eraser.detect.engine import RECOGNISERS

    (kind,) = (k for k in RECOGNISERS if category == k.CATEGORY)
    if kind.CUES is None:
        return
    word = data.draw(st.from_regex(kind.CUES.vouch))
    folded = fold(word)
    if kind.CUES.vouch.search(folded):
        assert pl.Series([word, folded]).str.contains(unfolded(WORDS[category])).all()


def test_every_category_but_the_organisations_has_a_form() -> None:
    assert DETECTOR.categories - PATTERNS.expressions.keys() == FORMS.keys() | {"address"}


@pytest.mark.parametrize("path", ["number", "article", "serial_no", "x"])
def test_numbers_of_things_are_no_codes(path: str) -> None:
    """The figure of the issue: at most 0.05 % of 330,000; here none at all."""
    cells = [f"{n:011d}" for n in RANDOM.integers(0, 10**11, 110_000)]
    cells += [f"010170{n % 3}{n:04d}" for n in range(1, 9999)]
    assert "personas-kods" not in found(path, cells)


def test_a_column_of_codes_is_one_whatever_it_is_called() -> None:
    codes = [_code(n) for n in range(400)]
    assert found("x", codes) == {"personas-kods": 400}


def test_codes_without_a_check_count_in_a_column_of_codes_and_nowhere_else() -> None:
    new = [f"32{n:09d}" for n in range(100, 200)]
    unchecked = [c for c in new if personas_kods.standing(c) is personas_kods.Standing.UNCHECKED]
    assert found("x", [_code(n) for n in range(100)] + unchecked) == {
        "personas-kods": 100 + len(unchecked)
    }
    assert found("x", unchecked * 9) == {}
    assert found("pk", unchecked) == {"personas-kods": len(unchecked)}


def test_a_few_codes_among_companies_are_still_found() -> None:
    companies = [f"4{n:010d}" for n in range(30000) if company(f"4{n:010d}")][:900]
    assert found("payer", companies + [_code(n) for n in range(30)]) == {"personas-kods": 30}


def test_the_organisations_own_numbers_are_read_one_by_one() -> None:
    """Of nine digits one cell does not speak for all, as it does for everybody's numbers."""
    detector = Detector(Patterns.of({"customer-number": "7[0-9]{8}"}))
    count = counted("x", ["812345678", "712345678", "912345678"] * 3, detector).field("x")
    settle("x", count, CellReader(detector))
    assert {c: t.records for c, t in count.found.items()} == {"customer-number": 3}


def test_one_code_in_a_small_table_is_found() -> None:
    assert found("x", [_code(1)]) == {"personas-kods": 1}


def test_article_numbers_that_look_like_phones_are_none() -> None:
    plain = [str(n) for n in RANDOM.integers(10**7, 10**8, 5000)]
    grouped = [f"{n[:4]}-{n[4:]}" for n in plain]
    assert found("article", plain) == {}
    assert found("article", grouped) == {}
    phones = [f"26{n[2:4]}-{n[4:]}" for n in plain]
    assert found("x", phones) == {"phone": 5000}
    assert found("x", [f"+371{n.replace('-', '')}" for n in phones]) == {"phone": 5000}


def test_a_column_of_land_lines_and_mobiles_is_one_of_phones_whatever_it_is_called() -> None:
    phones = [f"{head}{n:06d}" for n, head in enumerate(["29", "26", "67", "22"] * 50)]
    assert found("c4", phones) == {"phone": 200}
    assert found("sku", phones) == {}
    assert found("c4", [f"2{n:07d}" for n in range(20000, 20400)]) == {}
    assert found("c4", phones[:20]) == {}
    assert found("c4", phones + [f"1{n:07d}" for n in range(50)]) == {}


def test_what_only_looked_like_a_number_of_a_person_leaves_no_empty_finding() -> None:
    cells = ["Skaitītāja Nr. 60321126, rādījums 12345,6 kWh", "isikukood 60309208582, Tallinn"]
    assert found("note", cells) == {"isikukood": 1}


def test_dates_amounts_and_random_names_hold_nothing() -> None:
    days = [f"{1950 + n % 80}-0{n % 9 + 1}-1{n % 9}" for n in range(500)]
    assert found("created", days) == {}
    assert found("birth_date", days)["birth-date"] > 400
    assert found("amount", [f"{x:.6f}" for x in RANDOM.random(500) * 1e6]) == {}
    ids = [RANDOM.bytes(16).hex() for _ in range(500)]
    uuids = [f"{i[:8]}-{i[8:12]}-{i[12:16]}-{i[16:20]}-{i[20:]}" for i in ids]
    assert found("id", uuids) == {}


@given(WHOLE)
@settings(deadline=None)
def test_a_cell_has_at_most_one_form(cell: str) -> None:
    assert sum(form.fits(cell) for form in shapes.FORMS) <= 1


def _code(n: int) -> str:
    """A code of the old form that holds its check."""
    head = f"{n % 28 + 1:02d}{n % 12 + 1:02d}{50 + n % 40:02d}1{n % 1000:03d}"
    weights = (10, 5, 8, 4, 2, 1, 6, 3, 7, 9)
    check = (1 + sum(w * int(d) for w, d in zip(weights, head, strict=True))) % 11
    return f"{head}{check}" if check < 10 else _code(n + 1000)


def test_hyphenated_codes_of_the_new_form_need_no_check_where_nearly_all_begin_so() -> None:
    new = [f"3{n % 8 + 2}{n * 7919 % 10000:04d}-{n * 104729 % 100000:05d}" for n in range(100)]
    lots = [f"{n * 7919 % 1000000:06d}-{n * 104729 % 100000:05d}" for n in range(1, 2000)]
    assert found("x", new) == {"personas-kods": 100}
    assert "personas-kods" not in found("x", lots)


def test_long_numbers_of_which_one_in_ten_holds_the_check_are_no_cards() -> None:
    numbers = [f"4{n:015d}" for n in RANDOM.integers(0, 10**15, 3000)]
    assert found("ref", numbers) == {}
    assert found("card_number", numbers)["payment-card"] > 200
    assert found("x", ["4111111111111111"] * 9 + ["4111111111111112"]) == {"payment-card": 9}


@pytest.mark.parametrize("detector", [DETECTOR, WITHOUT_PATTERNS])
def test_a_moment_is_a_date_of_birth_where_the_fields_name_says_so(detector: Detector) -> None:
    moments = ["1975-11-16 00:00:00", "1980-01-31T22:00:00+00:00", "1991-05-04T00:00:00Z", None]
    names = ["birth_date", "dzimšanasDatums", "dob", "created_at", "updated"]
    batch = pa.RecordBatch.from_pydict(dict.fromkeys(names, moments))
    counts = ColumnReader(detector).count(batch, dict.fromkeys(names, FieldType.TIMESTAMP))
    found = {n: {c: t.records for c, t in f.found.items()} for n, f in counts.fields.items()}
    assert found == {n: {"birth-date": 3} for n in names[:3]}
