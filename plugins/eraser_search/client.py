"""One small transport to Elasticsearch and OpenSearch alike.

The bare `elastic_transport` serves both: the `elasticsearch` client refuses an OpenSearch server
(UnsupportedProductError, 9.5) and, in its 9.x, an Elasticsearch 8. Requests name documents in
bodies only, never in paths: paths are logged by the transport.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlencode

from elastic_transport import (
    NodeConfig,
    Serializer,
    TlsError,
    Transport,
    TransportError,
)
from elastic_transport.client_utils import basic_auth_to_header, url_to_node_config

from eraser.contract.settings import StoreSettings
from eraser.errors import (
    ConfigError,
    RightsMissingError,
    StoreError,
    StoreUnreachableError,
)
from eraser.model.place import Value
from eraser_search.json_text import at, dumps, loads

_BUSY = frozenset({408, 429, 502, 503, 504})
_KIND = re.compile(r"[a-z_]{1,80}")


class RejectedError(StoreError):
    """The server answered with an error status; `kind` is its error type, a fixed word."""

    def __init__(self, store: str, status: int, kind: str, what: str) -> None:
        super().__init__(
            f"{store}: the search server refused {what} with {status} ({kind}); "
            "its own log has the rest."
        )
        self.status = status
        self.kind = kind


class _Bytes(Serializer):
    """Leaves bodies as they are: the plugin reads JSON itself, without loss."""

    mimetype = "application/json"

    def loads(self, data: bytes) -> bytes:
        return data

    def dumps(self, data: bytes) -> bytes:
        return data


class _Reply(Protocol):
    """What is used of the transport's answer."""

    @property
    def body(self) -> object: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer, unparsed. Never shown by repr."""

    text: str
    store: str

    def json(self) -> Value:
        """The parsed body. Raises StoreError when it is not JSON."""
        try:
            return loads(self.text)
        except ValueError:
            raise StoreError(
                f"{self.store}: the answer is not JSON; check that `url` is a search server."
            ) from None

    def __repr__(self) -> str:
        return "‹answer of a search server›"


@dataclass(frozen=True, slots=True)
class Product:
    """Which server it is; `version` is (0, 0) when the role may not see it."""

    name: str
    version: tuple[int, int]

    @property
    def elasticsearch(self) -> bool:
        """Whether it is Elasticsearch and not OpenSearch."""
        return self.name == "elasticsearch"

    @property
    def sorts_by_shard_doc(self) -> bool:
        """Whether a point in time can be paged by `_shard_doc` (OpenSearch: since 3.3)."""
        return self.elasticsearch or self.version >= (3, 3)

    @property
    def marks_ignored(self) -> bool:
        """Whether a value that `ignore_above` left out marks its document in `_ignored`."""
        return self.elasticsearch and self.version >= (8, 0)


class Cluster:
    """A connection to one cluster. Every method raises `StoreUnreachableError` (retriable),
    `RightsMissingError` (fatal) and `RejectedError`.
    """

    def __init__(self, settings: StoreSettings) -> None:
        self.store = settings.name
        self._transport = _transport(settings)

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    @cached_property
    def product(self) -> Product:
        """The server behind the URL, by the banner of `GET /`."""
        try:
            banner = self.call("GET", "/").json()
        except RightsMissingError:
            return Product("unknown", (0, 0))
        version = at(banner, "version")
        number = re.match(r"(\d+)\.(\d+)", str(at(version, "number")))
        known = (int(number[1]), int(number[2])) if number else (0, 0)
        name = at(version, "distribution") or "elasticsearch"
        return Product(str(name), known)

    def call(
        self,
        method: str,
        path: str,
        body: Value = None,
        params: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request with a JSON body."""
        return self._request(method, path, None if body is None else dumps(body), "json", params)

    def bulk(self, lines: Iterable[str]) -> Answer:
        """One bulk request, without any pipeline, visible to searches when it returns."""
        params = {"refresh": "true", "pipeline": "_none"}
        return self._request("POST", "/_bulk", "\n".join([*lines, ""]), "x-ndjson", params)

    def item_error(self, kind: str, index: str) -> StoreError:
        """The error of one document of a request for many."""
        if kind == "security_exception":
            return RightsMissingError(
                f"{self.store}/{index}: the role may not do this; check its privileges."
            )
        return RejectedError(self.store, 0, kind, f"a document of {index}")

    def _request(
        self, method: str, path: str, body: str | None, kind: str, params: Mapping[str, str] | None
    ) -> Answer:
        target = f"{path}?{urlencode(params)}" if params else path
        headers = {"accept": "application/json"}
        if body is not None:
            headers["content-type"] = f"application/{kind}"
        try:
            reply = self._transport.perform_request(
                method, target, body=body.encode() if body is not None else None, headers=headers
            )
        except TlsError:
            raise StoreUnreachableError(
                f"{self.store}: the TLS handshake failed; check `ca_bundle` and the address."
            ) from None
        except TransportError as error:
            raise StoreUnreachableError(
                f"{self.store}: no answer from the search server ({type(error).__name__}); "
                "check `url` and that it runs, then try again."
            ) from None
        text = _text(reply)
        if reply.meta.status >= 300:
            raise self._refusal(reply.meta.status, text, f"{method} {path}")
        return Answer(text, self.store)

    def _refusal(self, status: int, text: str, what: str) -> StoreError:
        kind = error_kind(_parsed(text))
        if kind == "cluster_block_exception":
            return RejectedError(self.store, status, kind, what)
        if status in (401, 403):
            return RightsMissingError(
                f"{self.store}: the search server said {status} to {what}; "
                "check user and password, and the role's privileges on the index."
            )
        if status in _BUSY:
            return StoreUnreachableError(
                f"{self.store}: the search server is busy ({status}); try again later."
            )
        return RejectedError(self.store, status, kind, what)


