"""Definitions: what a thing is, and what it is for."""

from __future__ import annotations

import pytest

from assistant.reading.definitions import asks_purpose, says_what
from index.language.text import Text
from index.language.words import fold

FORGE = Text("C'est quoi une forge labellisée ?").stems


@pytest.mark.parametrize(
    "asked", ["A quoi ça sert ?", "à quoi sert la bourse", "Quel est l'objectif du plan ?", "ca sert a quoi"]
)
def test_a_purpose_is_asked_for(asked: str) -> None:
    assert asks_purpose(fold(asked))


@pytest.mark.parametrize("asked", ["Qui sert les repas ?", "C'est quoi le plan ?", "Quel est le débutant ?"])
def test_anything_else_is_no_question_for_a_purpose(asked: str) -> None:
    assert not asks_purpose(fold(asked))


def test_a_definition_of_the_thing_asked_weighs_most() -> None:
    assert says_what("Une forge labellisée est un atelier ouvert au public.", FORGE) == 1.0


def test_a_definition_of_something_else_weighs_less() -> None:
    assert 0 < says_what("Le jury est un groupe de cinq personnes.", FORGE) < 1.0


def test_a_pronoun_is_what_the_sentence_before_speaks_of() -> None:
    text = "Celles-ci sont des ateliers ouverts au public."
    assert says_what(text, FORGE, "Le plan compte 75 forges labellisées.") == 1.0 > says_what(text, FORGE)


def test_a_sentence_that_defines_nothing_weighs_nothing() -> None:
    assert says_what("La forge est l'un des sites du plan.", FORGE) == 0.0
