"""Each server starts, answers, keeps its reader from writing, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError

from eraser.demo.servers.choose import Origin, postgres_origins, s3_origins
from eraser.demo.servers.daemon import Daemon, Launch, plain_environment
from eraser.demo.servers.http import ask, basic
from eraser.demo.servers.postgres import PostgresServer
from eraser.demo.servers.s3 import Keys, S3Server
from eraser.demo.servers.search import Login, SearchServer
from eraser.demo.servers.unavailable import NotStartedError

GONE_SECONDS = 15.0


def test_an_owner_writes_and_a_reader_reads_what_was_made_later(
    postgres_server: PostgresServer,
) -> None:
    database = postgres_server.new_database()
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("CREATE SCHEMA archive")
        owner.execute("CREATE TABLE archive.cards AS SELECT 'Ābele' AS holder")
    with psycopg.connect(database.reader_url) as reader:
        row = reader.execute("SELECT lower(holder) FROM archive.cards").fetchone()
    assert row == ("ābele",)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO cards VALUES ('Ozols')",
        "UPDATE cards SET holder = 'Ozols'",
        "DELETE FROM cards",
        "TRUNCATE cards",
        "DROP TABLE cards",
        "CREATE TABLE more (holder text)",
        "CREATE TEMPORARY TABLE more (holder text)",
    ],
)
def test_a_postgres_reader_cannot_write(postgres_server: PostgresServer, statement: str) -> None:
    database = postgres_server.new_database()
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("CREATE TABLE cards AS SELECT 'Ābele' AS holder")
    with psycopg.connect(database.reader_url) as reader:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(statement)


def test_the_owner_is_not_a_superuser(postgres_server: PostgresServer) -> None:
    with psycopg.connect(postgres_server.new_database().owner_url) as owner:
        assert owner.execute("SHOW is_superuser").fetchone() == ("off",)


def test_a_dropped_database_is_gone(postgres_server: PostgresServer) -> None:
    database = postgres_server.new_database()
    postgres_server.drop_database(database)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database.owner_url)


@pytest.mark.moto_will_do
@pytest.mark.parametrize("asked", [{}, {"versioning": True}, {"object_lock": True}])
def test_a_bucket_has_what_was_asked_for_and_the_reader_reads_it(
    s3_server: S3Server, asked: dict[str, bool]
) -> None:
    bucket = s3_server.new_bucket(**asked)
    s3_server.client().put_object(Bucket=bucket, Key="card", Body=b"1")
    reader = s3_server.reader_client()
    assert reader.get_object(Bucket=bucket, Key="card")["Body"].read() == b"1"
    assert reader.list_object_versions(Bucket=bucket)["Versions"][0]["Key"] == "card"
    status = reader.get_bucket_versioning(Bucket=bucket).get("Status")
    assert (status == "Enabled") == bool(asked)


def test_an_s3_reader_cannot_write(s3_server: S3Server) -> None:
    bucket = s3_server.new_bucket(versioning=True)
    version = s3_server.client().put_object(Bucket=bucket, Key="card", Body=b"1")["VersionId"]
    reader = s3_server.reader_client()
    tries = {
        "put": lambda: reader.put_object(Bucket=bucket, Key="card", Body=b"2"),
        "delete": lambda: reader.delete_object(Bucket=bucket, Key="card"),
        "version": lambda: reader.delete_object(Bucket=bucket, Key="card", VersionId=version),
        "tag": lambda: reader.put_object_tagging(Bucket=bucket, Key="card", Tagging={"TagSet": []}),
        "bucket": lambda: reader.create_bucket(Bucket=f"{bucket}-more"),
    }
    for name, attempt in tries.items():
        with pytest.raises(ClientError) as refusal:
            attempt()
        assert refusal.value.response["Error"]["Code"] == "AccessDenied", name


def test_a_search_server_says_what_it_is_and_finds_a_document(search_server: SearchServer) -> None:
    index = search_server.new_index("cards")
    status, _ = search_server.call("PUT", f"/{index}/_doc/1?refresh=true", {"holder": "Ābele"})
    assert status == 201
    _, found = search_server.call("GET", f"/{index}/_search?q=holder:Ābele")
    assert _hits(found) == 1
    assert search_server.product in search_server.kind or search_server.kind == "given"


def test_a_search_reader_pages_with_a_pit_and_a_scroll(search_server: SearchServer) -> None:
    index, reader = _index_and_reader(search_server)
    opensearch = search_server.product == "opensearch"
    opener = "_search/point_in_time" if opensearch else "_pit"
    status, opened = _as(search_server, reader, "POST", f"/{index}/{opener}?keep_alive=1m")
    assert status == 200 and isinstance(opened, dict)
    pit = {"id": opened["pit_id" if opensearch else "id"], "keep_alive": "1m"}
    status, found = _as(search_server, reader, "POST", "/_search", {"pit": pit})
    assert (status, _hits(found)) == (200, 1)
    status, found = _as(search_server, reader, "POST", f"/{index}/_search?scroll=1m", {})
    assert status == 200 and isinstance(found, dict)
    scroll = {"scroll_id": found["_scroll_id"]}
    assert _as(search_server, reader, "DELETE", "/_search/scroll", scroll)[0] == 200


@pytest.mark.parametrize("path", ["/_mapping", "/{index}/_settings", "/{index}/_stats", "/_alias"])
def test_a_search_reader_sees_how_indices_are_made(search_server: SearchServer, path: str) -> None:
    index, reader = _index_and_reader(search_server)
    assert _as(search_server, reader, "GET", path.format(index=index))[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/{index}/_doc/2", {"holder": "Ozols"}),
        ("POST", "/{index}/_update/1", {"doc": {"holder": "Ozols"}}),
        ("DELETE", "/{index}/_doc/1", None),
        ("POST", "/{index}/_delete_by_query", {"query": {"match_all": {}}}),
        ("POST", "/{index}/_forcemerge", None),
        ("DELETE", "/{index}", None),
        ("PUT", "/{index}-more", {}),
    ],
)
def test_a_search_reader_cannot_write(
    search_server: SearchServer, method: str, path: str, body: dict[str, object] | None
) -> None:
    if search_server.reader_user is None:
        pytest.skip(f"{search_server.kind} has no security, so no users")
    index, reader = _index_and_reader(search_server)
    assert _as(search_server, reader, method, path.format(index=index), body)[0] == 403


def test_a_given_postgres_is_left_as_it_was_found(postgres_server: PostgresServer) -> None:
    borrowed = postgres_server.new_database()
    with psycopg.connect(borrowed.admin_url) as admin:
        before = _databases_and_roles(admin)
        with PostgresServer("given", borrowed.admin_url) as given:
            database = given.new_database()
            with psycopg.connect(database.owner_url) as owner:
                owner.execute("CREATE TABLE cards AS SELECT 'Ābele' AS holder")
            with psycopg.connect(database.reader_url) as reader:
                assert reader.execute("SELECT * FROM cards").fetchone() == ("Ābele",)
        assert _databases_and_roles(admin) == before


def test_a_given_s3_is_left_as_it_was_found(s3_server: S3Server) -> None:
    root = Keys(s3_server.access_key, s3_server.secret_key)
    with S3Server("given", s3_server.endpoint, root, root) as given:
        bucket = given.new_bucket(versioning=True)
        for body in (b"1", b"2"):
            given.client().put_object(Bucket=bucket, Key="card", Body=body)
        given.client().delete_object(Bucket=bucket, Key="card")
    with pytest.raises(ClientError, match="404"):
        s3_server.client().head_bucket(Bucket=bucket)


def test_a_given_search_server_is_left_as_it_was_found(search_server: SearchServer) -> None:
    user, password = search_server.user, search_server.password
    admin = Login(user, password) if user is not None and password is not None else None
    with SearchServer("given", search_server.url, admin) as given:
        index = given.new_index("cards")
        assert given.call("PUT", f"/{index}/_doc/1", {"holder": "Ābele"})[0] == 201
    assert search_server.call("GET", f"/{index}")[0] == 404


STOPPABLE = [origin for origin in (*postgres_origins(), *s3_origins()) if not origin.is_mock]


@pytest.mark.servers
@pytest.mark.parametrize("origin", STOPPABLE, ids=lambda origin: origin.kind)
def test_a_stopped_server_leaves_no_process(origin: Origin[Any]) -> None:
    reason = origin.missing()
    if reason is not None:
        pytest.skip(str(reason))
    with origin.start() as server:
        if not server.pid:
            pytest.skip("not a process of ours")
        assert _runs(server.pid)
    assert not _runs(server.pid)


def test_a_search_node_is_led_by_a_process_of_its_own(search_server: SearchServer) -> None:
    if not search_server.pid:
        pytest.skip("not a process of ours")
    assert os.getsid(search_server.pid) == search_server.pid != os.getsid(0)


ASKER = """
import sys, time
from eraser.demo.servers.daemon import Daemon, Launch, plain_environment
daemon = Daemon("sleeper")
daemon.start(Launch(("sleep", "600"), plain_environment()),
             lambda: (daemon.directory / "pid").exists(), 10)
