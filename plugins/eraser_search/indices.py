"""Which indices there are, and what each looks like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from eraser.errors import RightsMissingError, StoreError
from eraser.model.place import Value
from eraser_search.client import Cluster, RejectedError, index_path
from eraser_search.json_text import arr, at, obj, whole
from eraser_search.mapping import Shape, read_shape

_PATH_LENGTH = 2000
"""Characters of index names in one request: a request line may hold 4096 bytes."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Concrete indices that can be read, and (index, reason) of those that cannot."""

    open: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]


def list_indices(cluster: Cluster, patterns: Sequence[str], exclude: Sequence[str]) -> Listing:
    """Resolve patterns, aliases and data streams into concrete indices.

    Hidden and system indices are left out unless a data stream or an alias that is not hidden
    itself holds them, or a pattern begins with a dot.
    """
    wanted = ",".join(patterns) or "*"
    path = f"/_resolve/index/{index_path(wanted)[1:]}"
    answer = cluster.call("GET", path, params={"expand_wildcards": "all"}).json()
    dotted = any(pattern.startswith(".") for pattern in patterns)
    attributes = {
        str(at(i, "name")): tuple(str(a) for a in arr(at(i, "attributes")))
        for i in arr(at(answer, "indices"))
    }
    names = set(_visible(answer, attributes, dotted))
    _add_attributes(cluster, names, attributes)
    opened: list[str] = []
    unreadable: list[tuple[str, str]] = []
    for name in sorted(n for n in names if not any(fnmatchcase(n, e) for e in exclude)):
        reason = _obstacle(attributes.get(name, ()))
        unreadable.append((name, reason)) if reason else opened.append(name)
    return Listing(tuple(opened), tuple(unreadable))


def _visible(answer: Value, attributes: dict[str, tuple[str, ...]], dotted: bool) -> Iterator[str]:
    for name, words in attributes.items():
        if dotted or not (name.startswith(".") or {"hidden", "system"} & set(words)):
            yield name
    for kind, members in (("aliases", "indices"), ("data_streams", "backing_indices")):
        for entry in arr(at(answer, kind)):
            if dotted or not str(at(entry, "name")).startswith("."):
                concrete = at(entry, members)
                yield from (str(n) for n in (arr(concrete) or [concrete]))


def _add_attributes(
    cluster: Cluster, names: set[str], attributes: dict[str, tuple[str, ...]]
) -> None:
    """Whether indices that came by an alias or a data stream are open."""
    for some in _chunks(sorted(names - attributes.keys())):
        path = f"/_resolve/index/{index_path(some)[1:]}"
        answer = cluster.call("GET", path, params={"expand_wildcards": "all"}).json()
        for entry in arr(at(answer, "indices")):
            attributes[str(at(entry, "name"))] = tuple(str(a) for a in arr(at(entry, "attributes")))


def _obstacle(words: Sequence[str]) -> str:
    if "closed" in words:
        return "the index is closed: open it, or leave it out with `exclude`"
    if "frozen" in words:
        return "the index is frozen: unfreeze or mount it, or leave it out with `exclude`"
    return ""


def read_shapes(cluster: Cluster, names: Sequence[str]) -> Iterator[Shape | tuple[str, str]]:
    """The shape of each index, or (index, reason) when its mapping may not be read."""
    for some in _chunks(names):
        try:
            mappings = _per_index(cluster, some, "_mapping")
            settings = _settings(cluster, some)
        except (RightsMissingError, RejectedError) as error:
            if len(some) > 1:
                for name in some:
                    yield from read_shapes(cluster, [name])
            else:
                yield some[0], _why(error)
            continue
        for name in some:
            if name in mappings:
                mapping = at(mappings[name], "mappings")
                own = None if settings is None else obj(settings.get(name))
                index = None if own is None else obj(at(own, "settings", "index"))
                yield read_shape(name, mapping, index)


def _why(error: RightsMissingError | RejectedError) -> str:
    if isinstance(error, RejectedError):
        return f"its mapping cannot be read ({error.kind})"
    return "the role may not read its mapping (view_index_metadata)"


def read_one(cluster: Cluster, name: str) -> Shape:
    """The present shape of one index. Raises StoreError when it cannot be read."""
    for shape in read_shapes(cluster, [name]):
        if isinstance(shape, Shape):
            return shape
        raise StoreError(f"{cluster.store}/{name}: {shape[1]}; run `eraser doctor`.")
    raise StoreError(f"{cluster.store}/{name}: there is no such index; run `eraser doctor`.")


def _settings(cluster: Cluster, names: Sequence[str]) -> dict[str, Value] | None:
    """The settings, or None when the role may not see them: then nothing is assumed of them."""
    try:
        return _per_index(cluster, names, "_settings")
    except RightsMissingError:
        return None


def _per_index(cluster: Cluster, names: Sequence[str], action: str) -> dict[str, Value]:
    params = {"expand_wildcards": "all"}
    return obj(cluster.call("GET", index_path(names, action), params=params).json())


def _chunks(names: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    length = 0
    for name in names:
        if chunk and length + len(name) > _PATH_LENGTH:
            yield chunk
            chunk, length = [], 0
        chunk.append(name)
        length += len(name) + 1
    if chunk:
        yield chunk


def count(cluster: Cluster, name: str) -> int:
    """How many documents a search of the index can see."""
    return whole(at(cluster.call("GET", index_path(name, "_count")).json(), "count"))


def size(cluster: Cluster, name: str) -> int | None:
    """Bytes of the primary shards on disk; None when the role may not see statistics."""
    try:
        answer = cluster.call("GET", index_path(name, "_stats/store")).json()
    except RightsMissingError:
        return None
    return whole(at(answer, "_all", "primaries", "store", "size_in_bytes"))
