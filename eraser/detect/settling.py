"""What a column of numbers is: its name, and how many of its numbers hold the check, decide.

One random number of eleven digits in a hundred has a date where a personas kods has it, and one
in a thousand holds the check as well; eight digits look like a phone one time in five. So cells
that are nothing but a number are counted first, and judged when the whole column was seen:

- a column whose name vouches for a category (`pk`, `telefons`) is believed, cell by cell;
- else codes count only when most of those with a date (or with the new form's first digits) hold
  the check, and more of the numbers of eleven digits do than chance would give: words and other
  numbers in the column are no trials;
- a column in which most numbers are codes is one of codes: then new codes count that promise no
  check digit;
- with a hyphen an old code stands, unless so many numbers so written have a date and so few of
  them the check that they are lots; a new code where nearly all so written are codes, for lots
  and parts begin with anything;
- grouped phones (`2612-3456`) count only when nearly all numbers so written are phones;
- bare numbers of eight digits count as phones when nearly all values of the column are some, land
  lines and mobiles: article numbers of one series begin alike;
- bare card numbers count unless there are several of their length of which no more hold the
  check than chance gives: of random numbers one in ten does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

from eraser.detect import named
from eraser.detect.cells import CellReader
from eraser.detect.counts import FieldCount, Group, add_group
from eraser.detect.digits import (
    NEW_CHECKED,
    NEW_UNCHECKED,
    OLD_CHECKED,
    OLD_FAILED,
    OLD_LONG_AGO,
    OLD_ZERO,
    ZERO_LONG_AGO,
)
from eraser.detect.recognisers.phone import PhoneRecogniser
from eraser.identifiers.phone import latvian
from eraser.model.finding import Span
from eraser.model.subject import Category

CODE: Category = "personas-kods"
PHONE: Category = "phone"
CARD: Category = "payment-card"

VOUCHING = "personas kods"
"""What is added to a field's name when its numbers have shown that they are codes."""

VOUCHING_PHONES = "talrunis"
"""The same for phones."""

_MOST = 0.5
_NEARLY_ALL = 0.8
_ALL_BUT_SLIPS = 0.95
_OLD_BY_CHANCE = 0.0012
_NEW_BY_CHANCE = 0.0009
"""Of random numbers of eleven digits: date and check digit hold; `32` and the check."""

_SURPRISE = 0.005
"""A count that chance would give less often than this is no chance."""

_NEEDS_WORDS = "32073120116"
"""A made-up code of the new form without a check digit: found only where words vouch for it."""

_BARE_PHONE = "22124444"
_MAESTRO = "6759649826438453"
"""A number of a network whose cards are found only where words vouch for them."""

_WITHOUT_ZERO = 10
"""Digits of a code that a number column has taken its first zero from."""

_FEW_PHONES = 30
_SOME = 0.02
"""Fewer numbers prove nothing; of land lines and mobiles a list of phones has at least so many."""

_CHECKED_BY_CHANCE = 0.1
"""Of numbers with a date where a code has it, and of long numbers: the check digit holds."""

_FEW = 10
"""Numbers of which so few do not show together that they are numbers of things."""

_MANY = 100.0
"""Expected counts from here on are as good as normally distributed."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a column is believed to be. `context` is its name with what its numbers have shown.

    `codes_named` and `phones_named`: the field's name vouches for these. `cards` are the lengths
    of which numbers are cards. `old_codes` and `new_codes` are those without a hyphen.
    """

    context: str
    old_codes: bool
    new_codes: bool
    phones: bool
    codes_named: bool = False
    phones_named: bool = False
    cards: frozenset[int] = frozenset()
    old_hyphened: bool = False
    new_hyphened: bool = False

    def believes(self, code: str) -> bool:
        """Whether a code that can exist is taken for one, as it is written in this column."""
        new = re.match("3[2-9]", code) and len(code) > _WITHOUT_ZERO
        if "-" in code and (self.new_hyphened if new else self.old_hyphened):
            return True
        return self.new_codes if new else self.old_codes


