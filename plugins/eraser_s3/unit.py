"""The steps of a group that concern one version of one object: what S3 can only do together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eraser.model.place import Container
from eraser.model.plan import Action, Step
from eraser_s3.grouping import Grouping
from eraser_s3.records import Where


@dataclass(frozen=True, slots=True)
class Unit:
    """Steps on one object. `version` is empty for the current one."""

    container: Container
    bucket: str
    key: str
    version: str
    steps: tuple[Step, ...]

    def __repr__(self) -> str:
        return f"‹{len(self.steps)} steps on an object of {self.container}›"

    @property
    def place(self) -> str:
        """What messages call it."""
        return f"{self.container}, the object of step {self.steps[0].id}"

    @property
    def removals(self) -> tuple[Step, ...]:
        """Steps that delete the object as a whole."""
        return tuple(s for s in self.steps if s.action is Action.DELETE and not s.ref.key[2])

    def of(self, steps: Sequence[Step]) -> Unit:
        """The same object with some of the steps."""
        return Unit(self.container, self.bucket, self.key, self.version, tuple(steps))

    def where(self, asked: str = "") -> Where:
        """The object as a reader asks for it."""
        return Where(self.container, self.bucket, self.key, asked, self.version, self.place)


def units(grouping: Grouping, steps: Sequence[Step]) -> list[Unit]:
    """The objects of a group, in the order of their first steps."""
    found: dict[tuple[Container, str, str], list[Step]] = {}
    for step in steps:
        key, version, _ = step.ref.key
        found.setdefault((step.ref.container, key, version), []).append(step)
    return [
        Unit(container, grouping.scope(container.name).bucket, key, version, tuple(some))
        for (container, key, version), some in found.items()
    ]
