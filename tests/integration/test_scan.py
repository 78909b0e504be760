"""`eraser scan` and `eraser map` from the command line, on real servers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from typer.testing import CliRunner

from eraser import datamap
from eraser.cli import app
from eraser.demo.servers.postgres import PostgresServer
from eraser.demo.servers.s3 import S3Server
from eraser.demo.servers.search import SearchServer
from eraser.errors import EraserError

CODE = "161175-19997"
TABLES = """
CREATE TABLE client (id int PRIMARY KEY, pk text, mail text, note text, doc jsonb, serial bigint);
INSERT INTO client
SELECT n, CASE WHEN n = 7 THEN NULL ELSE '161175-19997' END, 'p' || n || '@example.lv',
       CASE n WHEN 3 THEN 'lūdz zvanīt pa tālr. 22124444' ELSE 'nekas, 20' || n END,
       jsonb_build_object('contacts', jsonb_build_array(jsonb_build_object('mail', 'x@y.lv'))),
       10000000000 + n * 7
  FROM generate_series(1, 50) n;
CREATE TABLE empty_one (id int PRIMARY KEY, mail text);
CREATE TABLE part (number text);
INSERT INTO part SELECT (10000000000 + n * 9973)::text FROM generate_series(1, 3000) n;
"""


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def eraser(*arguments: str) -> Answer:
    """Run a command as `main` would."""
    result = CliRunner().invoke(app, [*arguments])
    if isinstance(result.exception, EraserError):
        return Answer(int(result.exception.exit_code), result.stdout, str(result.exception))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Answer(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No eraser.yaml of the checkout is found."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def crm(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of a small database, for a role that can only read."""
    database = postgres_server.new_database()
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(TABLES)
    yield f"crm={database.reader_url}"


def places(answer: Answer) -> set[tuple[str, str]]:
    return {(f["field"], f["category"]) for f in answer.json["findings"]}


def test_a_database_is_scanned_by_its_address_alone(crm: str) -> None:
    answer = eraser("scan", crm, "--format", "json")
    assert answer.code == 0
    assert answer.json["complete"] is True
    found = {(f["field"], f["category"]): f for f in answer.json["findings"]}
    assert set(found) == {
        ("pk", "personas-kods"),
        ("mail", "email"),
        ("note", "phone"),
        ("doc.contacts[].mail", "email"),
    }
    code = found["pk", "personas-kods"]
    assert (code["store"], code["container"]) == ("crm", "public.client")
    assert (code["records"], code["scanned"], code["score"]) == (49, 50, 1.0)
    assert code["digests"] == []
    assert "no digests" in answer.err
    assert CODE not in answer.out + answer.err


