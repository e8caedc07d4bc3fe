from __future__ import annotations

import datetime as dt
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.journal import Feedback
from assistant.request_errors import JournalError, UnknownAnswerError

NOW = dt.datetime.now(dt.UTC)
LONG_AGO = NOW - dt.timedelta(days=400)


def everywhere(folder: Path) -> bytes:
    """All bytes of the journal's files: the database, its log and its shared memory."""
    return b"".join(path.read_bytes() for path in folder.glob("journal.sqlite*"))


def test_a_receipt_is_the_answer_that_was_given(journal, make_answer) -> None:
    answer = make_answer()
    assert journal.record(answer, "page")
    receipt = journal.receipt(answer.id)
    assert receipt.door == "page" and receipt.feedback is None
    assert abs(receipt.asked_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    for name in type(answer).model_fields:
        assert getattr(receipt, name) == getattr(answer, name), name


def test_what_decided_an_answer_is_kept_with_it_even_without_its_question(make_journal, make_answer) -> None:
    step = {"step": "composer", "by": "figures", "why": "une série", "values": {"n": 2, "p": 0.5, "ok": True, "of": ["a"]}}
    answer = make_answer(trace=[step])
    journal = make_journal(keep_questions=False)
    journal.record(answer, "api")
    assert journal.receipt(answer.id).trace == answer.trace and answer.trace[0].values["ok"] is True


def test_a_receipt_from_before_traces_were_kept_is_readable(journal, make_answer) -> None:
    answer = make_answer()
    journal.record(answer, "api")
    assert journal.receipt(answer.id).trace is None


def test_an_unknown_answer_has_no_receipt(journal) -> None:
    assert journal.receipt("nothing") is None


def test_a_receipt_outlives_its_process(make_journal, make_answer) -> None:
    answer = make_answer()
    first = make_journal()
    first.record(answer, "api")
    first.close()
    assert make_journal().receipt(answer.id).question == answer.question


def test_answers_recorded_at_the_same_time_are_all_kept(journal, make_answer) -> None:
    answers = [make_answer() for _ in range(200)]
    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(lambda answer: journal.record(answer, "api"), answers))
    assert {receipt.id for receipt in journal.receipts()} == {answer.id for answer in answers}
    assert (journal.stored, journal.lost) == (200, 0)


def test_without_questions_nothing_of_the_asker_s_words_reaches_the_disk(make_journal, make_answer, tmp_path) -> None:
    journal = make_journal(keep_questions=False)
    silence = "Je ne trouve rien sur Madame Zyzomys."
    answers = [
        make_answer(),
        make_answer(status="abstained", answer=silence, sentences=[], citations=[], missing=["Madame Zyzomys ?"]),
    ]
    for answer in answers:
        journal.record(answer, "api")
    kept, silent = (journal.receipt(answer.id) for answer in answers)
    assert kept.question is None and kept.answer == answers[0].answer
    assert silent.question is None and silent.answer is None and silent.missing == []
    assert b"Zyzomys" not in everywhere(tmp_path)


def test_feedback_stands_with_its_answer(journal, make_answer) -> None:
    answer = make_answer()
    journal.record(answer, "api")
    reasons = ("wrong", "out_of_date", "wrong")
    journal.give_feedback(Feedback(answer_id=answer.id, useful=False, reasons=reasons, comment="  Périmé. "))
    feedback = journal.receipt(answer.id).feedback
    assert (feedback.useful, feedback.reasons, feedback.comment) == (False, ("wrong", "out_of_date"), "Périmé.")


def test_a_second_opinion_replaces_the_first(journal, make_answer) -> None:
    answer = make_answer()
    journal.record(answer, "api")
    journal.give_feedback(Feedback(answer_id=answer.id, useful=False, reasons=("unclear",), comment="?"))
    journal.give_feedback(Feedback(answer_id=answer.id, useful=True))
    feedback = journal.receipt(answer.id).feedback
    assert (feedback.useful, feedback.reasons, feedback.comment) == (True, (), None)


def test_feedback_on_an_unknown_answer_is_refused_and_disturbs_nothing(journal, make_answer) -> None:
    with pytest.raises(UnknownAnswerError):
        journal.give_feedback(Feedback(answer_id="nothing", useful=True))
    assert journal.record(make_answer(), "api")


@pytest.mark.parametrize(
    "fields",
    [{"comment": "x" * 2_001}, {"reasons": ("boring",)}, {"answer_id": ""}, {"useful": "maybe"}, {"extra": 1}],
    ids=lambda fields: next(iter(fields)),
)
def test_feedback_out_of_bounds_is_refused(fields) -> None:
    with pytest.raises(ValidationError):
        Feedback.model_validate({"answer_id": "a", "useful": True, **fields})


def test_what_is_erased_is_in_no_file_any_more(journal, make_answer, tmp_path) -> None:
    answer, other = make_answer(), make_answer(question="Autre question ?", understood_as="", suggestions=[])
    for recorded in (answer, other):
        journal.record(recorded, "api")
    journal.give_feedback(Feedback(answer_id=answer.id, useful=False, comment="Signé Zyzomys"))
    assert b"Zyzomys" in everywhere(tmp_path)
    journal.erase(answer.id)
    assert journal.receipt(answer.id) is None and journal.receipt(other.id) is not None
    assert b"Zyzomys" not in everywhere(tmp_path)
    assert journal.cited(LONG_AGO) == {"fiche": 1}


