"""E-mail addresses (RFC 5321, 6531): lower case, domain as people read it."""

from __future__ import annotations

import re
import unicodedata

from eraser.identifiers.written import accepted

_MARKS = "\u0300-\u036f"
"""Combining marks: in decomposed Unicode (NFD) they are a part of the letter before."""

_EDGE = rf"[^\W_][{_MARKS}]{{0,2}}"
_LABEL = rf"{_EDGE}(?:[\w{_MARKS}-]{{0,61}}[^\W_])?[{_MARKS}]{{0,2}}"
_TOP_LEVEL = rf"(?=[^\W\d_]){_LABEL}"
_BEFORE = rf"(?<![\w.+{_MARKS}-])"
_AFTER = rf"(?![\w{_MARKS}-])"

ADDRESS = rf"{_BEFORE}\w[\w.+'{_MARKS}-]{{0,63}}@(?:{_LABEL}\.){{1,8}}{_TOP_LEVEL}{_AFTER}"
"""An address in running text. Matches `anna@x.lv` in `e=anna@x.lv.`; not `anna@localhost`.

Every repetition is bounded and a match starts only where a word starts: linear on any text.
Letters after `=`, `/`, `|` or a quote start an address although RFC 5321 would allow more.
"""


def normalise(text: str) -> str:
    """The address in lower case, NFC, its domain in Unicode (not punycode).

    Lower case also before the `@`: no provider in use tells letter case apart there.
    Raises ValueError, which does not hold the text, when it is no address.
    """
    address = unicodedata.normalize("NFC", text).strip().removeprefix("mailto:").strip("<>")
    if not re.fullmatch(ADDRESS, address):
        raise ValueError("an e-mail address looks like name@example.lv")
    local, _, domain = address.lower().rpartition("@")
    return f"{local}@{_unicode(domain)}"


def valid(text: str) -> bool:
    """Whether the text has the form of an address; nobody is asked whether it exists."""
    return accepted(normalise, text)


def _unicode(domain: str) -> str:
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def variants(value: str) -> tuple[str, ...]:
    """The address, decomposed (NFD), with a punycode domain, and as in a URL (`anna%40x.lv`)."""
    local, _, domain = value.rpartition("@")
    decomposed = unicodedata.normalize("NFD", value)
    forms = (value, decomposed, f"{local}@{_ascii(domain)}", f"{local}%40{_ascii(domain)}")
    return tuple(dict.fromkeys(forms))


def occurrence(value: str) -> str:
    """A regular expression for this address in a text: not inside `joanna@x.lv` or `x.lv.com`."""
    forms = "|".join(re.escape(form) for form in variants(value))
    return rf"{_BEFORE}(?:{forms}){_AFTER}(?!\.[^\W\d_])"
