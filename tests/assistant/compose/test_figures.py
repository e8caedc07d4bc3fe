"""Figures: the newest in force leads, the others follow with their dates, and no limit is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from assistant.compose.figures import compose_figure, measures
from assistant.schema import Answer
from index.records.kinds.figure import Figure

Ask = Callable[[str], Answer]


def test_the_value_in_force_leads(ask: Ask) -> None:
    answer = ask("Combien de forges labellisées ?")
    assert "75 forges" in answer.sentences[0].text and "10 septembre 2022" in answer.sentences[0].text
    assert answer.citations[0].validity.state == "in_force"


def test_earlier_values_follow_in_order_with_their_dates(ask: Ask) -> None:
    text = ask("Combien de forges labellisées ?").answer
    places = [
        text.index(part) for part in ("40 forges (2 mars 2015)", "52 forges (juin 2018)", "61 forges (février 2020)")
    ]
    assert places == sorted(places)


def test_each_earlier_value_has_a_quote_of_its_own(ask: Ask) -> None:
    answer = ask("Combien de forges labellisées ?")
    (history,) = [sentence for sentence in answer.sentences if sentence.text.startswith("Auparavant")]
    quotes = [citation.quote for citation in answer.citations if citation.n in history.citations]
    assert len(quotes) == 3
    assert all(any(value in quote for quote in quotes) for value in ("40", "52", "61"))


def test_replaced_values_are_cited_as_replaced(ask: Ask) -> None:
    answer = ask("Combien de forges labellisées ?")
    assert {c.validity.state for c in answer.citations if "75" not in c.quote} == {"superseded"}


def test_a_value_that_is_wrong_is_not_part_of_the_history(ask: Ask) -> None:
    assert "520" not in ask("Combien de forges labellisées ?").answer


def test_a_value_with_a_limit_is_never_shortened_to_the_bare_value(ask: Ask) -> None:
    text = ask("Quel est le montant minimum de la bourse Marteau ?").answer
    amounts = re.findall(r"(\S+ \S+) (?:400|250)[\s\u00a0]000", text)
    assert amounts and set(amounts) == {"au moins"}


def test_the_limit_in_force_comes_before_the_replaced_one(ask: Ask) -> None:
    text = ask("Quel est le montant minimum de la bourse Marteau ?").answer
    assert text.index("250 000") < text.index("400 000")


def test_a_limit_of_the_shipped_corpus_keeps_its_words(ask_shipped: Ask) -> None:
    text = ask_shipped("Quel montant minimum pour le fonds d'accélération ?").answer
    assert "au moins 400 000" in text and "(400 000" not in text


@pytest.mark.parametrize("when", ["au départ", "au début", "à l'origine", "au lancement"])
def test_the_first_value_answers_a_question_about_the_beginning(when: str, ask: Ask) -> None:
    first = ask(f"Combien de forges labellisées {when} ?").sentences[0].text
    assert "40 forges" in first and "75" not in first


def test_the_beginning_of_a_shipped_series_can_be_asked_for(ask_shipped: Ask) -> None:
    first = ask_shipped("Combien de Territoires d'industrie au départ ?").sentences[0].text
    assert "124" in first and "2018" in first


def test_the_value_of_the_period_asked_leads_and_newer_ones_are_left_out(ask: Ask) -> None:
    answer = ask("Combien de forges labellisées en juin 2018 ?")
    assert "52 forges" in answer.sentences[0].text and "75" not in answer.answer


def test_a_shipped_series_answers_for_the_month_asked(ask_shipped: Ask) -> None:
    assert "146 Territoires" in ask_shipped("Combien de Territoires d'industrie en octobre 2021 ?").sentences[0].text


def test_two_sources_that_disagree_are_both_shown(ask: Ask) -> None:
    answer = ask("Combien coûte le pont tournant de Clairval ?")
    assert "12 millions" in answer.answer and "15 millions" in answer.answer
    assert {citation.publisher for citation in answer.citations} == {"Gazette du fer", "Ministère des Forges"}


def test_of_two_values_of_one_date_the_higher_authority_leads(ask: Ask) -> None:
    answer = ask("Combien coûte le pont tournant de Clairval ?")
    assert "12 millions" in answer.sentences[0].text
    assert answer.citations[0].publisher == "Ministère des Forges"


def test_a_history_names_at_most_four_earlier_values(ask_shipped: Ask) -> None:
    answer = ask_shipped("Combien d'intercommunalités dans les Territoires d'industrie ?")
    (history,) = [sentence for sentence in answer.sentences if sentence.text.startswith("Auparavant")]
    assert "630" in answer.sentences[0].text
    assert 1 <= len(history.citations) <= 4 and "630" not in history.text


def test_no_figure_is_composed_without_evidence(evidence: Callable) -> None:
    question, _ = evidence("Combien de forges labellisées ?")
    assert compose_figure(question, []) is None


@pytest.mark.parametrize(
    ("unit", "asked", "expected"),
    [
        ("forges", "Combien de forges ?", True),
        ("forges", "Combien de ponts ?", False),
        ("€", "Quel est le montant de la bourse ?", True),
        ("€", "Combien de forges ?", False),
        ("%", "Quel taux de forges ?", True),
        ("date", "Quand a lieu le bilan ?", True),
        ("date", "Combien de bilans ?", False),
        ("ans", "Quelle durée pour le plan ?", True),
    ],
)
def test_a_series_answers_only_what_it_measures(unit: str, asked: str, expected: bool, evidence: Callable) -> None:
    question, _ = evidence(asked)
    value = {"value": "3", "text": "Le plan en compte trois.", "sources": ("bulletin",)}
    figure = Figure.model_validate(
        {"id": "essai", "title": "Essai", "unit": unit, "scope": "Essai", "nature": "single", "values": [value]}
    )
    assert measures(figure, question) is expected


@pytest.mark.parametrize("year", ["2045", "2009"])
def test_a_year_outside_the_series_is_not_answered_as_if_it_were_covered(year: str, ask: Ask) -> None:
    answer = ask(f"Combien de forges labellisées en {year} ?")
    assert answer.status in ("abstained", "partial")


@pytest.mark.parametrize(
    ("question", "firsts"),
    [
        ("Comparez le nombre de forges labellisées au lancement et aujourd'hui.", ["40 forges", "75 forges"]),
        ("Combien de forges labellisées en juin 2018 et en février 2020 ?", ["52 forges", "61 forges"]),
    ],
)
def test_each_moment_asked_gets_its_own_value(question: str, firsts: list[str], ask: Ask) -> None:
    sentences = ask(question).sentences
    assert [part in sentence.text for part, sentence in zip(firsts, sentences, strict=True)] == [True, True]


def test_two_phases_of_the_shipped_series_are_two_moments(ask_shipped: Ask) -> None:
    text = ask_shipped("Comparez le nombre d'intercommunalités en phase 1 et en phase 2.").answer
    assert text.index("551") < text.index("630")


def test_a_moment_that_the_series_does_not_know_gets_no_value_of_another(ask: Ask) -> None:
    text = ask("Comparez le nombre de forges labellisées au lancement et en phase 7.").answer
    assert "40 forges" in text and not any(other in text for other in ("52 forges", "61 forges", "75 forges"))


def test_a_count_is_not_confused_with_another_measure_in_the_same_unit(ask_shipped: Ask) -> None:
    first = ask_shipped("Combien d'intercommunalités participent à la phase 2 ?").sentences[0].text
    assert "630" in first


def test_a_series_steps_back_where_it_cannot_say_all_that_is_asked(ask_shipped: Ask) -> None:
    text = ask_shipped("Quand et où a eu lieu le lancement officiel de la deuxième phase ?").answer
    assert "23 juin 2023" in text and "Bourget" in text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Combien de territoires en 2022 ?", "149"),
        ("Combien de territoires en 2023 ?", "183"),
        ("nombre de territoires en 2020", "148"),
        ("Combien de territoires en novembre 2023 ?", "183"),
        ("combien de territoires d'industrie en 2026 ?", "183"),
    ],
)
def test_territories_of_a_year_are_those_of_the_programme(
    ask_shipped: Ask, question: str, told: str
) -> None:
    assert told in ask_shipped(question).sentences[0].text


def test_a_count_of_other_territories_is_theirs(ask_shipped: Ask) -> None:
    assert "21" in ask_shipped("Combien de territoires Rebond industriel ?").answer
