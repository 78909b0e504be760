"""Which format an object has: by its name, corrected by its first bytes."""

from __future__ import annotations

import json
import mimetypes
from dataclasses import dataclass
from pathlib import PurePosixPath

from eraser.formats.compression import Compression, compression_of, inner_head
from eraser.formats.csv import Csv
from eraser.formats.encodings import Encoding, encoding_of
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
    ".avro .orc .bz2 .xz .lz4 .sz .zip .7z .rar .tar .tgz .xls .xlsx .ods .doc .docx .odt "
    ".sqlite .db .mdb .dump .bak".split()
)
"""Names whose objects may hold records that nothing here can read: a search has to say so."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How an object's bytes are read. Without a format it is one record as a whole.

    `document` says that the whole is text worth searching; `foreign` what the content is instead
    of what the name promises, when nothing here can read it. `encoding` is that of a text.
    """

    format: RecordFormat | None
    compression: Compression = Compression.NONE
    encoding: Encoding = Encoding.UTF_8
    document: bool = False
    foreign: str = ""


_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\xfd7zXZ\x00", "compressed with xz"),
    (b"BZh91AY&SY", "compressed with bzip2"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"Obj\x01", "an Avro file"),
    (b"\xff\xfe\x00\x00", "text in UTF-32"),
    (b"\x00\x00\xfe\xff", "text in UTF-32"),
)
"""First bytes of what is often called `.csv` or `.json` and is something else; none of them can
begin a text in UTF-8 that somebody would export."""


def _foreign(head: bytes) -> str:
    """What the bytes are, when they are no text; empty otherwise."""
    return next((name for magic, name in _FOREIGN if head.startswith(magic)), "")


_AROUND = (".gz", ".zst")


def extension(name: str) -> str:
    """The last part that names a format, without compression: `.csv` of `a/b.csv.gz`."""
    path = PurePosixPath(name.lower())
    return PurePosixPath(path.stem).suffix if path.suffix in _AROUND else path.suffix


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
    if (foreign := _foreign(inside)) and suffix not in (".parquet", ".pq"):
        return Layout(None, around, foreign=foreign)
    encoding = encoding_of(inside) if content_matters(name) else Encoding.UTF_8
    return _layout_of_text(name, suffix, around, encoding, _in_utf_8(inside, encoding))


def _layout_of_text(
    name: str, suffix: str, around: Compression, encoding: Encoding, inside: bytes
) -> Layout:
    if suffix == ".csv" and _is_object(inside.lstrip().partition(b"\n")[0]):
        return Layout(ROWS[".jsonl"], around, encoding)
    if suffix in ROWS:
        return Layout(ROWS[suffix], around, encoding)
    if suffix == ".json" and _is_lines_of_json(inside):
        return Layout(ROWS[".jsonl"], around, encoding)
    if suffix in DOCUMENTS:
        return Layout(None, around, encoding, document=True)
    if content_matters(name) and inside and _is_text(inside):
        return Layout(ROWS[".txt"], around, encoding)
    return Layout(None, around)


def _in_utf_8(head: bytes, encoding: Encoding) -> bytes:
    """The first bytes as UTF-8; what is cut or broken at their end is left out."""
    return head if encoding is Encoding.UTF_8 else head.decode(encoding, "ignore").encode()


_TYPES = mimetypes.MimeTypes()
"""Python's own table: the machine's would make the answer differ from one to the next."""


def _is_lines_of_json(head: bytes) -> bool:
    """At least two lines, the first of them a whole object: many `.json` exports are that."""
    first, end, rest = head.lstrip().partition(b"\n")
    if not end or not rest.lstrip().startswith(b"{"):
        return False
    return _is_object(first)


def _is_object(line: bytes) -> bool:
    """Whether a line is a JSON object."""
    try:
        return line.startswith(b"{") and isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
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
