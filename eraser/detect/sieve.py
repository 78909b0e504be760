"""Which cells have to be read, category by category, decided over whole columns in Rust.

Three steps, each cheaper than the next: a form that every candidate of the recogniser has, looked
for in all cells; for categories that never count without words, a stem of one of these words in
the cell or in the field's name; and only then the recognisers, in Python, and of them only those
whose category is still possible. Nothing that a recogniser wants is ever stopped: a property test
holds all of it against the recognisers.

Expressions are in ASCII or with explicit letters: Unicode classes of words, digits and borders are
about a hundred times slower on Latvian text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from eraser.detect.prefilter import portable
from eraser.detect.recognisers.words import field_words
from eraser.identifiers import Patterns
from eraser.identifiers.phone import GROUPINGS, RARE
from eraser.identifiers.written import fold
from eraser.model.subject import Category

_B = r"(?:^|[^0-9A-Za-z])"
_E = r"(?:[^0-9A-Za-z]|$)"
_GAP = r"[^0-9A-Za-z]"
_SPACE = r"[^0-9A-Za-z]"
_THIN = "[ \u2002-\u200a\u202f]"
"""What reads as a space. With any sign between, `2024-03-01` would be a phone of four, two, two."""

_RARE_SIZES = tuple(tuple(map(len, form.split(" "))) for form in RARE if form[:2] in ("0 ", "00"))
_PHONES = "|".join(
    f"[26789][0-9]{{{sizes[0] - 1}}}{''.join(f'{gap}[0-9]{{{n}}}' for n in sizes[1:])}"
    for gap, grouped in ((_GAP, ((8,), *GROUPINGS)), (_THIN, _RARE_SIZES))
    for sizes in grouped
    if len(sizes) > 1 or gap == _GAP
)
_DOCUMENT = rf"[A-Z]{_SPACE}?[0-9]{{6}}|[0-9]{{7}}|[0-9]{{2}}{_SPACE}?[0-9]{{2}}{_SPACE}?[0-9]{{6}}"
_DOCUMENT_WORDS = (
    r"(?:^|[^a-z])pas(?:e|es|ei|i|u|em|portu?)(?:[^a-z]|$)|passport|паспорт|travel|celosan|apl|dok"
    r"|document|документ|(?:^|[^a-z])e[^a-z]?id(?:[^a-z]|$)|id[^a-z]*(?:kart|card|карт)|identi"
    rf"|личност|autovad|tiesib|driv|водител|в/у|va{_SPACE}+n[ru]"
)
_PARISH = rf"{_SPACE}(?:pag(?:asta?s?)?|nov(?:ada?s?)?)(?:[^A-Za-zĀ-ž]|$)"
_STREETS = (
    r"(?:iel|bulv|prosp|damb|gatv|lauk|sos|alej|cel|krastmal|linij)"
    rf"[^0-9 \u00a0]{{0,6}}{_SPACE}{{1,2}}(?:nr\.?{_SPACE}{{1,2}})?[0-9]"
    rf"|{_PARISH}"
    r"|(?:ул|бульвар|б-р|просп)[^0-9]{1,60}[0-9]|street|str\.|avenue|boulevard"
)

FORMS: Mapping[Category, str] = {
    "personas-kods": rf"(?:{_B}|[Vv]-?|[Kk])[0-9]{{6}}{_GAP}{{0,3}}[0-9]{{5}}{_E}"
    r"|[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{5}"
    r"|^[^0-9A-Za-z]*[0-9]{10}[^0-9A-Za-z]*$",
    "isikukood": rf"(?:{_B}|[A-Za-z]{{2}}-?)[0-9]{{11}}{_E}",
    "asmens-kodas": rf"(?:{_B}|[A-Za-z]{{2}}-?)[0-9]{{11}}{_E}",
    "personas-kods-partial": r"[0-9]{4}",
    "iban": rf"{_B}[A-Za-z]{{2}}[0-9]{{2}}"
    rf"(?:{_GAP}?[A-Za-z0-9]{{11}}|{_GAP}[A-Za-z0-9]{{4}}{_GAP}[A-Za-z0-9]{{3}})",
    "email": "@",
    "phone": rf"(?:{_B}|[lLbBrR])(?:371{_GAP}?)?(?:{_PHONES}){_E}"
    rf"|\([26789][0-9]\) [0-9]{{3}}"
    rf"|(?:\+{_GAP}{{0,2}}|00{_GAP}{{0,2}})[1-9](?:{_GAP}{{0,4}}[0-9]){{7}}",
    "payment-card": rf"{_B}(?:[0-9]{{12}}|[0-9]{{4}}(?:{_GAP}[0-9]{{4}}){{3}}"
    rf"|[0-9]{{4}}{_GAP}[0-9]{{6}}{_GAP}[0-9]{{4}})",
    "passport": _DOCUMENT,
    "eid": _DOCUMENT,
    "driving-licence": _DOCUMENT,
    "vehicle-plate": rf"[A-Z]{_GAP}?[1-9]",
    "birth-date": rf"[0-9]{{8}}|[0-9]{{4}}{_GAP}|{_GAP}[0-9]{{4}}|[0-9]{{4}}[gG]",
    "postal-code": r"[Ll][Vv][^0-9A-Za-z]{0,5}[1-5][0-9]{3}|LT-[0-9]{5}"
    r"|[0-9]{5},? (?:Tal|Tar|Nar|Pär|Vil|Kau|Kla|[SŠ]ia|Pan)",
    "ip-address": r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|::|(?:[0-9A-Fa-f]{1,4}:){6}",
}
"""A form of every text with a candidate of the category. Other categories can stand in any text."""

WORDS: Mapping[Category, str] = {
    "personas-kods-partial": r"[*x•]-?[0-9]{4}|pedej|last|последни|beidzas|end|заканч",
    "passport": _DOCUMENT_WORDS,
    "eid": _DOCUMENT_WORDS,
    "driving-licence": _DOCUMENT_WORDS,
    "vehicle-plate": r"zim|valsts|reg|auto|a/m|transportl|plate|vehicle|car|piekab|trailer"
    r"|гос|номерн|автомоб|машин|авто",
    "birth-date": r"dzim|(?:^|[^a-z])dz(?:$|[^a-z]|[dg])|birth|born|d[^a-z]{0,2}o[^a-z]{0,2}b"
    r"|bday|рожд|род|[дг][^а-я]{0,2}р",
}
"""Over folded text: stems of the words without which a category is never found. Others can be
found without words."""


_NEVER = r"[^\s\S]"

_SIGNS = "[0-9]|@|::"
"""One of these is in every text with a form, but for farms. Not `[0-9@]|::`: with the class Rust's
regex falls back from memchr to its automaton, six times slower (regex 1.11, seen in Polars 2.1).
"""

_FARM = r"[ \u00a0](?:pag(?:ast[sāa]{1,2})?|nov(?:ad[sāa])?)(?:[^A-Za-zĀ-ž]|$)"
"""A farm's parish, for whose address there need be no digit: `Līvbērzes pag.`; not `novembris`."""

