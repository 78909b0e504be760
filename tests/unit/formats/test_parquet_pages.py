"""Pages of Parquet are measured before they are unpacked."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from eraser.errors import FormatError
from eraser.formats import parquet_pages
from eraser.formats.parquet import Parquet
from eraser.formats.parquet_pages import _pages, too_large

LONG = "x" * (parquet_pages.LARGEST_PAGE + 1)


def stored(table: pa.Table, **options: object) -> tuple[io.BytesIO, pq.ParquetFile]:
    target = io.BytesIO()
    pq.write_table(table, target, **options)
    target.seek(0)
    return target, pq.ParquetFile(target)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"data_page_version": "2.0", "compression": "zstd"},
        {"use_dictionary": False, "data_page_size": 1000, "write_page_checksum": True},
        {"write_page_index": True, "write_statistics": True, "compression": "none"},
    ],
)
def test_the_headers_of_all_pages_are_read(options: dict[str, object]) -> None:
    texts = [f"p{n}@example.lv" for n in range(9_000)]
    lists = [[n, n + 1] if n % 3 else None for n in range(9_000)]
    stream, file = stored(pa.table({"text": texts, "list": lists}), **options)
    for index in range(2):  # both columns: every page of theirs
        chunk = file.metadata.row_group(0).column(index)
        start = chunk.dictionary_page_offset or chunk.data_page_offset
        sizes = list(_pages(stream, start, start + chunk.total_compressed_size))
        headers = chunk.total_uncompressed_size - sum(sizes)  # of 20 to 100 bytes each
        assert 10 * len(sizes) <= headers <= 150 * len(sizes)


def test_bytes_that_are_no_header_end_the_search() -> None:
    for content in (b"", b"\0", b"\xff" * 40, b"\x15\x00\x15"):
        assert list(_pages(io.BytesIO(content), 0, 100)) == []


def test_a_column_with_a_page_that_is_too_large_is_left_out_and_told() -> None:
    table = pa.table({"id": [1, 2, 3], "note": pa.array(["a", LONG, "b"], pa.large_string())})
    stream, file = stored(table, compression="zstd", use_dictionary=False)
    assert too_large(stream, file, 0) == ("note",)
    read: list[object] = []
    with pytest.raises(FormatError, match="^note of row group 0: a cell of some 96 MiB or more$"):
        for _, fields in Parquet().read(stream):
            read.append(fields)
    assert read == [{"id": 1}, {"id": 2}, {"id": 3}]
