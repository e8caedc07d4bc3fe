"""A question is dressed anew without changing what it asks, and its facts are looked for again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner

from assistant.schema import Answer
from evaluation import invariance
from evaluation.invariance import DRESSES, WRAPPERS, asked_questions, dressed, kept
from evaluation.judging.control_questions import Question

MakeAnswer = Callable[..., Answer]
LOANS = Question(id="g1", question="Les prêts durent-ils 40 années ?", expected=("40 ans", "2018"))


class Touchy:
    """Knows the answer as long as the question is written in one way."""

    def __init__(self, make_answer: MakeAnswer, knows: Callable[[str], bool]) -> None:
        self._make, self._knows = make_answer, knows

    def ask(self, question: str) -> Answer:
        if self._knows(question):
            return self._make("Ils durent 40 ans [1].")
        return self._make("Rien sur les 40 ans.", status="abstained", states=())


def shares(assistant: Touchy) -> dict[str, float | None]:
    return {figure.label: figure.value for figure in kept(assistant, [LOANS])}


def test_each_dress_changes_the_question_in_one_way() -> None:
    found = dict(dressed(LOANS))
    assert list(found) == [WRAPPERS, *DRESSES]
    assert found["capitales"] == "LES PRÊTS DURENT-ILS 40 ANNÉES ?"
    assert found["sans accents"] == "Les prets durent-ils 40 annees ?"
    assert found["sans point d'interrogation"] == "Les prêts durent-ils 40 années"
    assert LOANS.question in found["politesse"] and found["politesse"] != LOANS.question
    assert len(set(found["une faute de frappe"].split()) ^ set(LOANS.question.split())) == 2


def test_a_dress_that_changes_nothing_is_not_counted() -> None:
    plain = Question(id="g2", question="durée", expected=("40 ans",))
    assert "sans point d'interrogation" not in dict(dressed(plain))


def test_facts_found_again_are_kept_and_a_silence_keeps_none(make_answer: MakeAnswer) -> None:
    found = shares(Touchy(make_answer, lambda text: "prêts" in text))
    assert (found["capitales"], found["sans accents"]) == (0.0, 0.0)
    assert (found[WRAPPERS], found["politesse"], found["sans point d'interrogation"]) == (1.0, 1.0, 1.0)


def test_a_question_without_any_fact_found_measures_nothing(make_answer: MakeAnswer) -> None:
    assert set(shares(Touchy(make_answer, lambda text: False)).values()) == {None}


def test_the_questions_are_golden_ones_always_the_same() -> None:
    assert asked_questions(12) == asked_questions(12)
    assert len(asked_questions(12)) == 12
    assert all(question.answerable and not question.history for question in asked_questions(12))


def test_the_command_prints_the_share_kept_of_each_kind(
    make_answer: MakeAnswer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invariance, "open_assistant", lambda data: Touchy(make_answer, lambda text: True))
    monkeypatch.setattr(invariance, "asked_questions", lambda count: [LOANS])
    done = CliRunner().invoke(invariance.main, ["--questions", "1"])
    assert done.exit_code == 0
    assert "| faits gardés : une faute de frappe" in done.output and "1,00" in done.output


def test_without_an_index_the_command_says_what_to_do(tmp_path: object) -> None:
    done = CliRunner().invoke(invariance.main, ["--data", str(tmp_path)])
    assert done.exit_code == 1
    assert "Erreur : " in done.output and "assistant" in done.output
