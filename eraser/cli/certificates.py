"""`eraser certificate`: show and check what was certified."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eraser.cli.options import CONFIG, ConfigOption, Output, OutputOption
from eraser.cli.render import json_text, write_json
from eraser.errors import UsageError

certificate = typer.Typer(help="Show and check certificates.", no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A certificate file.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(certificate, name="certificate")


@certificate.command()
def verify(
    file: FileArgument,
    key: Annotated[
        str, typer.Option("--key", help="The fingerprint that the signing key must have.")
    ] = "",
    output: OutputOption = Output.TABLE,
) -> None:
    """Check a certificate offline. Exit codes: 0 it holds, 1 it was changed, 2 no such file.

    JSON: `fingerprint` of the signing key and the `statement`.
    """
    from eraser.evidence.certificate import check

    checked = check(_content(file), key or None)
    if output is Output.JSON:
        write_json(
            {"version": 1, "fingerprint": checked.fingerprint, "statement": checked.statement}
        )
        return
    typer.echo("The signature holds: nothing was changed since the certificate was signed.")
    typer.echo(f"Signed by the key {checked.fingerprint}")
    if not key:
        typer.echo(
            "Whose key that is, the certificate cannot say: compare the fingerprint with the one "
            "the issuer gave you (`eraser certificate key`), or repeat with --key."
        )


@certificate.command()
def show(file: FileArgument) -> None:
    """Print the statement of a certificate (checked first). Exit codes: 0, 1 changed, 2."""
    from eraser.evidence.certificate import check

    typer.echo(json_text(check(_content(file)).statement))


@certificate.command()
def key(config: ConfigOption = CONFIG) -> None:
    """Print the fingerprint of this organisation's signing key. Exit codes: 0, 2."""
    from eraser import app

    with app.open_workspace(config) as work:
        typer.echo(app.signing_fingerprint(work))


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({type(error).__name__}).") from None
