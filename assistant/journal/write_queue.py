"""One thread that writes the journal: what arrives together is committed together."""

from __future__ import annotations

import contextlib
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.journal import database
from assistant.request_errors import JournalError, UnknownAnswerError

logger = logging.getLogger("assistant.journal")

WAITING = 10_000
"""Writes that may wait: some 80 MB of answers, and minutes of a stalled disk."""
BATCH = 256
"""Writes committed at once: bounds how long a reader of another process may find the file busy."""
_REMINDER_S = 60
"""Between two warnings of a journal that keeps failing."""

Work = Callable[[sqlite3.Connection], Any]


@dataclass(frozen=True)
class _Write:
    work: Work
    durable: bool
    done: Future[Any] = field(default_factory=Future)


class Writer:
    """Runs pieces of work in one SQLite transaction per batch, in the order they came.

    A failing file fails the writes of its batch, and is opened again for the next. `chore`, if any, runs in the thread
    at once and then every `every_s` seconds."""

    def __init__(self, path: Path, chore: Work | None = None, every_s: float = 86_400) -> None:
        self._path = path
        self._chore = chore
        self._every_s = every_s
        self._next_chore = 0.0
        self._queue: queue.Queue[_Write | None] = queue.Queue(WAITING)
        self._connection: sqlite3.Connection | None = None
        self._warned_at: float | None = None
        self._closed = False
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, work: Work, *, durable: bool) -> Future[Any]:
        """The future result of `work`, set once it is committed, or its error: UnknownAnswerError, or JournalError
        where the file fails or too much waits already. `durable`: it must outlive a power cut too, not only this process.

        Never blocks, never raises."""
        write = _Write(work, durable)
        if self._closed:
            write.done.set_exception(JournalError("le journal est fermé : redémarrez le service."))
            return write.done
        self._start()
        try:
            self._queue.put_nowait(write)
        except queue.Full:
            write.done.set_exception(JournalError("trop d'écritures en attente : vérifiez le disque du journal."))
            self._warn("too many writes are waiting")
        return write.done

    def close(self, timeout_s: float) -> None:
        """Writes what waits, within that time, then closes the file."""
        with self._starting:
            self._closed = True
        if self._thread is not None:
            with contextlib.suppress(queue.Full):
                self._queue.put(None, timeout=timeout_s)
            self._thread.join(timeout_s)

    def _start(self) -> None:
        """At the first write, so that a forked process has a thread of its own."""
        with self._starting:
            if self._thread is None:
                # A daemon: a stalled disk must not keep the process from ending.
                self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._do_chore()
            batch = self._take()
            writes = [write for write in batch if write is not None]
            if writes:
                self._commit(writes)
            if None in batch:  # closed: nothing comes after it
                break
        if self._connection is not None:
            self._connection.close()

    def _take(self) -> list[_Write | None]:
        """Waits for a write, or for the time of the chore, and takes those that came with it."""
        timeout = None if self._chore is None else max(0.0, self._next_chore - time.monotonic())
        batch: list[_Write | None] = []
        with contextlib.suppress(queue.Empty):
            batch.append(self._queue.get(timeout=timeout))
            while len(batch) < BATCH and batch[-1] is not None:
                batch.append(self._queue.get_nowait())
        return batch

    def _do_chore(self) -> None:
        if self._chore is None or time.monotonic() < self._next_chore:
            return
        self._next_chore = time.monotonic() + self._every_s
        self._commit([_Write(self._chore, durable=True)])

    def _commit(self, writes: list[_Write]) -> None:
        results: list[Any] = []
        try:
            connection = self._opened()
            full = any(write.durable for write in writes)
            connection.execute(f"PRAGMA synchronous = {'FULL' if full else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            for write in writes:
                try:
                    results.append(write.work(connection))
                except UnknownAnswerError as error:
                    results.append(error)
            connection.execute("COMMIT")
        except (sqlite3.Error, OSError, JournalError) as error:
            self._fail(writes, error)
            return
        self._warned_at = None
        for write, result in zip(writes, results, strict=True):
            if isinstance(result, UnknownAnswerError):
                write.done.set_exception(result)
            else:
                write.done.set_result(result)

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = database.connect(self._path)
        return self._connection

    def _fail(self, writes: list[_Write], error: Exception) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()  # rolls back
            self._connection = None
        self._warn(str(error))
        for write in writes:
            write.done.set_exception(unusable(self._path, error))

    def _warn(self, why: str) -> None:
        now = time.monotonic()
        if self._warned_at is None or now - self._warned_at > _REMINDER_S:
            self._warned_at = now
            logger.warning("the journal %s is not written: %s; answers go on without it", self._path, why)


def unusable(path: Path, error: Exception) -> JournalError:
    """The error for whoever runs the service: SQLite's reason, and what to do. Names no content."""
    if isinstance(error, JournalError):
        return error
    why = str(error)
    if isinstance(error, sqlite3.DatabaseError) and ("not a database" in why or "malformed" in why):
        advice = "restaurez une sauvegarde, ou déplacez ce fichier : un journal neuf sera créé"
    else:
        advice = "vérifiez la place du disque et les droits du dossier"
    return JournalError(f"le journal {path} est inutilisable ({why}) : {advice}.")
