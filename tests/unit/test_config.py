"""eraser.yaml holds no secret, and what is wrong in it is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from eraser import config
from eraser.config import Configuration
from eraser.errors import ConfigError
from eraser.model.secret import Secret

LITERAL = "s3kr1t-pa55"


def _load(folder: Path, store: str, more: str = "") -> Configuration:
    path = folder / "eraser.yaml"
    path.write_text(f"version: 1\n{more}stores:\n  crm:\n    plugin: postgres\n{store}")
    return config.load(path)


def _options(folder: Path, line: str) -> str:
    return f"    options:\n      {line}\n"


def _refusal(folder: Path, store: str, more: str = "") -> str:
    """What is said of a configuration when it is loaded or its reader opened."""
    with pytest.raises(ConfigError) as caught:
        _load(folder, store, more).reader_settings("crm")
    assert LITERAL not in str(caught.value)
    assert caught.value.__cause__ is None
    return str(caught.value)


# -- secrets --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        f"password: {LITERAL}",
        f"secret_key: {LITERAL}",
        f"session_token: {LITERAL}",
        f"api_key: {LITERAL}",
        "password: 161175",
        f"password: [{LITERAL}]",
        f"url: postgresql://eraser:{LITERAL}@db.example/crm",
        f"url: PostgreSQL://eraser:{LITERAL}@db.example/crm",
        f"url: HTTPS://eraser:{LITERAL}@search.example:9200",
        f"url: postgresql+psycopg://eraser:{LITERAL}@db.example/crm",
        f"url: ' postgresql://eraser:{LITERAL}@db.example/crm'",
        f"url: postgresql://:{LITERAL}@db.example/crm",
        f"url: postgresql://eraser@db.example/crm?password={LITERAL}",
        f"url: postgresql://eraser@db.example/crm?sslmode=require&sslpassword={LITERAL}",
        f"url: host=db.example user=eraser password={LITERAL}",
        f"url: host=db.example PASSWORD = {LITERAL}",
        f"hosts: ['https://eraser:{LITERAL}@search.example']",
    ],
)
@pytest.mark.parametrize("part", ["options", "read"])
def test_a_secret_in_clear_is_refused(tmp_path: Path, part: str, line: str) -> None:
    complaint = _refusal(tmp_path, f"    {part}:\n      {line}\n")
    assert "holds a secret in clear; write env:NAME or file:PATH" in complaint
    assert "eraser.yaml: stores.crm.read" in complaint


def test_a_writers_secret_in_clear_is_refused(tmp_path: Path) -> None:
    loaded = _load(tmp_path, f"    write:\n      password: {LITERAL}\n")
    with pytest.raises(ConfigError, match=r"stores\.crm\.write: 'password'"):
        loaded.writer_settings("crm")


@pytest.mark.parametrize(
    "line",
    [
        "url: postgresql://eraser@db.example:5432/crm",
        "url: host=db.example user=eraser passfile=/run/pgpass",
        "url: https://search.example:9200",
        "access_key: AKIAEXAMPLE",
        "bucket: a:b@c",
        "schemas: [crm, billing]",
        "port: 5432",
        "verify: false",
    ],
)
def test_what_is_no_secret_may_stand_in_clear(tmp_path: Path, line: str) -> None:
    settings = _load(tmp_path, _options(tmp_path, line)).reader_settings("crm")
    (value,) = settings.options.values()
    assert not isinstance(value, Secret)


def test_a_secret_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_PASSWORD", LITERAL)
    settings = _load(tmp_path, _options(tmp_path, "password: env:CRM_PASSWORD")).reader_settings(
        "crm"
    )
    assert settings.text("password") == LITERAL
    assert LITERAL not in repr(settings)
    assert LITERAL not in f"{settings.options['password']} {settings.options['password']!r}"


def test_a_secret_comes_from_a_file_beside_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "crm").write_text(f"{LITERAL}\r\n")
    monkeypatch.chdir("/")
    settings = _load(tmp_path, _options(tmp_path, "password: file:secrets/crm")).reader_settings(
        "crm"
    )
    assert settings.text("password") == LITERAL


def test_secrets_in_a_list_are_resolved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE", f"https://eraser:{LITERAL}@search.example")
    settings = _load(
        tmp_path, _options(tmp_path, "hosts: [env:NODE, 'https://b.example']")
    ).reader_settings("crm")
    assert settings.texts("hosts") == (
        f"https://eraser:{LITERAL}@search.example",
        "https://b.example",
    )
    assert LITERAL not in repr(settings)


@pytest.mark.parametrize(
    ("reference", "complaint"),
    [
        ("env:NOT_SET_ANYWHERE", "environment variable NOT_SET_ANYWHERE is not set"),
        ("file:none", "cannot be read (FileNotFoundError)"),
        ("file:.", "cannot be read (IsADirectoryError)"),
        ("file:binary", "cannot be read (UnicodeDecodeError)"),
    ],
)
def test_a_secret_that_is_not_there_is_told(tmp_path: Path, reference: str, complaint: str) -> None:
    (tmp_path / "binary").write_bytes(b"\xff" + LITERAL.encode())
    assert complaint in _refusal(tmp_path, _options(tmp_path, f"password: {reference}"))


@pytest.mark.parametrize("empty", ["env:EMPTY", "file:empty"])
def test_an_empty_secret_is_refused(
    tmp_path: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMPTY", "")
    (tmp_path / "empty").write_text("\n")
    assert "is empty" in _refusal(tmp_path, _options(tmp_path, f"password: {empty}"))


# -- stores ---------------------------------------------------------------------------------------


def test_reader_and_writer_have_their_own_options(tmp_path: Path) -> None:
    loaded = _load(
        tmp_path,
        "    options: {url: a, schemas: [x]}\n    read: {url: b}\n    write: {lock_timeout: 5s}\n",
    )
    assert loaded.reader_settings("crm").options == {"url": "b", "schemas": ["x"]}
    assert loaded.writer_settings("crm").options == {
        "url": "a",
        "schemas": ["x"],
        "lock_timeout": "5s",
    }


def test_without_a_write_section_nothing_can_be_erased(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no 'write' section"):
        _load(tmp_path, _options(tmp_path, "url: a")).writer_settings("crm")


def test_an_empty_write_section_is_one(tmp_path: Path) -> None:
    assert _load(tmp_path, "    write: {}\n").writer_settings("crm").options == {}


@pytest.mark.parametrize(
    ("store", "more", "complaint"),
    [
        ("    wirte: {}\n", "", "eraser.yaml:5: stores.crm.wirte: "),
        ("    options: {url: {a: b}}\n", "", "eraser.yaml:5: stores.crm.options.url"),
        ("    options: [url]\n", "", "eraser.yaml:5: stores.crm.options: "),
        ("", "patterns: {customer-number: 'K-['}\n", "eraser.yaml:2: patterns"),
        ("", "datemap: x.yaml\n", "eraser.yaml:2: datemap: "),
        ("  'bad name':\n    plugin: s3\n", "", "a store's name has letters"),
        ("  '':\n    plugin: s3\n", "", "a store's name has letters"),
        ("  'a/b':\n    plugin: s3\n", "", "a store's name has letters"),
        ("  crm:\n    plugin: s3\n", "", "eraser.yaml:5: "),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, store: str, more: str, complaint: str
) -> None:
    assert complaint in _refusal(tmp_path, store, more)


def test_another_version_of_the_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "eraser.yaml"
    path.write_text("version: 2\nstores: {}\n")
    with pytest.raises(ConfigError, match="eraser.yaml:1: version"):
        config.load(path)


def test_paths_are_beside_the_file_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _load(tmp_path, "")
    monkeypatch.chdir(tmp_path)
    loaded = config.load(Path("eraser.yaml"))
    monkeypatch.chdir("/")
    assert loaded.beside("maps/datamap.yaml") == tmp_path.resolve() / "maps/datamap.yaml"
    assert loaded.beside("/etc/map.yaml") == Path("/etc/map.yaml")