def index_path(names: str | Iterable[str], action: str = "") -> str:
    """The path of an action on indices, escaped: `/a,b/_mapping`."""
    joined = names if isinstance(names, str) else ",".join(names)
    return "/" + quote(joined, safe=",*") + (f"/{action}" if action else "")


def error_kind(answer: Value) -> str:
    """The error type of an answer or of an item: a fixed word, never the reason's text."""
    kind = at(answer, "error", "type")
    return kind if isinstance(kind, str) and _KIND.fullmatch(kind) else "error"


def _text(reply: _Reply) -> str:
    body = reply.body
    return body.decode("utf-8", "replace") if isinstance(body, bytes) else ""


def _parsed(text: str) -> Value:
    try:
        return loads(text)
    except ValueError:
        return None


def _transport(settings: StoreSettings) -> Transport:
    bundle = settings.optional("ca_bundle")
    if bundle is not None and not Path(bundle).is_file():
        raise ConfigError(f"stores.{settings.name}: `ca_bundle` must be a file of certificates.")
    kinds = ("application/json", "application/x-ndjson", "text/*")
    return Transport(
        [_node(settings)],
        serializers=dict.fromkeys(kinds, _Bytes()),
        max_retries=0,
        meta_header=False,
    )


KNOWN = (
    "url",
    "user",
    "password",
    "api_key",
    "ca_bundle",
    "verify",
    "timeout",
    "indices",
    "exclude",
    "search",
)
"""The options of the plugin."""


def _node(settings: StoreSettings) -> NodeConfig:
    settings.refuse_unknown(KNOWN)
    try:
        node = url_to_node_config(settings.text("url"), use_default_ports_for_scheme=True)
        timeout = float(settings.text("timeout", "60"))
    except ValueError:
        raise ConfigError(
            f"stores.{settings.name}: `url` must look like https://search.example:9200, and "
            "`timeout` must be seconds."
        ) from None
    node = replace(
        node,
        headers={**node.headers, **_authorization(settings)},
        request_timeout=timeout,
        http_compress=node.host not in ("127.0.0.1", "localhost"),
    )
    if node.scheme != "https":
        return node
    verify = settings.text("verify", "true").lower() not in ("false", "no", "0")
    return replace(
        node,
        ca_certs=settings.optional("ca_bundle") if verify else None,
        verify_certs=verify,
        ssl_show_warn=False,
    )


def _authorization(settings: StoreSettings) -> dict[str, str]:
    key, user = settings.optional("api_key"), settings.optional("user")
    if key is not None:
        return {"authorization": f"ApiKey {key}"}
    if user is not None:
        return {"authorization": basic_auth_to_header((user, settings.text("password")))}
    return {}
