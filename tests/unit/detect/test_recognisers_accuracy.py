"""The labelled corpus of the benchmark, a small part of it; and stock Presidio in its languages."""

import pytest
import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine

from bench.accuracy import CHECKED, measure, measure_columns
from bench.corpus import samples
from bench.strange import texts
from bench.strange.columns import columns
from eraser.detect.engine import RECOGNISERS, Detector, recognisers
from eraser.identifiers import Patterns

PATTERNS = Patterns.of({"customer-number": "K-[0-9]{7}"})


def test_the_corpus_is_read_as_well_as_promised() -> None:
    for category, score in measure(samples(seed=3, rounds=3)).items():
        aim = 0.99 if category in CHECKED else 0.95
        assert score.precision >= aim, score.examples[:3]
        assert score.recall >= aim, score.examples[:3]


def test_texts_made_without_looking_at_us_are_read_as_well() -> None:
    for category, score in measure(texts.samples(seed=3, rounds=3)).items():
        aim = 0.99 if category in CHECKED else 0.95
        assert score.precision >= aim, score.examples[:3]
        assert score.recall >= aim, score.examples[:3]


def test_columns_made_without_looking_at_us_are_known_for_what_they_are() -> None:
    wrong = [line for s in measure_columns(columns(seed=3)).values() for line in s.examples]
    assert wrong == []


def test_every_text_with_a_finding_has_what_its_recogniser_says_it_needs() -> None:
    detector = Detector(PATTERNS)
    for sample in samples(seed=4, rounds=3):
        assert detector.spans(sample.text, sample.field) == detector.thorough(
            sample.text, sample.field
        )


class Blank(SpacyNlpEngine):
    """spaCy's tokenisers without any model, so that nothing is downloaded."""

    def load(self) -> None:
        self.nlp = {code: spacy.blank(code) for code in ("lv", "en", "ru")}


def test_our_recognisers_work_in_a_stock_presidio_in_every_language() -> None:
    codes = ["lv", "en", "ru"]
    models = [{"lang_code": code, "model_name": "blank"} for code in codes]
    ours = [r for code in codes for r in recognisers(PATTERNS, code)]
    registry = RecognizerRegistry(recognizers=list(ours), supported_languages=codes)
    engine = AnalyzerEngine(
        registry=registry, nlp_engine=Blank(models=models), supported_languages=codes
    )
    text = "p.k. 161175-19997, dz. 16.11.1975, pase LV1234567, Salnas iela 21, anna@inbox.lv"
    expected = {"LV_PERSONAS_KODS", "DATE_OF_BIRTH", "LV_PASSPORT", "ADDRESS", "EMAIL_ADDRESS"}
    for code in codes:
        assert {r.entity_type for r in engine.analyze(text, language=code)} == expected


@pytest.mark.parametrize("kind", RECOGNISERS)
def test_every_recogniser_tells_presidio_its_context_words(kind: type) -> None:
    context = " ".join(kind("lv").context)  # type: ignore[call-arg]
    assert context or kind.CATEGORY == "email"  # type: ignore[attr-defined]