def settle(path: str, count: FieldCount, cells: CellReader) -> None:
    """Judge the numbers of a field as a whole and add them to what was found in it."""
    if count.groups:
        _settle_numbers(path, count, cells)
    kind = named.kind_of(path)
    if kind is not None and named.fits(kind, count.sample):
        _name(count, kind.category)


def _name(count: FieldCount, category: Category) -> None:
    """Add what the field's name vouches for, where the recognisers know few of its values."""
    known = count.found[category].records if category in count.found else 0
    if known < _MOST * count.cells:
        count.tally(category).add(count.cells - known, named.SCORE, ())


def _settle_numbers(path: str, count: FieldCount, cells: CellReader) -> None:
    ruling = rule(path, count, cells)
    for _, group in sorted(count.groups.items()):
        spans = [
            span
            for span in cells.spans(group.cell, ruling.context)
            if stands(span, group.cell, ruling)
        ]
        add_group(count, group, spans)
    count.groups.clear()


def stands(span: Span, cell: str, ruling: Ruling) -> bool:
    """Whether what was found in a cell that is nothing but a number is what it seems to be."""
    if span.category == CODE:
        return ruling.believes(cell[span.start : span.end])
    if span.category == CARD:
        return len(cell) in ruling.cards
    return ruling.phones or span.category != PHONE or cell.startswith(("+", "00"))


def rule(path: str, count: FieldCount, cells: CellReader) -> Ruling:
    """What a field's name and its numbers say together."""
    codes = _vouched(cells, _NEEDS_WORDS, path, CODE)
    named = _vouched(cells, _BARE_PHONE, path, PHONE)
    bare_phones = not named and _bare_phones(count, path)
    phones = named or bare_phones or _mostly_phones(count, cells, path)
    cards = _card_lengths(count, cells, path)
    if codes:
        return Ruling(path, True, True, phones, True, named, cards)
    bare, hyphened = _Codes.of(count, hyphen=False), _Codes.of(count, hyphen=True)
    both = bare.with_those(hyphened)
    theirs = both.old_believed() and both.old + both.new >= _MOST * count.cells
    shown = theirs or bare.new_believed()
    context = f"{path} {VOUCHING if shown else VOUCHING_PHONES if bare_phones else ''}".rstrip()
    return Ruling(
        context,
        old_codes=bare.old_believed() or theirs,
        new_codes=bare.new_believed() or theirs,
        phones=phones,
        phones_named=named,
        cards=cards,
        old_hyphened=not hyphened.lots(),
        new_hyphened=hyphened.new_believed() or hyphened.nearly_all(),
    )


@dataclass(frozen=True, slots=True)
class _Codes:
    """Numbers of eleven digits that are written in one way: how many have which standing."""

    records: Counter[str]

    @classmethod
    def of(cls, count: FieldCount, *, hyphen: bool) -> _Codes:
        """The numbers of a field with a hyphen, or those without."""
        records = Counter[str]()
        for label, group in count.groups.items():
            if group.form == "code" and ("-" in group.cell) is hyphen:
                records[_kind(label)] += group.records
        return cls(records)

    def with_those(self, others: _Codes) -> _Codes:
        """Both together."""
        return _Codes(self.records + others.records)

    @property
    def old(self) -> int:
        """Those with a date and the check digit."""
        held = (OLD_CHECKED, OLD_ZERO, OLD_LONG_AGO, ZERO_LONG_AGO)
        return sum(self.records[letter] for letter in held)

    @property
    def dated(self) -> int:
        """Those with a date."""
        return self.old + self.records[OLD_FAILED]

    @property
    def new(self) -> int:
        """Those that begin as the new form does."""
        return self.records[NEW_CHECKED] + self.records[NEW_UNCHECKED]

    def old_believed(self) -> bool:
        """Whether more have a date and the check than chance gives, and most that have a date."""
        return _believable(self.old, self.dated, self.records.total(), _OLD_BY_CHANCE)

    def new_believed(self) -> bool:
        """The same of the new form."""
        checked = self.records[NEW_CHECKED]
        return _believable(checked, self.new, self.records.total(), _NEW_BY_CHANCE)

    def lots(self) -> bool:
        """Whether so many have a date and so few of these the check that it is chance."""
        few = self.dated < _FEW or self.old >= _MOST * self.dated
        return not few and _tail(self.old, self.dated, _CHECKED_BY_CHANCE) >= _SURPRISE

    def nearly_all(self) -> bool:
        """Whether nearly all can be codes of either form."""
        return self.old + self.new >= _NEARLY_ALL * self.records.total()


