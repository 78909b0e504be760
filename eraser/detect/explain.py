"""Why a field was flagged: what its cells look like, what was checked, what spoke for it.

Samples are masked: digits become 0, letters x; only what separates them stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from eraser.contract.read import KEY_COLUMN, Reader
from eraser.detect import named
from eraser.detect.cells import CellReader
from eraser.detect.columns import ColumnReader
from eraser.detect.counts import Counts
from eraser.detect.engine import RECOGNISERS, Detector
from eraser.detect.keys import shown
from eraser.detect.recognisers.words import field_words
from eraser.detect.sampling import SAMPLED_BYTES, stratified
from eraser.detect.scan import spellings
from eraser.detect.settling import CODE, Ruling, rule, settle
from eraser.detect.workers import ColumnStore
from eraser.errors import UsageError
from eraser.model.place import Container, ContainerSchema
from eraser.model.subject import Category

_SHARE = 0.2
_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """One category in the field: how many cells, how sure, and a few masked samples."""

    category: Category
    records: int
    score: float
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the field is, or is not, flagged, from a sample of `records` records.

    `cells` of them have a value. `words` are sentences about what was checked.
    """

    container: Container
    field: str
    records: int
    cells: int
    shown: tuple[Shown, ...]
    words: tuple[str, ...]


def find_place(
    place: str, containers: Sequence[tuple[Reader, ContainerSchema]]
) -> tuple[Reader, ContainerSchema, str]:
    """`CONTAINER.FIELD`, with or without the store's name, as reader, container and field.

    Raises UsageError when no container has that name, or when several have.
    """
    found = [
        (len(name), reader, schema, place[len(name) + 1 :])
        for reader, schema in containers
        for name in spellings(schema.container)
        if place.startswith(f"{name}.")
    ]
    if not found:
        known = ", ".join(str(schema.container) for _, schema in containers[:20])
        raise UsageError(f"--explain {place}: no such container. There are: {known}.")
    longest = max(length for length, *_ in found)
    best = [(reader, schema, field) for length, reader, schema, field in found if length == longest]
    if len({schema.container for _, schema, _ in best}) > 1:
        raise UsageError(f"--explain {place}: several stores have it; write STORE/{place}.")
    return best[0]


def explain(reader: Reader, schema: ContainerSchema, field: str, detector: Detector) -> Explanation:
    """Read a sample of the container and tell what is in one field of it.

    Raises StoreError; UsageError when the field is not there.
    """
    counts = Counts()
    columns = ColumnReader(detector)
    samples: dict[Category, dict[str, None]] = {}
    pieces = list(reader.partitions(schema.container, SAMPLED_BYTES))
    for piece in stratified(pieces, _SHARE):
        read = reader.values if isinstance(reader, ColumnStore) else reader.batches
        for batch in read(piece):
            top = _top_level(field, batch.schema.names)
            if top is None:
                continue
            chosen = batch.select([n for n in batch.schema.names if n in (KEY_COLUMN, top)])
            counts.merge(columns.count(chosen, {f.name: f.type for f in schema.fields}))
            _collect(samples, pl.Series(top, batch.column(top)), top, detector)
    if field not in counts.fields:
        known = ", ".join(sorted(counts.fields)) or ", ".join(shown(f.name) for f in schema.fields)
        raise UsageError(f"{schema.container}: no field '{field}'. There are: {known}.")
    return _told(schema.container, field, counts, samples, columns.cells)


def _top_level(field: str, names: Sequence[str]) -> str | None:
    """The column that holds a path: the one with the longest name that begins it."""
    owners = [n for n in names if field == n or field.startswith((f"{n}.", f"{n}[]"))]
    return max(owners, key=len, default=None)


def _collect(
    samples: dict[Category, dict[str, None]], column: pl.Series, field: str, detector: Detector
) -> None:
    texts = column.cast(pl.String).drop_nulls()
    for text in texts.gather_every(max(1, len(texts) // 200)).to_list():
        for span in detector.spans(text[:10_000], field):
            seen = samples.setdefault(span.category, {})
            if len(seen) < _SAMPLES:
                seen[masked(text[span.start : span.end])] = None


def _told(
    container: Container,
    field: str,
    counts: Counts,
    samples: dict[Category, dict[str, None]],
    cells: CellReader,
) -> Explanation:
    count = counts.fields[field]
    ruling = rule(field, count, cells)
    numbers = sum(group.records for group in count.groups.values())
    settle(field, count, cells)
    words = [f"{c}: {_why(c, field, t.score)}" for c, t in sorted(count.found.items())]
    words += _about_numbers(ruling, numbers, count.cells)
    found = tuple(
        Shown(category, tally.records, tally.score, tuple(samples.get(category, ())))
        for category, tally in sorted(count.found.items())
    )
    inside = _inside(field, counts)
    if inside:
        words.append(f"found inside it: {', '.join(inside)}")
    if not found and not inside:
        words.append("nothing was found in the sample")
    return Explanation(container, field, counts.records, count.cells, found, tuple(words))


def _inside(field: str, counts: Counts) -> list[str]:
    """Paths in a document that a scan may flag."""
    below = (f"{field}.", f"{field}[]")
    return sorted(p for p, c in counts.fields.items() if p.startswith(below) and c.found)


def _why(category: Category, field: str, score: float) -> str:
    kind = named.kind_of(field)
    if kind is not None and kind.category == category and score <= named.SCORE:
        return "the field's name says so, and nearly all values look like it; no value proves it"
    cues = next((r.CUES for r in RECOGNISERS if category == r.CATEGORY), None)
    if cues is not None and cues.vouch.search(field_words(field)):
        return "the field's name says so"
    return "the form of the values says so, or words beside them"


def _about_numbers(ruling: Ruling, numbers: int, cells: int) -> list[str]:
    if not numbers:
        return []
    words = [f"{numbers} of {cells} cells are one number and nothing else"]
    if not ruling.codes_named:
        held = "hold" if ruling.old_codes or ruling.new_codes else "do not hold"
        words.append(
            f"{CODE}: dates and check digits of numbers without a hyphen {held} more often than"
            " by chance"
        )
    return words


def masked(text: str) -> str:
    """The shape of a value: `161175-19997` becomes `000000-00000`."""
    return "".join("0" if c.isdigit() else "x" if c.isalpha() else c for c in text[:80])
