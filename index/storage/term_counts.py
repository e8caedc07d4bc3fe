"""What the words of a document are, kept from one build to the next: cutting texts into words is most of what a build with
one changed document would cost."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.ingest.file_identity import reading_version

TERMS_FILE = "terms.sqlite"
_SCHEMA = """
CREATE TABLE version (digest TEXT NOT NULL);
CREATE TABLE terms (encoding TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Terms:
    """The words of one document."""

    passages: list[dict[str, int]]
    """Occurrences of each token of each passage, with those of its title and section, in the order of their first one."""
    spellings: dict[str, int]
    """Occurrences of each word as it is spelled, in the order of their first one."""


class TermsFile:
    """Terms by encoding hash, which changes whenever they would; those of another version of this program are not taken
    over. Only builds read it."""

    def __init__(self, folder: Path, earlier: Path | None) -> None:
        """Makes the file of the snapshot written in `folder`; `earlier`: folder of the live one. Raises sqlite3.Error."""
        self._connection = sqlite3.connect(folder / TERMS_FILE, isolation_level=None)
        self._connection.executescript(f"PRAGMA journal_mode = OFF; BEGIN; {_SCHEMA}")
        self._connection.execute("INSERT INTO version VALUES (?)", (reading_version(),))
        self._earlier = _opened(earlier / TERMS_FILE) if earlier is not None else None

    @property
    def same_program(self) -> bool:
        """Whether what this program reads in texts is what the earlier snapshot holds."""
        return self._earlier is not None

    def of(self, encoding: str, made: Callable[[], Terms]) -> Terms:
        """The terms of the document with that encoding hash: those kept, else those `made` now. Keeps them."""
        body = self._kept(encoding)
        terms = _read(body) if body is not None else None
        if terms is None or body is None:
            terms = made()
            body = zlib.compress(json.dumps(vars(terms), ensure_ascii=False).encode(), 1)
        self._connection.execute("INSERT OR IGNORE INTO terms VALUES (?, ?)", (encoding, body))
        return terms

    def _kept(self, encoding: str) -> bytes | None:
        if self._earlier is None:
            return None
        row = self._earlier.execute("SELECT body FROM terms WHERE encoding = ?", (encoding,)).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        """Commits; the file is then as it stays. Raises sqlite3.Error."""
        try:
            self._connection.execute("COMMIT")
        finally:
            self._connection.close()
            if self._earlier is not None:
                self._earlier.close()


def _opened(path: Path) -> sqlite3.Connection | None:
    """The terms of an earlier snapshot; None where there are none of this version of the program."""
    with suppress(sqlite3.Error):
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        with suppress(sqlite3.Error):
            if connection.execute("SELECT digest FROM version").fetchone() == (reading_version(),):
                return connection
        connection.close()
    return None


def _read(body: bytes) -> Terms | None:
    """None for what is damaged: it carries a checksum."""
    try:
        return Terms(**json.loads(zlib.decompress(body)))
    except (zlib.error, ValueError, TypeError):
        return None
