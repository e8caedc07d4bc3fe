"""Disagreement on a noun: both sources, only where the question doubts a figure that it quotes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.compose.context import Context
from assistant.compose.disagreement import compose_disagreement
from assistant.schema import Answer

Ask = Callable[[str], Answer]
DOUBTED = "Un article parle de 88 barrages dans la vallée de la Sorne, c'est possible ?"


def test_a_doubted_figure_brings_both_sources(ask: Ask) -> None:
    answer = ask(DOUBTED)
    assert {citation.document_id for citation in answer.citations} == {"barrages-1", "barrages-2"}
    assert "88 barrages" in answer.answer and "88 moulins" in answer.answer


def test_the_second_source_is_introduced_as_a_likely_confusion(ask: Ask) -> None:
    first, second = ask(DOUBTED).sentences
    assert "onfusion" in second.text and "onfusion" not in first.text
    assert "barrages" in first.text and "moulins" in second.text


def test_each_side_keeps_its_issuer_and_date(ask: Ask) -> None:
    assert {(c.publisher, c.published_on) for c in ask(DOUBTED).citations} == {
        ("Journal de la rivière", "2020-01"), ("Syndicat de la Sorne", "2020-03"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [
        "La vallée de la Sorne compte 88 barrages ?",  # no doubt
        "Combien de barrages dans la vallée de la Sorne, 88 barrages, c'est exact ?",  # wants the number
        "Un article parle des barrages de la Sorne, c'est possible ?",  # quotes no figure
        "Un article parle de 88 barrages et 12 ponts dans la vallée de la Sorne, c'est possible ?",  # quotes two
        "Un article parle de 77 barrages dans la vallée de la Sorne, c'est possible ?",  # nobody says 77
    ],
)
def test_any_other_question_is_no_disagreement(asked: str, context: Callable[[str], Context]) -> None:
    assert compose_disagreement(context(asked)) is None


def test_nothing_found_is_no_disagreement(context: Callable[[str], Context]) -> None:
    assert compose_disagreement(replace(context(DOUBTED), candidates=())) is None


def test_the_wrong_noun_of_a_shipped_source_is_called_an_error(ask_shipped: Ask) -> None:
    answer = ask_shipped("Un article parle de 146 régions, c'est possible ?")
    assert "erreur" in answer.answer and "146 territoires" in answer.answer


def test_a_figure_one_asks_to_confirm_brings_both_sources_too(ask: Ask) -> None:
    answer = ask("J'ai lu qu'il y avait 88 barrages dans la vallée de la Sorne, c'est vrai ?")
    assert "88 moulins" in answer.answer
