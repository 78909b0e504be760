"""Exports in other encodings than UTF-8, on a real server: erased in, and else byte for byte."""

from __future__ import annotations

import io

from eraser.demo.servers.s3 import S3Server
from eraser.formats.compression import Compression, compressed, opened
from eraser.model.outcome import Applied, Done
from tests.contract.s3_world import CODE, Bucket, found, step

TABLE = (
    "Nr;Klients;Kods;Piezīme\r\n"
    "1;Jānis Bērziņš;161175-19997;Samaksāts – „paldies”\r\n"
    f"2;Žanete Šķēle;{CODE};ĢIMENES RĒĶINS\r\n"
    "3;Anna Kalna;;12,50 €\r\n"
)
ERASED = "".join(line for line in TABLE.splitlines(keepends=True) if CODE not in line)

LETTER = (
    "Здравствуйте, меня зовут Ольга, прошу удалить мои данные из вашей базы.\n"
    f"Мой код {CODE}, договор от двенадцатого мая, спасибо за понимание.\n"
    "Телефон и адрес прежние.\n"
)

ENCODINGS = {
    "baltic.csv": (b"", "cp1257"),
    "excel.csv": (b"\xff\xfe", "utf-16-le"),
    "unmarked.csv": (b"", "utf-16-be"),
}
"""By object: the mark at its beginning and how the rest is written."""


def test_a_row_goes_from_a_table_in_any_encoding_and_the_other_bytes_stay(
    s3_server: S3Server,
) -> None:
    bucket = Bucket(s3_server, s3_server.new_bucket())
    for name, (mark, encoding) in ENCODINGS.items():
        bucket.put(f"exports/{name}", mark + TABLE.encode(encoding))
    bucket.put("exports/packed.csv.zst", _packed(TABLE.encode("cp1257")))
    for pattern in ("exports/*.csv", "exports/*.csv.zst"):
        for record in found(bucket, pattern):
            with bucket.writer() as writer:
                assert [type(o) for o in writer.apply([step(record)])] == [Done]
    for name, (mark, encoding) in ENCODINGS.items():
        assert bucket.get(f"exports/{name}") == mark + ERASED.encode(encoding)
    packed = io.BytesIO(bucket.get("exports/packed.csv.zst"))
    assert opened(packed, Compression.ZSTD).read(1 << 20) == ERASED.encode("cp1257")


def test_a_russian_letter_is_redacted_in_its_own_encoding(s3_server: S3Server) -> None:
    bucket = Bucket(s3_server, s3_server.new_bucket())
    bucket.put("letters/a.txt", LETTER.encode("cp1251"))
    (record,) = found(bucket, "letters/*.txt")
    redacted = str(record.fields["line"]).replace(CODE, "[dzēsts]")
    planned = step(record, line=redacted)
    with bucket.writer() as writer:
        assert [type(o) for o in writer.apply([planned])] == [Done]
        assert [type(e) for e in writer.probe([planned])] == [Applied]
    assert bucket.get("letters/a.txt") == LETTER.replace(CODE, "[dzests]").encode("cp1251")


def _packed(content: bytes) -> bytes:
    target = io.BytesIO()
    with compressed(target, Compression.ZSTD) as inner:
        inner.write(content)
    return target.getvalue()
