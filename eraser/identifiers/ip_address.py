"""IP addresses, version 4 and 6: personal data when they are of a person's device (CJEU C-582/14).

Normal form: as `ipaddress` writes it (RFC 5952 for version 6). Loopback, unspecified and
broadcast addresses and netmasks are of no device and so are none.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

from eraser.identifiers.written import accepted


def valid(text: str) -> bool:
    """Whether the text is the address of some device."""
    return accepted(normalise, text)


def normalise(text: str) -> str:
    """The address in its shortest form, small letters.

    Raises ValueError, which does not hold the text, when it is the address of no device.
    """
    try:
        address = ip_address(text.strip().strip("[]"))
    except ValueError:
        raise ValueError("an IP address looks like 192.0.2.7 or 2001:db8::7") from None
    if address.is_loopback or address.is_unspecified or _is_mask(address):
        raise ValueError("this IP address is of no device")
    return str(address)


def _is_mask(address: IPv4Address | IPv6Address) -> bool:
    """`255.255.255.0`, `0.0.0.255`, broadcast; multicast addresses are nobody's either."""
    return address.version == 4 and (int(address) >= 0xE0000000 or int(address) < 0x01000000)


def variants(value: str) -> tuple[str, ...]:
    """As it is; version 6 also written out in full."""
    return tuple(dict.fromkeys((value, ip_address(value).exploded)))


def occurrence(value: str) -> str:
    """A regular expression for this address in a text, not inside a longer one. A colon before or
    after version 4 is punctuation, or a port follows (`192.0.2.7:443`).
    """
    forms = "|".join(re.escape(form) for form in variants(value))
    colon = ":" if ":" in value else ""
    return rf"(?<![0-9A-Za-z{colon}])(?<![0-9]\.)(?:{forms})(?![0-9A-Za-z{colon}])(?!\.[0-9])"
