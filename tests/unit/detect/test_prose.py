"""Running text in bulk: what one glance says is what a full reading says."""

import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.detect.cells import CellReader
from eraser.detect.engine import RECOGNISERS, Detector
from eraser.detect.prose import CATEGORIES, Hits, Prose
from eraser.detect.recognisers.recogniser import Recogniser
from eraser.detect.recognisers.words import Cues, Voice
from eraser.detect.sieve import Sieve
from eraser.detect.voices import Bulk, Glance
from eraser.model.finding import Span

READER = CellReader(Detector())
PROSE = Prose(READER)
SPEAKING = [kind for kind in RECOGNISERS if kind.CUES is not None]
PATHS = ["note", "phone", "personas_kods", "serial_no", "isikukood", "kontakts", "rekina_nr"]

WORDS = (
    "klients jautāja par tarifa maiņu lūdzu rēķins tālr. tel mob. Zvanīja p.k. pers. kods kods: "
    "personas skaitītājs līgums Nr. nr serial kontakts карта телефон тел. order invoice isikukood "
    "kartes VISA eur EUR USD € kWh m3 gab. (mob.) t. fax phone code id asmens reg. IMEI sīti p k "
    'msisdn= "phone": phone= contact my number mans num pasūtījums Ādažu ā 5 12. 2024 LV PNOLV-'
).split()
NUMBERS = st.one_of(
    st.sampled_from(
        ["161175-19997", "16117519997", "32073120116", "36805280109", "40203627185", "22124444",
         "22 124 444", "+371 2612-3456", "+37126123456", "0037126123456", "2612-3456", "20192020",
         "2019-2020", "+370 612 34567", "4111111111111111", "4111 1111 1111 1111", "6119306460",
         "2024-05-01", "2024-05-01 12:00:00", "01.05.2024", "1.5.24", "1234567.89", "323168-25156",
         "161175 19997", "12345678901234567890", "anna@example.lv", "a.b+c@x.co.uk", "a@b.local",
         "22124444@inbox.lv", "logo@2x.png", "o'neil@x.lv", "GE24-0000123-01", "22.124444"]
    ),
    st.from_regex(r"\A[26][0-9]{7}\Z"),
    st.from_regex(r"\A[0-3][0-9][01][0-9]{3}-[12][0-9]{4}\Z"),
    st.from_regex(r"\A[0-9]{11}\Z"),
)  # fmt: skip
GAPS = st.sampled_from([" ", " ", " ", "", ". ", ", ", ": ", "; ", "\n", "\t", "\u00a0", "(", ") ",
                        ".", "-", "/", "=", "\"", "+", "\u200b", "\u0304", "!", "$"])  # fmt: skip
TEXTS = (
    st.lists(st.tuples(st.sampled_from(WORDS) | NUMBERS | st.text(max_size=2), GAPS), max_size=9)
    .map(lambda pieces: "".join(part for pair in pieces for part in pair))
    .flatmap(lambda text: st.sampled_from([text, unicodedata.normalize("NFD", text)]))
)


@given(texts=st.lists(TEXTS, min_size=1, max_size=12), path=st.sampled_from(PATHS))
@settings(max_examples=500, deadline=None)
def test_what_is_read_in_bulk_is_what_a_cell_reader_finds(texts: list[str], path: str) -> None:
    sieve = Sieve.of(path, [kind.CATEGORY for kind in RECOGNISERS], READER.patterns)
    only = sieve.only(pl.Series(texts), CATEGORIES).to_list()
    cells = [text for text, plain in zip(texts, only, strict=True) if plain]
    found, left = PROSE.read(pl.Series(cells, dtype=pl.String), path)
    spans = _spans(found)
    assert not any(left[at] for at in spans)
    for at, cell in enumerate(cells):
        if not left[at]:
            assert tuple(sorted(spans.get(at, []), key=_place)) == READER.spans(cell, path)


def _spans(found: dict[str, Hits]) -> dict[int, list[Span]]:
    spans: dict[int, list[Span]] = {}
    for category, hits in found.items():
        for at, start, written, score in zip(
            hits.cells, hits.starts, hits.written, hits.scores, strict=True
        ):
            spans.setdefault(at, []).append(Span(category, start, start + len(written), score))
    return spans


def _place(span: Span) -> tuple[int, int, str]:
    return span.start, span.end, span.category


def test_ordinary_sentences_are_all_read_in_bulk() -> None:
    cells = [
        "Klients jautāja par rēķinu, tālr. 26123456.",
        "p.k. 161175-19997, 2024-05-01 atkārtoti",
        "Rakstīt uz anna.berzina@example.lv, zvanīt +37122124444",
    ]
    found, left = PROSE.read(pl.Series(cells), "note")
    assert not left.any()
    assert {category: hits.written.to_list() for category, hits in found.items()} == {
        "phone": ["26123456", "+37122124444"],
        "personas-kods": ["161175-19997"],
        "email": ["anna.berzina@example.lv"],
    }


SIDES = st.lists(st.tuples(st.sampled_from(WORDS) | st.text(max_size=2), GAPS), max_size=7).map(
    lambda pieces: "".join(part for pair in pieces for part in pair)
)


def _spoken(cues: Cues) -> st.SearchStrategy[str]:
    """Texts with words that the cues listen to, in full or nearly."""
    patterns = [p for p in (cues.vouch, cues.deny, cues.refute) if p.pattern != "(?!)"]
    word = st.one_of([st.from_regex(_bare(p)) for p in patterns])
    return st.tuples(SIDES, word, st.sampled_from(["", " ", ". ", ": ", "s ", " x ", "\n"])).map(
        "".join
    )


def _bare(pattern: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(re.sub(r"\(\?<?[!=][^()]*\)", "", pattern.pattern))


@pytest.mark.parametrize("kind", SPEAKING, ids=lambda kind: kind.CATEGORY)
@given(data=st.data(), path=st.sampled_from(PATHS))
@settings(max_examples=150, deadline=None)
def test_a_glance_never_hears_what_is_not_said(
    kind: type[Recogniser], data: st.DataObject, path: str
) -> None:
    cues = kind.CUES
    assert cues is not None
    before = data.draw(SIDES | _spoken(cues))
    after = data.draw(SIDES | _spoken(cues))
    (glance,) = Bulk(cues).glance(pl.Series([before]), pl.Series([after]), path)
    said = cues.speak(f"{before}22124444{after}", len(before), len(before) + 8, path)
    if glance == Glance.VOUCHED:
        assert said is Voice.VOUCHES
    elif glance == Glance.SILENT:
        assert said is None
    elif glance == Glance.UNVOUCHED:
        assert said is not Voice.VOUCHES


def test_a_glance_is_mostly_enough() -> None:
    """Else it would be right, and useless."""
    cues = next(kind.CUES for kind in SPEAKING if kind.CATEGORY == "phone")
    assert cues is not None
    before = pl.Series(["klienta rēķins, tālr. ", "pasūtījums ", "sarunājām, ka ", "tel: "])
    after = pl.Series([".", ".", ".", "."])
    assert Bulk(cues).glance(before, after, "note").to_list() == [
        Glance.VOUCHED,
        Glance.UNVOUCHED,
        Glance.SILENT,
        Glance.VOUCHED,
    ]
