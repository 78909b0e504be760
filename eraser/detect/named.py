"""Fields whose name says what they hold, while their values have no form of their own.

`phone` with `(171) 555-7788`, `address` with `Brīvības 15-12`, `uzvards` with `Bērziņš`: the value
alone proves nothing, the name and the shape of nearly all values together do. Such fields are
findings of a scan, with a low score; nobody is looked for by such a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eraser.detect.recognisers.words import field_words
from eraser.model.subject import Category

SCORE = 0.4
"""The field's name and the shape of its values, no more."""

SAMPLE = 64
"""Values of a field that are looked at."""

_NEARLY_ALL = 0.8


@dataclass(frozen=True, slots=True)
class Kind:
    """`says`: what names of such fields have; `denies`: what they have not, both over folded words
    of the last part of a path. `shape`: what nearly all values fit wholly.
    """

    category: Category
    says: re.Pattern[str]
    denies: re.Pattern[str]
    shape: re.Pattern[str]


_LETTER = r"[^\W\d_]"
_NO_VALUE = r"(?<![a-z])(?:id|ids|type|tips|kind|count|status|verified|hash|flag|key|ref)(?![a-z])"

KINDS: tuple[Kind, ...] = (
    Kind(
        "phone",
        re.compile(
            r"phone|telefon|(?<![a-z])(?:talr(?:unis|una)?|tel|mob|mobile|mobilais|cell|fax|faks?s)"
            r"(?![a-z])|talrun"
        ),
        re.compile(_NO_VALUE + r"|kods|code|prefix|model|duration|ilgums"),
        # `(171) 555-7788`, `0921-12 34 65`, `28303384290`; not `2024-01-01`, not `12.5`.
        re.compile(
            r"(?!(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})\+?\(?[0-9](?:[ ().\-/]{0,2}[0-9]){5,14}"
            r"(?:\s*(?:x|ext\.?)\s*[0-9]{1,6})?"
        ),
    ),
    Kind(
        "address",
        re.compile(
            r"adres|address|(?<![a-z])(?:iela|street|addr|dzivesvieta|дом|улица|адрес)(?![a-z])"
        ),
        re.compile(
            _NO_VALUE + r"|mail|epast|(?<![a-z])(?:ip|ipv[46]|mac|web|url|site|host|client|remote"
            r"|server|peer|src|dst|source|wallet|btc|eth|memory|to|from|cc|bcc|line 2)(?![a-z])"
        ),
        # `47 MySakila Drive`, `Brīvības 15-12, Rīga`; not `anna@example.lv`, not `0x7ffe`.
        re.compile(rf"(?=[^\W_]*[^@:]*[0-9])(?=.*{_LETTER}{{3}})[^@:<>{{}}=\n]{{6,160}}"),
    ),
    Kind(
        "name",
        re.compile(
            r"(?:first|given|last|family|middle|full|person|contact|holder)s?\s?name"
            r"|(?<![a-z])(?:sur\s?name|forename|vards|uzvards|имя|фамилия|отчество)(?![a-z])"
        ),
        re.compile(
            _NO_VALUE + r"|user|login|lietot|file|host|domain|company|firm|uznem|product|prece"
        ),
        # `Bērziņš`, `Anna-Marija`, `PENELOPE`, `Antonio del Valle`; not `SIA "Saule"`, not `a1`.
        re.compile(
            rf"(?!SIA\b|AS\b)(?=..){_LETTER}{{1,24}}(?:[ '’.-]{{1,2}}{_LETTER}{{1,24}}){{0,4}}\.?"
        ),
    ),
)


def kind_of(path: str) -> Kind | None:
    """What the name of a field says; None: nothing."""
    last = field_words(path.replace("[]", "").rpartition(".")[2])
    return next((k for k in KINDS if k.says.search(last) and not k.denies.search(last)), None)


def fits(kind: Kind, values: Iterable[str]) -> bool:
    """Whether nearly all of the values (blank ones aside) have the shape."""
    written = [value.strip() for value in values if value.strip()]
    fitting = sum(kind.shape.fullmatch(value) is not None for value in written)
    return bool(written) and fitting >= _NEARLY_ALL * len(written)


def sample(known: Sequence[str], cells: Sequence[str]) -> list[str]:
    """More values beside the known ones, evenly from the cells, up to `SAMPLE`."""
    wanted = SAMPLE - len(known)
    step = max(1, len(cells) // wanted) if wanted > 0 else 1
    return [*known, *cells[::step][: max(0, wanted)]]
