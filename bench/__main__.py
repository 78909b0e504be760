"""`python -m bench [NAME [ARGUMENTS…]]`: one benchmark, or all of them with their defaults.

A benchmark is a module of this folder with `main(arguments: list[str]) -> int`, which prints its
figures and returns 0 when its aim is met, else 1.
"""

from __future__ import annotations

import ast
import importlib
import sys
from pathlib import Path


def benchmarks() -> list[str]:
    """The modules beside this one that have a `main`, by name; none of them is imported."""
    return sorted(
        path.stem
        for path in Path(__file__).parent.glob("[a-z]*.py")
        if any(
            isinstance(node, ast.FunctionDef) and node.name == "main"
            for node in ast.parse(path.read_text(encoding="utf-8")).body
        )
    )


def run(name: str, arguments: list[str]) -> int:
    """Run one benchmark."""
    print(f"== {name}", flush=True)
    return int(importlib.import_module(f"bench.{name}").main(arguments))


def main(arguments: list[str]) -> int:
    """Run what was asked for. Exit codes: 0 every aim was met, 1 not, 2 no such benchmark."""
    known = benchmarks()
    if not arguments:
        return max([run(name, []) for name in known], default=0)
    if arguments[0] not in known:
        print(f"no benchmark '{arguments[0]}'. Known are: {', '.join(known)}.", file=sys.stderr)
        return 2
    return run(arguments[0], arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
