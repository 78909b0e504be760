"""The `--subject` option: a file, standard input, or words on the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from eraser.cli.terminal import note
from eraser.errors import UsageError
from eraser.identifiers import Patterns
from eraser.model.subject import Subject


def read_subject(given: list[str], patterns: Patterns, quiet: bool = False) -> Subject:
    """Read whom the request is about. Raises UsageError or ConfigError, never with a value."""
    from eraser import subjects

    pairs = [word for word in given if "=" in word]
    if pairs and len(pairs) == len(given):
        note(
            "A command line can be seen by other users of this machine and stays in the shell's "
            "history: a subject file (or -) is safer.",
            quiet,
        )
        return subjects.from_pairs(pairs, patterns)
    if len(given) != 1:
        raise UsageError("--subject: give one file, one -, or only KIND=VALUE words.")
    if given[0] == "-":
        return subjects.from_text(sys.stdin.read(), patterns)
    return subjects.from_file(Path(given[0]), patterns)
