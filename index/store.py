"""Documents of a snapshot: an SQLite file, written once, then read by any number of threads."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from index.documents import Document
from index.errors import SnapshotError

_SCHEMA = """
CREATE TABLE documents (
    ordinal INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    encoding TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX kinds ON documents (kind, ordinal);
"""
_CACHED = 4_096
"""Parsed documents kept in memory; about 20 kB each for a sheet of 1,000 words."""


class DocumentStore:
    """Documents by ordinal (their row in the arrays) or id."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection = self._opened()
        self._cached = lru_cache(maxsize=_CACHED)(self._read)

    @staticmethod
    def write(path: Path, rows: Iterable[tuple[Document, str, str]]) -> None:
        """Writes `(document, content hash, encoding hash)` rows in the order of their ordinals."""
        connection = sqlite3.connect(path)
        try:
            connection.executescript(_SCHEMA)
            connection.executemany(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (n, d.id, d.kind, content, encoding, d.model_dump_json(exclude_defaults=True))
                    for n, (d, content, encoding) in enumerate(rows)
                ),
            )
            connection.commit()
        finally:
            connection.close()

    def _opened(self) -> sqlite3.Connection:
        """One connection for all threads, opened at once: the file stays readable when its snapshot is removed."""
        try:
            return sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _rows(self, query: str, *values: object) -> list[tuple]:
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _damaged(self, error: sqlite3.Error) -> SnapshotError:
        return SnapshotError(f"the documents {self._path} cannot be read ({error}): run `assistant index --full`")

    def _read(self, ordinal: int) -> Document:
        rows = self._rows("SELECT body FROM documents WHERE ordinal = ?", ordinal)
        if not rows:
            raise KeyError(ordinal)
        return Document.model_validate_json(rows[0][0])

    def at(self, ordinal: int) -> Document:
        """Raises KeyError for an ordinal out of range."""
        return self._cached(ordinal)

    def ordinal(self, document_id: str) -> int:
        """Raises KeyError for an unknown id."""
        rows = self._rows("SELECT ordinal FROM documents WHERE id = ?", document_id)
        if not rows:
            raise KeyError(document_id)
        return int(rows[0][0])

    def ordinals(self, kind: str | None = None) -> list[int]:
        """Ordinals of all documents, or of those of a kind, ascending."""
        if kind is None:
            rows = self._rows("SELECT ordinal FROM documents ORDER BY ordinal")
        else:
            rows = self._rows("SELECT ordinal FROM documents WHERE kind = ? ORDER BY ordinal", kind)
        return [row[0] for row in rows]

    def hashes(self) -> Iterator[tuple[int, str, str, str]]:
        """`(ordinal, id, content hash, encoding hash)` of every document."""
        yield from self._rows("SELECT ordinal, id, content, encoding FROM documents ORDER BY ordinal")
