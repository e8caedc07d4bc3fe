"""How near passages are to a question: each is compared with it where they are few, Chroma's graph is asked where they are
many. See docs/decisions/exact-scan.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from index.storage.snapshot import Snapshot

SCANNED = 32_000_000
"""Bytes of vectors in a folder up to which each passage is compared, 20,000 passages of 384 numbers: exact, without importing
Chroma, and quicker (0.3 ms instead of 2 at 5,000 passages, 1.0 at 20,000)."""


class Nearness(Protocol):
    """Passages of a snapshot beside one query vector `(d,)`."""

    def best(self, k: int) -> NDArray[np.int64]:
        """Rows of the `k` passages of highest cosine, or of all where there are fewer, best first. Raises SnapshotError where
        Chroma has to be asked and fails."""
        ...

    def of(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosines of these passages."""
        ...


class Scan:
    """All cosines at hand."""

    def __init__(self, snapshot: Snapshot, vector: NDArray[np.float32]) -> None:
        self._cosines = snapshot.passage_vectors.whole @ vector

    def best(self, k: int) -> NDArray[np.int64]:
        """As `Nearness.best`; of equal passages the first."""
        cosines = self._cosines
        rows = np.argpartition(-cosines, k - 1)[:k] if k < len(cosines) else np.arange(len(cosines))
        return rows[np.lexsort((rows, -cosines[rows]))]

    def of(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """As `Nearness.of`."""
        return self._cosines[rows]


class Search:
    """Chroma finds the nearest; cosines are computed for the passages asked for."""

    def __init__(self, snapshot: Snapshot, vector: NDArray[np.float32]) -> None:
        self._snapshot = snapshot
        self._vector = vector

    def best(self, k: int) -> NDArray[np.int64]:
        """As `Nearness.best`, but for what an approximate search misses."""
        snapshot = self._snapshot
        return snapshot.rows_of(snapshot.vectors.nearest(self._vector, min(k, len(snapshot.passages))))

    def of(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """As `Nearness.of`."""
        return self._snapshot.passage_vectors.rows(rows) @ self._vector
