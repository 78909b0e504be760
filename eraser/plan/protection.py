"""What a record that stays does to the ones it refers to: they cannot be deleted either.

The fixpoint of the plan: start from everything that is to be erased, take out what stays, take
out what that refers to, and so on until nothing more is taken out.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from eraser.model.place import RecordRef
from eraser.plan.decision import Cause, Decision, Fate, review, until_words
from eraser.plan.links import Link

Decisions = Mapping[RecordRef, Decision]
Severed = Callable[[Link], bool]
"""Whether the plan itself clears a field that makes the link, so that it is gone afterwards."""


def protect(
    decisions: Decisions, links: Sequence[Link], severed: Severed
) -> dict[RecordRef, Decision]:
    """The decisions after every protection: no erased record is referred to by one that stays.

    The result does not depend on the order of records or links.
    """
    causes = _causes(decisions, [li for li in links if not severed(li)])
    return {
        ref: _protected(ref, decision, causes[ref]) if causes[ref] else decision
        for ref, decision in decisions.items()
    }


def _causes(
    decisions: Decisions, links: Sequence[Link]
) -> defaultdict[RecordRef, frozenset[Cause]]:
    """Every cause that reaches each record from the ones that refer to it, near and far."""
    outgoing: dict[RecordRef, list[Link]] = defaultdict(list)
    for link in links:
        outgoing[link.source].append(link)
    reached: defaultdict[RecordRef, frozenset[Cause]] = defaultdict(frozenset)
    queue = deque(sorted(ref for ref, decision in decisions.items() if decision.stays))
    while queue:
        source = queue.popleft()
        own = decisions[source].cause
        passed = reached[source] | ({own} if own else frozenset())
        for link in outgoing[source]:
            if not passed <= reached[link.target]:
                reached[link.target] |= passed
                queue.append(link.target)
    return reached


def _protected(ref: RecordRef, decision: Decision, causes: frozenset[Cause]) -> Decision:
    """Cleared and kept; but left whole while a person has yet to decide about what refers to it:
    a cleared row no longer leads anybody there.
    """
    keeps = decision.keeps.union(*(cause.keeps for cause in causes))
    if decision.fate is not Fate.ERASE:
        return replace(decision, keeps=keeps)
    why = f"it must stay, because it is referred to by {', and by '.join(_words(causes))}"
    if any(cause.undecided for cause in causes):
        return review(ref.container, f"{why}; it is left whole until then")
    return Decision(
        Fate.CLEAR,
        why,
        "; ".join(sorted({cause.cite for cause in causes if cause.cite})),
        _last(causes),
        keeps,
    )


def _words(causes: frozenset[Cause]) -> list[str]:
    """Each container and state once, with the last day of its holds."""
    groups: defaultdict[str, set[Cause]] = defaultdict(set)
    for cause in causes:
        groups[cause.words].add(cause)
    return [
        f"{words} {until_words(_last(group))}" if any(c.cite for c in group) else words
        for words, group in sorted(groups.items())
    ]


def _last(causes: Collection[Cause]) -> date | None:
    """The day on which the last cause ends; None if one has no end."""
    ends = [cause.until for cause in causes]
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None
