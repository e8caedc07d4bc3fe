"""The journal's file: SQLite in WAL mode, brought to the newest version by numbered SQL files."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from importlib.resources import files
from pathlib import Path

from assistant.request_errors import JournalError

BUSY_MS = 5_000
"""How long another process may hold the file, a purge or an export's end for instance, before a write gives up."""


def migrations() -> list[str]:
    """The SQL scripts, oldest first; number n brings a file from version n - 1 to n."""
    folder = files("assistant.journal") / "migrations"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(folder / name).read_text("utf-8") for name in names]


def connect(path: Path) -> sqlite3.Connection:
    """A connection that may write, in autocommit mode, the file created (readable by its owner only) and migrated.

    Usable from any one thread at a time. Raises sqlite3.Error or OSError; JournalError for a newer version's file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # SQLite gives -wal and -shm the mode of this file. Never opened where it exists: closing it here would drop the locks
    # of this process's other connections (https://sqlite.org/howtocorrupt.html, 2.2), and the next process to leave would
    # then take away the log they write.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    connection = _configured(sqlite3.connect(path, isolation_level=None, check_same_thread=False))
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, not only unlinked
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection that only reads. Raises sqlite3.OperationalError where there is no file."""
    # Not mode=ro: a reader of a WAL file may have to make its shared memory.
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    try:
        _configured(connection).execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def check(connection: sqlite3.Connection) -> None:
    """Raises sqlite3.Error for a file that is damaged or that is no journal of a version known here."""
    if not 0 < _version(connection) <= len(migrations()):
        raise sqlite3.DatabaseError("not a journal of this program")
    faults = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if faults != "ok":
        raise sqlite3.DatabaseError(faults)
    connection.execute("SELECT count(*) FROM receipts").fetchone()


def _configured(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    scripts = migrations()
    if _version(connection) == len(scripts):
        return
    # IMMEDIATE: of several processes that start together, one migrates and the others find it done.
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        if version > len(scripts):
            raise JournalError(
                f"le journal est à la version {version}, ce programme connaît la version {len(scripts)} : "
                "mettez le programme à jour, ou restaurez le journal d'avant."
            )
        for number, script in enumerate(scripts[version:], version + 1):
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> list[str]:
    """One by one: `executescript` would commit the transaction that makes a migration all or nothing."""
    found, statement = [], ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            found.append(statement)
            statement = ""
    return found


def _version(connection: sqlite3.Connection) -> int:
    return connection.execute("PRAGMA user_version").fetchone()[0]
