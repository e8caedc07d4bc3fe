"""Documents of a snapshot: an SQLite file, written once, then read by any number of threads."""

from __future__ import annotations

import itertools
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from cachetools import LRUCache

from index.documents.document import Document
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
_CACHED = 8_000_000
"""Characters of stored documents kept parsed: about 50 MB in memory, however long each of them is."""
_BATCH = 500
"""Values in one query, and rows fetched at once: fewer than any build of SQLite allows."""


class DocumentStore:
    """Documents by ordinal (their row in the arrays) or id."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection = self._opened()
        self._parsed: LRUCache[int, tuple[Document, int]] = LRUCache(_CACHED, getsizeof=lambda held: held[1])

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

    def at(self, ordinal: int) -> Document:
        """Raises KeyError for an ordinal out of range."""
        with self._lock:
            held = self._parsed.get(ordinal)
        if held is not None:
            return held[0]
        rows = self._rows("SELECT body FROM documents WHERE ordinal = ?", ordinal)
        if not rows:
            raise KeyError(ordinal)
        document = Document.model_validate_json(rows[0][0])
        with self._lock, suppress(ValueError):  # a document that alone is beyond the budget is not kept
            self._parsed[ordinal] = document, len(rows[0][0])
        return document

    def ordinal(self, document_id: str) -> int:
        """Raises KeyError for an unknown id."""
        rows = self._rows("SELECT ordinal FROM documents WHERE id = ?", document_id)
        if not rows:
            raise KeyError(document_id)
        return int(rows[0][0])

    def ordinals_of(self, ids: Collection[str]) -> dict[str, int]:
        """Id → ordinal of each of these documents. Raises KeyError where one is unknown."""
        return self._keyed("id, ordinal", "id", ids)

    def ids_of(self, ordinals: Collection[int]) -> dict[int, str]:
        """Ordinal → id of each of these documents. Raises KeyError where one is out of range."""
        return self._keyed("ordinal, id", "ordinal", ordinals)

    def _keyed(self, columns: str, key: str, wanted: Collection) -> dict:
        found: dict = {}
        values = iter(wanted)
        while batch := tuple(itertools.islice(values, _BATCH)):
            marks = ", ".join("?" * len(batch))
            found.update(self._rows(f"SELECT {columns} FROM documents WHERE {key} IN ({marks})", *batch))
        missing = next((value for value in wanted if value not in found), None)
        if missing is not None:
            raise KeyError(missing)
        return found

    def count(self, kind: str | None = None) -> int:
        """Number of documents, or of those of a kind."""
        where, values = ("", ()) if kind is None else (" WHERE kind = ?", (kind,))
        return int(self._rows(f"SELECT count(*) FROM documents{where}", *values)[0][0])

    def ordinals(self, kind: str | None = None) -> list[int]:
        """Ordinals of all documents, or of those of a kind, ascending."""
        if kind is None:
            rows = self._rows("SELECT ordinal FROM documents ORDER BY ordinal")
        else:
            rows = self._rows("SELECT ordinal FROM documents WHERE kind = ? ORDER BY ordinal", kind)
        return [row[0] for row in rows]

    def publishers(self) -> list[str]:
        """Every publisher once."""
        rows = self._rows("SELECT DISTINCT json_extract(body, '$.publisher') FROM documents")
        return [row[0] for row in rows if row[0]]

    def hashes(self) -> Iterator[tuple[int, str, str, str]]:
        """`(ordinal, id, content hash, encoding hash)` of every document."""
        after = -1
        query = "SELECT ordinal, id, content, encoding FROM documents WHERE ordinal > ? ORDER BY ordinal LIMIT ?"
        while rows := self._rows(query, after, _BATCH):
            yield from rows
            after = rows[-1][0]
