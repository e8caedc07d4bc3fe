"""An answer held against what was expected, and documents found by what questions call them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.schema import Answer
from evaluation.judging.control_questions import Question
from evaluation.judging.outcomes import Finder, Hit, Ranking, facts_of, judge
from index.documents.document import Document, Source

MakeAnswer = Callable[..., Answer]


def question(**fields: object) -> Question:
    return Question.model_validate({"id": "g1", "question": "Q ?", "expected": ["40 ans", "2019"], **fields})


def test_facts_are_looked_for_in_the_text_without_citation_marks(make_answer: MakeAnswer) -> None:
    outcome = judge(question(expected=["40 ans", "1"]), make_answer("Jusqu'à 40 ans [1]."), {})
    assert outcome.facts_found == ("40 ans",)
    assert outcome.facts_missing == ("1",)
    assert not outcome.fully_right


@pytest.mark.parametrize(
    ("status", "right"), [("answered", True), ("partial", True), ("abstained", False), ("refused", False)]
)
def test_a_silent_answer_is_never_fully_right(make_answer: MakeAnswer, status: str, right: bool) -> None:
    outcome = judge(question(), make_answer("40 ans, en 2019.", status=status), {})
    assert outcome.fully_right is right
    assert outcome.false_silence is not right


@pytest.mark.parametrize(
    ("status", "false"), [("answered", True), ("partial", False), ("abstained", False), ("refused", False)]
)
def test_only_an_answered_question_without_answer_is_a_false_answer(
    make_answer: MakeAnswer, status: str, false: bool
) -> None:
    outcome = judge(question(answerable=False), make_answer(status=status), {})
    assert outcome.false_answer is false
    assert not outcome.false_silence


def test_what_a_question_without_answer_expects_is_no_fact() -> None:
    assert facts_of(question(answerable=False)) == ()


def test_exact_wordings_are_variants_of_one_fact() -> None:
    assert facts_of(question(answers=["ceci", "cela"])) == ("ceci|cela",)


def test_a_quote_of_an_unknown_document_is_not_exact(make_answer: MakeAnswer) -> None:
    answer = make_answer(quotes=(("prets", 0, 2, "Ce"), ("absent", 0, 2, "Ce")))
    assert judge(question(), answer, {"prets": "Ces prêts"}).quotes_exact == (True, False)


def test_a_ranking_keeps_each_document_once_and_finds_the_wording() -> None:
    hits = [Hit("a", "rien"), Hit("a", "le bon passage"), Hit("b", "rien")]
    assert Ranking.of(hits, ["bon passage"]) == Ranking(("a", "b"), 2)
    assert Ranking.of(hits, []) == Ranking(("a", "b"), None)
    assert Ranking.of([], ["bon passage"]) == Ranking((), None)


@pytest.mark.parametrize("name", ["offres-prets", "offres/prets.txt", "prets.txt", "prets", "https://exemple.fr/prets"])
def test_a_document_is_found_by_id_path_file_name_or_address(name: str) -> None:
    document = Document(
        id="offres-prets", title="Prêts", text="…", path="offres/prets.txt", url="https://exemple.fr/prets"
    )
    assert Finder([document])([name, "autre"]) == {"offres-prets"}


def test_an_id_wins_over_the_file_name_of_another_document() -> None:
    first = Document(id="a", title="A", text="…", path="b.txt")
    second = Document(id="b", title="B", text="…", path="c.txt")
    assert Finder([first, second])(["b"]) == {"b"}


def test_a_document_is_found_by_the_names_of_its_copies() -> None:
    copy = Source(id="annexes/copie.txt", title="Copie", url="https://exemple.fr/copie")
    document = Document(id="avis", title="Avis", text="Le marché ouvre lundi.", path="avis.txt", also_at=(copy,))
    finder = Finder([document])
    assert finder(["copie.txt"]) == finder(["copie"]) == finder(["https://exemple.fr/copie"]) == {"avis"}
