"""Rubbish in real stores: each place is told with its reason, and everything else is scanned."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from eraser.cli import app
from eraser.demo.servers.postgres import PostgresServer
from eraser.demo.servers.s3 import S3Server
from eraser.demo.servers.search import SearchServer
from eraser.formats.compression import Compression, compressed


def zstd(content: bytes) -> bytes:
    target = io.BytesIO()
    with compressed(target, Compression.ZSTD) as packed:
        packed.write(content)
    return target.getvalue()


HUGE = 200 << 20
MOST_MEMORY = 400
"""Megabytes that a scan may take, whatever it meets (the aim of the benchmark)."""

PROGRAM = """
import re, sys
from pathlib import Path
from eraser.cli import main
try:
    main()
finally:
    peak = re.search("VmHWM: *\\t *([0-9]+)", Path("/proc/self/status").read_text())
    sys.stderr.write(f"PEAK {int(peak[1]) // 1024}")
"""
"""`ru_maxrss` would be the parent's, if that was larger when it began the process."""


@dataclass(frozen=True)
class Answer:
    """What a scan answered, and the memory it took, in MB, when it had a process of its own."""

    code: int
    json: Any
    peak: int = 0

    @property
    def found(self) -> dict[tuple[str, str], int]:
        """Field and category, and in how many records."""
        return {(f["field"], f["category"]): f["records"] for f in self.json["findings"]}

    @property
    def reasons(self) -> list[str]:
        return [n["reason"] for n in self.json["not_read"]]


def scanned(address: str) -> Answer:
    done = CliRunner().invoke(app, ["scan", address, "--format", "json"])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Answer(done.exit_code, json.loads(done.stdout))


