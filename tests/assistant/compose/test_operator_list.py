"""Operators: all of them, counted, where nothing else is asked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest

from assistant.compose.context import Context
from assistant.compose.operator_list import compose_operators
from assistant.engine.assistant import Assistant
from assistant.schema import Answer

Ask = Callable[[str], Answer]
EVERY = "Quels sont les opérateurs du programme ?"
AS_OF = dt.date(2026, 11, 22)


def asking(question: str, shipped: Assistant) -> Context:
    snapshot = shipped.snapshot
    return Context(shipped.live.reader.read(question), (), snapshot, snapshot, AS_OF)


def test_every_operator_is_named_once(shipped: Assistant, ask_shipped: Ask) -> None:
    operators = sorted(document.id for document in shipped.snapshot.documents("operator"))
    assert sorted(citation.document_id for citation in ask_shipped(EVERY).citations) == operators


def test_the_number_announced_is_the_number_of_operators(ask_shipped: Ask) -> None:
    (sentence,) = ask_shipped(EVERY).sentences
    match = re.match(r"(\d+) organismes recensés :", sentence.text)
    assert match and int(match[1]) == len(sentence.citations)


def test_an_answer_that_lists_the_operators_is_whole(ask_shipped: Ask) -> None:
    answer = ask_shipped(EVERY)
    assert answer.status == "answered" and answer.missing == []


@pytest.mark.parametrize(
    "asked",
    [
        "Quels opérateurs ont signé une convention en 2019 ?",
        "Quels opérateurs financent des friches ?",
        "Combien de territoires en 2023 ?",
        "Que fait la Banque des Territoires ?",
    ],
)
def test_a_question_about_some_of_them_brings_no_list_of_all(asked: str, shipped: Assistant) -> None:
    assert compose_operators(asking(asked, shipped)) is None


@pytest.mark.parametrize("asked", [EVERY, "Liste des opérateurs", "Qui sont les partenaires du programme ?"])
def test_a_question_for_all_of_them_brings_the_list(asked: str, shipped: Assistant) -> None:
    draft = compose_operators(asking(asked, shipped))
    assert draft is not None and len(draft.sentences[0].quotes) == len(list(shipped.snapshot.documents("operator")))


def test_those_who_signed_are_told_apart_from_all(ask_shipped: Ask) -> None:
    text = ask_shipped("Quels opérateurs ont signé une convention en 2019 ?").answer
    assert "organismes recensés" not in text and "Bpifrance" in text and "Business France" in text


def test_the_operators_of_a_corpus_that_never_says_the_word_are_listed(ask: Ask) -> None:
    assert {c.document_id for c in ask("Quels sont les opérateurs ?").citations} == {"banque-orsel", "agence-lumen"}
