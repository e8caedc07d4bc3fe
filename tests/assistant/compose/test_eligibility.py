"""Eligibility: the rules on one named offer answer, and nothing of another offer that reads alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.compose.context import Context
from assistant.compose.eligibility import compose_eligibility
from assistant.schema import Answer

Ask = Callable[[str], Answer]


def test_who_may_have_an_offer_is_told_by_its_own_record(ask: Ask) -> None:
    answer = ask("Qui a droit au Prêt Soufflet ?")
    assert {citation.document_id for citation in answer.citations} == {"pret-soufflet"}
    assert "s'adresse aux communes" in answer.sentences[0].text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Faut-il être situé dans un Territoire d'industrie pour bénéficier du fonds d'accélération ?", "priorité"),
        ("un grand groupe peu til avoir l'aide VTE territoire d'industrie", "ETI"),
        ("Peut-on commencer les travaux avant de déposer un dossier au Fonds vert ?", "avoir commencé"),
    ],
)
def test_a_condition_of_the_shipped_corpus_is_found_among_the_rules(question: str, told: str, ask_shipped: Ask) -> None:
    answer = ask_shipped(question)
    assert told in answer.answer
    assert not any(citation.document_id.startswith("fiche-") for citation in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "Qui a droit à une aide ?",
        "Qui a droit au Prêt Soufflet ou au Prêt Braise ?",
        "À quel montant a-t-on droit avec le Prêt Soufflet ?",
        "Que finance le Prêt Soufflet ?",
    ],
)
def test_other_questions_are_left_to_others(question: str, context: Callable[[str], Context]) -> None:
    assert compose_eligibility(context(question)) is None


def test_no_condition_is_composed_without_evidence(context: Callable[[str], Context]) -> None:
    assert compose_eligibility(replace(context("Qui a droit au Prêt Soufflet ?"), candidates=())) is None