def _kind(label: str) -> str:
    """The letter of `digits.code_labels` in a label of the forms `code` and `ten`."""
    form, _, rest = label.partition(":")
    return rest.partition(":")[2][:1] if form == "code" else rest[:1]


def _vouched(cells: CellReader, example: str, path: str, category: Category) -> bool:
    return any(span.category == category for span in cells.spans(example, path))


def _believable(held: int, tested: int, trials: int, chance: float) -> bool:
    return held > 0 and held >= _MOST * tested and _tail(held, trials, chance) < _SURPRISE


def _tail(held: int, trials: int, chance: float) -> float:
    """How often chance gives at least so many of so many trials (binomial)."""
    expected = trials * chance
    if held <= expected:
        return 1.0
    if expected > _MANY:
        return 1.0 - NormalDist(expected, sqrt(expected * (1 - chance))).cdf(held - 0.5)
    if held > 3 * expected + 10:
        return 0.0
    return 1.0 - sum(_exactly(k, trials, chance) for k in range(held))


def _exactly(held: int, trials: int, chance: float) -> float:
    """By logarithms: the factors alone are beyond what a float holds."""
    ways = lgamma(trials + 1) - lgamma(held + 1) - lgamma(trials - held + 1)
    return exp(ways + held * log(chance) + (trials - held) * log1p(-chance))


def _mostly_phones(count: FieldCount, cells: CellReader, path: str) -> bool:
    """Whether nearly all numbers that are grouped like phones are phones."""
    grouped = [
        group
        for label, group in count.groups.items()
        if group.form == "phone" and "+" not in label and set(group.cell) & set(" -")
    ]
    phones = [g for g in grouped if _vouched(cells, g.cell, path, PHONE)]
    return _records(phones) >= _NEARLY_ALL * _records(grouped) if grouped else False


def _bare_phones(count: FieldCount, path: str) -> bool:
    """Whether the column is one of phones although its name does not say so, nor otherwise."""
    if PhoneRecogniser.CUES.speak(_BARE_PHONE, 0, len(_BARE_PHONE), path) is not None:
        return False
    found = [g for g in count.groups.values() if g.form == "phone" and latvian(g.cell)]
    heads = [_records(g for g in found if g.cell[0] == head) for head in "26"]
    total = _records(found)
    enough = total >= _FEW_PHONES and total >= _ALL_BUT_SLIPS * count.cells
    return enough and min(heads) >= _SOME * total


def _card_lengths(count: FieldCount, cells: CellReader, path: str) -> frozenset[int]:
    """Lengths of bare numbers of which more than by chance hold the check, or few in all."""
    every: dict[int, int] = {}
    cards: dict[int, int] = {}
    for label, group in count.groups.items():
        if group.form == "digits":
            size = len(group.cell)
            every[size] = every.get(size, 0) + group.records
            cards[size] = cards.get(size, 0) + (not label.endswith(":")) * group.records
    if _vouched(cells, _MAESTRO, path, CARD):
        return frozenset(every)
    return frozenset(size for size, n in every.items() if _are_cards(cards[size], n))


def _are_cards(held: int, numbers: int) -> bool:
    most = numbers < _FEW or held >= _MOST * numbers
    return most or _tail(held, numbers, _CHECKED_BY_CHANCE) < _SURPRISE


def _records(groups: Iterable[Group] | Sequence[Group]) -> int:
    return sum(group.records for group in groups)
