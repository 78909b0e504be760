"""A PostgreSQL writer beside applications that hold locks, commit late, or lose the connection."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from eraser.demo.servers.postgres import PostgresServer
from eraser.errors import StoreUnreachableError
from eraser.model.outcome import Failed
from tests.contract.postgres_world import World, delete, family


@pytest.fixture
def world(postgres_server: PostgresServer) -> Iterator[World]:
    database = postgres_server.new_database()
    yield World(database)
    postgres_server.drop_database(database)


def test_a_record_locked_by_an_application_is_retriable(world: World) -> None:
    family(world)
    step = delete(world.one("public.line", "id", "100"))
    with world.open_transaction("SELECT FROM line WHERE id = 100 FOR UPDATE"):
        with world.writer(lock_timeout="50ms") as writer:
            (outcome,) = writer.apply([step])
    assert isinstance(outcome, Failed) and outcome.retriable
    assert world.apply(step) == ["Done"]


def test_a_change_committed_while_waiting_is_seen(world: World) -> None:
    family(world)
    step = delete(world.one("public.customer", "id", "1"))
    outcomes: list[str] = []
    with world.open_transaction("UPDATE customer SET name = 'Jana' WHERE id = 1") as application:
        waiting = threading.Thread(target=lambda: outcomes.extend(world.apply(step)))
        waiting.start()
        _wait_for_lock(world)
        application.commit()
        waiting.join(timeout=30)
    assert outcomes == ["Stale"]


def test_a_reference_added_while_waiting_stops_the_cascade(world: World) -> None:
    family(world, "CASCADE")
    world.sql("DELETE FROM invoice WHERE customer = 1")
    step = delete(world.one("public.customer", "id", "1"))
    outcomes: list[str] = []
    with world.open_transaction("INSERT INTO invoice VALUES (99, 1)") as application:
        waiting = threading.Thread(target=lambda: outcomes.extend(world.apply(step)))
        waiting.start()
        _wait_for_lock(world)
        application.commit()
        waiting.join(timeout=30)
    assert outcomes == ["Failed"]
    assert world.rows("SELECT customer FROM invoice WHERE id = 99") == [(1,)]


def test_a_probe_waits_for_a_transaction_that_may_still_commit(world: World) -> None:
    family(world)
    step = delete(world.one("public.line", "id", "100"))
    effects: list[str] = []
    with world.open_transaction("DELETE FROM line WHERE id = 100") as dying:
        probing = threading.Thread(target=lambda: effects.extend(world.probe(step)))
        probing.start()
        _wait_for_lock(world)
        dying.commit()
        probing.join(timeout=30)
    assert effects == ["Applied"]


def test_a_lost_connection_is_an_unreachable_store(world: World) -> None:
    family(world)
    step = delete(world.one("public.line", "id", "100"))
    errors: list[StoreUnreachableError] = []

    def apply() -> None:
        try:
            world.apply(step)
        except StoreUnreachableError as error:
            errors.append(error)

    with world.open_transaction("SELECT FROM line WHERE id = 100 FOR UPDATE"):
        waiting = threading.Thread(target=apply)
        waiting.start()
        _wait_for_lock(world)
        world.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'eraser' AND datname = current_database()",
            admin=True,
        )
        waiting.join(timeout=30)
    assert len(errors) == 1
    assert world.probe(step) == ["NotApplied"]


def _wait_for_lock(world: World) -> None:
    """Until somebody in this database waits for a lock; at most ten seconds."""
    waiting = "SELECT count(*) FROM pg_stat_activity, pg_sleep(0.05)" + (
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _ in range(200):
        if world.rows(waiting) != [(0,)]:
            return
    raise AssertionError("nobody waits for a lock")
