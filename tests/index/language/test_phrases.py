"""Phrases are found whatever the number, gender, case and accents of their words, and only side by side."""

from __future__ import annotations

import pytest

from index.language.phrases import Phrases
from index.language.text import Text


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return Phrases(("prêt", "prêt à taux zéro", "commune meunière", "acte 2"))


@pytest.mark.parametrize("text", ["Quels PRETS ?", "les communes meunières", "une Commune Meuniere", "à l'acte 2"])
def test_a_phrase_is_found_in_any_of_its_forms(phrases: Phrases, text: str) -> None:
    assert phrases.found_in(Text(text))


@pytest.mark.parametrize("text", ["", "une commune bien meunière", "l'acte 12", "l'acte", "apprêter"])
def test_words_apart_or_within_others_are_no_phrase(phrases: Phrases, text: str) -> None:
    assert not phrases.found_in(Text(text))


def test_the_longest_phrase_of_a_place_is_taken(phrases: Phrases) -> None:
    text = Text("Un prêt à taux zéro et un prêt")
    assert phrases.spans(text) == [(1, 5), (7, 8)]
    assert phrases.without(text) == "un et un"


def test_no_phrase_is_never_found() -> None:
    assert not Phrases(()).found_in(Text("quoi que ce soit")) and not Phrases(("", "?")).found_in(Text("?"))
