"""The law's cases beside its rules, and how several holds combine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from eraser.datamap import Bound, ContainerMap, HoldRule
from eraser.documents import read_file, read_text
from eraser.errors import ConfigError
from eraser.model.place import Container, Record, RecordRef, Value
from eraser.plan.holds import Hold, holds_on, read_day
from eraser.plan.law import LawPack, load_laws
from eraser.playbooks import folder, law_pack_path
from tests.unit.plan.builders import LAWS, TODAY, datamap


class Case(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    law: str
    bound: bool = False
    clock: date | str | None
    today: date
    held: bool
    until: date | None = None


class Cases(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cases: list[Case]


CASES = [
    case
    for path in sorted((folder() / "laws" / "cases").glob("*.yaml"))
    for case in read_file(path, Cases).cases
]


def held(
    *rules: HoldRule, today: date = TODAY, bound: tuple[str, ...] = (), **fields: Value
) -> tuple[Hold, ...]:
    entry = ContainerMap(purpose="p", legal_basis="contract", holds=rules)
    record = Record(RecordRef(Container("crm", "t"), ("1",)), "v1", fields)
    return holds_on(record, entry, LAWS, {b: Bound(reason="we are") for b in bound}, today)


def rule(law: str, clock: str = "day", **when: list[str]) -> HoldRule:
    return HoldRule(law=law, clock=clock, when=when)


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_the_law_pack_decides_as_its_cases_say(case: Case) -> None:
    clock = case.clock.isoformat() if isinstance(case.clock, date) else case.clock
    bound = (case.law,) if case.bound else ()
    found = held(rule(case.law), today=case.today, bound=bound, day=clock)
    assert bool(found) is case.held
    assert [h.until for h in found] == ([case.until] if case.held else [])


def test_every_law_of_the_packs_that_holds_by_default_has_a_case() -> None:
    everyone = {law.id for law in LAWS.entries if law.binds == "everyone"}
    assert everyone - {"lv.gl.28.4a", "lv.gl.28.4b"} <= {case.law for case in CASES}


def test_the_longest_hold_wins_and_each_keeps_its_citation() -> None:
    found = held(rule("lv.gl.28.5"), rule("lv.gl.28.2"), day="2020-05-05")
    assert [h.law.id for h in found] == ["lv.gl.28.2"]
    both = held(rule("lv.gl.28.5"), rule("lv.gl.28.2"), day="2023-05-05")
    assert [(h.law.id, h.until) for h in both] == [
        ("lv.gl.28.2", date(2033, 12, 31)),
        ("lv.gl.28.5", date(2028, 12, 31)),
    ]
    assert [h.cite for h in both] == ["Grāmatvedības likums 28 p.2", "Grāmatvedības likums 28 p.5"]


def test_a_hold_without_an_end_is_longer_than_any_other() -> None:
    found = held(rule("lv.gl.28.2", "day"), rule("lv.gl.28.5", "missing"), day="2023-05-05")
    assert [h.law.id for h in found] == ["lv.gl.28.5", "lv.gl.28.2"]


def test_a_hold_is_limited_to_the_records_it_names() -> None:
    assert held(rule("lv.gl.28.5", paid=["yes"]), day="2026-01-01", paid="yes")
    assert not held(rule("lv.gl.28.5", paid=["yes"]), day="2026-01-01", paid="no")


@pytest.mark.parametrize("gap", [{}, {"paid": None}, {"paid": ""}, {"paid": "  "}, {"paid": []}])
def test_a_record_whose_limiting_field_says_nothing_is_held(gap: dict[str, Value]) -> None:
    assert held(rule("lv.gl.28.5", paid=["yes"]), day="2026-01-01", **gap)


@pytest.mark.parametrize("written", ["Yes", "YES", " yes "])
def test_the_limiting_word_counts_however_it_is_written(written: str) -> None:
    assert held(rule("lv.gl.28.5", paid=["yes"]), day="2026-01-01", paid=written)


def test_true_and_numbers_limit_a_hold_as_they_are_written_in_yaml() -> None:
    assert held(rule("lv.gl.28.5", paid=["true", "7"]), day="2026-01-01", paid=True)
    assert held(rule("lv.gl.28.5", paid=["true", "7"]), day="2026-01-01", paid=7)


def test_a_ceiling_cuts_a_claim_short() -> None:
    (claim,) = held(
        rule("lv.cl.1895"), rule("eu.gpsr.9.13"), bound=("lv.cl.1895",), day="2024-01-01"
    )
    assert claim.until == date(2029, 1, 1)
    assert not held(
        rule("lv.cl.1895"), rule("eu.gpsr.9.13"), bound=("lv.cl.1895",), day="2021-01-01"
    )


def test_a_ceiling_never_cuts_an_obligation() -> None:
    (obligation,) = held(rule("lv.gl.28.2"), rule("eu.gpsr.9.13"), day="2020-01-01")
    assert obligation.until == date(2030, 12, 31)


def test_an_organisation_is_bound_from_the_day_it_says() -> None:
    entry = ContainerMap(purpose="p", legal_basis="contract", holds=[rule("lv.nilltpfn.37")])
    record = Record(RecordRef(Container("crm", "t"), ("1",)), "v1", {"day": "2026-01-01"})
    later = {"lv.nilltpfn.37": Bound(reason="r", since=date(2027, 1, 1))}
    assert not holds_on(record, entry, LAWS, later, TODAY)
    assert holds_on(record, entry, LAWS, later, date(2027, 1, 1))


def test_what_binds_everyone_cannot_be_put_off() -> None:
    law = LAWS.get("lv.gl.28.5")
    assert law is not None
    assert law.binding(Bound(reason="r", since=date(2099, 1, 1)), TODAY)


def test_of_several_days_in_a_document_the_last_one_counts() -> None:
    found = held(
        rule("lv.gl.28.5", "lines[].on"), lines=[{"on": "2023-01-01"}, {"on": "2025-01-01"}]
    )
    assert [h.until for h in found] == [date(2030, 12, 31)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-02", date(2026, 3, 2)),
        ("2026-03-02 10:11:12.123456", date(2026, 3, 2)),
        ("2025-12-31T22:30:00Z", date(2026, 1, 1)),
        ("2025-12-31 22:30:00+00", date(2026, 1, 1)),
        ("02.03.2026", date(2026, 3, 2)),
        ("2.3.2026.", date(2026, 3, 2)),
        ("03/02/2026", None),
        ("infinity", None),
        ("31.02.2026", None),
        ("1772409600", None),
        ("", None),
    ],
)
def test_days_are_read_without_guessing(text: str, day: date | None) -> None:
    assert read_day(text) == day


def test_a_year_past_the_calendar_is_held_without_an_end() -> None:
    (found,) = held(rule("lv.gl.28.5"), day="9998-01-01")
    assert found.until is None


def test_a_law_that_no_pack_has_is_refused_with_its_place() -> None:
    with pytest.raises(ConfigError, match=r"containers\.crm/aml\.holds: there is no law 'lv\.x'"):
        LAWS.check(datamap(**{"law: lv.nilltpfn.37": "law: lv.x"}))
    with pytest.raises(ConfigError, match=r"bound_by\.lv\.y"):
        LAWS.check(datamap("lv.y: {reason: r}"))


ENTRY = """
version: 1
laws:
  - id: lv.gl.28.5
    kind: obligation
    cite: {act: A, article: "1"}
    title: ours
    clock: {event: end-of-financial-year, of: the day, year_ends: 06-30}
    min: P5Y
    source: ours
    text_as_of: 2026-01-01
    verified: false
