import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
import yaml

from eraser.detect.baseline import Baseline, Entry, Judged
from eraser.detect.report import document, gitlab, page, rows, sarif
from eraser.detect.sampling import Share
from eraser.detect.scan import Scan, place_of
from eraser.detect.tally import Spot
from eraser.errors import ExitCode, UsageError
from eraser.model.finding import Finding, NotRead, ScanResult
from eraser.model.place import Container

CLIENT = Container("crm", "public.client")
LOG = Container("files", "bucket/<log> ā/*.txt")
EMAIL = Finding(CLIENT, "email", "email", 2, 3, 1.0, ("ab",))
CODE = Finding(LOG, "line", "personas-kods", 1, 500, 0.6)
AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SCAN = Scan(
    ScanResult((EMAIL, CODE), (NotRead(LOG, "object 2", "=cmd: not UTF-8"),), (CLIENT, LOG)),
    shares=(Share(CLIENT, 1, 10, 0.1),),
    keys={CLIENT: ("id",)},
    spots={place_of(EMAIL): (Spot(("17",), 5),)},
    keyed=True,
)
JUDGED = Judged.by(
    Baseline(
        version=1,
        findings=(
            Entry(
                store="crm",
                container="public.client",
                field="email",
                category="email",
                label="expected",
                reason="master data",
            ),
        ),
    )
)


def plain(value: object) -> object:
    return json.loads(json.dumps(value))


def test_json_has_the_documented_fields() -> None:
    assert plain(document.document(SCAN)) == {
        "version": 1,
        "complete": False,
        "findings": [
            {
                "store": "crm",
                "container": "public.client",
                "field": "email",
                "category": "email",
                "records": 2,
                "scanned": 3,
                "score": 1.0,
                "digests": ["ab"],
                "places": [{"key": {"id": "17"}, "column": 5}],
            },
            {
                "store": "files",
                "container": LOG.name,
                "field": "line",
                "category": "personas-kods",
                "records": 1,
                "scanned": 500,
                "score": 0.6,
                "digests": [],
            },
        ],
        "not_read": [
            {
                "store": "files",
                "container": LOG.name,
                "place": "object 2",
                "reason": "=cmd: not UTF-8",
            }
        ],
        "unreachable": [],
        "scanned": [str(CLIENT), str(LOG)],
        "sampled": [
            {"store": "crm", "container": "public.client", "pieces": 10, "read": 1, "share": 0.1}
        ],
        "digests": "keyed",
    }


def test_json_tells_what_the_baseline_says() -> None:
    found = plain(document.document(SCAN, JUDGED))
    assert isinstance(found, dict)
    assert [(f["new"], f["label"]) for f in found["findings"]] == [(False, "expected"), (True, "")]


def test_sarif_has_what_the_schema_requires() -> None:
    """SARIF 2.1.0, sections 3.13, 3.14, 3.18, 3.19, 3.20, 3.27, 3.28, 3.49, 3.58."""
    log = plain(sarif.sarif(SCAN, JUDGED))
    assert isinstance(log, dict)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "eraser"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert all(n["message"]["text"] for n in invocation["toolExecutionNotifications"])
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        assert result["baselineState"] in {"new", "unchanged", "updated", "absent"}
        assert 0 <= result["rank"] <= 100
        (location,) = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii() and " " not in uri and "<" not in uri
        assert location["physicalLocation"]["region"]["startLine"] >= 1
        assert location["logicalLocations"][0]["fullyQualifiedName"]
    assert run["results"][0]["suppressions"][0]["kind"] in {"inSource", "external"}


SCHEMAS = Path(__file__).parents[2] / "schemas"
OURS = Path(__file__).parents[3] / "docs" / "scan-v1.schema.json"


@pytest.mark.parametrize("judged", [None, JUDGED])
def test_every_report_for_machines_fits_its_schema(judged: Judged | None) -> None:
    for report, path in (
        (sarif.sarif(SCAN, judged), SCHEMAS / "sarif-2.1.0.json"),
        (gitlab.gitlab(SCAN, judged), SCHEMAS / "gitlab-code-quality.json"),
        (document.document(SCAN, judged), OURS),
    ):
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.validators.validator_for(schema)(schema).validate(plain(report))


def test_fingerprints_are_of_the_place_and_stay() -> None:
    later = Finding(CLIENT, "email", "email", 99, 100, 0.7, ("cd",))
    assert sarif.fingerprint(later) == sarif.fingerprint(EMAIL) != sarif.fingerprint(CODE)


def test_gitlab_issues_have_the_fields_that_gitlab_reads() -> None:
    issues = plain(gitlab.gitlab(SCAN, JUDGED))
    assert isinstance(issues, list)
    assert [i["check_name"] for i in issues] == ["personas-kods", "not-scanned"]
    for issue in issues:
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["path"] and issue["location"]["lines"]["begin"] == 1
        assert issue["description"] and issue["fingerprint"]
    assert len({i["fingerprint"] for i in issues}) == len(issues)


def test_csv_has_a_line_for_each_finding_and_each_unread_place_and_no_formulas() -> None:
    lines = list(csv.DictReader(io.StringIO(rows.csv_text(SCAN, JUDGED))))
    assert [(line["kind"], line["field"], line["label"]) for line in lines] == [
        ("finding", "email", "expected"),
        ("finding", "line", ""),
        ("not-scanned", "object 2", ""),
    ]
    assert lines[2]["reason"] == "'=cmd: not UTF-8"


@pytest.mark.parametrize("language", page.LANGUAGES)
def test_the_page_is_whole_escaped_and_needs_no_network(language: str) -> None:
    html = page.html(SCAN, AT, language, JUDGED)
    assert f'<html lang="{language}">' in html
    assert "files/bucket/&lt;log&gt; ā/*.txt" in html and "<log>" not in html
    assert "http" not in html and "src=" not in html
    assert "01.03.2026 12:00 UTC" in html
    assert "10 %" in html


def test_every_phrase_stands_in_every_language() -> None:
    assert page._phrases()["lv"].keys() == page._phrases()["en"].keys()


def test_the_page_knows_two_languages() -> None:
    with pytest.raises(UsageError, match="lv or en"):
        page.html(SCAN, AT, "de")


def test_no_report_holds_a_key_unless_places_were_asked_for() -> None:
    without = Scan(SCAN.result)
    for text in (
        json.dumps(document.document(without)),
        json.dumps(sarif.sarif(SCAN)),
        json.dumps(gitlab.gitlab(SCAN)),
        rows.csv_text(SCAN),
        yaml.safe_dump(page.html(SCAN, AT, "lv")),
    ):
        assert '"17"' not in text


def test_the_exit_code_says_the_worst() -> None:
    nothing = ScanResult((), (), ())
    assert Scan(nothing).exit_code is ExitCode.DONE
    assert SCAN.exit_code is ExitCode.PARTLY
    assert Scan(nothing, unreachable=("crm",)).exit_code is ExitCode.STORE
