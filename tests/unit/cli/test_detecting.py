"""`eraser forms`: one answer for each line, so that lists stay side by side."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eraser.cli import app
from eraser.errors import UsageError


def test_every_line_has_an_answer_also_one_without_a_name() -> None:
    lines = "Jānis Bērziņš\n\n123\nAnna Liepa\n"
    answer = CliRunner().invoke(app, ["forms", "-", "--format", "json"], input=lines)
    answers = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [forms[:1] for forms in answers] == [["Jānis Bērziņš"], [], [], ["Anna Liepa"]]


@pytest.mark.parametrize("text", ["123", " ", "?"])
def test_what_has_no_letter_is_no_name(text: str) -> None:
    refused = CliRunner().invoke(app, ["forms", text])
    assert isinstance(refused.exception, UsageError)


def test_a_text_of_an_old_program_is_read_in_its_code_page(tmp_path: Path) -> None:
    text = tmp_path / "note.txt"
    text.write_bytes("Kārlis Bērziņš, p.k. 161175-19997\n".encode("cp1257"))
    answer = CliRunner().invoke(app, ["detect", str(text), "--format", "jsonl"])
    assert json.loads(answer.stdout)["start"] == 21
    assert "windows-1257" in answer.stderr
