"""The same servers in containers, where an engine answers. Only then is testcontainers loaded."""

from __future__ import annotations

import functools
import os
import secrets
import socket
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from eraser.demo.servers.http import answers, basic
from eraser.demo.servers.postgres import PostgresServer, postgres_answers
from eraser.demo.servers.s3 import S3Server, new_keys
from eraser.demo.servers.s3_start import add_minio_reader, require_minio_client
from eraser.demo.servers.search import READER, SearchServer
from eraser.demo.servers.search_start import new_login
from eraser.demo.servers.unavailable import NotStartedError, Unavailable

if TYPE_CHECKING:
    from testcontainers.core.container import DockerContainer

POSTGRES_IMAGE = "postgres:17"
MINIO_IMAGE = "minio/minio:latest"
SEARCH_IMAGES = {
    "opensearch-3": "opensearchproject/opensearch:3",
    "opensearch-2": "opensearchproject/opensearch:2",
    "elasticsearch-9": "elasticsearch:9.1.0",
}
DEFAULT_SOCKET = "unix:///var/run/docker.sock"
ENGINE_SECONDS = 1.5
START_SECONDS = 180.0


@functools.cache
def engine_answers() -> bool:
    """True when a container engine replies within 1.5 s; asked once in a run."""
    if find_spec("testcontainers") is None:
        return False
    target = urlsplit(os.environ.get("DOCKER_HOST") or DEFAULT_SOCKET)
    try:
        with _connected(target.scheme, target.path, target.hostname, target.port) as engine:
            engine.sendall(b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")
            return b" 200 " in engine.recv(256)
    except OSError:
        return False


def require_engine() -> None:
    """Raises Unavailable when no engine answers."""
    if not engine_answers():
        raise Unavailable("no container engine answers", "start Docker, or set DOCKER_HOST")


def container_postgres() -> PostgresServer:
    """The official image."""
    password = secrets.token_urlsafe(12)
    container = _container(POSTGRES_IMAGE, 5432, POSTGRES_PASSWORD=password)
    address = _started(container, 5432)
    url = f"postgresql://postgres:{password}@{address}/postgres"
    _wait(container, lambda: postgres_answers(url))
    return PostgresServer("container", url, container.stop)


def container_minio() -> S3Server:
    """The official image, with a read-only user."""
    require_minio_client()
    root, reader = new_keys("root"), new_keys("reader")
    container = _container(
        MINIO_IMAGE, 9000, MINIO_ROOT_USER=root.access, MINIO_ROOT_PASSWORD=root.secret
    ).with_command("server /data")
    address = _started(container, 9000)
    endpoint = f"http://{address}"
    _wait(container, lambda: answers(f"{endpoint}/minio/health/ready"))
    with tempfile.TemporaryDirectory() as directory:
        add_minio_reader(address, root, reader, Path(directory))
    return S3Server("minio", endpoint, root, reader, stop=container.stop)


def container_search(kind: str) -> SearchServer:
    """The official image of that kind; OpenSearch 3 without security, as our own node is."""
    admin = None if kind == "opensearch-3" else new_login(_ADMINS[kind])
    password = admin.password if admin is not None else ""
    container = _container(SEARCH_IMAGES[kind], 9200, **_settings(kind, password))
    url = f"http://{_started(container, 9200)}"
    headers = basic(admin.user, admin.password) if admin is not None else None
    _wait(container, lambda: answers(f"{url}/_cluster/health", headers))
    server = SearchServer(kind, url, admin, stop=container.stop)
    if admin is not None:
        server.add_reader(new_login(READER))
    return server


_ADMINS = {"opensearch-2": "admin", "elasticsearch-9": "elastic"}


def _settings(kind: str, password: str) -> dict[str, str]:
    one = {"discovery.type": "single-node"}
    if kind == "elasticsearch-9":
        return one | {
            "ELASTIC_PASSWORD": password,
            "xpack.security.http.ssl.enabled": "false",
            "ES_JAVA_OPTS": "-Xms512m -Xmx512m",
        }
    one["OPENSEARCH_JAVA_OPTS"] = "-Xms512m -Xmx512m"
    if kind == "opensearch-3":
        return one | {"DISABLE_SECURITY_PLUGIN": "true", "DISABLE_INSTALL_DEMO_CONFIG": "true"}
    return one | {
        "OPENSEARCH_INITIAL_ADMIN_PASSWORD": password,
        "plugins.security.ssl.http.enabled": "false",
    }


def _container(image: str, port: int, **environment: str) -> DockerContainer:
    from testcontainers.core.container import DockerContainer

    container = DockerContainer(image).with_exposed_ports(port)
    for name, value in environment.items():
        container.with_env(name, value)
    return container


def _started(container: DockerContainer, port: int) -> str:
    """Host and port as seen from here."""
    container.start()
    return f"{container.get_container_host_ip()}:{container.get_exposed_port(port)}"


def _wait(container: DockerContainer, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if time.monotonic() > deadline:
            container.stop()
            raise NotStartedError(f"the container of {container.image} did not answer in time")
        time.sleep(0.5)


def _connected(scheme: str, path: str, host: str | None, port: int | None) -> socket.socket:
    if scheme != "unix":
        return socket.create_connection((host or "127.0.0.1", port or 2375), ENGINE_SECONDS)
    engine = socket.socket(socket.AF_UNIX)
    engine.settimeout(ENGINE_SECONDS)
    try:
        engine.connect(path)
    except OSError:
        engine.close()
        raise
    return engine
