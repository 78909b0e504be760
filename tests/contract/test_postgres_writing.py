"""A PostgreSQL writer does a whole group or none of it, and never more than the plan says."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from eraser.demo.servers.postgres import PostgresServer
from eraser.model.outcome import Done, Failed
from tests.contract.postgres_world import World, delete, family, update


@pytest.fixture
def world(postgres_server: PostgresServer) -> Iterator[World]:
    database = postgres_server.new_database()
    yield World(database)
    postgres_server.drop_database(database)


def test_a_group_is_all_or_nothing(world: World) -> None:
    family(world)
    line, invoice = world.one("public.line", "id", "100"), world.one("public.invoice", "id", "10")
    world.sql("UPDATE invoice SET customer = 2 WHERE id = 10")
    outcomes = world.outcomes(delete(line), delete(invoice))
    assert [type(o).__name__ for o in outcomes] == ["Failed", "Stale"]
    assert outcomes[0] == Failed(delete(line).id, "another step of the group could not be done")
    assert world.rows("SELECT count(*) FROM line") == [(4,)]


def test_an_absent_record_does_not_stop_the_others(world: World) -> None:
    family(world)
    lines = world.select("public.line", "id", "100", "110")
    world.sql("DELETE FROM line WHERE id = 100")
    assert world.apply(*(delete(r) for r in lines)) == ["Absent", "Done"]
    assert world.rows("SELECT id FROM line ORDER BY 1") == [(200,), (210,)]


def test_a_family_goes_children_first(world: World) -> None:
    family(world)
    customer = world.one("public.customer", "name", "Jānis")
    invoices = world.select("public.invoice", "customer", "1")
    lines = world.select("public.line", "invoice", "10", "11")
    steps = [delete(r) for r in (*lines, *invoices, customer)]
    assert world.apply(*steps) == ["Done"] * 5
    assert world.apply(*steps) == ["Absent"] * 5
    assert world.probe(*steps) == ["Applied"] * 5
    assert world.rows("SELECT id FROM customer") == [(2,)]
    assert world.rows("SELECT id FROM line ORDER BY 1") == [(200,), (210,)]


def test_deleting_a_parent_whose_children_stay_fails_with_the_constraint(world: World) -> None:
    family(world)
    (outcome,) = world.outcomes(delete(world.one("public.customer", "name", "Jānis")))
    assert isinstance(outcome, Failed)
    assert "invoice_customer_fkey" in outcome.why
    assert "Jānis" not in outcome.why and not outcome.retriable


@pytest.mark.parametrize("on_delete", ["CASCADE", "SET NULL", "SET DEFAULT"])
def test_a_deletion_never_reaches_further_than_the_plan(world: World, on_delete: str) -> None:
    family(world, on_delete)
    customer = world.one("public.customer", "name", "Jānis")
    why = world.why(delete(customer))
    assert "2 records of public.invoice that the plan does not name" in why
    assert world.rows("SELECT count(*) FROM invoice WHERE customer = 1") == [(2,)]
    assert "2 records of public.invoice" in world.obstacles(delete(customer))


def test_a_cascade_is_followed_to_its_end(world: World) -> None:
    family(world, "CASCADE")
    customer = world.one("public.customer", "name", "Jānis")
    invoices = world.select("public.invoice", "customer", "1")
    parents_first = [delete(r) for r in (customer, *invoices)]
    assert "1 records of public.line" in world.why(*parents_first) or "2 records" in world.why(
        *parents_first
    )
    assert world.rows("SELECT count(*) FROM customer") == [(2,)]
    lines = world.select("public.line", "invoice", "10", "11")
    steps = [*parents_first, *(delete(r) for r in lines)]
    assert world.obstacles(*steps) == ""
    assert world.apply(*steps) == ["Done"] * 5
    assert world.rows("SELECT count(*) FROM line") == [(2,)]


def test_an_update_may_release_a_record_before_its_parent_goes(world: World) -> None:
    family(world, "CASCADE")
    customer = world.one("public.customer", "name", "Jānis")
    invoices = world.select("public.invoice", "customer", "1")
    steps = [*(update(r, customer=None) for r in invoices), delete(customer)]
    assert world.obstacles(*steps) == ""
    assert world.apply(*steps) == ["Done"] * 3
    assert world.rows("SELECT id FROM invoice WHERE customer IS NULL ORDER BY 1") == [(10,), (11,)]
    assert world.probe(*steps) == ["Applied"] * 3


def test_a_record_that_refers_to_itself_and_its_siblings_can_go(world: World) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY, up int REFERENCES t ON DELETE CASCADE)",
        "INSERT INTO t VALUES (1, 1), (2, 1), (3, 2), (4, 4)",
    )
    steps = [delete(r) for r in world.select("public.t", "id", "1", "2", "3")]
    assert "1 records of public.t" in world.why(*steps[:2])
    assert world.apply(*steps) == ["Done"] * 3
    assert world.rows("SELECT id FROM t") == [(4,)]


def test_a_deferrable_cycle_goes_in_one_transaction(world: World) -> None:
    world.sql(
        "CREATE TABLE a (id int PRIMARY KEY, b int NOT NULL)",
        "CREATE TABLE b (id int PRIMARY KEY, a int NOT NULL REFERENCES a"
        " DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO a VALUES (1, 1), (2, 2)",
        "INSERT INTO b VALUES (1, 1), (2, 2)",
        "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b DEFERRABLE INITIALLY DEFERRED",
    )
    a, b = world.one("public.a", "id", "1"), world.one("public.b", "id", "1")
    why = world.why(delete(a))
    assert "b_a_fkey" in why, "what is deferred is known before the commit"
    assert world.apply(delete(a), delete(b)) == ["Done", "Done"]
    assert world.rows("SELECT id FROM a") == [(2,)]


def test_a_cycle_is_broken_by_an_update_before_the_deletion(world: World) -> None:
    world.sql(
        "CREATE TABLE a (id int PRIMARY KEY, b int)",
        "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a)",
        "INSERT INTO a VALUES (1, 1)",
        "INSERT INTO b VALUES (1, 1)",
        "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b",
    )
    a, b = world.one("public.a", "id", "1"), world.one("public.b", "id", "1")
    steps = [update(a, b=None), delete(b), delete(a)]
    assert world.obstacles(*steps) == ""
    assert world.apply(*steps) == ["Done"] * 3
    assert world.probe(*steps) == ["Applied"] * 3
    assert world.apply(*steps) == ["Absent"] * 3


def test_rows_that_a_policy_hides_are_never_reported_as_done(world: World) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY, a text)",
        "INSERT INTO t VALUES (1, 'x'), (2, 'x')",
    )
    steps = [delete(r) for r in world.select("public.t", "a", "x")]
    world.sql(
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE t FORCE ROW LEVEL SECURITY",
        "CREATE POLICY see ON t FOR SELECT USING (true)",
        "CREATE POLICY lock ON t FOR UPDATE USING (true)",
        "CREATE POLICY go ON t FOR DELETE USING (id = 1)",
    )
    assert "row-level security" in world.obstacles(*steps)
    assert "only 1 of 2 records" in world.why(*steps)
    world.sql("ALTER TABLE t NO FORCE ROW LEVEL SECURITY")
    assert world.rows("SELECT count(*) FROM t") == [(2,)]


def test_references_from_rows_that_a_policy_hides_stop_a_deletion(world: World) -> None:
    family(world, "CASCADE")
    customer = delete(world.one("public.customer", "name", "Jānis"))
    world.sql(
        "ALTER TABLE invoice ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE invoice FORCE ROW LEVEL SECURITY",
    )
    assert "cannot see all rows" in world.why(customer)
    assert "cannot see all rows" in world.obstacles(customer)


def test_a_trigger_that_keeps_a_row_makes_the_step_fail(world: World) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY)",
        "INSERT INTO t VALUES (1)",
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER keep BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION keep()",
    )
    assert "only 0 of 1 records" in world.why(delete(world.one("public.t", "id", "1")))


def test_a_trigger_that_ran_is_noted(world: World) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY)",
        "CREATE TABLE log (id int)",
        "INSERT INTO t VALUES (1)",
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN INSERT INTO log VALUES (OLD.id); RETURN OLD; END'",
        "CREATE TRIGGER note BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION note()",
    )
    (outcome,) = world.outcomes(delete(world.one("public.t", "id", "1")))
    assert isinstance(outcome, Done) and "triggers" in outcome.note


def test_values_of_every_type_are_set_and_probed(world: World) -> None:
    world.sql(
        "CREATE DOMAIN short AS varchar(5) NOT NULL",
        """CREATE TABLE t (id int PRIMARY KEY, n numeric(9, 2), d date, b bool, j jsonb, o json,
             l text[], u uuid, s short, c char(4), untouched text)""",
        """INSERT INTO t VALUES (1, 1, '2020-01-01', true, '{}', '{}', '{}',
             'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'x', 'x', 'stays'),
             (2, 1, '2020-01-01', true, '{}', '{}', '{}', null, 'x', 'x', 'stays')""",
    )
    change = update(
        world.one("public.t", "id", "1"),
        n="2.50",
        d="1900-01-01",
        b=False,
        j={"a": [1, "ž", None]},
        o={"k": "v"},
        l=["x", 'y"'],
        u=None,
        s="–",
        c="–",
    )
    assert world.obstacles(change) == ""
    assert world.probe(change) == ["NotApplied"]
    assert world.apply(change) == ["Done"]
    assert world.probe(change) == ["Applied"]
    assert world.apply(change) == ["Done"], "it is so already"
    record = world.one("public.t", "id", "1")
    assert record.fields == {
        "id": 1,
        "n": "2.50",
        "d": "1900-01-01",
        "b": False,
        "j": {"a": [1, "ž", None]},
        "o": {"k": "v"},
        "l": ["x", 'y"'],
        "u": None,
        "s": "–",
        "c": "–",
        "untouched": "stays",
    }
    assert world.rows("SELECT count(*) FROM t WHERE n = 1") == [(1,)]


def test_each_record_of_a_statement_gets_its_own_value(world: World) -> None:
    world.sql(
        "CREATE TABLE t (a int, b text, mail text UNIQUE, PRIMARY KEY (a, b))",
        "INSERT INTO t SELECT i % 10, i::text, i || '@x.lv' FROM generate_series(1, 500) AS i",
    )
    records = world.find("public.t", "@x.lv")
    steps = [update(r, mail=f"masked-{n}") for n, r in enumerate(records)]
    assert world.obstacles(*steps) == ""
    assert set(world.apply(*steps)) == {"Done"}
    assert world.rows("SELECT count(DISTINCT mail) FROM t WHERE mail LIKE 'masked-%'") == [(500,)]


def test_a_record_without_a_key_is_known_by_place_and_content(world: World) -> None:
    world.sql("CREATE TABLE t (a text)", "INSERT INTO t VALUES ('x'), ('y'), ('z')")
    x, y = world.one("public.t", "a", "x"), world.one("public.t", "a", "y")
    assert world.apply(delete(x)) == ["Done"]
    assert world.probe(delete(x)) == ["Applied"]
    assert world.apply(delete(x)) == ["Stale"], "it may have moved: never said to be absent"
    world.sql("VACUUM FULL t")
    assert world.apply(delete(y)) == ["Stale"]
    assert world.probe(delete(y)) == ["Unclear"]
    z = world.one("public.t", "a", "z")
    assert world.apply(update(z, a="–"), delete(z)) == ["Unsupported", "Unsupported"]
    assert world.apply(update(z, a="–")) == ["Done"]
    assert world.rows("SELECT a FROM t ORDER BY 1") == [("y",), ("–",)]


def test_a_row_of_a_partition_without_a_key_goes_alone(world: World) -> None:
    world.sql(
        "CREATE TABLE t (a int, b text) PARTITION BY LIST (a)",
        "CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)",
        "CREATE TABLE t2 PARTITION OF t FOR VALUES IN (2)",
        "INSERT INTO t VALUES (1, 'x'), (2, 'y')",
    )
    record = world.one("public.t", "b", "y")
    assert record.ref.key[1] == world.one("public.t", "b", "x").ref.key[1], "the same place"
    assert world.apply(delete(record)) == ["Done"]
    assert world.rows("SELECT b FROM t") == [("x",)]


def test_generated_and_key_columns_are_never_set(world: World) -> None:
    world.sql(
        "CREATE TABLE t (id int PRIMARY KEY, a text, g text GENERATED ALWAYS AS (a) STORED)",
        "INSERT INTO t VALUES (1, 'x')",
    )
    record = world.one("public.t", "id", "1")
    assert world.apply(update(record, g="y")) == ["Unsupported"]
    assert world.apply(update(record, id="2")) == ["Unsupported"]
    assert world.apply(update(record, nothing="2")) == ["Failed"]
    assert "generated, or part of the key" in world.obstacles(update(record, g="y"))


def test_a_broken_constraint_is_named_without_the_value(world: World) -> None:
    world.sql(
        """CREATE TABLE t (id int PRIMARY KEY, mail text UNIQUE, sex varchar(1) NOT NULL,
             age int CONSTRAINT adult CHECK (age >= 18))""",
        "INSERT INTO t VALUES (1, 'janis@x.lv', 'v', 40), (2, 'anna@x.lv', 's', 41)",
    )
    record = world.one("public.t", "id", "1")
    bad = {
        "mail": ("anna@x.lv", "t_mail_key"),
        "sex": (None, "sex"),
        "age": (3, "adult"),
    }
    for field, (value, named) in bad.items():
        change = update(record, **{field: value})
        assert named in world.why(change)
        assert named in world.obstacles(change)
        assert "x.lv" not in world.why(change) + world.obstacles(change)
    for field, value in {"sex": "long", "age": "Jānis"}.items():
        change = update(record, **{field: value})
        assert "22" in world.why(change) and "22" in world.obstacles(change)
        assert "Jānis" not in world.why(change) + world.obstacles(change)


def test_a_dropped_table_is_not_done(world: World) -> None:
    family(world)
    step = delete(world.one("public.line", "id", "100"))
    world.sql("DROP TABLE line")
    assert world.apply(step) == ["Failed"]
    assert world.probe(step) == ["Unclear"]
    assert "no such table" in world.obstacles(step)


def test_preflight_sees_missing_rights_and_a_read_only_role(world: World) -> None:
    family(world)
    step = delete(world.one("public.line", "id", "100"))
    change = update(world.one("public.customer", "id", "1"), name="–")
    said = world.obstacles(step, change, url=world.database.reader_url)
    assert "no right to delete in public.line" in said
    assert "no right to change name of public.customer" in said


def test_preflight_names_the_step_that_others_reference(world: World) -> None:
    family(world)
    steps = [delete(r) for r in world.select("public.customer", "id", "1", "2")]
    world.sql("DELETE FROM line", "DELETE FROM invoice WHERE customer = 1")
    with world.writer() as writer:
        (obstacle,) = writer.preflight(steps)
    assert obstacle.step == steps[1].id
    assert "2 records of public.invoice that the plan does not name reference it" in obstacle.why


def test_preflight_sees_masks_that_collide_or_lead_nowhere(world: World) -> None:
    family(world)
    world.sql("ALTER TABLE customer ADD UNIQUE (name)")
    customers = world.select("public.customer", "id", "1", "2")
    assert "not unique" in world.obstacles(*(update(r, name="–") for r in customers))
    assert world.obstacles(update(customers[0], name="–")) == ""
    moved = update(world.one("public.line", "id", "100"), invoice=404)
    assert "references no record of public.invoice" in world.obstacles(moved)


def test_a_database_that_was_set_to_read_only_stays_as_it_is(world: World) -> None:
    family(world)
    step = delete(world.one("public.line", "id", "100"))
    with psycopg.connect(world.database.admin_url, autocommit=True) as admin:
        admin.execute(
            psycopg.sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(
                psycopg.sql.Identifier(world.database.name)
            )
        )
    assert "read-only" in world.why(step)
