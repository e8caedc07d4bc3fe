"""The report on a model: sums of what the receipts say, and the measures of both engines side by side."""

from __future__ import annotations

import io
from collections.abc import Callable

from rich.console import Console

from assistant.schema import Answer, Generation
from evaluation.generation import generations, quality_table, sample, sentences_table
from evaluation.judging.control_questions import SETS, load_questions
from evaluation.report import Report


def printed(table: object) -> str:
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(table)
    return console.export_text()


def written(answer: Answer, **counts: object) -> Answer:
    report = Generation.model_validate({"model": "m", **counts})
    timings = answer.timings_ms.model_copy(update={"first_sentence": 40.0})
    receipt = answer.receipt.model_copy(update={"generation": report})
    return answer.model_copy(update={"receipt": receipt, "timings_ms": timings})


def test_the_same_questions_are_drawn_at_each_run_in_their_order() -> None:
    questions = load_questions(SETS["golden"])
    drawn = sample(questions, 10)
    assert drawn == sample(questions, 10) and len({question.id for question in drawn}) == 10
    assert [questions.index(question) for question in drawn] == sorted(questions.index(q) for q in drawn)
    assert sample(questions[:3], 10) == questions[:3]


def test_the_sentences_of_all_answers_are_summed(make_answer: Callable[..., Answer]) -> None:
    answers = [
        written(make_answer(), produced=3, verified=2, repaired=1, dropped=1, prompt_tokens=100, completion_tokens=20),
        written(make_answer(), produced=4, verified=1, dropped=3, fallback="unproven"),
        make_answer(),
    ]
    assert len(generations(answers)) == 2
    rows = [line.split("│") for line in printed(sentences_table(answers)).splitlines() if "│" in line]
    told = {row[1].strip(): row[2].strip() for row in rows}
    assert told["questions posées au modèle"] == "2 sur 3"
    assert (told["phrases produites"], told["tenues pour prouvées"]) == ("7", "3")
    assert (told["dont réparées"], told["écartées"]) == ("1", "4")
    assert told["réponses extractives : unproven"] == "1" and told["jetons lus"] == "100"
    assert told["première phrase prouvée, médiane"] == "40 ms"


def test_both_engines_stand_side_by_side() -> None:
    reports = [Report(name, (), {}) for name in ("extractive", "generative")]
    text = printed(quality_table(reports))
    assert "extractive" in text and "generative" in text and "sentences verified" in text
