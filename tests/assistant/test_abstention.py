"""Abstention: better evidence is never less likely to answer, and what the corpus cannot know stays unanswered."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import pytest

from assistant.abstention import Calibration, Evidence, unknown_names, weigh
from assistant.answering.candidates import Scorer
from assistant.pipeline import Assistant

AS_OF = dt.date(2026, 11, 22)
MIDDLING = Evidence(sentence=0.6, title=0.4, passage_cover=0.6, sentence_cover=0.5, lead=0.05, size=2.6)


def weighed(assistant: Assistant, asked: str) -> Evidence:
    question = assistant.live.reader.read(asked, today=AS_OF)
    hits, keywords = assistant.hits(asked, 12), assistant.snapshot.keywords
    return weigh(question, hits, Scorer(question, AS_OF).candidates(hits), keywords, AS_OF)


@pytest.mark.parametrize("name", ["sentence", "title", "passage_cover", "sentence_cover", "lead"])
def test_more_of_any_evidence_makes_an_answer_more_likely(name: str) -> None:
    better = replace(MIDDLING, **{name: getattr(MIDDLING, name) + 0.1})
    assert Calibration().probability(better) > Calibration().probability(MIDDLING)


@pytest.mark.parametrize("name", ["size", "future", "unknown_names", "absent_type"])
def test_what_speaks_against_makes_it_less_likely(name: str) -> None:
    worse = replace(MIDDLING, **{name: getattr(MIDDLING, name) + 1})
    assert Calibration().probability(worse) < Calibration().probability(MIDDLING)


def test_a_probability_stays_one_at_the_extremes() -> None:
    names = [field.name for field in fields(Evidence)]
    for value in (0.0, 1.0):
        assert 0 < Calibration().probability(Evidence(**dict.fromkeys(names, value))) < 1


def test_no_evidence_is_not_enough() -> None:
    calibration = Calibration()
    assert calibration.probability(Evidence()) < calibration.threshold


def test_nothing_found_is_no_evidence(shipped: Assistant) -> None:
    question = shipped.live.reader.read("Combien de territoires ?")
    assert weigh(question, [], [], shipped.snapshot.keywords, AS_OF) == Evidence()


def test_shares_stay_between_nothing_and_all(shipped: Assistant) -> None:
    evidence = weighed(shipped, "Combien de Territoires d'industrie aujourd'hui ?")
    assert 0 <= evidence.sentence_cover <= evidence.passage_cover <= 1.0001
    assert 0 <= evidence.lead <= 0.3 and evidence.size > 2


@pytest.mark.parametrize(
    ("asked", "future"),
    [
        ("Quand aura lieu la prochaine assemblée générale ?", 1.0),
        ("Combien de territoires en 2040 ?", 1.0),
        ("Quand a eu lieu la première assemblée générale ?", 0.0),
    ],
)
def test_a_question_about_what_is_to_come_is_known(asked: str, future: float, shipped: Assistant) -> None:
    assert weighed(shipped, asked).future == future


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("Quel est le rôle de la société Zorglub dans le programme ?", ("Zorglub",)),
        ("Que dit le dossier 7654321 ?", ("7654321",)),
        ("Que fait la Banque des Territoires ?", ()),
        ("Combien de territoires en 2023 ?", ()),
        ("Zorglub aide-t-il les communes ?", ()),  # a capital at the head says nothing
    ],
)
def test_a_name_that_no_document_holds_is_unknown(asked: str, names: tuple[str, ...], shipped: Assistant) -> None:
    assert unknown_names(shipped.live.reader.read(asked), shipped.snapshot.keywords) == names


def test_a_name_that_one_only_asks_to_confirm_is_not_held_against_the_question(shipped: Assistant) -> None:
    question = shipped.live.reader.read("Gaston Zorglub a bien lancé le programme, vous confirmez ?")
    assert question.claims and unknown_names(question, shipped.snapshot.keywords) == ()


@pytest.mark.parametrize(
    "asked",
    [
        "Quand aura lieu la prochaine assemblée générale ?",
        "Combien de territoires en 2040 ?",
        "Quel est le rôle de la société Zorglub dans le programme ?",
        "Combien de salariés emploie la Banque des Territoires ?",
        "Qui a gagné la coupe du monde 1998 ?",
    ],
)
def test_what_the_documents_cannot_know_is_not_answered(asked: str, shipped: Assistant) -> None:
    answer = shipped.ask(asked, as_of=AS_OF)
    assert (answer.status, answer.sentences, answer.citations) == ("abstained", [], [])


@pytest.mark.parametrize(
    "asked",
    [
        "Combien de Territoires d'industrie aujourd'hui ?",
        "Quand le programme a-t-il été lancé ?",
        "Combien de temps durent les prêts de la Banque des Territoires ?",
        "combien dinterco ds les TI",
    ],
)
def test_what_the_documents_know_is_answered(asked: str, shipped: Assistant) -> None:
    assert shipped.ask(asked, as_of=AS_OF).status in ("answered", "partial")


@pytest.mark.parametrize(
    "asked", ["Quel pourcentage d'élues préside un binôme local ?", "À quelle heure commence le comité de pilotage ?"]
)
def test_a_percentage_or_an_hour_that_no_sentence_holds_is_not_known(asked: str, shipped: Assistant) -> None:
    assert weighed(shipped, asked).absent_type == 1.0
    assert shipped.ask(asked, as_of=AS_OF).status == "abstained"


@pytest.mark.parametrize(
    "asked", ["Jusqu'à quel taux la Banque des Territoires cofinance-t-elle l'ingénierie ?", "Combien de territoires ?"]
)
def test_the_form_asked_for_is_not_absent_where_a_sentence_holds_it(asked: str, shipped: Assistant) -> None:
    assert weighed(shipped, asked).absent_type == 0.0


def test_a_word_that_is_none_counts_less_than_one_that_no_source_holds(shipped: Assistant) -> None:
    misspelt = weighed(shipped, "Que plrte le Sénat sur le programme ?")
    absent = weighed(shipped, "Que tricote le Sénat sur le programme ?")
    capital = weighed(shipped, "Que Plrtev le Sénat sur le programme ?")
    assert misspelt.passage_cover > absent.passage_cover and misspelt.passage_cover > capital.passage_cover


@pytest.mark.parametrize(
    "asked", ["quel est le numero siret de notre communaute de communes", "a kel heure commence le prochain comite de pilotage"]
)
def test_a_question_typed_without_accents_is_not_answered_for_that(asked: str, shipped: Assistant) -> None:
    assert shipped.ask(asked, as_of=AS_OF).status == "abstained"
