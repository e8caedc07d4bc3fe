"""A whole evaluation over a small real index, through the assistant itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.engine.assistant import Assistant
from evaluation.command import run_evaluation
from evaluation.judging.control_questions import Question
from evaluation.judging.jsonl import JsonLinesError
from evaluation.report import OURS
from evaluation.run import NOISY, evaluate, questions_of
from index.settings import Settings
from index.storage.snapshot import Snapshot


@pytest.fixture(scope="module")
def assistant(snapshot: Snapshot) -> Assistant:
    return Assistant.open(Settings(data=snapshot.folder.parent.parent, threads=1))


def question(identity: str, text: str, **fields: object) -> Question:
    return Question.model_validate({"id": identity, "question": text, **fields})


LOANS = question("g1", "Combien d'années durent les prêts ?", expected=["40 ans"], documents=["prets.txt"])
FOLLOW_UP = question(
    "g2",
    "Et la phase 2 ?",
    expected=["183"],
    documents=["phase-2"],
    history=["Combien de territoires compte le programme ?"],
)
UNKNOWN = question("g3", "Donne-moi la recette du gratin dauphinois.", answerable=False)


def test_questions_are_asked_judged_and_searched(assistant: Assistant) -> None:
    report = evaluate(assistant, [LOANS, FOLLOW_UP, UNKNOWN])
    loans, follow_up, unknown = report.outcomes
    assert loans.fully_right
    assert all(loans.quotes_exact)
    assert loans.rankings[OURS].documents[0] == "prets"
    assert follow_up.rankings[OURS].documents[0] == "phase-2"
    assert not unknown.rankings and not unknown.fully_right
    assert report.produced_by["documents"] == 4


def test_baselines_get_a_follow_up_as_the_assistant_completed_it(assistant: Assistant) -> None:
    asked: list[str] = []

    def record(query: str) -> list:
        asked.append(query)
        return []

    evaluate(assistant, [LOANS, FOLLOW_UP], baselines={"record": record})
    assert asked[0] == LOANS.question
    assert len(asked[1]) > len(FOLLOW_UP.question)


def test_a_document_that_is_not_indexed_leaves_the_question_out_of_the_search(assistant: Assistant) -> None:
    elsewhere = question("g4", "Combien d'années durent les prêts ?", expected=["40 ans"], documents=["ailleurs.txt"])
    report = evaluate(assistant, [elsewhere])
    assert report.searches() == {}


def test_the_command_prints_tables_and_saves_json(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps(LOANS.model_dump(mode="json")) + "\n", "utf-8")
    text = run_evaluation(assistant, questions=file, json_file=tmp_path / "r.json")
    assert "questions: 1 questions" in text
    assert "fusion (RRF)" in text
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["questions"] == 1
    assert json.loads(run_evaluation(assistant, questions=file, as_json=True, baselines=False))["set"] == "questions"


def test_the_command_explains_one_question(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(q.model_dump(mode="json")) for q in (LOANS, FOLLOW_UP)), "utf-8")
    text = run_evaluation(assistant, questions=file, explain="g2", baselines=False)
    assert "before: Combien de territoires compte le programme ?" in text
    assert LOANS.question not in text
    with pytest.raises(JsonLinesError, match="no question 'g9'"):
        run_evaluation(assistant, questions=file, explain="g9")


def test_an_unknown_set_is_refused_with_the_known_ones() -> None:
    with pytest.raises(JsonLinesError, match=r"golden, conversations, nearby, noisy"):
        questions_of("gloden")


def test_the_noisy_set_holds_clean_questions_and_their_twins() -> None:
    questions = questions_of(NOISY)
    styles = {q.style for q in questions}
    assert styles == {"standard", "sans_accents", "fautes", "sms", "sans_apostrophes"}
    assert all(q.answerable for q in questions)
