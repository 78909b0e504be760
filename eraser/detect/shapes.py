"""Cells that are one number, address or date and nothing else, taken together in bulk.

Every cell gets a label such that what the recognisers say of one cell they say of all cells with
that label: forms, dates and check digits are computed over whole columns, and a recogniser reads
one cell for each label instead of every cell. A property test holds this against the recognisers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from eraser.detect.digits import code_labels, iban_valid, luhn_valid
from eraser.identifiers.phone import GROUPINGS

SAMPLE = 48
"""Cells of a column that are looked at to learn which forms occur in it."""

_DAY = (
    r"(?:19|20)[0-9]{2}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
_TIME = (
    r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
    r"(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)


@dataclass(frozen=True, slots=True)
class Form:
    """`expression` matches whole cells, in Rust and Python alike. `label` gives the label of each
    matching cell, `value` the text under which equal values are equal; without it the cell holds
    more than the identifier.
    """

    name: str
    expression: str
    label: Callable[[pl.Series], pl.Series]
    value: Callable[[pl.Series], pl.Series] | None

    @property
    def whole(self) -> str:
        """For Rust: the expression, of whole cells."""
        return f"^(?:{self.expression})$"

    def fits(self, cell: str) -> bool:
        """Whether a single cell has the form."""
        return re.fullmatch(self.expression, cell) is not None


def _itself(cells: pl.Series) -> pl.Series:
    return cells


def _one(name: str) -> Callable[[pl.Series], pl.Series]:
    return lambda cells: pl.Series([name], dtype=pl.String).new_from_index(0, len(cells))


_CODES = {11: "", 12: "-", 13: "LV", 14: "LV-"}
"""By its length what stands in a code beside the digits."""


def _code(cells: pl.Series) -> pl.Series:
    """What stands beside the digits (`LV`, a hyphen), and what the digits are."""
    lengths = cells.str.len_bytes()
    labels = _one("")(cells)
    for length, beside in _CODES.items():
        rows = (lengths == length).arg_true()
        if len(rows):
            codes = _plain_code(cells.gather(rows))
            found = pl.Series(f"code:{beside}:" + code_labels(codes))
            labels = found if len(rows) == len(cells) else labels.scatter(rows, found)
    return labels


def _plain_code(cells: pl.Series) -> pl.Series:
    """The digits alone, of codes of any lengths."""
    return cells.str.strip_prefix("LV").str.replace("-", "", literal=True)


def _phone(cells: pl.Series) -> pl.Series:
    """Prefix and grouping, the first two digits, three more where these may begin years, and
    whether the groups end in thousands, as amounts do.
    """
    if (cells.str.len_bytes() == _NATIONAL).all():
        return pl.Series("phone:00000000:" + cells.str.head(2) + ":")
    digits = cells.str.replace_all("[^0-9]", "").str.slice(-8)
    shape = cells.str.replace_all("[0-9]", "0")
    head = digits.str.slice(0, 2)
    years = (shape.str.len_bytes() == 9) & head.is_in(["19", "20"])
    decades = digits.str.slice(2, 1) + digits.str.slice(4, 2)
    more = decades.zip_with(years, _one("")(cells))
    thousands = _one("k")(cells).zip_with(digits.str.ends_with("000"), _one("")(cells))
    return pl.Series("phone:" + shape + ":" + head + ":" + more + thousands)


_NATIONAL = 8
"""Digits of a Latvian phone number; a cell of that length is written without anything else."""


def _email(cells: pl.Series) -> pl.Series:
    return pl.Series("email:" + cells.str.slice(cells.str.find("@", literal=True) + 1))


def _iban(cells: pl.Series) -> pl.Series:
    return pl.Series("iban:" + cells.str.slice(0, 2) + iban_valid(cells).cast(pl.String))


def _digits(cells: pl.Series) -> pl.Series:
    """The length; for what may be a card its issuer's first digits (`622126` to `622925` is an
    issuer of six) and whether the Luhn check holds.
    """
    length = cells.str.len_bytes()
    issuer = (
        pl.DataFrame({"cell": cells})
        .select(
            pl.when(pl.col("cell").str.starts_with("622"))
            .then(pl.col("cell").str.slice(0, 6))
            .otherwise(pl.col("cell").str.slice(0, 4))
        )
        .to_series()
    )
    card = luhn_valid(cells) & (length >= 12) & (length <= 19)
    issuer = issuer.zip_with(card, _one("")(cells))
    return pl.Series("digits:" + length.cast(pl.String) + ":" + issuer)


def _ten(cells: pl.Series) -> pl.Series:
    return pl.Series("ten:" + code_labels("0" + cells))


def _year(cells: pl.Series) -> pl.Series:
    return pl.Series("date:" + cells.str.slice(0, 4))


def _address(cells: pl.Series) -> pl.Series:
    """The kind of street, and whether a postal code stands behind it."""
    kind = cells.str.extract(f" ({_STREETS}) ", 1)
    postal = cells.str.contains("LV-", literal=True).cast(pl.String)
    return pl.Series("address:" + kind + ":" + postal)


_NAME = "[A-ZĀČĒĢĪĶĻŅŠŪŽ][a-zāčēģīķļņšūž]{2,20}"
_GENITIVE = "[A-ZĀČĒĢĪĶĻŅŠŪŽ][a-zāčēģīķļņšūž]{1,19}[aāu]"
_STREETS = "iela|ielā|bulvāris|bulvārī|prospekts|prospektā|dambis|dambī|gatve|gatvē|laukums|laukumā"

_GROUPED = "|".join(
    gap.join(f"[0-9]{{{size}}}" for size in sizes) for gap in (" ", "-") for sizes in GROUPINGS
)

FORMS: tuple[Form, ...] = (
    Form(
        "address",
        rf"(?:{_NAME}, )?(?:{_GENITIVE} )?{_NAME} (?:{_STREETS}) [1-9][0-9]{{0,2}}[A-Z]?"
        rf"(?:(?: – |-)[1-9][0-9]{{0,2}})?(?:, {_NAME})?(?:, LV-[1-5][0-9]{{3}})?",
        _address,
        None,
    ),
    Form(
        "email",
        r"(?:[A-Za-z][A-Za-z._]{0,40}|[a-z][a-z._]{0,40}[0-9]{1,12})@(?:[A-Za-z0-9][A-Za-z0-9-]{0,38}[A-Za-z0-9]\.){1,4}[A-Za-z]{2,20}",
        _email,
        lambda cells: cells.str.to_lowercase(),
    ),
    Form(
        "phone",
        rf"(?:(?:\+|00)371 ?)?(?:[0-9]{{8}}|{_GROUPED})",
        _phone,
        lambda cells: pl.Series("+371" + cells.str.replace_all("[^0-9]", "").str.slice(-8)),
    ),
    Form(
        "code",
        r"(?:LV)?[0-9]{6}-?[0-9]{5}",
        _code,
        _plain_code,
    ),
    Form("iban", r"LV[0-9]{2}[A-Z]{4}[A-Z0-9]{13}|(?:LT|EE)[0-9]{18}", _iban, _itself),
    Form("ten", r"[0-9]{10}", _ten, lambda cells: pl.Series("0" + cells)),
    Form("digits", r"[0-9]{7}|[0-9]{9}|(?:[1-9][0-9]|0[1-9])[0-9]{10,38}", _digits, _itself),
    Form("date", _DAY, _year, _itself),
    Form(
        "timestamp",
        _DAY
        + r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?",
        _year,
        _itself,
    ),
    Form("decimal", r"-?[0-9]{1,12}\.[0-9]{1,20}", _one("decimal"), _itself),
    Form(
        "uuid",
        r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
        _one("uuid"),
        _itself,
    ),
)
"""Each cell has at most one form."""


DENSE = tuple(
    form
    for form in FORMS
    if form.name in ("email", "iban", "address", "date", "timestamp", "decimal", "uuid")
)
"""Forms of which a column is full or has none, and of which each cell decides for itself."""


NUMBERS = frozenset({"decimal", "uuid"})
"""Forms in which nothing is ever found."""

DATES = frozenset({"date", "timestamp"})
"""Forms in which only a birth date is found, and only where a word says so."""

_ANY = re.compile("|".join(f"(?P<{form.name}>{form.expression})" for form in FORMS))


def forms_in(cells: pl.Series, forms: Sequence[Form] = FORMS) -> Sequence[Form]:
    """The forms that a sample of the column has, spread evenly over it."""
    sample = cells.gather_every(max(1, len(cells) // SAMPLE)).to_list()
    names = {match.lastgroup for match in map(_ANY.fullmatch, sample) if match}
    return [form for form in forms if form.name in names]
