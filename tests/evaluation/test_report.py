"""The measures of a run, with nothing to measure too, and what is shown of them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from assistant.schema import Answer
from evaluation.judging.control_questions import Question
from evaluation.judging.outcomes import Outcome, Ranking, judge
from evaluation.report import OURS, Report
from evaluation.tables import explain, tables

MakeAnswer = Callable[..., Answer]


def question(identity: str = "g1", **fields: object) -> Question:
    return Question.model_validate({"id": identity, "question": "Q ?", "expected": ["40 ans"], **fields})


def shown(renderable: RenderableType) -> str:
    console = Console(width=160, record=True, file=io.StringIO())
    console.print(renderable)
    return console.export_text()


@pytest.fixture
def outcomes(make_answer: MakeAnswer) -> tuple[Outcome, ...]:
    text = {"d": "Les prêts durent 40 ans."}
    quote = (("d", 4, 9, "prêts"),)
    wrong = (("d", 0, 5, "prêts"),)
    rankings = {OURS: Ranking(("d",), None), "BM25": Ranking(("x", "d"), None)}
    return (
        judge(question("g1", category="offres"), make_answer("40 ans [1].", quotes=quote), text, {"d"}, rankings),
        judge(
            question("g2", expected=["40 ans", "2019"], category="chiffres", style="sms"),
            make_answer("Durée : 40 ans [1].", quotes=wrong, states=("verified", "partial")),
            text,
            {"d"},
            {OURS: Ranking(("x",), None), "BM25": Ranking(("d",), None)},
        ),
        judge(question("g3"), make_answer("Je ne sais pas.", status="abstained", states=()), text),
        judge(question("g4", answerable=False), make_answer("Bien sûr : 40 ans."), text),
        judge(question("g5", answerable=False), make_answer("Rien.", status="refused", states=()), text),
    )


def test_answers_are_measured_over_the_right_questions(outcomes: tuple[Outcome, ...]) -> None:
    measures = Report("essai", outcomes, {}).answers()
    values = {name: (measure.value, measure.count) for name, measure in measures.items()}
    assert values["fact_recall"] == (0.5, 4)
    assert values["fully_right"] == (pytest.approx(1 / 3), 3)
    assert values["false_silence"] == (pytest.approx(1 / 3), 3)
    assert values["false_answers"] == (0.5, 2)
    assert values["quotes_exact"] == (0.5, 2)
    assert values["support"] == (0.75, 4)
    assert values["words_median"] == (2.5, 2)


def test_searches_are_compared_over_the_questions_whose_document_is_indexed(
    outcomes: tuple[Outcome, ...],
) -> None:
    searches = Report("essai", outcomes, {}).searches()
    assert list(searches) == [OURS, "BM25"]
    assert searches[OURS]["hit@1"] == 0.5
    assert searches["BM25"]["MRR"] == 0.75
    assert searches["BM25"]["hit@3"] == 1.0
    assert searches[OURS]["exact@1"] is None


def test_follow_ups_and_noisy_twins_are_measured_beside_their_originals(make_answer: MakeAnswer) -> None:
    def searched(identity: str, first: str, history: tuple[str, ...] = ()) -> Outcome:
        ranking = {OURS: Ranking((first, "x", "y", "d"), None)}
        return judge(question(identity, history=history), make_answer(), {}, {"d"}, ranking)

    outcomes = (
        searched("g1", "d"),
        searched("g1+sms", "d"),
        searched("g1+fautes", "z"),
        searched("g2", "z"),
        searched("c1.2", "z", ("Avant ?",)),
    )
    measures = Report("essai", outcomes, {}).robustness()
    assert (measures["noisy_twins"].value, measures["noisy_twins"].count) == (0.5, 2)
    assert (measures["follow_ups"].value, measures["follow_ups"].count) == (0.0, 1)


def test_a_report_of_nothing_has_no_value_and_can_be_shown() -> None:
    report = Report("vide", (), {})
    assert {measure.value for measure in report.answers().values()} == {None}
    assert report.searches() == {}
    assert {measure.value for measure in report.robustness().values()} == {None}
    assert "vide: 0 questions" in shown(tables(report))


def test_tables_show_answers_searches_and_groups(outcomes: tuple[Outcome, ...]) -> None:
    text = shown(tables(Report("essai", outcomes, {"snapshot": "s1"})))
    for part in (
        "essai: 5 questions",
        "snapshot s1",
        "BM25",
        "nDCG@10",
        "By category",
        "offres",
        "By style",
        "sms",
    ):
        assert part in text


def test_a_report_is_saved_as_json_with_every_question(outcomes: tuple[Outcome, ...], tmp_path: Path) -> None:
    path = tmp_path / "reports" / "eval.json"
    Report("essai", outcomes, {"snapshot": "s1"}).save(path)
    saved = json.loads(path.read_text("utf-8"))
    assert saved["answers"]["false_answers"] == {"value": 0.5, "count": 2}
    assert [row["id"] for row in saved["outcomes"]] == ["g1", "g2", "g3", "g4", "g5"]
    assert saved["outcomes"][1]["facts_missing"] == ["2019"]
    assert saved["by_style"]["sms"]["questions"] == 1


def test_an_explanation_shows_facts_quotes_and_ranks(outcomes: tuple[Outcome, ...]) -> None:
    report = Report("essai", outcomes, {})
    text = shown(explain(report.outcome("g2")))
    for part in ("found: 40 ans", "not found: 2019", "(not exact)", "Durée : 40 ans"):
        assert part in text
    assert "should have stayed silent" in shown(explain(report.outcome("g4")))
    assert "should have answered" in shown(explain(report.outcome("g3")))


def test_text_that_looks_like_markup_is_shown_as_it_is(make_answer: MakeAnswer) -> None:
    outcome = judge(question(), make_answer("[bold]40 ans[/] [1]"), {})
    assert "[bold]40 ans[/] [1]" in shown(explain(outcome))


def test_an_unknown_question_is_refused(outcomes: tuple[Outcome, ...]) -> None:
    with pytest.raises(KeyError):
        Report("essai", outcomes, {}).outcome("g99")
