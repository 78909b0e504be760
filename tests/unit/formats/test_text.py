"""Text files: a line is a record."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eraser.errors import FormatError
from eraser.formats.record_format import Changes
from eraser.formats.text import Text

LINE = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\ufeff"), max_size=10)


def rewritten(content: bytes, changes: Changes) -> bytes:
    target = io.BytesIO()
    Text().rewrite(io.BytesIO(content), target, changes)
    return target.getvalue()


@given(st.lists(LINE), st.sampled_from(["\n", "\r\n"]), st.sets(st.integers(0, 9)))
def test_dropped_lines_leave_the_others_identical(
    texts: list[str], end: str, dropped: set[int]
) -> None:
    lines = [(text + end).encode() for text in texts]
    kept = b"".join(line for n, line in enumerate(lines) if n not in dropped)
    assert rewritten(b"".join(lines), dict.fromkeys(dropped)) == kept


def test_a_changed_line_keeps_its_end_and_the_mark_of_the_file() -> None:
    content = b"\xef\xbb\xbfAnna\r\nJuris"
    assert rewritten(content, {0: {"line": "x"}}) == b"\xef\xbb\xbfx\r\nJuris"
    assert rewritten(content, {1: {"line": None}}) == b"\xef\xbb\xbfAnna\r\n"


def test_a_line_is_not_set_to_several() -> None:
    with pytest.raises(FormatError, match="several lines"):
        rewritten(b"a\n", {0: {"line": "b\nc"}})


def test_bytes_that_are_no_text_are_told_with_their_row() -> None:
    rows = Text().read(io.BytesIO(b"a\nb\xff\nc\n"))
    assert next(rows) == (0, {"line": "a"})
    assert next(rows) == (2, {"line": "c"})
    with pytest.raises(FormatError, match="row 1: byte 1"):
        next(rows)
