"""What becomes of answers when the journal cannot be written: they go on."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.journal import Feedback, Journal
from assistant.journal.write_queue import Writer
from assistant.request_errors import JournalError
from assistant.schema import Answer

PROJECT = Path(__file__).resolve().parents[3]


def lazy(path: Path) -> Journal:
    return Journal(path, retention_days=180, keep_questions=True)


@pytest.mark.parametrize("content", [b"not a database " * 400, b""], ids=["another file", "a folder"])
def test_a_file_that_is_no_journal_costs_receipts_not_answers(content, tmp_path, make_answer, caplog) -> None:
    path = tmp_path / "journal.sqlite"
    if content:
        path.write_bytes(content)
    else:
        path.mkdir()
    journal = lazy(path)
    with caplog.at_level(logging.WARNING, "assistant.journal"):
        assert not journal.record(make_answer(), "api")
        assert not journal.record(make_answer(), "api")
    assert journal.lost == 2
    assert len(caplog.records) == 1 and "Zyzomys" not in caplog.text  # one warning, not one per answer
    for use in (journal.prepare, lambda: journal.receipt("a"), lambda: list(journal.receipts())):
        with pytest.raises(JournalError, match="journal.sqlite"):
            use()
    journal.close()


def test_once_the_file_is_repaired_receipts_are_kept_again(tmp_path, make_answer) -> None:
    path = tmp_path / "journal.sqlite"
    path.write_bytes(b"not a database " * 400)
    journal = lazy(path)
    assert not journal.record(make_answer(), "api")
    path.unlink()
    assert journal.record(make_answer(), "api")
    journal.close()


def test_a_damaged_file_says_to_restore_or_move_it(tmp_path) -> None:
    path = tmp_path / "journal.sqlite"
    path.write_bytes(b"not a database " * 400)
    with pytest.raises(JournalError, match="restaurez une sauvegarde, ou déplacez ce fichier"):
        Journal.open(path, retention_days=180, keep_questions=True)


def test_a_full_disk_costs_receipts_not_answers(tmp_path) -> None:
    """The limit on file sizes makes the system refuse writes as a full disk does."""
    code = f"""
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
sys.path.insert(0, {str(PROJECT)!r})
from pathlib import Path
from assistant.journal import Feedback, Journal
from assistant.journal.journal import ACKNOWLEDGE_S
from assistant.request_errors import JournalError
from assistant.schema import Answer
journal = Journal.open(Path({str(tmp_path / "journal.sqlite")!r}), retention_days=180, keep_questions=True)
def answer(name):
    return Answer(id=name, question="q" * 2000, status="abstained", engine="extractive", intent="other", answer="a" * 50000,
        sentences=[], citations=[], missing=[], suggestions=[], as_of="2026-11-22", understood_as="q",
        receipt=dict(snapshot="s", encoder="e", engine="extractive", version="0"), timings_ms={{}})
kept = [name for name in map(str, range(5)) if journal.record(answer(name), "api")]
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
refused = [name for name in map(str, range(5, 25)) if not journal.record(answer(name), "api")]
try:
    journal.give_feedback(Feedback(answer_id="0", useful=True, comment="x" * 2000))
except JournalError as error:
    print("FEEDBACK", "vérifiez la place" in str(error))
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
again = journal.record(answer("again"), "api")
print(len(kept), len(refused) > 0, again, all(journal.receipt(name) for name in kept))
journal.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=os.environ)
    assert done.stdout.splitlines() == ["FEEDBACK True", "5 True True True"], done.stdout + done.stderr
    assert "is not written" in done.stderr and "qqq" not in done.stderr


def _in_two_steps(journal: Journal, answer: Answer) -> bool:
    """As the server's own door records an answer."""

    async def record() -> bool:
        return await journal.acknowledged(journal.begin(answer, "api"))

    with ThreadPoolExecutor(1) as aside:  # the tests of the page leave a running loop in this thread
        return aside.submit(asyncio.run, record()).result()


def _at_once(journal: Journal, answer: Answer) -> bool:
    return journal.record(answer, "api")


RECORDINGS = pytest.mark.parametrize("record", [_at_once, _in_two_steps])


@RECORDINGS
def test_a_stalled_disk_delays_one_answer_not_each(tmp_path, make_answer, monkeypatch, record) -> None:
    """Another connection holds the file: a write waits for it as for a slow disk."""
    monkeypatch.setattr("assistant.journal.journal.ACKNOWLEDGE_S", 0.05)
    journal = Journal.open(tmp_path / "journal.sqlite", retention_days=180, keep_questions=True)
    holder = sqlite3.connect(tmp_path / "journal.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    answers = [make_answer() for _ in range(50)]
    late = [record(journal, answer) for answer in answers]
    holder.execute("ROLLBACK")
    holder.close()
    journal.close()
    assert not any(late) and journal.lost == 50
    # Late is not lost: what waited was written as soon as it could be.
    assert {receipt.id for receipt in lazy(tmp_path / "journal.sqlite").receipts()} == {a.id for a in answers}


def test_feedback_that_cannot_be_written_is_not_acknowledged(tmp_path) -> None:
    path = tmp_path / "journal.sqlite"
    path.write_bytes(b"not a database " * 400)
    journal = lazy(path)
    with pytest.raises(JournalError):
        journal.give_feedback(Feedback(answer_id="a", useful=True))
    journal.close()


@RECORDINGS
def test_a_closed_journal_takes_nothing_and_does_not_fail(journal, make_answer, record) -> None:
    assert record(journal, make_answer())
    journal.close()
    assert not record(journal, make_answer())
    assert (journal.stored, journal.lost) == (1, 1)


def test_the_chore_is_done_again_after_its_time(tmp_path) -> None:
    times, done = [], threading.Event()

    def chore(connection: sqlite3.Connection) -> None:
        times.append(connection)
        if len(times) == 3:
            done.set()

    writer = Writer(tmp_path / "journal.sqlite", chore, every_s=0.01)
    writer.submit(lambda connection: None, durable=False).result(10)
    assert done.wait(10)
    writer.close(10)
