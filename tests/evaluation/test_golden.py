"""The project's own questions stand on the project's own corpus."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from evaluation.judging.control_questions import GOLDEN, SETS, Question, load_questions
from evaluation.judging.fact_matching import holds
from index.documents.document import Document
from index.ingest.corpus_folder import read_corpora

CORPUS = GOLDEN.parent.parent / "corpus"


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {document.id: document for document in read_corpora([CORPUS]).documents}


def answerable(path: Path) -> list[Question]:
    return [question for question in load_questions(path) if question.answerable]


def test_there_are_enough_questions_of_each_kind() -> None:
    questions = load_questions(SETS["golden"])
    categories = Counter(question.category for question in questions)
    assert len(questions) >= 150
    assert sum(not question.answerable for question in questions) >= 40
    assert min(categories[name] for name in ("sans_reponse", "hors_sujet", "hostile")) >= 5
    assert {question.style for question in questions} == {"standard", "sans_accents", "fautes", "sms"}


def test_there_are_enough_conversations_of_two_and_three_turns() -> None:
    turns = Counter(question.conversation for question in load_questions(SETS["conversations"]))
    assert len(turns) >= 30
    assert set(turns.values()) == {2, 3}


def test_no_question_is_asked_twice() -> None:
    asked = Counter(question.question for question in load_questions(SETS["golden"]))
    assert [text for text, times in asked.items() if times > 1 and text] == []


@pytest.mark.parametrize("name", SETS)
def test_every_document_named_exists(name: str, documents: dict[str, Document]) -> None:
    unknown = {
        (question.id, identity)
        for question in answerable(SETS[name])
        for identity in question.documents
        if identity not in documents
    }
    assert unknown == set()


@pytest.mark.parametrize("name", SETS)
def test_every_fact_stands_in_one_of_the_documents_named(name: str, documents: dict[str, Document]) -> None:
    homeless = [
        (question.id, fact)
        for question in answerable(SETS[name])
        for fact in question.expected
        if not any(holds(documents[identity].text, fact) for identity in question.documents)
    ]
    assert homeless == []
