"""Which format an object has: by its name, corrected by its first bytes."""

from __future__ import annotations

import json
import mimetypes
from dataclasses import dataclass
from pathlib import PurePosixPath

from eraser.formats.compression import Compression, compression_of, inner_head
from eraser.formats.csv import Csv
from eraser.formats.jsonl import Jsonl
from eraser.formats.parquet import MAGIC, Parquet
from eraser.formats.record_format import RecordFormat
from eraser.formats.text import Text

HEAD = 64 << 10
"""Bytes of the front that `layout` wants to see."""

ROWS: dict[str, RecordFormat] = {
    ".jsonl": Jsonl(),
    ".ndjson": Jsonl(),
    ".csv": Csv(),
    ".tsv": Csv("\t"),
    ".tab": Csv("\t"),
    ".parquet": Parquet(),
    ".pq": Parquet(),
    ".txt": Text(),
    ".text": Text(),
    ".log": Text(),
}
"""Names whose objects hold records."""

DOCUMENTS = frozenset(
    ".json .xml .html .htm .xhtml .eml .vcf .ics .md .yaml .yml .toml .ini .svg .tex .rtf".split()
)
"""Names whose objects are one text: dropping a line would break it."""

SEALED = frozenset(
    ".avro .orc .zst .bz2 .xz .lz4 .sz .zip .7z .rar .tar .tgz .xls .xlsx .ods .doc .docx .odt "
    ".sqlite .db .mdb .dump .bak".split()
)
"""Names whose objects may hold records that nothing here can read: a search has to say so."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How an object's bytes are read. Without a format it is one record as a whole.

    `document` says that the whole is text worth searching.
    """

    format: RecordFormat | None
    compression: Compression = Compression.NONE
    document: bool = False


def extension(name: str) -> str:
    """The last part that names a format, without compression: `.csv` of `a/b.csv.gz`."""
    path = PurePosixPath(name.lower())
    return PurePosixPath(path.stem).suffix if path.suffix == ".gz" else path.suffix


def content_matters(name: str) -> bool:
    """Whether the bytes are to be looked at: not for pictures, sound, PDF and other binaries."""
    suffix = extension(name)
    if suffix in ROWS or suffix in DOCUMENTS:
        return True
    if suffix in SEALED or name.endswith("/"):
        return False
    kind = _TYPES.guess_type(f"x{suffix}")[0] or "text/plain"
    return kind.startswith("text/")


def layout(name: str, head: bytes) -> Layout:
    """The layout of an object with this name whose first bytes (up to `HEAD`) are these."""
    around, inside = compression_of(head), inner_head(head)
    suffix = extension(name)
    if inside.startswith(MAGIC):
        return Layout(ROWS[".parquet"], around)
    if suffix in ROWS:
        return Layout(ROWS[suffix], around)
    if suffix == ".json" and _is_lines_of_json(inside):
        return Layout(ROWS[".jsonl"], around)
    if suffix in DOCUMENTS:
        return Layout(None, around, document=True)
    if content_matters(name) and inside and _is_text(inside):
        return Layout(ROWS[".txt"], around)
    return Layout(None, around)


_TYPES = mimetypes.MimeTypes()
"""Python's own table: the machine's would make the answer differ from one to the next."""


def _is_lines_of_json(head: bytes) -> bool:
    """At least two lines, the first of them a whole object: many `.json` exports are that."""
    first, end, rest = head.lstrip().partition(b"\n")
    if not end or not rest.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except ValueError:
        return False


def _is_text(head: bytes) -> bool:
    """UTF-8 (the last character may be cut) without control characters."""
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return False
        text = head[: error.start].decode("utf-8")
    return not any(ord(c) < 32 and c not in "\t\n\r\f\x1b" for c in text[:4096])
