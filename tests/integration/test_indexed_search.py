"""`search: indexed` of a PostgreSQL store: by its indexes only, and it says what is left out."""

from __future__ import annotations

import psycopg
import pytest

from eraser.contract.settings import StoreSettings
from eraser.demo.servers.postgres import PostgresServer
from eraser.errors import ConfigError
from eraser.identifiers import needles
from eraser.model.place import Container
from eraser.model.subject import Identifier
from eraser_postgres.reader import StoreReader

TABLES = """
create table people (id bigint primary key, mail text, tel varchar(20), code bigint, note text);
insert into people values
  (1, 'Janis.B@example.lv', null, null, null), (2, null, '+37122124444', null, null),
  (3, null, '22124444', null, null), (4, null, null, 16117519997, null),
  (5, null, null, null, 'janis.b@example.lv'), (6, 'xjanis.b@example.lv', '122124444', 7, null);
create index on people (mail);
create index on people (tel, id);
create index on people (code);
create index on people (note) where id < 0;
"""
SOUGHT = (
    Identifier("email", "janis.b@example.lv"),
    Identifier("phone", "+37122124444"),
    Identifier("personas-kods", "16117519997"),
)


def found(url: str, **options: str) -> tuple[set[str], tuple[str, ...]]:
    """The keys that a search yields, and what the table's schema says of searching."""
    with StoreReader(StoreSettings("crm", {"url": url, **options})) as reader:
        notes = reader.describe()[0].notes
        sought = [n for i in SOUGHT for n in needles(i)]
        people = Container("crm", "public.people")
        return {r.ref.key[0] for r in reader.find(people, sought)}, notes


def test_whole_values_in_columns_with_an_index_are_found_and_the_rest_is_named(
    postgres_server: PostgresServer,
) -> None:
    database = postgres_server.new_database()
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute(TABLES)
    by_index, notes = found(database.reader_url, search="indexed")
    assert by_index == {"1", "2", "3", "4"}
    assert any("search: indexed" in note and note.endswith("not at note") for note in notes)
    complete, notes = found(database.reader_url)
    assert complete >= {"1", "2", "3", "4", "5"}
    assert not notes


def test_another_word_for_how_to_search_is_refused() -> None:
    with pytest.raises(ConfigError, match="complete"):
        StoreReader(StoreSettings("crm", {"url": "postgresql://x", "search": "fast"}))