def test_erasing_an_unknown_answer_says_so(journal) -> None:
    with pytest.raises(UnknownAnswerError):
        journal.erase("nothing")


def test_what_is_older_than_the_retention_is_purged(make_journal, make_answer, tmp_path) -> None:
    journal = make_journal(retention_days=30)
    answer = make_answer()
    journal.record(answer, "api")
    assert journal.purge(NOW + dt.timedelta(days=29)) == 0
    assert journal.purge(NOW + dt.timedelta(days=31)) == 1
    assert journal.receipt(answer.id) is None
    assert b"Zyzomys" not in everywhere(tmp_path)


def test_opening_a_journal_purges_it(make_journal, make_answer, tmp_path) -> None:
    import sqlite3

    journal = make_journal()
    answer = make_answer()
    journal.record(answer, "api")
    journal.close()
    with sqlite3.connect(tmp_path / "journal.sqlite") as connection:
        connection.execute("UPDATE receipts SET asked_at = ?", (LONG_AGO.isoformat(timespec="milliseconds"),))
    connection.close()
    assert make_journal().receipt(answer.id) is None


def test_documents_are_counted_once_per_answer_that_cites_them(journal, make_answer) -> None:
    first = make_answer().citations[0].model_dump()
    twice = [first, {**first, "n": 2, "start": 60, "end": 94}]
    journal.record(make_answer(citations=twice), "api")
    journal.record(make_answer(), "api")
    journal.record(make_answer(citations=[{**first, "document_id": "autre"}]), "api")
    assert list(journal.cited(LONG_AGO).items()) == [("fiche", 2), ("autre", 1)]
    assert journal.cited(NOW + dt.timedelta(days=1)) == {}


def test_answers_and_opinions_are_counted(journal, make_answer) -> None:
    answers = [make_answer(), make_answer(), make_answer(status="abstained")]
    for answer, door in zip(answers, ("api", "page", "page"), strict=True):
        journal.record(answer, door)
    journal.give_feedback(Feedback(answer_id=answers[0].id, useful=False, reasons=("wrong", "unclear")))
    journal.give_feedback(Feedback(answer_id=answers[1].id, useful=True))
    assert journal.stats(LONG_AGO) == {
        "status": {"abstained": 1, "answered": 2},
        "door": {"api": 1, "page": 2},
        "feedback": {"useful": 1, "not_useful": 1},
        "reason": {"unclear": 1, "wrong": 1},
    }


def test_a_copy_made_while_it_is_written_is_a_whole_journal(journal, make_journal, make_answer, tmp_path) -> None:
    answer = make_answer()
    journal.record(answer, "api")
    journal.back_up(tmp_path / "copy.sqlite")
    journal.record(make_answer(), "api")
    restored = make_journal(tmp_path / "copy.sqlite")
    assert [receipt.id for receipt in restored.receipts()] == [answer.id]
    assert (tmp_path / "copy.sqlite").stat().st_mode & 0o077 == 0


def test_a_copy_is_restored_under_those_who_have_the_journal_open(journal, make_journal, make_answer, tmp_path) -> None:
    answer, later = make_answer(), make_answer()
    journal.record(answer, "api")
    journal.back_up(tmp_path / "copy.sqlite")
    other = make_journal()
    other.record(later, "api")
    journal.restore(tmp_path / "copy.sqlite")
    assert [receipt.id for receipt in other.receipts()] == [answer.id]
    assert other.record(later, "api") and other.receipt(later.id) is not None


@pytest.mark.parametrize("content", [b"", b"not a database " * 400], ids=["empty", "another file"])
def test_what_is_no_journal_is_not_restored(content, journal, make_answer, tmp_path) -> None:
    answer = make_answer()
    journal.record(answer, "api")
    (tmp_path / "copy.sqlite").write_bytes(content)
    with pytest.raises(JournalError, match="prenez une autre copie"):
        journal.restore(tmp_path / "copy.sqlite")
    assert journal.receipt(answer.id) is not None


def test_two_instances_of_the_service_may_write_one_journal(make_journal, make_answer) -> None:
    first, second = make_journal(), make_journal()
    answers = [make_answer() for _ in range(40)]
    with ThreadPoolExecutor(8) as pool:
        stored = pool.map(lambda pair: (first, second)[pair[0] % 2].record(pair[1], "api"), enumerate(answers))
        assert all(stored)
    assert len(list(first.receipts())) == 40


def test_another_process_that_leaves_takes_no_log_away(make_journal, make_answer) -> None:
    """Closing any descriptor of the file would drop this process's locks on it: the other would think itself alone."""
    journal, first, second = make_journal(), make_answer(), make_answer()
    assert journal.record(first, "page")
    journal.purge()  # opens the file a second time
    code = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT count(*) FROM receipts').fetchone(); c.close()"
    subprocess.run([sys.executable, "-c", code, str(journal.path)], check=True)
    assert journal.path.with_name(f"{journal.path.name}-wal").exists()
    assert journal.record(second, "page") and journal.receipt(second.id) is not None
