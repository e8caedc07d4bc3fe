"""Documents of a snapshot: an SQLite file, written once, then read by any number of threads."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from index.documents import Document

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
        self._local = threading.local()
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

    def _connection(self) -> sqlite3.Connection:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            self._local.connection = connection
        return connection

    def _read(self, ordinal: int) -> Document:
        row = self._connection().execute("SELECT body FROM documents WHERE ordinal = ?", (ordinal,)).fetchone()
        if row is None:
            raise KeyError(ordinal)
        return Document.model_validate_json(row[0])

    def at(self, ordinal: int) -> Document:
        """Raises KeyError for an ordinal out of range."""
        return self._cached(ordinal)

    def ordinal(self, document_id: str) -> int:
        """Raises KeyError for an unknown id."""
        row = self._connection().execute("SELECT ordinal FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise KeyError(document_id)
        return int(row[0])

    def ordinals(self, kind: str | None = None) -> list[int]:
        """Ordinals of all documents, or of those of a kind, ascending."""
        if kind is None:
            rows = self._connection().execute("SELECT ordinal FROM documents ORDER BY ordinal")
        else:
            rows = self._connection().execute("SELECT ordinal FROM documents WHERE kind = ? ORDER BY ordinal", (kind,))
        return [row[0] for row in rows]

    def hashes(self) -> Iterator[tuple[int, str, str, str]]:
        """`(ordinal, id, content hash, encoding hash)` of every document."""
        yield from self._connection().execute("SELECT ordinal, id, content, encoding FROM documents ORDER BY ordinal")
