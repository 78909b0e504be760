"""The options of an S3 store in eraser.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eraser.contract.settings import StoreSettings
from eraser.errors import ConfigError
from eraser.model.secret import Secret

KNOWN = frozenset(
    "bucket buckets prefix endpoint region access_key secret_key session_token path_style "
    "ca_bundle checksums containers".split()
)


@dataclass(frozen=True, slots=True)
class Named:
    """A container as eraser.yaml names it: the objects under a prefix with a suffix."""

    name: str
    bucket: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Options:
    """One S3 store. Without keys the usual AWS chain finds credentials."""

    store: str
    buckets: tuple[str, ...]
    prefix: str
    named: tuple[Named, ...]
    endpoint: str | None
    region: str | None
    access_key: str | None
    secret_key: Secret | None
    session_token: Secret | None
    path_style: bool
    ca_bundle: str | None
    checksums: str


def parse(settings: StoreSettings) -> Options:
    """Raises ConfigError, naming store and option, for what is missing, unknown or malformed."""
    settings.refuse_unknown(KNOWN)
    buckets = settings.texts("buckets") or settings.texts("bucket")
    if not buckets:
        raise _error(settings, "'bucket' (or a list 'buckets') is missing; add it to eraser.yaml.")
    endpoint = settings.optional("endpoint")
    checksums = settings.text("checksums", "when_supported")
    if checksums not in ("when_supported", "when_required"):
        raise _error(settings, "'checksums' is when_supported or when_required.")
    if (settings.optional("access_key") is None) != (settings.optional("secret_key") is None):
        raise _error(settings, "'access_key' and 'secret_key' are given together or not at all.")
    return Options(
        store=settings.name,
        buckets=tuple(sorted(set(buckets))),
        prefix=settings.text("prefix", ""),
        named=_named(settings, buckets),
        endpoint=endpoint,
        region=settings.optional("region") or ("us-east-1" if endpoint else None),
        access_key=settings.optional("access_key"),
        secret_key=_secret(settings, "secret_key"),
        session_token=_secret(settings, "session_token"),
        path_style=_flag(settings, "path_style", default=endpoint is not None),
        ca_bundle=settings.optional("ca_bundle"),
        checksums=checksums,
    )


def _secret(settings: StoreSettings, option: str) -> Secret | None:
    text = settings.optional(option)
    return None if text is None else Secret(text)


def _flag(settings: StoreSettings, option: str, *, default: bool) -> bool:
    value = settings.text(option, str(default)).lower()
    if value not in ("true", "false"):
        raise _error(settings, f"'{option}' is true or false.")
    return value == "true"


def _named(settings: StoreSettings, buckets: tuple[str, ...]) -> tuple[Named, ...]:
    value = settings.options.get("containers")
    if value is None:
        return ()
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, Mapping) for v in value):
        raise _error(settings, "'containers' is a list of {name, prefix, suffix}.")
    named = tuple(_one(settings, item, buckets[0]) for item in value)
    if len({n.name for n in named}) != len(named):
        raise _error(settings, "two of 'containers' have the same name.")
    return named


def _one(settings: StoreSettings, item: Mapping[str, object], bucket: str) -> Named:
    if "name" not in item or set(item) - {"name", "bucket", "prefix", "suffix"}:
        raise _error(settings, "each of 'containers' is {name, prefix, suffix}, maybe {bucket}.")
    return Named(
        name=str(item["name"]),
        bucket=str(item.get("bucket", bucket)),
        prefix=str(item.get("prefix", "")),
        suffix=str(item.get("suffix", "")),
    )


def _error(settings: StoreSettings, words: str) -> ConfigError:
    return ConfigError(f"stores.{settings.name}: {words}")
