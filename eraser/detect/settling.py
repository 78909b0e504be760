"""What a column of numbers is: its name, and how many of its numbers hold the check, decide.

One random number of eleven digits in a hundred has a date where a personas kods has it, and one
in a thousand holds the check as well; eight digits look like a phone one time in five. So cells
that are nothing but a number are counted first, and judged when the whole column was seen:

- a column whose name vouches for a category (`pk`, `telefons`) is believed, cell by cell;
- else codes count only when most of those with a date (or with the new form's first digits) hold
  the check, and more of the column does than chance would give;
- a column in which most numbers are codes is one of codes: then new codes count that promise no
  check digit;
- with a hyphen, new codes count without a check digit where nearly all numbers so written begin
  as new codes do: lots and parts begin with anything;
- grouped phones (`2612-3456`) count only when nearly all numbers so written are phones;
- bare numbers of eight digits count as phones when nearly all values of the column are some, land
  lines and mobiles: article numbers of one series begin alike;
- bare card numbers count only when most numbers of their length are some: one random number in
  ten holds the check.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb

from eraser.detect import named
from eraser.detect.cells import CellReader
from eraser.detect.counts import FieldCount, Group, add_group
from eraser.detect.digits import (
    NEW_CHECKED,
    NEW_UNCHECKED,
    OLD_CHECKED,
    OLD_FAILED,
    OLD_ZERO,
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

_FEW_PHONES = 30
_SOME = 0.02
"""Fewer numbers prove nothing; of land lines and mobiles a list of phones has at least so many."""

_FEW_HYPHENS = 5
"""Hyphenated numbers below which their beginnings prove nothing together."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a column is believed to be. `context` is its name with what its numbers have shown.

    `codes_named` and `phones_named`: the field's name vouches for these. `cards` are the lengths
    of which most numbers are cards; `hyphened`: hyphenated new codes are believed.
    """

    context: str
    old_codes: bool
    new_codes: bool
    phones: bool
    codes_named: bool = False
    phones_named: bool = False
    cards: frozenset[int] = frozenset()
    hyphened: bool = False


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
    for label, group in sorted(count.groups.items()):
        spans = [
            span
            for span in cells.spans(group.cell, ruling.context)
            if _stands(span, label, group, ruling)
        ]
        add_group(count, group, spans)
    count.groups.clear()


def _stands(span: Span, label: str, group: Group, ruling: Ruling) -> bool:
    if span.category == CODE:
        if _kind(label) in (NEW_CHECKED, NEW_UNCHECKED):
            return ruling.new_codes or (ruling.hyphened and "-" in group.cell)
        return ruling.old_codes
    if span.category == CARD:
        return len(group.cell) in ruling.cards
    return ruling.phones or span.category != PHONE or group.cell.startswith(("+", "00"))


def rule(path: str, count: FieldCount, cells: CellReader) -> Ruling:
    """What a field's name and its numbers say together."""
    codes = _vouched(cells, _NEEDS_WORDS, path, CODE)
    named = _vouched(cells, _BARE_PHONE, path, PHONE)
    bare = not named and _bare_phones(count, path)
    phones = named or bare or _mostly_phones(count, cells, path)
    cards = _card_lengths(count, cells, path)
    if codes:
        return Ruling(path, True, True, phones, True, named, cards)
    tested = {kind: 0 for kind in (OLD_CHECKED, OLD_ZERO, OLD_FAILED, NEW_CHECKED, NEW_UNCHECKED)}
    for label, group in count.groups.items():
        if group.form == "code":
            tested[_kind(label)] = tested.get(_kind(label), 0) + group.records
    old, new = tested[OLD_CHECKED] + tested[OLD_ZERO], tested[NEW_CHECKED]
    both = new + tested[NEW_UNCHECKED]
    old_codes = _believable(old, old + tested[OLD_FAILED], count.cells, _OLD_BY_CHANCE)
    theirs = old_codes and (old + both) >= _MOST * count.cells
    new_codes = theirs or _believable(new, both, count.cells, _NEW_BY_CHANCE)
    context = f"{path} {VOUCHING if theirs else VOUCHING_PHONES if bare else ''}".rstrip()
    hyphened = _mostly_new_with_hyphen(count)
    return Ruling(context, old_codes, new_codes, phones, False, named, cards, hyphened)


def _kind(label: str) -> str:
    """The letter of `digits.code_labels` in a label of the forms `code` and `ten`."""
    form, _, rest = label.partition(":")
    return rest.partition(":")[2][:1] if form == "code" else rest[:1]


def _vouched(cells: CellReader, example: str, path: str, category: Category) -> bool:
    return any(span.category == category for span in cells.spans(example, path))


def _believable(held: int, tested: int, cells: int, chance: float) -> bool:
    return held > 0 and held >= _MOST * tested and _tail(held, cells, chance) < _SURPRISE


def _tail(held: int, cells: int, chance: float) -> float:
    """How often chance gives at least so many of so many cells (binomial)."""
    expected = cells * chance
    if held > 3 * expected + 10:
        return 0.0
    if held <= expected:
        return 1.0
    below = sum(comb(cells, k) * chance**k * (1 - chance) ** (cells - k) for k in range(held))
    return 1.0 - below


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


def _mostly_new_with_hyphen(count: FieldCount) -> bool:
    written = [g for g in count.groups.items() if g[1].form == "code" and "-" in g[1].cell]
    new = [g for label, g in written if _kind(label) in (NEW_CHECKED, NEW_UNCHECKED)]
    total = _records(group for _, group in written)
    return total >= _FEW_HYPHENS and _records(new) >= _NEARLY_ALL * total


def _card_lengths(count: FieldCount, cells: CellReader, path: str) -> frozenset[int]:
    """Lengths of bare numbers of which most have an issuer and hold the check."""
    every: dict[int, int] = {}
    cards: dict[int, int] = {}
    for label, group in count.groups.items():
        if group.form == "digits":
            size = len(group.cell)
            every[size] = every.get(size, 0) + group.records
            cards[size] = cards.get(size, 0) + (not label.endswith(":")) * group.records
    if _vouched(cells, _MAESTRO, path, CARD):
        return frozenset(every)
    return frozenset(size for size, n in every.items() if cards[size] >= _MOST * n)


def _records(groups: Iterable[Group] | Sequence[Group]) -> int:
    return sum(group.records for group in groups)
