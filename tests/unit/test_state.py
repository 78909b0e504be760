"""The state keeps plans, approvals, journal and keys, whatever happens to it."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.pool import Pool
from pathlib import Path

import pytest
from sqlalchemy import event

from eraser.digests import GENESIS, link
from eraser.errors import EraserError, EvidenceError, RefusedError, StoreError, UsageError
from eraser.state import State

DIGEST = "ab" * 32
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PROCESSES = multiprocessing.get_context("forkserver")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def state(folder: Path) -> Iterator[State]:
    opened = State(folder)
    yield opened
    opened.close()


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _sql(folder: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(folder / "state.db")
    with connection:
        connection.execute(statement, values)
    connection.close()


# -- who can read it ------------------------------------------------------------------------------


def test_only_the_owner_reads_what_is_kept(state: State, folder: Path) -> None:
    state.keep_plan(DIGEST, "case-1", b"plan")
    state.append(DIGEST, 0, GENESIS, {"entry": "started"})
    with state.only_one(DIGEST):
        assert _mode(folder) == 0o700
        files = {path.name: _mode(path) for path in folder.iterdir()}
    assert "state.db" in files
    assert {mode & 0o077 for mode in files.values()} == {0}, files


def test_a_careless_umask_opens_nothing(folder: Path) -> None:
    before = os.umask(0)
    try:
        state = State(folder)
        state.keep_plan(DIGEST, "case-1", b"plan")
        state.close()
    finally:
        os.umask(before)
    assert {_mode(path) & 0o077 for path in (folder, *folder.iterdir())} == {0}


def test_a_plan_is_nowhere_in_clear(state: State, folder: Path) -> None:
    state.keep_plan(DIGEST, "case-1", b"161175-19997")
    assert not [p.name for p in folder.iterdir() if b"161175-19997" in p.read_bytes()]
    assert state.plan(DIGEST) == b"161175-19997"


def test_no_file_is_named_after_its_case(state: State, folder: Path) -> None:
    state.keep_plan(DIGEST, "berzins-2026", b"plan")
    assert not [p.name for p in folder.iterdir() if "berzins" in p.name]


# -- keys -----------------------------------------------------------------------------------------


def test_a_key_stays_the_same_for_good(state: State, folder: Path) -> None:
    key = state.digest_key()
    assert len(key) == 32
    assert State(folder).digest_key() == key


def test_two_organisations_have_different_keys(tmp_path: Path) -> None:
    assert State(tmp_path / "a").digest_key() != State(tmp_path / "b").digest_key()


def test_a_key_that_could_not_be_made_leaves_nothing_behind(state: State) -> None:
    def interrupted() -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        state.secret_file("digest.key", interrupted)
    assert len(state.digest_key()) == 32


def test_a_cut_digest_key_is_refused_and_never_used(state: State, folder: Path) -> None:
    state.digest_key()
    (folder / "digest.key").write_bytes(b"")
    with pytest.raises(EvidenceError, match="digest.key"):
        state.digest_key()


def test_a_damaged_case_key_is_refused_and_never_used(state: State, folder: Path) -> None:
    state.keep_plan(DIGEST, "case-1", b"plan")
    (key,) = folder.glob("case-*.key")
    key.write_bytes(b"not a key")
    with pytest.raises(EvidenceError, match="key"):
        state.plan(DIGEST)


def _key_of(folder: Path) -> bytes:
    return State(folder).digest_key()


def test_processes_that_start_together_get_one_key(folder: Path) -> None:
    PROCESSES.set_forkserver_preload([__name__, "eraser.state"])
    with _pool(4) as pool:
        keys = pool.map(_key_of, [folder] * 24, chunksize=1)
    assert {len(key) for key in keys} == {32}
    assert len(set(keys)) == 1


def _pool(size: int) -> Pool:
    return PROCESSES.Pool(size)


# -- plans ----------------------------------------------------------------------------------------


def test_without_its_case_key_a_plan_is_gone_for_good(state: State, folder: Path) -> None:
    state.keep_plan(DIGEST, "case-1", b"plan")
    state.keep_plan("cd" * 32, "case-2", b"other")
    before = {path: path.read_bytes() for path in folder.glob("case-*.key")}
    assert len(before) == 2
    (own,) = [path for path in before if not _readable_without(state, path)]
    own.unlink()
    with pytest.raises(UsageError, match="destroyed"):
        state.plan(DIGEST)
    assert state.plan("cd" * 32) == b"other"


def _readable_without(state: State, key: Path) -> bool:
    """Whether the plan of case-1 can still be read when this key is away for a moment."""
    away = key.rename(key.with_suffix(".away"))
    try:
        return state.plan(DIGEST) == b"plan"
    except UsageError:
        return False
    finally:
        away.rename(key)


def test_a_plan_that_was_tampered_with_is_refused(state: State, folder: Path) -> None:
    state.keep_plan(DIGEST, "case-1", b"plan")
    _sql(folder, "UPDATE plans SET sealed = substr(sealed, 1, 40) || x'00' || substr(sealed, 42)")
    with pytest.raises(EvidenceError):
        state.plan(DIGEST)


def test_a_plan_sealed_for_another_case_is_refused(state: State, folder: Path) -> None:
    state.keep_plan(DIGEST, "case-1", b"plan")
    state.keep_plan("cd" * 32, "case-2", b"other")
    _sql(folder, "UPDATE plans SET case_id = 'case-1'")
    with pytest.raises(EvidenceError):
        state.plan("cd" * 32)


def test_the_same_plan_is_kept_once_and_stays_approved(state: State) -> None:
    state.keep_plan(DIGEST, "case-1", b"plan")
    state.approve(DIGEST, "DPO", NOON)
    state.keep_plan(DIGEST, "case-1", b"plan")
    ((digest, case, approval),) = state.plans()
    assert (digest, case) == (DIGEST, "case-1")
    assert approval is not None
    assert (approval.by, approval.at) == ("DPO", "2026-03-02T12:00:00+00:00")


def test_a_plan_nobody_approved_has_no_approval(state: State) -> None:
    state.keep_plan(DIGEST, "case-1", b"plan")
    assert state.approval(DIGEST) is None


def test_a_plan_is_named_by_a_beginning_that_only_it_has(state: State) -> None:
    one, two = "ab" * 4 + "00" * 28, "ab" * 4 + "11" * 28
    state.keep_plan(one, "case-1", b"one")
    state.keep_plan(two, "case-1", b"two")
    assert state.full_digest("abababab1") == two
    assert state.plan(one) == b"one"
    with pytest.raises(UsageError, match="2 plans"):
        state.full_digest("abababab")


@pytest.mark.parametrize("digest", ["", "abababa", "cd" * 32, "________", "%%%%%%%%", "abab%bab"])
def test_what_names_no_plan_is_refused(state: State, digest: str) -> None:
    state.keep_plan(DIGEST, "case-1", b"plan")
    with pytest.raises(UsageError, match="eraser status"):
        state.approve(digest, "somebody", NOON)
    assert state.approval(DIGEST) is None


# -- journal --------------------------------------------------------------------------------------


def _three(state: State) -> list[dict[str, object]]:
    entries: list[dict[str, object]] = [{"entry": name} for name in ("one", "two", "three")]
    last = GENESIS
    for seq, entry in enumerate(entries):
        last = state.append(DIGEST, seq, last, entry)
    return entries


def test_entries_come_back_in_order_after_reopening(state: State, folder: Path) -> None:
    entries = _three(state)
    state.close()
    assert list(State(folder).entries(DIGEST)) == entries


def test_the_link_covers_everything_before(state: State) -> None:
    first = state.append(DIGEST, 0, GENESIS, {"entry": "one"})
    assert first == link(GENESIS, {"entry": "one"})
    assert state.append(DIGEST, 1, first, {"entry": "two"}) == link(first, {"entry": "two"})


@pytest.mark.parametrize(
    "tampering",
    [
        'UPDATE journal SET entry = \'{"entry":"zwei"}\' WHERE seq = 1',
        "UPDATE journal SET entry = '{\"entry\"' WHERE seq = 1",
        "UPDATE journal SET entry = '7' WHERE seq = 1",
        "UPDATE journal SET entry = x'ff' WHERE seq = 1",
        "UPDATE journal SET link = 'f' || substr(link, 2) WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 0",
        "DELETE FROM journal WHERE seq = 1",
        "UPDATE journal SET seq = 7 WHERE seq = 2",
        "UPDATE journal SET seq = 2 - seq + 10",
    ],
)
def test_a_changed_journal_is_refused(state: State, folder: Path, tampering: str) -> None:
    _three(state)
    _sql(folder, tampering)
    with pytest.raises(EvidenceError):
        state.entries(DIGEST)


def test_of_two_processes_that_write_the_same_entry_one_is_refused(
    state: State, folder: Path
) -> None:
    first = state.append(DIGEST, 0, GENESIS, {"entry": "one"})
    other = State(folder)
    other.append(DIGEST, 1, first, {"entry": "theirs"})
    with pytest.raises(RefusedError, match="Another process"):
        state.append(DIGEST, 1, first, {"entry": "ours"})
    assert [e["entry"] for e in state.entries(DIGEST)] == ["one", "theirs"]


def test_an_entry_survives_words_that_no_encoding_has(state: State) -> None:
    entry: dict[str, object] = {"entry": "recorded", "why": "\ud800 \x00 ā \U0001f600"}
    state.append(DIGEST, 0, GENESIS, entry)
    assert state.entries(DIGEST) == (entry,)


def test_every_commit_waits_for_the_disk(state: State) -> None:
    told: list[tuple[str, object]] = []

    def ask(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in ("journal_mode", "synchronous"):
            told.append((pragma, connection.execute(f"PRAGMA {pragma}").fetchone()[0]))

    event.listen(state._engine, "connect", ask)
    state._engine.dispose()
    state.append(DIGEST, 0, GENESIS, {"entry": "one"})
    assert told[:2] == [("journal_mode", "wal"), ("synchronous", 2)]  # 2: FULL


# -- one at a time --------------------------------------------------------------------------------


def _try_to_enter(folder: Path) -> str:
    try:
        with State(folder).only_one(DIGEST):
            return "entered"
    except RefusedError as error:
        return str(error)


def test_only_one_process_executes_a_plan(state: State, folder: Path) -> None:
    with _pool(1) as pool:
        with state.only_one(DIGEST):
            assert "Another process" in pool.apply(_try_to_enter, [folder])
        assert pool.apply(_try_to_enter, [folder]) == "entered"


def test_another_plan_may_be_executed_meanwhile(state: State) -> None:
    with state.only_one(DIGEST), state.only_one("cd" * 32):
        pass


# -- a state that cannot be used -------------------------------------------------------------------


def test_a_file_in_the_folders_place_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(EraserError, match="state"):
        State(tmp_path / "state")


def test_a_broken_database_is_told_as_such(folder: Path) -> None:
    folder.mkdir()
    (folder / "state.db").write_bytes(b"this was a database once" * 100)
    with pytest.raises(StoreError, match="state"):
        State(folder)


def test_a_database_that_vanished_is_told_as_such(state: State, folder: Path) -> None:
    _sql(folder, "DROP TABLE journal")
    with pytest.raises(StoreError, match="state"):
        state.append(DIGEST, 0, GENESIS, {"entry": "one"})
    with pytest.raises(StoreError, match="state"):
        state.entries(DIGEST)


def test_a_state_held_by_a_foreign_lock_is_told_as_such(state: State, folder: Path) -> None:
    state.append(DIGEST, 0, GENESIS, {"entry": "one"})
    event.listen(state._engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout=50"))
    state._engine.dispose()
    other = sqlite3.connect(folder / "state.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(StoreError, match="SQLITE_BUSY"):
            state.append(DIGEST, 1, link(GENESIS, {"entry": "one"}), {"entry": "two"})
    finally:
        other.close()
    assert len(state.entries(DIGEST)) == 1
