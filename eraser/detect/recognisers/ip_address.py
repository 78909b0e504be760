"""Recognises IP addresses, and tells them from versions and section numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eraser.detect.recognisers.recogniser import Candidate, Recogniser
from eraser.detect.recognisers.words import Cues
from eraser.identifiers.ip_address import valid

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_FOUR = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9A-Za-z][.\-])(?<!:ffff:)(?:{_OCTET}\.){{3}}{_OCTET}(?![0-9A-Za-z])(?!\.[0-9]|-[0-9A-Za-z]{{3}})"
)
"""Matches `192.0.2.7`, also in `192.0.2.7:443`; not `1.2.3.4.5`, not `256.1.1.1`, `v1.2.3.4`."""

_SIX = re.compile(
    r"(?<![0-9A-Za-z:.])(?=[0-9A-Fa-f:]{0,38}[0-9])[0-9A-Fa-f:]{2,39}"
    r"(?:(?<=:)(?:[0-9]{1,3}\.){3}[0-9]{1,3})?(?![0-9A-Za-z:])(?!\.[0-9])"
)
"""Everything that may be version 6: `2001:db8::7`, `::ffff:192.0.2.7`; `ipaddress` decides."""

_LONG_GROUP = re.compile("[0-9A-Fa-f]{3}")
"""Prefixes that are given out have one (`2001:db8::7`); `12::34` is rather a slip of the pen."""

_SHORTEST_SIX = len("fe80::")
"""Shorter ones are slices of programs: `digits[1::2]`."""


class IpAddressRecogniser(Recogniser):
    """`IP_ADDRESS`, version 4 and 6, of devices; loopback, netmasks and the like are none."""

    ENTITY = "IP_ADDRESS"
    CATEGORY = "ip-address"
    NEEDS = r"[0-9]\.[0-9]{1,3}\.[0-9]|[0-9A-Fa-f]:[0-9A-Fa-f]{0,4}:|::"
    CONTEXT = ("IP adrese", "IP address", "IP-адрес")
    CUES = Cues(
        vouch=re.compile(
            r"(?<![a-z])ip(?:v?[46])?(?![a-z])|(?<![a-z])addr|client|klient|(?<![a-z])host|remote|login"
            r"|pieslegs|pieteic|(?<!\w)айпи"
        ),
        deny=re.compile(
            r"versij|version|(?<![a-z])v(?:er)?\.?\s*$|punkt|(?<![a-z])pp?\.\s*$|sadal|section|nodal|release"
            r"|talr|telef|phone|(?<![a-z])(?:tel|mob|fax|faks?s)(?![a-z])"  # 88.60.15.31 in France
            r"|firmware|atjaun|update|build|dns|maska|netmask|верси|пункт|п\.\s*$|§"
        ),
    )

    def candidates(self, text: str) -> Iterator[Candidate]:
        """Addresses by form; small numbers may as well be the number of a section."""
        for match in _FOUR.finditer(text):
            if valid(match[0]):
                yield Candidate(*match.span(), 0.0 if _maybe_section(match[0]) else 0.6, 0.95)
        for match in _SIX.finditer(text):
            if match[0].count(":") > 1 and len(match[0]) >= _SHORTEST_SIX and valid(match[0]):
                yield Candidate(*match.span(), 0.8 if _LONG_GROUP.search(match[0]) else 0.0, 0.95)


def _maybe_section(address: str) -> bool:
    """Whether this may as well be the number of a section or a version: `4.12.1.3`."""
    first, *others = map(int, address.split("."))
    return first != 10 and max(first, *others) < 32
