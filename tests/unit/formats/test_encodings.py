"""Exports that are not UTF-8 are read, and written back in their own bytes."""

import gzip
import io

import pyarrow as pa
import pytest

from eraser.errors import FormatError
from eraser.formats.compression import Compression, compressed, opened
from eraser.formats.encodings import Encoding, encoding_of, written
from eraser.formats.layout import HEAD, layout

TABLE = (
    "Nr;Klients;Piezīme\r\n"
    "1;Jānis Bērziņš;Samaksāts – „paldies”\r\n"
    "2;Žanete Šķēle;ĢIMENES RĒĶINS\r\n"
    "3;Anna Kalna;12,50 €\r\n"
)
RUSSIAN = (
    "Здравствуйте, меня зовут Ольга Петрова, прошу удалить мои данные из вашей базы.\n"
    "Договор от двенадцатого мая, телефон и адрес прежние, спасибо за понимание.\n"
)

WRITTEN = {
    "windows-1257": TABLE.encode("cp1257"),
    "utf-16-le": b"\xff\xfe" + TABLE.encode("utf-16-le"),
    "utf-16-be": b"\xfe\xff" + TABLE.encode("utf-16-be"),
}


def read(name: str, content: bytes) -> list[dict[str, object]]:
    found = layout(name, content[:HEAD])
    assert found.format is not None
    source = opened(io.BytesIO(content), found.compression, found.encoding)
    return [dict(fields) for _, fields in found.format.read(source)]


def rewritten(name: str, content: bytes, changes: dict[int, dict[str, str] | None]) -> bytes:
    found, target = layout(name, content[:HEAD]), io.BytesIO()
    assert found.format is not None
    source = opened(io.BytesIO(content), found.compression, found.encoding)
    with compressed(target, found.compression, found.encoding) as inner:
        found.format.rewrite(source, inner, changes)
    return target.getvalue()


def zstd(content: bytes) -> bytes:
    target = io.BytesIO()
    with compressed(target, Compression.ZSTD) as inner:
        inner.write(content)
    return target.getvalue()


@pytest.mark.parametrize("encoding", WRITTEN)
def test_a_table_is_read_whatever_its_encoding(encoding: str) -> None:
    assert encoding_of(WRITTEN[encoding]) == encoding
    names = [row["Klients"] for row in read("klienti.csv", WRITTEN[encoding])]
    assert names == ["Jānis Bērziņš", "Žanete Šķēle", "Anna Kalna"]


@pytest.mark.parametrize("encoding", WRITTEN)
def test_what_is_not_changed_keeps_its_bytes(encoding: str) -> None:
    content = WRITTEN[encoding]
    assert rewritten("klienti.csv", content, {}) == content
    erased = TABLE.replace("Jānis Bērziņš", "dzēsts")
    changed = rewritten("klienti.csv", content, {0: {"Klients": "dzēsts"}})
    mark = content[:2] if encoding.startswith("utf-16") else b""
    assert changed == mark + erased.encode(encoding)


def test_a_character_that_the_encoding_lacks_is_refused() -> None:
    with pytest.raises(FormatError, match="windows-1257"):
        rewritten("klienti.csv", WRITTEN["windows-1257"], {0: {"Klients": "Анна"}})


def test_a_letter_that_the_encoding_lacks_loses_its_marks() -> None:
    changed = rewritten("vestule.txt", RUSSIAN.encode("cp1251"), {0: {"line": "[dzēsts] просит"}})
    assert changed.decode("cp1251").splitlines()[0] == "[dzests] просит"
    assert written("[dzēsts]", Encoding.BALTIC) == "[dzēsts]"


@pytest.mark.parametrize("text", [TABLE, "Ādažu Ābece\n", RUSSIAN, "Klients K-1; 26112233\n"])
@pytest.mark.parametrize("encoding", [Encoding.UTF_16_LE, Encoding.UTF_16_BE])
def test_utf_16_without_its_mark_is_read_and_keeps_its_bytes(text: str, encoding: Encoding) -> None:
    content = text.encode(encoding)
    assert encoding_of(content) is encoding
    assert rewritten("a.txt", content, {}) == content
    assert read("a.txt", content)[0]["line"] == text.splitlines()[0]


def test_zstd_is_opened_and_closed_again() -> None:
    content = zstd(TABLE.encode("cp1257"))
    assert layout("klienti.csv.zst", content).compression is Compression.ZSTD
    assert len(read("klienti.csv.zst", content)) == 3
    again = rewritten("klienti.csv.zst", content, {1: None})
    assert [r["Nr"] for r in read("klienti.csv.zst", again)] == ["1", "3"]
    table = pa.input_stream(io.BytesIO(again), compression="zstd").read()
    assert table == TABLE.replace("2;Žanete Šķēle;ĢIMENES RĒĶINS\r\n", "").encode("cp1257")


def test_a_cut_zstd_stream_is_told() -> None:
    content = zstd(TABLE.encode() * 9000)
    source = opened(io.BytesIO(content[: len(content) // 2]), Compression.ZSTD)
    with pytest.raises(FormatError, match="zstd stream is cut"):
        while source.read(1 << 16):
            pass


def test_gzip_and_an_encoding_go_together() -> None:
    content = gzip.compress(WRITTEN["utf-16-le"])
    assert len(read("klienti.csv.gz", content)) == 3


def test_an_odd_byte_at_the_end_of_utf_16_is_told() -> None:
    with pytest.raises(FormatError, match="utf-16-le"):
        read("klienti.csv", WRITTEN["utf-16-le"] + b"x")


def test_a_russian_text_is_read_only_when_it_is_surely_one() -> None:
    assert encoding_of(RUSSIAN.encode("cp1251")) is Encoding.CYRILLIC
    assert encoding_of("Привет".encode("cp1251")) is Encoding.UTF_8


@pytest.mark.parametrize(
    "content",
    [TABLE.encode(), TABLE.encode()[:17], b"plain", b"a,b\n1,\xff\xfe\n", b"J\xe4nis\n", b"\xe7\n",
     TABLE.encode() + b"\xe7", bytes(range(256)), b"caf\xe9 cr\xe8me",
     b"\xff\xfe\x00\x00a\x00\x00\x00",     "Größe und Höhe".encode("cp1252"), b"a\x00b\xe7c"],
)  # fmt: skip
def test_what_may_be_anything_is_no_code_page(content: bytes) -> None:
    assert encoding_of(content) is Encoding.UTF_8