def weighed(address: str) -> Answer:
    """The same in a process of its own."""
    command = [sys.executable, "-c", PROGRAM, "scan", address, "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("{"), done.stderr[-2000:]
    peak = int(done.stderr.rpartition("PEAK ")[2])
    return Answer(done.returncode, json.loads(done.stdout), peak)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No eraser.yaml of the checkout is found."""
    monkeypatch.chdir(tmp_path)


def objects(server: S3Server, contents: Mapping[str, bytes]) -> str:
    """The address of a bucket with these objects."""
    bucket = server.new_bucket()
    for key, body in contents.items():
        server.client().put_object(Bucket=bucket, Key=key, Body=body)
    keys = f"{server.reader_access_key}:{server.reader_secret_key}"
    return f"s3://{keys}@{bucket}/?endpoint={server.endpoint}"


def rows(count: int) -> bytes:
    return b"".join(f"{n},p{n}@example.lv\n".encode() for n in range(count))


def documents(count: int) -> bytes:
    return b"".join(b'{"id": %d, "mail": "p%d@example.lv"}\n' % (n, n) for n in range(count))


HEAD = b"id,mail\n"
DEEP = b'{"id": ' + b"[" * 10_000 + b"]" * 10_000 + b"}\n"
ZIP = io.BytesIO()
with zipfile.ZipFile(ZIP, "w") as archive:
    archive.writestr("a.csv", HEAD + rows(3))
LOCKED = bytearray(ZIP.getvalue())
LOCKED[6] |= 1
"""A ZIP whose entry says that it is encrypted (APPNOTE 4.4.4)."""


def parquet(count: int) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table({"mail": [f"p{n}@example.lv" for n in range(count)]}), target)
    return target.getvalue()


@pytest.mark.moto_will_do
@pytest.mark.parametrize(
    ("name", "rubbish", "reason", "records"),
    [
        ("utf8.csv", HEAD + rows(5) + b"7,\xc3\x28\n" + rows(4),
         "row 5: bytes that are not UTF-8", 9),
        ("utf8.jsonl", documents(5) + b'{"id": "\xff"}\n' + documents(4),
         "row 5: byte 8 of the line is not UTF-8", 9),
        ("utf8.log", b"a@example.lv\n\xff\n\xfe\nb@example.lv\n",
         "2 rows cannot be read, the first: row 1: byte 0 of the line is not UTF-8", 2),
        ("ragged.csv", HEAD + rows(5) + b"7\n8,a,b\n" + rows(4),
         "2 rows cannot be read, the first: row 5: 1 cells in a table of 2 columns", 9),
        ("quotes.csv", HEAD + rows(5) + b'7,"a"b\n' + rows(4), "row 5: ',' expected after '\"'", 9),
        ("deep.jsonl", documents(5) + DEEP + documents(4), "too deep", 9),
        ("broken.jsonl", documents(5) + b'{"id": 1\n[]\n' + documents(4),
         "2 rows cannot be read, the first: row 5: not JSON", 9),
        ("footer.parquet", parquet(9)[:-8] + b"\xff\xff\xff\x7fPAR1", "no Parquet footer", 0),
        ("cut.parquet", parquet(9)[:-100], "no Parquet footer", 0),
        ("cut.csv.gz", gzip.compress(HEAD + rows(50_000))[:60_000], "gzip stream is cut", 1),
        ("broken.jsonl.gz", gzip.compress(documents(9), mtime=0)[:40] + b"\xff" * 40, "gzip", 0),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "PNG", 0),
        ("archive.csv", ZIP.getvalue(), "ZIP", 0),
        ("archive.zip", ZIP.getvalue(), "the content of a .zip file", 0),
        ("locked.zip", bytes(LOCKED), "the content of a .zip file", 0),
        ("lines.jsonl", HEAD + rows(3), "4 rows cannot be read, the first: row 0: not JSON", 0),
        ("utf32.csv", (HEAD + rows(3)).decode().encode("utf-32"), "UTF-32", 0),
    ],
)  # fmt: skip
def test_a_broken_object_is_told_and_what_is_whole_is_scanned(
    s3_server: S3Server, name: str, rubbish: bytes, reason: str, records: int
) -> None:
    answer = scanned(objects(s3_server, {f"in/{name}": rubbish, "in/good.tsv": b"mail\na@b.lv\n"}))
    assert answer.code == 4 and answer.json["complete"] is False
    assert any(reason in told for told in answer.reasons), answer.reasons
    by_container = {f["container"]: f["records"] for f in answer.json["findings"]}
    good = [n for container, n in by_container.items() if container.endswith("in/*.tsv")]
    assert good == [1]
    assert sum(by_container.values()) - 1 >= records
    assert records in (0, 1) or sum(by_container.values()) - 1 == records


@pytest.mark.moto_will_do
@pytest.mark.parametrize(
    ("name", "content", "records"),
    [
        ("nul.csv", HEAD + b"1,\0a@example.lv\n" + rows(2), 3),
        ("nul.jsonl", b'{"mail": "\\u0000 a@example.lv"}\n', 1),
        ("table.csv", parquet(4), 4),
        ("packed.csv", gzip.compress(HEAD + rows(4), mtime=0), 4),
        ("lines.csv", documents(4), 4),
        ("mark.csv", b"\xef\xbb\xbf" + HEAD + rows(4), 4),
        ("utf16.csv", (HEAD + rows(4)).decode().encode("utf-16"), 4),
        ("baltic.csv", HEAD + rows(3) + "4,Bērziņš a@example.lv\n".encode("cp1257"), 4),
        ("packed.csv.zst", zstd(HEAD + rows(4)), 4),
        ("deep.json", DEEP.replace(b"]", b'"a@example.lv"]', 1), 1),
        *((f"empty{suffix}", b"", 0) for suffix in (".csv", ".jsonl", ".json", ".txt", ".log")),
        ("empty.csv.gz", gzip.compress(b"", mtime=0), 0),
        ("blank.jsonl", b"\n\n\n", 0),
    ],
)  # fmt: skip
def test_what_is_only_odd_is_scanned(
    s3_server: S3Server, name: str, content: bytes, records: int
) -> None:
    answer = scanned(objects(s3_server, {f"in/{name}": content}))
    assert sum(n for (_, category), n in answer.found.items() if category == "email") == records
    if name == "deep.json":
        assert answer.code == 4 and "too deep" in answer.reasons[0]
    else:
        assert (answer.code, answer.reasons) == (0, [])


@pytest.mark.moto_will_do
def test_an_empty_parquet_is_no_parquet(s3_server: S3Server) -> None:
    answer = scanned(objects(s3_server, {"in/empty.parquet": b""}))
    assert answer.code == 4 and "no Parquet footer" in answer.reasons[0]


def huge_parquet() -> bytes:
    target = io.BytesIO()
    cells = pa.array(["a@example.lv", "x" * HUGE, "b@example.lv"], pa.large_string())
    mails = pa.array(["c@example.lv", "d@example.lv", None])
    table = pa.table({"note": cells, "mail": mails})
    pq.write_table(table, target, compression="zstd", row_group_size=3)
    return target.getvalue()


@pytest.mark.slow
@pytest.mark.moto_will_do
@pytest.mark.parametrize(
    ("name", "front", "unit", "back"),
    [
        ("huge.csv.gz", HEAD + rows(5), b"x", b",1\n" + rows(4)),
        ("huge.jsonl.gz", documents(5) + b'{"id": "', b"x", b'"}\n' + documents(4)),
        ("huge.log.gz", b"a@example.lv\n" * 5, b"x", b"\n" + b"b@example.lv\n" * 4),
    ],
    ids=["csv", "jsonl", "log"],
)
def test_a_cell_of_200_mb_is_told_and_memory_stays_flat(
    s3_server: S3Server, name: str, front: bytes, unit: bytes, back: bytes
) -> None:
    body = gzip.compress(front + unit * HUGE + back, compresslevel=1)
    answer = weighed(objects(s3_server, {f"in/{name}": body}))
    assert answer.code == 4
    assert answer.reasons == ["row 5: a line of over 16 MiB"]
    assert sum(n for (_, category), n in answer.found.items() if category == "email") == 9
    assert answer.peak <= MOST_MEMORY


@pytest.mark.slow
@pytest.mark.moto_will_do
def test_a_huge_cell_of_a_parquet_is_told_and_the_others_are_scanned(s3_server: S3Server) -> None:
    answer = weighed(objects(s3_server, {"in/huge.parquet": huge_parquet()}))
    assert answer.code == 4
    assert answer.reasons == ["note of row group 0: a cell of some 96 MiB or more"]
    assert answer.found == {("mail", "email"): 2}
    assert answer.peak <= MOST_MEMORY


@pytest.fixture
def database(postgres_server: PostgresServer) -> Iterator[tuple[psycopg.Connection, str]]:
    made = postgres_server.new_database()
    with psycopg.connect(made.owner_url, autocommit=True) as connection:
        yield connection, f"crm={made.reader_url}"


@pytest.mark.slow
def test_a_huge_cell_of_a_table_is_told_and_the_others_are_scanned(
    database: tuple[psycopg.Connection, str],
) -> None:
    connection, address = database
    connection.execute("CREATE TABLE note (id int PRIMARY KEY, note text, body jsonb)")
    connection.execute(
        f"INSERT INTO note VALUES (2, repeat('x', {HUGE}), to_jsonb(repeat('y', {HUGE})))"
    )
    connection.execute("INSERT INTO note VALUES (1, 'a@example.lv'), (3, 'b@example.lv')")
    answer = weighed(address)
    assert answer.code == 4
    assert answer.reasons == ["a cell of over 16 MiB (1 cells)"] * 2
    assert answer.found == {("note", "email"): 2}
    assert answer.peak <= MOST_MEMORY


def test_json_of_a_table_nested_10_000_deep_is_read_as_text_and_told(
    database: tuple[psycopg.Connection, str],
) -> None:
    connection, address = database
    deep = "[" * 5_000 + '"a@example.lv"' + "]" * 5_000
    deeper = "[" * 10_000 + '"b@example.lv"' + "]" * 10_000
    connection.execute("CREATE TABLE doc (id int PRIMARY KEY, body jsonb, raw text, plain json)")
    connection.execute(
        "INSERT INTO doc VALUES (1, %s::jsonb, %s, %s::json), (2, %s, '', '{}')",
        (deep, deeper, deep, '{"m": "c@example.lv"}'),
    )
    answer = scanned(address)
    assert answer.code == 4
    assert any("too deep" in reason for reason in answer.reasons), answer.reasons
    emails = {field for field, category in answer.found if category == "email"}
    assert "raw" in emails and "body.m" in emails


def test_a_strange_mapping_is_told_or_scanned(search_server: SearchServer) -> None:
    hidden = search_server.new_index("hidden")
    search_server.call("PUT", f"/{hidden}", {"mappings": {"_source": {"enabled": False}}})
    search_server.call("PUT", f"/{hidden}/_doc/1?refresh=true", {"mail": "a@example.lv"})
    loose = search_server.new_index("loose")
    mapping = {
        "dynamic": False,
        "properties": {
            "mapped": {"type": "keyword", "ignore_above": 3},
            "opaque": {"type": "object", "enabled": False},
            "packed": {"type": "binary"},
            "many": {"type": "nested"},
        },
    }
    search_server.call("PUT", f"/{loose}", {"mappings": mapping})
    document = {
        "mapped": "m@example.lv",
        "opaque": {"deep": {"er": "o@example.lv"}},
        "packed": "bm90aGluZw==",
        "many": [{"mail": "n@example.lv"}, {"mail": None}],
        "unmapped": "u@example.lv",
        "dotted.name": "d@example.lv",
    }
    search_server.call("PUT", f"/{loose}/_doc/1?refresh=true", document)
    scheme, _, host = search_server.url.partition("://")
    login = f"{search_server.user}:{search_server.password}@" if search_server.password else ""
    verify = "?verify=false" if scheme == "https" else ""
    answer = scanned(f"opensearch+{scheme}://{login}{host}/{hidden},{loose}{verify}")
    assert answer.code == 4
    assert any("_source is disabled" in reason for reason in answer.reasons)
    assert {field for field, category in answer.found if category == "email"} == {
        "mapped",
        "opaque.deep.er",
        "many[].mail",
        "unmapped",
        "dotted.name",
    }
