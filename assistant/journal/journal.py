"""The journal: receipts of answers and feedback, kept for a time."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import logging
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from pathlib import Path
from typing import Any

from assistant.journal import csv_table, database
from assistant.journal.entries import Feedback, StoredFeedback, StoredReceipt
from assistant.journal.write_queue import Writer, unusable
from assistant.request_errors import JournalError, UnknownAnswerError
from assistant.schema import Answer

FILE = "journal.sqlite"
"""Its name in the data directory."""

logger = logging.getLogger("assistant.journal")

ACKNOWLEDGE_S = 1.0
"""The longest an answer waits for its receipt to be committed (0.1 ms when nothing else is going on)."""
CONFIRM_S = 15.0
"""The longest that feedback or an erasure, which are nothing without their commit, wait for it."""
_COLUMNS = {"id", "asked_at", "door", "status", "intent", "question", "feedback"}
"""Fields of a receipt that are columns, not part of its body."""


class Journal:
    """Safe for concurrent calls and for several processes over one file. Opens nothing until it is used: a journal
    that cannot be opened never keeps a server from answering. Times are UTC."""

    def __init__(self, path: Path, *, retention_days: int, keep_questions: bool) -> None:
        self.path = path
        self.retention_days = retention_days
        self.keep_questions = keep_questions
        self._writer = Writer(path, self._purge)
        self._counting = threading.Lock()
        self._stalled = False
        self.stored = 0
        """Answers recorded by this process."""
        self.lost = 0
        """Answers given by this process whose receipt was not, or not yet, committed."""

    @classmethod
    def open(cls, path: Path, *, retention_days: int, keep_questions: bool) -> Journal:
        """The journal of that file, created or brought to the newest version, old entries purged.

        Raises JournalError where it is unusable."""
        journal = cls(path, retention_days=retention_days, keep_questions=keep_questions)
        journal.prepare()
        return journal

    def prepare(self) -> None:
        """Opens the file now. Raises JournalError where it is unusable."""
        self._confirmed(lambda connection: None)

    def record(self, answer: Answer, door: str) -> bool:
        """Keeps the receipt of an answer given through `door`; True once it is committed.

        Never raises, and waits for ACKNOWLEDGE_S at most; after a first wait in vain, not at all until the writer has
        caught up: an answer counts for more than its receipt. What was late is written all the same if it can be."""
        written = self.begin(answer, door)
        with contextlib.suppress(LateError, JournalError):  # the writer has said why
            written.result(self._patience())
        return self._counted(written)

    def begin(self, answer: Answer, door: str) -> Future[Any]:
        """`record` in two steps: what this returns is to be handed to `acknowledged`. Never raises, never waits."""
        entry = StoredReceipt.of(answer, door, dt.datetime.now(dt.UTC), keep_questions=self.keep_questions)
        written = self._writer.submit(lambda connection: _insert(connection, entry), durable=False)
        written.add_done_callback(self._caught_up)
        return written

    async def acknowledged(self, written: Future[Any]) -> bool:
        """The second step: waits as `record` does, without holding a thread."""
        waited = asyncio.wrap_future(written)
        waited.add_done_callback(lambda done: done.cancelled() or done.exception())  # looked at, however late
        await asyncio.wait([waited], timeout=self._patience())
        return self._counted(written)

    def give_feedback(self, feedback: Feedback) -> StoredFeedback:
        """Keeps what was thought of an answer, instead of an earlier opinion; on disk when this returns.

        Raises UnknownAnswerError, and JournalError where it cannot be written."""
        given = StoredFeedback(
            given_at=dt.datetime.now(dt.UTC), useful=feedback.useful, reasons=feedback.reasons, comment=feedback.comment
        )
        self._confirmed(lambda connection: _opine(connection, feedback.answer_id, given))
        return given

    def erase(self, answer_id: str) -> None:
        """Erases an answer and its feedback from the file itself, beyond recovery from it.

        Raises UnknownAnswerError, and JournalError where it cannot be written."""
        self._confirmed(lambda connection: _erase(connection, answer_id))
        self._forget_log()

    def receipt(self, answer_id: str) -> StoredReceipt | None:
        """The receipt with its feedback, or None. Raises JournalError where the file cannot be read."""
        found = self._rows(f"{_RECEIPTS} WHERE r.id = ?", answer_id)
        return next(map(_receipt, found), None)

    def receipts(self, since: dt.datetime | None = None) -> Iterator[StoredReceipt]:
        """All receipts from that time on, oldest first, read as they are taken: memory holds one at a time.

        Raises JournalError where the file cannot be read."""
        query = f"{_RECEIPTS} WHERE r.asked_at >= ? ORDER BY r.asked_at, r.id"
        return map(_receipt, self._rows(query, _time(since) if since else ""))

    def cited(self, since: dt.datetime) -> Mapping[str, int]:
        """Document id → number of answers that cite it from that time on, most cited first."""
        query = (
            "SELECT c.document_id, count(*) FROM cited c JOIN receipts r ON r.id = c.answer_id WHERE r.asked_at >= ? "
            "GROUP BY c.document_id ORDER BY count(*) DESC, c.document_id"
        )
        return {row[0]: row[1] for row in self._rows(query, _time(since))}

    def stats(self, since: dt.datetime) -> dict[str, dict[str, int]]:
        """Number of answers from that time on, by `status`, `door`, `feedback` (useful, not_useful) and `reason`."""
        found: dict[str, dict[str, int]] = {}
        for name, query in _COUNTS.items():
            found[name] = {row[0]: row[1] for row in self._rows(query, _time(since))}
        return found

    def export(self, since: dt.datetime | None = None) -> Iterator[str]:
        """Lines of a CSV table that a French spreadsheet opens, header first; see `assistant.journal.csv_table`.

        Raises JournalError, before the first line where the file cannot be read at all."""
        return csv_table.lines(self.receipts(since))

    def purge(self, now: dt.datetime | None = None) -> int:
        """Erases what is older than the retention; the number of answers erased."""
        count = self._confirmed(lambda connection: self._purge(connection, now))
        self._forget_log()
        return count

    def back_up(self, target: Path) -> None:
        """A whole copy while others read and write. Raises JournalError."""
        try:
            with contextlib.closing(database.connect_to_read(self.path)) as source:
                with contextlib.closing(sqlite3.connect(target)) as copy:
                    source.backup(copy)
                target.chmod(0o600)
        except (sqlite3.Error, OSError) as error:
            raise JournalError(
                f"la copie vers {target} a échoué ({error}) : vérifiez la place et les droits."
            ) from error

    def restore(self, source: Path) -> None:
        """Replaces all that the journal holds by a copy that `back_up` made, at once for all who have it open.

        Raises JournalError, the journal untouched, for a file that is no whole journal."""
        try:
            with contextlib.closing(database.connect_to_read(source)) as copy:
                database.check(copy)
                with contextlib.closing(database.connect(self.path)) as target:
                    copy.backup(target)
            database.connect(self.path).close()  # brings an older copy to the newest version
        except (sqlite3.Error, OSError) as error:
            raise JournalError(f"{source} ne peut pas être restauré ({error}) : prenez une autre copie.") from error

    def close(self, timeout_s: float = 5) -> None:
        """Writes what waits, for that long at most. What is recorded afterwards is lost."""
        self._writer.close(timeout_s)

    def _confirmed(self, work: Any) -> Any:
        try:
            return self._writer.submit(work, durable=True).result(CONFIRM_S)
        except LateError:
            raise JournalError("le disque du journal ne répond pas : réessayez, puis vérifiez le disque.") from None

    def _patience(self) -> float:
        """Seconds that the commit of a receipt is waited for."""
        return 0.0 if self._stalled else ACKNOWLEDGE_S

    def _counted(self, written: Future[Any]) -> bool:
        """Counts the answer, and says whether its receipt is committed."""
        stored = written.done() and written.exception() is None
        self._stalled = not written.done()
        with self._counting:
            if stored:
                self.stored += 1
            else:
                self.lost += 1
        return stored

    def _caught_up(self, written: Future[Any]) -> None:
        self._stalled = False

    def _purge(self, connection: sqlite3.Connection, now: dt.datetime | None = None) -> int:
        limit = (now or dt.datetime.now(dt.UTC)) - dt.timedelta(days=self.retention_days)
        return connection.execute("DELETE FROM receipts WHERE asked_at < ?", (_time(limit),)).rowcount

    def _forget_log(self) -> None:
        """Empties the write-ahead log, which holds what was erased until then. A reader at work delays it to a later
        checkpoint."""
        try:
            with contextlib.closing(database.connect(self.path)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (sqlite3.Error, OSError) as error:
            raise unusable(self.path, error) from error

    def _rows(self, query: str, *values: str) -> Iterator[sqlite3.Row]:
        """Rows read from one consistent state of the file."""
        try:
            if not self.path.exists():
                self.prepare()
            with contextlib.closing(database.connect_to_read(self.path)) as connection:
                yield from connection.execute(query, values)
        except (sqlite3.Error, OSError) as error:
            raise unusable(self.path, error) from error


_RECEIPTS = (
    "SELECT r.*, f.given_at, f.useful, f.reasons, f.comment FROM receipts r LEFT JOIN feedback f ON f.answer_id = r.id"
)

_COUNTS = {
    "status": "SELECT status, count(*) FROM receipts WHERE asked_at >= ? GROUP BY status ORDER BY status",
    "door": "SELECT door, count(*) FROM receipts WHERE asked_at >= ? GROUP BY door ORDER BY door",
    "feedback": (
        "SELECT iif(f.useful, 'useful', 'not_useful'), count(*) FROM feedback f JOIN receipts r ON r.id = f.answer_id "
        "WHERE r.asked_at >= ? GROUP BY f.useful ORDER BY f.useful DESC"
    ),
    "reason": (
        "SELECT reason.value, count(*) FROM feedback f JOIN receipts r ON r.id = f.answer_id, json_each(f.reasons) reason "
        "WHERE r.asked_at >= ? GROUP BY reason.value ORDER BY count(*) DESC, reason.value"
    ),
}


def _insert(connection: sqlite3.Connection, entry: StoredReceipt) -> None:
    columns = (entry.id, _time(entry.asked_at), entry.door, entry.status, entry.intent, entry.question)
    body = entry.model_dump_json(exclude=_COLUMNS)
    connection.execute("INSERT OR IGNORE INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?)", (*columns, body))
    documents = sorted({citation.document_id for citation in entry.citations})
    connection.executemany(
        "INSERT OR IGNORE INTO cited VALUES (?, ?)", [(entry.id, document) for document in documents]
    )


def _opine(connection: sqlite3.Connection, answer_id: str, given: StoredFeedback) -> None:
    if connection.execute("SELECT 1 FROM receipts WHERE id = ?", (answer_id,)).fetchone() is None:
        raise UnknownAnswerError(answer_id)
    connection.execute(
        "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)",
        (answer_id, _time(given.given_at), int(given.useful), json.dumps(given.reasons), given.comment),
    )


def _erase(connection: sqlite3.Connection, answer_id: str) -> None:
    if not connection.execute("DELETE FROM receipts WHERE id = ?", (answer_id,)).rowcount:
        raise UnknownAnswerError(answer_id)


def _receipt(row: sqlite3.Row) -> StoredReceipt:
    columns = {name: row[name] for name in _COLUMNS - {"feedback"}}
    feedback = None
    if row["given_at"] is not None:
        feedback = StoredFeedback(
            given_at=row["given_at"], useful=row["useful"], reasons=json.loads(row["reasons"]), comment=row["comment"]
        )
    return StoredReceipt.model_validate({**json.loads(row["body"]), **columns, "feedback": feedback})


def _time(moment: dt.datetime) -> str:
    """UTC with milliseconds: text order is time order."""
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds")
