"""What S3 rests on and no server is needed for: numbers, names of containers, options, tokens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st
from mypy_boto3_s3.type_defs import HeadObjectOutputTypeDef

from eraser.contract.settings import StoreSettings
from eraser.errors import ConfigError, RightsMissingError, StoreUnreachableError, UnreadableError
from eraser.model.portion import Portion
from eraser.model.secret import Secret
from eraser_s3.attributes import attributes, readable
from eraser_s3.batching import Piece
from eraser_s3.grouping import Grouping
from eraser_s3.lineage import Lineage
from eraser_s3.listing import prefixes
from eraser_s3.numbering import METADATA, Numbering
from eraser_s3.options import parse
from eraser_s3.session import speaking_of
from eraser_s3.tokens import token


@given(st.lists(st.sets(st.integers(0, 40), max_size=10), max_size=4))
def test_a_row_keeps_its_number_through_any_drops(drops: list[set[int]]) -> None:
    numbering = Numbering()
    left = list(range(41))
    for dropped in drops:
        numbering = numbering.without(n for n in dropped if n in left)
        left = [n for n in left if n not in dropped]
        places = range(len(left))
        assert list(numbering.numbers(places)) == [numbering.number(p) for p in places] == left
        assert list(numbering.numbers([*places][1::2])) == left[1::2]
        assert [numbering.position(n) for n in left] == list(range(len(left)))
        assert {numbering.position(n) for n in range(41) if n not in left} <= {None}
        entry = numbering.entry()
        assert entry is not None and Numbering.of({METADATA: entry}) == numbering


def test_new_numbers_were_never_given_before() -> None:
    old = Numbering().without([2, 3, 7])
    assert old.anew(5).position(7) is None
    assert old.anew(5).number(0) == 8


@pytest.mark.parametrize("entry", ["", "x", "1", "0;a", "0;3-", "-1;"])
def test_metadata_that_is_not_ours_is_no_numbering(entry: str) -> None:
    assert Numbering.of({METADATA: entry}) == Numbering()


def test_a_lineage_remembers_the_last_states() -> None:
    lineage = Lineage()
    for number in range(10):
        lineage = lineage.after(f"etag{number}/v")
    again = Lineage.of({"eraser-plan": lineage.entry()})
    assert again == lineage
    assert "etag9/v" in again and "etag2/v" in again and "etag1/v" not in again


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("customers.csv", "b/*.csv"),
        ("exports/customers/2026.CSV.GZ", "b/exports/customers/*.csv.gz"),
        ("exports/v2/dt=2026-01-31/part-1.parquet", "b/exports/v2/dt=*/*.parquet"),
        ("clients/K-100234/orders.jsonl", "b/clients/*/*.jsonl"),
        ("clients/Jānis Bērziņš/orders.csv", "b/clients/*/*.csv"),
        ("calls/K-100234/2026/01/x.wav", "b/calls/**.wav"),
        ("161175-19997/x.pdf", "b/*/**.pdf"),
        ("scans/file.29015611605", "b/scans/**"),
        ("scans/", "b/scans/**"),
        ("x.7z", "b/*.7z"),
    ],
)
def test_a_container_is_named_after_kinds_and_not_after_people(key: str, name: str) -> None:
    grouping = Grouping(parse(StoreSettings("s3", {"bucket": "b"})))
    assert grouping.container_of("b", key) == name
    assert key.startswith(grouping.scope(name).prefix)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "'bucket'"),
        ({"bucket": "b", "buckt": "c"}, "no option 'buckt'"),
        ({"bucket": "b", "access_key": "a"}, "given together"),
        ({"bucket": "b", "path_style": "maybe"}, "'path_style' is true or false"),
        ({"bucket": "b", "containers": [{"prefix": "x"}]}, "'containers'"),
        ({"bucket": "b", "containers": [{"name": "x"}, {"name": "x"}]}, "same name"),
    ],
)
def test_a_wrong_option_is_named(options: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        parse(StoreSettings("s3", options))


def test_secrets_stay_secrets() -> None:
    settings = {"bucket": "b", "access_key": "a", "secret_key": Secret("hunter2")}
    assert "hunter2" not in repr(parse(StoreSettings("s3", settings)))


def test_a_partition_shows_no_key() -> None:
    piece = Piece("b", 1, ("calls/29015611605.wav",), ("object",))
    assert "29015611605" not in piece.token() + repr(piece)
    assert Piece.of(piece.token()) == piece


@pytest.mark.parametrize(
    ("operation", "code", "error"),
    [
        ("GetObject", "AccessDenied", RightsMissingError),
        ("HeadObject", "403", RightsMissingError),
        ("PutObject", "SlowDown", StoreUnreachableError),
        ("GetObject", "InvalidObjectState", UnreadableError),
        ("HeadObject", "400", UnreadableError),
    ],
)
def test_a_refusal_is_told_without_what_s3_said(
    operation: str, code: str, error: type[Exception]
) -> None:
    answer = {"Error": {"Code": code, "Message": "calls/29015611605.wav is not yours"}}
    with pytest.raises(error) as told, speaking_of("s3/b"):
        raise ClientError(answer, operation)  # type: ignore[arg-type]
    assert "29015611605" not in str(told.value)
    assert code in str(told.value)


def answered(**headers: object) -> HeadObjectOutputTypeDef:
    date = {"HTTPHeaders": {"date": "Mon, 02 Feb 2026 10:00:00 GMT"}}
    return cast(HeadObjectOutputTypeDef, {"ResponseMetadata": date, **headers})


@pytest.mark.parametrize(
    ("headers", "archived"),
    [
        ({"StorageClass": "STANDARD_IA"}, False),
        ({"StorageClass": "GLACIER_IR"}, False),
        ({"StorageClass": "DEEP_ARCHIVE"}, True),
        ({"StorageClass": "GLACIER", "Restore": 'ongoing-request="true"'}, True),
        ({"StorageClass": "GLACIER", "Restore": 'ongoing-request="false", expiry-date="x"'}, False),
        ({"StorageClass": "INTELLIGENT_TIERING", "ArchiveStatus": "ARCHIVE_ACCESS"}, True),
    ],
)
def test_what_has_to_be_restored_first_is_known(headers: dict[str, object], archived: bool) -> None:
    assert attributes(answered(**headers)).archived is archived


def test_retention_is_judged_by_the_servers_clock() -> None:
    over = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
    still = datetime(2026, 2, 2, 11, 0, tzinfo=UTC)
    assert attributes(answered(ObjectLockRetainUntilDate=over)).lock is None
    lock = attributes(answered(ObjectLockRetainUntilDate=still, ObjectLockMode="COMPLIANCE")).lock
    assert lock is not None and lock.until == still.isoformat()


def test_a_token_without_versions_tells_the_same_bytes_written_later() -> None:
    first, later = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    assert token('"e"', "null", first) != token('"e"', "null", later)
    assert token('"e"', "v1", first) == token("e", "v1", later)


def test_metadata_in_mime_encoding_is_read() -> None:
    assert readable("=?UTF-8?B?SsSBbmlz?=") == "Jānis"
    assert readable("a=?b") == "a=?b"


@pytest.mark.parametrize(
    ("scope", "asked", "listed"),
    [
        ("scans/", ("scans/nami/", "scans/nami/2/", "other/"), ["scans/nami/"]),
        ("scans/nami/", ("scans/",), ["scans/nami/"]),
        ("scans/", ("scans/b/", "scans/a/"), ["scans/a/", "scans/b/"]),
        ("", ("nami",), ["nami"]),
        ("scans/", (), []),
    ],
)
def test_only_what_begins_with_a_prefix_of_the_controller_is_listed(
    scope: str, asked: tuple[str, ...], listed: list[str]
) -> None:
    assert prefixes(scope, Portion(prefixes=asked)) == listed


def test_rows_of_several_controllers_in_one_object_are_listed_together() -> None:
    assert prefixes("scans/", None) == prefixes("scans/", Portion("m", ("LV1",))) == ["scans/"]
    assert prefixes("scans/", Portion("m")) == []
