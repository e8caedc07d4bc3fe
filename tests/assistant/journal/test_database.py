from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.journal import Feedback, Journal, database
from assistant.request_errors import JournalError


def at_version(path: Path, version: int) -> None:
    """Writes a file as the program of that version left it, with an answer in it from version 1 on."""
    with closing(sqlite3.connect(path)) as connection:
        for script in database.migrations()[:version]:
            connection.executescript(script)
        if version:
            connection.execute(
                "INSERT INTO receipts VALUES ('old', '2999-01-01T00:00:00.000+00:00', 'api', 'abstained', 'other', 'Q ?', ?)",
                (
                    '{"engine": "extractive", "understood_as": "Q ?", "answer": "Je ne sais pas.", "sentences": [], '
                    '"citations": [], "missing": [], "suggestions": [], "as_of": "2026-11-22", "timings_ms": {}, '
                    '"receipt": {"snapshot": "s", "encoder": "e", "engine": "extractive", "version": "0"}}',
                ),
            )
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()


@pytest.mark.parametrize("version", range(len(database.migrations())))
def test_a_file_of_each_earlier_version_is_brought_up_and_loses_nothing(
    version, make_journal, make_answer, tmp_path
) -> None:
    path = tmp_path / "journal.sqlite"
    at_version(path, version)
    journal = make_journal()
    if version:
        assert journal.receipt("old").question == "Q ?"
        journal.give_feedback(Feedback(answer_id="old", useful=False))
    assert journal.record(make_answer(), "api")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(database.migrations()),)


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path, monkeypatch) -> None:
    path = tmp_path / "journal.sqlite"
    at_version(path, 1)
    monkeypatch.setattr(
        database, "migrations", lambda: ["", "CREATE TABLE half (a) STRICT; CREATE TABLE receipts (taken TEXT);"]
    )
    with pytest.raises(sqlite3.Error):
        database.connect(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)


def test_a_file_of_a_later_program_is_refused_and_left_alone(tmp_path) -> None:
    path = tmp_path / "journal.sqlite"
    at_version(path, len(database.migrations()))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(JournalError, match="version 99.*mettez le programme à jour"):
        Journal.open(path, retention_days=180, keep_questions=True)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (99,)


def test_only_its_owner_may_read_the_journal(make_journal, make_answer, tmp_path) -> None:
    make_journal().record(make_answer(), "api")
    for path in tmp_path.glob("journal.sqlite*"):
        assert path.stat().st_mode & 0o077 == 0, path.name
