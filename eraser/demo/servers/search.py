"""OpenSearch and Elasticsearch: a node of our own, or a server that is given.

Found with these builds: right after a delete `_forcemerge?only_expunge_deletes=true` leaves
`docs.deleted` high for about 30 s (retention leases), so poll; on OpenSearch 2 a PIT cannot be
sorted by `_shard_doc`; the Elasticsearch tree has no data-stream API and no `wildcard` type.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from eraser.demo.servers.http import ask, basic
from eraser.demo.servers.unavailable import NotStartedError

READER = "eraser_reader"


@dataclass(frozen=True, slots=True)
class Login:
    """A user of the HTTP API."""

    user: str
    password: str = field(repr=False)


class SearchServer:
    """A running search server that gives out index names.

    `product` is `opensearch` or `elasticsearch`, `version` as the server says it. Users and
    passwords are None where the server has no security.
    """

    def __init__(
        self,
        kind: str,
        url: str,
        admin: Login | None = None,
        reader: Login | None = None,
        *,
        stop: Callable[[], None] | None = None,
        pid: int = 0,
    ) -> None:
        self.kind = kind
        self.url = url
        self.pid = pid
        self.user, self.password = _parts(admin)
        self.reader_user, self.reader_password = _parts(reader)
        self._headers = basic(admin.user, admin.password) if admin is not None else {}
        self._stop = stop
        self._indices: list[str] = []
        self.product, self.version = self._identify()

    def new_index(self, prefix: str = "eraser") -> str:
        """A fresh index name, `prefix-…`; the index itself is not made."""
        name = f"{prefix}-{secrets.token_hex(5)}"
        self._indices.append(name)
        return name

    def call(
        self, method: str, path: str, body: Mapping[str, object] | bytes | None = None
    ) -> tuple[int, object]:
        """Ask the API as the admin: status and parsed body. Lines of JSON are sent as bytes."""
        return ask(method, self.url + path, body, self._headers)

    def add_reader(self, reader: Login) -> None:
        """A user who may read, search and describe every index, and nothing else."""
        make = _opensearch_reader if self.product == "opensearch" else _elasticsearch_reader
        for path, body in make(reader).items():
            status, answer = self.call("PUT", path, body)
            if status not in (200, 201):
                raise NotStartedError(f"{self.kind}: PUT {path} said {status}: {answer}")
        self.reader_user, self.reader_password = _parts(reader)

    def close(self) -> None:
        """Stop our own node with its data, or remove our indices from a given one."""
        if self._stop is not None:
            self._stop()
            return
        while self._indices:
            self.call("DELETE", f"/{self._indices.pop()}?ignore_unavailable=true")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _identify(self) -> tuple[str, str]:
        status, answer = self.call("GET", "/")
        version = answer.get("version") if isinstance(answer, dict) else None
        if status != 200 or not isinstance(version, dict):
            raise NotStartedError(f"{self.kind}: GET / said {status}, not what server it is")
        return str(version.get("distribution", "elasticsearch")), str(version["number"])


def _parts(login: Login | None) -> tuple[str | None, str | None]:
    return (None, None) if login is None else (login.user, login.password)


def _elasticsearch_reader(reader: Login) -> dict[str, dict[str, object]]:
    """Path and body of each request. Scroll and PIT need no more than `read`."""
    everywhere = {"names": ["*"], "privileges": ["read", "view_index_metadata", "monitor"]}
    cluster = ["monitor", "monitor_snapshot"]
    return {
        f"/_security/role/{READER}": {"cluster": cluster, "indices": [everywhere]},
        f"/_security/user/{reader.user}": {"password": reader.password, "roles": [READER]},
    }


def _opensearch_reader(reader: Login) -> dict[str, dict[str, object]]:
    """Path and body of each request, for the security plugin of OpenSearch."""
    everywhere = {
        "index_patterns": ["*"],
        "allowed_actions": [
            "read",
            "indices_monitor",
            "manage_point_in_time",
            "indices:admin/get",
            "indices:admin/mappings/get*",
            "indices:admin/aliases/get*",
            "indices:admin/data_stream/get",
            "indices:admin/resolve/index",
            "indices:admin/shards/search_shards",
            "indices:monitor/settings/get",
        ],
    }
    cluster = [
        "cluster_composite_ops_ro",
        "cluster_monitor",
        "manage_point_in_time",
        "indices:data/read/scroll/clear",
        "indices:admin/index_template/get",
        "indices:admin/template/get",
        "cluster:admin/repository/get",
        "cluster:admin/snapshot/get",
    ]
    api = "/_plugins/_security/api"
    return {
        f"{api}/roles/{READER}": {
            "cluster_permissions": cluster,
            "index_permissions": [everywhere],
        },
        f"{api}/internalusers/{reader.user}": {
            "password": reader.password,
            "opendistro_security_roles": [READER],
        },
    }
