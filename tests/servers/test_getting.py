"""What is got is got whole, and what cannot be had is said with its mend."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from eraser.demo.servers.cache import (
    CACHE_VARIABLE,
    build_directory,
    cache_root,
    keep,
    readable_by_all,
)
from eraser.demo.servers.choose import Origin, start_first
from eraser.demo.servers.install import Part, get, parts
from eraser.demo.servers.java import find_java
from eraser.demo.servers.postgres import PostgresServer
from eraser.demo.servers.unavailable import Unavailable


def test_the_cache_is_never_in_a_working_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CACHE_VARIABLE, raising=False)
    assert not cache_root().is_relative_to(Path.cwd())


def test_a_failed_build_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), build_directory(tmp_path) as building:
        (building / "half").write_text("half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_build_left_is_swept_a_day_later(tmp_path: Path) -> None:
    left = tmp_path / ".building-dead"
    left.mkdir()
    two_days_ago = time.time() - 2 * 86_400
    os.utime(left, (two_days_ago, two_days_ago))
    with build_directory(tmp_path):
        assert not left.exists()


def test_of_two_builds_at_once_the_first_to_finish_stays(tmp_path: Path) -> None:
    final = tmp_path / "tree"
    with build_directory(tmp_path) as building:
        for name in ("first", "second"):
            (building / name).mkdir()
            (building / name / "by").write_text(name)
            keep(building / name, final)
    assert (final / "by").read_text() == "first"


def test_a_private_directory_is_not_readable_by_all(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    (private / "program").touch()
    assert not readable_by_all(private / "program")
    assert readable_by_all(Path("/usr/bin"))


def test_a_part_that_is_here_is_not_built_again() -> None:
    def build() -> None:
        raise AssertionError

    assert get(Part("here", lambda: None, build), _silent) is None


def test_a_part_that_cannot_be_built_says_why() -> None:
    def lack() -> None:
        raise Unavailable("no such thing", "make one")

    reason = get(Part("lacking", lack, lack), _silent)
    assert reason is not None
    assert (reason.reason, reason.mend) == ("no such thing", "make one")


def test_every_part_says_how_to_get_it_when_it_is_lacking(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "empty"))
    monkeypatch.setenv("PATH", str(tmp_path))
    lacking = {part.name: get(part, _silent) for part in parts() if part.build is not None}
    assert all(reason is not None and reason.mend for reason in lacking.values())
    assert len(lacking) == 5


@pytest.mark.parametrize(
    ("modules", "module", "found"),
    [
        ('MODULES="java.base"', "java.base", True),
        ('MODULES="java.base"', "jdk.jlink", False),
        ("", "jdk.jlink", True),
    ],
)
def test_a_trimmed_java_is_passed_over_when_its_module_is_needed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, modules: str, module: str, found: bool
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/java").touch(mode=0o755)
    (tmp_path / "release").write_text(f'JAVA_VERSION="98.0.1"\n{modules}\n')
    monkeypatch.setenv("SEARCH_JAVA_HOME", str(tmp_path))
    if found:
        assert find_java(98, 98, module).home == tmp_path
    else:
        with pytest.raises(Unavailable, match="no Java 98 to 98"):
            find_java(98, 98, module)


def test_when_nothing_can_be_had_every_reason_is_told() -> None:
    def without(what: str) -> Origin[PostgresServer]:
        def lack() -> PostgresServer:
            raise Unavailable(f"no {what}", f"install {what}")

        return Origin(what, lack, lack)

    with pytest.raises(Unavailable, match="no wheel; no system; install wheel or: install system"):
        start_first([without("wheel"), without("system")])


def _silent(line: str) -> None:
    """Nobody waits here."""
