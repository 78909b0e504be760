"""A subject search inside the database: all needles in one pass over a table.

Letter case is folded here and not by the server: a database with the C locale folds no `Ē`, one
with the Turkish locale folds `I` to `ı`. ASCII is folded by `lower` under the C collation, what
else occurs in the needles by `translate`.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from psycopg import sql

from eraser.model.place import FieldType
from eraser.model.subject import Needle
from eraser_postgres.catalogue import Column, Shape, Table
from eraser_postgres.encoding import holds, python_codec
from eraser_postgres.fragments import sieve
from eraser_postgres.names import any_of, column
from eraser_postgres.rows import TEXT_PARAMETERS, Parameters, document, undecodable

_ARGUMENTS = 50
"""Columns per `concat_ws`: PostgreSQL's functions take at most 100 arguments."""

_SEPARATORS = str.maketrans("", "", " \u00a0()./-")
"""What people put between the digits of a code or a phone number."""

_ALPHABETS = {
    FieldType.INTEGER: frozenset("0123456789-"),
    FieldType.BOOLEAN: frozenset("truefals"),
    FieldType.DATE: frozenset("0123456789- bcinfty"),
    FieldType.TIMESTAMP: frozenset("0123456789-:.+ bcinfty"),
    FieldType.UUID: frozenset("0123456789abcdef-"),
}
"""The characters, in lower case, that the text of such a value can have."""


_WHOLE = {"int2": 5, "int4": 10, "int8": 19}
"""Whole numbers, and how many digits they can have."""

_BETWEEN, _ANY = re.compile("(?<=[0-9])[ \u00a0-](?=[0-9])"), "\uf8ff"
"""What stands between the digits of a grouped number, and what stands for any of it in a
fragment: `20-05`, `20 05` and `20\u00a005` are sieved as one. Not in `a-b`."""

_NO_DATE = re.compile(r"[0-9]{8}|-[0-9]{3}|(-.*){3}| [0-9]")
"""What no date has: `20260131`, `-1234`, `20 05`, three hyphens. Not so `2026-01-31`, `31 bc`."""


