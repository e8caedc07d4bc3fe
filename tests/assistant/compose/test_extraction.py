"""Extraction: few sentences as they stand, readable alone, exact to the character."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from assistant.compose.extraction import LIST_CEILING, extract, facets_in, facets_of
from assistant.engine.assistant import Assistant
from assistant.schema import Answer
from index.language.dates import PartialDate

Ask = Callable[[str], Answer]
LIST = "Que faut-il apporter pour visiter l'atelier ouvert de Rivemont ?"
OF_MANY_KINDS = (
    "Combien de Territoires d'industrie aujourd'hui ?",
    "Quelle est la chronologie de Territoires d'industrie ?",
    "Que s'est-il passé en 2021 ?",
    "Quelles sont les offres de la Banque des Territoires ?",
    "Quels opérateurs ont signé une convention en 2019 ?",
    "Quelle différence entre Bpifrance et la Banque des Territoires ?",
    "Qui peut candidater à la phase 2 ?",
    "Quels sont les quatre axes de la phase 2 ?",
    "Que dit la Cour des comptes ?",
    "C'est quoi le VTE ?",
)


@pytest.mark.parametrize("question", OF_MANY_KINDS)
def test_no_answer_is_long(question: str, ask_shipped: Ask) -> None:
    answer = ask_shipped(question)
    assert sum(len(sentence.text.split()) for sentence in answer.sentences) <= LIST_CEILING


def test_a_list_comes_with_its_lead_in_and_all_its_items(ask: Ask) -> None:
    text = ask(LIST).answer
    places = [text.index(part) for part in ("il faut apporter :", "gants de cuir", "blouse de coton", "lunettes")]
    assert places == sorted(places)


def test_items_are_quoted_without_their_bullets_and_still_exactly(ask: Ask, forges: Assistant) -> None:
    answer = ask(LIST)
    items = [citation for citation in answer.citations if citation.quote.startswith(("des ", "une "))]
    assert len(items) == 3
    for citation in items:
        text = forges.snapshot.document(citation.document_id).text
        assert text[citation.start : citation.end] == citation.quote and not citation.quote.startswith("-")


def test_a_sentence_that_leans_back_comes_with_the_one_before(ask: Ask) -> None:
    """ "Il ferme ses portes" alone does not say who closes."""
    texts = [sentence.text for sentence in ask("À quelle heure ferme l'atelier ouvert en hiver ?").sentences]
    leaning = next(number for number, text in enumerate(texts) if text.startswith("Il ferme"))
    assert leaning > 0 and texts[leaning - 1].startswith("L'atelier ouvert accueille")


def test_the_same_holds_for_the_draft_alone(evidence: Callable) -> None:
    question, candidates = evidence("À quelle heure ferme l'atelier ouvert en hiver ?")
    leaning = next(c for c in candidates if c.text.startswith("Il ferme"))
    before = next(c for c in candidates if c.text.startswith("L'atelier ouvert accueille"))
    draft = extract(question, [leaning, before])
    assert [s.text for s in draft.sentences][:2] == [before.text, leaning.text]


def test_every_figure_that_the_question_names_is_shown(ask: Ask) -> None:
    text = ask("Pourquoi passe-t-on de 52 à 75 forges labellisées ?").answer
    assert "52 forges" in text and "75 forges" in text


def test_both_figures_of_an_alternative_are_shown_from_the_shipped_corpus(ask_shipped: Ask) -> None:
    text = ask_shipped("C'est 1 400 ou 1 600 projets ?").answer.replace("\u00a0", " ").replace("\u202f", " ")
    assert "1 400" in text and "1 600" in text


def test_the_figures_of_a_question_are_facets_and_small_ones_are_not(evidence: Callable) -> None:
    question, _ = evidence("Pourquoi passe-t-on de 52 à 75 forges en 2 ans ?")
    assert {52, 75} <= facets_of(question) and 2 not in facets_of(question)


def test_a_sentence_brings_only_the_facets_it_holds(evidence: Callable) -> None:
    question, candidates = evidence("Pourquoi passe-t-on de 52 à 75 forges labellisées ?")
    newest = next(c for c in candidates if "75 forges" in c.text)
    assert facets_in(newest, facets_of(question)) == {75}


def test_nothing_found_is_an_empty_draft(evidence: Callable) -> None:
    question, _ = evidence(LIST)
    assert extract(question, []).sentences == ()


def test_the_first_sentence_is_kept_whatever_the_budget(evidence: Callable) -> None:
    question, candidates = evidence("Qui a lancé le plan Enclume ?")
    assert len(extract(question, candidates, budget=1).sentences) == 1


def test_sentences_are_shown_as_they_stand(evidence: Callable) -> None:
    question, candidates = evidence("Qui a lancé le plan Enclume ?")
    for sentence in extract(question, candidates).sentences:
        (quote,) = sentence.quotes
        assert sentence.text == quote.text and sentence.lead == ""


def test_no_two_sentences_say_the_same(ask_shipped: Ask) -> None:
    answer = ask_shipped("Combien de temps durent les prêts de la Banque des Territoires ?")
    assert max(Counter(sentence.text for sentence in answer.sentences).values()) == 1


@pytest.mark.parametrize("question", [LIST, "Faut-il une blouse de coton à l'atelier de Rivemont ?"])
def test_no_sentence_is_shown_twice(question: str, ask: Ask) -> None:
    texts = [sentence.text for sentence in ask(question).sentences]
    assert len(texts) == len(set(texts))


def test_what_the_sources_do_not_tell_never_fills_up_an_answer(ask_shipped: Ask) -> None:
    answer = ask_shipped("Que veut dire le PIC dans l'enveloppe du programme ?")
    assert answer.status == "answered" and "plan d'investissement dans les compétences" in answer.answer


def test_both_years_of_an_alternative_are_facets_and_both_are_shown(evidence: Callable) -> None:
    question, candidates = evidence("Le plan Enclume est lancé en 2015 ou relancé en 2022 ?")
    assert {PartialDate(2015), PartialDate(2022)} <= facets_of(question)
    text = " ".join(sentence.text for sentence in extract(question, candidates).sentences)
    assert "2015" in text and "2022" in text


def test_a_period_that_is_no_alternative_is_no_facet(evidence: Callable) -> None:
    question, _ = evidence("Que s'est-il passé entre 2015 et 2022 ?")
    assert not any(isinstance(facet, PartialDate) for facet in facets_of(question))


def test_a_figure_that_the_question_names_comes_first(evidence: Callable) -> None:
    question, candidates = evidence("88 barrages, c'est juste ?")
    assert "88" in extract(question, candidates).sentences[0].text
