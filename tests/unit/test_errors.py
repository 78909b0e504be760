"""Every error says how the process ends and what whoever meets it does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from eraser import errors
from eraser.errors import EraserError, ExitCode, Reaction, StoreError


def _tree(root: type[EraserError]) -> Iterator[type[EraserError]]:
    yield root
    for kind in root.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield from _tree(kind)


ALL = list(_tree(EraserError))


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_error_has_an_exit_code_that_is_not_success(kind: type[EraserError]) -> None:
    assert isinstance(kind.exit_code, ExitCode)
    assert kind.exit_code is not ExitCode.DONE
    assert isinstance(kind.reaction, Reaction)
    assert kind.__doc__


def test_every_error_of_the_module_is_in_the_tree() -> None:
    found = {kind for kind in vars(errors).values() if isinstance(kind, type)}
    assert {kind for kind in found if issubclass(kind, Exception)} == set(ALL)


def test_exit_codes_are_those_that_scripts_rely_on() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "DONE": 0,
        "GATE_FAILED": 1,
        "USAGE": 2,
        "REFUSED": 3,
        "PARTLY": 4,
        "STORE": 5,
        "INTERRUPTED": 130,
    }


@pytest.mark.parametrize(
    ("name", "code", "reaction"),
    [
        ("UsageError", 2, "fatal"),
        ("ConfigError", 2, "fatal"),
        ("PluginError", 2, "fatal"),
        ("RefusedError", 3, "fatal"),
        ("EvidenceError", 1, "fatal"),
        ("StoreUnreachableError", 5, "retriable"),
        ("RightsMissingError", 5, "fatal"),
        ("UnreadableError", 4, "fatal"),
        ("HeldError", 3, "held"),
        ("FormatError", 4, "fatal"),
    ],
)
def test_an_error_ends_the_process_as_documented(name: str, code: int, reaction: str) -> None:
    kind = getattr(errors, name)
    assert (kind.exit_code, kind.reaction.value) == (code, reaction)


def test_only_what_may_pass_by_itself_is_tried_again() -> None:
    again = [kind.__name__ for kind in ALL if kind.reaction is Reaction.RETRIABLE]
    assert again == ["StoreUnreachableError", "TimedOutError"]
    assert all(issubclass(getattr(errors, name), StoreError) for name in again)