"""


@dataclass(frozen=True)
class Own:
    path: Path

    def write(self, text: str) -> Path:
        self.path.write_text(text, encoding="utf-8")
        return self.path


@pytest.fixture
def own(tmp_path: Path) -> Own:
    return Own(tmp_path / "own.yaml")


def test_an_organisation_replaces_an_entry_only_if_it_says_so(own: Own) -> None:
    with pytest.raises(ConfigError, match="replaces: true"):
        load_laws([law_pack_path("lv"), own.write(ENTRY)])
    laws = load_laws([law_pack_path("lv"), own.write(ENTRY + "    replaces: true\n")])
    law = laws.get("lv.gl.28.5")
    assert law is not None
    assert law.title == "ours"
    assert laws.digest() != LAWS.digest()


def test_there_must_be_an_entry_to_replace(own: Own) -> None:
    with pytest.raises(ConfigError, match="no earlier entry"):
        load_laws([own.write(ENTRY + "    replaces: true\n")])


@pytest.mark.parametrize(
    ("day", "last"), [("2025-06-30", date(2030, 6, 30)), ("2025-07-01", date(2031, 6, 30))]
)
def test_a_financial_year_may_end_in_summer(day: str, last: date) -> None:
    (law,) = read_text(ENTRY, LawPack, "own.yaml").laws
    assert law.last_day(date.fromisoformat(day)) == last


@pytest.mark.parametrize("wrong", ["P", "5Y", "PT5H", "P5", "five years"])
def test_a_term_that_is_no_duration_is_refused_with_its_line(wrong: str) -> None:
    with pytest.raises(ConfigError, match=r"own\.yaml:9: laws\.0\.min"):
        read_text(ENTRY.replace("P5Y", wrong), LawPack, "own.yaml")
