"""What the sources say they do not tell comes first where just that is asked, and only there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.schema import Answer, AnswerStatus

Ask = Callable[[str], Answer]


@pytest.mark.parametrize("question", ["quel est le budget 2026 ?", "Quel est le budget du programme en 2026 ?", "budget de 2026"])
def test_a_budget_that_is_not_published_is_said_to_be_so_before_that_of_another_year(ask_shipped: Ask, question: str) -> None:
    answer = ask_shipped(question)
    assert answer.status is AnswerStatus.PARTIAL and answer.missing
    assert "2026" in answer.sentences[0].text and "n'est pas publié" in answer.sentences[0].text


@pytest.mark.parametrize(
    ("question", "told"), [("Quel est le budget 2025 ?", "52 millions"), ("Combien de territoires en 2023 ?", "183")]
)
def test_a_figure_that_is_told_comes_as_before(ask_shipped: Ask, question: str, told: str) -> None:
    answer = ask_shipped(question)
    assert answer.status is AnswerStatus.ANSWERED and told in answer.sentences[0].text


def test_what_is_not_known_of_something_else_is_not_said(ask_shipped: Ask) -> None:
    assert "budget" not in ask_shipped("Combien de territoires en 2026 ?").sentences[0].text.lower()
