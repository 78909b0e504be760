"""What is particular to S3: versions, locks, names that begin alike, what an object carries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from eraser.contract import testing
from eraser.demo.servers.s3 import S3Server
from eraser.model.outcome import Absent, Applied, Done, Held, Stale, Unsupported
from eraser.model.place import Container
from tests.contract.s3_world import Bucket, decoded, encoded, found, step, steps

ANNA = testing.PEOPLE[1]
OTHERS = [testing.PEOPLE[0], testing.PEOPLE[2]]
CODE = str(ANNA["code"])
NOW = datetime.now(UTC)


@pytest.fixture
def plain(s3_server: S3Server) -> Bucket:
    return Bucket(s3_server, s3_server.new_bucket())


@pytest.fixture
def versioned(s3_server: S3Server) -> Bucket:
    return Bucket(s3_server, s3_server.new_bucket(versioning=True))


@pytest.fixture
def locked(s3_server: S3Server) -> Bucket:
    return Bucket(s3_server, s3_server.new_bucket(object_lock=True))


def test_an_object_whose_name_begins_alike_is_not_touched(versioned: Bucket) -> None:
    for name in ("calls/29015611605.wav", "calls/29015611605.wav-other.wav"):
        versioned.put(name, b"RIFF one")
        versioned.put(name, b"RIFF two")
    records = [
        r for r in found(versioned, "calls/**.wav") if r.fields["object"] == "calls/29015611605.wav"
    ]
    current = [r for r in records if not r.ref.key[1]]
    with versioned.writer() as writer:
        (outcome,) = writer.apply(steps(current))
        assert isinstance(outcome, Done)
        assert [type(e) for e in writer.probe(steps(current))] == [Applied]
    assert versioned.versions("calls/29015611605.wav") == []
    assert len(versioned.versions("calls/29015611605.wav-other.wav")) == 2


def test_a_whole_object_goes_with_its_versions_and_delete_markers(versioned: Bucket) -> None:
    key = f"calls/{CODE}.wav"
    versioned.put(key, b"RIFF one")
    versioned.client.delete_object(Bucket=versioned.name, Key=key)
    versioned.put(key, b"RIFF two")
    (current,) = [r for r in found(versioned, "calls/**.wav") if not r.ref.key[1]]
    with versioned.writer() as writer:
        assert [type(o) for o in writer.apply([step(current)])] == [Done]
        assert [type(o) for o in writer.apply([step(current)])] == [Absent]
    assert versioned.versions(key) == []


def test_what_hides_behind_a_delete_marker_is_found_and_removed(versioned: Bucket) -> None:
    versioned.put("exports/old.csv", encoded([ANNA, *OTHERS], "csv"))
    versioned.client.delete_object(Bucket=versioned.name, Key="exports/old.csv")
    with versioned.reader() as reader:
        assert f"{versioned.name}/exports/*.csv" in [s.container.name for s in reader.describe()]
    (former,) = found(versioned, "exports/*.csv")
    assert former.ref.key[1] and former.fields["name"] == "Anna Ozola"
    with versioned.writer() as writer:
        assert [type(o) for o in writer.apply([step(former)])] == [Done]
    assert found(versioned, "exports/*.csv") == []


def test_an_old_version_with_the_row_is_found_and_removed_by_its_id(versioned: Bucket) -> None:
    first = versioned.put("exports/p.jsonl", encoded([ANNA, *OTHERS], "jsonl"))
    second = versioned.put("exports/p.jsonl", encoded(OTHERS, "jsonl"))
    (former,) = found(versioned, "exports/*.jsonl")
    assert former.ref.key == ("exports/p.jsonl", first, "0")
    with versioned.writer() as writer:
        assert isinstance(writer.apply([step(former, name="x")])[0], Unsupported)
        assert isinstance(writer.apply([step(former)])[0], Done)
        assert [type(e) for e in writer.probe([step(former)])] == [Applied]
    assert versioned.versions("exports/p.jsonl") == [second]


def test_after_a_rewrite_only_the_new_version_is_left(versioned: Bucket) -> None:
    planned = versioned.put("exports/p.csv.gz", encoded([ANNA, *OTHERS], "csv.gz"))
    (record,) = found(versioned, "exports/*.csv.gz")
    with versioned.writer() as writer:
        assert [type(o) for o in writer.apply([step(record)])] == [Done]
    (left,) = versioned.versions("exports/p.csv.gz")
    assert left != planned
    rows = decoded(versioned.get("exports/p.csv.gz"), "csv.gz")
    assert [row["id"] for row in rows] == ["1", "10"]
    assert found(versioned, "exports/*.csv.gz") == []


def test_versions_that_others_wrote_before_stay(versioned: Bucket) -> None:
    before = versioned.put("exports/p.csv", encoded(OTHERS, "csv"))
    versioned.put("exports/p.csv", encoded([ANNA, *OTHERS], "csv"))
    (record,) = found(versioned, "exports/*.csv")
    with versioned.writer() as writer:
        writer.apply([step(record)])
    assert before in versioned.versions("exports/p.csv")
    assert len(versioned.versions("exports/p.csv")) == 2


def test_a_locked_version_is_held_and_nothing_is_lost(locked: Bucket) -> None:
    until = (NOW + timedelta(hours=1)).replace(microsecond=0)
    lock = {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": until}
    kinds = ((f"calls/{CODE}.wav", b"RIFF"), ("exports/p.csv", encoded([ANNA, *OTHERS], "csv")))
    for key, body in kinds:
        locked.put(key, body)
        locked.put(key, body + b"\n", **lock)
    records = [r for p in ("calls/**.wav", "exports/*.csv") for r in found(locked, p)]
    current = [r for r in records if not r.ref.key[1]]
    before = {key: locked.versions(key) for key, _ in kinds}
    with locked.writer() as writer:
        obstacles = writer.preflight(steps(current))
        outcomes = writer.apply(steps(current))
    assert [type(o) for o in outcomes] == [Held, Held]
    assert all(isinstance(o, Held) and o.until == until.isoformat() for o in outcomes)
    assert {o.step for o in obstacles} == {"s1", "s2"}
    assert {key: locked.versions(key) for key, _ in kinds} == before
    with locked.reader() as reader:
        remnants = reader.remnants([r.ref for r in records])
    assert any("retained" in remnant.what for remnant in remnants)


def test_a_legal_hold_on_an_old_version_holds_the_whole_object(locked: Bucket) -> None:
    key = f"calls/{CODE}.wav"
    held = locked.put(key, b"RIFF one", ObjectLockLegalHoldStatus="ON")
    locked.put(key, b"RIFF two")
    before = locked.versions(key)
    (current,) = [r for r in found(locked, "calls/**.wav") if not r.ref.key[1]]
    with locked.writer() as writer:
        (outcome,) = writer.apply([step(current)])
        assert isinstance(outcome, Held) and "legal hold" in outcome.why
        assert locked.versions(key) == before
        locked.client.put_object_legal_hold(
            Bucket=locked.name, Key=key, VersionId=held, LegalHold={"Status": "OFF"}
        )
        assert isinstance(writer.apply([step(current)])[0], Done)
    assert locked.versions(key) == []


def test_what_an_object_carries_is_carried_over(versioned: Bucket) -> None:
    kept = {"ServerSideEncryption": "AES256", "StorageClass": "REDUCED_REDUNDANCY"}
    only_minio = kept if versioned.server.kind == "minio" else {}  # versitygw ignores both
    versioned.put(
        "exports/p.csv",
        encoded([ANNA, *OTHERS], "csv"),
        Metadata={"owner": "billing"},
        ContentType="text/csv; charset=utf-8",
        CacheControl="max-age=60",
        ContentDisposition='attachment; filename="p.csv"',
        ContentLanguage="lv",
        Tagging="pii=yes&team=a%20b",
        **only_minio,
    )
    (record,) = found(versioned, "exports/*.csv")
    with versioned.writer() as writer:
        assert isinstance(writer.apply([step(record)])[0], Done)
    told = versioned.client.head_object(Bucket=versioned.name, Key="exports/p.csv")
    assert told["Metadata"]["owner"] == "billing"
    assert told["ContentType"] == "text/csv; charset=utf-8"
    assert told["CacheControl"] == "max-age=60"
    assert told["ContentDisposition"] == 'attachment; filename="p.csv"'
    assert told["ContentLanguage"] == "lv"
    assert {name: told.get(name) for name in only_minio} == only_minio
    tags = versioned.client.get_object_tagging(Bucket=versioned.name, Key="exports/p.csv")
    assert {t["Key"]: t["Value"] for t in tags["TagSet"]} == {"pii": "yes", "team": "a b"}


def test_rows_keep_their_numbers_when_others_go(plain: Bucket) -> None:
    plain.put("exports/p.jsonl", encoded([ANNA, *OTHERS], "jsonl"))
    (record,) = found(plain, "exports/*.jsonl")
    with plain.writer() as writer:
        writer.apply([step(record)])
    with plain.reader() as reader:
        assert list(reader.fetch([record.ref])) == []
    (other,) = found(plain, "exports/*.jsonl", str(OTHERS[1]["code"]))
    assert other.ref.key[2] == "2"


def test_two_groups_planned_on_one_object_are_both_done(versioned: Bucket) -> None:
    versioned.put("exports/p.jsonl", encoded([ANNA, *OTHERS], "jsonl"))
    (anna,) = found(versioned, "exports/*.jsonl")
    (other,) = found(versioned, "exports/*.jsonl", str(OTHERS[1]["code"]))
    with versioned.writer() as writer:
        assert isinstance(writer.apply([step(anna, 1)])[0], Done)
        assert isinstance(writer.apply([step(other, 2, note="dzēsts")])[0], Done)
        probed = writer.probe([step(anna, 1), step(other, 2, note="dzēsts")])
    assert [type(e) for e in probed] == [Applied, Applied]
    rows = decoded(versioned.get("exports/p.jsonl"), "jsonl")
    assert [(row["id"], row["note"]) for row in rows][1] == ("10", "dzēsts")
    assert len(rows) == 2 and len(versioned.versions("exports/p.jsonl")) == 1


def test_somebody_elses_rewrite_that_kept_our_metadata_is_not_taken_for_ours(
    plain: Bucket,
) -> None:
    plain.put("exports/p.jsonl", encoded([ANNA, *OTHERS], "jsonl"))
    (record,) = found(plain, "exports/*.jsonl")
    with plain.writer() as writer:
        writer.apply([step(record)])
        ours = plain.client.head_object(Bucket=plain.name, Key="exports/p.jsonl")["Metadata"]
        plain.put("exports/p.jsonl", encoded([ANNA], "jsonl"), Metadata=ours)
        assert isinstance(writer.apply([step(record)])[0], Stale)
    assert len(decoded(plain.get("exports/p.jsonl"), "jsonl")) == 1


def test_an_object_with_too_many_gaps_gets_new_numbers(plain: Bucket) -> None:
    rows = [{**ANNA, "id": str(n), "note": "x" if n % 3 else CODE} for n in range(900)]
    rows = [{**row, "code": "" if n % 3 else CODE} for n, row in enumerate(rows)]
    plain.put("exports/p.jsonl", encoded(rows, "jsonl"))
    planned = steps(found(plain, "exports/*.jsonl"))
    assert len(planned) == 300
    with plain.writer() as writer:
        assert {type(o) for o in writer.apply(planned)} == {Done}
        assert {type(e) for e in writer.probe(planned)} == {Applied}
        assert {type(o) for o in writer.apply(planned)} == {Done}
    assert len(decoded(plain.get("exports/p.jsonl"), "jsonl")) == 600
    with plain.reader() as reader:
        assert list(reader.fetch([s.ref for s in planned])) == []


def test_metadata_and_tags_are_searched_and_metadata_can_be_changed(plain: Bucket) -> None:
    plain.put("calls/a.wav", b"RIFF", Metadata={"customer": CODE, "line": "4"})
    plain.put("calls/b.wav", b"RIFF", Tagging=f"customer={CODE}")
    plain.put("calls/c.wav", b"RIFF")
    records = {str(r.fields["object"]): r for r in found(plain, "calls/**.wav")}
    assert set(records) == {"calls/a.wav", "calls/b.wav"}
    with plain.writer() as writer:
        change = step(records["calls/a.wav"], metadata__customer=None)
        assert isinstance(writer.apply([change])[0], Done)
        assert [type(e) for e in writer.probe([change])] == [Applied]
        other = step(records["calls/b.wav"], size="0")
        assert isinstance(writer.apply([other])[0], Unsupported)
        assert [o.step for o in writer.preflight([other])] == ["s1"]
    left = plain.client.head_object(Bucket=plain.name, Key="calls/a.wav")["Metadata"]
    assert left["line"] == "4" and "customer" not in left
    assert plain.get("calls/a.wav") == b"RIFF"


def test_a_document_is_one_record_whose_text_can_be_changed(plain: Bucket) -> None:
    body = f'{{"person": {{"code": "{CODE}"}},\n "n": 1}}'.encode()
    plain.put("letters/x.json", body)
    (record,) = found(plain, "letters/**.json")
    assert record.fields["content"] == body.decode()
    with plain.writer() as writer:
        change = step(record, content=body.decode().replace(CODE, "[dzēsts]"))
        assert isinstance(writer.apply([change])[0], Done)
    with plain.reader() as reader:
        assert reader.remnants([record.ref]) == (), "what is there now is what was written"
    assert plain.get("letters/x.json") == body.replace(CODE.encode(), b"[dz\xc4\x93sts]")


def test_when_all_rows_go_the_header_stays(plain: Bucket) -> None:
    plain.put("exports/p.csv", encoded([ANNA], "csv"))
    (record,) = found(plain, "exports/*.csv")
    with plain.writer() as writer:
        assert isinstance(writer.apply([step(record)])[0], Done)
    assert plain.get("exports/p.csv") == b"id,name,email,phone,code,note\r\n"


def test_containers_can_be_named(plain: Bucket) -> None:
    plain.put("a/1.csv", encoded([ANNA], "csv"))
    plain.put("b/1.csv", encoded(OTHERS, "csv"))
    named = [{"name": "people", "prefix": "a/", "suffix": ".csv"}]
    with plain.reader(containers=named) as reader:
        (schema,) = reader.describe()
        assert schema.container == Container("s3", "people")
        (record,) = reader.find(schema.container, [testing.needle(CODE)])
    with plain.writer(containers=named) as writer:
        assert isinstance(writer.apply([step(record)])[0], Done)
    assert len(decoded(plain.get("b/1.csv"), "csv")) == 2


def test_an_unfinished_upload_is_an_obstacle_and_a_remnant(plain: Bucket) -> None:
    plain.put("exports/p.csv", encoded([ANNA, *OTHERS], "csv"))
    (record,) = found(plain, "exports/*.csv")
    begun = plain.client.create_multipart_upload(Bucket=plain.name, Key="exports/p.csv")
    plain.client.upload_part(
        Bucket=plain.name,
        Key="exports/p.csv",
        UploadId=begun["UploadId"],
        PartNumber=1,
        Body=b"x",
    )
    with plain.writer() as writer:
        (obstacle,) = writer.preflight([step(record)])
    assert "upload" in obstacle.why
    with plain.reader() as reader:
        (remnant,) = reader.remnants([record.ref])
    assert "unfinished upload" in remnant.what


@pytest.mark.slow
def test_an_object_of_many_parts_is_rewritten_in_parts(versioned: Bucket) -> None:
    pad = "x" * 1000
    rows = [{**OTHERS[0], "id": str(n), "note": pad} for n in range(70_000)]
    body = encoded([ANNA, *rows], "jsonl")
    assert len(body) > 70 << 20
    versioned.put("exports/big.jsonl", body)
    (record,) = found(versioned, "exports/*.jsonl")
    with versioned.writer() as writer:
        assert isinstance(writer.apply([step(record)])[0], Done)
    assert versioned.get("exports/big.jsonl") == body.split(b"\n", 1)[1]
    assert len(versioned.versions("exports/big.jsonl")) == 1


def test_a_delete_marker_does_not_outlive_the_last_version_behind_it(versioned: Bucket) -> None:
    key = f"calls/{CODE}.wav"
    versioned.put(key, b"RIFF one")
    versioned.client.delete_object(Bucket=versioned.name, Key=key)
    (former,) = found(versioned, "calls/**.wav")
    assert former.ref.key[1]
    with versioned.writer() as writer:
        assert [type(o) for o in writer.apply([step(former)])] == [Done]
        assert [type(e) for e in writer.probe([step(former)])] == [Applied]
    assert versioned.versions(key) == []
