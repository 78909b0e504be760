"""Recognises e-mail addresses without asking the network.

Presidio's own recogniser has tldextract fetch the public-suffix list on first use (seen in
2.2.366); here the list that comes with tldextract is used, and nothing is written to disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tldextract import TLDExtract

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.identifiers.email import ADDRESS

_ADDRESS = re.compile(ADDRESS)

_REMOTE = re.compile("(?:git|svn|hg)@", re.IGNORECASE)
"""The account of a code server, which is nobody's: `git@github.com:acme/tool.git`."""

_PUBLIC_SUFFIXES = TLDExtract(cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True)

_LOCAL_SUFFIXES = frozenset(
    {"test", "example", "invalid", "local", "internal", "lan", "corp", "home", "intranet"}
)
"""RFC 2606, RFC 6762 and what company networks use: such addresses are of persons too."""


class EmailRecogniser(Recogniser):
    """`EMAIL_ADDRESS`: with a public suffix, or (scored lower) one of a private network.

    `logo@2x.png` is none: no domain ends in `png`.
    """

    ENTITY = "EMAIL_ADDRESS"
    CATEGORY = "email"
    NEEDS = "@"

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Addresses by form and suffix."""
        for match in _ADDRESS.finditer(text):
            if _REMOTE.match(match[0]):
                continue
            score = _score(match[0].rpartition("@")[2].lower())
            if score:
                yield Candidate(*match.span(), score, score)


@lru_cache(maxsize=4096)
def _score(domain: str) -> float:
    if _PUBLIC_SUFFIXES(domain).suffix:
        return 1.0
    return 0.6 if domain.rpartition(".")[2] in _LOCAL_SUFFIXES else 0.0
