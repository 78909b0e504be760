"""What people decided about records: found again by place and content, for one person.

A decision counts for the record exactly as it was when somebody looked at it. All digests are
keyed: what is kept names no person and no record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace

from eraser.digests import keyed
from eraser.errors import EvidenceError
from eraser.model.graph import Evidence, Ruling, Trace, Traced, Verdict
from eraser.model.place import Container, ContainerSchema, Record, RecordRef
from eraser.model.subject import CODES, Identifier
from eraser.state import Decision
from eraser.trace.ruled import decision_words

SHOWN = 12
"""Hex digits of a record's id that are shown: 48 bits, enough for the records of one person."""


@dataclass(frozen=True, slots=True)
class Ids:
    """Makes the digests of one organisation's records; `key` is that of its keyed digests."""

    key: bytes
    schemas: Mapping[Container, ContainerSchema]

    def record(self, record: Record) -> str:
        """What a record is called: the same as long as it stands in its place unchanged.

        Of a row of an object the object is the place: its number changes when others go.
        """
        schema = self.schemas.get(record.ref.container)
        place = record.ref.key[: schema.unit] if schema and schema.unit else record.ref.key
        return keyed(self.key, [str(record.ref.container), list(place), dict(record.fields)])

    def place(self, ref: RecordRef, person: str) -> str:
        """The place of a record, whatever stands there."""
        return keyed(self.key, [str(ref.container), list(ref.key), person])

    def persons(self, identifiers: Iterable[Identifier]) -> tuple[str, ...]:
        """What decisions about a person are kept under: each strong identifier of a request, or
        all of them together when none is strong. A later request that names one finds them.
        """
        known = sorted(identifiers)
        strong = [[i] for i in known if i.strong]
        return tuple(keyed(self.key, each) for each in strong or [known])

    def codes(self, identifiers: Iterable[Identifier]) -> frozenset[str]:
        """The personal codes among them: a decision about somebody with another is another's,
        whatever number, given to a second person since, they have in common.
        """
        return frozenset(keyed(self.key, [i]) for i in identifiers if i.category in CODES)

    def kept(
        self, record: Record, identifiers: Iterable[Identifier], ruling: Ruling
    ) -> tuple[Decision, ...]:
        """A decision about a record of a person, as the state is to keep it."""
        known = frozenset(identifiers)
        content = {**asdict(ruling), "verdict": ruling.verdict.value}
        body = json.dumps({**content, "codes": sorted(self.codes(known))}).encode()
        return tuple(
            Decision(
                keyed(self.key, [self.record(record), person]),
                self.place(record.ref, person),
                person,
                ruling.at,
                body,
            )
            for person in self.persons(known)
        )


@dataclass(frozen=True, slots=True)
class Rulings:
    """All decisions about one person's records."""

    ids: Ids
    persons: tuple[str, ...] = ()
    _by_id: Mapping[str, Ruling] = field(default_factory=dict)
    _by_place: Mapping[str, Ruling] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        ids: Ids,
        persons: tuple[str, ...],
        kept: Iterable[Decision],
        codes: frozenset[str] | None = None,
    ) -> Rulings:
        """The decisions that count: of several about one record the last.

        `codes` are the person's, `Ids.codes`: a decision about somebody who had a code counts only
        for one of these. None: whoever it is about.
        """
        ordered = sorted(kept, key=lambda k: (k.made, k.id))
        bodies = [(k, *_ruling(k.body)) for k in ordered]
        read = [(k, r) for k, r, whose in bodies if codes is None or not whose or codes & whose]
        return cls(
            ids, persons, {k.id: ruling for k, ruling in read}, {k.place: r for k, r in read}
        )

    def about(self, record: Record) -> Ruling | None:
        """What was decided about exactly this record; None when nothing was."""
        if not self._by_id:
            return None
        name = self.ids.record(record)
        found = (self._by_id.get(keyed(self.ids.key, [name, p])) for p in self.persons)
        return next((ruling for ruling in found if ruling is not None), None)

    def applied(self, trace: Trace) -> Trace:
        """The trace with decisions also about records that tracing did not judge itself; and a
        word about each decision that no longer counts, because the record changed since.
        """
        if not self._by_id:
            return trace
        outdated = {
            f"a decision about a record in {t.record.ref.container} no longer counts: the record "
            "changed since; decide again"
            for t in trace.records
            if t.verdict is Verdict.REVIEW and self._outdated(t.record)
        }
        records = tuple(self._applied(t) for t in trace.records)
        told = tuple(sorted({*trace.not_followed, *outdated}))
        return replace(trace, records=records, not_followed=told)

    def _outdated(self, record: Record) -> bool:
        return self.about(record) is None and self.at(record.ref) is not None

    def _applied(self, traced: Traced) -> Traced:
        ruling = self.about(traced.record)
        if traced.verdict is not Verdict.REVIEW or ruling is None:
            return traced
        words = Evidence(decision_words(ruling))
        return replace(traced, verdict=ruling.verdict, because=(words, *traced.because))

    def at(self, ref: RecordRef) -> Ruling | None:
        """What was last decided about a record in this place, whatever stood there then."""
        found = (self._by_place.get(self.ids.place(ref, p)) for p in self.persons)
        return next((ruling for ruling in found if ruling is not None), None)


def _ruling(body: bytes) -> tuple[Ruling, frozenset[str]]:
    """A decision, and the codes of whom it is about; earlier versions kept none."""
    try:
        found = json.loads(body)
        ruling = Ruling(Verdict(found["verdict"]), found["reason"], found["by"], found["at"])
        return ruling, frozenset(found.get("codes", ()))
    except (ValueError, KeyError):
        raise EvidenceError(
            "A decision in the state cannot be read: a newer eraser wrote it, or it was changed."
        ) from None
