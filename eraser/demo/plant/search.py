"""The company's search node: tickets and e-mails, in bulk.

One client is enough to write to all three products; only reading and erasing must know them.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from eraser.demo.world.world import World
from eraser.errors import StoreError
from eraser.progress import Progress, Silent

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

_KEYWORD = {"type": "keyword"}
_TEXT = {"type": "text"}

_TICKETS: Mapping[str, object] = {
    "id": _KEYWORD,
    "customer_number": _KEYWORD,
    "author_email": _KEYWORD,
    "phone": _KEYWORD,
    "text": _TEXT,
    "customer": {"properties": {"number": _KEYWORD, "email": _KEYWORD}},
    "opened_on": {"type": "date"},
}
_EMAILS: Mapping[str, object] = {"from": _KEYWORD, "to": _KEYWORD, "subject": _TEXT, "body": _TEXT}
_SETTINGS = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}


def plant_search(
    url: str,
    user: str | None,
    password: str | None,
    world: World,
    progress: Progress | None = None,
) -> int:
    """Create both indices and fill them; the number of documents, all visible to a search.

    Works with Elasticsearch 9 and OpenSearch 2 and 3. Raises StoreError when an index exists.
    """
    from opensearchpy import OpenSearch
    from opensearchpy.helpers import streaming_bulk

    progress = progress or Silent()
    progress.start("planting search", world.persons)
    login = (user, password) if user and password else None
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="opensearchpy")
        client = OpenSearch(url, http_auth=login, verify_certs=False, ssl_show_warn=False)
        names = world.names.tickets, world.names.emails
        try:
            _refuse_existing(client, names)
            for name, properties in zip(names, (_TICKETS, _EMAILS), strict=True):
                mappings = {"dynamic": "strict", "properties": properties}
                body = {"settings": _SETTINGS, "mappings": mappings}
                client.indices.create(index=name, body=body)
            planted = sum(1 for _ in streaming_bulk(client, _actions(world, progress), 1_000))
            for name in names:
                client.indices.put_settings(index=name, body={"refresh_interval": "1s"})
                client.indices.refresh(index=name)
        finally:
            client.close()
    progress.finish()
    return planted


def _refuse_existing(client: OpenSearch, names: Iterable[str]) -> None:
    for name in names:
        if client.indices.exists(index=name):
            raise StoreError(f"the index {name} exists already; plant into a fresh search node.")


def _actions(world: World, progress: Progress) -> Iterator[dict[str, object]]:
    for home in world.households():
        for document in world.documents(home):
            index = world.names.container(document.place).name
            yield {"_index": index, "_id": document.key[0], "_source": document.fields}
        progress.advance(len(home.people))
