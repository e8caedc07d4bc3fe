"""Presentation: what an offer or operator is, from its own record; two of them side by side."""

from __future__ import annotations

from collections.abc import Callable

from assistant.compose.context import Context
from assistant.compose.presentation import compose_comparison, compose_definition
from assistant.schema import Answer

Ask = Callable[[str], Answer]


def test_an_operator_is_presented_from_its_record_first(ask: Ask) -> None:
    answer = ask("C'est quoi la Banque Orsel ?")
    assert {citation.document_id for citation in answer.citations} == {"banque-orsel"}
    assert "finance les forges" in answer.sentences[0].text


def test_an_offer_is_presented_with_who_may_ask_and_its_amount(ask: Ask) -> None:
    answer = ask("C'est quoi le Prêt Soufflet ?")
    assert {citation.document_id for citation in answer.citations} == {"pret-soufflet"}
    assert "s'adresse aux communes" in answer.answer and "90 000 euros" in answer.answer


def test_what_an_offer_or_operator_does_is_its_presentation(ask: Ask, ask_shipped: Ask) -> None:
    assert "finance les forges" in ask("Que fait la Banque Orsel ?").sentences[0].text
    answer = ask_shipped("que finance le Fonds vert ?")
    assert "subvention de l'État" in answer.sentences[0].text and answer.intent == "offers"
    schools = ask_shipped("Que finance la Banque des Territoires dans les écoles de production ?")
    assert "écoles de production" in schools.sentences[0].text


def test_an_acronym_of_the_shipped_corpus_is_spelt_out(ask_shipped: Ask) -> None:
    assert "volontariat territorial en entreprise" in ask_shipped("C'est quoi le VTE ?").sentences[0].text


def test_a_presentation_says_nothing_twice(ask: Ask, ask_shipped: Ask) -> None:
    for answer in (ask("C'est quoi la Banque Orsel ?"), ask_shipped("C'est quoi le VTE ?")):
        texts = [sentence.text for sentence in answer.sentences]
        assert len(texts) == len(set(texts))


def test_two_operators_are_shown_one_after_the_other(ask: Ask) -> None:
    answer = ask("Quelle différence entre la Banque Orsel et l'Agence Lumen ?")
    documents = [citation.document_id for citation in answer.citations]
    assert set(documents) == {"banque-orsel", "agence-lumen"} and documents == sorted(documents, key=documents.index)
    assert "finance" in answer.answer and "conseille" in answer.answer


def test_two_offers_are_compared_on_the_same_points(ask: Ask) -> None:
    answer = ask("Quelle différence entre le Prêt Soufflet et le Prêt Braise ?")
    shares = [[c for c in answer.citations if c.document_id == name] for name in ("pret-soufflet", "pret-braise")]
    assert len(shares[0]) == len(shares[1]) >= 2
    assert "90 000" in answer.answer and "30 000" in answer.answer


def test_a_sheet_that_compares_already_is_preferred(ask_shipped: Ask) -> None:
    answer = ask_shipped("Quelle différence entre le VTE et le VIE ?")
    assert answer.citations[0].document_id == "fiche-vie-ou-vte"
    assert "en France" in answer.sentences[0].text and "à l'étranger" in answer.sentences[0].text


def test_a_question_that_wants_a_fact_is_no_presentation(context: Callable[[str], Context]) -> None:
    assert compose_definition(context("Quel est le montant du Prêt Soufflet ?")) is None


def test_a_comparison_needs_two_names(context: Callable[[str], Context]) -> None:
    assert compose_comparison(context("Quelle différence entre le Prêt Soufflet et le reste ?")) is None


def test_a_thing_without_a_record_has_no_presentation(context: Callable[[str], Context]) -> None:
    assert compose_definition(context("C'est quoi l'atelier ouvert ?")) is None


def test_the_field_that_a_comparison_names_comes_first(ask: Ask) -> None:
    answer = ask("Lequel est le moins cher, le Prêt Soufflet ou le Prêt Braise ?")
    firsts = {c.document_id: c.quote for c in reversed(answer.citations)}
    assert "90 000" in firsts["pret-soufflet"] and "30 000" in firsts["pret-braise"]


def test_what_is_not_known_of_one_is_not_set_beside_what_is_known_of_the_other(ask_shipped: Ask) -> None:
    answer = ask_shipped("Diag Eco-Flux et Diag Décarbon'Action : quelles différences ?")
    assert answer.status == "answered" and "250 salariés" in answer.answer and "500 salariés" in answer.answer


def test_a_name_in_a_relative_clause_does_not_hide_what_is_to_be_defined(ask_shipped: Ask) -> None:
    first = ask_shipped("C'est quoi le fonds d'accélération dont parle Bpifrance ?").citations[0]
    assert first.document_id == "fonds-acceleration"


def test_a_comparison_with_what_no_document_mentions_says_so(ask_shipped: Ask) -> None:
    answer = ask_shipped("Quelle différence entre Territoires d'industrie et Petites villes de demain ?")
    assert answer.status == "partial"
    assert answer.missing == ["Les documents consultés ne parlent pas de : « Petites villes de demain »."]


def test_a_comparison_of_known_things_misses_nothing(ask_shipped: Ask) -> None:
    for question in ("Quelle différence entre le VTE et le VIE ?", "Quelle différence entre la phase 1 et la phase 2 ?"):
        assert ask_shipped(question).missing == []
