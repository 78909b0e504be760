"""Where each store's server comes from: a given URL, a container, or a process of our own.

A server is given by these variables of the environment:

- ERASER_TEST_POSTGRES_URL: libpq URL of a role that may create databases and roles
- ERASER_TEST_S3_ENDPOINT, and ERASER_TEST_S3_ + ACCESS_KEY, SECRET_KEY, READER_ACCESS_KEY,
  READER_SECRET_KEY
- ERASER_TEST_SEARCH_URL, and where it has security ERASER_TEST_SEARCH_ + USER, PASSWORD,
  READER_USER, READER_PASSWORD

The reader's keys and user must be able to read what the tests make, and nothing more.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from eraser.demo.servers import containers, postgres, s3_start, search_start, search_tree
from eraser.demo.servers.postgres import PostgresServer
from eraser.demo.servers.s3 import Keys, S3Server
from eraser.demo.servers.search import Login, SearchServer
from eraser.demo.servers.unavailable import Unavailable

POSTGRES_URL = "ERASER_TEST_POSTGRES_URL"
S3_ENDPOINT = "ERASER_TEST_S3_ENDPOINT"
SEARCH_URL = "ERASER_TEST_SEARCH_URL"

Server = TypeVar("Server", PostgresServer, S3Server, SearchServer)


@dataclass(frozen=True, slots=True)
class Origin(Generic[Server]):
    """One place a server can come from.

    `require` raises Unavailable at once when it cannot; `start` returns a running server, or
    raises Unavailable or NotStartedError. Two of one kind are equal, so that a server that runs
    for some tests is also there for those that name it themselves.
    """

    kind: str
    require: Callable[[], object] = field(compare=False)
    start: Callable[[], Server] = field(compare=False)
    is_mock: bool = False

    def missing(self) -> Unavailable | None:
        """Why it cannot be had here, or None."""
        try:
            self.require()
        except Unavailable as reason:
            return reason
        return None


def postgres_origins() -> tuple[Origin[PostgresServer], ...]:
    """What the tests run on, best first."""
    if POSTGRES_URL in os.environ:
        return (Origin("given", _nothing, _given_postgres),)
    if containers.engine_answers():
        return (Origin("container", _nothing, containers.container_postgres),)
    return (
        Origin("wheel", postgres.wheel_programs, _wheel_postgres),
        Origin("system", postgres.system_programs, _system_postgres),
    )


def s3_origins() -> tuple[Origin[S3Server], ...]:
    """What the tests run on, best first; moto, a mock, only when nothing real can be had."""
    if S3_ENDPOINT in os.environ:
        return (Origin("given", _nothing, _given_s3),)
    versitygw = Origin("versitygw", partial(s3_start.built, "versitygw"), s3_start.start_versitygw)
    if containers.engine_answers():
        return (Origin("minio", _nothing, containers.container_minio), versitygw)
    real = (Origin("minio", _require_minio, s3_start.start_minio), versitygw)
    if all(origin.missing() for origin in real):
        return (*real, moto_origin())
    return real


def moto_origin() -> Origin[S3Server]:
    """The mock that the demo falls back to."""
    return Origin("moto-a-mock", s3_start.require_moto, s3_start.start_moto, is_mock=True)


def search_origins() -> tuple[Origin[SearchServer], ...]:
    """What the tests run on; each is a Java process of about 450 MB, one at a time."""
    if SEARCH_URL in os.environ:
        return (Origin("given", _nothing, _given_search),)
    if containers.engine_answers():
        return tuple(
            Origin(kind, _nothing, partial(containers.container_search, kind))
            for kind in containers.SEARCH_IMAGES
        )
    return tuple(
        Origin(
            release.kind,
            partial(search_tree.require, release),
            partial(search_start.start_search, release),
        )
        for release in search_tree.RELEASES
    )


def start_first(origins: Sequence[Origin[Server]]) -> Server:
    """The first that can be had. Raises Unavailable with every reason when none can."""
    reasons: list[Unavailable] = []
    for origin in origins:
        try:
            origin.require()
            return origin.start()
        except Unavailable as reason:
            reasons.append(reason)
    raise Unavailable(
        "; ".join(each.reason for each in reasons) or "there is nothing to choose from",
        " or: ".join(each.mend for each in reasons) or "name an origin",
    )


def _nothing() -> None:
    """A given server or an engine that answers needs nothing more."""


def _require_minio() -> None:
    s3_start.built("minio")
    s3_start.require_minio_client()


def _wheel_postgres() -> PostgresServer:
    return postgres.start_postgres("wheel", postgres.wheel_programs())


def _system_postgres() -> PostgresServer:
    return postgres.start_postgres("system", postgres.system_programs())


def _given_postgres() -> PostgresServer:
    return PostgresServer("given", os.environ[POSTGRES_URL])


def _given_s3() -> S3Server:
    prefix = S3_ENDPOINT.removesuffix("ENDPOINT")
    root = Keys(_needed(f"{prefix}ACCESS_KEY"), _needed(f"{prefix}SECRET_KEY"))
    reader = Keys(_needed(f"{prefix}READER_ACCESS_KEY"), _needed(f"{prefix}READER_SECRET_KEY"))
    return S3Server("given", os.environ[S3_ENDPOINT], root, reader)


def _given_search() -> SearchServer:
    prefix = SEARCH_URL.removesuffix("URL")
    admin = _login(f"{prefix}USER", f"{prefix}PASSWORD")
    reader = _login(f"{prefix}READER_USER", f"{prefix}READER_PASSWORD")
    return SearchServer("given", os.environ[SEARCH_URL].rstrip("/"), admin, reader)


def _login(user: str, password: str) -> Login | None:
    return Login(os.environ[user], _needed(password)) if user in os.environ else None


def _needed(variable: str) -> str:
    value = os.environ.get(variable)
    if not value:
        raise Unavailable(f"{variable} is not set", "set it, or unset the server's address")
    return value
