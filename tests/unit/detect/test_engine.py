import json
import logging
import socket

import pyarrow as pa
import pytest
import spacy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine

from eraser.contract.read import KEY_COLUMN
from eraser.detect.columns import ColumnReader
from eraser.detect.counts import add_group
from eraser.detect.engine import ENTITIES, Detector, recognisers
from eraser.detect.tally import Tally
from eraser.identifiers import Patterns, needles, occurrences
from eraser.model.finding import Span
from eraser.model.place import Container, FieldType, Record, RecordRef

PATTERNS = Patterns.of({"customer-number": "K-[0-9]{7}"})
DETECTOR = Detector(PATTERNS)
FIELDS = ["", "phone", "personas_kods", "note"]

PIECES = [
    "161175-19997", "16117519997", "32073120116", "36805280109", "40203627185", "6119306460",
    "37122124444", "22124444", "22 124 444", "+371 2612-3456", "+370 612 34567", "EUR", ",50",
    "LV97 HABA 0012 3456 7891 0", "LV80BANK0000435195001", "anna@example.lv", "a@b.local", "@",
    "K-0000017", "PNOLV-", "p.k. ", "tel. ", "kadastrs ", "isikukood ", "-", "–", ".", " ",
    "LV1234567", "pase ", "PA1234567", "eID ", "ABC123456", "vad. apliecība ", "AB-1234", "auto ",
    "16.11.1975", "dzimis ", "1975. gada 16. novembrī", "Salnas iela 21", "Rīga, ", "LV-1021",
    '"Kalni", Zvārtavas pag.', "ул. Бривибас 5", "4111 1111 1111 1111", "4111111111111111",
    "81.198.3.4", "2001:db8::7", "PNOEE-", "asmens kodas ", "******-*9997", "serial ",
    "\u00a0", "\n", "1", "2", "7", "ā", "_", "(", ")", "/", '"', "\\",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=9).map("".join)


class BlankLatvian(SpacyNlpEngine):
    """spaCy's tokeniser without any model, so that nothing is downloaded."""

    def load(self) -> None:
        self.nlp = {"lv": spacy.blank("lv")}


@pytest.fixture(scope="module")
def stock() -> AnalyzerEngine:
    engine = BlankLatvian(models=[{"lang_code": "lv", "model_name": "blank"}])
    registry = RecognizerRegistry(
        recognizers=list(recognisers(PATTERNS)), supported_languages=["lv"]
    )
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["lv"])


CATEGORY_OF = {**ENTITIES, "CUSTOMER_NUMBER": "customer-number"}


def in_stock_presidio(engine: AnalyzerEngine, text: str, field: str) -> list[Span]:
    results = engine.analyze(text, language="lv", context=[field] if field else None)
    spans = [Span(CATEGORY_OF[r.entity_type], r.start, r.end, r.score) for r in results]
    return sorted(spans, key=lambda s: (s.start, s.end, s.category))


@given(text=TEXTS, field=st.sampled_from(FIELDS))
@settings(max_examples=400, deadline=None)
def test_the_fast_path_finds_what_every_recogniser_on_every_cell_finds(
    text: str, field: str
) -> None:
    everywhere = DETECTOR.thorough(text, field)
    assert DETECTOR.spans(text, field) == everywhere
    path = field or "x"
    batch = pa.RecordBatch.from_pydict({KEY_COLUMN: [["1"]], path: [text]})
    counted = {c: tally.score for (_, c), tally in tallies(batch).items()}
    scores: dict[str, float] = {}
    for span in DETECTOR.thorough(text, path):
        scores[span.category] = max(span.score, scores.get(span.category, 0))
    assert counted == scores


def tallies(
    batch: pa.RecordBatch, kind: FieldType = FieldType.TEXT
) -> dict[tuple[str, str], Tally]:
    """What the columns hold, by path and category. Numbers that the whole column is to decide on
    (`settling`) are judged as single cells are.
    """
    counts = ColumnReader(DETECTOR).count(batch, dict.fromkeys(batch.schema.names, kind))
    for path, count in counts.fields.items():
        for group in count.groups.values():
            add_group(count, group, DETECTOR.thorough(group.cell, path))
    return {(p, c): t for p, count in counts.fields.items() for c, t in count.found.items()}


@given(text=TEXTS, field=st.sampled_from(FIELDS))
@settings(max_examples=200, deadline=None)
def test_a_stock_presidio_finds_the_same(stock: AnalyzerEngine, text: str, field: str) -> None:
    assert in_stock_presidio(stock, text, field) == list(DETECTOR.spans(text, field))


