"""What is asked of the index, and what is read instead. No server needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.model.place import Value
from eraser.model.portion import Portion
from eraser_search.documents import folded, texts_at
from eraser_search.equality import plan_select, within
from eraser_search.json_text import loads, with_members
from eraser_search.mapping import read_shape
from eraser_search.needles import Run, Runs, weakest
from eraser_search.query import Mode, plan_search, read_paths

PHONE = "22124444"


def read(
    field: Mapping[str, Value],
    needle: str = PHONE,
    settings: Mapping[str, Value] | None = {},  # noqa: B006  # never changed
    marks_ignored: bool = True,
) -> bool:
    """Whether a search for the needle reads the field of every document."""
    shape = read_shape("i", {"properties": {"f": dict(field)}}, settings)
    return "f" in plan_search(shape, [needle], Mode.COMPLETE, marks_ignored).read


def test_words_and_text_are_asked_of_the_index() -> None:
    assert not read({"type": "keyword"})
    assert not read({"type": "keyword", "ignore_above": 256})
    assert not read({"type": "text"})
    assert not read({"type": "text", "analyzer": "standard"})
    assert not read({"type": "long"})
    assert not read({"type": "long"}, needle="161175-19997")
    assert not read({"type": "float"}, needle="161175-19997")


def test_what_the_index_may_not_hold_is_read() -> None:
    assert read({"type": "keyword", "ignore_above": 256}, marks_ignored=False)
    assert read({"type": "keyword", "normalizer": "mine"})
    assert read({"type": "keyword", "index": False})
    assert read({"type": "text", "analyzer": "latvian"})
    assert read({"type": "text"}, settings={"analysis": {"analyzer": {"default": {}}}})
    assert read({"type": "text"}, settings=None)
    assert read({"type": "text"}, needle="日本")
    assert read({"type": "object", "enabled": False})
    assert read({"dynamic": "false", "properties": {"k": {"type": "keyword"}}})
    assert read({"type": "a-type-of-the-future"})
    assert read({"type": "long"}, needle="1.5")


def test_quantities_are_read_only_for_what_they_could_hold() -> None:
    for kind in ("float", "date", "scaled_float"):
        assert read({"type": kind})
        assert not read({"type": kind}, needle="janis@example.lv")
    assert not read({"type": "boolean"})
    assert read({"type": "boolean"}, needle="TRU")
    assert read({"type": "date", "format": "dd MMM yyyy"}, needle="maijs")
    assert not read({"type": "constant_keyword", "value": "logs"})
    assert read({"type": "constant_keyword", "value": f"x{PHONE}"})


def test_an_index_that_takes_unmapped_values_is_read_whole() -> None:
    for dynamic in (False, "false", "runtime"):
        shape = read_shape("i", {"dynamic": dynamic, "properties": {}}, {})
        assert read_paths(shape, True) == ("",)


def test_the_option_indexed_leaves_quantities_unread() -> None:
    mapping: Value = {"properties": {"n": {"type": "float"}, "b": {"type": "binary"}}}
    shape = read_shape("i", mapping, {})
    assert plan_search(shape, [PHONE], Mode.COMPLETE, True).read == ("n", "b")
    assert plan_search(shape, [PHONE], Mode.INDEXED, True).read == ("b",)
    assert plan_search(shape, [PHONE], Mode.READ, True).reads_everything


def test_no_search_has_more_clauses_than_a_server_takes() -> None:
    mapping: Value = {"properties": {f"t{n}": {"type": "text"} for n in range(40)}}
    needles = [f"Vārds{n} Uzvārds{n} no Rīgas, LV-10{n}" for n in range(60)]
    plan = plan_search(read_shape("i", mapping, {}), needles, Mode.COMPLETE, True)
    assert max(_leaves(query) for query in plan.queries) <= 1024


def _leaves(query: Value) -> int:
    if isinstance(query, dict):
        inner = [
            v for k, v in query.items() if k in ("bool", "should", "filter", "nested", "query")
        ]
        return sum(map(_leaves, inner)) or 1
    return sum(map(_leaves, query)) if isinstance(query, list) else 0


@pytest.mark.parametrize(
    ("field", "value", "asked"),
    [
        ({"type": "keyword"}, "C-1", True),
        ({"type": "keyword", "ignore_above": 3}, "C-1", True),
        ({"type": "keyword", "ignore_above": 2}, "C-1", False),
        ({"type": "text"}, "C-1", True),
        ({"type": "text", "search_analyzer": "simple"}, "C-1", False),
        ({"type": "long"}, "7", True),
        ({"type": "float"}, "7.5", False),
        ({"type": "keyword", "index": False}, "C-1", False),
    ],
)
def test_a_reference_is_asked_of_the_index_where_that_is_complete(
    field: Mapping[str, Value], value: str, asked: bool
) -> None:
    shape = read_shape("i", {"properties": {"f": dict(field)}}, {})
    assert (plan_select(shape, ["f"], [(value,)]) is not None) is asked


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, width=32),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
NAMES = st.text('ab."\\ā', min_size=1, max_size=4)


@given(st.dictionaries(NAMES, JSON), st.dictionaries(st.sampled_from("ab"), JSON))
def test_setting_members_sets_them_and_nothing_else(
    document: dict[str, Value], changes: dict[str, Value]
) -> None:
    import json

    changed = json.loads(with_members(json.dumps(document, indent=1), changes))
    untouched = {k: v for k, v in document.items() if k.split(".")[0] not in changes or k[0] == "."}
    assert changed == {**untouched, **changes}


def test_a_decimal_keeps_its_digits() -> None:
    assert loads("[1.50, 0.1, 12345678901234567890.5, 1e5]") == [
        1.5,
        0.1,
        "12345678901234567890.5",
        100000.0,
    ]


def test_dotted_names_are_the_fields_they_are_mapped_to() -> None:
    assert folded({"a.b.c": 1, "a": {"d": 2}}) == {"a": {"d": 2, "b.c": 1}}
    assert folded({"a": [{"x": 1}], "a.y": 2}) == {"a": [{"x": 1}, {"y": 2}]}
    assert texts_at({"a.b": {"c.d": [1, {"e": 2}]}}, "a.b.c.d") == {"1"}
    assert texts_at({"a": [{"b": "x"}, {"b": None}, {"b": ["y", True]}]}, "a[].b") == {
        "x",
        "y",
        "true",
    }


MANAGED: Value = {
    "properties": {
        "manager": {"type": "keyword"},
        "label": {"type": "text"},
        "house": {"type": "object", "enabled": False},
        "flat": {"type": "nested", "properties": {"no": {"type": "long"}}},
    }
}


@pytest.mark.parametrize(
    ("portion", "query"),
    [
        (Portion("manager", ("LV1", "LV2")), {"terms": {"manager": ["LV1", "LV2"]}}),
        (
            Portion("flat[].no", ("7",)),
            {"nested": {"path": "flat", "query": {"terms": {"flat.no": [7]}}}},
        ),
    ],
)
def test_records_of_one_controller_are_filtered_by_the_server(
    portion: Portion, query: Value
) -> None:
    shape = read_shape("i", MANAGED, {})
    assert within(shape, portion) == {"bool": {"should": [query], "minimum_should_match": 1}}


@pytest.mark.parametrize(
    "portion",
    [
        Portion("house.manager", ("LV1",)),
        Portion("nowhere", ("LV1",)),
        Portion("label", tuple(f"LV{n}" for n in range(101))),
        Portion(prefixes=("doc-",)),
    ],
)
def test_what_no_query_tells_apart_is_read_and_dropped(portion: Portion) -> None:
    assert within(read_shape("i", MANAGED, {}), portion) is None


def _in_token(run: Run, token: str) -> bool:
    return (
        run.text in token
        and (token.startswith(run.text) or not run.starts_token)
        and (token.endswith(run.text) or not run.ends_token)
    )


@given(
    st.lists(st.text("ab1. -@", max_size=9), min_size=1, max_size=8),
    st.sets(st.text("ab1.", min_size=1, max_size=5), max_size=4),
)
def test_what_is_not_asked_would_find_nothing_more(needles: list[str], tokens: set[str]) -> None:
    def found(wanted: Sequence[Runs]) -> bool:
        return any(all(any(_in_token(r, t) for t in tokens) for r in runs) for runs in wanted)

    each = [weakest([needle]) for needle in needles]
    together = weakest(needles)
    assert (together is None) == (None in each)
    if together is not None:
        assert found(together) == any(found(one) for one in each if one is not None)


def test_the_written_forms_of_a_number_are_few_queries() -> None:
    forms = [f"161175{sign}19997" for sign in ("-", " ", "\u00a0", "–", "—", "−", "\u2009", " - ")]
    assert weakest(forms) == [frozenset({Run("161175", False, True), Run("19997", True, False)})]
    assert len(weakest([*forms, "161175\u00ad19997", "16117519997"]) or []) == 1
    assert weakest(["janis.berzins@example.lv"]) == [
        frozenset({Run("janis.berzins", False, True), Run("example.lv", True, False)})
    ]
