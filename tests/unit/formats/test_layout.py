"""What an object is: by its name, corrected by its first bytes."""

from __future__ import annotations

import gzip
import io

import pytest

from eraser.errors import FormatError
from eraser.formats.compression import Compression, compressed, opened
from eraser.formats.layout import Layout, content_matters, layout
from eraser.formats.text import Text


def kind(found: Layout) -> str:
    if found.format is not None:
        return found.format.name
    return "document" if found.document else "whole"


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a/b.csv", b"id,name\n", "csv"),
        ("a/b.CSV.GZ", gzip.compress(b"id,name\n", mtime=0), "csv"),
        ("a/b.csv", gzip.compress(b"id,name\n", mtime=0), "csv"),
        ("a/b.csv.gz", b"id,name\n", "csv"),
        ("a/b.csv", b"PAR1\x15", "parquet"),
        ("a/part-0000", b"PAR1\x15", "parquet"),
        ("b.ndjson", b"{}\n", "jsonl"),
        ("b.json", b'{"a": 1}\n{"a": 2}\n', "jsonl"),
        ("b.json", b'{\n "a": 1\n}\n', "document"),
        ("b.json", b'{"a": 1}\n', "document"),
        ("b.xml", b"<a/>", "document"),
        ("notes.txt", b"x\n", "text"),
        ("README", "Sveiki, Bērziņš\n".encode(), "text"),
        ("README", "Sveiki, ā".encode()[:-1], "text"),
        ("blob", b"\x00\x01\x02", "whole"),
        ("call.wav", b"RIFF", "whole"),
        ("scan.pdf", b"%PDF", "whole"),
        ("folder/", b"", "whole"),
    ],
)
def test_the_layout_follows_name_and_bytes(name: str, head: bytes, expected: str) -> None:
    assert kind(layout(name, head)) == expected


@pytest.mark.parametrize(
    ("name", "matters"),
    [("a.csv", True), ("a.wav", False), ("a.pdf", False), ("a", True), ("a.zip", False)],
)
def test_bytes_of_binaries_need_not_be_asked_for(name: str, matters: bool) -> None:
    assert content_matters(name) is matters


def test_a_cut_gzip_is_told_and_read_up_to_the_cut() -> None:
    lines = b"".join(b"line %d\n" % n for n in range(100_000))
    cut = gzip.compress(lines)[:-50_000]
    seen = 0
    with pytest.raises(FormatError, match="gzip stream is cut after"):
        for _ in Text().read(opened(io.BytesIO(cut), Compression.GZIP)):
            seen += 1
    assert seen > 1000


def test_a_broken_gzip_is_told() -> None:
    content = bytearray(gzip.compress(b"x" * 10_000))
    content[-6] ^= 0xFF
    with pytest.raises(FormatError, match="gzip stream is broken"):
        list(Text().read(opened(io.BytesIO(bytes(content)), Compression.GZIP)))


def test_the_same_content_always_makes_the_same_gzip() -> None:
    made = []
    for _ in range(2):
        target = io.BytesIO()
        with compressed(target, Compression.GZIP) as content:
            content.write(b"x\n")
        made.append(target.getvalue())
    assert made[0] == made[1]
    assert gzip.decompress(made[0]) == b"x\n"


def test_several_gzip_members_are_one_stream() -> None:
    content = gzip.compress(b"a\n") + gzip.compress(b"b\n")
    rows = [f["line"] for _, f in Text().read(opened(io.BytesIO(content), Compression.GZIP))]
    assert rows == ["a", "b"]
