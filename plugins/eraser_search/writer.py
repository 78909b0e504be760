"""Changes documents of Elasticsearch and OpenSearch, each only in the state that was planned.

Needs the index privileges `read`, `write` and `view_index_metadata`. Options as for the reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self
from uuid import uuid4

from eraser.contract.settings import StoreSettings
from eraser.errors import RightsMissingError, StoreError
from eraser.model.outcome import (
    Absent,
    Applied,
    Done,
    Effect,
    Failed,
    Held,
    Kind,
    NotApplied,
    Obstacle,
    Outcome,
    Stale,
    Unclear,
    Unsupported,
)
from eraser.model.place import Value
from eraser.model.plan import Action, Step
from eraser_search import indices
from eraser_search.client import Cluster, RejectedError, error_kind
from eraser_search.documents import folded, get, version_of
from eraser_search.json_text import arr, at, dumps, loads, members, obj, same, whole, with_members
from eraser_search.mapping import Shape

_BULK_CHARACTERS = 8 << 20
"""Of the 100 MB that a server takes in one request (http.max_content_length)."""
_FOLLOW_UP = "deleted from the index; it stays in a segment until a merge (see `eraser verify`)"
_RIGHTS = ("delete", "index")
_NEVER = 2**62
"""A sequence number that no document has."""


class StoreWriter:
    """`eraser.contract.write.Writer` for a search cluster. It has no transactions: the steps of
    a group are independent of each other.
    """

    def __init__(self, settings: StoreSettings) -> None:
        self.name = settings.name
        self._cluster = Cluster(settings)
        self._whole_source: dict[str, bool] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._cluster.close()

    def preflight(self, steps: Sequence[Step]) -> tuple[Obstacle, ...]:
        """Indices that are gone, blocked, not to be written, or would change what is written."""
        obstacles: list[Obstacle] = []
        for index in sorted({step.ref.container.name for step in steps}):
            here = [step for step in steps if step.ref.container.name == index]
            updated = any(step.action is Action.UPDATE for step in here)
            for why, mend, only_updates in self._index_obstacles(index, updated):
                obstacles += [
                    Obstacle(step.id, why, mend, Kind.RIGHTS if mend is _GRANT else Kind.PLAN)
                    for step in here
                    if step.action is Action.UPDATE or not only_updates
                ]
        return tuple(obstacles)

    def apply(self, group: Sequence[Step]) -> tuple[Outcome, ...]:
        """Conditional on the sequence number of each document; visible to searches afterwards."""
        outcomes: dict[str, Outcome] = {}
        lines: list[str] = []
        sent: list[Step] = []
        for step, doc in zip(group, self._present(group), strict=True):
            made = self._prepared(step, doc)
            if not isinstance(made, list):
                outcomes[step.id] = made
                continue
            sent.append(step)
            lines += made
            if sum(map(len, lines)) > _BULK_CHARACTERS:
                outcomes |= self._send(sent, lines)
                sent, lines = [], []
        outcomes |= self._send(sent, lines)
        return tuple(outcomes[step.id] for step in group)

    def probe(self, group: Sequence[Step]) -> tuple[Effect, ...]:
        """What the documents are now, compared with what the steps wanted."""
        present = self._present(group)
        return tuple(_effect(step, doc) for step, doc in zip(group, present, strict=True))

    def _present(self, group: Sequence[Step]) -> list[Mapping[str, Value]]:
        return get(self._cluster, [step.ref for step in group])

    def _prepared(self, step: Step, doc: Mapping[str, Value]) -> list[str] | Outcome:
        """The lines of a bulk request for one step, or what became of it without one."""
        if doc.get("found") is not True:
            return Absent(step.id)
        if step.action is Action.UPDATE and _holds_changes(step, doc):
            return Done(step.id, "its fields were set already")
        if version_of(doc) != step.version:
            return Stale(step.id)
        address: dict[str, Value] = _condition(step, doc)
        if step.action is Action.DELETE:
            return [dumps({"delete": address})]
        source = self._source_text(step)
        if source is None:
            return Stale(step.id)
        if not self._keeps_source(step.ref.container.name):
            return Unsupported(step.id, "the index keeps _source only in part")
        changed = with_members(source, {c.field: c.value for c in step.changes})
        return [dumps({"index": address}), changed]

    def _keeps_source(self, index: str) -> bool:
        if index not in self._whole_source:
            kept = indices.read_one(self._cluster, index).source
            self._whole_source[index] = kept == "all"
        return self._whole_source[index]

    def _source_text(self, step: Step) -> str | None:
        """The document as the server wrote it, byte for byte; None when it changed just now."""
        doc_id, routing = step.ref.key
        address: dict[str, Value] = {"_index": step.ref.container.name, "_id": doc_id}
        if routing:
            address["routing"] = routing
        text = self._cluster.call("POST", "/_mget", {"docs": [address]}).text
        docs = next(m for m in members(text) if m.name == "docs")
        doc = {m.name: m for m in members(text, text.index("{", docs.start))}
        seen = {name: loads(text[m.start : m.end]) for name, m in doc.items() if name != "_source"}
        if "_source" not in doc or version_of(seen) != step.version:
            return None
        return text[doc["_source"].start : doc["_source"].end]

    def _send(self, steps: Sequence[Step], lines: Sequence[str]) -> dict[str, Outcome]:
        if not steps:
            return {}
        answer = self._cluster.bulk(lines).json()
        items = [obj(item) for item in arr(at(answer, "items"))]
        results = [obj(next(iter(item.values()))) for item in items]
        return {s.id: _outcome(s, result) for s, result in zip(steps, results, strict=True)}

    def _index_obstacles(self, index: str, updated: bool) -> list[tuple[str, str, bool]]:
        """(why, mend, whether only updates meet it)."""
        try:
            shape = indices.read_one(self._cluster, index)
        except RightsMissingError:
            return [(f"no right to read the mapping of {index}", _GRANT, False)]
        except (RejectedError, StoreError) as error:
            if error.reaction.value == "retriable":
                raise
            return [(f"the index {index} cannot be reached", "plan again", False)]
        blocked = _setting_obstacles(shape, updated)
        return blocked or self._rights_obstacles(index)

    def _rights_obstacles(self, index: str) -> list[tuple[str, str, bool]]:
        """Try, on a document that cannot exist, a write whose condition cannot hold."""
        condition: Value = {
            "_index": index,
            "_id": f"eraser-preflight-{uuid4()}",
            "if_seq_no": _NEVER,
            "if_primary_term": _NEVER,
        }
        lines = [dumps({"delete": condition}), dumps({"index": condition}), "{}"]
        try:
            answer = self._cluster.bulk(lines).json()
        except RightsMissingError:
            return [(f"no right to write to {index}", _GRANT, False)]
        items = [obj(item) for item in arr(at(answer, "items"))]
        refused = {name for item in items for name, result in item.items() if _forbidden(result)}
        return [
            (f"no right to {right} documents of {index}", _GRANT, right == "index")
            for right in _RIGHTS
            if right in refused
        ]


_GRANT = "grant the writer's role read, write and view_index_metadata on the index"


def _forbidden(result: Value) -> bool:
    return whole(at(result, "status")) in (401, 403)


def _setting_obstacles(shape: Shape, updated: bool) -> list[tuple[str, str, bool]]:
    found: list[tuple[str, str, bool]] = []
    blocks = obj(at(dict(shape.settings), "blocks"))
    for block in ("write", "read_only", "read_only_allow_delete", "read"):
        if str(blocks.get(block)).lower() == "true":
            found.append(
                (
                    f"the index is blocked: index.blocks.{block}",
                    f"lift it (PUT /{shape.index}/_settings), and see what set it: a lifecycle "
                    "policy, a full disk, a snapshot mount",
                    block == "read_only_allow_delete",
                )
            )
    if at(dict(shape.settings), "store", "type") == "snapshot":
        found.append(("the index is mounted from a snapshot", "restore it, then plan again", False))
    pipeline = at(dict(shape.settings), "final_pipeline")
    if updated and pipeline not in (None, "_none"):
        found.append(
            (
                "the index has a final_pipeline, which would change the documents written back",
                f"set index.final_pipeline of {shape.index} to _none while the plan runs",
                True,
            )
        )
    if updated and shape.source != "all":
        found.append(("the index keeps _source only in part", "delete the documents instead", True))
    return found


def _condition(step: Step, doc: Mapping[str, Value]) -> dict[str, Value]:
    doc_id, routing = step.ref.key
    address: dict[str, Value] = {
        "_index": step.ref.container.name,
        "_id": doc_id,
        "if_seq_no": doc["_seq_no"],
        "if_primary_term": doc["_primary_term"],
    }
    return {**address, "routing": routing} if routing else address


def _holds_changes(step: Step, doc: Mapping[str, Value]) -> bool:
    fields = folded(obj(doc.get("_source")))
    return all(same(fields.get(c.field), c.value) for c in step.changes)


def _outcome(step: Step, result: Mapping[str, Value]) -> Outcome:
    status, kind = whole(result.get("status")), error_kind(dict(result))
    if 200 <= status < 300:
        return Done(step.id, _FOLLOW_UP if step.action is Action.DELETE else "")
    if status == 404:
        return Absent(step.id)
    if status == 409:
        return Stale(step.id)
    if kind == "cluster_block_exception":
        return Held(step.id, "the index is blocked against writing (index.blocks)")
    why = "the role may not write here" if status in (401, 403) else f"refused: {status} {kind}"
    return Failed(step.id, why, retriable=status in (429, 502, 503, 504))


def _effect(step: Step, doc: Mapping[str, Value]) -> Effect:
    found = doc.get("found") is True
    if step.action is Action.DELETE and not found:
        return Applied(step.id)
    if not found:
        return Unclear(step.id, "the document is gone")
    if step.action is Action.UPDATE and _holds_changes(step, doc):
        return Applied(step.id)
    if version_of(doc) == step.version:
        return NotApplied(step.id)
    return Unclear(step.id, "the document was changed since it was planned")
