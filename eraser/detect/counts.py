"""What was counted in the fields of a container, while it is read and until it is settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from eraser.detect import named
from eraser.detect.keys import MOST, folded
from eraser.detect.tally import DISTINCT, Spot, Tally
from eraser.model.finding import Span
from eraser.model.subject import Category


@dataclass(slots=True)
class Group:
    """Cells of one label: how many records, one of them, and a few values and places."""

    form: str
    cell: str
    records: int = 0
    values: tuple[str, ...] = ()
    spots: tuple[Spot, ...] = ()

    def merge(self, other: Group) -> None:
        """Add the same label's cells of another piece."""
        self.records += other.records
        self.values = tuple(sorted({*self.values, *other.values})[:DISTINCT])
        self.spots = (*self.spots, *other.spots)[:DISTINCT]


@dataclass(slots=True)
class FieldCount:
    """What one field holds: cells with a value, what was found, and what is still to settle.

    `sample` has a few values of a field whose name says what it holds (`named`).
    """

    cells: int = 0
    found: dict[Category, Tally] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    sample: list[str] = field(default_factory=list, repr=False)

    def tally(self, category: Category) -> Tally:
        """The tally of a category, a new one at first."""
        return self.found.setdefault(category, Tally())

    def later(self, label: str, group: Group) -> None:
        """Cells of which the whole column decides what they are."""
        if label in self.groups:
            self.groups[label].merge(group)
        else:
            self.groups[label] = group

    def merge(self, other: FieldCount) -> None:
        """Add what another piece of the container holds in the same field."""
        self.cells += other.cells
        for category, tally in other.found.items():
            self.tally(category).merge(tally)
        self.sample = named.sample(self.sample, other.sample)
        for label, group in other.groups.items():
            self.later(label, group)


class Records:
    """Records of one field, counted before they are added to it: each category once a record."""

    def __init__(self) -> None:
        self._best: dict[Category, float] = {}
        self._values: dict[Category, set[str]] = {}
        self._records: Counter[Category] = Counter()
        self._spots: dict[Category, list[Spot]] = {}

    def add(
        self,
        found: Iterable[tuple[str, Sequence[Span]]],
        key: tuple[str, ...] | None,
        times: int = 1,
    ) -> None:
        """One record, or so many alike: its texts and what is in them."""
        starts: dict[Category, int] = {}
        for text, spans in found:
            for span in spans:
                category = span.category
                starts.setdefault(category, span.start)
                self._best[category] = max(span.score, self._best.get(category, 0.0))
                self._values.setdefault(category, set()).add(text[span.start : span.end])
        self._records.update(dict.fromkeys(starts, times))
        if key is not None:
            for category, start in starts.items():
                self._spots.setdefault(category, []).append(Spot(key, start + 1))

    def count_in(self, count: FieldCount) -> None:
        """Add them to what the field holds."""
        for category, records in self._records.items():
            spots = self._spots.get(category, ())
            count.tally(category).add(records, self._best[category], self._values[category], spots)


@dataclass(slots=True)
class Counts:
    """What a part of a container holds, by path; `unread` counts cells by path and reason."""

    fields: dict[str, FieldCount] = field(default_factory=dict)
    records: int = 0
    unread: dict[tuple[str, str], int] = field(default_factory=dict)

    def field(self, path: str) -> FieldCount:
        """The count of a path, a new one at first."""
        return self.fields.setdefault(path, FieldCount())

    def leave_out(self, path: str, reason: str, cells: int) -> None:
        """Some cells of a path were not read."""
        if cells:
            self.unread[path, reason] = self.unread.get((path, reason), 0) + cells

    def merge(self, other: Counts) -> None:
        """Add another part."""
        self.records += other.records
        for path, count in other.fields.items():
            self.field(path).merge(count)
        for (path, reason), cells in other.unread.items():
            self.leave_out(path, reason, cells)

    def fold(self) -> None:
        """Make one path of those that differ in one of very many keys of an object."""
        if len(self.fields) <= MOST:
            return
        for path, new in folded({path: count.cells for path, count in self.fields.items()}).items():
            self.field(new).merge(self.fields.pop(path))


def add_group(count: FieldCount, group: Group, spans: Sequence[Span]) -> None:
    """Count the records of a group for everything that was recognised in one of its cells."""
    best: dict[Category, float] = {}
    for span in spans:
        best[span.category] = max(span.score, best.get(span.category, 0.0))
    for category, score in best.items():
        count.tally(category).add(group.records, score, group.values, group.spots)
