"""YAML and JSON files that people write, and the exact place of what is wrong in them.

YAML is read by PyYAML's safe loader (JSON is YAML), checked by a pydantic model, and every
complaint becomes a `ConfigError` that names file, line and field. Values are not repeated in the
message: a subject file is made of identifiers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from eraser.errors import ConfigError


class Document(BaseModel):
    """The root of every file model: frozen, no unknown fields, no silent conversion of values."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


D = TypeVar("D", bound=BaseModel)


_BOOLEAN = "tag:yaml.org,2002:bool"


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice (PyYAML keeps the last one without a word).

    Only `true` and `false` are booleans, as in YAML 1.2: a column may be called `no` or `on`.
    """

    yaml_implicit_resolvers = {
        first: [(tag, shape) for tag, shape in known if tag != _BOOLEAN]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, (list, dict)):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key must be a plain word", key_node.start_mark
                )
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, "this key stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        """As PyYAML does, but a date or number that cannot be one has a place in the file."""
        try:
            return super().construct_object(node, deep)
        except ValueError:
            raise yaml.constructor.ConstructorError(
                None, None, "this is no date and no number; put it in quotes", node.start_mark
            ) from None


_Loader.add_implicit_resolver(_BOOLEAN, re.compile(r"^(?:true|false)$"), list("tf"))


def read_file(path: Path, model: type[D]) -> D:
    """The file as a checked model. Raises ConfigError: missing, not YAML, not as `model` says."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path}: cannot be read as UTF-8 text ({type(error).__name__})."
        ) from None
    return read_text(text, model, str(path))


def read_text(text: str, model: type[D], source: str) -> D:
    """The same for text that came from elsewhere; `source` names it in messages."""
    try:
        root = yaml.compose(text, Loader=_Loader)
        content = yaml.load(text, Loader=_Loader)  # noqa: S506  (a SafeLoader subclass)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{source}:{line}: not valid YAML: {_fault(error)}.") from None
    except (yaml.YAMLError, RecursionError):
        raise ConfigError(f"{source}: not valid YAML.") from None
    try:
        return model.model_validate(content if content is not None else {})
    except ValidationError as error:
        raise ConfigError(_complaints(error, root, source)) from None


def _fault(error: yaml.MarkedYAMLError) -> str:
    """PyYAML's words without the names of aliases and tags in them: those may be values."""
    words = error.problem or "it cannot be read"
    return words.partition("'")[0].strip() if "alias" in words or "tag" in words else words


def _complaints(error: ValidationError, root: yaml.Node | None, source: str) -> str:
    lines = []
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        where = ".".join(str(part) for part in problem["loc"]) or "the document"
        line = _line_of(root, problem["loc"])
        lines.append(f"{source}:{line}: {where}: {problem['msg'].removeprefix('Value error, ')}.")
    return "\n".join(lines)


def _line_of(node: yaml.Node | None, loc: Sequence[int | str]) -> int:
    """The line (from 1) of the deepest part of `loc` that the file has."""
    line = node.start_mark.line + 1 if node else 1
    for part in loc:
        found = _child(node, part)
        if found is None:
            break
        line, node = found
    return line


def _child(node: yaml.Node | None, part: int | str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None
