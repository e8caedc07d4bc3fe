"""Offers: lists are whole and counted, what ended stands apart, and a list never poses as an answer to something else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest

from assistant.engine.assistant import Assistant
from assistant.schema import Answer

Ask = Callable[[str], Answer]


def counts(answer: Answer) -> list[tuple[int, int]]:
    """(number announced, citations) of each counted sentence."""
    found = [(re.match(r"(\d+) offres? [\w ]+ :", sentence.text), sentence) for sentence in answer.sentences]
    return [(int(match[1]), len(sentence.citations)) for match, sentence in found if match]


def test_every_offer_of_an_operator_is_listed_once(ask: Ask) -> None:
    answer = ask("Quelles sont les offres de la Banque Orsel ?")
    documents = [citation.document_id for citation in answer.citations]
    assert sorted(documents) == ["bourse-marteau", "pret-braise", "pret-soufflet", "prime-tenaille"]


def test_the_number_announced_is_the_number_of_citations(ask: Ask) -> None:
    assert counts(ask("Quelles sont les offres de la Banque Orsel ?")) == [(3, 3), (1, 1)]


@pytest.mark.parametrize(
    "question",
    [
        "Quelles sont les offres de la Banque des Territoires ?",
        "Que propose Business France ?",
        "Que propose Bpifrance aux industriels ?",
        "Quelles aides pour recruter ?",
        "Quelles subventions pour les entreprises ?",
    ],
)
def test_shipped_lists_count_what_they_cite(question: str, ask_shipped: Ask) -> None:
    found = counts(ask_shipped(question))
    assert found and all(number == citations for number, citations in found)


def test_a_shipped_list_holds_every_offer_of_the_operator(shipped: Assistant, ask_shipped: Ask) -> None:
    records = [document for document in shipped.snapshot.documents("offer") if document.record]
    expected = {d.id for d in records if "business-france" in d.record["operators"]}
    assert {c.document_id for c in ask_shipped("Que propose Business France ?").citations} == expected


@pytest.mark.parametrize(
    "question",
    ["quelles aides pour les collectivités ?", "Quelles offres pour une commune rurale ?", "quelles aides pour un maire"],
)
def test_offers_for_those_who_ask_are_listed_whole(question: str, shipped: Assistant, ask_shipped: Ask) -> None:
    """What an elected official asks first."""
    records = [document for document in shipped.snapshot.documents("offer") if document.record]
    for_them = {d.id for d in records if {"collectivité", "territoire"} & set(d.record["beneficiaries"])}
    answer = ask_shipped(question)
    assert {citation.document_id for citation in answer.citations} == for_them
    assert counts(answer) and "terminées" in answer.answer


def test_offers_that_are_open_are_those_known_to_be_in_force(ask_shipped: Ask) -> None:
    """The others are counted as what is not known, never promised."""
    for question in ("quelles aides sont encore ouvertes ?", "quelles aides pour les collectivités sont encore ouvertes ?"):
        answer = ask_shipped(question)
        assert "offres en vigueur :" in answer.answer and counts(answer) and answer.status == "partial"
        assert {citation.validity.state for citation in answer.citations} == {"in_force"}
        assert re.search(r"de \d+ autres offres recensées n'est pas connue", " ".join(answer.missing))


def test_where_none_is_known_to_be_in_force_the_others_are_named_as_unknown(ask_shipped: Ask) -> None:
    answer = ask_shipped("Quelles offres de Bpifrance sont encore ouvertes ?")
    assert "offres dont la validité n'est pas connue :" in answer.answer and answer.missing
    assert {citation.validity.state for citation in answer.citations} == {"unknown"}


def test_offers_that_ended_are_listed_alone(ask: Ask, ask_shipped: Ask) -> None:
    answer = ask_shipped("quelles sont les aides terminées ?")
    assert counts(answer) and {citation.validity.state for citation in answer.citations} <= {"expired", "superseded"}
    assert {c.document_id for c in ask("Quelles aides de la Banque Orsel sont closes ?").citations} == {"prime-tenaille"}


def test_a_few_offers_are_told_before_their_amounts(ask_shipped: Ask) -> None:
    told = [sentence.text for sentence in ask_shipped("aide pour recruter un alternant").sentences]
    assert "permet" in told[0] and "724 euros" in told[1]


def test_ended_offers_stand_apart_and_after(ask: Ask) -> None:
    first, second = ask("Quelles sont les offres de la Banque Orsel ?").sentences
    assert "Prime Tenaille" not in first.text and "Prime Tenaille" in second.text
    assert "terminée" in second.text


def test_one_offer_is_counted_in_the_singular(ask: Ask) -> None:
    text = ask("Que propose l'Agence Lumen ?").answer
    assert "1 offre recensée :" in text and "1 offre terminée :" in text


def test_what_has_ended_depends_on_the_day_asked_for(forges: Assistant) -> None:
    early = forges.ask("Que propose l'Agence Lumen ?", as_of=dt.date(2024, 1, 1))
    late = forges.ask("Que propose l'Agence Lumen ?", as_of=dt.date(2026, 11, 22))
    assert counts(early) == [(2, 2)] and counts(late) == [(1, 1), (1, 1)]


def test_an_operator_is_found_by_its_former_name(ask: Ask) -> None:
    assert counts(ask("Que propose la Caisse Orsel ?")) == [(3, 3), (1, 1)]


def test_a_few_offers_of_a_kind_are_described_rather_than_named(ask: Ask) -> None:
    answer = ask("Quels sont les prêts de la Banque Orsel ?")
    assert "90 000 euros" in answer.answer and "30 000 euros" in answer.answer
    assert counts(answer) == [] and {c.document_id for c in answer.citations} == {"pret-braise", "pret-soufflet"}


def test_a_telling_word_that_no_filter_stands_for_brings_no_list(ask: Ask) -> None:
    """ "For zeppelins" is not answered by everything the bank does."""
    assert counts(ask("Que propose la Banque Orsel pour les zeppelins ?")) == []


def test_a_telling_word_brings_no_list_from_the_shipped_corpus_either(ask_shipped: Ask) -> None:
    assert counts(ask_shipped("Que propose l'ADEME pour les friches ?")) == []


def test_a_question_about_one_offer_brings_no_list(ask: Ask) -> None:
    assert counts(ask("Que propose le Prêt Soufflet ?")) == []


def test_described_offers_stay_within_their_budget(ask_shipped: Ask) -> None:
    answer = ask_shipped("Quels prêts pour les collectivités ?")
    assert len(answer.answer.split()) <= 150
    assert len({citation.document_id for citation in answer.citations}) >= 2


def test_names_in_a_list_are_exact_quotes(forges: Assistant, ask: Ask) -> None:
    for citation in ask("Quelles sont les offres de la Banque Orsel ?").citations:
        text = forges.snapshot.document(citation.document_id).text
        assert text[citation.start : citation.end] == citation.quote