@dataclass(frozen=True, slots=True)
class Search:
    """The needles, prepared: LIKE patterns, the numbers they may be, how letter case is folded.

    `expansions` are single characters that fold to more than one (`ß` to `ss`). `fragments` are
    what a row must hold one of, ASCII folded, to hold a needle at all; None when not known.
    `whole` are the texts as they were given, which columns with an index are compared with.
    """

    folded: tuple[str, ...]
    numbers: tuple[int, ...]
    upper: str
    lower: str
    expansions: tuple[tuple[str, str], ...]
    fragments: tuple[str, ...] | None
    whole: tuple[str, ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str], server_encoding: str) -> Search:
        """Prepare the texts. What the database's encoding cannot hold is not in it."""
        codec = python_codec(server_encoding)
        known = sorted({t for t in texts if t and holds(codec, t)})
        folded = {form for text in known for form in _forms(text, codec)}
        singles, multiples = _case_folding() if codec is not None else ({}, {})
        pairs = [
            (other, char)
            for char in sorted(set("".join(folded)))
            for other in singles.get(char, "")
            if holds(codec, other)
        ]
        expansions = tuple(
            (char, fold)
            for char, fold in sorted(multiples.items())
            if any(fold in text for text in folded) and holds(codec, char)
        )
        others: dict[str, str] = defaultdict(str)
        for other, char in pairs:
            others[char] += other
        return cls(
            folded=tuple(sorted(folded)),
            numbers=tuple(sorted({n for t in known if (n := as_number(t)) is not None})),
            upper="".join(other for other, _ in pairs),
            lower="".join(char for _, char in pairs),
            expansions=expansions,
            fragments=sieve(
                sorted({_BETWEEN.sub(_ANY, text) for text in folded}),
                {fold for _, fold in expansions},
                lambda c: others.get(c, ""),
            ),
            whole=tuple(known),
        )

    def condition(self, table: Table) -> sql.Composed:
        """True for every row that holds a needle. Takes `parameters`."""
        if not self.folded:
            return sql.SQL("{}").format(sql.SQL("false"))
        if table.searched is not None:
            return self._by_index(table, table.searched)
        parts: list[sql.Composable] = []
        searched = [c for c in table.columns if self._can_hold(c)]
        for start in range(0, len(searched), _ARGUMENTS):
            haystack = _joined(searched[start : start + _ARGUMENTS], self._shortest_number())
            parts.append(self._holds_needle(haystack))
        if self.numbers:
            parts += [p for c in table.columns for p in _equal_number(c)]
        parts += [undecodable(c) for c in table.columns if c.shape is Shape.LOOSE_DOCUMENT]
        return any_of(parts) if parts else sql.SQL("{}").format(sql.SQL("false"))

    def _by_index(self, table: Table, names: frozenset[str]) -> sql.Composed:
        """True for every row of which a column with an index is one of the texts."""
        parts: list[sql.Composed] = []
        for of in (c for c in table.columns if c.name in names):
            if of.type is FieldType.TEXT and of.shape is Shape.SCALAR:
                any_text = "{} = ANY (%(whole)s::text[]::{}[])"
                parts.append(sql.SQL(any_text).format(column(of.name), of.type_sql))
            elif self.numbers:
                parts += _equal_number(of)
        return any_of(parts) if parts else sql.SQL("{}").format(sql.SQL("false"))

    def parameters(self) -> Parameters:
        """The parameters of `condition`."""
        any_number = "|".join(str(n) for n in self.numbers)
        parameters: Parameters = {
            **TEXT_PARAMETERS,
            "patterns": [f"%{_literally(text)}%" for text in self.folded],
            "fragments": [
                f"%{_literally(text).replace(_ANY, '_')}%" for text in self.fragments or ()
            ],
            "integers": [n for n in self.numbers if n < 2**63],
            "numbers": [str(n) for n in self.numbers],
            "whole": list(self.whole),
            "upper": self.upper,
            "lower": self.lower,
            "nested_numbers": rf"(^|[^0-9])0*({any_number})(\.0*)?([^0-9.]|$)",
        }
        for i, (char, fold) in enumerate(self.expansions):
            parameters[f"char{i}"], parameters[f"fold{i}"] = char, fold
        return parameters

    def _shortest_number(self) -> int:
        """Digits of the shortest text that can stand in a whole number; 0 when there is none."""
        return min((len(text) for text in self.folded if text.isdecimal()), default=0)

    def _can_hold(self, of: Column) -> bool:
        if of.type is FieldType.BINARY:
            return False
        if of.type_name in _WHOLE:
            return 0 < self._shortest_number() <= _WHOLE[of.type_name]
        alphabet = _ALPHABETS.get(of.type)
        return alphabet is None or any(
            alphabet.issuperset(text) and not (of.type is FieldType.DATE and _NO_DATE.search(text))
            for text in self.folded
        )

    def _holds_needle(self, haystack: sql.Composed) -> sql.Composed:
        full = sql.SQL("{} LIKE ANY (%(patterns)s)").format(self._fold(haystack))
        if self.fragments is None:
            return full
        # CASE, because PostgreSQL may turn the two sides of an AND around.
        return sql.SQL(
            'CASE WHEN lower({} COLLATE "C") LIKE ANY (%(fragments)s) THEN {} ELSE false END'
        ).format(haystack, full)

    def _fold(self, haystack: sql.Composed) -> sql.Composed:
        folded = sql.SQL('lower({} COLLATE "C")').format(haystack)
        if self.upper:
            folded = sql.SQL("translate({}, %(upper)s, %(lower)s)").format(folded)
        for i in range(len(self.expansions)):
            folded = sql.SQL("replace({}, {}, {})").format(
                folded, sql.Placeholder(f"char{i}"), sql.Placeholder(f"fold{i}")
            )
        return folded


