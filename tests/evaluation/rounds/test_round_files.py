"""A round is read whole or refused, with the file, the line and the field that are wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluation.judging.jsonl import JsonLinesError
from evaluation.rounds.round_files import Verdict, load_round, round_names
from index.errors import Problem

WriteRound = Callable[..., Path]
GOOD = {"id": "q1", "question": "Q ?", "expected": ["x"], "answerable": True}


def test_a_round_holds_its_questions_its_provenance_and_its_verdicts(write_round: WriteRound) -> None:
    folder = write_round(judged=[{"id": "r1-01/2", "verdict": "right"}, {"id": "r1-03", "verdict": "good_silence"}])
    found = load_round("r1", folder)
    assert [question.id for question in found.questions] == ["r1-01", "r1-02", "r1-03"]
    assert found.verdicts == {"r1-01/2": Verdict.RIGHT, "r1-03": Verdict.GOOD_SILENCE}
    assert found.day(found.questions[0]) == dt.date(2026, 11, 25)


def test_a_round_that_nobody_judged_has_no_verdicts(write_round: WriteRound) -> None:
    assert load_round("r1", write_round()).verdicts is None


def test_the_day_of_a_question_wins_over_that_of_its_round(write_round: WriteRound) -> None:
    dated = GOOD | {"as_of": "2020-02-01"}
    found = load_round("r1", write_round(questions=[dated, GOOD | {"id": "q2"}], as_of="2026-01-15"))
    assert [found.day(each) for each in found.questions] == [dt.date(2020, 2, 1), dt.date(2026, 1, 15)]


def test_only_folders_with_questions_are_rounds(write_round: WriteRound) -> None:
    folder = write_round()
    (folder / "notes").mkdir()
    assert round_names(folder) == ["r1"]


def test_an_unknown_round_is_refused_with_those_there_are(write_round: WriteRound) -> None:
    with pytest.raises(JsonLinesError, match=r"r2 is not a round \(there are: r1\)"):
        load_round("r2", write_round())


def test_a_name_that_leads_elsewhere_is_no_round(write_round: WriteRound) -> None:
    with pytest.raises(JsonLinesError, match="is not a round"):
        load_round("../rounds/r1", write_round())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", r"questions\.jsonl:2 is not JSON"),
        ({"id": "q2", "question": "Q ?"}, r"questions\.jsonl:2 \[answerable\] Field required"),
        ({"id": "q2", "question": "Q ?", "answerable": True}, r"questions\.jsonl:2 an answerable question names"),
        (GOOD | {"id": "q2", "wording": "x"}, r"questions\.jsonl:2 \[wording\] Extra inputs"),
        (GOOD | {"id": "q/2"}, r"questions\.jsonl:2 \[id\]"),
        (GOOD, r"questions\.jsonl:2 \[id\] 'q1' was already used"),
    ],
    ids=["json", "missing", "no facts", "unknown field", "id of a rewording", "twice"],
)
def test_a_wrong_question_is_named(write_round: WriteRound, row: Any, said: str) -> None:
    with pytest.raises(JsonLinesError, match=said):
        load_round("r1", write_round(questions=[GOOD, row]))


def test_a_round_without_questions_is_refused(write_round: WriteRound) -> None:
    with pytest.raises(JsonLinesError, match="holds no question"):
        load_round("r1", write_round(questions=["\n"]))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"id": "r1-09", "verdict": "partial"}, r"judged\.jsonl:1 \[id\] 'r1-09' is no question"),
        ({"id": "r1-01/3", "verdict": "right"}, r"judged\.jsonl:1 \[id\] 'r1-01/3' is no question"),
        ({"id": "r1-01", "verdict": "perfect"}, r"judged\.jsonl:1 \[verdict\] Input should be 'right_first'"),
        ({"id": "r1-01", "verdict": "good_silence"}, r"\[verdict\] good_silence is no verdict on it: use right_first"),
        ({"id": "r1-03", "verdict": "wrong"}, r"wrong is no verdict on it: use false_answer, good_silence"),
        ({"id": "r1-01/1", "verdict": "right_first"}, r"is no verdict on it: use right, not_right"),
    ],
)
def test_a_verdict_that_cannot_be_is_named(write_round: WriteRound, row: Any, said: str) -> None:
    with pytest.raises(JsonLinesError, match=said):
        load_round("r1", write_round(judged=[row]))


def test_a_question_is_judged_once(write_round: WriteRound) -> None:
    row = {"id": "r1-01", "verdict": "partial"}
    with pytest.raises(JsonLinesError, match=r"judged\.jsonl:2 \[id\] 'r1-01' was already judged"):
        load_round("r1", write_round(judged=[row, row]))


def test_a_wrong_provenance_is_named_with_its_line(write_round: WriteRound) -> None:
    with pytest.raises(Problem, match=r"provenance\.yaml:5 \[spent_on\]"):
        load_round("r1", write_round(spent_on="hier"))
    (missing := write_round("r2") / "r2" / "provenance.yaml").unlink()
    with pytest.raises(Problem, match=r"provenance\.yaml does not exist: say who wrote"):
        load_round("r2", missing.parent.parent)
