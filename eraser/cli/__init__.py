"""The command line: a thin front over `eraser.app`. Nothing heavy is imported before it is used."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from eraser import __version__
from eraser.cli import (
    certificates,
    demonstration,
    detecting,
    executing,
    finding,
    mapping,
    planning,
    reviewing,
    scanning,
    setup,
)
from eraser.cli.terminal import complain, confess
from eraser.errors import EraserError

DEFECT = 70
"""EX_SOFTWARE of sysexits.h: none of the documented codes, because nothing documented happened."""

app = typer.Typer(
    name="eraser",
    help="Find one person's data in every store, erase it without touching anyone else's or what "
    "the law holds, and prove it.\n\n"
    "Exit codes: 0 done, 1 the gate failed (residue or new findings), 2 usage or configuration, "
    "3 refused, 4 partly done (review, failed or unread places remain), 5 a store is unreachable "
    "or rights are missing, 130 interrupted (resumable).",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(show: bool) -> None:
    if show:
        typer.echo(f"eraser {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


for _commands in (
    demonstration,
    setup,
    detecting,
    scanning,
    mapping,
    finding,
    reviewing,
    planning,
    executing,
    certificates,
):
    _commands.register(app)


def main() -> None:
    """The `eraser` command.

    An `EraserError` ends in its message and its exit code. Anything else is a defect: its message
    may quote a record, so only its kind and place are shown.
    """
    try:
        app()
    except EraserError as error:
        complain(error)
        sys.exit(int(error.exit_code))
    except Exception as error:  # noqa: BLE001  (the last one who can keep values off the screen)
        confess(error)
        sys.exit(DEFECT)
