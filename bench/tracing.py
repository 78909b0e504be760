"""Tracing over whole made-up worlds, held against the truth: recall, wrong records, review, time.

    python -m bench tracing [--persons 1500] [--sample 150] [--seed 7] [--show]

Stores are held in memory, so that what is measured is tracing: what it finds, whose it says it
is, and how long it thinks. Aims: no record of another person, 0.995 of a person's records found
as theirs, as shared or for review, and none of them missing.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.shelves import Shelf
from eraser import datamap
from eraser.demo.plant.files import datamap_text
from eraser.demo.world.record import Claim, Fate
from eraser.demo.world.subjects import subject_of
from eraser.demo.world.world import World as Made
from eraser.detect.engine import Detector
from eraser.identifiers import Patterns
from eraser.model.graph import Trace, Verdict
from eraser.model.place import RecordRef
from eraser.trace.follow import trace
from eraser.trace.world import Knowledge, World

TODAY = date(2026, 11, 22)
RECALL = 0.995
MISSED, WRONG = "missed", "wrong"

Truth = Mapping[RecordRef, Claim]


def main(arguments: list[str]) -> int:
    """Measure and print. 0 when nothing is wrong, nothing missing, and recall reaches its aim."""
    parser = argparse.ArgumentParser(prog="bench tracing")
    parser.add_argument("--persons", type=int, default=1500, help="persons in the world")
    parser.add_argument("--sample", type=int, default=150, help="persons who ask")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true", help="print mistakes (made-up data)")
    options = parser.parse_args(arguments)
    made = Made(options.seed, options.persons, TODAY)
    world = stored(made)
    knowledge = Knowledge(Detector(Patterns.of({"customer-number": "K-[0-9]{7}"})).identifiers)
    counts: Counter[str] = Counter()
    started = time.perf_counter()
    for number in chosen(options.persons, options.sample):
        found = trace(subject_of(made.person(number)), world, knowledge)
        outcomes = list(compared(found, truth_of(made, number)))
        counts.update(outcome for outcome, _ in outcomes)
        if options.show:
            _show(number, outcomes)
    return _report(counts, options.sample, time.perf_counter() - started)


def chosen(persons: int, sample: int) -> Iterable[int]:
    """Neighbours at the beginning and the end, so that whole households ask."""
    if sample >= persons:
        return range(persons)
    half = sample // 2
    return (*range(half), *range(persons - (sample - half), persons))


def stored(made: Made) -> World:
    """The whole world in memory, under the demo's data map."""
    shelves = {store: Shelf(store) for store in ("crm", "files", "search")}
    for record in made.decoys():
        shelves[record.place.store].put(made.names.container(record.place), record)
    for home in made.households():
        for record in made.records_of(home):
            shelves[record.place.store].put(made.names.container(record.place), record)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "datamap.yaml"
        path.write_text(datamap_text(made.names), encoding="utf-8")
        return World.described(shelves, datamap.load(path))


def truth_of(made: Made, person: int) -> Truth:
    """What must become of each record that is, or may be, this person's."""
    labels = made.labels_of(person)
    claims = ((label.ref, label.claim(person)) for label in labels)
    return {ref: claim for ref, claim in claims if claim is not None}


def compared(found: Trace, truth: Truth) -> Iterator[tuple[str, RecordRef]]:
    """One word for every record that is the person's, or that was taken as theirs."""
    verdicts = {t.record.ref: t.verdict for t in found.records}
    for ref, claim in truth.items():
        yield _outcome(verdicts.pop(ref, Verdict.OTHER), claim), ref
    for ref, verdict in verdicts.items():
        if verdict is not Verdict.OTHER:
            yield ("review of others" if verdict is Verdict.REVIEW else WRONG), ref


def _outcome(verdict: Verdict, claim: Claim) -> str:
    if verdict is Verdict.OTHER:
        return MISSED
    if claim.fate is Fate.JOINT and verdict is Verdict.THEIRS:
        return WRONG
    return "review" if verdict is Verdict.REVIEW and claim.fate is not Fate.REVIEW else "right"


def _report(counts: Counter[str], persons: int, seconds: float) -> int:
    own = counts["right"] + counts["review"] + counts[MISSED]
    recall = (own - counts[MISSED]) / own if own else 1.0
    print(f"{persons:8} persons asked, {seconds / persons:.3f} seconds each")
    print(f"{own:8} records are theirs")
    print(f"{recall:8.4f} found (aim {RECALL}), {counts[MISSED]} missing")
    print(f"{counts['review'] / own if own else 0:8.4f} of them are left for review")
    print(f"{counts[WRONG]:8} records of others taken (aim 0)")
    print(f"{counts['review of others']:8} records of others shown for review")
    return 0 if recall >= RECALL and not counts[WRONG] else 1


def _show(number: int, outcomes: Iterable[tuple[str, RecordRef]]) -> None:
    for outcome, ref in outcomes:
        if outcome != "right":
            print(f"person {number}: {outcome}: {ref.container} {' / '.join(ref.key)}")
