"""Lists and series of an unrelated programme are made with its own phases, aids, beneficiaries and members."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.schema import Answer

Ask = Callable[..., Answer]


def cited(answer: Answer) -> set[str]:
    return {citation.document_id for citation in answer.citations}


@pytest.mark.parametrize("asked", ["Quelles étapes pour l'acte 2 ?", "Chronologie du second acte", "Quels événements de l'acte ii ?"])
def test_a_chronology_is_bounded_by_a_phase_in_its_spoken_forms(ask_zebre: Ask, asked: str) -> None:
    assert cited(ask_zebre(asked)) == {"ouverture-acte-2", "rencontre-meuniere"}


def test_what_is_aside_of_the_programme_is_left_out_of_its_chronology(ask_zebre: Ask) -> None:
    answer = ask_zebre("Chronologie du plan Zèbre")
    assert "plan-lavoirs" not in cited(answer) and {"esquisse-zebre", "lancement-zebre"} <= cited(answer)


@pytest.mark.parametrize("asked", ["Quels avantages fiscaux ?", "Quelles réductions d'impôt pour un particulier ?"])
def test_offers_are_listed_by_its_kinds_of_aid(ask_zebre: Ask, asked: str) -> None:
    assert cited(ask_zebre(asked)) == {"remise-zebre", "exoneration-bief"}


@pytest.mark.parametrize(
    ("asked", "offers"),
    [
        ("Quelles aides pour un propriétaire ?", {"remise-zebre", "exoneration-bief", "visite-architecte"}),
        ("Quelles aides pour les meunières ?", {"chantier-aubes", "visite-architecte"}),
        ("Quelles offres pour la mairie ?", {"exoneration-bief", "chantier-aubes"}),
    ],
)
def test_offers_are_listed_by_its_beneficiaries(ask_zebre: Ask, asked: str, offers: set[str]) -> None:
    answer = ask_zebre(asked)
    assert cited(answer) == offers and "recensée" in answer.answer


def test_its_operators_are_listed(ask_zebre: Ask) -> None:
    answer = ask_zebre("Quels sont les opérateurs du Zèbre ?")
    assert cited(answer) == {"atelier-roues", "caisse-aubarede", "conservatoire-biefs"}


def test_each_moment_of_a_series_is_told_apart(ask_zebre: Ask) -> None:
    answer = ask_zebre("Combien de communes au lancement et à l'acte 2 ?")
    assert "42 communes" in answer.sentences[0].text and "64 communes" in answer.sentences[1].text


def test_a_list_that_asks_for_more_than_the_list_is_read_instead(ask_zebre: Ask) -> None:
    answer = ask_zebre("Quelles aides pour un propriétaire de phare ?")
    assert "recensées" not in answer.answer


def test_a_member_is_known_by_its_name(ask_zebre: Ask) -> None:
    answer = ask_zebre("Est-ce que Pontcharrier est une commune meunière ?")
    assert answer.status == "answered" and cited(answer) == {"pontcharrier"}


def test_a_place_without_a_name_is_asked_for_in_its_own_words(ask_zebre: Ask) -> None:
    answer = ask_zebre("Notre commune est-elle dans la liste ?")
    assert answer.status == "abstained" and "votre commune" in answer.answer
