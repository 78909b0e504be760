"""Where the demo's records stand: tables, objects and indices, named as the readers name them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eraser.model.place import Container

CHUNK = 200_000
"""Rows of one export file: about 30 MB of JSON Lines."""


class Place(StrEnum):
    """Every container of the demo; bucket and indices are named by `Names`."""

    EMPLOYEES = "crm/crm.employees"
    CUSTOMERS = "crm/crm.customers"
    CONTRACTS = "crm/crm.contracts"
    METERS = "crm/crm.meters"
    INCIDENTS = "crm/crm.cctv_incidents"
    SUPPLIERS = "crm/crm.suppliers"
    INVOICES = "crm/billing.invoices"
    PAYMENTS = "crm/billing.payments"
    DEBTS = "crm/billing.debts"
    CONSENTS = "crm/marketing.consents"
    AML_FILES = "crm/aml.files"
    ARTICLES = "crm/catalog.articles"
    CALLS = "files/{bucket}/calls/**.wav"
    CLIPS = "files/{bucket}/cctv/**.mp4"
    CUSTOMER_EXPORTS = "files/{bucket}/exports/*.csv.gz"
    NEWSLETTERS = "files/{bucket}/exports/*.jsonl"
    READINGS = "files/{bucket}/exports/*.parquet"
    LETTERS = "files/{bucket}/letters/*.txt"
    TICKETS = "search/{tickets}"
    EMAILS = "search/{emails}"

    @property
    def store(self) -> str:
        """The store's name in eraser.yaml: `crm`, `files` or `search`."""
        return self.value.partition("/")[0]

    @property
    def container(self) -> str:
        """The container's name without its store, with names still in braces."""
        return self.value.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Names:
    """What the bucket and the indices are called; tests plant several worlds side by side."""

    bucket: str = "gaismas-energija"
    tickets: str = "tickets"
    emails: str = "emails"

    def container(self, place: Place) -> Container:
        """The container as the store's reader names it."""
        name = place.container.format(bucket=self.bucket, tickets=self.tickets, emails=self.emails)
        return Container(place.store, name)


def numbered(stem: str, suffix: str, chunk: int) -> str:
    """The object of the chunk with that number: `exports/x.jsonl`, then `exports/x-2.jsonl`."""
    return f"exports/{stem}{f'-{chunk + 1}' if chunk else ''}{suffix}"
