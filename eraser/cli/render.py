"""Results on standard output: a table for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import typer


def json_text(document: Mapping[str, object]) -> str:
    """A versioned document as JSON, readable and stable."""
    return json.dumps(document, ensure_ascii=False, indent=2)


def write_json(document: Mapping[str, object]) -> None:
    """The document on standard output."""
    typer.echo(json_text(document))


def write_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on standard output, without colours where NO_COLOR or a pipe says so."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    console = Console(soft_wrap=False)
    if not console.is_terminal:
        console.width = 160
    console.print(table)