def as_number(text: str) -> int | None:
    """The number that a code or a phone would be in a number column; None when it has letters.

    At most 30 digits: `real` ends at 3e38.

    >>> as_number("010190-12345"), as_number("+371 20001234"), as_number("LV12")
    (1019012345, 37120001234, None)
    """
    digits = text.removeprefix("+").translate(_SEPARATORS)
    return int(digits) if re.fullmatch(r"[0-9]{1,30}", digits) else None


def _joined(columns: Sequence[Column], digits: int) -> sql.Composed:
    """`digits`: whole numbers with fewer are left out, because to write one down takes time."""
    parts = sql.SQL(", ").join(_long_number(c, digits) or _haystack(c) for c in columns)
    return sql.SQL("concat_ws(chr(31), {})").format(parts)


def _long_number(of: Column, digits: int) -> sql.Composed | None:
    if of.type_name not in _WHOLE:
        return None
    least = sql.Literal(10 ** (min(digits, 19) - 1))
    return sql.SQL("CASE WHEN {0} >= {1} OR {0} <= -{1} THEN {0}::text END").format(
        column(of.name), least
    )


def _haystack(of: Column) -> sql.Composed:
    text = sql.SQL("{}::text").format(column(of.name))
    if of.shape is Shape.LOOSE_DOCUMENT:
        # As written (a name twice in an object is lost in jsonb), and with escapes read.
        return sql.SQL(
            "CASE WHEN strpos({0}, %(backslash)s) = 0 THEN {0} ELSE concat({0}, {1}::text) END"
        ).format(text, document(of))
    if of.shape is Shape.NESTED:
        return sql.SQL("{}::text").format(document(of))
    return text


def _equal_number(of: Column) -> list[sql.Composed]:
    value = column(of.name)
    if of.type is FieldType.INTEGER:
        return [sql.SQL("{} = ANY (%(integers)s::int8[])").format(value)]
    if of.type_name == "money":
        return [sql.SQL("{}::numeric = ANY (%(numbers)s::text[]::numeric[])").format(value)]
    if of.type is FieldType.DECIMAL:
        return [sql.SQL("{} = ANY (%(numbers)s::text[]::{}[])").format(value, of.type_sql)]
    if of.shape is not Shape.SCALAR:
        return [sql.SQL("{} ~ %(nested_numbers)s").format(_haystack(of))]
    return []


def _forms(text: str, codec: str | None) -> set[str]:
    if codec is None:
        # SQL_ASCII: the server knows bytes, not letters, so the usual spellings are tried.
        spellings = {text, text.lower(), text.upper(), text.title()}
    else:
        spellings = {text.casefold()}
    escaped = {json.dumps(s, ensure_ascii=False)[1:-1] for s in spellings}
    return {_ascii_lower(s) for s in spellings | escaped}


def _ascii_lower(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)


def _literally(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def spellings(needle: Needle) -> tuple[str, ...]:
    """How a column may have it as its whole value: numbers with the country, names with capitals.

    >>> from eraser.model.subject import Identifier
    >>> spellings(Needle("22124444", Identifier("phone", "+37122124444")))[:3]
    ('22124444', '+37122124444', '37122124444')
    """
    value = needle.identifier.value
    local, at, domain = value.partition("@")
    others = (value.removeprefix("+"), value.upper(), value.lower(), value.title())
    return (needle.text, value, *others, f"{local.title()}{at}{domain}")


@cache
def _case_folding() -> tuple[dict[str, str], dict[str, str]]:
    """Which non-ASCII characters fold to one character, by that; and which fold to several.

    Those that fold to an ASCII letter (the Kelvin sign, the long s) are left out: no keyboard
    writes a name or an address with them, and with them no fragment would have one spelling.
    """
    singles: dict[str, str] = defaultdict(str)
    multiples = {}
    for char in map(chr, (*range(0x80, 0xD800), *range(0xE000, 0x1EA00))):
        fold = char.casefold()
        if len(fold) > 1:
            multiples[char] = fold
        elif fold != char and not fold.isascii():
            singles[fold] += char
    return singles, multiples