print(daemon.pid, daemon.directory, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_server_does_not_outlive_the_program_that_asked_for_it(how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ASKER],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as asker:
        assert asker.stdout is not None
        pid, directory = asker.stdout.readline().split()
        assert _runs(int(pid))
        asker.send_signal(how)
    assert _gone(int(pid))
    assert _eventually(lambda: not Path(directory).exists())


def test_a_server_that_dies_at_its_start_says_its_last_words() -> None:
    daemon = Daemon("short-lived")
    launch = Launch(("sh", "-c", "echo no such cluster >&2; exit 3"), plain_environment())
    with pytest.raises(NotStartedError, match="no such cluster"):
        daemon.start(launch, lambda: False, 20)
    assert not daemon.directory.exists()


def test_a_server_that_never_answers_is_given_up_and_stopped() -> None:
    daemon = Daemon("silent")
    with pytest.raises(NotStartedError, match="did not answer in time"):
        daemon.start(Launch(("sleep", "600"), plain_environment()), lambda: False, 0.5)
    assert not daemon.directory.exists()


def _databases_and_roles(admin: psycopg.Connection[Any]) -> list[Any]:
    names = "SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1"
    return admin.execute(names).fetchall()


def _index_and_reader(server: SearchServer) -> tuple[str, dict[str, str]]:
    index = server.new_index("cards")
    assert server.call("PUT", f"/{index}/_doc/1?refresh=true", {"holder": "Ābele"})[0] == 201
    if server.reader_user is None or server.reader_password is None:
        return index, {}
    return index, basic(server.reader_user, server.reader_password)


def _as(
    server: SearchServer,
    reader: dict[str, str],
    method: str,
    path: str,
    body: dict[str, object] | None = None,
) -> tuple[int, object]:
    return ask(method, server.url + path, body, reader)


def _hits(answer: object) -> int:
    assert isinstance(answer, dict)
    return len(answer["hits"]["hits"])


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _gone(pid: int) -> bool:
    return _eventually(lambda: not _runs(pid))


def _eventually(true: Any) -> bool:
    deadline = time.monotonic() + GONE_SECONDS
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
