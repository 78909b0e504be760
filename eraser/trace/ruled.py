"""A person's decision about a record, and where it has its limit."""

from __future__ import annotations

from dataclasses import replace

from eraser.model.graph import Ruling, Verdict
from eraser.trace.judgement import Judgement, Owner, says

_OWNERS: dict[Verdict, Owner] = {
    Verdict.THEIRS: Owner.SUBJECT,
    Verdict.SHARED: Owner.JOINT,
    Verdict.OTHER: Owner.ANOTHER,
}
_WORDS: dict[Verdict, str] = {
    Verdict.THEIRS: "a person decided that it is the subject's",
    Verdict.SHARED: "a person decided that it is about the subject and others",
    Verdict.OTHER: "a person decided that it is not the subject's",
}

DECIDED = frozenset(_WORDS.values())
"""How a reason sounds that a person gave, whatever the rules say."""


def decision_words(ruling: Ruling) -> str:
    """What was decided, in words; the reason that a person typed may hold anything, and is not."""
    return _WORDS[ruling.verdict]


def ruled(found: Judgement, ruling: Ruling) -> Judgement:
    """What counts: the decision where the rules were uncertain, or where it takes less.

    A record that by now is certainly another person's is not taken for the sake of a decision
    that was made before that was known.
    """
    words = decision_words(ruling)
    less = ruling.verdict is Verdict.OTHER or (
        ruling.verdict is Verdict.SHARED and found.verdict is Verdict.THEIRS
    )
    if found.verdict is Verdict.REVIEW or less:
        owner = _OWNERS[ruling.verdict]
        if ruling.verdict is Verdict.SHARED and found.owner is Owner.ANOTHER:
            owner = Owner.ANOTHER
        judged = says(ruling.verdict, owner, words)
        return replace(judged, against=found.against)
    if found.verdict is ruling.verdict:
        return replace(found, supports=(*found.supports, words))
    return replace(found, against=(*found.against, f"{words}, which no longer counts"))
