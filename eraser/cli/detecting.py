"""`eraser detect`, `eraser forms`: what is recognised in a text, and how names are searched."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from eraser.cli.options import CONFIG, ConfigOption, Output, OutputOption
from eraser.cli.render import write_json, write_table
from eraser.cli.terminal import note
from eraser.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(detect)
    app.command()(forms)


def detect(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="A text file, or - for stdin.")],
    output: Annotated[str, typer.Option("--format", help="table, json or jsonl.")] = "table",
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Show the values found; only on a terminal.")
    ] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Find identifiers in a text. Exit codes: 0 read, 2 no such file or not a text.

    A text is in UTF-8, in UTF-16 with its mark, or in windows-1257 (windows-1251).

    JSON: `findings[]` (or a line each with jsonl) with `category`, `start`, `end` (code points)
    and `score` from 0 to 1.
    """
    import json

    from eraser import app
    from eraser.cli.terminal import may_reveal

    show = may_reveal(reveal)
    if output not in ("table", "json", "jsonl"):
        raise UsageError(f"--format {output}: choose table, json or jsonl.")
    text = _text(source)
    spans = app.detect(text, config)
    rows: list[dict[str, object]] = [
        {"category": s.category, "start": s.start, "end": s.end, "score": round(s.score, 4)}
        for s in spans
    ]
    if output == "jsonl":
        for row in rows:
            typer.echo(json.dumps(row))
    elif output == "json":
        write_json({"version": 1, "findings": rows})
    else:
        columns = ("category", "start", "end", "score", "text")
        found = [
            [*row.values(), text[s.start : s.end] if show else "••••"]
            for row, s in zip(rows, spans, strict=True)
        ]
        write_table(f"{len(found)} identifiers", columns, found)


def forms(
    name: Annotated[str, typer.Argument(metavar="NAME|-", help='"Jānis Bērziņš", or - for stdin.')],
    output: OutputOption = Output.TABLE,
) -> None:
    """List every written form under which a search looks for a name. Exit codes: 0, 2.

    JSON: a list of strings; with `-`, one such list for each line read, an empty one where the
    line holds no name.
    """
    import json

    from eraser import app

    if name != "-" and not _has_letter(name):
        raise UsageError('Write a name: eraser forms "Jānis Bērziņš".')
    if name != "-":
        found = app.forms(name)
        typer.echo(
            json.dumps(found, ensure_ascii=False) if output is Output.JSON else "\n".join(found)
        )
        return
    for line in sys.stdin:
        found = app.forms(line.strip()) if _has_letter(line) else []
        typer.echo(
            json.dumps(found, ensure_ascii=False)
            if output is Output.JSON
            else "\n".join([*found, ""])
        )


def _has_letter(text: str) -> bool:
    return any(c.isalpha() for c in text)


def _text(source: str) -> str:
    from eraser.formats.encodings import Encoding, encoding_of

    try:
        content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise UsageError(f"{source}: cannot be read ({type(error).__name__}).") from None
    encoding = encoding_of(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.upper()
        raise UsageError(f"{source}: not {name} text (byte {error.start}).") from None
    if encoding is not Encoding.UTF_8:
        note(f"{source}: read as {encoding}.")
    return text
