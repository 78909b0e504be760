"""A playbook: how one right is carried out, as rules that a data-protection officer can read.

The first rule whose `where` fits a record decides; after the rules the defaults do. Holds of the
law come before any rule that would delete or clear, so a playbook cannot break one.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from eraser.datamap import ContainerMap, Words
from eraser.digests import digest
from eraser.documents import Document, read_file
from eraser.model.graph import Verdict
from eraser.model.place import Container
from eraser.model.subject import Category

RuleAction = Literal["delete", "minimise", "keep", "review"]
Method = Literal["empty", "mask"]


class Where(Document):
    """Which records a rule is for: all given conditions must hold; an empty one always does.

    `containers` are patterns of `store/container`. Purposes, categories and legal bases are the
    data map's words; a container without an entry fits none of them.
    """

    purposes: Words = ()
    categories: Words = ()
    legal_basis: Words = ()
    containers: Words = ()
    verdicts: tuple[Verdict, ...] = ()

    def fits(self, container: Container, entry: ContainerMap | None, verdict: Verdict) -> bool:
        """Whether the rule is for this record."""
        if self.verdicts and verdict not in self.verdicts:
            return False
        if self.containers and not any(fnmatchcase(str(container), p) for p in self.containers):
            return False
        return self._fits_purpose(entry)

    def _fits_purpose(self, entry: ContainerMap | None) -> bool:
        if entry is None:
            return not (self.purposes or self.categories or self.legal_basis)
        return (
            (not self.purposes or entry.purpose in self.purposes)
            and (not self.legal_basis or entry.legal_basis in self.legal_basis)
            and (not self.categories or not set(self.categories).isdisjoint(entry.categories))
        )


class Rule(Document):
    """What happens to the records that fit, and why, in words for a plan and a letter."""

    where: Where = Where()
    action: RuleAction
    reason: str
    cite: str = ""


class Minimise(Document):
    """How a field of a record that must stay is cleared.

    `empty` sets null where the store allows it and masks where it does not; `mask` always masks.
    `by_category` says otherwise for identifiers of a category. `mask` is the text of a mask.
    """

    method: Method = "empty"
    by_category: dict[Category, Method] = {}
    mask: Annotated[str, Field(min_length=1)] = "dzēsts"

    def method_for(self, category: Category | None) -> Method:
        """The method for a field that holds identifiers of `category`."""
        return self.by_category.get(category, self.method) if category else self.method


class Bilingual(Document):
    """A text in Latvian and in English."""

    lv: str
    en: str


class Defaults(Document):
    """What happens where no rule fits: in containers of the data map, and in all others."""

    mapped: Rule
    unmapped: Rule


class Playbook(Document):
    """One right (`Art. 17`), its rules in order, and how fields are cleared."""

    version: Literal[1]
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    right: str
    title: Bilingual
    description: Bilingual
    rules: tuple[Rule, ...] = ()
    minimise: Minimise = Minimise()
    default: Defaults

    def rule_for(self, container: Container, entry: ContainerMap | None, verdict: Verdict) -> Rule:
        """The rule that decides about a record."""
        fitting = (r for r in self.rules if r.where.fits(container, entry, verdict))
        return next(fitting, self.default.unmapped if entry is None else self.default.mapped)

    def digest(self) -> str:
        """Changes when anything in the playbook changes; a plan is bound to it."""
        return digest(self.model_dump(mode="json"))


def load_playbook(path: Path) -> Playbook:
    """Read a playbook. Raises ConfigError with file, line and field."""
    return read_file(path, Playbook)
