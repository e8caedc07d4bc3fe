"""What a question says of time without a date."""

from __future__ import annotations

import pytest

from assistant.question.temporal_expressions import (
    BEGINNING,
    ENDED,
    FUTURE,
    NOW,
    PAST,
    STILL,
    asks_present_state,
    said_for_launch,
    with_launch,
)
from index.language.words import fold


@pytest.mark.parametrize("asked", ["Combien aujourd'hui ?", "Est-ce encore ouvert ?", "L'appel est-il clos ?", "Qui en est l'actuelle présidente ?"])
def test_the_present_state_is_asked_for(asked: str) -> None:
    assert asks_present_state(fold(asked))


@pytest.mark.parametrize("asked", ["Combien en 2019 ?", "Qui a clos l'appel ?", "Quand finit l'appel ?"])
def test_a_date_or_an_act_is_no_present_state(asked: str) -> None:
    assert not asks_present_state(fold(asked))


@pytest.mark.parametrize("asked", ["Combien au départ ?", "Le budget initial ?", "C'était quoi, à l'origine ?"])
def test_the_launch_is_asked_for_however_it_is_called(asked: str) -> None:
    assert said_for_launch(fold(asked)) and BEGINNING.search(fold(asked))


def test_the_beginning_of_something_else_is_not_the_launch() -> None:
    assert not said_for_launch(fold("Combien au départ de la course ?"))
    assert with_launch("Combien au départ de la course ?") == "Combien au départ de la course ?"


def test_the_launch_is_searched_for_by_the_word_of_documents() -> None:
    assert with_launch("Combien au Départ ?") == "Combien au lancement ?"


def test_each_time_has_its_words() -> None:
    for pattern, text in ((NOW, "a ce jour"), (ENDED, "aides expirees"), (STILL, "en vigueur"), (PAST, "avant"), (FUTURE, "prochain")):
        assert pattern.search(text) and not pattern.search("une roue de chene")