def test_digests_need_a_key_and_places_have_to_be_asked_for(
    crm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", "one key")
    arguments = ("scan", crm, "--format", "json", "--only", "phone", "--digest-key", "env:KEY")
    (found,) = eraser(*arguments, "--places").json["findings"]
    assert len(found["digests"][0]) == 64
    assert found["places"] == [{"key": {"id": "3"}, "column": 22}]
    monkeypatch.setenv("KEY", "another key")
    (other,) = eraser(*arguments).json["findings"]
    assert other["digests"] != found["digests"] and "places" not in other


def test_a_scan_can_be_narrowed(crm: str) -> None:
    def scan(*more: str) -> set[tuple[str, str]]:
        return places(eraser("scan", crm, "--format", "json", *more))

    assert scan("--only", "phone,personas-kods") == {("pk", "personas-kods"), ("note", "phone")}
    assert ("mail", "email") not in scan("--except", "email")
    assert scan("--exclude", "*.client") == set()
    assert scan("--include", "crm/public.empty*") == set()
    assert scan("--min-confidence", "0.95") == {
        ("pk", "personas-kods"),
        ("mail", "email"),
        ("doc.contacts[].mail", "email"),
    }


def test_a_pattern_that_fits_no_container_is_a_usage_error_and_no_passed_gate(crm: str) -> None:
    answer = eraser("scan", crm, "--include", "public.clients")
    assert answer.code == 2
    assert "crm/public.client" in answer.err


def test_a_quoted_table_is_named_without_its_quotes(postgres_server: PostgresServer) -> None:
    database = postgres_server.new_database()
    with psycopg.connect(database.owner_url) as connection:
        connection.execute('CREATE TABLE "Pircēji" ("PK" text)')
        connection.execute("""INSERT INTO "Pircēji" VALUES ('161175-19997')""")
    crm = f"crm={database.reader_url}"
    narrowed = eraser("scan", crm, "--include", "public.Pircēji", "--format", "json")
    assert places(narrowed) == {("PK", "personas-kods")}
    assert "000000-00000" in eraser("scan", crm, "--explain", "public.Pircēji.PK").out


def test_recognisers_and_patterns_of_an_eraser_yaml_serve_bare_addresses_too(
    crm: str, tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_text(
        "version: 1\npatterns: {serial: '100000[0-9]{5}'}\nstores: {}\n"
        "recognisers: ['eraser.detect.recognisers.name:NameRecogniser']\n",
        encoding="utf-8",
    )
    answer = eraser("scan", crm, "-c", "own.yaml", "--format", "json")
    assert ("serial", "serial") in places(answer)
    assert eraser("scan", crm, "-c", "missing.yaml").code == 2


def test_an_unknown_category_is_a_usage_error(crm: str) -> None:
    answer = eraser("scan", crm, "--only", "emial")
    assert answer.code == 2 and "emial" in answer.err


def test_an_unknown_category_is_a_usage_error_beside_own_recognisers_too(
    crm: str, tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_text(
        "version: 1\nstores: {}\nrecognisers: ['presidio_analyzer.predefined_recognizers:"
        "CreditCardRecognizer', 'presidio_analyzer.predefined_recognizers:UrlRecognizer']\n",
        encoding="utf-8",
    )
    answer = eraser("scan", crm, "-c", "own.yaml", "--only", "persona-kods")
    assert answer.code == 2 and "persona-kods" in answer.err
    assert eraser("scan", crm, "-c", "own.yaml", "--only", "url").code == 0


def test_a_file_that_cannot_be_written_is_told_before_the_scan(tmp_path: Path) -> None:
    away = "postgresql://nobody@127.0.0.1:9/away"
    for target in (tmp_path / "missing" / "x.json", tmp_path):
        answer = eraser("scan", away, "--format", "json", "-o", str(target))
        assert answer.code == 2 and "--output" in answer.err


def test_a_store_that_does_not_answer_is_exit_5_and_the_others_are_scanned(crm: str) -> None:
    away = "postgresql://nobody@127.0.0.1:9/away"
    answer = eraser("scan", away, crm, "--format", "json")
    assert answer.code == 5
    assert answer.json["unreachable"] == ["away"]
    assert ("mail", "email") in places(answer)
    assert "Unreachable" in answer.err


def test_a_table_that_hides_rows_is_exit_4(postgres_server: PostgresServer) -> None:
    database = postgres_server.new_database()
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("CREATE TABLE seen (id int PRIMARY KEY)")
        connection.execute("CREATE TABLE hidden (id int PRIMARY KEY)")
        connection.execute("ALTER TABLE hidden ENABLE ROW LEVEL SECURITY")
    answer = eraser("scan", f"crm={database.reader_url}", "--format", "json")
    assert answer.code == 4
    assert {n["container"] for n in answer.json["not_read"]} == {"public.hidden"}
    assert answer.json["complete"] is False
    assert "Not scanned: 1" in answer.err


def test_a_sample_says_which_share_was_read(postgres_server: PostgresServer) -> None:
    database = postgres_server.new_database()
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("CREATE TABLE log (line text)")
        connection.execute(
            "INSERT INTO log SELECT 'p' || n || '@example.lv ' || repeat('nekas ', 40)"
            " FROM generate_series(1, 40000) n"
        )
        connection.execute("CREATE TABLE small (mail text)")
    answer = eraser("scan", f"crm={database.reader_url}", "--format", "json", "--sample", "20%")
    assert answer.code == 0
    shares = {s["container"]: s for s in answer.json["sampled"]}
    assert 0.15 < shares["public.log"]["share"] < 0.35
    assert shares["public.log"]["pieces"] >= 8
    assert shares["public.small"]["share"] == 1.0
    (found,) = answer.json["findings"]
    assert found["records"] == found["scanned"] < 20000
    assert "A sample" in answer.err


def test_the_gate_fails_for_what_is_new_and_passes_when_it_was_accepted(
    crm: str, tmp_path: Path
) -> None:
    baseline = str(tmp_path / "baseline.yaml")
    gate = ("scan", crm, "--baseline", baseline, "--fail-on", "new")
    first = eraser(*gate)
    assert first.code == 1
    assert "4 findings are not in the baseline" in first.err
    assert "public.client.pk: personas-kods" in first.err
    assert "--update-baseline" in first.err
    accepted = eraser(*gate, "--update-baseline", "--label", "expected", "--reason", "klienti")
    assert accepted.code == 0
    content = Path(baseline).read_text(encoding="utf-8")
    assert yaml.safe_load(content)["findings"][0]["reason"] == "klienti"
    assert eraser(*gate).code == 0
    assert eraser(*gate, "--update-baseline").code == 0
    assert Path(baseline).read_text(encoding="utf-8") == content
    assert eraser("scan", crm, "--baseline", baseline, "--fail-on", "any").code == 0
    assert eraser("scan", crm, "--fail-on", "any").code == 1


def test_the_gate_without_a_data_map_is_a_usage_error(crm: str) -> None:
    assert eraser("scan", crm, "--fail-on", "unmapped").code == 2


def test_a_first_map_names_everything_that_was_found(crm: str, tmp_path: Path) -> None:
    config = tmp_path / "eraser.yaml"
    address = crm.removeprefix("crm=")
    (tmp_path / "url").write_text(address, encoding="utf-8")
    config.write_text(
        "version: 1\nstores:\n  crm:\n    plugin: postgres\n    read: {url: 'file:url'}\n",
        encoding="utf-8",
    )
    unmapped = eraser("map", "check", "--format", "json")
    assert unmapped.code == 1
    assert {p["field"] for p in unmapped.json["unmapped"]} == {
        "pk", "mail", "note", "doc.contacts[].mail",
    }  # fmt: skip
    assert eraser("scan", "--fail-on", "unmapped").code == 1
    assert eraser("map", "init").code == 0
    entry = datamap.load(tmp_path / "datamap.yaml").containers["crm/public.client"]
    assert entry.identifiers == {"pk": "personas-kods", "mail": "email"}
    assert entry.personal == ("doc.contacts[].mail",)
    assert entry.text == ("note",)
    assert eraser("map", "check").code == 0
    assert eraser("scan", "--fail-on", "unmapped").code == 0
    assert eraser("map", "init").code == 2


def test_a_flagged_field_is_explained_without_its_values(crm: str) -> None:
    answer = eraser("scan", crm, "--explain", "public.client.pk")
    assert answer.code == 0
    assert "000000-00000" in answer.out and CODE not in answer.out
    assert "98.0%" in answer.out
    assert "personas-kods: the field's name says so" in answer.out
    nested = eraser("scan", crm, "--explain", "crm/public.client.doc.contacts[].mail")
    assert "x@x.xx" in nested.out
    whole = eraser("scan", crm, "--explain", "public.client.doc")
    assert "found inside it: doc.contacts[].mail" in whole.out
    nothing = eraser("scan", crm, "--explain", "public.part.number")
    assert "nothing was found" in nothing.out and "do not hold" in nothing.out
    assert eraser("scan", crm, "--explain", "public.nowhere.pk").code == 2
    assert eraser("scan", crm, "--explain", "public.client.nowhere").code == 2


@pytest.mark.parametrize("form", ["table", "json", "sarif", "gitlab", "csv", "html"])
def test_every_format_is_written_to_a_file(crm: str, tmp_path: Path, form: str) -> None:
    target = tmp_path / "out"
    answer = eraser("scan", crm, "--format", form, "-o", str(target), "--lang", "en")
    assert answer.code == 0 and answer.out == ""
    text = target.read_text(encoding="utf-8")
    assert "public.client" in text and CODE not in text


@pytest.mark.moto_will_do
def test_a_bucket_is_scanned_by_its_address_alone(s3_server: S3Server) -> None:
    bucket = s3_server.new_bucket()
    body = "mail,pk\n" + "".join(f"p{n}@example.lv,{CODE}\n" for n in range(20))
    s3_server.client().put_object(Bucket=bucket, Key="in/a.csv", Body=body.encode())
    s3_server.client().put_object(Bucket=bucket, Key="other/b.csv", Body=body.encode())
    keys = f"{s3_server.reader_access_key}:{s3_server.reader_secret_key}"
    address = f"s3://{keys}@{bucket}/in/?endpoint={s3_server.endpoint}"
    answer = eraser("scan", address, "--format", "json")
    assert answer.code == 0
    assert {f["container"] for f in answer.json["findings"]} == {f"{bucket}/in/*.csv"}
    assert places(answer) == {("mail", "email"), ("pk", "personas-kods")}
    nothing = f"s3://{keys}@{bucket}/nosuch/?endpoint={s3_server.endpoint}"
    assert eraser("scan", nothing).code == 4
    wrong = f"s3://nobody:nothing@{bucket}/in/?endpoint={s3_server.endpoint}"
    assert eraser("scan", wrong).code == 5


@pytest.mark.moto_will_do
@pytest.mark.parametrize("places_asked", [(), ("--places",)])
def test_names_metadata_and_tags_of_objects_with_rows_are_looked_at(
    s3_server: S3Server, places_asked: tuple[str, ...]
) -> None:
    bucket, client = s3_server.new_bucket(), s3_server.client()
    client.put_object(
        Bucket=bucket,
        Key=f"misc/{CODE}.csv",
        Body=b"n\n1\n2\n",
        Metadata={"owner": "anna@inbox.lv"},
        Tagging="contact=berta@inbox.lv",
    )
    client.put_object(Bucket=bucket, Key="misc/zane@inbox.lv 2024.csv", Body=b"n\n1\n")
    keys = f"{s3_server.reader_access_key}:{s3_server.reader_secret_key}"
    address = f"s3://{keys}@{bucket}/misc/?endpoint={s3_server.endpoint}"
    answer = eraser("scan", address, "--format", "json", *places_asked)
    assert places(answer) == {
        ("object", "personas-kods"),
        ("object", "email"),
        ("metadata.owner", "email"),
        ("tag.contact", "email"),
    }
    assert {f["scanned"] for f in answer.json["findings"]} == {3}


def test_an_index_is_scanned_by_its_address_alone(search_server: SearchServer) -> None:
    index = search_server.new_index("tickets")
    for n in range(3):
        document = {"author": f"p{n}@example.lv", "text": f"p.k. {CODE}"}
        search_server.call("PUT", f"/{index}/_doc/{n}?refresh=true", document)
    scheme, _, host = search_server.url.partition("://")
    login = f"{search_server.user}:{search_server.password}@" if search_server.password else ""
    ending = "&verify=false" if scheme == "https" else ""
    address = f"opensearch+{scheme}://{login}{host}/{index}*{ending and '?' + ending[1:]}"
    answer = eraser("scan", address, "--format", "json")
    assert answer.code == 0, answer.err
    assert places(answer) == {("author", "email"), ("text", "personas-kods")}


def test_the_id_of_a_document_is_looked_at(search_server: SearchServer) -> None:
    index = search_server.new_index("cards")
    for code in (CODE, "320731-20115"):
        search_server.call("PUT", f"/{index}/_doc/{code}?refresh=true", {"n": 1})
    scheme, _, host = search_server.url.partition("://")
    login = f"{search_server.user}:{search_server.password}@" if search_server.password else ""
    ending = "?verify=false" if scheme == "https" else ""
    address = f"opensearch+{scheme}://{login}{host}/{index}{ending}"
    assert places(eraser("scan", address, "--format", "json")) == {("_id", "personas-kods")}
    assert eraser("scan", address.replace(index, "nosuch")).code in (4, 5)