@given(text=TEXTS, escape=st.booleans())
@settings(max_examples=200, deadline=None)
def test_json_is_read_however_it_is_escaped(text: str, escape: bool) -> None:
    cell = json.dumps({"note": [text]}, ensure_ascii=escape)
    batch = pa.RecordBatch.from_pydict({"doc": [cell]})
    places = set(tallies(batch, FieldType.JSON))
    expected = {("doc.note[]", s.category) for s in DETECTOR.thorough(text, "doc.note[]")}
    assert places == expected


@given(text=TEXTS, field=st.sampled_from(FIELDS))
@example(text="5/161175-19997", field="")
@example(text="81.198.3.4:443", field="")
@example(text="161175 - 19997, 161175 -19997, 161175—19997, pk161175-19997", field="")
@example(text="161175\u200b-19997 161175\u00ad19997", field="")
@example(text="Salnas iela 21\u20112", field="")
@example(text="tel. 26.12.34.56 mob. 26/123456 +371 (26) 123 456", field="")
@example(text="LV80 BANK0000435195001", field="")
@example(text="ABC123456¹vad. apliecība ", field="")
@settings(max_examples=300, deadline=None)
def test_what_a_scan_finds_a_search_finds_too(text: str, field: str) -> None:
    for located in DETECTOR.identifiers(record(**{field or "x": text})):
        one = located.identifier
        if text.strip() == one.value[1:]:
            continue  # a number that lost its zero: readers compare numbers by themselves
        assert any(needle.text.lower() in text.lower() for needle in needles(one))
        places = occurrences(one, text)
        assert any(s <= located.span.start and located.span.end <= e for s, e in places)


def record(**fields: object) -> Record:
    ref = RecordRef(Container("db", "public.client"), ("1",))
    return Record(ref, "1", fields)  # type: ignore[arg-type]


def test_a_record_yields_its_identifiers_in_normal_form() -> None:
    found = DETECTOR.identifiers(
        record(
            id=22124444,
            personas_kods=32019028596,
            profile={"phones": ["22 124 444", None], "email": "Anna@Example.LV"},
            note="Klients K-0000017",
        )
    )
    assert [(f.path, f.identifier.category, f.identifier.value) for f in found] == [
        ("personas_kods", "personas-kods", "32019028596"),
        ("profile.phones[]", "phone", "+37122124444"),
        ("profile.email", "email", "anna@example.lv"),
        ("note", "customer-number", "K-0000017"),
    ]


def test_a_batch_counts_records_not_matches() -> None:
    batch = pa.RecordBatch.from_pydict(
        {
            KEY_COLUMN: [["161175-19997"], ["2"], ["3"]],
            "note": ["a@x.lv b@x.lv", None, "p.k. 161175-19997 a@x.lv"],
            "phone": pa.array([22124444, 7, None], pa.int64()),
        }
    )
    counted = {place: tally.records for place, tally in tallies(batch).items()}
    assert counted == {("note", "email"): 2, ("note", "personas-kods"): 1, ("phone", "phone"): 1}


def test_a_path_in_json_counts_once_for_a_record() -> None:
    cells = [json.dumps({"c": [{"mail": "a@x.lv"}, {"mail": "b@x.lv"}]}), '{"c": 1}', "a@x.lv {"]
    batch = pa.RecordBatch.from_pydict({"doc": cells})
    counted = {place: tally.records for place, tally in tallies(batch, FieldType.JSON).items()}
    assert counted == {("doc.c[].mail", "email"): 1, ("doc", "email"): 1}


def test_the_chosen_values_do_not_depend_on_the_order() -> None:
    cells = [f"{n}@example.lv" for n in range(50)]
    one = tallies(pa.RecordBatch.from_pydict({"x": cells}))["x", "email"]
    other = tallies(pa.RecordBatch.from_pydict({"x": cells[25:]}))["x", "email"]
    other.merge(tallies(pa.RecordBatch.from_pydict({"x": cells[:25]}))["x", "email"])
    assert one.values() == other.values()
    assert (one.records, len(one.values())) == (other.records, 5) == (50, 5)


def test_nothing_is_asked_of_the_network_and_nothing_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with caplog.at_level(logging.DEBUG):
        text = "anna@never-seen-before.example.lv 161175-19998 LV81BANK0000435195001 16117519997"
        assert Detector().spans(text)
    assert not [r for r in caplog.records if "1611" in r.getMessage() or "anna" in r.getMessage()]
