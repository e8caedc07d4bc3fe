"""Abstention: better evidence is never less likely to answer, and what the corpus cannot know stays unanswered."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import pytest

from assistant.engine.assistant import Assistant
from assistant.reading.abstention import Calibration, Evidence, unknown_names, weigh
from assistant.reading.candidates import Scorer

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


@pytest.mark.parametrize("name", ["size", "future", "unknown_names", "absent_type", "off_subject"])
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


@pytest.mark.parametrize(
    "asked",
    [
        "Combien d'usines ont fermé ?",  # usines are counted nowhere
        "Combien de projets abandonnés ?",  # projects are, but not these
        "Combien de VIE partis en 2024 ?",
        "nombre de visiteurs au salon Global Industrie",
        "Quel est le montant de l'aide pour l'embauche d'un apprenti ?",
        "Quel est le taux de réussite des projets ?",
        "Combien coûte un conseiller Business France ?",
    ],
)
def test_a_figure_of_something_else_is_no_answer(asked: str, shipped: Assistant) -> None:
    assert weighed(shipped, asked).off_subject > 0.2
    assert shipped.ask(asked, as_of=AS_OF).status == "abstained"


@pytest.mark.parametrize(
    "asked",
    [
        "Combien de missions d'ingénierie au 14 janvier 2025 ?",
        "Combien de territoires étaient labellisés en mars 2019 ?",  # of the period, if not of the word
        "Combien de temps dure un VIE ?",
        "Combien d'hectares pour les sites clés en main ?",  # counted as "ha"
        "Guillaume Basset a été délégué combien de temps, n'est-ce pas deux ans ?",
        "Comparez le nombre de territoires au lancement et en phase 2.",
        "Que se passe-t-il quand un territoire sort du programme ?",
        "Qui suit le budget du programme ?",
    ],
)
def test_a_question_that_sources_speak_of_or_that_asks_for_no_figure_is_on_its_subject(asked: str, shipped: Assistant) -> None:
    assert weighed(shipped, asked).off_subject == 0.0


def test_a_follow_up_is_not_held_to_words_of_its_own(shipped: Assistant) -> None:
    question = shipped.live.reader.read("c'est doté de combien d'années ?", ["C'est quoi Territoires d'innovation ?"], today=AS_OF)
    hits = shipped.hits(question.text, 12)
    candidates = Scorer(question, AS_OF).candidates(hits)
    assert question.topic is not None
    assert weigh(question, hits, candidates, shipped.snapshot.keywords, AS_OF).off_subject == 0.0


@pytest.mark.parametrize(
    "asked", ["Qui est le directeur de Bpifrance ?", "Qui dirige l'ADEME ?", "qui est le président de la Banque des Territoires"]
)
def test_the_holder_of_an_office_that_no_source_names_is_not_known(asked: str, shipped: Assistant) -> None:
    assert weighed(shipped, asked).absent_type == 1.0
    assert shipped.ask(asked, as_of=AS_OF).status == "abstained"


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Qui était le délégué aux Territoires d'industrie en 2021 ?", "Guillaume Basset"),
        ("Quel ministre a répondu au Sénat en janvier 2025 ?", "Marc Ferracci"),
        ("Qui était le président de l'AdCF en mars 2019 ?", "Jean-Luc Rigaut"),
    ],
)
def test_the_holder_of_an_office_that_a_source_names_is_told(asked: str, name: str, shipped: Assistant) -> None:
    assert weighed(shipped, asked).absent_type == 0.0
    assert name in shipped.ask(asked, as_of=AS_OF).answer


@pytest.mark.parametrize("asked", ["Comment signaler un site internet ?", "Faut-il assurer son téléphone ?"])
def test_a_telephone_one_speaks_of_is_no_number_asked_for(asked: str, shipped: Assistant) -> None:
    assert weighed(shipped, asked).absent_type == 0.0


def test_the_weather_is_not_answered_with_a_town(shipped: Assistant) -> None:
    assert shipped.ask("Quel temps fait-il à Paris ?", as_of=AS_OF).status == "abstained"


def test_a_question_whole_in_itself_is_held_to_its_words_in_a_conversation_too(shipped: Assistant) -> None:
    earlier = ["Quelles aides pour les collectivités ?"]
    assert shipped.ask("Combien d'usines ont fermé ?", earlier, as_of=AS_OF).status == "abstained"
    assert shipped.ask("et d'usines ?", ["Combien de Territoires d'industrie ?"], as_of=AS_OF).status == "abstained"
    assert shipped.ask("C'est doté de combien d'années ?", ["C'est quoi Territoires d'innovation ?"], as_of=AS_OF).status == "answered"
