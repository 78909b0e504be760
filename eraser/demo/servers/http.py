"""Small requests to servers of our own: is it there, and JSON in, JSON out."""

from __future__ import annotations

import json
from collections.abc import Mapping

import urllib3

_POOL = urllib3.PoolManager(retries=False)


def answers(url: str, headers: Mapping[str, str] | None = None) -> bool:
    """True when `url` answers 200 within 5 s."""
    try:
        reply = _POOL.request("GET", url, headers=headers, timeout=5.0)
    except urllib3.exceptions.HTTPError:
        return False
    return reply.status == 200


def ask(
    method: str,
    url: str,
    body: Mapping[str, object] | bytes | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = 60.0,
) -> tuple[int, object]:
    """Status and parsed body. Raises urllib3's HTTPError when nobody answers in time."""
    sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    typed = {"Content-Type": "application/json", **(headers or {})}
    reply = _POOL.request(method, url, body=sent, headers=typed, timeout=seconds)
    return reply.status, json.loads(reply.data) if reply.data else None


def basic(user: str, password: str) -> dict[str, str]:
    """The header of HTTP basic authentication."""
    return dict(urllib3.make_headers(basic_auth=f"{user}:{password}"))
