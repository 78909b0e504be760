"""Getting the servers: what is here, what can be built here, what is lacking and how to mend it.

Everything comes by the ordinary clients of Go and Maven, pinned, into the cache. MinIO is
AGPLv3 and unmaintained by its own word: it only ever runs as a separate process for tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from eraser.demo.servers import postgres, search_tree
from eraser.demo.servers.cache import binary, build_directory, cache_root, keep
from eraser.demo.servers.s3_start import built
from eraser.demo.servers.search_tree import RELEASES, Release
from eraser.demo.servers.unavailable import Unavailable


@dataclass(frozen=True, slots=True)
class Part:
    """One server. `require` says where it is or raises Unavailable; `build` gets it.

    `cost` says what a first build takes on two cores, for whoever waits.
    """

    name: str
    require: Callable[[], object]
    build: Callable[[], None] | None = None
    cost: str = ""

    def missing(self) -> Unavailable | None:
        """Why it cannot be used now, or None."""
        try:
            self.require()
        except Unavailable as reason:
            return reason
        return None


@dataclass(frozen=True, slots=True)
class GoProgram:
    """A program that `go install` builds."""

    name: str
    package: str
    version: str


MINIO = GoProgram("minio", "github.com/minio/minio", "v0.0.0-20260212201848-7aac2a2c5b7c")
VERSITYGW = GoProgram("versitygw", "github.com/versity/versitygw/cmd/versitygw", "v1.8.0")


def parts() -> tuple[Part, ...]:
    """Every server that tests and demo know how to start, the quick ones first."""
    search_costs = ("170 MB to download", "110 MB to download", "950 MB to download, 2 min")
    return (
        Part("postgres", _any_postgres),
        _go_part(VERSITYGW, "4 min"),
        *(
            Part(
                release.kind,
                partial(search_tree.require, release),
                partial(unpack_release, release),
                cost,
            )
            for release, cost in zip(RELEASES, search_costs, strict=True)
        ),
        _go_part(MINIO, "15 min"),
    )


def get(part: Part, say: Callable[[str], None]) -> Unavailable | None:
    """Build it unless it is here; None when it can be used now, else why not."""
    missing = part.missing()
    if missing is None or part.build is None:
        return missing
    say(f"{part.name}: getting it ({part.cost} the first time)")
    try:
        part.build()
    except Unavailable as reason:
        return reason
    return part.missing()


def build_go_program(program: GoProgram) -> None:
    """Build it into the cache. Raises Unavailable without Go, or when the build fails."""
    go = _tool("go", "Go", "install Go 1.24 or newer")
    final = binary(program.name)
    with build_directory(final.parent) as building:
        target = f"{program.package}@{program.version}"
        build = {"GOBIN": str(building), "GOFLAGS": "-buildvcs=false"}
        _run((go, "install", "-ldflags", "-s -w", target), {**os.environ, **build})
        keep(building / program.name, final)


def unpack_release(release: Release) -> None:
    """Unpack it into the cache; a tree that is there stays.

    Raises Unavailable without Maven, or when Maven fails.
    """
    if all((release.place / tree).is_dir() for tree in release.trees):
        return
    maven = _tool("mvn", "Maven", "install Maven 3 and a JDK")
    with build_directory(cache_root() / "search") as building:
        pom = building / "pom.xml"
        shutil.copyfile(Path(__file__).with_name(release.pom), pom)
        command = (maven, "-B", "-q", "-f", str(pom), "generate-resources", "-P", release.profile)
        _run(command, os.environ)
        for tree in release.trees:
            _open_to_all(building / "target" / tree)
            keep(building / "target" / tree, release.place / tree)


def _open_to_all(tree: Path) -> None:
    """Some files come readable by their owner only; a node runs as another user than root."""
    for path in tree.rglob("*"):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))


def _go_part(program: GoProgram, cost: str) -> Part:
    return Part(
        program.name, partial(built, program.name), partial(build_go_program, program), cost
    )


def _any_postgres() -> Path:
    try:
        return postgres.wheel_programs()
    except Unavailable:
        return postgres.system_programs()


def _tool(name: str, title: str, mend: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise Unavailable(f"{title} is not on this machine", f"{mend}, then run this again")
    return path


def _run(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run a build; what it says goes to our standard error."""
    done = subprocess.run(command, env=environment, stdout=2, check=False)  # noqa: S603
    if done.returncode != 0:
        raise Unavailable(
            f"{Path(command[0]).name} failed with {done.returncode}",
            "see what it said above; without a network nothing can be fetched",
        )
