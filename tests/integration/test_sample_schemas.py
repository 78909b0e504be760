"""Public sample schemas: what is a customer's and what an employee's is what one draws by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import yaml

from eraser.contract.settings import StoreSettings
from eraser.datamap import DataMap
from eraser.demo.servers.postgres import PostgresServer
from eraser.detect.engine import Detector
from eraser.identifiers import Patterns, normalise
from eraser.model.graph import Trace, Verdict
from eraser.model.subject import Identifier, PersonName, Subject
from eraser.trace.follow import trace
from eraser.trace.referrers import with_referrers
from eraser.trace.world import Knowledge, World
from eraser_postgres.reader import StoreReader

SAMPLES = Path(__file__).parent / "samples"
THEIRS, SHARED, REVIEW = Verdict.THEIRS, Verdict.SHARED, Verdict.REVIEW

PAGILA = """
db/public.customer: {persons: true, identifiers: {email: email},
  names: [{given: first_name, surname: last_name}],
  attachments: [{field: address_id, in: db/public.address, at: address_id}]}
db/public.staff: {persons: true, identifiers: {email: email},
  names: [{given: first_name, surname: last_name}],
  attachments: [{field: address_id, in: db/public.address, at: address_id}]}
db/public.store: {attachments: [{field: address_id, in: db/public.address, at: address_id}]}
db/public.address: {identifiers: {phone: phone}, personal: [address]}
db/public.rental: {subject: [{fields: customer_id, of: db/public.customer, at: customer_id}]}
db/public.payment: {subject: [{fields: customer_id, of: db/public.customer, at: customer_id}]}
"""
CHINOOK = """
db/public.customer: {persons: true, identifiers: {email: email, phone: phone},
  names: [{given: first_name, surname: last_name}]}
db/public.employee: {persons: true, identifiers: {email: email, phone: phone},
  names: [{given: first_name, surname: last_name}]}
db/public.invoice: {subject: [{fields: customer_id, of: db/public.customer, at: customer_id}]}
db/public.invoice_line: {subject: [{fields: invoice_id, of: db/public.invoice, at: invoice_id}]}
"""
NORTHWIND = """
db/public.customers: {persons: true, identifiers: {customer_id: customer-number, phone: phone},
  names: [{full: contact_name}]}
db/public.employees: {persons: true, identifiers: {employee_id: customer-number, home_phone: phone},
  names: [{given: first_name, surname: last_name}]}
db/public.customer_customer_demo:
  {subject: [{fields: customer_id, of: db/public.customers, at: customer_id}]}
db/public.employee_territories:
  {subject: [{fields: employee_id, of: db/public.employees, at: employee_id}]}
