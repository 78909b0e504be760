"""A whole result, page by page: a point in time, or a scroll where that cannot be sorted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from eraser.errors import StoreError, StoreUnreachableError
from eraser.model.place import Value
from eraser_search.client import Cluster, RejectedError, index_path
from eraser_search.json_text import arr, at, obj, whole

Hit = dict[str, Value]
"""One hit of a search: `_id`, `_routing` (if any), `_source`, `_seq_no`, `_primary_term`."""

KEEP_ALIVE = "5m"
"""How long the server keeps a result between two pages."""
_FIRST_PAGE = 500
_LARGEST_PAGE = 5000
_PAGE_BYTES = 4 << 20
_EXPIRED = 404
_EVERYTHING: Value = {"match_all": {}}


def pages(
    cluster: Cluster, index: str, query: Value = None, source: Sequence[str] = ()
) -> Iterator[list[Hit]]:
    """Every hit of a query as of now, in pages of about 4 MB; `source` limits what is read.

    Nothing is left open on the server, also when the caller stops early. Raises
    StoreUnreachableError when a shard did not answer or the result expired between two pages
    (retriable, from the start), RejectedError when the server cannot run the query.
    """
    body: dict[str, Value] = {
        "query": _EVERYTHING if query is None else query,
        "seq_no_primary_term": True,
        "_source": list(source) or True,
    }
    paged = _point_in_time if cluster.product.sorts_by_shard_doc else _scroll
    try:
        yield from paged(cluster, index, body)
    except RejectedError as error:
        if error.status == _EXPIRED and error.kind != "index_not_found_exception":
            raise StoreUnreachableError(
                f"{cluster.store}/{index}: the server gave up the result between two pages "
                f"(kept for {KEEP_ALIVE}); try again."
            ) from None
        raise


def _point_in_time(cluster: Cluster, index: str, body: dict[str, Value]) -> Iterator[list[Hit]]:
    opened = _open(cluster, index)
    size = _FIRST_PAGE
    request: dict[str, Value] = {**body, "sort": ["_shard_doc"], "track_total_hits": False}
    try:
        while True:
            pit: Value = {"id": opened, "keep_alive": KEEP_ALIVE}
            params = {"allow_partial_search_results": "false"}
            sent: Value = {**request, "pit": pit, "size": size}
            answer = cluster.call("POST", "/_search", sent, params)
            parsed = answer.json()
            hits = _hits(cluster, index, parsed)
            if not hits:
                return
            yield hits
            if len(hits) < size:
                return
            opened = str(at(parsed, "pit_id") or opened)
            request["search_after"] = hits[-1]["sort"]
            size = _next_size(len(hits), len(answer.text))
    finally:
        _close(cluster, opened)


def _next_size(hits: int, characters: int) -> int:
    return max(20, min(_LARGEST_PAGE, _PAGE_BYTES * hits // max(characters, 1)))


def _open(cluster: Cluster, index: str) -> str:
    params = {"keep_alive": KEEP_ALIVE}
    if cluster.product.elasticsearch:
        return str(at(cluster.call("POST", index_path(index, "_pit"), params=params).json(), "id"))
    path = index_path(index, "_search/point_in_time")
    return str(at(cluster.call("POST", path, params=params).json(), "pit_id"))


def _close(cluster: Cluster, opened: str) -> None:
    with suppress(StoreError):  # it expires by itself; the reading is not to fail for that
        if cluster.product.elasticsearch:
            cluster.call("DELETE", "/_pit", {"id": opened})
        else:
            cluster.call("DELETE", "/_search/point_in_time", {"pit_id": [opened]})


def _scroll(cluster: Cluster, index: str, body: dict[str, Value]) -> Iterator[list[Hit]]:
    """OpenSearch 2 refuses to sort by `_shard_doc`, the only order that is unique in an index."""
    params = {"scroll": KEEP_ALIVE}
    request: Value = {**body, "sort": ["_doc"], "size": _FIRST_PAGE}
    answer = cluster.call("POST", index_path(index, "_search"), request, params).json()
    opened = str(at(answer, "_scroll_id"))
    try:
        while hits := _hits(cluster, index, answer):
            yield hits
            again: Value = {"scroll": KEEP_ALIVE, "scroll_id": opened}
            answer = cluster.call("POST", "/_search/scroll", again).json()
            opened = str(at(answer, "_scroll_id") or opened)
    finally:
        with suppress(StoreError):  # as above
            cluster.call("DELETE", "/_search/scroll", {"scroll_id": [opened]})


def _hits(cluster: Cluster, index: str, answer: Value) -> list[Hit]:
    failed = whole(at(answer, "_shards", "failed"))
    if failed or at(answer, "timed_out") is True:
        raise StoreUnreachableError(
            f"{cluster.store}/{index}: {failed} shards did not answer, the result would be "
            "incomplete; check the cluster's health and try again."
        )
    return [obj(hit) for hit in arr(at(answer, "hits", "hits"))]
