"""What is special about documents: routing, data streams, nested values, blocks, what remains."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest

from eraser.contract.settings import StoreSettings
from eraser.demo.servers.search import SearchServer
from eraser.errors import ConfigError, EraserError, StoreUnreachableError
from eraser.model.outcome import Absent, Done, Held, Outcome, Stale
from eraser.model.place import Container, Record, RecordRef, Value
from eraser.model.plan import Action, Change, Step
from eraser.model.subject import Identifier, Needle
from eraser_search.reader import StoreReader
from eraser_search.writer import StoreWriter
from tests.contract.search_world import QUICK, plant

EMAIL = "janis.berzins@example.lv"


class Site:
    """A server with indices of one test, read and written through the plugin."""

    def __init__(self, server: SearchServer) -> None:
        self.server = server
        self.made: list[str] = []

    def index(self, body: Mapping[str, object] | None = None) -> Container:
        name = self.server.new_index("docs")
        self.made.append(name)
        settings = {"settings": QUICK | {"number_of_shards": 3}}
        self.call("PUT", f"/{name}", {**settings, **(body or {})})
        return Container("search", name)

    def put(self, index: Container, key: str, document: Value, query: str = "") -> None:
        assert isinstance(document, dict)
        self.call("PUT", f"/{index.name}/_doc/{key}?refresh=true{query}", document)

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> object:
        status, answer = self.server.call(method, path, body)
        assert status in (200, 201), (status, answer)
        return answer

    def reader(self, **options: object) -> StoreReader:
        return StoreReader(self._settings("reader_", options))

    def writer(self) -> StoreWriter:
        return StoreWriter(self._settings("", {}))

    def record(self, index: Container, text: str) -> Record:
        with self.reader() as reader:
            (found,) = reader.find(index, [Needle(text, Identifier("email", text))])
        return found

    def apply(self, *steps: Step) -> tuple[Outcome, ...]:
        with self.writer() as writer:
            return writer.apply(steps)

    def _settings(self, role: str, options: Mapping[str, object]) -> StoreSettings:
        user = getattr(self.server, f"{role}user")
        password = getattr(self.server, f"{role}password")
        login = {} if user is None else {"user": user, "password": password}
        return StoreSettings("search", {"url": self.server.url, **login, **options})


def delete(record: Record) -> Step:
    return Step("s1", "g", record.ref, record.version, Action.DELETE, "a test")


def update(record: Record, **changes: Value) -> Step:
    changed = tuple(Change(field, value) for field, value in changes.items())
    return Step("s1", "g", record.ref, record.version, Action.UPDATE, "a test", changed)


@pytest.fixture
def site(search_server: SearchServer) -> Iterator[Site]:
    there = Site(search_server)
    yield there
    for name in there.made:
        search_server.call("DELETE", f"/{name}")


def test_documents_of_one_id_are_told_apart_by_their_routing(site: Site) -> None:
    index = site.index()
    routings = ("a", "b", "c", "d")
    for routing in routings:
        site.put(index, "1", {"email": f"{routing}.{EMAIL}"}, f"&routing={routing}")
    with site.reader() as reader:
        needle = Needle(EMAIL, Identifier("email", EMAIL))
        records = {r.ref.key[1]: r for r in reader.find(index, [needle])}
        assert len(records) > 1, "the routings all lead to one shard"
        assert list(reader.fetch([r.ref for r in records.values()])) == list(records.values())
        elsewhere = [RecordRef(index, ("1", n)) for n in ("", *routings) if n not in records]
        assert list(reader.fetch(elsewhere)) == []
    *_, last = records
    assert [type(o) for o in site.apply(delete(records[last]))] == [Done]
    with site.reader() as reader:
        left = {r.ref.key[1] for r in reader.find(index, [needle])}
    assert left == set(records) - {last}


def test_an_update_leaves_every_other_byte_of_the_document_alone(site: Site) -> None:
    index = site.index({"mappings": {"properties": {"big": {"enabled": False}}}})
    document = (
        '{"z": 1.10, "email": "' + EMAIL + '", "a": {"y": [1,  2], "b": 1E2},'
        ' "big": {"n": 123456789012345678901234567890.123456789}, "person.name": "Jānis",'
        ' "person.age": 40, "emails": "' + EMAIL + '", "u": "\\u0101\\ud83d\\ude00"}'
    )
    _raw(site, index, "1", document)
    record = site.record(index, EMAIL)
    assert record.fields["person"] == {"name": "Jānis", "age": 40}
    changed = update(record, email=None, person={"name": "dzēsts"}, new=["x"])
    assert [type(o) for o in site.apply(changed)] == [Done]
    expected = document.replace(f'"email": "{EMAIL}"', '"email":null').replace(
        '"person.name": "Jānis", "person.age": 40', '"person":{"name":"dzēsts"}'
    )
    stored = _stored(site, index, "1")
    assert json.loads(stored) == {**json.loads(expected), "new": ["x"]}
    assert "123456789012345678901234567890.123456789" in stored
    assert '"z":1.10' in stored
    assert '{"y": [1,  2], "b": 1E2}' in stored


def test_an_update_keeps_the_routing_and_does_not_run_the_default_pipeline(site: Site) -> None:
    index = site.index()
    site.put(index, "1", {"email": EMAIL}, "&routing=west")
    site.call(
        "PUT", f"/{index.name}/_settings", {"index.default_pipeline": "there-is-no-such-pipeline"}
    )
    record = site.record(index, EMAIL)
    assert record.ref.key == ("1", "west")
    assert [type(o) for o in site.apply(update(record, email="dzēsts"))] == [Done]
    with site.reader() as reader:
        assert [r.fields for r in reader.fetch([record.ref])] == [{"email": "dzēsts"}]


def test_a_document_of_a_data_stream_is_erased_in_its_backing_index(site: Site) -> None:
    stream = site.server.new_index("stream")
    template = {
        "index_patterns": [f"{stream}*"],
        "data_stream": {},
        "priority": 500,
        "template": {"settings": {"number_of_replicas": 0}},
    }
    site.call("PUT", f"/_index_template/{stream}", template)
    for n in range(2):
        body = {"@timestamp": "2026-01-01T00:00:00Z", "email": f"{n}{EMAIL}"}
        site.call("POST", f"/{stream}/_doc?refresh=true&op_type=create", body)
        if n == 0:
            site.call("POST", f"/{stream}/_rollover")
    with site.reader(indices=[f"{stream}*"]) as reader:
        schemas = reader.describe()
    assert len(schemas) == 2
    assert all(schema.container.name.startswith(".ds-") for schema in schemas)
    first = schemas[0].container
    record = site.record(first, EMAIL)
    with site.writer() as writer:
        assert writer.preflight([delete(record)]) == ()
    assert [type(o) for o in site.apply(update(record, email="dzēsts"))] == [Done]
    assert [type(o) for o in site.apply(delete(record))] == [Stale]
    assert [type(o) for o in site.apply(delete(site.record(first, "dzēsts")))] == [Done]
    with site.reader() as reader:
        assert list(reader.fetch([record.ref])) == []
    site.server.call("DELETE", f"/_data_stream/{stream}")


def test_a_blocked_index_is_told_before_and_holds_the_document(site: Site) -> None:
    index = site.index()
    site.put(index, "1", {"email": EMAIL})
    step = delete(site.record(index, EMAIL))
    site.call("PUT", f"/{index.name}/_settings", {"index.blocks.write": True})
    with site.writer() as writer:
        (obstacle,) = writer.preflight([step])
        (outcome,) = writer.apply([step])
    assert "index.blocks.write" in obstacle.why
    assert isinstance(outcome, Held)
    site.call("PUT", f"/{index.name}/_settings", {"index.blocks.write": False})
    assert [type(o) for o in site.apply(step)] == [Done]


def test_a_final_pipeline_is_an_obstacle_to_updates_only(site: Site) -> None:
    index = site.index()
    site.put(index, "1", {"email": EMAIL})
    record = site.record(index, EMAIL)
    site.call("PUT", f"/{index.name}/_settings", {"index.final_pipeline": "some-pipeline"})
    with site.writer() as writer:
        assert writer.preflight([delete(record)]) == ()
        assert [o.step for o in writer.preflight([update(record, email=None)])] == ["s1"]


def test_a_writer_without_rights_is_told_before(site: Site) -> None:
    if site.server.reader_user is None:
        pytest.skip("this server has no roles")
    index = site.index()
    site.put(index, "1", {"email": EMAIL})
    step = delete(site.record(index, EMAIL))
    with StoreWriter(site._settings("reader_", {})) as writer:
        obstacles = writer.preflight([step])
    assert obstacles and all("no right" in o.why for o in obstacles)


def test_an_index_that_is_gone_is_an_obstacle_and_its_documents_are_absent(site: Site) -> None:
    index = site.index()
    site.put(index, "1", {"email": EMAIL})
    record = site.record(index, EMAIL)
    site.call("DELETE", f"/{index.name}")
    with site.writer() as writer:
        assert [o.step for o in writer.preflight([delete(record)])] == ["s1"]
        assert writer.apply([delete(record), update(record, email=None)])[0] == Absent("s1")
    assert site.server.call("HEAD", f"/{index.name}")[0] == 404


@pytest.mark.parametrize("target_bytes", [1, 2000, 1 << 30])
def test_partitions_hold_every_document_once_whatever_was_rewritten(
    site: Site, target_bytes: int
) -> None:
    mapping = {"properties": {"n": {"type": "nested"}, "i": {"type": "long"}}}
    index = site.index({"mappings": mapping})
    documents = [{"i": n, "n": [{"a": 1}, {"a": 2}], "o.p": "x"} for n in range(60)]
    plant(site.server, index.name, {str(n): documents[n] for n in range(50)})
    plant(site.server, index.name, {str(n - 50): documents[n] for n in range(50, 60)})
    with site.reader() as reader:
        tables = [
            batch
            for partition in reader.partitions(index, target_bytes)
            for batch in reader.batches(partition)
        ]
    columns = {name: i for i, name in enumerate(tables[0].schema.names)}
    assert list(columns) == ["_key", "i", "n", "o", "_id", "_routing"]
    assert str(tables[0].schema.field("i").type) == "int64"
    keys = [key[0] for t in tables for key in t.column(0).to_pylist()]
    assert sorted(keys) == sorted(str(n) for n in range(50))
    assert {v for t in tables for v in t.column(columns["n"]).to_pylist()} == {'[{"a":1},{"a":2}]'}
    assert {v for t in tables for v in t.column(columns["o"]).to_pylist()} == {'{"p":"x"}'}


def test_a_reference_is_followed_into_objects_and_lists(site: Site) -> None:
    mapping = {
        "properties": {
            "customer": {"properties": {"number": {"type": "keyword"}, "note": {"type": "text"}}},
            "lines": {"type": "nested", "properties": {"sku": {"type": "keyword"}}},
            "secret": {"type": "object", "enabled": False},
            "at": {"type": "date"},
        }
    }
    index = site.index({"mappings": mapping})
    site.put(index, "1", {"customer": {"number": "C-1", "note": "Viens, divi"}, "n": 7})
    site.put(index, "2", {"customer.number": "C-2", "lines": [{"sku": "A"}, {"sku": "B"}]})
    site.put(index, "3", {"customer": [{"number": "c-1"}, {"number": "C-3"}], "n": "7"})
    site.put(index, "4", {"secret": {"ref": "C-1"}, "at": "2026-01-01", "n": 70})
    asked: list[tuple[tuple[str, ...], list[tuple[str, ...]], set[str]]] = [
        (("customer.number",), [("C-1",), ("C-9",)], {"1"}),
        (("customer.number",), [("C-2",)], {"2"}),
        (("customer.number",), [("C-3",)], {"3"}),
        (("customer.note",), [("Viens, divi",), ("divi",)], {"1"}),
        (("customer.note", "customer.number"), [("Viens, divi", "C-1")], {"1"}),
        (("lines[].sku",), [("B",)], {"2"}),
        (("n",), [("7",)], {"1", "3"}),
        (("secret.ref",), [("C-1",)], {"4"}),
        (("at",), [("2026-01-01",)], {"4"}),
        (("no.such",), [("x",)], set()),
    ]
    with site.reader() as reader:
        for fields, rows, expected in asked:
            found = {r.ref.key[0] for r in reader.select(index, fields, rows)}
            assert found == expected, fields


def test_what_cannot_be_read_back_is_said(site: Site) -> None:
    none = site.index({"mappings": {"_source": {"enabled": False}}})
    part = site.index({"mappings": {"_source": {"excludes": ["email"]}}})
    shut = site.index()
    site.put(part, "1", {"email": EMAIL, "n": 1})
    site.put(none, "1", {"email": EMAIL})
    site.call("POST", f"/{shut.name}/_close")
    names = [none.name, part.name, shut.name]
    with site.reader(indices=names) as reader:
        assert [s.container for s in reader.describe()] == [part]
        told = {n.container for n in reader.not_read()}
    assert told == {none, part, shut}
    record = site.record(part, EMAIL)
    with site.writer() as writer:
        assert writer.preflight([update(record, n=2)])


def test_indices_are_chosen_by_pattern_alias_and_exclusion(site: Site) -> None:
    one, two = site.index(), site.index()
    alias = f"alias-{one.name}"
    site.call("PUT", f"/{one.name}/_alias/{alias}")
    with site.reader(indices=[alias]) as reader:
        assert [s.container for s in reader.describe()] == [one]
    with site.reader(exclude=[two.name]) as reader:
        seen = {s.container.name for s in reader.describe()}
    assert one.name in seen
    assert two.name not in seen
    assert not any(name.startswith(".") and not name.startswith(".ds-") for name in seen)


def test_deleted_documents_and_snapshots_remain_and_are_told(site: Site) -> None:
    index = site.index()
    for n in range(9):
        site.put(index, str(n), {"email": f"{n}{EMAIL}"})
    record = site.record(index, f"7{EMAIL}")
    site.apply(delete(record))
    with site.reader() as reader:
        words = [r.what for r in reader.remnants([record.ref])]
        assert reader.remnants([]) == ()
    assert all(EMAIL not in word for word in words)
    assert all("cannot" not in word for word in words)


def test_no_error_holds_a_value(site: Site) -> None:
    mapping = {
        "dynamic": "strict",
        "properties": {"n": {"type": "long"}, "email": {"type": "text"}},
    }
    index = site.index({"mappings": mapping})
    site.put(index, "1", {"email": EMAIL, "n": 1})
    record = site.record(index, EMAIL)
    (outcome,) = site.apply(update(record, n=EMAIL))
    assert not isinstance(outcome, Done)
    assert EMAIL not in str(outcome)
    with site.reader() as reader, pytest.raises(EraserError) as caught:
        list(
            reader.find(
                Container("search", "no-such-index"), [Needle(EMAIL, Identifier("e", EMAIL))]
            )
        )
    assert EMAIL not in str(caught.value)


def test_a_server_that_does_not_answer_is_unreachable_and_may_be_tried_again() -> None:
    with StoreReader(StoreSettings("search", {"url": "http://127.0.0.1:1"})) as reader:
        with pytest.raises(StoreUnreachableError):
            reader.describe()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"url": "nonsense"},
        {"url": "http://x:1", "timeout": "soon"},
        {"url": "http://x:1", "search": "quick"},
        {"url": "https://x:1", "ca_bundle": "/no/such/file.pem"},
        {"url": "http://x:1", "user": "a"},
    ],
)
def test_a_bad_option_is_a_mistake_in_the_configuration(options: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        StoreReader(StoreSettings("search", options))


def _raw(site: Site, index: Container, key: str, document: str) -> None:
    """Put a document byte for byte, as `call` would not."""
    import urllib3

    from eraser.demo.servers.http import basic

    user, password = site.server.user, site.server.password
    login = {} if user is None or password is None else basic(user, password)
    reply = urllib3.request(
        "PUT",
        f"{site.server.url}/{index.name}/_doc/{key}?refresh=true",
        body=document.encode(),
        headers={"content-type": "application/json", **login},
    )
    assert reply.status == 201, reply.data


def _stored(site: Site, index: Container, key: str) -> str:
    import urllib3

    from eraser.demo.servers.http import basic

    user, password = site.server.user, site.server.password
    login = {} if user is None or password is None else basic(user, password)
    reply = urllib3.request("GET", f"{site.server.url}/{index.name}/_source/{key}", headers=login)
    return reply.data.decode()


def test_a_search_that_is_left_early_leaves_nothing_open(site: Site) -> None:
    index = site.index()
    plant(site.server, index.name, {str(n): {"email": f"{n}{EMAIL}"} for n in range(30)})
    before = _open_contexts(site)
    with site.reader() as reader:
        needle = Needle(EMAIL, Identifier("email", EMAIL))
        found = reader.find(index, [needle])
        next(found)
        found.close()  # type: ignore[attr-defined]
    assert _open_contexts(site) == before


def _open_contexts(site: Site) -> int:
    answer = site.call("GET", "/_nodes/stats/indices/search")
    assert isinstance(answer, dict)
    return sum(n["indices"]["search"]["open_contexts"] for n in answer["nodes"].values())