db/public.orders: {subject: [{fields: customer_id, of: db/public.customers, at: customer_id}]}
db/public.order_details: {subject: [{fields: order_id, of: db/public.orders, at: order_id}]}
"""
PATTERNS = Patterns.of({"customer-number": "[A-Z]{5}|[0-9]{1,3}"})


class Sample:
    """One sample database, and the records of a subject in it."""

    def __init__(self, owner: str, reader: str, datamap: str) -> None:
        self.owner, self._reader = owner, reader
        self._datamap = datamap

    def trace(self, given: str, surname: str, **identifiers: str) -> Trace:
        """Everything of one person."""
        pairs = {kind.replace("_", "-"): text for kind, text in identifiers.items()}
        found = tuple(Identifier(kind, normalise(kind, text)) for kind, text in pairs.items())
        subject = Subject(found, (PersonName(given, surname),))
        with StoreReader(StoreSettings("db", {"url": self._reader})) as reader:
            world = World.described({"db": reader}, mapped(self._datamap))
            knowledge = Knowledge(Detector(PATTERNS).identifiers)
            return with_referrers(trace(subject, world, knowledge), world)

    def keys(self, query: str) -> set[str]:
        """What a person draws by hand: `table/key` for each row of a query."""
        with psycopg.connect(self.owner) as connection:
            return {f"{table}/{key}" for table, key in connection.execute(query)}


def mapped(containers: str, *kept: str) -> DataMap:
    """A data map of some tables, or of all."""
    found = yaml.safe_load(containers)
    basis = {"purpose": "sample", "legal_basis": "contract"}
    return DataMap.model_validate(
        {
            "version": 1,
            "controller": "SIA Tests",
            "containers": {n: {**basis, **e} for n, e in found.items() if not kept or n in kept},
        }
    )


def of(found: Trace, *verdicts: Verdict) -> set[str]:
    """`table/key` of every record with one of the verdicts."""
    return {
        f"{t.record.ref.container.name.partition('.')[2]}/{'/'.join(t.record.ref.key)}"
        for t in found.records
        if t.verdict in verdicts
    }


@contextmanager
def sample(server: PostgresServer, name: str, datamap: str) -> Iterator[Sample]:
    """The sample in a database of its own."""
    database = server.new_database()
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute((SAMPLES / f"{name}.sql").read_text().encode())
    yield Sample(database.owner_url, database.reader_url, datamap)


def keys_only(datamap: str, *persons: str) -> str:
    """A map that says who is a person and nothing else."""
    found = yaml.safe_load(datamap)
    return yaml.safe_dump({name: {**found[name], "attachments": []} for name in persons})


CUSTOMERS_RENTALS = """
    select 'customer', '7' union select 'rental', rental_id::text from rental where customer_id = 7
    union select 'payment', to_char(payment_date at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS+00')
      || '/' || payment_id from payment where customer_id = 7
"""


def test_of_a_film_renter_are_rentals_payments_and_an_address_of_their_own(
    postgres_server: PostgresServer,
) -> None:
    with sample(postgres_server, "pagila", PAGILA) as pagila:
        found = pagila.trace("James", "Family7", email="customer.7@sakilacustomer.org")
        assert of(found, THEIRS) == pagila.keys(CUSTOMERS_RENTALS) | {"address/7"}
        assert of(found, SHARED, REVIEW) == set()
        neighbour = pagila.trace("Paul", "Family8", email="customer.8@sakilacustomer.org")
        assert "address/8" in of(neighbour, SHARED)


def test_of_a_clerk_is_the_own_row_and_not_what_was_rented_from_them(
    postgres_server: PostgresServer,
) -> None:
    with sample(postgres_server, "pagila", PAGILA) as pagila:
        found = pagila.trace("Jon", "Stephens", email="jon.stephens@sakilastaff.com")
        assert of(found, THEIRS) == {"staff/2", "address/67"}
        assert of(found, SHARED, REVIEW) == set()


def test_a_store_at_the_clerks_address_shares_it(postgres_server: PostgresServer) -> None:
    with sample(postgres_server, "pagila", PAGILA) as pagila:
        found = pagila.trace("Mike", "Hillyer", email="mike.hillyer@sakilastaff.com")
        assert of(found, THEIRS) == {"staff/1"}
        assert "address/65" in of(found, SHARED, REVIEW)


def test_by_foreign_keys_alone_the_renters_records_are_shown_and_none_is_taken(
    postgres_server: PostgresServer,
) -> None:
    bare = keys_only(PAGILA, "db/public.customer", "db/public.staff")
    with sample(postgres_server, "pagila", bare) as pagila:
        found = pagila.trace("James", "Family7", email="customer.7@sakilacustomer.org")
        assert of(found, THEIRS) == {"customer/7"}
        assert of(found, REVIEW) == pagila.keys(CUSTOMERS_RENTALS) - {"customer/7"}
        clerk = pagila.trace("Jon", "Stephens", email="jon.stephens@sakilastaff.com")
        assert of(clerk, THEIRS) == {"staff/2"}
        # One row for each foreign key, because the row cannot go while others need it.
        assert len(of(clerk, REVIEW)) <= 3


CUSTOMERS_INVOICES = """
    select 'customer', '7' union select 'invoice', invoice_id::text from invoice
      where customer_id = 7
    union select 'invoice_line', invoice_line_id::text from invoice_line
      join invoice using (invoice_id) where customer_id = 7
"""


@pytest.mark.parametrize("only_keys", [False, True])
def test_of_a_music_buyer_are_invoices_and_their_lines(
    postgres_server: PostgresServer, *, only_keys: bool
) -> None:
    bare = keys_only(CHINOOK, "db/public.customer", "db/public.employee")
    with sample(postgres_server, "chinook", bare if only_keys else CHINOOK) as chinook:
        found = chinook.trace("François", "Familia0", email="customer7@example.no")
        by_hand = chinook.keys(CUSTOMERS_INVOICES)
        own = {"customer/7"} if only_keys else by_hand
        assert of(found, THEIRS) == own
        assert of(found, SHARED, REVIEW) == by_hand - own


@pytest.mark.parametrize("only_keys", [False, True])
def test_of_a_support_agent_is_the_own_row_and_no_customers(
    postgres_server: PostgresServer, *, only_keys: bool
) -> None:
    bare = keys_only(CHINOOK, "db/public.customer", "db/public.employee")
    with sample(postgres_server, "chinook", bare if only_keys else CHINOOK) as chinook:
        found = chinook.trace("Jane", "Peacock", email="employee3@chinookcorp.com")
        assert of(found, THEIRS) == {"employee/3"}
        assert of(found, SHARED, REVIEW) == set()


CUSTOMERS_ORDERS = """
    select 'customers', 'BLFKI' union select 'customer_customer_demo', 'BLFKI/GOLD'
    union select 'orders', order_id::text from orders where customer_id = 'BLFKI'
    union select 'order_details', order_id || '/' || product_id from order_details
      join orders using (order_id) where customer_id = 'BLFKI'
"""


@pytest.mark.parametrize("only_keys", [False, True])
def test_of_a_food_buyer_are_orders_and_their_details(
    postgres_server: PostgresServer, *, only_keys: bool
) -> None:
    bare = keys_only(NORTHWIND, "db/public.customers", "db/public.employees")
    with sample(postgres_server, "northwind", bare if only_keys else NORTHWIND) as northwind:
        found = northwind.trace("Antonio", "Contact2", customer_number="BLFKI")
        by_hand = northwind.keys(CUSTOMERS_ORDERS)
        details = {place for place in by_hand if place.startswith("order_details")}
        # Orders hold the letters of the customer, which tell whose they are without any key.
        own = by_hand - details if only_keys else by_hand
        assert of(found, THEIRS) == own
        assert of(found, SHARED, REVIEW) == by_hand - own


def test_of_a_sales_person_are_the_own_row_and_territories_and_no_orders(
    postgres_server: PostgresServer,
) -> None:
    with sample(postgres_server, "northwind", NORTHWIND) as northwind:
        found = northwind.trace("Janet", "Last5", customer_number="5")
        assert of(found, THEIRS) == {"employees/5", "employee_territories/5/00005"}
        assert of(found, SHARED, REVIEW) == set()
