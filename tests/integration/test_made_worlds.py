"""A few households of every made world: nobody's records are taken, and nothing is overlooked."""

from __future__ import annotations

import importlib

import pytest

from bench.tracing import WORLDS, Desk
from bench.worlds.made import Made
from bench.worlds.weighed import LOST, WRONG


@pytest.mark.slow
@pytest.mark.parametrize("name", [world for world in WORLDS if world != "demo"])
def test_no_record_of_another_is_in_a_plan_and_none_of_the_persons_is_lost(name: str) -> None:
    made: Made = importlib.import_module(f"bench.worlds.{name}").build(35, 11)
    desk = Desk.of(made)
    mistakes = [
        f"person {request.person}: {word}: {place}"
        for request in made.requests
        for word, place in desk.answer(request)
        if word in (WRONG, LOST)
    ]
    assert mistakes == []
