"""A plan as a file: the same again when it is read, and refused when it was changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from eraser.errors import RefusedError
from eraser.plan.planner import plan_from_json, plan_to_json
from tests.unit.plan.builders import contract, customer, invoice, joint, make

PLAN = make(customer(), contract(), invoice(), joint(11, 2, 1, "co_customer_id"))


def test_a_plan_that_was_written_and_read_is_the_same_plan() -> None:
    assert plan_from_json(plan_to_json(PLAN)) == PLAN
    assert plan_to_json(plan_from_json(plan_to_json(PLAN))) == plan_to_json(PLAN)


def test_every_step_has_the_documented_fields() -> None:
    written = json.loads(plan_to_json(PLAN))
    assert written["version"] == 1
    assert written["digest"] == PLAN.digest
    assert set(written["steps"][0]) == {
        "id",
        "group",
        "store",
        "container",
        "key",
        "version",
        "action",
        "fields",
        "changes",
        "reason",
        "cite",
        "until",
    }
    (update,) = [s for s in written["steps"] if s["container"] == "customers"]
    assert update["fields"] == [c["field"] for c in update["changes"]]
    assert update["until"] == "2031-12-31"
    assert update["key"] == ["1"]


Change = Callable[[Any], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p["steps"].pop(),
        lambda p: p["steps"].reverse(),
        lambda p: p["steps"][0].update(action="delete"),
        lambda p: p["steps"][0].update(key=["2"]),
        lambda p: p["steps"][0].update(version="v9"),
        lambda p: p["steps"][0].update(fields=["other"]),
        lambda p: p["steps"][0].update(until="2020-01-01"),
        lambda p: p.update(case="2026-015"),
        lambda p: p.update(warnings=["all is well"]),
        lambda p: p["inputs"].update(laws="0" * 64),
        lambda p: p.update(digest="0" * 64),
    ],
)
def test_a_plan_that_was_changed_is_refused(change: Change) -> None:
    written = json.loads(plan_to_json(PLAN))
    change(written)
    with pytest.raises(RefusedError):
        plan_from_json(json.dumps(written))


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.update(version=2),
        lambda p: p.update(extra=1),
        lambda p: p["steps"][0].update(action="destroy"),
        lambda p: p["steps"][0].update(key=[161175]),
        lambda p: p.pop("digest"),
    ],
)
def test_what_is_no_plan_of_this_version_is_refused_without_showing_values(change: Change) -> None:
    written = json.loads(plan_to_json(PLAN))
    change(written)
    with pytest.raises(RefusedError, match="not a plan of version 1") as refused:
        plan_from_json(json.dumps(written))
    assert "161175" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "[]", "{", "version: 1"])
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="not a plan"):
        plan_from_json(text)


def test_white_space_and_the_order_of_names_do_not_matter() -> None:
    written = json.loads(plan_to_json(PLAN))
    assert plan_from_json(json.dumps(dict(reversed(written.items())))) == PLAN
