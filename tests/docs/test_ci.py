"""The files of `examples/ci`: they are valid, the README shows them, and their commands work."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest
import yaml

from eraser.demo.servers.postgres import PostgresServer

ROOT = Path(__file__).parents[2]
CI = ROOT / "examples" / "ci"
SCHEMAS = ROOT / "tests" / "schemas"
README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLE = """
CREATE TABLE client (id int PRIMARY KEY, pk text, note text);
INSERT INTO client SELECT n, '161175-19997', 'ok' FROM generate_series(1, 30) n;
"""


def read(name: str) -> str:
    return (CI / name).read_text(encoding="utf-8")


def schema(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def check(instance: object, path: Path) -> None:
    kind = jsonschema.validators.validator_for(schema(path))
    kind(schema(path)).validate(instance)


def workflow() -> dict[Any, Any]:
    """The workflow; YAML 1.1 reads its key `on` as true."""
    found = yaml.safe_load(read("github-actions.yml"))
    return {"on" if key is True else key: value for key, value in found.items()}


def commands() -> dict[str, str]:
    """The scan of each file, as it is typed there."""
    steps = workflow()["jobs"]["scan"]["steps"]
    job = yaml.safe_load(read("gitlab-ci.yml"))["personal-data"]
    shell = read("eraser-scan.sh").replace("exec eraser", "eraser")
    lines = [step.get("run", "") for step in steps] + job["script"] + shell.splitlines()
    scans = [line for line in lines if line.startswith("eraser scan")]
    return dict(zip(("github", "gitlab", "cron"), scans, strict=True))


def test_the_workflow_for_github_fits_its_schema() -> None:
    check(workflow(), SCHEMAS / "github-workflows.json")


def test_the_job_for_gitlab_fits_its_schema() -> None:
    check(yaml.safe_load(read("gitlab-ci.yml")), SCHEMAS / "gitlab-ci.json")


def test_the_lines_for_cron_have_five_times_a_user_and_a_command() -> None:
    entries = [
        line for line in read("eraser-scan.cron").splitlines() if not re.match(r"#|[A-Z]+=", line)
    ]
    assert [len(entry.split(maxsplit=6)) for entry in entries] == [7]
    assert subprocess.run(["/bin/sh", "-n", CI / "eraser-scan.sh"], check=False).returncode == 0


@pytest.mark.parametrize(
    "name", ["github-actions.yml", "gitlab-ci.yml", "eraser-scan.sh", "eraser-scan.cron"]
)
def test_the_readme_shows_the_file_as_it_is(name: str) -> None:
    assert read(name).strip() in README


@pytest.mark.parametrize("way", ["github", "gitlab", "cron"])
def test_no_command_names_a_credential_or_an_identifier(way: str) -> None:
    words = shlex.split(commands()[way])
    assert not [word for word in words if "://" in word or re.search(r"[0-9]{4}", word)]


class Job:
    """A folder as CI checks it out, and its one command."""

    def __init__(self, folder: Path, command: str, url: str) -> None:
        self.folder, self._command, self._url = folder, command, url
        (folder / "eraser.yaml").write_text(read("eraser.yaml"), encoding="utf-8")

    def run(self, *more: str) -> subprocess.CompletedProcess[str]:
        words = [*shlex.split(self._command)[1:], *more]
        return subprocess.run(
            [sys.executable, "-m", "eraser", *words],
            cwd=self.folder,
            env={**os.environ, "CRM_READ_URL": self._url, "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture
def urls(postgres_server: PostgresServer) -> Iterator[tuple[str, str]]:
    """The reader's address and the owner's."""
    database = postgres_server.new_database()
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(TABLE)
    yield database.reader_url, database.owner_url


@pytest.mark.parametrize("way", ["github", "gitlab", "cron"])
def test_a_job_fails_for_what_is_new_and_passes_once_it_is_accepted(
    way: str, urls: tuple[str, str], tmp_path: Path
) -> None:
    reader, owner = urls
    job = Job(tmp_path, commands()[way], reader)
    first = job.run()
    assert first.returncode == 1
    assert "crm/public.client.pk: personas-kods, 30 of 30 records" in first.stderr
    assert "--update-baseline" in first.stderr
    hand_over(way, tmp_path)
    accepted = job.run("--update-baseline", "--label", "expected", "--reason", "klientu saraksts")
    assert accepted.returncode == 0
    baseline = (tmp_path / "personal-data.yaml").read_bytes()
    again = job.run()
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    with psycopg.connect(owner) as connection:
        connection.execute("UPDATE client SET note = 'zvanīt 22124444' WHERE id = 7")
    later = job.run()
    assert later.returncode == 1
    assert "1 findings are not in the baseline" in later.stderr
    assert "public.client.note: phone, 1 of 30 records" in later.stderr
    assert (tmp_path / "personal-data.yaml").read_bytes() == baseline
    for text in (first.stderr, later.stderr, baseline.decode()):
        assert "161175" not in text and "22124444" not in text


def hand_over(way: str, folder: Path) -> None:
    """What a job leaves for others is valid, names the place, and holds no value."""
    if way == "cron":
        text = (folder / "personal-data.html").read_text(encoding="utf-8")
    elif way == "gitlab":
        check(schema(folder / "gl-code-quality-report.json"), SCHEMAS / "gitlab-code-quality.json")
        text = (folder / "gl-code-quality-report.json").read_text(encoding="utf-8")
    else:
        check(schema(folder / "personal-data.sarif"), SCHEMAS / "sarif-2.1.0.json")
        text = (folder / "personal-data.sarif").read_text(encoding="utf-8")
    assert "public.client" in text and "161175" not in text


def test_a_store_that_does_not_answer_is_no_passed_gate(tmp_path: Path) -> None:
    job = Job(tmp_path, commands()["cron"], "postgresql://u:p@127.0.0.1:1/db")
    assert job.run().returncode == 5
