"""Writing a Parquet file again with the settings that the old one was written with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from eraser.errors import FormatError
from eraser.formats.columns import text_of
from eraser.formats.record_format import Changes, Fields, Rewritten
from eraser.formats.streams import Target
from eraser.model.place import Value

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ARROW_SCHEMA = b"ARROW:schema"


def rewrite_file(file: pq.ParquetFile, target: Target, changes: Changes) -> Rewritten:
    """Copy row group by row group; only one of them is in memory at a time.

    Raises FormatError where a row group cannot be read or a value does not fit its column.
    """
    schema = _schema(file)
    first = dropped = changed = 0
    with _writer(file, schema, target) as writer:
        for group in range(file.num_row_groups):
            table = _group(file, group)
            here = {n - first: c for n, c in changes.items() if first <= n < first + len(table)}
            first += len(table)
            sets = {n: c for n, c in here.items() if c}
            table = _dropped(_changed(table, sets), [n for n, c in here.items() if c is None])
            dropped += sum(c is None for c in here.values())
            changed += len(sets)
            if len(table):
                writer.write_table(table.cast(schema), row_group_size=len(table))
    return Rewritten(first, dropped, changed, frozenset(n for n in changes if n >= first))


def _group(file: pq.ParquetFile, group: int) -> pa.Table:
    try:
        return file.read_row_group(group)
    except (OSError, ValueError, NotImplementedError):
        raise FormatError(f"row group {group} cannot be read") from None


def _schema(file: pq.ParquetFile) -> pa.Schema:
    """The schema with all key-value metadata of the file; Arrow's own entry is made anew."""
    pairs = {k: v for k, v in (file.metadata.metadata or {}).items() if k != ARROW_SCHEMA}
    if (file.schema_arrow.metadata or {}) == pairs:
        return file.schema_arrow  # the same pairs in the same order
    return file.schema_arrow.with_metadata(pairs or None)


def _writer(file: pq.ParquetFile, schema: pa.Schema, target: Target) -> pq.ParquetWriter:
    import pyarrow as pa
    import pyarrow.parquet as pq

    meta = file.metadata
    stored = meta.metadata or {}
    paths = [file.schema.column(i).path for i in range(len(file.schema))]
    chunks = (
        {} if not meta.num_row_groups
        else {p: meta.row_group(0).column(i) for i, p in enumerate(paths)}
    )  # fmt: skip
    dictionary = [p for p, c in chunks.items() if c.has_dictionary_page]
    codecs = {p: _codec(c.compression) for p, c in chunks.items()}
    int96 = any(file.schema.column(i).physical_type == "INT96" for i in range(len(file.schema)))
    sorting = meta.row_group(0).sorting_columns if meta.num_row_groups else ()
    return pq.ParquetWriter(
        pa.PythonFile(target, mode="w"),
        schema,
        version=_version(meta.format_version),
        compression=codecs or "snappy",
        use_dictionary=dictionary if chunks else True,
        write_statistics=[p for p, c in chunks.items() if c.is_stats_set] if chunks else True,
        use_deprecated_int96_timestamps=int96,
        use_compliant_nested_type=not any(".list.item" in p for p in paths),
        store_schema=ARROW_SCHEMA in stored or not stored,
        write_page_index=any(c.has_column_index for c in chunks.values()),
        sorting_columns=sorting or None,
    )


def _version(written: str) -> str:
    return written if written in ("1.0", "2.4", "2.6") else "2.6"


def _codec(name: str) -> str:
    return {"UNCOMPRESSED": "none", "LZ4_RAW": "lz4"}.get(name, name.lower())


def _dropped(table: pa.Table, rows: Sequence[int]) -> pa.Table:
    if not rows:
        return table
    import pyarrow as pa

    gone = set(rows)
    return table.filter(pa.array([n not in gone for n in range(len(table))]))


def _changed(table: pa.Table, sets: dict[int, Fields]) -> pa.Table:
    for name in sorted({name for change in sets.values() for name in change}):
        place = table.schema.get_field_index(name)
        if place < 0:
            raise FormatError("a changed field is no column of the file")
        values = {row: change[name] for row, change in sets.items() if name in change}
        field = table.schema.field(place)
        table = table.set_column(place, field, _replaced(table.column(place), field, values))
    return table


def _replaced(old: pa.ChunkedArray, field: pa.Field, values: dict[int, Value]) -> pa.ChunkedArray:
    import pyarrow as pa

    if not field.nullable and None in values.values():
        raise FormatError(f"column '{field.name}' cannot be null")
    pieces, at = [], 0
    for row in sorted(values):
        pieces += [*old.slice(at, row - at).chunks, _cell(values[row], field)]
        at = row + 1
    return pa.chunked_array([*pieces, *old.slice(at).chunks], type=field.type)


def _cell(value: Value, field: pa.Field) -> pa.Array:
    """One value as the column's type has it."""
    import pyarrow as pa

    try:
        if value is None:
            return pa.nulls(1, field.type)
        if pa.types.is_nested(field.type):
            loaded = json.loads(value) if isinstance(value, str) else value
            return pa.array([loaded], field.type)
        return pa.array([text_of(value)], pa.string()).cast(field.type)
    except (ValueError, TypeError, NotImplementedError):
        raise FormatError(f"a value does not fit column '{field.name}'") from None
