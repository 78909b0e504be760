"""The scan: every container of every store, and where in it which categories are found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from eraser.contract.read import Partition, Reader
from eraser.detect.cells import CellReader
from eraser.detect.columns import ColumnReader
from eraser.detect.counts import Counts
from eraser.detect.engine import Detector
from eraser.detect.sampling import SAMPLED_BYTES, WHOLE_BYTES, Share, share_of, stratified
from eraser.detect.settling import settle
from eraser.detect.tally import PLACES, Spot, Tally
from eraser.detect.workers import Workers
from eraser.digests import keyed
from eraser.errors import (
    EraserError,
    ExitCode,
    Reaction,
    StoreError,
    TimedOutError,
    UsageError,
)
from eraser.identifiers import normalise
from eraser.model.finding import Finding, NotRead, ScanResult
from eraser.model.place import Container, ContainerSchema, FieldType
from eraser.model.subject import Category, Identifier
from eraser.progress import Progress

_LISTED = 20
"""Containers that a message names."""

_NOTHING_THERE = (
    "there is nothing at this address: no table, object or index; check how it is spelt, or leave "
    "the store out (--exclude 'STORE/*')"
)

_NO_TEXT = (
    "no text: its content was not looked at, only what stands beside it; if that is known, leave "
    "it out (--exclude 'CONTAINER.PLACE')"
)

Place = tuple[Container, str, Category]
"""What a finding is identified by: container, field and category."""


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """What to scan for. `key` makes the digests of values; without it findings have none.

    `only` and `without` are categories; `include` and `exclude` are patterns of
    `store/container`, with `*` and `?`; `exclude` also of `store/container.place` for what cannot
    be read. Scores below `minimum_score` (0 to 1) are left out.
    `sample` is the share of each container to read (above 0, up to 1). `places` asks for the
    keys of a few records with each finding.
    """

    key: bytes | None = field(default=None, repr=False)
    only: frozenset[Category] = frozenset()
    without: frozenset[Category] = frozenset()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    minimum_score: float = 0.0
    sample: float = 1.0
    places: bool = False

    def wants(self, container: Container) -> bool:
        """Whether the container is to be read; a pattern may leave out the store's name, and the
        quotes around a table's.
        """
        names = spellings(container)
        included = not self.include or _any(names, self.include)
        return included and not _any(names, self.exclude)

    def reports(self, finding: Finding) -> bool:
        """Whether the finding is asked for."""
        wanted = not self.only or finding.category in self.only
        known = wanted and finding.category not in self.without
        return known and finding.score >= self.minimum_score


def spellings(container: Container) -> tuple[str, ...]:
    """How a person may name a container: without its store, and without quotes (PostgreSQL's)."""
    whole = (str(container), container.name)
    return tuple(dict.fromkeys((*whole, *(name.replace('"', "") for name in whole))))


def _any(names: Sequence[str], patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found, what could not be read, and how much was read where a sample was asked for.

    `unreachable` names stores that did not answer, or to which rights are missing as a whole.
    `spots` has a few records of each finding when places were asked for.
    `filled` says how many records have a value in the field of a finding at all. `keyed` tells
    whether findings carry digests, `interrupted` whether a person ended the scan before its time.
    """

    result: ScanResult
    shares: tuple[Share, ...] = ()
    unreachable: tuple[str, ...] = ()
    keys: Mapping[Container, tuple[str, ...]] = field(default_factory=dict)
    spots: Mapping[Place, tuple[Spot, ...]] = field(default_factory=dict, repr=False)
    filled: Mapping[Place, int] = field(default_factory=dict)
    keyed: bool = False
    interrupted: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """Done only when everything that was asked for was read."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        if self.unreachable:
            return ExitCode.STORE
        return ExitCode.PARTLY if self.result.not_read else ExitCode.DONE


def scan(
    readers: Sequence[Reader], detector: Detector, settings: ScanSettings, progress: Progress
) -> Scan:
    """Read the wanted containers and count what is found.

    Whatever cannot be read, from one cell to a whole store, is told in `not_read`, and the rest
    is scanned. Ctrl-C ends it early: what was found so far is in the outcome, and what is missing.
    Raises UsageError for a pattern of `include` that no container fits: a gate would
    pass for a misspelt name.
    """
    running = _Running(detector, settings, progress)
    stores = [(reader, running.described(reader)) for reader in readers]
    running.refuse_unmatched()
    known = [schema.estimated_records for _, schemas in stores for schema in schemas]
    total = sum(n for n in known if n is not None) if None not in known else None
    progress.start(f"scanning {len(known)} containers", total)
    try:
        with Workers(running.new_columns, progress.advance, keys=settings.places) as workers:
            for reader, schemas in stores:
                running.store(reader, schemas, workers)
    finally:
        progress.finish()
    return running.outcome()


def place_of(finding: Finding) -> Place:
    """What identifies a finding, and the order in which findings stand."""
    return (finding.container, finding.field, finding.category)


class _Running:
    """One scan while it runs."""

    def __init__(self, detector: Detector, settings: ScanSettings, progress: Progress) -> None:
        self._detector, self._settings, self._progress = detector, settings, progress
        self._cells = CellReader(detector)
        self._unmatched = set(settings.include)
        self._known: list[str] = []
        self._findings: list[Finding] = []
        self._not_read: list[NotRead] = []
        self._shares: list[Share] = []
        self._scanned: list[Container] = []
        self._unreachable: list[str] = []
        self._keys: dict[Container, tuple[str, ...]] = {}
        self._spots: dict[Place, tuple[Spot, ...]] = {}
        self._filled: dict[Place, int] = {}
        self._interrupted = False

    def described(self, reader: Reader) -> list[ContainerSchema]:
        """The wanted containers of a store; none when it does not answer."""
        try:
            described = reader.describe()
        except StoreError as error:
            self._lose(reader, Container(reader.name, ""), error)
            return []
        shut = [unread.container for unread in reader.not_read()]
        for container in (*(s.container for s in described), *shut):
            names = spellings(container)
            self._known.append(str(container))
            self._unmatched -= {p for p in self._unmatched if _any(names, (p,))}
        store = Container(reader.name, "")
        if not described and not shut and not _any(spellings(store), self._settings.exclude):
            self._not_read.append(NotRead(store, "", _NOTHING_THERE))
        return [s for s in described if self._settings.wants(s.container)]

    def new_columns(self) -> ColumnReader:
        """Counts columns, in one thread."""
        return ColumnReader(self._detector, PLACES if self._settings.places else 0)

    def refuse_unmatched(self) -> None:
        """Raise UsageError when a pattern fits nothing, although every store could be described."""
        if self._unmatched and not self._unreachable:
            raise UsageError(
                f"--include {min(self._unmatched)}: no container is called so. There are: "
                f"{', '.join(self._known[:_LISTED])}{', …' if len(self._known) > _LISTED else ''}."
            )

    def store(self, reader: Reader, schemas: Sequence[ContainerSchema], workers: Workers) -> None:
        """Scan one store, as long as it answers."""
        for schema in schemas:
            if self._interrupted or reader.name in self._unreachable:
                why = "interrupted" if self._interrupted else "the store stopped answering"
                self._not_read.append(NotRead(schema.container, "", f"not begun: {why}"))
            else:
                self._container(reader, schema, workers)
        wanted = self._settings.wants
        self._not_read.extend(n for n in reader.not_read() if wanted(n.container))

    def outcome(self) -> Scan:
        """Everything, sorted."""
        result = ScanResult(
            findings=tuple(sorted(self._findings, key=place_of)),
            not_read=tuple(dict.fromkeys(self._not_read)),
            scanned=tuple(sorted(self._scanned)),
        )
        return Scan(
            result,
            tuple(sorted(self._shares, key=lambda s: s.container)),
            tuple(self._unreachable),
            self._keys,
            self._spots,
            self._filled,
            self._settings.key is not None,
            self._interrupted,
        )

    def _container(self, reader: Reader, schema: ContainerSchema, workers: Workers) -> None:
        container = schema.container
        counts = Counts()
        read = 0
        try:
            pieces = self._pieces(reader, container)
            with closing(workers.counted(reader, schema, pieces)) as counted:
                for piece in counted:
                    counts.merge(piece.counts)
                    counts.fold()
                    read += piece.error is None
                    if piece.error is not None:
                        self._lose(reader, container, piece.error)
                    if reader.name in self._unreachable:
                        break
        except EraserError as error:
            self._lose(reader, container, error)
        except KeyboardInterrupt:
            self._interrupted = True
            self._not_read.append(NotRead(container, "", "interrupted while it was read"))
        if not read and not counts.records:
            return
        self._scanned.append(container)
        self._keys[container] = schema.key
        self._not_read.extend(self._passed_over(schema, counts))
        for path, count in counts.fields.items():
            settle(path, count, self._cells)
        self._report(container, counts)

    def _passed_over(self, schema: ContainerSchema, counts: Counts) -> Iterator[NotRead]:
        """Cells that could not be read, and what nobody reads (pictures, sound, PDF) unless a
        pattern says that it is known.
        """
        container = schema.container
        for (path, reason), cells in sorted(counts.unread.items()):
            yield NotRead(container, path, f"{reason} ({cells} cells)")
        binary = [f.name for f in schema.fields if f.type is FieldType.BINARY]
        for place in (*binary, *schema.blind) if counts.records else ():
            names = [f"{name}.{place}" for name in spellings(container)]
            if not _any(names, self._settings.exclude):
                yield NotRead(container, place, f"{_NO_TEXT} ({counts.records} records)")

    def _pieces(self, reader: Reader, container: Container) -> Iterator[Partition]:
        share = self._settings.sample
        if share >= 1:
            return reader.partitions(container, WHOLE_BYTES)
        pieces = list(reader.partitions(container, SAMPLED_BYTES))
        chosen = stratified(pieces, share)
        self._shares.append(share_of(container, chosen, pieces))
        return iter(chosen)

    def _lose(self, reader: Reader, container: Container, error: EraserError) -> None:
        """Tell what is not read. A store that is away, or of which nothing is known, is
        unreachable; one statement that took too long leaves the others.
        """
        slow = isinstance(error, TimedOutError)
        away = error.reaction is Reaction.RETRIABLE and not slow
        if (away or not container.name) and reader.name not in self._unreachable:
            self._unreachable.append(reader.name)
        self._not_read.append(NotRead(container, "", str(error)))

    def _report(self, container: Container, counts: Counts) -> None:
        for path, count in counts.fields.items():
            for category, tally in count.found.items():
                finding = Finding(
                    container=container,
                    field=path,
                    category=category,
                    records=tally.records,
                    scanned=counts.records,
                    score=tally.score,
                    digests=_digests(category, tally, self._settings.key),
                )
                if self._settings.reports(finding):
                    self._findings.append(finding)
                    self._filled[place_of(finding)] = count.cells
                    if self._settings.places:
                        self._spots[place_of(finding)] = tuple(tally.spots)


def _digests(category: Category, tally: Tally, key: bytes | None) -> tuple[str, ...]:
    if key is None:
        return ()
    values = {_normal(category, value) for value in tally.values()}
    return tuple(sorted(keyed(key, Identifier(category, value)) for value in values))


def _normal(category: Category, written: str) -> str:
    """The normal value; a user's recogniser may find what has none of ours."""
    try:
        return normalise(category, written)
    except UsageError:
        return written.strip()
