"""A round is asked in every form, and scored without being read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.schema import Answer
from evaluation.judging.jsonl import JsonLinesError
from evaluation.rounds import __main__ as command
from evaluation.rounds.asking import AnswerRow, answer_row, ask_round
from evaluation.rounds.framing import EACH, frames, wrapped
from evaluation.rounds.round_files import load_round
from evaluation.rounds.scoring import load_answers, score

WriteRound = Callable[..., Path]
MakeAnswer = Callable[..., Answer]


class Parrot:
    """Answers whatever holds the right word, and is silent otherwise."""

    def __init__(self, make_answer: MakeAnswer, answers: dict[str, str]) -> None:
        self.asked: list[tuple[str, dt.date | None]] = []
        self._make, self._answers = make_answer, answers

    def ask(self, question: str, *, as_of: dt.date | None = None) -> Answer:
        self.asked.append((question, as_of))
        for word, text in self._answers.items():
            if word in question:
                return self._make(text)
        return self._make("Les documents ne le disent pas.", status="abstained", states=())


def test_a_question_is_asked_as_it_is_reworded_and_in_three_wrappers(
    write_round: WriteRound, make_answer: MakeAnswer
) -> None:
    asked = load_round("r1", write_round(as_of="2026-11-01"))
    parrot = Parrot(make_answer, {"courent": "Jusqu'à 40 ans [1]."})
    rows = list(ask_round(parrot, asked))
    assert [row.id for row in rows[:3]] == ["r1-01", "r1-01/1", "r1-01/2"]
    assert len(rows) == 3 + 3 + 3 * EACH
    assert all("Les prêts courent sur combien d'années ?" in row.question for row in rows[3 : 3 + EACH])
    assert {day for _, day in parrot.asked} == {dt.date(2026, 11, 1)}


def test_wrappers_are_chosen_once_for_all_and_say_nothing_of_the_question() -> None:
    assert wrapped("r1-01", "Q ?") == wrapped("r1-01", "Q ?")
    assert len(frames()) == 5 and all(frame.count("{q}") == 1 for frame in frames())
    assert len({tuple(wrapped(f"q{number}", "Q ?")) for number in range(30)}) > 3


def test_facts_are_looked_for_in_what_is_shown_and_in_its_first_sentence(make_answer: MakeAnswer) -> None:
    shown = make_answer("Jusqu'à 40 ans [1].", states=("verified",))
    assert answer_row("q", "Q ?", ("40 ans",), shown).mechanical is True
    assert answer_row("q", "Q ?", ("40 ans",), shown).first is True
    assert answer_row("q", "Q ?", ("40 ans", "2018"), shown).mechanical is False
    assert answer_row("q", "Q ?", (), shown).mechanical is None


def test_a_silence_that_names_the_fact_has_not_given_it(make_answer: MakeAnswer) -> None:
    silent = make_answer("Rien sur les 40 ans.", status="abstained", states=())
    row = answer_row("q", "Q ?", ("40 ans",), silent)
    assert (row.silent, row.mechanical, row.first) == (True, False, False)


@pytest.mark.parametrize(("status", "silent"), [("answered", False), ("partial", False), ("near", True), ("refused", True)])
def test_a_status_that_shows_no_answer_is_a_silence(status: str, silent: bool) -> None:
    row = AnswerRow(id="q", question="Q ?", status=status, answer="", sentences=(), mechanical=None, first=None)
    assert row.silent is silent


def test_variants_are_scored_over_the_questions_whose_facts_were_found(
    write_round: WriteRound, make_answer: MakeAnswer
) -> None:
    asked = load_round("r1", write_round())
    parrot = Parrot(make_answer, {"courent": "Jusqu'à 40 ans [1].", "duree": "40 ans.", "maire": "Une nourrice."})
    scores = score(asked, {row.id: row for row in ask_round(parrot, asked)})
    assert (scores.facts.value, scores.facts.count) == (0.5, 2)
    assert scores.silent.value == 0.5
    assert (scores.false_answers.value, scores.false_answers.count) == (1.0, 1)
    assert (scores.rewordings.value, scores.rewordings.count) == (0.5, 2)
    assert (scores.wrappers.value, scores.wrappers.count) == (1.0, EACH)


ROW = {"id": "r1-01", "question": "Q ?", "status": "answered", "answer": "40 ans", "sentences": [], "mechanical": True, "first": True}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([ROW], r"has no answer to 'r1-02' \(2 missing\)"),
        ([ROW | {"id": "r9"}], r":1 \[id\] 'r9' is no question of r1"),
        ([ROW, ROW], r":2 \[id\] 'r1-01' was already answered"),
        ([ROW | {"first": "peut-être"}], r":1 \[first\]"),
    ],
    ids=["missing", "unknown", "twice", "field"],
)
def test_answers_that_are_not_those_of_the_round_are_refused(
    write_round: WriteRound, tmp_path: Path, rows: list[dict[str, object]], said: str
) -> None:
    (file := tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    with pytest.raises(JsonLinesError, match=said):
        load_answers(file, load_round("r1", write_round()))


def test_the_commands_ask_then_score(
    write_round: WriteRound, make_answer: MakeAnswer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_round()
    monkeypatch.setattr(command, "load_round", lambda name: load_round(name, folder))
    monkeypatch.setattr(command, "open_assistant", lambda data: Parrot(make_answer, {"courent": "40 ans."}))
    out = tmp_path / "answers.jsonl"
    asked = CliRunner().invoke(command.main, ["ask", "r1", "--out", str(out)])
    assert asked.exit_code == 0 and f"15 réponses écrites dans {out}" in asked.output
    scored = CliRunner().invoke(command.main, ["score", "r1", str(out)])
    assert scored.exit_code == 0 and "0,50" in scored.output and "silence à tort" in scored.output
    unknown = CliRunner().invoke(command.main, ["score", "r7", str(out)])
    assert unknown.exit_code == 1 and "r7 is not a round" in unknown.output
