"""Counts that outlive an answer: of this process, since it started. The metrics read them."""

from __future__ import annotations

import threading


class Tally:
    """A number that only grows. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._total = 0

    def add(self, count: int) -> None:
        with self._lock:
            self._total += count

    @property
    def total(self) -> int:
        return self._total


UNPROVEN = Tally()
"""Drafted sentences that their quotes did not prove, and that were not shown."""
