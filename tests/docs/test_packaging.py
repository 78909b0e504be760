"""The wheel and the sdist hold what an installed eraser needs, and nothing of the workshop."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder


def test_the_wheel_holds_plugins_playbooks_laws_and_the_files_of_the_demo(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "eraser/_playbooks/erasure.yaml",
        "eraser/_playbooks/laws/lv.yaml",
        "eraser/cli/starters/datamap.yaml",
        "eraser/demo/files/datamap.yaml",
        "eraser/evidence/report.html.j2",
        "eraser/py.typed",
        "eraser/trace/page.html",
        "eraser_postgres/reader.py",
        "eraser_s3/writer.py",
        "eraser_search/py.typed",
    } <= names
    assert not [n for n in names if n.startswith(("tests/", "bench/", "plugins/", "README"))]


def test_the_wheel_registers_the_command_and_all_plugins(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    archive = zipfile.ZipFile(wheel)
    (entries,) = [n for n in archive.namelist() if n.endswith("entry_points.txt")]
    text = archive.read(entries).decode()
    assert "eraser = eraser.cli:main" in text
    for plugin in ("postgres", "s3", "search"):
        assert f"{plugin} = eraser_{plugin}.reader:StoreReader" in text
        assert f"{plugin} = eraser_{plugin}.writer:StoreWriter" in text


def test_the_sdist_holds_what_the_wheel_is_built_from(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "playbooks/erasure.yaml", "eraser/app.py"} <= names
    assert "plugins/eraser_postgres/reader.py" in names
