from pathlib import Path

import pytest

from eraser.datamap import DataMap
from eraser.detect.baseline import (
    EMPTY,
    Baseline,
    Entry,
    FailOn,
    Judged,
    failing,
    load,
    text,
    updated,
)
from eraser.documents import read_text
from eraser.errors import ConfigError
from eraser.model.finding import Finding
from eraser.model.place import Container

CLIENT = Container("crm", "public.client")
MAP = read_text(
    """
version: 1
controller: SIA Example
containers:
  crm/public.client:
    purpose: customers
    legal_basis: contract
    identifiers: {email: email, "profile.phones[]": phone}
    personal: [address]
""",
    DataMap,
    "map",
)


def finding(field: str, category: str = "email", container: Container = CLIENT) -> Finding:
    return Finding(container, field, category, records=3, scanned=9, score=1.0)


def entry(field: str, label: str = "expected", reason: str = "") -> Entry:
    return Entry.model_validate(
        {
            "store": "crm",
            "container": "public.client",
            "field": field,
            "category": "email",
            "label": label,
            "reason": reason,
        }
    )


def judged(*entries: Entry) -> Judged:
    return Judged.by(Baseline(version=1, findings=entries))


def test_a_baseline_written_again_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "baseline.yaml"
    known = updated(EMPTY, [finding("b"), finding("a")], "expected", "tā vajag: «ā»", complete=True)
    path.write_text(text(known), encoding="utf-8")
    again = updated(load(path), [finding("a"), finding("b")], "to-fix", "other", complete=True)
    assert text(again) == path.read_text(encoding="utf-8") == text(load(path))


def test_labels_and_reasons_of_people_are_kept() -> None:
    before = Baseline(version=1, findings=(entry("a", "false-alarm", "serial numbers"),))
    after = updated(before, [finding("a"), finding("new")], "to-fix", "?", complete=True)
    assert [(e.field, e.label, e.reason) for e in after.findings] == [
        ("a", "false-alarm", "serial numbers"),
        ("new", "to-fix", "?"),
    ]


def test_what_an_incomplete_scan_did_not_find_stays_in_the_baseline() -> None:
    before = Baseline(version=1, findings=(entry("a"),))
    assert updated(before, [], "to-fix", "", complete=False).findings == before.findings
    assert updated(before, [], "to-fix", "", complete=True).findings == ()


def test_counts_and_scores_do_not_make_a_finding_new() -> None:
    more = Finding(CLIENT, "a", "email", records=999, scanned=1000, score=0.4)
    assert failing([more], FailOn.NEW, judged(entry("a")), MAP) == ()


@pytest.mark.parametrize(
    ("mode", "fails"),
    [
        (FailOn.NEW, ["new"]),
        (FailOn.ANY, ["new", "known"]),
        (FailOn.UNMAPPED, ["new", "known"]),
    ],
)
def test_the_gate_fails_for_what_it_is_asked_to(mode: FailOn, fails: list[str]) -> None:
    found = [finding("new"), finding("known"), finding("alarm")]
    known = judged(entry("known", "to-fix"), entry("alarm", "false-alarm"))
    assert [f.field for f in failing(found, mode, known, MAP)] == fails


@pytest.mark.parametrize(
    ("field", "mapped"),
    [
        ("email", True),
        ("profile.phones[]", True),
        ("address", True),
        ("address.street", True),
        ("note", False),
        ("email2", False),
    ],
)
def test_a_place_is_mapped_when_the_map_names_its_field(field: str, mapped: bool) -> None:
    fails = failing([finding(field)], FailOn.UNMAPPED, judged(), MAP)
    assert (not fails) is mapped


def test_a_container_that_is_not_in_the_map_is_unmapped() -> None:
    elsewhere = finding("email", container=Container("crm", "public.backup"))
    assert failing([elsewhere], FailOn.UNMAPPED, judged(), MAP) == (elsewhere,)


def test_no_baseline_yet_is_an_empty_one(tmp_path: Path) -> None:
    assert load(tmp_path / "none.yaml") == EMPTY


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("version: 2\n", "version"),
        ("version: 1\nfindings: [{store: a}]\n", "container"),
        (text(Baseline(version=1, findings=(entry("a"), entry("a", "to-fix")))), "twice"),
        (text(Baseline(version=1, findings=(entry("a"),))).replace("expected\n", "ok\n"), "label"),
    ],
)
def test_a_wrong_baseline_is_told_with_its_place(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "baseline.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=words):
        load(path)
