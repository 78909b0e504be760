"""Tickets in a fresh index; the server itself counts how often each was written."""

from __future__ import annotations

from typing import Any

from eraser.contract.settings import StoreSettings
from eraser.demo.servers.search import SearchServer
from eraser.model.place import Container, Record
from eraser.model.plan import Plan
from eraser_search.reader import StoreReader
from tests.contract.search_world import QUICK, plant
from tests.crash.plans import delete, plan_of, update

STORE = "tickets"
TICKETS = {
    "t1": {"from": "Bērziņš", "text": "Nav siltuma."},
    "t2": {"from": "Ozola", "text": "Kaimiņš Bērziņš trokšņo."},
    "t3": {"from": "Bērziņš", "text": "Rēķins?", "tags": ["maksa"]},
    "t4": {"from": "Ozola", "text": "Paldies!"},
    "t5": {"from": "Bērziņš", "text": "Atkal nav siltuma."},
    "t6": {"from": "Lācis", "text": "Lūdzu zvanīt."},
}


class SearchWorld:
    """One server; every planting is an index of its own."""

    def __init__(self, server: SearchServer) -> None:
        self._server = server
        self._index = ""

    @property
    def stores(self) -> dict[str, tuple[str, StoreSettings]]:
        return {STORE: ("search", self._settings(self._server.user, self._server.password))}

    def plant(self) -> Plan:
        """A fresh index, and a plan: one group of three documents and one of one."""
        if self._index:
            self._server.call("DELETE", f"/{self._index}")
        self._index = self._server.new_index("crash")
        self._call("PUT", "", {"settings": QUICK})
        plant(self._server, self._index, TICKETS)
        records = self._records()
        return plan_of(
            delete("s1", records["t1"]),
            update("s1", records["t2"], text="Kaimiņš • trokšņo."),
            delete("s1", records["t3"]),
            delete("s2", records["t5"]),
        )

    def look(self) -> dict[str, tuple[object, object]]:
        """Every document, and how often it was written."""
        self._call("POST", "/_refresh")
        answer = self._call("POST", "/_search", {"size": 100, "version": True})
        hits = answer["hits"]["hits"]
        return {hit["_id"]: (hit["_source"], hit["_version"]) for hit in hits}

    def nothing_is_half_done(self) -> bool:
        """Whether every document is as it was, as it should be, or gone."""
        wanted = TICKETS["t2"] | {"text": "Kaimiņš • trokšņo."}
        return all(
            source in (TICKETS[name], wanted if name == "t2" else None)
            for name, (source, _) in self.look().items()
        )

    def _records(self) -> dict[str, Record]:
        settings = self._settings(self._server.reader_user, self._server.reader_password)
        with StoreReader(settings) as reader:
            place = Container(STORE, self._index)
            senders = [("Bērziņš",), ("Ozola",), ("Lācis",)]
            return {r.ref.key[0]: r for r in reader.select(place, ("from",), senders)}

    def _settings(self, user: str | None, password: str | None) -> StoreSettings:
        login = {} if user is None else {"user": user, "password": password}
        return StoreSettings(STORE, {"url": self._server.url, **login})

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        status, answer = self._server.call(method, f"/{self._index}{path}", body)
        assert status in (200, 201), status
        assert isinstance(answer, dict)
        return answer
