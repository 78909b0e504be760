"""What an index still keeps of deleted documents."""

from __future__ import annotations

from collections.abc import Iterator

from eraser.errors import RightsMissingError, StoreError
from eraser.model.outcome import Remnant
from eraser.model.place import Container
from eraser_search.client import Cluster, RejectedError, index_path
from eraser_search.json_text import arr, at, obj, whole

MERGE = (
    "a merge of segments drops them; to hasten it: POST /{index}/_forcemerge?"
    "only_expunge_deletes=true (soft deletes may hold them for some time, then repeat it)"
)


def deleted_documents(cluster: Cluster, container: Container) -> Iterator[Remnant]:
    """Deleted documents that are still in segments: the erased ones may be among them."""
    until = MERGE.format(index=container.name)
    try:
        stats = cluster.call("GET", index_path(container.name, "_stats/docs")).json()
    except RightsMissingError:
        yield Remnant(
            container.name,
            "deleted documents, as many as there may be: the role cannot read the statistics "
            "(privilege `monitor`)",
            until,
        )
        return
    except RejectedError:
        return  # the index itself is gone
    deleted = whole(at(stats, "_all", "primaries", "docs", "deleted"))
    if deleted:
        yield Remnant(container.name, f"{deleted} deleted documents not merged away yet", until)


def snapshots(cluster: Cluster, names: frozenset[str]) -> Iterator[Remnant]:
    """Snapshots that hold one of the indices, as far as the role may see repositories."""
    try:
        repositories = obj(cluster.call("GET", "/_snapshot").json())
    except RightsMissingError:
        yield Remnant(
            ", ".join(sorted(names)),
            "snapshots, as many as there may be: the role cannot list repositories "
            "(cluster privilege `monitor_snapshot`)",
            "each snapshot is deleted by its own policy",
        )
        return
    for repository in sorted(repositories):
        yield from _in_repository(cluster, repository, names)


def _in_repository(cluster: Cluster, repository: str, names: frozenset[str]) -> Iterator[Remnant]:
    path = f"/_snapshot/{index_path(repository)[1:]}/_all"
    try:
        answer = cluster.call("GET", path).json()
    except StoreError as error:
        yield Remnant(
            ", ".join(sorted(names)),
            f"snapshots in the repository {repository}, which cannot be read "
            f"({type(error).__name__})",
            "each snapshot is deleted by its own policy",
        )
        return
    for snapshot in arr(at(answer, "snapshots")):
        for index in sorted(names & {str(i) for i in arr(at(snapshot, "indices"))}):
            begun = str(at(snapshot, "start_time") or "an unknown day")[:10]
            yield Remnant(
                index,
                f"snapshot {repository}/{at(snapshot, 'snapshot')} of {begun}",
                "the snapshot is deleted",
            )
