"""The report tells people what happened, in every language the same, and names nobody."""

from __future__ import annotations

import time
from datetime import date
from html.parser import HTMLParser
from importlib.resources import files

import pytest
import yaml

from eraser.evidence.report import LANGUAGES, html, summarise
from eraser.model.finding import NotRead
from eraser.model.outcome import Done
from eraser.model.place import Container, RecordRef
from eraser.model.plan import Action
from eraser.model.proof import Execution, Residue, Verification
from tests.unit.evidence.outcome_world import (
    AT,
    CUSTOMERS,
    EXPORTS,
    SECRETS,
    execution,
    plan,
    step,
    verification,
)

PHRASES = yaml.safe_load(
    files("eraser.evidence").joinpath("phrases.yaml").read_text(encoding="utf-8")
)
HOSTILE = '<script>alert("x")</script>&"\'{{ 7*7 }}'


def _purpose(container: Container) -> str:
    return "Klienti" if container == CUSTOMERS else ""


def _page(looked: Verification | None = None, language: str = "en", **more: object) -> str:
    given: dict[str, object] = {"plan": plan(), "execution": execution(), **more}
    return html(
        given["plan"],  # type: ignore[arg-type]
        given["execution"],  # type: ignore[arg-type]
        looked or verification(),
        purpose=_purpose,
        controller=str(more.get("controller", "SIA Enerģija")),
        approved_by=str(more.get("approved_by", "DPO")),
        at=AT,
        fingerprint="c" * 64,
        language=language,
    )


def test_every_language_has_the_same_phrases() -> None:
    assert set(PHRASES) == set(LANGUAGES)
    for language in LANGUAGES:
        assert PHRASES[language].keys() == PHRASES[LANGUAGES[0]].keys()
        assert all(isinstance(text, str) and text.strip() for text in PHRASES[language].values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_happened_is_on_the_page(language: str) -> None:
    words = PHRASES[language]
    residue = Residue(RecordRef(CUSTOMERS, SECRETS), "still holds an identifier")
    page = _page(verification(residue, not_read=(NotRead(EXPORTS, "o", "cut"),)), language)
    told = _Text.of(page)
    for part, records in (
        ("erased", 3),
        ("changed", 1),
        ("held", 2),
        ("review", 1),
        ("not_done", 2),
        ("residue", 1),
        ("not_read", 1),
    ):
        assert f"{words[part]}: {records}" in told, part
    for fact in (
        "2026-014",
        "DPO",
        "02.03.2026 12:30 UTC",
        "a" * 64,
        "c" * 64,
        "Grāmatvedības likums",
        "01.01.2031",
        words["without_end"],
        "2 dead tuples (VACUUM)",
        "a foreign key would be broken",
        "Klienti",
    ):
        assert fact in told, fact


def test_no_key_and_no_value_stands_on_the_page() -> None:
    residue = Residue(RecordRef(CUSTOMERS, SECRETS), "still holds an identifier")
    page = _page(verification(residue, not_read=(NotRead(EXPORTS, SECRETS[3], "cut"),)))
    assert not [secret for secret in SECRETS if secret in page]


def test_nothing_is_loaded_from_the_network() -> None:
    page = _page()
    assert "http" not in page
    assert not [tag for tag in _Text.tags(page) if tag in ("script", "link", "img", "iframe")]


def test_hostile_words_are_only_words() -> None:
    place = Container("crm", HOSTILE)
    residue = Residue(RecordRef(place, ("1",)), HOSTILE)
    page = _page(
        verification(residue, not_read=(NotRead(place, HOSTILE, HOSTILE),)),
        plan=plan(step(1, place, Action.DELETE), step(2, place, Action.KEEP, cite=HOSTILE)),
        execution=Execution((Done("s0001"),), "f" * 64),
        controller=HOSTILE,
        approved_by=HOSTILE,
    )
    assert "script" not in _Text.tags(page)
    assert _Text.of(page).count(HOSTILE) >= 6


def test_a_search_that_left_places_out_is_not_called_clean() -> None:
    assert PHRASES["en"]["clean"] in _Text.of(_page())
    for looked in (
        verification(not_read=(NotRead(EXPORTS, "o", "cut"),)),
        verification(Residue(RecordRef(CUSTOMERS, ("1",)), "why")),
    ):
        assert PHRASES["en"]["clean"] not in _Text.of(_page(looked))


def test_a_plan_that_was_not_executed_has_done_nothing() -> None:
    report = summarise(plan(), None, _purpose)
    assert report.erased == report.changed == ()
    assert sum(row.records for row in report.not_done) == 6
    assert {row.why for row in report.not_done} == {"not tried yet"}


def test_every_step_is_counted_exactly_once() -> None:
    report = summarise(plan(), execution(), _purpose)
    tables = (report.erased, report.changed, report.held, report.review, report.not_done)
    assert sum(row.records for table in tables for row in table) == len(plan().steps)


def test_the_day_a_hold_ends_stands_beside_it() -> None:
    held = summarise(plan(), execution(), _purpose).held
    assert {(row.why, row.until) for row in held} == {
        ("kept for the accounts (Grāmatvedības likums)", date(2031, 1, 1)),
        ("kept for the accounts (NILLTPFNL)", None),
    }


def test_a_person_with_very_many_records_is_counted_at_once() -> None:
    steps = [step(n, CUSTOMERS, Action.DELETE) for n in range(8000)]
    done = Execution(tuple(Done(s.id) for s in steps[:4000]), "f" * 64)
    begun = time.process_time()
    report = summarise(plan(*steps), done, _purpose)
    assert time.process_time() - begun < 2
    assert [row.records for row in (*report.erased, *report.not_done)] == [4000, 4000]


class _Text(HTMLParser):
    """What a reader sees of a page, and of which tags it is made."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.seen: list[str] = []

    @classmethod
    def of(cls, page: str) -> str:
        return cls._parsed(page)._joined()

    @classmethod
    def tags(cls, page: str) -> list[str]:
        return cls._parsed(page).seen

    @classmethod
    def _parsed(cls, page: str) -> _Text:
        parser = cls()
        parser.feed(page)
        parser.close()
        return parser

    def _joined(self) -> str:
        return "".join(self.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)
