"""Stores that are named on the command line by their addresses, without an eraser.yaml.

postgresql://user@host/database        libpq's address; PGPASSWORD and ~/.pgpass work
s3://bucket/prefix/?endpoint=URL       keys from the usual AWS chain, or KEY:SECRET@ before bucket
opensearch+https://host:9200/index*    user and password before the host, or OPENSEARCH_USERNAME
elasticsearch+https://host/a,b         and OPENSEARCH_PASSWORD (ELASTIC_…), or ELASTIC_API_KEY
env:NAME                               any of these from an environment variable
NAME=…                                 the store's name, as the data map and the baseline have it
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from eraser.contract.settings import StoreSettings
from eraser.errors import UsageError
from eraser.model.secret import Secret

Stores = dict[str, tuple[str, StoreSettings]]
"""By name: the plugin, and what its reader is opened with."""

_NAMED = re.compile(r"(?P<name>[A-Za-z0-9_-]+)=(?P<rest>(?:env:|[a-z0-9+]+://).*)", re.DOTALL)
"""`crm=postgresql://h/db` has a name; `postgresql://h/db?a=b` has none."""

_SEARCH = re.compile(r"(?:opensearch|elasticsearch)(?:\+https?)?")
_S3_OPTIONS = frozenset({"endpoint", "region", "path_style", "ca_bundle", "checksums"})
_SEARCH_OPTIONS = frozenset({"verify", "ca_bundle", "timeout", "exclude", "search"})


def stores(addresses: Iterable[str], environment: Mapping[str, str] = os.environ) -> Stores:
    """Take addresses apart. Raises UsageError, which never repeats an address (passwords)."""
    found: Stores = {}
    for place, address in enumerate(addresses, 1):
        name, plugin, options = _store(address, environment, f"address {place}")
        unique, number = name, 2
        while unique in found:
            unique, number = f"{name}-{number}", number + 1
        found[unique] = (plugin, StoreSettings(unique, options))
    return found


def _store(
    address: str, environment: Mapping[str, str], place: str
) -> tuple[str, str, dict[str, object]]:
    named = _NAMED.fullmatch(address)
    given, rest = (named["name"], named["rest"]) if named else ("", address)
    if rest.startswith("env:"):
        variable = rest.removeprefix("env:")
        if variable not in environment:
            raise UsageError(f"{place}: the environment variable {variable} is not set.")
        rest = environment[variable]
    try:
        parts = urlsplit(rest)
        name, plugin, options = _by_scheme(rest, parts, environment, place)
    except ValueError:
        raise UsageError(f"{place}: not an address of a store; see `eraser scan --help`.") from None
    return given or re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or plugin, plugin, options


def _by_scheme(
    address: str, parts: SplitResult, environment: Mapping[str, str], place: str
) -> tuple[str, str, dict[str, object]]:
    if parts.scheme in ("postgresql", "postgres"):
        return unquote(parts.path.strip("/")), "postgres", {"url": Secret(address)}
    if parts.scheme == "s3":
        return parts.hostname or "", "s3", _s3(parts, environment, place)
    if _SEARCH.fullmatch(parts.scheme):
        return parts.hostname or "", "search", _search(parts, environment, place)
    raise UsageError(
        f"{place}: begin it with postgresql://, s3://, opensearch+https:// or "
        "elasticsearch+https:// (or +http://); `eraser scan --help` has examples."
    )


def _s3(parts: SplitResult, environment: Mapping[str, str], place: str) -> dict[str, object]:
    bucket = parts.netloc.rpartition("@")[2]
    if not bucket:
        raise UsageError(f"{place}: name a bucket: s3://bucket/prefix/.")
    options = _query(parts, _S3_OPTIONS, place)
    endpoint = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL")
    if endpoint:
        options.setdefault("endpoint", endpoint)
    prefix = unquote(parts.path.removeprefix("/"))
    options |= {"bucket": bucket} | ({"prefix": prefix} if prefix else {})
    if parts.username and parts.password:
        options |= {
            "access_key": unquote(parts.username),
            "secret_key": Secret(unquote(parts.password)),
        }
    return options


def _search(parts: SplitResult, environment: Mapping[str, str], place: str) -> dict[str, object]:
    product, _, scheme = parts.scheme.partition("+")
    options = _query(parts, _SEARCH_OPTIONS, place)
    host = parts.netloc.rpartition("@")[2]
    options["url"] = f"{scheme or 'https'}://{host}"
    indices = unquote(parts.path.strip("/"))
    if indices:
        options["indices"] = indices.split(",")
    prefix = "OPENSEARCH" if product == "opensearch" else "ELASTIC"
    user = parts.username or environment.get(
        f"{prefix}_USERNAME", environment.get(f"{prefix}_USER")
    )
    password = parts.password or environment.get(f"{prefix}_PASSWORD")
    key = environment.get(f"{prefix}_API_KEY")
    if user and password:
        options |= {"user": unquote(user), "password": Secret(unquote(password))}
    elif key:
        options["api_key"] = Secret(key)
    return options


def _query(parts: SplitResult, known: frozenset[str], place: str) -> dict[str, object]:
    options: dict[str, object] = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    unknown = sorted(set(options) - known)
    if unknown:
        raise UsageError(
            f"{place}: '{unknown[0]}' is no option; known: {', '.join(sorted(known))}."
        )
    return options
