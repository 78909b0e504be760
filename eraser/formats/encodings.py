"""Texts that are not UTF-8: UTF-16 as Excel writes it, Windows' code pages.

They are read as UTF-8 and written back as they were. Each of these encodings has one way to write
a character, so that what is not changed keeps its bytes.
"""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from eraser.errors import FormatError
from eraser.formats.streams import BUFFER, Source, Target

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Encoding(StrEnum):
    """How the characters of a text are written; the values are what Python and IANA call them."""

    UTF_8 = "utf-8"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"
    BALTIC = "windows-1257"
    CYRILLIC = "windows-1251"


_MARKS = ((codecs.BOM_UTF16_LE, Encoding.UTF_16_LE), (codecs.BOM_UTF16_BE, Encoding.UTF_16_BE))

_LATVIAN = frozenset("āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽōŗŌŖ")
_OTHERS = frozenset("ąęėįųĄĘĖĮŲäöüõßÄÖÜÕéÉóćłńśźżåøæ–—“”„‘’‚…•§°«»±²³µ·×€©®™¼½¾\u00a0")
"""What else occurs in a Latvian company's texts: the neighbours' letters and print."""

_WORD = re.compile(r"[^\W\d_]+")

_TWO_BYTES = re.compile(rb"[\xc3-\xc5\xd0\xd1][\x80-\xbf]")
"""A letter in UTF-8, Latvian or Russian. Matches `C4 93`, which in windows-1257 were `Ä“`."""

_FEW_WORDS = 12
"""Words that a text in Russian has at least, before the code page is believed."""

_HALVES = b"\x00\x01\x04\x20"
"""With what letters of Latin, Latvian and Russian, and print (`–`), begin in UTF-16."""

_NEARLY_ALL = 0.95

_SHORTEST = 8
"""Characters of a text without a mark; anything may be in fewer bytes."""

_BETWEEN = frozenset("\t\n\r\f\xad\u00a0\u2002\u2009\u202f\ufeff")
"""What stands in a text and is not printed."""

_COMMON = frozenset("оеаинтсрвл")
_COMMON_SHARE = 0.5
"""Of Russian letters, about 0.65 are these ten; of Latvian letters read so, about 0.1."""


def encoding_of(head: bytes) -> Encoding:
    """What a text that begins so is written in; UTF-8 when nothing else is certain.

    A byte order mark tells UTF-16, and so does a zero in nearly every other byte. Windows' code
    pages have no mark: the bytes must not be UTF-8, and their letters must stand as they do in
    Latvian (Russian) words.
    """
    if not head.startswith(b"\xff\xfe\x00\x00"):  # UTF-32
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return encoding
    if b"\x00" in head:
        return _without_mark(head)
    if head.isascii() or _is_utf_8(head) or _TWO_BYTES.search(head):
        return Encoding.UTF_8
    if _is_latvian(head):
        return Encoding.BALTIC
    return Encoding.CYRILLIC if _is_russian(head) else Encoding.UTF_8


def _without_mark(head: bytes) -> Encoding:
    """UTF-16 by its halves: nearly every other byte is one with which our letters begin."""
    for encoding, first in ((Encoding.UTF_16_LE, 1), (Encoding.UTF_16_BE, 0)):
        halves = head[first::2]
        ours = sum(halves.count(half) for half in _HALVES)
        if len(halves) >= _SHORTEST and ours >= _NEARLY_ALL * len(halves):
            text = head.decode(encoding, "ignore")
            if all(c.isprintable() or c in _BETWEEN for c in text):
                return encoding
    return Encoding.UTF_8


def _is_utf_8(head: bytes) -> bool:
    """The last character may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _is_latvian(head: bytes) -> bool:
    try:
        text = head.decode(Encoding.BALTIC)
    except UnicodeDecodeError:
        return False
    letters = [letter for letter in text if not letter.isascii() and letter.isalpha()]
    latvian = sum(letter in _LATVIAN for letter in letters)
    if not latvian or 3 * latvian < 2 * len(letters):
        return False
    strange = sum(not (c.isascii() or c in _LATVIAN or c in _OTHERS) for c in text)
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    natural = sum(_is_natural(word) for word in words)
    return not strange and natural >= 0.9 * len(words)


def _is_natural(word: str) -> bool:
    """Latin letters between the others, and no capital within small ones: `Bērziņš`, `ŠĶĒPS`."""
    mixed = any(letter.isascii() for letter in word)
    return mixed and (word.islower() or word.isupper() or word[1:].islower())


def _is_russian(head: bytes) -> bool:
    try:
        text = head.decode(Encoding.CYRILLIC)
    except UnicodeDecodeError:
        return False
    words = [word.lower() for word in _WORD.findall(text) if not word.isascii()]
    letters = "".join(words)
    alphabet = all("а" <= letter <= "я" or letter == "ё" for letter in letters)
    common = sum(letter in _COMMON for letter in letters)
    return len(words) >= _FEW_WORDS and alphabet and common >= _COMMON_SHARE * len(letters)


class _Decoded(io.RawIOBase):
    """A text as UTF-8; says where its bytes are not of its encoding."""

    def __init__(self, source: Source, encoding: Encoding) -> None:
        self._source, self._encoding = source, encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ready = b""
        self._done = 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        while not self._ready and not self._ended:
            self._more()
        piece, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(piece)] = piece
        return len(piece)

    def _more(self) -> None:
        piece = self._source.read(BUFFER)
        self._ended = not piece
        try:
            self._ready = self._decoder.decode(piece, final=self._ended).encode("utf-8")
        except UnicodeError:
            raise FormatError(
                f"not {self._encoding} within {len(piece)} bytes after byte {self._done}"
            ) from None
        self._done += len(piece)


def decoded(source: Source, encoding: Encoding) -> Source:
    """The text in UTF-8, its byte order mark too. Reading raises FormatError where it is broken."""
    if encoding is Encoding.UTF_8:
        return source
    return io.BufferedReader(_Decoded(source, encoding), BUFFER)


def written(text: str, encoding: Encoding) -> str:
    """The text as the encoding can have it: a letter that it lacks stands without its marks.

    So `[dzēsts]` is `[dzests]` in a Russian text. Other characters that it lacks stay.
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_possible(letter, encoding) for letter in text)
    return text


def _possible(letter: str, encoding: Encoding) -> str:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return unicodedata.normalize("NFD", letter)[0]
    return letter


class _Encoded:
    """Takes UTF-8 and writes the encoding."""

    def __init__(self, target: Target, encoding: Encoding) -> None:
        self._target, self._encoding = target, encoding
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def write(self, piece: bytes, /) -> None:
        text = self._decoder.decode(piece)
        try:
            self._target.write(written(text, self._encoding).encode(self._encoding))
        except UnicodeEncodeError:
            raise FormatError(f"a new value has a character that {self._encoding} lacks") from None


@contextmanager
def encoded(target: Target, encoding: Encoding) -> Iterator[Target]:
    """A target for UTF-8 that is written in the encoding (`written`). Raises FormatError for a
    character that it lacks.
    """
    yield target if encoding is Encoding.UTF_8 else _Encoded(target, encoding)
