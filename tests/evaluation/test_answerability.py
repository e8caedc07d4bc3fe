"""Facts that a corpus cannot answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.answerability import main, missing_facts
from evaluation.judging.control_questions import Question

TEXTS = ["Le programme compte 183 territoires.", "Les prêts durent 40 ans."]


def question(*expected: str, answerable: bool = True) -> Question:
    return Question(id="q", question="Combien ?", expected=expected, answerable=answerable)


def test_a_fact_that_some_document_holds_is_not_missing() -> None:
    assert missing_facts([question("183", "40 ans|quarante ans")], TEXTS) == []


def test_a_fact_that_no_document_holds_is_missing() -> None:
    (missing,) = missing_facts([question("183", "52 millions")], TEXTS)
    assert missing.fact == "52 millions"


def test_a_question_without_an_answer_misses_nothing() -> None:
    assert missing_facts([question("99", answerable=False)], TEXTS) == []


def test_the_projects_own_questions_are_answered_by_its_corpus(capsys: pytest.CaptureFixture[str]) -> None:
    golden = Path(__file__).resolve().parents[2] / "evaluation" / "golden" / "questions.jsonl"
    assert main([str(golden)]) == 0
    assert "expected facts stand" in capsys.readouterr().out


def test_a_file_that_is_no_questions_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "q.jsonl").write_text("{}\n", "utf-8")
    assert main([str(tmp_path / "q.jsonl")]) == 1
    assert "q.jsonl" in capsys.readouterr().err
