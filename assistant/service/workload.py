"""How many questions are worked on at once, and how many may wait: beyond that a server says so rather than drown."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from assistant.request_errors import OverloadError

T = TypeVar("T")


class Workload:
    """`workers` questions at once, each on a thread of its own, `waiting` more in order of arrival. Thread-safe.

    Who waits is an entry in a queue, not a thread that must be woken: a worker takes the next question while it still runs.
    The encoder uses every core it is given: more questions at once than cores only take longer each."""

    def __init__(self, workers: int, waiting: int) -> None:
        self.capacity = workers + waiting
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="answers")
        self._lock = threading.Lock()
        self._admitted = 0

    def check(self) -> None:
        """Raises OverloadError when a question would be refused now: for a stream, before its status line."""
        if self._admitted >= self.capacity:
            raise OverloadError

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """The future result of `work`, done in its turn; one that is cancelled before that is not done. Raises OverloadError
        at once when too much waits already."""
        with self._lock:
            self.check()
            self._admitted += 1

        def in_turn() -> T:
            try:
                return work()
            finally:  # before the result is out: who has it may ask again
                self._release()

        future = self._pool.submit(in_turn)
        future.add_done_callback(lambda done: self._release() if done.cancelled() else None)
        return future

    def run(self, work: Callable[[], T]) -> T:
        """The result of `work`, done in its turn; raises what it raises. Not for work already in here: that would wait for
        itself. Raises OverloadError likewise."""
        return self.submit(work).result()

    def _release(self) -> None:
        with self._lock:
            self._admitted -= 1
