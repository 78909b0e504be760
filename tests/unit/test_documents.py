"""What is wrong in a file is told with its place, and never with its value."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.documents import Document, read_file, read_text
from eraser.errors import ConfigError

VALUE = "161175-19997"


class Shelf(Document):
    name: str
    room: int = 0
    since: date | None = None
    books: tuple[str, ...] = ()
    labels: dict[str, str] = {}
    inner: tuple[Shelf, ...] = ()


def _complaint(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read_text(text, Shelf, "shelf.yaml")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__, "a cause's text may hold values"
    return str(caught.value)


def test_a_good_file_becomes_its_model(tmp_path: Path) -> None:
    path = tmp_path / "shelf.yaml"
    path.write_text("name: Ā\nbooks: [a, b]\nsince: 2026-01-02\n", encoding="utf-8")
    assert read_file(path, Shelf) == Shelf(name="Ā", books=("a", "b"), since=date(2026, 1, 2))


def test_json_is_read_too() -> None:
    assert read_text('{"name": "a", "labels": {"x": "y"}}', Shelf, "-").labels == {"x": "y"}


def test_an_empty_file_lacks_what_is_needed() -> None:
    assert _complaint("") == "shelf.yaml:1: name: Field required."
    assert "name: Field required" in _complaint("# nothing\n")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name: a\nroom: x\n", "shelf.yaml:2: room: "),
        ("name: a\n\nbooks:\n  - x\n  - {}\n", "shelf.yaml:5: books.1: "),
        ("name: a\nbook: x\n", "shelf.yaml:2: book: "),
        ("name: a\nlabels:\n  a: b\n  c: [d]\n", "shelf.yaml:4: labels.c: "),
        ("name: a\ninner:\n- name: b\n- name: c\n  room: x\n", "shelf.yaml:5: inner.1.room: "),
        ("room: 7\n", "shelf.yaml:1: name: "),
        ("- a\n- b\n", "shelf.yaml:1: the document: "),
        ("just words\n", "shelf.yaml:1: the document: "),
        ("name: a\nname: b\n", "shelf.yaml:2: "),
        ("name: a\nlabels: {x: y, x: z}\n", "shelf.yaml:2: "),
        ('{"name": "a",\n "name": "b"}', "shelf.yaml:2: "),
        ("name: a\n? [x, y]\n: z\n", "shelf.yaml:2: "),
        ("name: a\n\tb: c\n", "shelf.yaml:2: "),
        ("name: 'a\n", "shelf.yaml:2: "),
        ("name: a\nsince: 2026-13-45\n", "shelf.yaml:2: "),
        ("name: a\nroom: 0b_\n", "shelf.yaml:2: "),
        ("name: a\nlabels: !!python/object:os.system {}\n", "shelf.yaml:2: "),
        ("name: a\nlabels: !lbl {}\n", "shelf.yaml:2: "),
        ("name: a\nlabels: *nowhere\n", "shelf.yaml:2: "),
        ("name: a\n<<: {room: 1}\n", "shelf.yaml:2: "),
        ("name: a\n---\nname: b\n", "shelf.yaml:2: "),
    ],
)
def test_the_line_and_the_field_are_told(text: str, complaint: str) -> None:
    assert _complaint(text).startswith(complaint)


def test_everything_wrong_is_told_at_once() -> None:
    lines = _complaint("room: x\nbook: y\nsince: never\n").splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "shelf.yaml:1",
        "shelf.yaml:1",
        "shelf.yaml:3",
        "shelf.yaml:2",
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"name: [{VALUE}]",
        f"name: a\nroom: {VALUE}",
        f"name: a\nsince: '{VALUE}'",
        f"name: a\nlabels: '{VALUE}'",
        f"name: *{VALUE}",
        f"name: !{VALUE} a",
        f"name: !!{VALUE} a",
        f"name: &{VALUE} a\nroom: &{VALUE} b",
        f"name: '{VALUE}",
        f"name: {VALUE}: b: c",
        f"%YAML {VALUE}\n---\nname: a",
        f"%TAG ! x\n%TAG ! {VALUE}\n---\nname: a",
        f"name: !{VALUE}!x a",
        f"name: !!binary {VALUE}",
        f"name: a\nroom: 0x_{'1' * 9}\nsince: {VALUE}",
        f"name: a\nroom: {'161175' * 1000}",
        f"- {VALUE}",
        VALUE,
        f'name: "\\q{VALUE}"',
        f"name: a\x00{VALUE}",
        f"name: |{VALUE}\n a",
        f"name: @{VALUE}",
        f"name: `{VALUE}",
    ],
)
def test_no_complaint_repeats_a_value(text: str) -> None:
    assert "161175" not in _complaint(text)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "&a [", "!!seq ["])
def test_endless_nesting_is_refused(opening: str) -> None:
    assert "not valid YAML" in _complaint(f"name: {opening * 20_000}")


def test_laughing_aliases_are_refused_at_once() -> None:
    lines = ["name: a", "a: &a [x, x, x, x, x, x, x, x, x]"]
    for last, this in zip("abcdefghijk", "bcdefghijkl", strict=True):
        lines.append(f"{this}: &{this} [{', '.join([f'*{last}'] * 9)}]")
    begun = time.process_time()
    for text in ("\n".join(lines), "\n".join([*lines, "labels: *l", "books: *l", "inner: *l"])):
        assert len(_complaint(text)) < 100_000
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("text", ["name: a\ninner: &a [*a]", "&a {name: a, inner: [*a]}"])
def test_a_file_that_holds_itself_is_refused(text: str) -> None:
    assert "shelf.yaml" in _complaint(text)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yaml: no such file"):
        read_file(tmp_path / "none.yaml", Shelf)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_file(tmp_path, Shelf)


@pytest.mark.parametrize("content", [b"name: \xff", "name: Ā".encode("utf-16"), b"\x00\x01"])
def test_what_is_not_text_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "shelf.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"shelf\.yaml"):
        read_file(path, Shelf)


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "shelf.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: a\r\nroom: 7\r\n")
    assert read_file(path, Shelf).room == 7


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet=st.sampled_from("ab:- []{}&*!|>'\"%@`#?,\n\t0179xe._~=<"), max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_text(text, Shelf, "-")
    except ConfigError:
        return


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=9))
def test_any_value_in_any_field_is_read_or_refused(value: Any) -> None:
    import json

    text = json.dumps({name: value for name in Shelf.model_fields})
    try:
        read_text(text, Shelf, "-")
    except ConfigError as error:
        assert "input_value" not in str(error)
