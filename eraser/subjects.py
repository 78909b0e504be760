"""Whom a request is about: a subject file in YAML or JSON, or `KIND=VALUE` on the command line.

    personas-kods: [161175-19997, 32073120115]
    email: janis@example.lv
    name: {given: Jānis, surname: Bērziņš}

Keys are categories of identifiers; each takes one value or a list. A name alone is not enough.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import ConfigDict, RootModel, model_validator

from eraser.documents import read_file, read_text
from eraser.errors import UsageError
from eraser.identifiers import Patterns, identifier
from eraser.model.subject import Identifier, PersonName, Subject

NAME = "name"


_WORD = re.compile("[a-z][a-z -]{0,30}")
"""What a category may look like: `personas-kods`, `e mail`; never a value, a name in capitals."""


class _SubjectFile(RootModel[dict[object, object]]):
    """Whatever is below is checked here, in words that repeat neither values nor odd keys."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _kinds_with_values(cls, content: object) -> object:
        if not isinstance(content, dict):
            raise ValueError(
                "write each kind of identifier with its value, such as `email: anna@example.lv`"
            )
        return content


def from_file(path: Path, patterns: Patterns) -> Subject:
    """Read a subject file. Raises ConfigError or UsageError: file, category, what to mend."""
    return _subject(read_file(path, _SubjectFile).root, patterns, str(path))


def from_text(text: str, patterns: Patterns, source: str = "standard input") -> Subject:
    """The same from a text that was read elsewhere."""
    return _subject(read_text(text, _SubjectFile, source).root, patterns, source)


def from_pairs(pairs: list[str], patterns: Patterns) -> Subject:
    """From `KIND=VALUE` words; a name is `name=Given Surname` (the last word is the surname)."""
    values: dict[object, list[object]] = {}
    for pair in pairs:
        kind, equals, value = pair.partition("=")
        if not equals:
            raise UsageError("--subject: write it as KIND=VALUE, such as email=anna@example.lv.")
        entry: object = value
        if kind == NAME:
            given, _, surname = value.strip().rpartition(" ")
            entry = {"given": given, "surname": surname}
        values.setdefault(kind, []).append(entry)
    return _subject(values, patterns, "--subject")


def _subject(values: Mapping[object, object], patterns: Patterns, source: str) -> Subject:
    identifiers: list[Identifier] = []
    names: list[PersonName] = []
    for key, given in values.items():
        category = _category(key, patterns, source)
        for value in given if isinstance(given, list) else [given]:
            if category == NAME:
                names.append(_name(value, source))
            else:
                identifiers.append(_identifier(category, value, patterns, source))
    if not identifiers:
        raise UsageError(
            f"{source}: no identifier of the person besides the name. A name alone never tells "
            "who somebody is: add a personas kods, an e-mail address, a phone or a customer number."
        )
    return Subject(tuple(dict.fromkeys(identifiers)), tuple(dict.fromkeys(names)))


def _category(key: object, patterns: Patterns, source: str) -> str:
    """A key that may be a category. One that may be a value of the person is not repeated."""
    if isinstance(key, str) and (key in patterns.expressions or _WORD.fullmatch(key)):
        return key
    raise UsageError(
        f"{source}: a key is no category of identifier; write the category first, then the value: "
        "`email: anna@example.lv`."
    )


def _name(value: object, source: str) -> PersonName:
    match value:
        case {"given": str(given), "surname": str(surname), **rest} if not rest:
            if given.strip() and surname.strip():
                return PersonName(given.strip(), surname.strip())
    raise UsageError(f"{source}: name: write it as {{given: …, surname: …}}, both filled in.")


def _identifier(category: str, value: object, patterns: Patterns, source: str) -> Identifier:
    if isinstance(value, (bool, int, float)):
        raise UsageError(
            f"{source}: {category}: put the value in quotes; YAML reads a bare number and may "
            "lose its leading zeros."
        )
    if not isinstance(value, str):
        raise UsageError(f"{source}: {category}: write each value as text in quotes.")
    if set(re.sub(r"[\s.+-]", "", value)) == {"0"}:
        raise UsageError(
            f"{source}: {category}: this is a value that people type when they have none. It "
            "stands for many people; leave it out."
        )
    try:
        return identifier(category, value, patterns)
    except UsageError as error:
        raise UsageError(f"{source}: {error}") from None
