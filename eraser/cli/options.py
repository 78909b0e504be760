"""Options that several commands share, declared once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Output(StrEnum):
    """How a result is written to standard output."""

    TABLE = "table"
    JSON = "json"


ConfigOption = Annotated[
    Path,
    typer.Option("--config", "-c", envvar="ERASER_CONFIG", help="The configuration file."),
]
CONFIG = Path("eraser.yaml")

SubjectOption = Annotated[
    list[str],
    typer.Option(
        "--subject",
        "-s",
        help="A subject file (YAML or JSON), - for standard input, or KIND=VALUE (may be "
        "repeated; other users of this machine can see the command line).",
    ),
]

OutputOption = Annotated[Output, typer.Option("--format", help="table or json.")]

QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no notes.")]

RevealOption = Annotated[
    bool, typer.Option("--reveal", help="Show keys of records; only on a terminal.")
]

CaseOption = Annotated[str, typer.Option("--case", help="The number of the request: 2026-014.")]

ByOption = Annotated[
    str,
    typer.Option("--by", envvar="ERASER_BY", help="Who decides or executes: a name for the file."),
]

ControllerOption = Annotated[
    str,
    typer.Option("--controller", help="To whom the request is, where the data map names several."),
]

TodayOption = Annotated[
    str,
    typer.Option("--today", help="Plan as of this day (YYYY-MM-DD) instead of the present one."),
]
