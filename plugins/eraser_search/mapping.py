"""What an index's mapping and settings say about its documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eraser.model.place import Field, FieldType, Value
from eraser_search.json_text import arr, at, obj

_TYPES: Mapping[str, FieldType] = {
    **dict.fromkeys(
        ("text", "match_only_text", "search_as_you_type", "keyword", "wildcard", "version", "ip"),
        FieldType.TEXT,
    ),
    "constant_keyword": FieldType.TEXT,
    **dict.fromkeys(("byte", "short", "integer", "long", "unsigned_long"), FieldType.INTEGER),
    **dict.fromkeys(("half_float", "float", "double", "scaled_float"), FieldType.DECIMAL),
    "boolean": FieldType.BOOLEAN,
    **dict.fromkeys(("date", "date_nanos"), FieldType.TIMESTAMP),
    "binary": FieldType.BINARY,
    **dict.fromkeys(
        ("object", "nested", "flattened", "flat_object", "join", "geo_point", "geo_shape"),
        FieldType.JSON,
    ),
}
_NOT_FIELDS = ("alias",)
"""Mapped names that no document holds."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One mapped field that is no object. `nested` is its nearest nested ancestor or ""."""

    path: str
    type: str
    options: Mapping[str, Value]
    nested: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """An index as far as searching its documents is concerned.

    `leaves` are all mapped fields; `unmapped` the objects that may hold what no mapping tells
    (`""`: the whole document). `source` says what of a document is kept: "all", "part", "none".
    `analysis_known` is false when the settings may not be read.
    """

    index: str
    fields: tuple[Field, ...]
    leaves: tuple[Leaf, ...]
    unmapped: tuple[str, ...]
    source: str
    settings: Mapping[str, Value]
    analysis_known: bool

    def leaf(self, path: str) -> Leaf | None:
        """The field at a path, if it is mapped."""
        return next((leaf for leaf in self.leaves if leaf.path == path), None)

    @property
    def named_analyzers(self) -> frozenset[str]:
        """Analyzers that the index defines itself, also under the names of built-in ones."""
        return frozenset(obj(at(self.settings, "analysis", "analyzer")))


def read_shape(index: str, mapping: Value, settings: Mapping[str, Value] | None) -> Shape:
    """The shape of an index from its `_mapping` and (None: not readable) its `_settings`."""
    leaves: list[Leaf] = []
    unmapped: list[str] = []
    _walk(mapping, "", "", _dynamic(mapping, True), leaves, unmapped)
    known = settings or {}
    return Shape(
        index=index,
        fields=tuple(_fields(mapping)),
        leaves=tuple(leaves),
        unmapped=tuple(unmapped),
        source=_source(at(mapping, "_source")),
        settings=known,
        analysis_known=settings is not None,
    )


def _walk(
    node: Value, path: str, nested: str, dynamic: bool, leaves: list[Leaf], unmapped: list[str]
) -> None:
    if not dynamic:
        unmapped.append(path)
    for name, child in obj(at(node, "properties")).items():
        here = f"{path}.{name}" if path else name
        kind = str(at(child, "type") or "object")
        if kind in _NOT_FIELDS:
            continue
        if kind not in ("object", "nested"):
            leaves.append(Leaf(here, kind, obj(child), nested))
        else:
            inside = here if kind == "nested" else nested
            _walk(child, here, inside, _dynamic(child, dynamic), leaves, unmapped)


def _dynamic(node: Value, inherited: bool) -> bool:
    """Whether every value under an object is mapped (or refused) when a document comes."""
    if str(at(node, "enabled")).lower() == "false":
        return False
    setting = at(node, "dynamic")
    return inherited if setting is None else str(setting).lower() in ("true", "strict")


def _source(node: Value) -> str:
    if str(at(node, "enabled")).lower() == "false" or at(node, "mode") == "disabled":
        return "none"
    return "part" if arr(at(node, "includes")) or arr(at(node, "excludes")) else "all"


def _fields(mapping: Value) -> Iterator[Field]:
    """Top-level fields, sorted. With `subobjects: false` names hold dots: the first part counts."""
    found: dict[str, Field] = {}
    for name, node in obj(at(mapping, "properties")).items():
        kind = str(at(node, "type") or "object")
        if kind in _NOT_FIELDS:
            continue
        top, dot, _ = name.partition(".")
        found[top] = Field(
            name=top,
            type=FieldType.JSON if dot else _TYPES.get(kind, FieldType.OTHER),
            nullable=top != "@timestamp",
            writable=kind != "constant_keyword",
        )
    return iter(sorted(found.values(), key=lambda f: f.name))
