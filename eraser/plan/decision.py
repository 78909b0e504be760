"""What is decided about one record, before and after the others are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from eraser.datamap import ContainerMap, DataMap
from eraser.model.graph import Traced, Verdict
from eraser.model.place import Container, ContainerSchema, RecordRef
from eraser.plan.holds import Hold, holds_on
from eraser.plan.law import Laws
from eraser.plan.playbook import Playbook, Rule


class Fate(Enum):
    """What becomes of a record."""

    ERASE = "erase"
    CLEAR = "clear"  # it stays; the person's fields in it are cleared
    KEEP = "keep"
    REVIEW = "review"
    OTHER = "other"  # another person's: not in the plan, but what it refers to stays


UNDECIDED = "that a person has yet to decide about"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a record protects what it refers to.

    `words` name the record's container and its state, never the record. `until`: the last day of
    a hold; None: without an end. `keeps`: what must stay readable in the rows it refers to.
    `undecided`: a person has yet to decide about the record, and finds it only through those rows.
    """

    words: str
    cite: str = ""
    until: date | None = None
    keeps: frozenset[str] = frozenset()
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The fate of one record, with its reason and its citation.

    `keeps` is what must stay readable in the record itself: `name`, `identifier`.
    `cause` is what it passes on to the records that it refers to; None when it is erased.
    """

    fate: Fate
    reason: str
    cite: str = ""
    until: date | None = None
    keeps: frozenset[str] = frozenset()
    cause: Cause | None = None

    @property
    def stays(self) -> bool:
        """Whether the record is still there afterwards."""
        return self.fate is not Fate.ERASE


@dataclass(frozen=True, slots=True)
class Grounds:
    """What decisions are taken from: the files, the stores' schemas, and the day.

    `enforced` are the fields of each container that are foreign keys.
    """

    datamap: DataMap
    playbook: Playbook
    laws: Laws
    schemas: Mapping[Container, ContainerSchema]
    enforced: Mapping[Container, frozenset[str]]
    today: date

    def entry(self, ref: RecordRef) -> ContainerMap | None:
        """What the data map says of a record's container."""
        return self.datamap.entry(ref.container)


def decide(traced: Traced, grounds: Grounds) -> Decision:
    """What the playbook and the law say of one record by itself."""
    ref = traced.record.ref
    container = ref.container
    if traced.verdict is Verdict.OTHER:
        return Decision(
            Fate.OTHER, "another person's", cause=Cause(f"another person's record in {container}")
        )
    entry = grounds.entry(ref)
    rule = grounds.playbook.rule_for(container, entry, traced.verdict)
    if rule.action == "keep":
        return Decision(
            Fate.KEEP, rule.reason, rule.cite, cause=Cause(f"a record that is kept in {container}")
        )
    if traced.verdict is Verdict.REVIEW:
        return review(container, "uncertain whose it is: " + _because(traced), rule.cite)
    if entry is not None:
        held = holds_on(traced.record, entry, grounds.laws, grounds.datamap.bound_by, grounds.today)
        if held:
            return _held(held, container)
    return _ruled(rule, traced, grounds)


def review(container: Container, reason: str, cite: str = "") -> Decision:
    """A person has to decide; until then nothing happens to the record."""
    return Decision(
        Fate.REVIEW,
        reason,
        cite,
        cause=Cause(f"a record in {container} {UNDECIDED}", undecided=True),
    )


def _because(traced: Traced) -> str:
    words = [e.words for e in traced.because]
    return "; ".join(words) if words else "the search gave no reason"


def _ruled(rule: Rule, traced: Traced, grounds: Grounds) -> Decision:
    container = traced.record.ref.container
    if rule.action == "review":
        return review(container, rule.reason, rule.cite)
    if container not in grounds.schemas:
        return review(container, "its store does not describe this container (any more)", rule.cite)
    if traced.verdict is Verdict.SHARED:
        return Decision(
            Fate.CLEAR,
            "it is not the person's alone: it stays, and only what is theirs in it is cleared",
            rule.cite,
            cause=Cause(f"a record in {container} that is about other people too"),
        )
    if rule.action == "minimise":
        cause = Cause(f"a record in {container} that the playbook keeps")
        return Decision(Fate.CLEAR, rule.reason, rule.cite, cause=cause)
    return Decision(Fate.ERASE, rule.reason, rule.cite)


def _held(holds: tuple[Hold, ...], container: Container) -> Decision:
    """The longest hold gives the day; every hold keeps its own citation."""
    until = holds[0].until
    cite = "; ".join(dict.fromkeys(h.cite for h in holds))
    words = "; ".join(f"{until_words(h.until)} by {h.law.id}: {h.words}" for h in holds)
    keeps = frozenset(part for h in holds for part in h.law.parent_keeps)
    forbidden = any(h.law.redaction == "forbidden" for h in holds)
    return Decision(
        Fate.KEEP if forbidden else Fate.CLEAR,
        f"held {words}" + ("; kept whole, unchanged" if forbidden else ""),
        cite,
        until,
        frozenset() if forbidden else frozenset({"name", "identifier"}),
        Cause(f"a record in {container} that is held", cite, until, keeps),
    )


def until_words(until: date | None) -> str:
    """`until 2031-12-31`, or `without an end`."""
    return f"until {until.isoformat()}" if until else "without an end"
