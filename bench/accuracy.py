"""Precision and recall per category on the labelled corpus, and the false alarms of serial numbers.

    python -m bench accuracy [--rounds 20] [--seed 7] [--numbers 330000] [--show]

Aims: 0.99 for identifiers with a check digit, 0.95 for the others. A finding counts when it
overlaps a label of its category by half or more.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from bench import values
from bench.corpus import Label, Sample, samples

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
    scores = measure(samples(options.seed, options.rounds))
    reached = _print_table(scores, show=options.show)
    taken = false_codes(options.seed, options.numbers)
    for way, count in taken.items():
        print(f"{count:6} of {options.numbers} numbers taken for a personas kods  {way}")
    return 0 if reached else 1


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


def _compare(sample: Sample, spans: list[Label], scores: dict[str, Score]) -> None:
    for category, start, end in sample.labels:
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
    """How many of `count` random eleven-digit numbers are taken for a personas kods: in a text
    without any word, and in a field whose name says that it holds numbers of things.
    """
    from eraser.detect.engine import Detector

    random, detector = Random(seed), Detector()  # noqa: S311
    ways = Counter({"alone": 0, "in a field called serial_no": 0})
    for _ in range(count):
        number = values.digits(random, 11)
        for way, name in (("alone", ""), ("in a field called serial_no", "serial_no")):
            ways[way] += any(s.category == "personas-kods" for s in detector.spans(number, name))
    return dict(ways)
