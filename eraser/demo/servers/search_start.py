"""Starting a node of OpenSearch or Elasticsearch."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from eraser.demo.servers.daemon import Daemon, Launch, unprivileged
from eraser.demo.servers.http import answers, basic
from eraser.demo.servers.java import Java
from eraser.demo.servers.opensearch2 import assemble, opensearch_security
from eraser.demo.servers.search import READER, Login, SearchServer
from eraser.demo.servers.search_tree import (
    OPENSEARCH_2,
    Release,
    elasticsearch_security,
    jvm_options,
    node_settings,
    require,
)

START_SECONDS = 240.0
"""Alone on two cores a node needs 8 to 15 s; beside a full test run much more."""


def start_search(release: Release) -> SearchServer:
    """One node with nothing in it. Raises Unavailable or NotStartedError."""
    java = require(release)
    daemon = Daemon(release.kind, unprivileged())
    try:
        admin = new_login("admin") if release.secured else None
        launch = _prepare(release, daemon, java, admin)
        headers = basic(admin.user, admin.password) if admin is not None else None
        daemon.start(launch, lambda: _is_ready(daemon.directory, headers), START_SECONDS)
        url = _url(daemon.directory)
        server = SearchServer(release.kind, url, admin, stop=daemon.stop, pid=daemon.pid)
        if release.secured:
            server.add_reader(new_login(READER))
    except BaseException:
        daemon.stop()
        raise
    return server


def new_login(user: str) -> Login:
    """A login with a password that any server's rules accept."""
    return Login(user, f"Aa1-{secrets.token_urlsafe(18)}")


def _prepare(release: Release, daemon: Daemon, java: Java, admin: Login | None) -> Launch:
    """The node's home, directories and configuration; and the command that runs it."""
    home = _home(release, daemon.directory)
    configuration = daemon.directory / "config"
    shutil.copytree(home / "config", configuration)
    for part in ("store", "logs", "repo", "tmp"):
        (daemon.directory / part).mkdir()
    (configuration / "jvm.options").write_text(jvm_options(home, java))
    lines = node_settings(daemon.directory)
    if admin is not None and release.product == "elasticsearch":
        lines += elasticsearch_security(configuration, admin)
    elif admin is not None:
        lines += opensearch_security(daemon, home, configuration, java, admin)
    (configuration / f"{release.product}.yml").write_text("\n".join(lines) + "\n")
    arrange = _elasticsearch if release.product == "elasticsearch" else _opensearch
    command, environment = arrange(home, daemon.directory, java)
    return Launch(command, environment, working_directory=home)


def _home(release: Release, directory: Path) -> Path:
    """The tree to run from; the server insists on `bin` and `plugins`, empty will do."""
    if release == OPENSEARCH_2:
        home = directory / "home"
        assemble(release, home)
        return home
    for part in ("bin", "plugins"):
        (release.home / part).mkdir(exist_ok=True)
    return release.home


def _environment(directory: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "HOME": str(directory / "tmp"),
        "LANG": "C.UTF-8",
        "HOSTNAME": "localhost",
        **more,
    }


def _opensearch(home: Path, directory: Path, java: Java) -> tuple[Sequence[str], dict[str, str]]:
    return ("bash", str(home / "bin/opensearch")), _environment(
        directory,
        OPENSEARCH_JAVA_HOME=str(java.home),
        OPENSEARCH_PATH_CONF=str(directory / "config"),
        OPENSEARCH_TMPDIR=str(directory / "tmp"),
        OPENSEARCH_JAVA_OPTS="-XX:-AlwaysPreTouch",
    )


def _elasticsearch(home: Path, directory: Path, java: Java) -> tuple[Sequence[str], dict[str, str]]:
    """The server's own launcher, called as its shell script would: the tree has no scripts."""
    command = (
        *(str(java.home / "bin/java"), "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC"),
        *("-XX:TieredStopAtLevel=1", "-cp", f"{home}/lib/tools/server-launcher/*"),
        "org.elasticsearch.server.launcher.ServerLauncher",
    )
    return command, _environment(
        directory,
        JAVA=str(java.home / "bin/java"),
        JAVA_TYPE="ES_JAVA_HOME",
        ES_JAVA_HOME=str(java.home),
        ES_HOME=str(home),
        ES_PATH_CONF=str(directory / "config"),
        ES_DISTRIBUTION_TYPE="zip",
        ES_TMPDIR=str(directory / "tmp"),
        ES_JAVA_OPTS="-XX:-AlwaysPreTouch",
        CLI_JAVA_OPTS="",
    )


def _url(directory: Path) -> str:
    """What the node wrote when it bound its port: one address a line; empty before."""
    try:
        lines = (directory / "logs/http.ports").read_text().split()
    except OSError:
        return ""
    return next((f"http://{line}" for line in lines if line.startswith("127.")), "")


def _is_ready(directory: Path, headers: dict[str, str] | None) -> bool:
    url = _url(directory)
    health = f"{url}/_cluster/health?wait_for_status=yellow&timeout=1s"
    return bool(url) and answers(health, headers)
