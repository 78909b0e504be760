"""A user's own Presidio recognisers, and the one of ours that is off until asked for."""

import sys
from types import ModuleType

import pytest
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult

from eraser.detect.engine import Detector
from eraser.detect.extra import load
from eraser.errors import ExitCode, PluginError

TEXT = "slepens teksts: žetons B-4711, tālr. 22124444"


class Badge(PatternRecognizer):
    def __init__(self) -> None:
        form = Pattern("badge", r"B-[0-9]{4}", 0.3)
        super().__init__("BADGE_NUMBER", patterns=[form], context=["žetons"])


class Spans(EntityRecognizer):
    """Returns whatever it was given, as a stranger's code may."""

    def __init__(self, *results: object, fails: Exception | None = None) -> None:
        self.results, self.fails = results, fails
        super().__init__(supported_entities=["THING"], supported_language="lv")

    def load(self) -> None:
        pass

    def analyze(self, text: str, entities: object, nlp_artifacts: object = None) -> list[object]:  # type: ignore[override]
        if self.fails:
            raise self.fails
        return list(self.results)


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> str:
    module = ModuleType("mycompany_badges")
    module.Badge, module.Text = Badge, str  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module.__name__


def test_a_users_recogniser_works_beside_ours(package: str) -> None:
    detector = Detector(extra=load([f"{package}:Badge"]))
    found = [(s.category, TEXT[s.start : s.end], s.score) for s in detector.spans(TEXT)]
    assert found == [("badge-number", "B-4711", pytest.approx(0.65)), ("phone", "22124444", 0.9)]
    assert {"badge-number", "phone"} <= detector.categories


def test_the_fields_name_is_context_for_a_users_recogniser_too() -> None:
    detector = Detector(extra=[Badge()])
    assert [s.score for s in detector.spans("B-4711", "zetonsNr")] == [pytest.approx(0.65)]
    assert [s.score for s in detector.spans("B-4711", "x")] == [0.3]


def test_what_presidio_calls_an_email_is_our_category_once() -> None:
    text = "anna@example.lv"
    same = RecognizerResult("EMAIL_ADDRESS", 0, len(text), 0.5)
    assert [s.category for s in Detector(extra=[Spans(same)]).spans(text)] == ["email"]


@pytest.mark.parametrize(
    "result",
    [
        RecognizerResult("THING", -1, 3, 0.5),
        RecognizerResult("THING", 5, 5, 0.5),
        RecognizerResult("THING", 0, 10_000, 0.5),
        RecognizerResult("THING", 0, 3, 7.0),
        RecognizerResult("THING", 0, 3, float("nan")),
        ("THING", 0, 3),
        None,
    ],
)
def test_rubbish_from_a_users_recogniser_is_told(result: object) -> None:
    with pytest.raises(PluginError, match="Spans .* no place in the text"):
        Detector(extra=[Spans(result)]).spans(TEXT)


def test_a_failing_recogniser_is_told_without_the_text() -> None:
    detector = Detector(extra=[Spans(fails=ValueError(TEXT))])
    with pytest.raises(PluginError, match="Spans .* ValueError") as raised:
        detector.spans(TEXT)
    assert "slepens" not in str(raised.value)
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("mycompany_badges", "package.module:ClassName"),
        ("no.such.module:Badge", "cannot be imported"),
        ("mycompany_badges:Missing", "cannot be imported"),
        ("mycompany_badges:Text", "is no presidio_analyzer"),
        ("presidio_analyzer:PatternRecognizer", "cannot be made"),
    ],
)
def test_a_line_that_names_no_recogniser_is_told(package: str, reference: str, told: str) -> None:
    with pytest.raises(PluginError, match=told) as raised:
        load([reference])
    assert reference in str(raised.value)
    assert raised.value.exit_code is ExitCode.USAGE


NAMES = load(["eraser.detect.recognisers.name:NameRecogniser"])


@pytest.mark.parametrize(
    "name",
    ["Jānis Bērziņš", "Jānim Bērziņam", "Annas Liepas", "Bērziņš, Jānis", "Zanei Kļavai-Ozolai"],
)
def test_names_are_found_when_they_are_asked_for(name: str) -> None:
    text = f"līgums ar {name} noslēgts"
    found = [text[s.start : s.end] for s in Detector(extra=NAMES).spans(text)]
    assert found == [name]
    assert {s.category for s in Detector(extra=NAMES).spans(text)} == {"name"}
    assert Detector().spans(text) == ()


@pytest.mark.parametrize("text", ["Jānis Bērziņam", "Rīgas Satiksme", "Anna un Zane", "Annas iela",
                                  "Krišjāņa Valdemāra ielā"])  # fmt: skip
def test_words_that_do_not_agree_are_no_name(text: str) -> None:
    assert Detector(extra=NAMES).spans(text) == ()
