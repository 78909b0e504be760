"""The texts of `texts.yaml`, filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import yaml

from bench.corpus import Sample
from bench.strange.numbers import MAKERS

_HOLE = re.compile(
    r"<(?P<maker>!?[a-z][a-z0-9:-]*)>|\{\{(?P<category>[a-z-]+)\|(?P<fixed>[^{}]*)\}\}"
)


def samples(seed: int, rounds: int) -> Iterator[Sample]:
    """Each text as often as `rounds` says."""
    random = Random(seed)
    path = Path(__file__).with_name("texts.yaml")
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    for _ in range(rounds):
        for entry in entries:
            yield filled(entry["text"], random, frozenset(entry.get("unsure", ())))


def filled(template: str, random: Random, unsure: frozenset[str]) -> Sample:
    """One text; tags of HTML are no holes, for no maker has their names."""
    text, labels, at = "", [], 0
    for hole in _HOLE.finditer(template):
        maker = hole["maker"]
        if maker and maker not in MAKERS:
            continue
        text += template[at : hole.start()]
        value = MAKERS[maker](random) if maker else hole["fixed"]
        category = hole["category"] or maker.partition(":")[0]
        if not category.startswith("!"):
            labels.append((category, len(text), len(text) + len(value)))
        text += value
        at = hole.end()
    return Sample(text + template[at:], "", tuple(labels), unsure)