_RARE_WORDS = frozenset(WORDS)
"""Of these the words are rarer than the form, which many dates and codes have."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """The expressions for one field. `tight` need no words; `loose` need their form and words.

    `always` are categories that can stand in any text.
    """

    tight: Mapping[Category, str]
    loose: Mapping[Category, tuple[str, str]]
    always: frozenset[Category]

    @classmethod
    def of(
        cls,
        path: str,
        categories: Collection[Category],
        patterns: Patterns,
        anywhere: Collection[Category] = (),
    ) -> Sieve:
        """For a field: where its name itself has the words, the cells need none. Categories
        `anywhere` are those of recognisers that may want any text.
        """
        tight: dict[Category, str] = {}
        loose: dict[Category, tuple[str, str]] = {}
        always: set[Category] = set(anywhere)
        name = field_words(path)
        for category in sorted(categories):
            own = patterns.expressions.get(category)
            form = portable(own) if own else _form(category)
            if form is None:
                always.add(category)
            elif category in WORDS and not _stem(category).search(name):
                loose[category] = (form, unfolded(WORDS[category]))
            else:
                tight[category] = form
        return cls(tight, loose, frozenset(always))

    @property
    def plain(self) -> bool:
        """Whether nothing is looked for but our own categories."""
        return not self.always and not self._own

    @property
    def _own(self) -> frozenset[Category]:
        return frozenset(self.tight.keys() - FORMS.keys() - {"address"})

    def chosen(self, cells: pl.Series) -> pl.Series:
        """True for every text (none null) that has to be read, and for few others."""
        if self.always:
            return _same(len(cells), value=True)
        signed = self.signed(cells).to_numpy()
        rows = np.flatnonzero(signed)
        if len(rows):
            signed = np.zeros(len(cells), dtype=np.bool_)
            signed[rows] = cells.gather(rows).str.contains(self._promising).to_numpy()
        return pl.Series(signed)

    def signed(self, cells: pl.Series) -> pl.Series:
        """True for every text with a sign that all forms have: the first and fastest step."""
        if not self.plain:
            return _same(len(cells), value=True)
        signs = cells.str.contains(_SIGNS)
        return signs | cells.str.contains(_FARM) if "address" in self.tight else signs

    def strange(self, cells: pl.Series) -> pl.Series:
        """True for every text that may hold what labels do not know (`shapes`): a number of the
        organisation, or what a user's recogniser wants.
        """
        own = [self.tight[category] for category in self._own]
        if self.always or not own:
            return _same(len(cells), value=bool(self.always))
        return cells.str.contains("|".join(sorted(own)))

    def only(self, cells: pl.Series, categories: Collection[Category]) -> pl.Series:
        """True for every text that holds nothing but what is of these categories, or nothing."""
        if self.always:
            return _same(len(cells), value=False)
        others = {form for category, form in self.tight.items() if category not in categories}
        if others:
            only = ~cells.str.contains("|".join(sorted(others)))
        else:
            only = _same(len(cells), value=True)
        pairs = sorted({pair for c, pair in self.loose.items() if c not in categories})
        worded = only & cells.str.contains("|".join(words for _, words in pairs) or _NEVER)
        rows = worded.arg_true()
        some = pl.DataFrame({"cell": cells.gather(rows)})
        said = [pl.col("cell").str.contains(f) & pl.col("cell").str.contains(w) for f, w in pairs]
        if len(rows) == 0:
            return only
        return only.scatter(rows, ~some.select(pl.any_horizontal(said)).to_series())

    @property
    def _promising(self) -> str:
        """One expression for everything; of what needs form and words the rarer is looked for."""
        parts = dict.fromkeys(self.tight.values())
        for category, (form, words) in self.loose.items():
            parts[words if category in _RARE_WORDS else form] = None
        return "|".join(parts)

    def flags(self, cells: pl.Series) -> pl.DataFrame:
        """A Boolean column for each category: whether each text may hold it."""
        forms = {form: cells.str.contains(form) for form in set(self.tight.values())}
        found = {category: forms[form] for category, form in self.tight.items()}
        pairs = set(self.loose.values())
        rows = cells.str.contains("|".join(sorted({w for _, w in pairs})) or _NEVER).arg_true()
        some = cells.gather(rows)
        nowhere = _same(len(cells), value=False)
        said = {
            (form, words): nowhere.clone().scatter(
                rows, some.str.contains(form) & some.str.contains(words)
            )
            if len(rows)
            else nowhere
            for form, words in pairs
        }
        found |= {category: said[pair] for category, pair in self.loose.items()}
        return pl.DataFrame(found)


def _same(length: int, *, value: bool) -> pl.Series:
    return pl.Series(np.full(length, value))


def _form(category: Category) -> str | None:
    return unfolded(_STREETS) if category == "address" else FORMS.get(category)


@cache
def _stem(category: Category) -> re.Pattern[str]:
    return re.compile(WORDS[category])


@cache
def unfolded(expression: str) -> str:
    """The expression for text as it is written: each letter in either case, with any diacritic.

    Only letters outside of classes and escapes stand for themselves in what this is given.
    """
    parts: list[str] = []
    at = 0
    while at < len(expression):
        letter = expression[at]
        if letter == "[":
            end = expression.index("]", at) + 1
            parts.append(_class(expression[at:end]))
            at = end
            continue
        if letter == "\\":
            parts.append(expression[at : at + 2])
            at += 2
            continue
        parts.append(_letters().get(letter, letter))
        at += 1
    return "".join(parts)


def _class(written: str) -> str:
    """A class: both cases of the ranges and letters in it (`[*x•]`, `[дг]`). What is not between
    `a` and `z` is no letter that folds to one of these: the ī of `dzīvoklis`.
    """
    inner = written[1:-1]
    if inner.startswith("^"):
        ends = re.fullmatch(r"\^([aа])-([zя])", inner)
        return written if ends is None else f"[^{_between(ends[1], ends[2])}]"
    return "[" + inner + "".join(c.upper() for c in inner if c.isalpha()) + "]"


def _between(first: str, last: str) -> str:
    """All that folds to a letter of a range, as the inside of a class."""
    found = (alike[1:-1] for folded, alike in _letters().items() if first <= folded <= last)
    return "".join(found)


@cache
def _letters() -> Mapping[str, str]:
    """For each folded letter a class of everything that folds to it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code in range(0x41, 0x530):
        letter = chr(code)
        folded = fold(letter)
        if folded.isalpha() and letter.isalpha():
            found[folded].append(letter)
    return {folded: f"[{''.join(letters)}]" for folded, letters in found.items()}
