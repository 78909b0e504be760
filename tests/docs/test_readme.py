"""What the README tells a user to type is there, and does what it says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from eraser import config, datamap, subjects
from eraser.config import Config
from eraser.documents import read_text
from eraser.identifiers import Patterns

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
YAML_BLOCKS = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
TYPED = [
    line.split("  #")[0].strip()
    for found in re.findall(r"^ {4}(eraser .*)$|`(eraser [^`]+)`", README, re.MULTILINE)
    for line in found
    if line
]


def eraser(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "eraser", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200"},
        timeout=120,
        check=False,
    )


def command_of(line: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that name a command, and its long options."""
    words = shlex.split(re.split(r"[\\|\[…]", line)[0])[1:]
    names: list[str] = []
    for word in words:
        if not re.fullmatch(r"[a-z]+", word) or len(names) == 2:
            break
        names.append(word)
    return tuple(names), tuple(re.findall(r"--[a-z-]+", line))


@pytest.mark.parametrize("line", sorted(set(TYPED)))
def test_every_command_that_the_readme_names_has_a_help_with_its_options(line: str) -> None:
    names, options = command_of(line)
    helped = eraser(*names, "--help")
    while helped.returncode != 0 and names:
        names = names[:-1]
        helped = eraser(*names, "--help")
    assert names or options == ("--install-completion",)
    for option in options:
        assert option in helped.stdout, option


def test_there_are_commands_in_the_readme() -> None:
    assert len(TYPED) > 15


def test_the_configuration_of_the_readme_is_read() -> None:
    (block,) = [b for b in YAML_BLOCKS if "stores:" in b]
    assert set(read_text(block, Config, "README").stores) == {"crm", "files", "search"}


def test_the_subject_of_the_readme_is_read() -> None:
    (block,) = [b for b in YAML_BLOCKS if "personas-kods:" in b]
    patterns = Patterns.of({"customer-number": "K-[0-9]{7}"})
    assert len(subjects.from_text(block, patterns).identifiers) == 4


def test_init_writes_files_that_load_and_overwrites_nothing(tmp_path: Path) -> None:
    assert eraser("init", str(tmp_path)).returncode == 0
    assert set(config.load(tmp_path / "eraser.yaml").content.stores) == {"crm", "files", "search"}
    assert datamap.load(tmp_path / "datamap.yaml").containers
    again = eraser("init", str(tmp_path))
    assert again.returncode == 2
    assert "exists already" in again.stderr


def test_a_missing_configuration_says_what_to_do(tmp_path: Path) -> None:
    failed = eraser("find", "--subject", "email=a@example.lv", cwd=tmp_path)
    assert failed.returncode == 2
    assert "eraser.yaml: no such file" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_the_detection_of_the_readme_works_without_a_configuration(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("Personas kods 161175-19997, janis@example.lv")
    found = eraser("detect", "text.txt", "--format", "jsonl", cwd=tmp_path)
    assert found.returncode == 0
    assert [line.split('"')[3] for line in found.stdout.splitlines()] == ["personas-kods", "email"]
    assert "161175" not in found.stdout
