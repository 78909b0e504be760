"""The files with which eraser looks at a planted world."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from eraser import config, datamap
from eraser.demo.plant import Endpoints, write_files
from eraser.demo.plant.files import Login, datamap_text
from eraser.demo.world.places import Names, Place
from eraser.demo.world.world import World
from eraser.documents import read_text

ENDPOINTS = Endpoints(
    postgres_reader_url="postgresql://reader:one@127.0.0.1:5432/crm",
    postgres_owner_url="postgresql://owner:two@127.0.0.1:5432/crm",
    s3_url="http://127.0.0.1:9000",
    s3_reader=Login("reader", "three"),
    s3_owner=Login("owner", "four"),
    search_url="http://127.0.0.1:9200",
)


def written(folder: Path, names: Names | None = None) -> Path:
    person = World(7, 50, date(2026, 3, 2)).person(0)
    return write_files(folder, ENDPOINTS, names or Names(), person)


def test_the_configuration_resolves_every_login(tmp_path: Path) -> None:
    read = config.load(written(tmp_path))
    assert read.reader_settings("crm").text("url") == ENDPOINTS.postgres_reader_url
    assert read.writer_settings("files").text("secret_key") == "four"
    assert read.writer_settings("search").text("url") == ENDPOINTS.search_url


def test_without_a_search_node_there_is_no_such_store(tmp_path: Path) -> None:
    person = World(7, 50, date(2026, 3, 2)).person(0)
    without = replace(ENDPOINTS, search_url="")
    read = config.load(write_files(tmp_path, without, Names(), person))
    assert set(read.content.stores) == {"crm", "files"}


def test_no_secret_stands_in_the_configuration(tmp_path: Path) -> None:
    text = written(tmp_path).read_text(encoding="utf-8")
    assert not [s for s in ("one@", "two@", "three", "four") if s in text]


def test_only_the_owner_may_read_a_secret(tmp_path: Path) -> None:
    written(tmp_path)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "secrets").iterdir()}
    assert modes == {0o600}


def test_writing_twice_leaves_the_same_files(tmp_path: Path) -> None:
    first = written(tmp_path).read_bytes()
    assert written(tmp_path).read_bytes() == first


def test_the_data_map_knows_every_place_and_no_other() -> None:
    names = Names("bucket-7", "tickets-7", "emails-7")
    read = read_text(datamap_text(names), datamap.DataMap, "datamap.yaml")
    assert set(read.containers) == {str(names.container(place)) for place in Place}


def test_every_field_that_the_data_map_names_is_planted() -> None:
    made = World(7, 50, date(2026, 3, 2))
    read = read_text(datamap_text(Names()), datamap.DataMap, "datamap.yaml")
    records = [*made.decoys(), *(r for h in made.households() for r in made.records_of(h))]
    planted = {str(made.names.container(r.place)): set(r.fields) for r in records}
    for name, entry in read.containers.items():
        named = {*entry.personal_fields(), *entry.text, *(h.clock for h in entry.holds)}
        named |= {field for s in entry.subject for field in (*s.fields, *s.owned)}
        tops = {field.partition(".")[0].removesuffix("[]") for field in named}
        assert tops <= planted[name], name


def test_without_a_search_node_the_map_names_no_index() -> None:
    read = read_text(datamap_text(Names(), search=False), datamap.DataMap, "datamap.yaml")
    assert read.containers
    assert not [name for name in read.containers if name.startswith("search/")]
