"""Export files as somebody's nightly job writes them: CSV gzipped, JSON Lines, Parquet, text."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Protocol

from eraser.demo.world.places import Place
from eraser.model.place import Value

if TYPE_CHECKING:
    import pyarrow.parquet as pq

_ROW_GROUP = 20_000
"""Rows that a Parquet file groups: small enough to be read one by one, as big tables have it."""


class Export(Protocol):
    """A file that takes rows in order and is then read once, from its beginning."""

    def add(self, row: Mapping[str, Value]) -> None:
        """One more row."""

    def finished(self) -> IO[bytes]:
        """The whole file, ready to be read; its owner closes it."""


class CsvExport:
    """Gzipped CSV with a header, always the same bytes for the same rows."""

    def __init__(self) -> None:
        self._file = TemporaryFile()
        self._gzip = gzip.GzipFile(fileobj=self._file, mode="wb", mtime=0, filename="")
        self._text = io.TextIOWrapper(self._gzip, encoding="utf-8", newline="")
        self._rows = csv.writer(self._text)
        self._empty = True

    def add(self, row: Mapping[str, Value]) -> None:
        """One more row; the first one names the columns."""
        if self._empty:
            self._rows.writerow(row)
            self._empty = False
        self._rows.writerow(row.values())

    def finished(self) -> IO[bytes]:
        """See `Export.finished`."""
        self._text.close()
        return _from_start(self._file)


class LineExport:
    """One line for each row: JSON, or the text of the field `line`."""

    def __init__(self) -> None:
        self._file = TemporaryFile()

    def add(self, row: Mapping[str, Value]) -> None:
        """One more line."""
        text = row["line"] if row.keys() == {"line"} else json.dumps(row, ensure_ascii=False)
        self._file.write(f"{text}\n".encode())

    def finished(self) -> IO[bytes]:
        """See `Export.finished`."""
        return _from_start(self._file)


class ParquetExport:
    """Parquet with row groups of 20,000 rows and the writer's own key-value metadata."""

    def __init__(self) -> None:
        self._file = TemporaryFile()
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[Mapping[str, Value]] = []

    def add(self, row: Mapping[str, Value]) -> None:
        """One more row."""
        self._waiting.append(row)
        if len(self._waiting) == _ROW_GROUP:
            self._write_group()

    def finished(self) -> IO[bytes]:
        """See `Export.finished`."""
        if self._waiting:
            self._write_group()
        if self._writer is not None:
            self._writer.close()
        return _from_start(self._file)

    def _write_group(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.Table.from_pylist(self._waiting)
        table = table.replace_schema_metadata({"made-by": "nightly job"})
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._file, table.schema)
        self._writer.write_table(table)
        self._waiting = []


def export_for(place: Place) -> Export:
    """An empty file of the format that the place keeps."""
    match place:
        case Place.CUSTOMER_EXPORTS:
            return CsvExport()
        case Place.READINGS:
            return ParquetExport()
        case _:
            return LineExport()


def _from_start(file: IO[bytes]) -> IO[bytes]:
    file.flush()
    file.seek(0)
    return file
