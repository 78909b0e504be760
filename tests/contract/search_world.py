"""Documents planted on a real search server, all in one request."""

from __future__ import annotations

import json
from collections.abc import Mapping

from eraser.demo.servers.search import SearchServer

QUICK = {
    "number_of_shards": 2,
    "number_of_replicas": 0,
    "index": {"translog": {"durability": "async"}},  # a test need not outlive the server
}


def plant(server: SearchServer, index: str, documents: Mapping[str, Mapping[str, object]]) -> None:
    """Write the documents, by id, and let searches see them."""
    lines = [
        json.dumps(line)
        for key, document in documents.items()
        for line in ({"index": {"_id": key}}, document)
    ]
    status, answer = server.call("POST", f"/{index}/_bulk?refresh=true", _bytes(lines))
    assert status == 200 and isinstance(answer, dict) and not answer["errors"], (status, answer)


def _bytes(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
