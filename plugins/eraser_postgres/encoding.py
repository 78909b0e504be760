"""What a database's encoding can hold: text outside of it is in no row and must not be sent.

PostgreSQL answers such a parameter with SQLSTATE 22P05 instead of finding nothing.
"""

from __future__ import annotations

import codecs
from functools import cache


@cache
def python_codec(server_encoding: str) -> str | None:
    """Python's name for an encoding of PostgreSQL; None where the server does not know letters."""
    if server_encoding in ("SQL_ASCII", "MULE_INTERNAL"):
        return None
    try:
        return codecs.lookup(server_encoding.lower().replace("win", "cp")).name
    except LookupError:
        return "ascii"


def holds(codec: str | None, text: str) -> bool:
    """Whether a database with this codec can have the text in a row."""
    try:
        text.encode(codec or "utf-8")
    except UnicodeEncodeError:
        return False
    return "\0" not in text
