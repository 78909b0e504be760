"""Canonical bytes, digests, keyed digests and the hash chain.

Plans, journal entries, findings and certificates are identified by what is computed here, so the
rules never change silently: canonical bytes are JSON with sorted keys, no spaces, UTF-8, NFC not
applied, no floats (RFC 8785 for the values that we allow).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

from eraser.model.secret import Secret

GENESIS = "0" * 64
"""What the first link of a hash chain follows."""


def plain(value: object) -> object:
    """A value as JSON can hold it: dataclasses become objects, tuples lists, dates ISO text.

    Raises TypeError for anything else, secrets above all (a digest input must be deliberate), and
    for keys that are not text, of which two could become one.
    """
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if is_dataclass(value) and not isinstance(value, (type, Secret)):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    raise TypeError(f"no canonical form for {type(value).__name__}")


def canonical(value: object) -> bytes:
    """The one byte string that stands for a value, whatever the order of its keys."""
    text = json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def digest(value: object) -> str:
    """SHA-256 of the canonical bytes, 64 hex digits. Never for an identifier: see `keyed`."""
    return hashlib.sha256(canonical(value)).hexdigest()


def keyed(key: bytes, value: object) -> str:
    """HMAC-SHA-256 of the canonical bytes, 64 hex digits (FIPS 198-1).

    For identifiers and keys of records: eleven digits under a plain hash are found in seconds.
    """
    return hmac.new(key, canonical(value), hashlib.sha256).hexdigest()


def link(previous: str, value: object) -> str:
    """The next link of a hash chain: changes when `value` or anything before it changes."""
    return hashlib.sha256(previous.encode() + canonical(value)).hexdigest()


def chain(values: Iterable[object]) -> list[str]:
    """All links of a chain over `values`, from `GENESIS` on."""
    links, last = [], GENESIS
    for value in values:
        last = link(last, value)
        links.append(last)
    return links
