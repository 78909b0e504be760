"""Tracing over whole made-up worlds, held against their truth: wrong records, recall, review, time.

    python -m bench tracing [--worlds homes,clinic,…] [--persons 10000] [--sample 1000] [--seed 7]
                            [--processes 2] [--show]

In every world a thousand people ask, spread evenly over its households (`--sample 0`: everybody,
which takes about a quarter of an hour for each world). The search is run, an erasure is planned,
and both are held against what is whose by construction. Stores are held in memory, so that what
is measured is tracing; `bench.tracing_postgres` measures the time in a real store. Aims: 0
records of another person in any plan, 0.995 of a person's records found as theirs by who asks
with a number of their own (a code, a customer number), the rest in review, none lost. Where
every household is a difficult one (`HARD`), the share in review is told and has no aim.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import multiprocessing
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bench.worlds.made import Made, Request
from bench.worlds.weighed import (
    LOST,
    RIGHT,
    WRONG,
    Claims,
    Scales,
    found_at_once,
    told,
    weighed,
)
from eraser.detect.engine import Detector
from eraser.identifiers import Located
from eraser.model.place import Record, RecordRef
from eraser.trace.follow import trace
from eraser.trace.world import Knowledge, World

RECALL = 0.995
HARD = frozenset({"bank", "leasing", "library", "office", "parish"})
WORLDS = ("demo", "homes", "clinic", "school", "shop", "keys", "drafted", *sorted(HARD))


def main(arguments: list[str]) -> int:
    """Measure and print. 0 when nothing is wrong or lost anywhere, and recall reaches its aim."""
    parser = argparse.ArgumentParser(prog="bench tracing")
    parser.add_argument("--worlds", default=",".join(WORLDS), help="which, separated by commas")
    parser.add_argument("--persons", type=int, default=10_000, help="persons in each world")
    parser.add_argument("--sample", type=int, default=1_000, help="how many ask (0: all)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="print mistakes (made-up data)")
    options = parser.parse_args(arguments)
    failed = 0
    for name in options.worlds.split(","):
        build = importlib.import_module(f"bench.worlds.{name}").build
        made: Made = build(options.persons, options.seed)
        failed |= measured(made, options.sample, options.processes, show=options.show)
    return failed


@dataclass
class Desk:
    """Where requests to one world are answered; what was read once is not read again."""

    made: Made
    world: World
    scales: Scales
    knowledge: Knowledge
    everybodys: Claims

    @classmethod
    def of(cls, made: Made) -> Desk:
        """Open the world."""
        detector = Detector(made.knows())
        read: dict[tuple[RecordRef, tuple[str, ...]], Sequence[Located]] = {}

        def identify(record: Record) -> Sequence[Located]:
            part = (record.ref, tuple(record.fields))
            if part not in read:
                read[part] = detector.identifiers(record)
            return read[part]

        return cls(made, made.world(), Scales(), Knowledge(identify), made.claims())

    def answer(self, request: Request) -> list[tuple[str, str]]:
        """What came of every record: a word, and the place."""
        world = self.world
        if request.controller:
            datamap = world.datamap.model_copy(update={"acting": request.controller})
            world = replace(world, datamap=datamap)
        found = trace(request.subject, world, self.knowledge)
        planned = self.scales.plan(found, world)
        outcomes = weighed(found, planned, self.made.truth[request.person], self.everybodys)
        return [(word, f"{ref.container} {' / '.join(ref.key)}") for word, ref in outcomes]


_DESK: list[Desk] = []


def _answered(request: Request) -> list[tuple[str, str]]:
    return _DESK[0].answer(request)


def measured(made: Made, sample: int, processes: int, *, show: bool) -> int:
    """Let people ask, and print what came of it."""
    requests = made.requests
    if 0 < sample < len(requests):
        requests = [requests[n * len(requests) // sample] for n in range(sample)]
    _DESK[:] = [Desk.of(made)]
    gc.collect()
    gc.freeze()
    started = time.perf_counter()
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        size = max(1, min(200, len(requests) // processes))
        for request, outcomes in zip(requests, pool.imap(_answered, requests, size), strict=True):
            numbered = any(i.strong for i in request.subject.identifiers)
            counts[numbered].update(word for word, _ in outcomes)
            if show:
                _show(request, outcomes)
    words = told(counts[True], counts[False], len(requests), time.perf_counter() - started)
    print(f"-- {made.name}\n{words}", flush=True)
    mistakes = sum(some[WRONG] + some[LOST] for some in counts.values())
    overlooked = made.name not in HARD and found_at_once(counts[True]) < RECALL
    return int(mistakes > 0 or overlooked)


def _show(request: Request, outcomes: Sequence[tuple[str, str]]) -> None:
    kinds = ", ".join(i.category for i in request.subject.identifiers)
    for word, place in outcomes:
        if word != RIGHT:
            print(f"{request.person} ({kinds}): {word}: {place}")
