"""A subject search of an index leaves no document out, however a value is written or mapped."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping

import pytest

from eraser.contract.settings import StoreSettings
from eraser.demo.servers.search import SearchServer
from eraser.model.place import Container, Value, leaves
from eraser.model.subject import Identifier, Needle
from eraser_search.needles import ALWAYS_BREAKS
from eraser_search.reader import StoreReader
from tests.contract import search_world
from tests.contract.search_world import QUICK

PHONE, CODE, EMAIL = "22124444", "161175-19997", "janis.berzins@example.lv"
NAME = "Jānis Bērziņš"

HOSTILE: Mapping[str, object] = {
    "dynamic": "strict",
    "properties": {
        "text": {"type": "text", "fields": {"raw": {"type": "keyword", "ignore_above": 8}}},
        "folded": {"type": "text", "analyzer": "simple"},
        "words": {"type": "text", "analyzer": "whitespace"},
        "hidden": {"type": "text", "index": False},
        "word": {"type": "keyword"},
        "short": {"type": "keyword", "ignore_above": 8},
        "unindexed": {"type": "keyword", "index": False, "doc_values": False},
        "number": {"type": "long"},
        "small": {"type": "integer"},
        "amount": {"type": "float"},
        "at": {"type": "date", "format": "strict_date_optional_time||epoch_millis"},
        "yes": {"type": "boolean"},
        "address": {"type": "ip"},
        "blob": {"type": "binary"},
        "opaque": {"type": "object", "enabled": False},
        "loose": {"type": "object", "dynamic": False, "properties": {"k": {"type": "keyword"}}},
        "person": {"properties": {"email": {"type": "keyword"}, "note": {"type": "text"}}},
        "contacts": {
            "type": "nested",
            "properties": {
                "value": {"type": "keyword"},
                "text": {"type": "text"},
                "deep": {"type": "nested", "properties": {"n": {"type": "long"}}},
            },
        },
    },
}

Plant = Callable[..., "Planted"]


class Planted:
    """An index with documents, and what a search of it finds, as sets of document ids."""

    def __init__(self, server: SearchServer, documents: Mapping[str, Mapping[str, Value]]) -> None:
        self._server = server
        self._documents = documents
        self.container = Container("search", server.new_index("hostile"))
        self._readers: dict[tuple[tuple[str, str], ...], StoreReader] = {}

    def create(self, mapping: Mapping[str, object]) -> None:
        name = self.container.name
        self._call("PUT", f"/{name}", {"settings": QUICK, "mappings": mapping})
        search_world.plant(self._server, name, self._documents)

    def found(self, *texts: str, **options: str) -> set[str]:
        reader = self._readers.get(tuple(options.items())) or StoreReader(self._settings(options))
        self._readers[tuple(options.items())] = reader
        needles = [Needle(text, Identifier("phone", text)) for text in texts]
        records = list(reader.find(self.container, needles))
        keys = [record.ref.key[0] for record in records]
        assert len(keys) == len(set(keys)), "a document was found twice"
        return set(keys)

    def close(self) -> None:
        for reader in self._readers.values():
            reader.__exit__(None, None, None)
        self._server.call("DELETE", f"/{self.container.name}")

    def holding(self, *texts: str) -> set[str]:
        """What the contract asks for: any value, as text, in any letter case."""
        return {
            key
            for key, document in self._documents.items()
            if any(t.lower() in v.lower() for t in texts for _, v in leaves(dict(document)))
        }

    def _settings(self, options: Mapping[str, str]) -> StoreSettings:
        user, password = self._server.reader_user, self._server.reader_password
        login = {} if user is None else {"user": user, "password": password}
        return StoreSettings("search", {"url": self._server.url, **login, **options})

    def _call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> None:
        status, answer = self._server.call(method, path, body)
        assert status in (200, 201), (status, answer)


@pytest.fixture
def plant(search_server: SearchServer) -> Iterator[Plant]:
    planted: list[Planted] = []

    def make(mapping: Mapping[str, object], **documents: Mapping[str, Value]) -> Planted:
        planted.append(Planted(search_server, documents))
        planted[-1].create(mapping)
        return planted[-1]

    yield make
    for index in planted:
        index.close()


def test_a_value_is_found_in_every_kind_of_field(plant: Plant) -> None:
    index = plant(
        HOSTILE,
        text={"text": f"Tālr.:+371{PHONE},zvanīt"},
        folded={"folded": f"x{PHONE}"},
        words={"words": f"tel:{PHONE};"},
        hidden={"hidden": f"({PHONE})"},
        word={"word": f"371{PHONE}"},
        short={"short": f"00371{PHONE}"},
        unindexed={"unindexed": PHONE},
        number={"number": int(f"371{PHONE}")},
        list={"number": [1, 2, -int(PHONE)]},
        text_number={"number": f"00371{PHONE}"},
        small={"small": int(PHONE)},
        amount={"amount": 0.22124444},
        date={"at": 1622124444000},
        opaque={"opaque": {"a": [{"b": f"<{PHONE}>"}]}},
        loose={"loose": {"u": {"v": int(PHONE)}}},
        person={"person": {"note": f"{PHONE}."}},
        contacts={"contacts": [{"value": "x"}, {"value": f"+371{PHONE}"}]},
        deep={"contacts": [{"deep": [{"n": 1}, {"n": int(PHONE)}]}]},
        dotted={"person.email": f"{PHONE}@example.lv"},
        nobody={"text": "22124445 2212 4444", "number": 22124, "small": 7, "yes": True},
    )
    assert index.found(PHONE) == index.holding(PHONE)
    assert len(index.found(PHONE)) == 19
    assert index.found(PHONE, search="read") == index.holding(PHONE)


def test_a_number_is_found_by_an_equal_number_written_otherwise(plant: Plant) -> None:
    index = plant(
        {},
        whole={"n": 37122124444},
        word={"note": "nothing", "k": 37122124444},
        other={"n": 37122124445},
    )
    assert {"whole", "word"} <= index.found("+37122124444")
    assert {"whole"} <= index.found("0037122124444")
    assert index.found("+37122124444") == {"whole", "word"}


@pytest.mark.parametrize(
    ("needle", "text"),
    [
        (EMAIL, f"Raksti:<{EMAIL.upper()}>;"),
        ("berzins@example.lv", EMAIL),
        ("janis.berzins@example", EMAIL),
        (CODE, f"PNOLV-{CODE}/1"),
        ("175-1999", CODE),
        ("22 124 444", "tel.22 124 444."),
        ("2 124 4", "22 124 444"),
        ("+371 22124444", "zvani +371 22124444!"),
        (NAME, "JĀNIS BĒRZIŅŠ"),
        ("ānis bērz", NAME),
        ("O'Neil", "o'neil's"),
        ("a_b", "xa_bx"),
        ("LV80BANK0000435195001", "lv80bank0000435195001"),
        ("Иванов", "ИВАНОВА"),
        ("ß-1", "groß-1"),
        ("日本", "日本語"),
        ("...", "a...b"),
        ("1.5", "x1.55"),
        (PHONE, "y" * 250 + PHONE + "z" * 300),
        (PHONE, "https://x.lv/" + "A1b2" * 90 + PHONE + "q" * 20),
    ],
)
def test_a_text_is_found_inside_words_and_across_them(plant: Plant, needle: str, text: str) -> None:
    mapping = {
        "properties": {
            "text": {"type": "text"},
            "word": {"type": "keyword"},
            "n": {"type": "nested", "properties": {"text": {"type": "text"}}},
        }
    }
    index = plant(
        mapping,
        text={"text": text},
        word={"word": text},
        nested={"n": [{"text": "x"}, {"text": text}]},
        none={"text": "nothing here", "word": "nothing"},
    )
    assert index.found(needle, search="indexed") == {"text", "word", "nested"}


def test_any_piece_of_any_value_is_found(plant: Plant) -> None:
    dice = random.Random(2016679)  # noqa: S311
    values = [EMAIL, CODE, NAME, "+371 22 124-444", "LV80 BANK 0000", "Ķekavas iela 5–7, Rīga"]
    joins = ["", " ", ",", ".", "-", "_", ":", "'", "/", "\n", "\u00a0", "@", "—", "0", "x"]
    mapping = {"properties": {"t": {"type": "text"}, "k": {"type": "keyword"}}}
    texts = [dice.choice(joins).join(dice.choices(values, k=dice.randint(1, 3))) for _ in range(40)]
    index = plant(mapping, **{f"d{n}": {"tk"[n % 2]: text} for n, text in enumerate(texts)})
    for _ in range(60):
        text = dice.choice(texts)
        start = dice.randrange(len(text))
        piece = text[start : start + dice.randint(1, 12)]
        piece = dice.choice([str.lower, str.upper, str.title])(piece)
        assert index.holding(piece) <= index.found(piece, search="indexed"), ascii(piece)


def test_many_needles_are_searched_in_one_pass(plant: Plant) -> None:
    texts = {f"d{n}": {"t": f"Uzvārds{n} Vārds, {n:08d}"} for n in range(30)}
    index = plant({}, **texts)
    needles = [f"nobody{n} of nowhere" for n in range(1500)]
    assert index.found(*needles, "00000007", "uzvārds12 vārds") == {"d7", "d12"}


def test_a_document_is_found_by_its_id(plant: Plant) -> None:
    index = plant({}, **{EMAIL: {"n": 1}, "other": {"n": 2}})
    assert index.found(EMAIL) == {EMAIL}


def test_the_servers_words_end_where_the_search_takes_them_to_end(
    search_server: SearchServer,
) -> None:
    def words(text: str) -> list[str]:
        body = {"analyzer": "standard", "text": text}
        _, answer = search_server.call("POST", "/_analyze", body)
        assert isinstance(answer, dict)
        return [token["token"] for token in answer["tokens"]]

    for sign in sorted(ALWAYS_BREAKS):
        assert words(f"a1{sign}2b x{sign}y 1{sign}2") == ["a1", "2b", "x", "y", "1", "2"], sign
    assert words("a.b 1.2 ž.б 22.12.44 ā1b.c2") == ["a.b", "1.2", "ž.б", "22.12.44", "ā1b.c2"]
