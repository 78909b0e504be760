"""Precision and recall per category on two labelled sets, and the false alarms of numbers.

The corpus grew with the recognisers; the strange set (`bench/strange`) was written without looking
at them, and has whole columns too.

    python -m bench accuracy [--rounds 20] [--seed 7] [--numbers 330000] [--show]

Aims: 0.99 for identifiers with a check digit, 0.95 for the others. A finding counts when it
overlaps a label of its category by half or more.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from bench import values
from bench.corpus import Label, Sample, samples
from bench.strange import texts
from bench.strange.columns import Column, columns, tallied
from eraser.model.finding import Span

ALONE = "each alone, without any word"
_TAKEN = 0.0005
"""The share of numbers in a list or a column that may be taken for codes."""

_BY_CHANCE = 0.01
"""The share of a column's cells up to which a finding in it is none of the column."""

CHECKED = {"personas-kods", "isikukood", "asmens-kodas", "iban", "payment-card"}
"""Categories with a check digit, for which the higher aim holds."""


@dataclass(slots=True)
class Score:
    """Labels found, labels missed, and findings that no label explains."""

    found: int = 0
    missed: int = 0
    wrong: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of findings that are right; 1 when there are none."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of labels that were found."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0


def main(arguments: list[str]) -> int:
    """Measure and print. 0 when every category reaches its aim."""
    parser = argparse.ArgumentParser(prog="bench accuracy")
    parser.add_argument("--rounds", type=int, default=20, help="how often each template is used")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--numbers", type=int, default=330_000, help="eleven-digit look-alikes")
    parser.add_argument("--show", action="store_true", help="print mistakes (made-up data)")
    options = parser.parse_args(arguments)
    print("corpus")
    reached = _print_table(measure(samples(options.seed, options.rounds)), show=options.show)
    print("\nstrange texts")
    strange = measure(texts.samples(options.seed, options.rounds))
    reached &= _print_table(strange, show=options.show)
    print("\nstrange columns")
    reached &= _print_table(measure_columns(columns(options.seed)), show=options.show)
    print()
    taken = false_codes(options.seed, options.numbers)
    for way, count in taken.items():
        print(f"{count:6} of {options.numbers} numbers taken for a personas kods  {way}")
    few = all(n <= _TAKEN * options.numbers for way, n in taken.items() if way != ALONE)
    return 0 if reached and few else 1


def measure(corpus: Iterator[Sample]) -> dict[str, Score]:
    """Run the detector over the corpus."""
    from eraser.detect.engine import Detector
    from eraser.identifiers import Patterns

    detector = Detector(Patterns.of({"customer-number": "K-[0-9]{7}"}))
    scores: dict[str, Score] = {}
    for sample in corpus:
        spans = [(s.category, s.start, s.end) for s in detector.spans(sample.text, sample.field)]
        _compare(sample, spans, scores)
    return scores


def measure_columns(corpus: Iterable[Column]) -> dict[str, Score]:
    """Scan each column alone; a category that is expected or found counts once a column.

    Numbers in running text are judged one by one, so that a few are something by chance:
    `false_codes` counts these.
    """
    scores: dict[str, Score] = {}
    for column in corpus:
        enough = _BY_CHANCE * len(column.cells)
        seen = {place for place, records in tallied(column).items() if records > enough}
        for place in column.expected | seen:
            score = scores.setdefault(place.rpartition(":")[2], Score())
            score.found += place in column.expected & seen
            score.missed += place in column.expected - seen
            score.wrong += place in seen - column.expected
            if place not in column.expected & seen:
                score.examples.append(f"{'wrong ' if place in seen else 'missed'} {place}")
    return scores


def _compare(sample: Sample, spans: list[Label], scores: dict[str, Score]) -> None:
    spans = [span for span in spans if span[0] not in sample.unsure]
    for category, start, end in sample.labels:
        if category in sample.unsure:
            continue
        score = scores.setdefault(category, Score())
        if any(_same((category, start, end), span) for span in spans):
            score.found += 1
        else:
            score.missed += 1
            score.examples.append(
                f"missed '{sample.text[start:end]}' in [{sample.field}] {sample.text}"
            )
    for span in spans:
        if not any(_same(label, span) for label in sample.labels):
            score = scores.setdefault(span[0], Score())
            score.wrong += 1
            found = sample.text[span[1] : span[2]]
            score.examples.append(f"wrong  '{found}' in [{sample.field}] {sample.text}")


def _same(label: Label, span: Label) -> bool:
    common = min(label[2], span[2]) - max(label[1], span[1])
    return label[0] == span[0] and common * 2 >= label[2] - label[1]


def _print_table(scores: dict[str, Score], *, show: bool) -> bool:
    print(f"{'category':24}{'labels':>8}{'precision':>11}{'recall':>8}{'aim':>6}")
    reached = True
    for category, score in sorted(scores.items()):
        aim = 0.99 if category in CHECKED else 0.95
        good = score.precision >= aim and score.recall >= aim
        reached &= good
        print(
            f"{category:24}{score.found + score.missed:8}{score.precision:11.4f}"
            f"{score.recall:8.4f}{aim:6.2f}{'' if good else '  below'}"
        )
        if show:
            for example in score.examples[:12]:
                print(f"    {example}")
    return reached


def false_codes(seed: int, count: int) -> dict[str, int]:
    """How many of `count` random eleven-digit numbers are taken for a personas kods: each as a
    text of its own, in a field whose name says that it holds numbers of things, as a list in a
    text, and as a column whose name says nothing.
    """
    from eraser.detect.engine import Detector
    from eraser.detect.lists import found

    random, detector = Random(seed), Detector()
    numbers = [values.digits(random, 11) for _ in range(count)]

    def codes(spans: Iterable[Span]) -> int:
        return sum(span.category == "personas-kods" for span in spans)

    text = "\n".join(numbers)
    column = Column("c20", list(numbers), frozenset())
    return {
        ALONE: sum(codes(detector.spans(number, "")) for number in numbers),
        "in a field called serial_no": sum(codes(detector.spans(n, "serial_no")) for n in numbers),
        "in a list, one a line": codes(found(text, detector)),
        "in a column called c20": tallied(column).get("c20:personas-kods", 0),
    }
