"""Reading ahead: the next batch comes from the store while this one is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_WAITING = 1
"""Batches that may wait: enough that neither side stands still, little memory."""

_PATIENCE = 0.1
"""Seconds after which a reader that cannot hand over looks whether it is still wanted."""


class _Reading:
    """The thread that reads, and the queue through which it hands over."""

    def __init__(self, start: Callable[[], Iterator[pa.RecordBatch]]) -> None:
        self._start = start
        self.waiting: Queue[pa.RecordBatch | BaseException | None] = Queue(_WAITING)
        self.stopped = Event()
        self.thread = Thread(target=self._read, name="eraser-read", daemon=True)

    def _read(self) -> None:
        try:
            for batch in self._start():
                self._hand_over(batch)
                if self.stopped.is_set():
                    break
            self._hand_over(None)
        except BaseException as error:  # noqa: BLE001  (raised again by whoever waits for it)
            self._hand_over(error)

    def _hand_over(self, item: pa.RecordBatch | BaseException | None) -> None:
        while not self.stopped.is_set():
            try:
                return self.waiting.put(item, timeout=_PATIENCE)
            except Full:
                continue


@contextmanager
def read_ahead(
    start: Callable[[], Iterator[pa.RecordBatch]],
) -> Iterator[Iterator[pa.RecordBatch]]:
    """The same batches, read by a thread of their own. What it raises is raised here."""
    reading = _Reading(start)
    reading.thread.start()
    try:
        yield _taken(reading.waiting)
    finally:
        reading.stopped.set()
        _drain(reading.waiting)
        reading.thread.join()


def _taken(waiting: Queue[pa.RecordBatch | BaseException | None]) -> Iterator[pa.RecordBatch]:
    while (item := waiting.get()) is not None:
        if isinstance(item, BaseException):
            raise item
        yield item


def _drain(waiting: Queue[pa.RecordBatch | BaseException | None]) -> None:
    while True:
        try:
            waiting.get_nowait()
        except Empty:
            return
