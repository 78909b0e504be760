"""How reasons name things: plain words for a data-protection officer, never a value."""

from __future__ import annotations

import re

from eraser.model.subject import Category

_SPOKEN = {
    "personas-kods": "personas kods",
    "email": "e-mail address",
    "phone": "phone number",
    "iban": "bank account",
    "eid": "identity card number",
    "passport": "passport number",
    "customer-number": "customer number",
}


def spoken(category: Category) -> str:
    """A category as people say it."""
    return _SPOKEN.get(category, category.replace("-", " "))


def a_spoken(category: Category) -> str:
    """The same with its article: `an e-mail address`."""
    word = spoken(category)
    return f"{'an' if word[0] in 'aeio' else 'a'} {word}"


def path_words(path: str) -> str:
    """A field's path as it may be shown: keys of documents can be addresses or codes.

    >>> path_words("profile.phones[]"), path_words("by_address.anna@x.lv.count")
    ('profile.phones[]', 'by_address.•••')
    """
    return re.sub(r"[^.\[\]]*(?:@|[0-9]{5}).*", "•••", path)


def listed(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *front, last = words
    return f"{', '.join(front)} and {last}" if front else last
