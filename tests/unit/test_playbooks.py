"""The shipped playbooks and law packs are found, by name or by path."""

from __future__ import annotations

from pathlib import Path

import pytest

from eraser import playbooks
from eraser.errors import ConfigError
from eraser.plan.playbook import load_playbook


def test_the_shipped_playbooks_and_law_packs_are_listed() -> None:
    assert playbooks.playbook_names() == ("erasure", "marketing-objection")
    assert playbooks.law_pack_names() == ("eu", "lv")


@pytest.mark.parametrize("name", playbooks.playbook_names())
def test_every_shipped_playbook_can_be_read_and_is_called_like_its_file(name: str) -> None:
    playbook = load_playbook(playbooks.playbook_path(name))
    assert playbook.name == name
    assert playbook.description.lv


def test_an_unknown_name_is_answered_with_the_names_that_exist() -> None:
    with pytest.raises(ConfigError, match="erasure, marketing-objection"):
        playbooks.playbook_path("erasre")
    with pytest.raises(ConfigError, match="eu, lv"):
        playbooks.law_pack_path("ee")


def test_an_own_playbook_is_named_by_its_path(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("x", encoding="utf-8")
    assert playbooks.playbook_path(str(own)) == own
    with pytest.raises(ConfigError, match="no such file"):
        playbooks.playbook_path(str(tmp_path / "other.yaml"))
