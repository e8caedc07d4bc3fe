"""Territory: the list is believed to the letter, a lookalike is never the place, and no list is never "no"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.compose.membership import WHICH, not_imported
from assistant.engine.assistant import Assistant
from assistant.schema import Answer

Ask = Callable[[str], Answer]


@pytest.mark.parametrize(
    ("question", "territory"),
    [
        ("La CC de Rivemont est-elle Territoire d'industrie ?", "ti-0002"),
        ("Ma communauté de communes du Pays d'Œuvre est-elle dans le programme ?", "ti-0001"),
        ("Est-ce que Grand-Essai Agglomération fait partie des territoires d'industrie ?", "ti-0001"),
        ("Le SIREN 200000002 est-il Territoire d'industrie ?", "ti-0001"),
    ],
)
def test_a_member_of_the_list_is_said_to_be_one(question: str, territory: str, ask: Ask) -> None:
    answer = ask(question)
    assert answer.status == "answered" and [c.document_id for c in answer.citations] == [territory]
    assert "fait partie du territoire «" in answer.answer


def test_the_answer_cites_the_list_with_its_date_and_exact_words(ask: Ask, forges: Assistant) -> None:
    (citation,) = ask("La CC de Rivemont est-elle Territoire d'industrie ?").citations
    assert citation.published_on == "2024-09" and "ANCT" in (citation.publisher or "")
    assert forges.snapshot.document("ti-0002").text[citation.start : citation.end] == citation.quote


def test_the_siren_asked_for_is_the_siren_of_the_answer(ask: Ask) -> None:
    answer = ask("Le SIREN 200000002 est-il Territoire d'industrie ?")
    assert "200000002" in answer.answer and "Grand-Essai" in answer.answer and "200000001" not in answer.answer


@pytest.mark.parametrize("name", ["CC des Hautes Terres", "CC des Hautes Terres d'Or"])
def test_a_lookalike_is_said_to_be_only_alike(name: str, ask: Ask) -> None:
    answer = ask(f"La {name} est-elle Territoire d'industrie ?")
    assert all(sentence.text.startswith("Nom voisin, à vérifier :") for sentence in answer.sentences)


def test_an_answer_about_a_lookalike_is_partial(ask: Ask) -> None:
    assert ask("La CC des Hautes Terres d'Or est-elle Territoire d'industrie ?").status == "partial"


def test_a_place_that_is_not_listed_is_not_answered_by_another(ask: Ask) -> None:
    answer = ask("La CC de Villeneuve-sur-Lot est-elle Territoire d'industrie ?")
    assert (answer.status, answer.citations) == ("abstained", [])
    assert "3 territoires" in answer.answer and answer.missing


def test_an_unknown_siren_is_not_approximated(ask: Ask) -> None:
    answer = ask("Le SIREN 200000009 est-il Territoire d'industrie ?")
    assert answer.citations == [] and answer.status == "abstained"


@pytest.mark.parametrize("whose", ["Mon intercommunalité", "Notre agglo", "Ma communauté de communes"])
def test_a_place_without_a_name_is_asked_for(whose: str, ask: Ask) -> None:
    answer = ask(f"{whose} est-elle Territoire d'industrie ?")
    assert (answer.status, answer.answer, answer.citations) == ("abstained", WHICH.format(level="intercommunalité"), [])


@pytest.mark.parametrize("whose", ["La CC du Pays de Gex", "Mon intercommunalité", "Le SIREN 200000002"])
def test_without_the_list_the_assistant_says_that_it_is_not_imported(
    whose: str, ask_shipped: Ask, shipped: Assistant
) -> None:
    answer = ask_shipped(f"{whose} est-elle Territoire d'industrie ?")
    assert (answer.status, answer.answer, answer.sentences) == ("abstained", not_imported(shipped.snapshot.programme), [])


def test_a_question_about_something_else_is_not_answered_from_the_list(ask: Ask) -> None:
    answer = ask("Que faut-il apporter pour visiter l'atelier ouvert de Rivemont ?")
    assert not any(citation.document_id.startswith("ti-") for citation in answer.citations)
