"""The command `python -m eraser.demo.servers`: see what servers there are, and get more."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence

from eraser.demo.servers.cache import cache_root
from eraser.demo.servers.install import Part, get, parts
from eraser.demo.servers.unavailable import Unavailable
from eraser.errors import ExitCode

REQUIRED = "ERASER_REQUIRE_SERVERS"


def main(arguments: Sequence[str]) -> int:
    """Exit code 0; 5 when something is lacking and ERASER_REQUIRE_SERVERS=1."""
    known = {part.name: part for part in parts()}
    parser = _parser(list(known))
    options = parser.parse_args(arguments)
    names = list(known) if options.command == "status" or options.all else options.part
    if unknown := [name for name in names if name not in known]:
        parser.error(f"no such server: {', '.join(unknown)}")
    tell = _status if options.command == "status" else _install
    lacking = [name for name in dict.fromkeys(names) if not tell(known[name])]
    if lacking and os.environ.get(REQUIRED) == "1":
        return int(ExitCode.STORE)
    return int(ExitCode.DONE)


def _parser(names: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eraser.demo.servers",
        description="Servers for the demo and the tests, kept in the cache outside the tree.",
        epilog=f"The cache is {cache_root()}; ERASER_SERVERS_CACHE moves it.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("status", help="what is here, and what is lacking")
    install = commands.add_parser("install", help="get what is lacking; quick when it is here")
    which = install.add_mutually_exclusive_group(required=True)
    which.add_argument("--all", action="store_true", help="every server")
    which.add_argument("part", nargs="*", default=[], metavar="SERVER", help=", ".join(names))
    return parser


def _status(part: Part) -> bool:
    return _told(part, part.missing())


def _install(part: Part) -> bool:
    began = time.monotonic()
    lacking = get(part, lambda line: print(line, file=sys.stderr, flush=True))
    return _told(part, lacking, time.monotonic() - began)


def _told(part: Part, lacking: Unavailable | None, seconds: float = 0.0) -> bool:
    if lacking is None:
        took = f" after {seconds:.0f} s" if seconds >= 1 else ""
        print(f"{part.name:16} ready{took}", flush=True)
    else:
        print(f"{part.name:16} lacking: {lacking.reason}; {lacking.mend}", flush=True)
    return lacking is None


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(int(ExitCode.INTERRUPTED))
