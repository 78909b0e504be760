"""Digests never change silently: evidence of years ago must still be checked by them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum, StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.digests import GENESIS, canonical, chain, digest, keyed, link
from eraser.model.place import Container, RecordRef
from eraser.model.plan import Action, Change, Step
from eraser.model.secret import Secret
from eraser.model.subject import Identifier

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
STEP = Step(
    id="s0001",
    group="g1",
    ref=RecordRef(Container("crm", "crm.customers"), ("7",)),
    version="v1",
    action=Action.UPDATE,
    reason="Ā",
    changes=(Change("email", None),),
    until=date(2031, 1, 1),
)


class Colour(Enum):
    RED = "red"


class Shade(StrEnum):
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Loan:
    book: str
    days: int


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, b"null"),
        (True, b"true"),
        (10**30, b"1" + b"0" * 30),
        ('Ā\n"\\/\u2028', '"Ā\\n\\"\\\\/\u2028"'.encode()),
        ("e\u0301", '"e\u0301"'.encode()),
        ({"b": [1, (2, None)], "a": {}}, b'{"a":{},"b":[1,[2,null]]}'),
        ({"ā": 1, "z": 2, "Z": 3}, '{"Z":3,"z":2,"ā":1}'.encode()),
        (date(2026, 1, 2), b'"2026-01-02"'),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), b'"2026-01-02T03:00:00+00:00"'),
        (1.5, b'"1.5"'),
        (Colour.RED, b'"red"'),
        ([Shade.DARK], b'["dark"]'),
        (Loan("a", 7), b'{"book":"a","days":7}'),
        ("\ud800", b'"\xed\xa0\x80"'),
    ],
)
def test_canonical_bytes_are_these(value: object, expected: bytes) -> None:
    assert canonical(value) == expected


def test_golden_digests() -> None:
    """Made on the day of the first release; a change here breaks every certificate there is."""
    assert digest(STEP) == "bf08e5816e9e4a3c527c3516aee1218fab25366e892c79da7568e7b5ace6742d"
    assert keyed(b"k" * 32, Identifier("email", "a@b.lv")) == (
        "9c4f9e069e1d430974d15e69af08af5757d28a537058d6908eeccab5bb5c070f"
    )
    assert chain([{"entry": "started"}, {"entry": "finished"}]) == [
        "5c6374140bda59fbcc4d2cadcccb94cd49173cf6093d335fe08681e197a27b03",
        "cec4ea74ba11e89922c6fe82fb5c3a357548afbecd116ad9f35332c36d1d9c02",
    ]


def test_a_digest_is_plain_sha_256_and_a_keyed_one_plain_hmac() -> None:
    assert digest("a") == hashlib.sha256(b'"a"').hexdigest()
    assert keyed(b"k", "a") == hmac.new(b"k", b'"a"', "sha256").hexdigest()
    assert link(GENESIS, "a") == hashlib.sha256(b"0" * 64 + b'"a"').hexdigest()


@settings(deadline=None)
@given(st.dictionaries(st.text(), PLAIN), st.randoms())
def test_the_order_of_keys_does_not_count(
    value: dict[str, object], random: Callable[..., None]
) -> None:
    names = list(value)
    random.shuffle(names)  # type: ignore[attr-defined]
    assert digest({name: value[name] for name in names}) == digest(value)


@settings(deadline=None)
@given(PLAIN, PLAIN)
def test_two_values_have_one_form_only_when_they_are_the_same(one: object, two: object) -> None:
    assert (canonical(one) == canonical(two)) is (_typed(one) == _typed(two))


def _typed(value: object) -> object:
    """Python takes True for 1; JSON does not."""
    if isinstance(value, list):
        return [_typed(each) for each in value]
    if isinstance(value, dict):
        return {name: _typed(each) for name, each in value.items()}
    return type(value).__name__, value


@settings(deadline=None)
@given(st.lists(PLAIN, min_size=1, max_size=6), st.data())
def test_a_chain_shows_every_change(values: list[object], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(values) - 1))
    other = data.draw(PLAIN.filter(lambda v: canonical(v) != canonical(values[place])))
    changed = chain([*values[:place], other, *values[place + 1 :]])
    before = chain(values)
    assert changed[:place] == before[:place]
    assert not set(changed[place:]) & set(before[place:])


def test_an_empty_chain_has_no_links() -> None:
    assert chain([]) == []


@settings(deadline=None)
@given(st.binary(min_size=1), st.binary(min_size=1))
def test_another_key_gives_another_digest(one: bytes, two: bytes) -> None:
    same = one.ljust(64, b"\0") == two.ljust(64, b"\0") or one == two
    if not same:
        assert keyed(one, "a") != keyed(two, "a")


@pytest.mark.parametrize(
    "value",
    [
        Secret("s"),
        [Secret("s")],
        {"a": Secret("s")},
        b"bytes",
        {1, 2},
        object(),
        Loan,
        {"a": {b"x": 1}},
        {1: "a", "1": "b"},
        {None: "a"},
    ],
)
def test_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError) as caught:
        canonical(value)
    assert "'s'" not in str(caught.value)
