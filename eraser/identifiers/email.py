"""E-mail addresses (RFC 5321, 6531): lower case, domain as people read it."""

from __future__ import annotations

import re
import unicodedata

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_TOP_LEVEL = r"[^\W\d_](?:[\w-]{0,61}[^\W_])?"

ADDRESS = rf"(?<![\w.+-])\w[\w.+'-]{{0,63}}@(?:{_LABEL}\.){{1,8}}{_TOP_LEVEL}(?![\w-])"
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
    address = address.lower()
    if not re.fullmatch(ADDRESS, address):
        raise ValueError("an e-mail address looks like name@example.lv")
    local, _, domain = address.rpartition("@")
    return f"{local}@{_unicode(domain)}"


def valid(text: str) -> bool:
    """Whether the text has the form of an address; nobody is asked whether it exists."""
    try:
        normalise(text)
    except ValueError:
        return False
    return True


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
    """The address, with a punycode domain, and as it stands in a URL (`anna%40x.lv`)."""
    local, _, domain = value.rpartition("@")
    forms = (value, f"{local}@{_ascii(domain)}", f"{local}%40{_ascii(domain)}")
    return tuple(dict.fromkeys(forms))


def occurrence(value: str) -> str:
    """A regular expression for this address in a text: not inside `joanna@x.lv` or `x.lv.com`."""
    forms = "|".join(re.escape(form) for form in variants(value))
    return rf"(?<![\w.+-])(?:{forms})(?![\w-])(?!\.\w)"
