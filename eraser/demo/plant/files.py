"""eraser.yaml, the data map and a subject file for a planted world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import yaml

from eraser.demo.world.people import Person
from eraser.demo.world.places import Names
from eraser.demo.world.subjects import subject_file

_HEAD = """\
# Where the data of SIA Gaismas Enerģija is. Everything here is made up.
# Secrets stand in files of their own, so that this one can be shown to anybody.
"""


@dataclass(frozen=True, slots=True, repr=False)
class Login:
    """A name and its secret: S3 access key and secret key, or user and password."""

    name: str
    secret: str


@dataclass(frozen=True, slots=True, repr=False)
class Endpoints:
    """How the three stores are reached: for reading, and for writing.

    Search logins are None where the node asks for none; without `search_url` there is no node.
    """

    postgres_reader_url: str
    postgres_owner_url: str
    s3_url: str
    s3_reader: Login
    s3_owner: Login
    search_url: str = ""
    search_reader: Login | None = None
    search_owner: Login | None = None


def write_files(folder: Path, endpoints: Endpoints, names: Names, subject: Person) -> Path:
    """Write eraser.yaml, datamap.yaml, subject.yaml and the secrets; the path of eraser.yaml.

    Existing files are replaced. Secrets are readable by their owner only.
    """
    folder.mkdir(parents=True, exist_ok=True)
    vault = _Vault(folder)
    stores = {"crm": _crm(endpoints, vault), "files": _files(endpoints, names, vault)}
    if endpoints.search_url:
        stores["search"] = _search(endpoints, names, vault)
    content = {
        "version": 1,
        "datamap": "datamap.yaml",
        "patterns": {"customer-number": "K-[0-9]{7}"},
        "stores": stores,
    }
    config = folder / "eraser.yaml"
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    config.write_text(_HEAD + text, encoding="utf-8")
    map_text = datamap_text(names, search=bool(endpoints.search_url))
    (folder / "datamap.yaml").write_text(map_text, encoding="utf-8")
    (folder / "subject.yaml").write_text(subject_file(subject), encoding="utf-8")
    return config


def datamap_text(names: Names, *, search: bool = True) -> str:
    """The company's data map, for a bucket and indices of these names; its last part is search."""
    text = files("eraser.demo").joinpath("files", "datamap.yaml").read_text(encoding="utf-8")
    if not search:
        text = text[: text.index("\n  search/")]
    usual = Names()
    for old, new in (
        (f"files/{usual.bucket}/", f"files/{names.bucket}/"),
        (f"search/{usual.tickets}:", f"search/{names.tickets}:"),
        (f"search/{usual.emails}:", f"search/{names.emails}:"),
    ):
        text = text.replace(old, new)
    return text


class _Vault:
    """Keeps each secret in a file of its own, and gives the reference to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "secrets"
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def keep(self, name: str, secret: str) -> str:
        """`file:…`, as eraser.yaml wants it."""
        path = self._folder / name
        path.touch(mode=0o600)
        path.write_text(secret, encoding="utf-8")
        return f"file:secrets/{name}"

    def login(self, name: str, login: Login | None, words: tuple[str, str]) -> Mapping[str, str]:
        """Both options of a login, under the plugin's words for them; none without a login."""
        if login is None:
            return {}
        return {words[0]: login.name, words[1]: self.keep(name, login.secret)}


def _crm(endpoints: Endpoints, vault: _Vault) -> dict[str, object]:
    return {
        "plugin": "postgres",
        "read": {"url": vault.keep("crm-read-url", endpoints.postgres_reader_url)},
        "write": {"url": vault.keep("crm-write-url", endpoints.postgres_owner_url)},
    }


def _files(endpoints: Endpoints, names: Names, vault: _Vault) -> dict[str, object]:
    words = ("access_key", "secret_key")
    return {
        "plugin": "s3",
        "options": {"endpoint": endpoints.s3_url, "bucket": names.bucket, "path_style": True},
        "read": vault.login("files-read-key", endpoints.s3_reader, words),
        "write": vault.login("files-write-key", endpoints.s3_owner, words),
    }


def _search(endpoints: Endpoints, names: Names, vault: _Vault) -> dict[str, object]:
    words = ("user", "password")
    return {
        "plugin": "search",
        "options": {"url": endpoints.search_url, "indices": f"{names.tickets},{names.emails}"},
        "read": vault.login("search-read-password", endpoints.search_reader, words),
        "write": vault.login("search-write-password", endpoints.search_owner, words),
    }
