"""The scan: every container of every store, and where in it which categories are found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from eraser.contract.read import Reader
from eraser.detect.engine import Detector, Tallies
from eraser.detect.tally import Tally
from eraser.digests import keyed
from eraser.errors import RightsMissingError, UnreadableError
from eraser.model.finding import Finding, NotRead, ScanResult
from eraser.model.place import Container, ContainerSchema, FieldType
from eraser.model.subject import Category, Identifier
from eraser.progress import Progress

_PARTITION_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """What to scan for. `key` makes the digests of values; without it findings have none.

    `only` and `without` are categories; `include` and `exclude` are patterns of
    `store/container`, with `*` and `?`. Scores below `minimum_score` (0 to 1) are left out.
    """

    key: bytes | None = field(default=None, repr=False)
    only: frozenset[Category] = frozenset()
    without: frozenset[Category] = frozenset()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    minimum_score: float = 0.0

    def wants(self, container: Container) -> bool:
        """Whether the container is to be read."""
        name = str(container)
        included = not self.include or any(fnmatchcase(name, p) for p in self.include)
        return included and not any(fnmatchcase(name, p) for p in self.exclude)

    def reports(self, finding: Finding) -> bool:
        """Whether the finding is asked for."""
        wanted = not self.only or finding.category in self.only
        known = wanted and finding.category not in self.without
        return known and finding.score >= self.minimum_score


def scan(
    readers: Sequence[Reader], detector: Detector, settings: ScanSettings, progress: Progress
) -> ScanResult:
    """Read all records of the wanted containers and count what is found.

    A container without rights, or one that cannot be read, is told in `not_read`; the others are
    scanned. Raises StoreUnreachableError, and whatever `describe` raises.
    """
    findings: list[Finding] = []
    left_out: list[NotRead] = []
    scanned: list[Container] = []
    for reader in readers:
        for schema in reader.describe():
            if not settings.wants(schema.container):
                continue
            try:
                found = _scan_container(reader, schema, detector, settings, progress)
            except (RightsMissingError, UnreadableError) as error:
                left_out.append(NotRead(schema.container, "", str(error)))
                continue
            findings.extend(filter(settings.reports, found))
            scanned.append(schema.container)
        left_out.extend(n for n in reader.not_read() if settings.wants(n.container))
    return ScanResult(
        findings=tuple(sorted(findings, key=_place)),
        not_read=tuple(dict.fromkeys(left_out)),
        scanned=tuple(sorted(scanned)),
    )


def _place(finding: Finding) -> tuple[Container, str, Category]:
    return (finding.container, finding.field, finding.category)


def _scan_container(
    reader: Reader,
    schema: ContainerSchema,
    detector: Detector,
    settings: ScanSettings,
    progress: Progress,
) -> list[Finding]:
    json_fields = frozenset(f.name for f in schema.fields if f.type is FieldType.JSON)
    tallies: Tallies = {}
    records = 0
    progress.start(str(schema.container), schema.estimated_records)
    try:
        for partition in reader.partitions(schema.container, _PARTITION_BYTES):
            for batch in reader.batches(partition):
                for place, tally in detector.count(batch, json_fields).items():
                    tallies.setdefault(place, Tally()).merge(tally)
                records += batch.num_rows
                progress.advance(batch.num_rows)
    finally:
        progress.finish()
    return list(_findings(schema.container, tallies, records, settings.key))


def _findings(
    container: Container, tallies: Tallies, records: int, key: bytes | None
) -> Iterator[Finding]:
    for (path, category), tally in tallies.items():
        yield Finding(
            container=container,
            field=path,
            category=category,
            records=tally.records,
            scanned=records,
            score=tally.score,
            digests=_digests(category, tally, key),
        )


def _digests(category: Category, tally: Tally, key: bytes | None) -> tuple[str, ...]:
    if key is None:
        return ()
    return tuple(sorted(keyed(key, Identifier(category, value)) for value in tally.values()))
