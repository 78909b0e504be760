"""Deciding from the command line what is uncertain, on a real database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import cast

import psycopg
import pytest

from eraser.demo.servers.postgres import PostgresServer

SON, FATHER = "161175-19997", "290156-11605"
E_MAIL = "janis@example.lv"
TABLES = f"""
create table people (id int primary key, code text, mail text);
insert into people values (1, '{SON}', '{E_MAIL}'), (2, null, '{E_MAIL}'), (3, '{FATHER}', null);
create table orders (id int primary key, person int references people, text text);
insert into orders values (10, 1, 'a'), (20, 2, 'b'), (30, 3, 'c');
create table news (id int primary key, mail text);
insert into news values (1, '{E_MAIL}');
"""
MAP = """
version: 1
controller: SIA Tests
containers:
  crm/public.people:
    {purpose: customers, legal_basis: contract, persons: true,
     identifiers: {code: personas-kods, mail: email}}
  crm/public.orders:
    {purpose: orders, legal_basis: contract,
     subject: [{fields: person, of: crm/public.people, at: id}]}
  crm/public.news: {purpose: news, legal_basis: consent, identifiers: {mail: email}}
"""


class Desk:
    """A folder with a configuration, and the command line in it."""

    def __init__(self, folder: Path, reader: str, owner: str) -> None:
        self.folder, self.owner = folder, owner
        self._environment = {**os.environ, "R": reader, "W": owner, "NO_COLOR": "1"}
        (folder / "eraser.yaml").write_text(
            "version: 1\ndatamap: datamap.yaml\nstores:\n  crm:\n    plugin: postgres\n"
            "    read: {url: env:R}\n    write: {url: env:W}\n"
        )
        (folder / "datamap.yaml").write_text(MAP)
        (folder / "subject.yaml").write_text(f'personas-kods: "{SON}"\n')

    def run(self, *words: str, exit_code: int) -> str:
        """Standard output of a command that must end so."""
        done = subprocess.run(
            [sys.executable, "-m", "eraser", *words],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == exit_code, done.stderr
        return done.stdout

    def asked(self, *words: str, exit_code: int) -> dict[str, object]:
        """The JSON of a command about the subject."""
        common = ("--subject", "subject.yaml", "--quiet", "--format", "json")
        return cast(dict[str, object], json.loads(self.run(*words, *common, exit_code=exit_code)))

    def review(self, *words: str, exit_code: int = 4) -> dict[str, dict[str, object]]:
        """The records of a review by `table/key`."""
        found = cast(
            list[dict[str, object]], self.asked("review", *words, exit_code=exit_code)["records"]
        )
        return {f"{r['container']}/{cast(list[str], r['key'])[0]}": r for r in found}

    def actions(self) -> dict[str, str]:
        """What a plan does, by `table/key`."""
        plan = self.asked("plan", "erasure", exit_code=0)
        steps = cast(list[dict[str, object]], plan["steps"])
        self.digest = str(plan["digest"])
        return {f"{s['container']}/{cast(list[str], s['key'])[0]}": str(s["action"]) for s in steps}


@pytest.fixture
def desk(tmp_path: Path, postgres_server: PostgresServer) -> Desk:
    """The desk of a data-protection officer with one request."""
    database = postgres_server.new_database()
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute(TABLES)
    return Desk(tmp_path, database.reader_url, database.owner_url)


@pytest.mark.slow
def test_a_decision_changes_the_plan_and_nothing_undecided_is_erased(desk: Desk) -> None:
    open_ = desk.review()
    assert set(open_) == {"public.people/2", "public.orders/20", "public.news/1"}
    assert all(r["decision"] is None and r["against"] for r in open_.values())
    before = desk.actions()
    first = desk.digest
    assert before["public.people/2"] == before["public.news/1"] == "review"
    news, row = (str(open_[name]["id"]) for name in ("public.news/1", "public.people/2"))

    said = ("--reason", "he said so", "--by", "Anna Kalniņa")
    decided = desk.review("--decide", f"{news}=theirs", *said)
    assert cast(dict[str, str], decided["public.news/1"]["decision"])["by"] == "Anna Kalniņa"
    desk.review("--decide", f"{row}=not-theirs", *said, exit_code=0)
    assert desk.actions() == {
        "public.people/1": "delete",
        "public.orders/10": "delete",
        "public.news/1": "delete",
    }
    assert desk.digest != first


@pytest.mark.slow
def test_a_plan_that_takes_what_was_decided_since_is_refused(desk: Desk) -> None:
    news = str(desk.review()["public.news/1"]["id"])
    said = ("--reason", "he said so", "--by", "A.")
    desk.review("--decide", f"{news}=theirs", *said)
    desk.actions()
    desk.run("approve", desk.digest, "--by", "B.", exit_code=0)
    desk.review("--decide", f"{news}=not-theirs", *said)
    desk.run("execute", "plan", desk.digest, "--quiet", exit_code=3)
    with psycopg.connect(desk.owner) as connection:
        assert connection.execute("select count(*) from news").fetchone() == (1,)


@pytest.mark.slow
def test_what_is_said_wrongly_is_refused(desk: Desk) -> None:
    news = str(desk.review()["public.news/1"]["id"])
    about = ("review", "--subject", "subject.yaml", "--quiet")
    desk.run(*about, "--decide", f"{news}=theirs", "--by", "A.", exit_code=2)
    desk.run(*about, "--decide", f"{news}=perhaps", "--reason", "x", exit_code=2)
    desk.run(*about, "--decide", "abc=theirs", "--reason", "x", exit_code=2)


@pytest.mark.slow
def test_explaining_prints_the_chain_from_the_request_without_a_value(desk: Desk) -> None:
    told = desk.run(
        "explain", "crm/public.orders=10", "--subject", "subject.yaml", "--quiet", exit_code=0
    )
    lines = told.splitlines()
    assert lines[0] == "crm/public.orders: theirs"
    assert lines[1].startswith("the request → crm/public.people: carries the personas kods")
    assert lines[2] == "crm/public.people → crm/public.orders: via person"
    assert not any(value in told for value in (SON, E_MAIL))


@pytest.mark.slow
def test_a_request_to_one_controller_erases_and_verifies_only_its_records(desk: Desk) -> None:
    with psycopg.connect(desk.owner, autocommit=True) as connection:
        connection.execute("alter table people add manager text not null default 'LV1'")
        connection.execute(f"insert into people values (4, '{SON}', null, 'LV2')")
        connection.execute("insert into orders values (40, 4, 'd'); delete from news")
        connection.execute("delete from orders where id = 20; delete from people where id = 2")
    controllers = "controller: {field: manager, is: {SIA Nami: LV1, SIA Mājas: LV2}},"
    path = desk.folder / "datamap.yaml"
    path.write_text(path.read_text().replace("persons:", f"{controllers} persons:"))
    nobody = ("find", "--subject", "subject.yaml", "--quiet", "--controller", "SIA Citi")
    desk.run(*nobody, exit_code=2)
    plan = desk.asked("plan", "erasure", "--controller", "SIA Mājas", exit_code=0)
    digest = str(plan["digest"])
    desk.run("approve", digest, "--by", "A.", exit_code=0)
    desk.run("execute", "plan", digest, "--quiet", exit_code=0)
    desk.run("verify", digest, "--quiet", exit_code=0)
    with psycopg.connect(desk.owner) as connection:
        assert connection.execute("select id from people order by id").fetchall() == [(1,), (3,)]
        assert connection.execute("select id from orders order by id").fetchall() == [(10,), (30,)]
