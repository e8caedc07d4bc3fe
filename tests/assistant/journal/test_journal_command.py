"""`assistant journal` in a real shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.journal import Feedback

PROJECT = Path(__file__).resolve().parents[3]
COMMAND = Path(sys.executable).with_name("assistant")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name == "ASSISTANT_READER" or not name.startswith("ASSISTANT_")}
    return subprocess.run(
        [COMMAND, "journal", *map(str, arguments)], cwd=PROJECT, env={**kept, "PYTHONPATH": str(PROJECT)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.fixture
def answers(journal, make_answer) -> list:
    """Two answers in the journal, still open as in a running service; the first was judged."""
    found = [make_answer(), make_answer(status="abstained")]
    for answer in found:
        journal.record(answer, "page")
    journal.give_feedback(Feedback(answer_id=found[0].id, useful=False, reasons=("wrong",), comment="=1+1"))
    return found


def test_stats_count_answers_and_opinions(answers, tmp_path) -> None:
    counts = json.loads(run("stats", "--json", "--data", tmp_path).stdout)
    assert counts["status"] == {"abstained": 1, "answered": 1} and counts["feedback"] == {"not_useful": 1}
    assert "answered 1" in run("stats", "--days", "7", "--data", tmp_path).stdout


def test_export_writes_a_table_for_its_owner_only(answers, tmp_path) -> None:
    target = tmp_path / "journal.csv"
    assert run("export", "-o", target, "--data", tmp_path).returncode == 0
    text = target.read_text("utf-8-sig")
    assert answers[0].id in text and '"\'=1+1"' in text
    assert target.stat().st_mode & 0o077 == 0
    assert answers[1].id in run("export", "--data", tmp_path).stdout


def test_an_answer_is_erased_by_its_id(answers, journal, tmp_path) -> None:
    assert run("erase", answers[0].id, "--data", tmp_path).returncode == 0
    assert journal.receipt(answers[0].id) is None and journal.receipt(answers[1].id) is not None
    again = run("erase", answers[0].id, "--data", tmp_path)
    assert again.returncode == 1 and len(again.stderr.strip().splitlines()) == 1 and answers[0].id in again.stderr


def test_a_journal_is_backed_up_and_restored_elsewhere(answers, tmp_path) -> None:
    assert run("backup", tmp_path / "copy.sqlite", "--data", tmp_path).returncode == 0
    assert "2 réponses" in run("restore", tmp_path / "copy.sqlite", "--data", tmp_path / "elsewhere").stdout
    assert answers[0].id in run("export", "--data", tmp_path / "elsewhere").stdout


@pytest.mark.parametrize("command", [["stats"], ["export"], ["erase", "a"], ["backup", "copy"]], ids=" ".join)
def test_without_a_journal_one_line_says_what_to_do(command, tmp_path) -> None:
    done = run(*command, "--data", tmp_path)
    assert done.returncode == 1 and done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    assert "assistant serve" in line
    assert not list(tmp_path.iterdir())


def test_a_damaged_journal_is_one_line_that_says_what_to_do(tmp_path) -> None:
    (tmp_path / "journal.sqlite").write_bytes(b"not a database " * 400)
    done = run("stats", "--data", tmp_path)
    assert done.returncode == 1 and "restaurez une sauvegarde" in done.stderr
    assert "Traceback" not in done.stderr
