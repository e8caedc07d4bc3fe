"""How many questions are worked on at once, and how many may wait: beyond that a server says so rather than drown."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import OverloadError


class Workload:
    """`workers` questions at once, `waiting` more in order of arrival. Thread-safe.

    The encoder uses every core it is given: more questions at once than cores only take longer each."""

    def __init__(self, workers: int, waiting: int) -> None:
        self.capacity = workers + waiting
        self._free = threading.Semaphore(workers)
        self._lock = threading.Lock()
        self._admitted = 0

    def check(self) -> None:
        """Raises OverloadError when a question would be refused now: for a stream, before its status line."""
        if self._admitted >= self.capacity:
            raise OverloadError

    @contextmanager
    def place(self) -> Iterator[None]:
        """Waits for its turn, and holds it. Raises OverloadError at once when too many wait already."""
        with self._lock:
            self.check()
            self._admitted += 1
        try:
            with self._free:
                yield
        finally:
            with self._lock:
                self._admitted -= 1
