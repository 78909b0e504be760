"""What `eraser doctor` says of a data map, on a real database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import cast

import psycopg

from eraser.demo.servers.postgres import PostgresServer

TABLES = """
create table students (id int primary key, code text, parent_mail text, mail text, mail_2 text);
create table grades (id int primary key, student int);
create table visits (id int primary key, student int references students);
"""
MAP = """
version: 1
controller: SIA Tests
containers:
  crm/public.students: {purpose: school, legal_basis: contract, persons: true, identifiers:
    {code: personas-kods, parent_mail: email, mail: email, mail_2: email}}
  crm/public.grades: {purpose: school, legal_basis: contract, personal: [student]}
  crm/public.visits: {purpose: school, legal_basis: contract, controller: {prefix: nami/}}
"""


def doctor(folder: Path, server: PostgresServer, datamap: str) -> tuple[int, dict[str, str]]:
    """The exit code, and what needs a look, by the table."""
    database = server.new_database()
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute(TABLES)
    (folder / "eraser.yaml").write_text(
        "version: 1\ndatamap: datamap.yaml\nstores:\n  crm:\n    plugin: postgres\n"
        "    read: {url: env:R}\n    write: {url: env:W}\n"
    )
    (folder / "datamap.yaml").write_text(datamap)
    done = subprocess.run(
        [sys.executable, "-m", "eraser", "doctor", "--format", "json"],
        cwd=folder,
        env={**os.environ, "R": database.reader_url, "W": database.owner_url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    checks = json.loads(done.stdout)["checks"] if done.stdout else []
    return done.returncode, {
        cast(str, c["check"]).rpartition(".")[2]: c["words"] for c in checks if not c["ok"]
    }


def test_what_is_only_guessed_and_what_nothing_leads_to_is_named(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    code, looks = doctor(tmp_path, postgres_server, MAP.replace("nami/", "nami"))
    assert code == 4
    assert looks["students"].startswith("parent_mail, mail_2: only by name or place")
    assert looks["students"].endswith("own: [code, mail]")
    assert looks["grades"].startswith("nothing in the data map leads to its records")
    assert looks["visits"].startswith("controller: 'nami' is the beginning of 'nami2/' as well")


def test_a_map_that_says_it_all_is_well(tmp_path: Path, postgres_server: PostgresServer) -> None:
    said = MAP.replace("mail_2: email}}", "mail_2: email}, own: [code, mail, mail_2]}").replace(
        "personal: [student]", "subject: [{fields: student, of: crm/public.students, at: id}]"
    )
    assert doctor(tmp_path, postgres_server, said) == (0, {})
